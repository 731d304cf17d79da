"""Merging two partners that turn out to be one organisation, as long as nothing of either was shown in the round that runs.

Scans move: their rows stand under the partner that stays and nowhere else, so that closing and erasing it find them all. What
was shown of a round that is closed stays as it was, under the name that it had. As many people are asked as of both together,
which everybody who fills in reads; whoever may come after that is held back like everywhere.
"""

from __future__ import annotations

from dataclasses import replace

from onlife.content.message import message
from onlife.domain.account import LinkKind
from onlife.domain.network import EXPECTED_MAX, Partner, Round
from onlife.store.closing import Closings
from onlife.store.contact import Contacts
from onlife.store.engine.database import Database, Refused
from onlife.store.link import Links
from onlife.store.log_act import Act
from onlife.store.log_book import Log
from onlife.store.network import Networks
from onlife.store.plan import Plans
from onlife.store.result import Results
from onlife.store.slip import SlipStore
from onlife.store.team_link import TeamLinks

_MOVES = ("draft_events", "submission_events", "device_events", "import_events")
_AT_ONCE = 500


class Merges:
    def __init__(
        self,
        database: Database,
        log: Log,
        networks: Networks,
        contacts: Contacts,
        links: Links,
        team_links: TeamLinks,
        slips: SlipStore,
        closings: Closings,
        results: Results,
        plans: Plans,
    ) -> None:
        self._db = database
        self._log = log
        self._networks = networks
        self._contacts = contacts
        self._links = links
        self._team_links = team_links
        self._slips = slips
        self._closings = closings
        self._results = results
        self._plans = plans

    def people(self, stays: Partner, gone: Partner) -> int:
        """How many people are asked once two partners are one; those who fill in one scan together stay who they are."""
        return stays.expected if stays.joint else stays.expected + gone.expected

    def obstacle(self, stays: Partner, gone: Partner) -> str:
        """Why two partners cannot be merged right now, as a sentence; '' if they can."""
        scan_round = self._networks.open_round(stays.network)
        team = self._links.of(gone.network).get((gone.id, LinkKind.TEAM))
        if stays.id == gone.id or stays.network != gone.network or stays.archived or gone.archived:
            return message("merge.choose_two")
        if stays.joint != gone.joint:
            return message("merge.joint_and_individual")
        if self.people(stays, gone) > EXPECTED_MAX:
            return message("merge.too_many", most=EXPECTED_MAX)
        if self._result(stays) & self._result(gone):
            return message("merge.two_results")
        if team and self._team_links.code(team):
            return message("merge.own_code", partner=gone.name)
        return self._obstacle_in(scan_round, stays, gone) if scan_round else ""

    def _obstacle_in(self, scan_round: Round, stays: Partner, gone: Partner) -> str:
        closings = self._closings.of(scan_round.id)
        for partner in (stays, gone):
            if partner.id in closings and closings[partner.id].closed:
                return message("merge.closed", partner=partner.name)
            if self._slips.of(scan_round.id, partner.id):
                return message("merge.slips", partner=partner.name)
        if scan_round.id in self._result(gone):
            return message("merge.was_closed", partner=gone.name)
        if stays.joint and self._has_begun(scan_round, stays) and self._has_begun(scan_round, gone):
            return message("merge.two_joint_scans")
        return ""

    def successors(self, network: str) -> dict[str, str]:
        """The partners that went on under another: who went -> who stayed, the last time."""
        rows = self._db.rows(
            "SELECT thing, detail FROM log_events WHERE network = ? AND act = ? ORDER BY number",
            *(network, Act.PARTNERS_MERGED.value),
        )
        return {row["detail"]: row["thing"] for row in rows}

    def merge(self, stays: Partner, gone: Partner, actor: str) -> None:
        """Archive one partner and let its open scans and its actions go on under the other.

        Sharing, stars and promises of the one that stays hold; the links of the one that goes are revoked.
        """
        with self._db.transaction():
            known = [self._networks.partner(partner.network, partner.id) for partner in (stays, gone)]
            if known != [stays, gone]:
                raise Refused(message("merge.changed"))
            if problem := self.obstacle(stays, gone):
                raise Refused(problem)
            if scan_round := self._networks.open_round(stays.network):
                self._move(scan_round, stays, gone)
            for partner in (stays, gone):  # neither is what a list added any more, so taking that back leaves it
                self._db.delete("import_events", network=stays.network, partner=partner.id, step="partner")
            self._contacts.move(stays.network, gone.id, stays.id, actor)
            self._plans.replace_partner(stays.network, gone.id, stays.id, actor)
            self._links.revoke_all(gone, actor)
            self._networks.archive(gone, actor)
            if stays.expected != self.people(stays, gone):
                self._networks.save_partners([replace(stays, expected=self.people(stays, gone))], actor)
            self._log.note(Act.PARTNERS_MERGED, actor, stays.network, stays.id, gone.id)

    def _move(self, scan_round: Round, stays: Partner, gone: Partner) -> None:
        where = {"network": scan_round.network, "round": scan_round.id, "partner": gone.id}
        for table in _MOVES:
            moved = [
                {**{column: value for column, value in row.items() if column != "event"}, "partner": stays.id}
                for row in self._db.events(table, **where)
            ]
            self._db.delete(table, **where)
            for at in range(0, len(moved), _AT_ONCE):
                self._db.add(table, *moved[at : at + _AT_ONCE])

    def _result(self, partner: Partner) -> set[str]:
        """The rounds in which a partner has scans that are frozen."""
        rows = self._db.rows("SELECT DISTINCT round FROM frozen_scans WHERE partner = ?", partner.id)
        return {row["round"] for row in rows}

    def _has_begun(self, scan_round: Round, partner: Partner) -> bool:
        return any(
            row.partner == partner.id and row.submitted + row.begun
            for row in self._results.response(scan_round.network, scan_round.id)
        )
