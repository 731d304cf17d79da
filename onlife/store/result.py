"""What was frozen, and how far the partners are: counts and dates, before any rule about who may see them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

import pandas as pd

from onlife.domain.network import Round
from onlife.domain.scan import Response
from onlife.domain.scoring import LIGHTS
from onlife.store.engine.database import Database


class Results:
    def __init__(self, database: Database) -> None:
        self._db = database

    def response(self, network: str, scan_round: str) -> list[Response]:
        """How far every partner is, in alphabetical order. Counts and days only, never a colour."""
        if parts := self.archived_by_partner(scan_round):
            told = [part["response"] for part in parts.values() if part.get("response")]
            found = [
                Response(**{**row, "last_day": row["last_day"] and date.fromisoformat(row["last_day"])}) for row in told
            ]
            return sorted(found, key=lambda row: row.name.lower())
        rows = self._db.rows_of(
            ("partner_events", "submission_events", "draft_events", "frozen_scans", "frozen_days"),
            """
            WITH live AS (
                SELECT partner, count(*) AS submitted, count(*) FILTER (source = 'paper') AS on_paper,
                       count(*) FILTER (source = 'import') AS from_file, max(day) AS last_day FROM submissions
                WHERE round = $1 AND state = 'submitted' GROUP BY partner),
            frozen AS (
                SELECT partner, count(*) AS submitted, count(*) FILTER (source = 'paper') AS on_paper,
                       count(*) FILTER (source = 'import') AS from_file FROM frozen_scans
                WHERE round = $1 GROUP BY partner),
            days AS (SELECT partner, max(day) AS last_day FROM frozen_days WHERE round = $1 GROUP BY partner),
            drafting AS (
                SELECT partner, count(DISTINCT scan) AS begun, max(day) AS last_day FROM draft_events
                WHERE round = $1 AND scan NOT IN (SELECT scan FROM submissions WHERE round = $1 AND state = 'submitted')
                GROUP BY partner)
            SELECT p.partner, p.name, p.sector, p.expected,
                   coalesce(live.submitted, 0) + coalesce(frozen.submitted, 0) AS submitted,
                   coalesce(live.on_paper, 0) + coalesce(frozen.on_paper, 0) AS on_paper,
                   coalesce(live.from_file, 0) + coalesce(frozen.from_file, 0) AS from_file,
                   coalesce(drafting.begun, 0) AS begun,
                   greatest(live.last_day, days.last_day, drafting.last_day) AS last_day
            FROM partners p
            LEFT JOIN live USING (partner) LEFT JOIN frozen USING (partner)
            LEFT JOIN days USING (partner) LEFT JOIN drafting USING (partner)
            WHERE p.network = $2 AND (NOT p.archived OR coalesce(live.submitted, frozen.submitted) IS NOT NULL)
            ORDER BY lower(p.name)
            """,
            scan_round,
            network,
            network=network,
        )
        return [Response(**row) for row in rows]

    def submitted_by_day(self, scan_round: str) -> pd.DataFrame:
        """How many scans were submitted on each day of a round: columns day (date), submitted (number)."""
        if parts := self.archived_by_partner(scan_round):
            days = pd.DataFrame(parts.get("", {}).get("days", []), columns=["day", "submitted"])
            return days.assign(day=pd.to_datetime(days["day"]))
        return self._db.frame(
            """
            SELECT day, sum(submitted)::INTEGER AS submitted FROM (
                SELECT day, count(*) AS submitted FROM submissions WHERE round = $1 AND state = 'submitted' GROUP BY day
                UNION ALL SELECT day, submitted FROM frozen_days WHERE round = $1)
            GROUP BY day ORDER BY day
            """,
            scan_round,
        )

    def counts(self, scan_round: str, *, by_group: bool = False) -> pd.DataFrame:
        """How often each light was chosen: partner, source, (group,) element, green, orange, red, not_applicable."""
        group = 'function_group AS "group", ' if by_group else ""
        lights = ", ".join(f"count(*) FILTER (answer.value = '{light}')::INTEGER AS {light}" for light in LIGHTS)
        return self._db.frame(
            f"""
            SELECT partner, source, {group}answer.key AS element, {lights}
            FROM (SELECT partner, source, function_group, unnest(map_entries(answers)) AS answer
                  FROM frozen_scans WHERE round = ?)
            GROUP BY ALL ORDER BY ALL
            """,
            scan_round,
        )

    def sizes(self, scan_round: str) -> pd.DataFrame:
        """How many scans are frozen: columns partner, source, group, joint (bool), n (number)."""
        return self._db.frame(
            'SELECT partner, source, function_group AS "group", bool_and(joint) AS joint, count(*)::INTEGER AS n '
            "FROM frozen_scans WHERE round = ? GROUP BY ALL ORDER BY ALL",
            scan_round,
        )

    def pooled_partners(self, scan_round: Round, below: int) -> set[tuple[str, str]]:
        """The partners whose individual scans of a source, fewer than `below`, the network could see when the round closed;
        of the source with most such people only, because people of one and people of another are counted apart.

        They stay the same for good: not who is released later, and not those whom a threshold hides that rose later. None
        at all while the round is open, or once one of those who could be seen was erased.
        """
        row = self._db.row(
            "SELECT min(event) AS event FROM round_events WHERE round = ? AND state = 'closed'", scan_round.id
        )
        closed = row and row["event"]
        gone = "SELECT 1 FROM closing_events WHERE round = ? AND step = 'erased' AND event > ?"
        if not closed or self._db.row(gone, scan_round.id, closed):
            return set()
        rows = self._db.rows(
            """
            SELECT partner, source, count(*) AS n FROM frozen_scans WHERE round = $1
                AND partner IN (SELECT partner FROM closing_events WHERE round = $1 AND step = 'released' AND event < $2)
            GROUP BY partner, source HAVING NOT bool_and(joint) AND count(*) < $3 AND count(*) >= (
                SELECT arg_max(threshold, event) FROM network_events WHERE network = $4 AND event < $2)
            """,
            scan_round.id,
            closed,
            below,
            scan_round.network,
        )
        people: Counter[str] = Counter()
        for row in rows:
            people[row["source"]] += row["n"]
        most = max(people, key=lambda source: (people[source], source), default="")
        return {(row["partner"], row["source"]) for row in rows if row["source"] == most}

    def archived_by_partner(self, scan_round: str) -> dict[str, dict[str, Any]]:
        """Partner id ('' for all) -> what was shown of it in a round that was read back from an archive; empty for another."""
        rows = self._db.events("archived_results", round=scan_round)
        return {row["partner"]: json.loads(row["shown"]) for row in rows}

    def remarks(self, scan_round: str) -> pd.DataFrame:
        """The remarks of closed scans, shuffled: columns partner, place, remark. A place is a block, or for the reason of a
        colour in a joint scan an element.
        """
        return self._db.frame("SELECT partner, block AS place, remark FROM frozen_remarks WHERE round = ?", scan_round)
