"""What a partner chose together in an earlier round, to look at again in the joint scan of the round that runs.

Nothing is copied: a scan keeps which round it goes on from, and what its partner said there is read anew each time. It goes
with the result of that round when that is erased or its time is over. What people chose one by one is never read here, nor
anything of another partner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from onlife.domain.network import Partner, Round, RoundState
from onlife.domain.scan import Scan
from onlife.store.closing import Closings
from onlife.store.engine.database import Database
from onlife.store.network import Networks
from onlife.store.questionnaire import Questionnaires


@dataclass(frozen=True)
class EarlierScan:
    """The joint scan of an earlier round, as far as both rounds ask the same.

    `answers` maps element id to the value of a Light, `reasons` element id to text; `seen`: the network may see it.
    """

    round: Round
    answers: Mapping[str, str]
    reasons: Mapping[str, str]
    seen: bool


class EarlierScans:
    def __init__(
        self, database: Database, networks: Networks, questionnaires: Questionnaires, closings: Closings
    ) -> None:
        self._db = database
        self._networks = networks
        self._questionnaires = questionnaires
        self._closings = closings

    def last(self, partner: Partner) -> EarlierScan | None:
        """What a joint scan in the open round can begin from; None if there is nothing."""
        running = self._networks.open_round(partner.network)
        if running is None or not partner.joint:
            return None
        rows = self._db.rows(
            "SELECT round FROM frozen_scans WHERE network = ? AND partner = ? AND round <> ? "
            "GROUP BY round ORDER BY max(event) DESC LIMIT 1",
            *(partner.network, partner.id, running.id),
        )
        return self._in(rows[0]["round"], partner, running) if rows else None

    def begins_from(self, partner: Partner, *, contact: bool) -> EarlierScan | None:
        """The same for one visitor. Whoever has the scan link begins from what the network may see too. From what is withheld
        only who came in by the team link (`contact`) does: the coordinator has every scan link.
        """
        earlier = self.last(partner)
        return earlier if earlier and (contact or earlier.seen) else None

    def of(self, scan: Scan) -> EarlierScan | None:
        """What a scan goes on from; None if it began empty, or if that is no longer there."""
        partner = self._networks.partner(scan.network, scan.partner)
        scan_round = self._networks.round(scan.network, scan.round)
        if not scan.earlier or partner is None or scan_round is None:
            return None
        return self._in(scan.earlier, partner, scan_round)

    def _in(self, earlier: str, partner: Partner, scan_round: Round) -> EarlierScan | None:
        known = self._networks.round(partner.network, earlier)
        where = (partner.network, earlier, partner.id)
        found = self._db.rows(
            "SELECT joint, content_version, answers FROM frozen_scans WHERE network = ? AND round = ? AND partner = ?",
            *where,
        )
        if known is None or known.state is not RoundState.CLOSED or [row["joint"] for row in found] != [True]:
            return None
        asked = self._questionnaires.get(scan_round.content_version)
        alike = asked.alike(self._questionnaires.get(found[0]["content_version"]))
        answers = {element.id: found[0]["answers"].get(element.id) for element in asked.elements if element.id in alike}
        reasons = {
            row["block"]: row["remark"]
            for row in self._db.rows(
                "SELECT block, remark FROM frozen_remarks WHERE network = ? AND round = ? AND partner = ?", *where
            )
            if answers.get(row["block"])
        }
        answers = {element: light for element, light in answers.items() if light}
        seen = self._closings.get(earlier, partner.id).released
        return EarlierScan(known, MappingProxyType(answers), MappingProxyType(reasons), seen) if answers else None
