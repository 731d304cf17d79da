"""Who wants which reminders: a network switches kinds off for all its partners, a contact for themselves.

A contact needs no account for it: the address in each mail holds a token that follows from the contact.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass

from onlife.domain.contact import Contact
from onlife.domain.reminder import ReminderKind
from onlife.security.token import link_token
from onlife.store.contact import CONTACTS
from onlife.store.engine.database import Database
from onlife.store.engine.table import Table


@dataclass(frozen=True)
class ReminderChoice:
    """`id`: the network, or the contact whose choice it is; `kinds`: what is off; `origin`: how this app is reached, once it
    sends them by itself."""

    id: str
    network: str
    kinds: tuple[str, ...] = ()
    origin: str = ""


CHOICES = Table("reminder_choice_events", "chooser", ReminderChoice)


class Reminders:
    def __init__(self, database: Database, key: bytes) -> None:
        self._db = database
        self._key = key

    def off(self, network: str, chooser: str) -> frozenset[ReminderKind]:
        """The kinds that a network or a contact switched off."""
        choice = self._db.one(CHOICES, network=network, chooser=chooser)
        return frozenset(map(ReminderKind, choice.kinds)) if choice else frozenset()

    def choose(self, network: str, chooser: str, off: Collection[ReminderKind], actor: str, origin: str = "") -> None:
        """Keep what a network or a contact switched off; `origin`: how the coordinator reaches this app, '' for one that does
        not have the app send them."""
        with self._db.transaction():
            kinds = tuple(kind.value for kind in ReminderKind if kind in off)
            self._db.put(CHOICES, [ReminderChoice(chooser, network, kinds, origin)], actor)

    def origin(self, network: str) -> str:
        """How this app is reached, as the coordinator did who had the app send them; '' as long as nobody had it do so."""
        choice = self._db.one(CHOICES, network=network, chooser=network)
        return choice.origin if choice else ""

    def token(self, contact: str) -> str:
        """What stands in the address at which a contact chooses."""
        return link_token(self._key, f"reminders of {contact}")

    def with_token(self, token: str) -> Contact | None:
        """The contact whose address this is, if there is one."""
        known = (contact for contact in self._db.current(CONTACTS) if contact.label)
        return next((c for c in known if hmac.compare_digest(self.token(c.id), token)), None)
