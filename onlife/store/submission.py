"""Scans as they were submitted: how many there are, whether there is room for more, and the row that one is kept in."""

from __future__ import annotations

from datetime import date

from onlife.content.message import message
from onlife.domain.network import Partner, Round
from onlife.domain.scan import Scan, Source
from onlife.store.engine.database import Database, Refused
from onlife.text import plural, today


class Submissions:
    def __init__(self, database: Database) -> None:
        self._db = database

    def check_room(self, scan_round: Round, partner: Partner, more: int = 1) -> None:
        """Refuse more individual scans than people were asked: nobody may add them by the handful."""
        number = self.number(scan_round.id, partner.id)
        if not partner.joint and number + more > partner.expected:
            full = (
                message("scan.too_many", number=more)
                if more > 1
                else plural(number, message("scan.full_one"), message("scan.full", number=number))
            )
            raise Refused(
                message(
                    "scan.no_room",
                    partner=partner.name,
                    full=full,
                    asked=plural(
                        partner.expected, message("scan.asked_one"), message("scan.asked", number=partner.expected)
                    ),
                )
            )

    def number(self, scan_round: str, partner: str) -> int:
        row = self._db.row(
            "SELECT (SELECT count(*) FROM submissions WHERE round = $1 AND partner = $2 AND state = 'submitted') "
            "+ (SELECT count(*) FROM frozen_scans WHERE round = $1 AND partner = $2) AS number",
            scan_round,
            partner,
        )
        assert row is not None
        return int(row["number"])


def submission_row(
    scan: Scan, joint: bool, scan_round: Round, state: str, source: Source, day: date | None = None
) -> dict[str, object]:
    return {
        "day": day or today(),
        "network": scan.network,
        "round": scan.round,
        "partner": scan.partner,
        "scan": scan.id,
        "state": state,
        "function_group": scan.function_group,
        "joint": joint,
        "source": source.value,
        "content_version": scan_round.content_version,
        "answers": dict(scan.answers),
        "remarks": dict(scan.remarks),
    }
