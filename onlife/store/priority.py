"""Stars per building block, of partners and of the network; two people never overwrite each other unseen."""

from __future__ import annotations

from dataclasses import replace

from onlife.content.message import message
from onlife.domain.network import Round
from onlife.domain.priority import COMMENT_LENGTH, DIRECTION_LENGTH, STARS, Priority
from onlife.store.engine.database import Database, Overtaken, Refused
from onlife.store.engine.table import Table
from onlife.store.network import Networks
from onlife.text import paragraphs

PRIORITIES = Table("priority_events", "block", Priority)


class Priorities:
    def __init__(self, database: Database, networks: Networks) -> None:
        self._db = database
        self._networks = networks

    def of(self, scan_round: str, partner: str) -> dict[str, Priority]:
        """Block id -> the priority of a partner (or of the network: '') in a round."""
        return {found.block: found for found in self._db.current(PRIORITIES, round=scan_round, partner=partner)}

    def by_sharing_partner(self, scan_round: str) -> dict[str, dict[str, Priority]]:
        """Partner id -> its priorities, of the partners that share them with the network."""
        rows = self._db.newest("sharing_events", "partner", round=scan_round)
        return {row["partner"]: self.of(scan_round, row["partner"]) for row in rows if row["shared"]}

    def is_shared(self, scan_round: str, partner: str) -> bool:
        rows = self._db.newest("sharing_events", "partner", round=scan_round, partner=partner)
        return bool(rows and rows[0]["shared"])

    def share(self, scan_round: Round, partner: str, shared: bool, actor: str) -> None:
        """Show a partner's priorities to the network, or no longer."""
        self._require(scan_round, partner)
        if self.is_shared(scan_round.id, partner) != shared:
            place = {"network": scan_round.network, "round": scan_round.id, "partner": partner}
            self._db.add("sharing_events", {"actor": actor, **place, "shared": shared})

    def keep(self, scan_round: Round, priority: Priority, actor: str) -> None:
        """Keep a priority that follows on the one with number `priority.event`.

        What stands there already is not kept again. Raises Overtaken if another one is the newest, and Refused for what
        cannot be a priority.
        """
        if priority.stars not in (0, *STARS):
            raise Refused(message("priority.no_stars"))
        if len(priority.comment) > COMMENT_LENGTH or len(priority.direction) > DIRECTION_LENGTH:
            raise Refused(message("priority.too_long", comment=COMMENT_LENGTH, direction=DIRECTION_LENGTH))
        wanted = replace(priority, comment=paragraphs(priority.comment), direction=paragraphs(priority.direction))
        with self._db.transaction():
            self._require(scan_round, priority.partner)
            standing = self.of(scan_round.id, priority.partner).get(priority.block)
            if standing and replace(standing, event=wanted.event) == wanted:
                return
            if standing and standing.event != priority.event:
                raise Overtaken(standing)
            self._db.put(PRIORITIES, [wanted], actor, network=scan_round.network, round=scan_round.id)

    def _require(self, scan_round: Round, partner: str) -> None:
        self._networks.require_round(scan_round)
        if partner:
            self._networks.require_partner(scan_round.network, partner)
