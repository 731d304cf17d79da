"""Contact persons of partners. What was known of one before is not kept: a change leaves no trace of what it replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onlife.content.message import message
from onlife.domain.contact import Contact
from onlife.store.engine.combine import combine_records
from onlife.store.engine.database import Database, Refused
from onlife.store.engine.table import Table
from onlife.store.network import Networks
from onlife.text import line

CONTACTS = Table("contact_events", "contact", Contact)


class Contacts:
    def __init__(self, database: Database, networks: Networks) -> None:
        self._db = database
        self._networks = networks

    def of(self, network: str) -> dict[str, list[Contact]]:
        """Partner id -> its contacts, first added first, of the partners that have any."""
        found: dict[str, list[Contact]] = {}
        for contact in self._db.current(CONTACTS, network=network):
            if contact.label:
                found.setdefault(contact.partner, []).append(contact)
        return found

    def get(self, network: str, contact: str) -> Contact | None:
        """A contact that is known at this moment."""
        found = self._db.one(CONTACTS, network=network, contact=contact)
        return found if found and found.label else None

    def change(self, contact: Contact, seen: Contact, actor: str) -> None:
        """Change a contact from what somebody has `seen` of it: what another changed meanwhile stays, or BothChanged is raised.
        Raises Refused for one who was erased.
        """
        with self._db.transaction():
            known = self.get(contact.network, contact.id)
            if known is None:
                raise Refused(message("contact.gone"))
            self.save([combine_records(seen, contact, known)], actor)

    def save(self, contacts: Sequence[Contact], actor: str) -> None:
        """Add or change contacts, all of them or none. One of whom everything is empty is erased."""
        with self._db.transaction():
            for contact in contacts:
                kept = replace(
                    contact, name=line(contact.name), address=line(contact.address), telephone=line(contact.telephone)
                )
                known = self.get(contact.network, contact.id)
                if kept.label:
                    self._networks.require_partner(contact.network, contact.partner)
                if known != kept and (known or kept.label):
                    self._db.delete(CONTACTS.name, network=contact.network, contact=contact.id)
                    self._db.put(CONTACTS, [kept], actor)

    def erase(self, contact: Contact, actor: str) -> None:
        self.save([Contact(contact.id, contact.network, contact.partner)], actor)

    def move(self, network: str, gone: str, stays: str, actor: str) -> None:
        """Let the contacts of one partner go on as those of another."""
        self.save([replace(contact, partner=stays) for contact in self.of(network).get(gone, [])], actor)
