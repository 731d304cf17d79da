"""Invitations: by a link of one use somebody becomes the first coordinator of a network.

Only a network that never had one can be given a coordinator from outside: from then on only who is inside lets others in.
Of a token only its fingerprint is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from onlife.content.message import message
from onlife.domain.access import INSTALLATION, Role
from onlife.domain.account import Invitation
from onlife.domain.network import Network
from onlife.security.token import fingerprint, link_token, new_id
from onlife.store.account import Accounts
from onlife.store.engine.database import Database, Refused
from onlife.store.engine.table import Table
from onlife.store.network import Networks
from onlife.text import today

INVITATIONS = Table("invitation_events", "invitation", Invitation, {"until": "until_day"})
LASTS = timedelta(days=30)


class Invitations:
    def __init__(self, database: Database, key: bytes, networks: Networks, accounts: Accounts) -> None:
        self._db = database
        self._key = key
        self._networks = networks
        self._accounts = accounts

    def open(self) -> Mapping[str, Invitation]:
        """Network id -> the invitation that somebody can still use."""
        return {found.network: found for found in self._db.current(INVITATIONS) if _holds(found)}

    def was_led(self, network: str) -> bool:
        """Whether a network has or ever had a coordinator."""
        rows = self._db.events("membership_events")  # of all networks at once: who asks goes over many
        return any(row["network"] == network and row["role"] == Role.COORDINATOR.value for row in rows)

    def make(self, network: Network, actor: str) -> Invitation:
        """A fresh invitation; one that was open ends with it. Refused for a network that had a coordinator."""
        with self._db.transaction():
            if self.was_led(network.id):
                raise Refused(message("invitation.led", name=network.name))
            before = self.open().get(network.id)
            if before:
                self.end(before, actor)
            made = Invitation(new_id(), network.id, today() + LASTS)
            self._put(made, actor)
        return made

    def end(self, invitation: Invitation, actor: str) -> None:
        """End an invitation; nothing happens to one that was used or ended before."""
        with self._db.transaction():
            if self._db.one(INVITATIONS, invitation=invitation.id) == invitation:
                self._put(replace(invitation, step="ended"), actor)

    def token(self, invitation: Invitation) -> str:
        return link_token(self._key, invitation.id)

    def with_token(self, token: str) -> tuple[Invitation, Network] | None:
        """The invitation that a token opens right now, and its network; None if it opens nothing (any more)."""
        self._db.refresh()
        return self._open(self._db.one(INVITATIONS, secret=fingerprint(token)))

    def accept(self, invitation: str, account: str) -> Network:
        """Let an account coordinate the network, and use the invitation with this id up. Refused if somebody did so before."""
        with self._db.transaction():
            opened = self._open(self._db.one(INVITATIONS, invitation=invitation))
            if opened is None:
                raise Refused(message("invitation.gone"))
            known = self._accounts.get(account)
            if known is None or INSTALLATION in known.networks:
                raise Refused(message("invitation.programme"))
            found, network = opened
            self._accounts.set_role(account, network.id, Role.COORDINATOR, account)
            self._put(replace(found, step="used"), account)
        return network

    def _open(self, found: Invitation | None) -> tuple[Invitation, Network] | None:
        network = self._networks.get(found.network) if found and _holds(found) else None
        return (found, network) if found and network and not self.was_led(network.id) else None

    def _put(self, invitation: Invitation, actor: str) -> None:
        self._db.put(INVITATIONS, [invitation], actor, secret=fingerprint(self.token(invitation)))


def _holds(invitation: Invitation) -> bool:
    return invitation.step == "made" and today() <= invitation.until
