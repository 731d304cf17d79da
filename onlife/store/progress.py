"""How far networks are, in totals: of one network, or of all of them in as many questions as of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from onlife.domain.network import Round
from onlife.domain.plan import Status
from onlife.domain.progress import NetworkProgress, PlannedAction, RoundProgress
from onlife.store.engine.database import Database
from onlife.store.log_act import APP
from onlife.store.network import ROUNDS
from onlife.text import local

_ALL = ""
"""Stands where a network would, for all of them."""
_HERE, _EVERYWHERE = "network = $1", "$1 = ''"
"""What `here` stands for: compared with one value the database passes over what is of other networks."""
_TOTALS = """
WITH handed_in AS (
    SELECT round, partner, count(*) AS scans FROM (
        SELECT round, partner FROM submissions WHERE state = 'submitted' AND {here}
        UNION ALL SELECT round, partner FROM frozen_scans WHERE {here})
    GROUP BY round, partner),
drafts AS (SELECT DISTINCT round, partner, true AS begun FROM draft_events WHERE kind = 'begin' AND {here}),
steps AS (
    SELECT round, partner,
           coalesce(arg_max(step, event) FILTER (step IN ('closed', 'reopened', 'erased')) <> 'reopened', false) AS closed,
           bool_or(step IN ('released', 'erased')) OR coalesce(arg_max(step, event) FILTER (
               step IN ('offered', 'withheld', 'reopened', 'released')) = 'offered', false) AS released
    FROM closing_events WHERE partner <> '' AND {here} GROUP BY round, partner),
taking_part AS (
    SELECT r.round, p.expected, p.joint, coalesce(h.scans, 0) AS scans, h.scans > 0 OR d.begun AS begun, s.closed
    FROM (SELECT DISTINCT network, round FROM round_events WHERE {here}) r
    JOIN (FROM partners WHERE {here}) p ON p.network = r.network
    LEFT JOIN handed_in h ON h.round = r.round AND h.partner = p.partner
    LEFT JOIN drafts d ON d.round = r.round AND d.partner = p.partner
    LEFT JOIN steps s ON s.round = r.round AND s.partner = p.partner
    WHERE NOT p.archived OR h.scans IS NOT NULL),
totals AS (
    SELECT round, count(*) AS partners, count(*) FILTER (begun) AS begun, count(*) FILTER (closed) AS finished,
           sum(CASE WHEN joint THEN 1 ELSE expected END) AS asked, sum(scans) AS scans
    FROM taking_part GROUP BY round),
led AS (SELECT round, bool_or(closed) AS led_somewhere, bool_or(released) AS released FROM steps GROUP BY round),
days AS (
    SELECT round, min(moment) FILTER (state = 'open') AS opened, min(moment) FILTER (state = 'closed') AS closed
    FROM round_events WHERE {here} GROUP BY round)
SELECT round, opened, closed, coalesce(partners, 0) AS partners, coalesce(begun, 0) AS begun,
       coalesce(finished, 0) AS finished, coalesce(asked, 0)::BIGINT AS asked, coalesce(scans, 0)::BIGINT AS scans,
       coalesce(led_somewhere, false) AS led_somewhere, coalesce(released, false) AS released,
       round IN (SELECT round FROM (SELECT round, arg_max(shared, event) AS shared FROM sharing_events WHERE {here}
           GROUP BY round, partner) WHERE shared) AS stars,
       round IN (SELECT round FROM (SELECT any_value(round) AS round, arg_max(state, event) AS state
           FROM meeting_events WHERE {here} GROUP BY meeting) WHERE state = 'ended') AS met,
       round IN (SELECT round FROM (SELECT round, arg_max(stars, event) AS stars FROM priority_events
           WHERE partner = '' AND {here} GROUP BY round, block) WHERE stars > 0) AS agreed
FROM days LEFT JOIN totals USING (round) LEFT JOIN led USING (round)
"""
_ACTIONS = """
WITH actions AS (
    SELECT network, action, arg_max(holder, event) AS holder, arg_max(status, event) AS status, arg_max(begun, event) AS begun
    FROM action_events WHERE {here} GROUP BY network, action),
moments AS (
    SELECT DISTINCT action FROM (
        SELECT any_value(action) AS action, arg_max(dropped, event) AS dropped FROM follow_up_events
        WHERE {here} GROUP BY follow_up) WHERE NOT dropped)
SELECT network, status, begun, action IN (SELECT action FROM moments) AS followed_up FROM actions WHERE holder = ''
"""
_NETWORKS = """
SELECT network, partners, visited FROM (SELECT DISTINCT network FROM network_events WHERE {here})
LEFT JOIN (SELECT network, count(*) AS partners FROM partners WHERE NOT archived AND {here} GROUP BY network) USING (network)
LEFT JOIN (SELECT l.network, max(s.moment) AS visited FROM session_events s
    JOIN (SELECT network, link FROM link_events WHERE {here}) l ON s.subject = l.link
    WHERE {links} GROUP BY l.network) USING (network)
"""
_SEEN = """
SELECT network, coordinated, active FROM (
    SELECT network, bool_or(role = 'coordinator') AS coordinated FROM (
        SELECT network, arg_max(role, event) AS role FROM membership_events WHERE account IN (
            SELECT account FROM account_events GROUP BY account HAVING NOT arg_max(removed, event))
        GROUP BY network, account) GROUP BY network)
FULL JOIN (SELECT network, max(moment) AS active FROM log_events WHERE actor <> $1 GROUP BY network) USING (network)
"""


class Progress:
    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, network: str) -> NetworkProgress:
        """How far a network is; who coordinates it and when somebody last did something is not looked up."""
        return self._progress(network).get(network, NetworkProgress())

    def all(self) -> Mapping[str, NetworkProgress]:
        """Network id -> how far it is, of every network."""
        seen = {row["network"]: row for row in self._db.rows(_SEEN, APP)}
        return self._progress(_ALL, seen)

    def _progress(
        self, network: str, seen: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
    ) -> dict[str, NetworkProgress]:
        rounds, actions = self._rounds(network), defaultdict(list)
        for row in self._ask(("action_events", "follow_up_events"), _ACTIONS, network):
            actions[row["network"]].append(PlannedAction(Status(row["status"]), row["begun"], row["followed_up"]))
        tables = ("network_events", "partner_events", "session_events", "link_events")
        found = {}
        for row in self._ask(tables, _NETWORKS, network, self._links(network)):
            key = row["network"]
            known = seen.get(key, {})
            active = known.get("active")
            found[key] = NetworkProgress(
                row["partners"] or 0,
                tuple(rounds.get(key, [])[::-1]),
                tuple(actions[key]),
                row["visited"],
                bool(known.get("coordinated")),
                local(active).date() if active else None,
            )
        return found

    def _ask(
        self, tables: Sequence[str], sql: str, network: str, links: Sequence[str] = ()
    ) -> Sequence[Mapping[str, Any]]:
        marks = ", ".join(f"${number}" for number in range(2, 2 + len(links)))
        here, came = _HERE if network else _EVERYWHERE, f"s.subject IN ({marks})" if links else "true"
        return self._db.rows_of(tables, sql.format(here=here, links=came), network, *links, network=network)

    def _links(self, network: str) -> list[str]:
        """The links of one network by name: the database finds the sessions that they began without going over the rest."""
        return [row["link"] for row in self._db.newest("link_events", "link", network=network)] if network else []

    def _rounds(self, network: str) -> Mapping[str, Sequence[RoundProgress]]:
        """Network id -> its rounds, first made first, without one for practice."""
        tables = (
            *("round_events", "partner_events", "submission_events", "draft_events", "frozen_scans", "closing_events"),
            *("sharing_events", "priority_events", "meeting_events"),
        )
        totals = {row["round"]: row for row in self._ask(tables, _TOTALS, network)}
        where = {"network": network} if network else {}
        found: dict[str, list[RoundProgress]] = defaultdict(list)
        known: Round
        for known in self._db.current(ROUNDS, **where):
            if known.practice:
                continue
            numbers = {column: value for column, value in totals[known.id].items() if column != "round"}
            found[known.network].append(RoundProgress(known, **numbers))
        return found
