"""Who stands behind the letters, mails and reports of a network. What stood there before is not kept."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace

from onlife.domain.sender import Sender
from onlife.store.engine.combine import combine_records
from onlife.store.engine.database import Database
from onlife.store.engine.table import Table
from onlife.text import line

SENDERS = Table("sender_events", "network", Sender)


class Senders:
    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, network: str) -> Sender:
        """What is filled in; all of it empty if nothing is."""
        return self._db.one(SENDERS, network=network) or Sender(network)

    def save(self, sender: Sender, actor: str, seen: Sender | None = None) -> None:
        """Keep who signs, changed from what somebody has `seen`: what another changed meanwhile stays, or BothChanged is raised."""
        kept = replace(
            sender,
            name=line(sender.name),
            service=line(sender.service),
            telephone=line(sender.telephone),
            address=line(sender.address),
        )
        with self._db.transaction():
            known = self.of(sender.network)
            kept = combine_records(seen or known, kept, known)
            if kept != known:
                self._db.delete(SENDERS.name, network=sender.network)
                self._db.put(SENDERS, [kept], actor)

    def logo(self, network: str) -> bytes:
        """The logo as PNG, b'' if there is none."""
        rows = self._db.events("logo_events", network=network)
        return b64decode(rows[-1]["image"]) if rows else b""

    def save_logo(self, network: str, image: bytes, actor: str) -> None:
        """Keep a PNG that was made by `services.logo`; b'' takes the logo away."""
        with self._db.transaction():
            if image != self.logo(network):
                row = {"actor": actor, "network": network, "image": b64encode(image).decode()}
                self._db.delete("logo_events", network=network)
                self._db.add("logo_events", row)
