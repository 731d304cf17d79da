"""Erasing for good: a scan, a partner in one round or altogether, a round, a network.

What belongs to a thing is found by the columns that tables have (`network`, `round`, `partner`, `scan`), so that a table
that is added later is covered too. The rows go in one transaction, with one line in the log book that holds no name;
then the file is written anew without their bytes. Backups made before still hold them: see `backup`.

**Nothing can be computed from what an erasure leaves.** What a network shows follows from what is shown of its partners,
never from answers; a network figure from before the erasure minus the one after it is a figure of the erased partner
that was shown before, or less. A partner whose result had been seen stays closed in the round it is erased from: its
people could otherwise scan again with one colleague more, and the difference of the two results would be that
colleague's answers. A partner that was not closed had shown nothing, and may begin anew. Somebody who withdraws a scan
lowers a count that everybody saw rise; answers were not shown, and will be counted without it, at or above the
threshold. How many remarks there are is not told before they are erased: of a scan that runs that number would say
that a colleague wrote one. The threshold of a network can be lowered again only when no answer is left in it.

What no rule here can prevent: a partner that is erased altogether, added anew and asked again in the same round, by a
coordinator whose partners fill in twice. That is as possible by archiving it; links, names and the log book show it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from onlife.content.message import message, noun_of
from onlife.domain.network import Network, Partner, Round
from onlife.store.contact import CONTACTS
from onlife.store.engine.database import Database, Refused, StoreError
from onlife.store.log_act import Act
from onlife.store.log_book import Log
from onlife.text import today

log = logging.getLogger("onlife")

ErasureCounts = Mapping[str, int]


class Erasure:
    def __init__(self, database: Database, log: Log) -> None:
        self._db = database
        self._log = log

    # -- what would go

    def of_network(self, network: Network) -> ErasureCounts:
        """Kind in Dutch, as that number asks for -> how many, of what would be erased with a network."""
        return self._counts(network=network.id)

    def of_partner(self, partner: Partner) -> ErasureCounts:
        return self._counts(network=partner.network, partner=partner.id)

    def of_round(self, scan_round: Round) -> ErasureCounts:
        return self._counts(network=scan_round.network, round=scan_round.id)

    def of_part(self, scan_round: Round, partner: Partner) -> ErasureCounts:
        return self._counts(network=scan_round.network, round=scan_round.id, partner=partner.id)

    def _counts(self, **where: str) -> ErasureCounts:
        drafts, submitted = (self._ids(table, "scan", **where) for table in ("draft_events", "submission_events"))
        found = {
            "partner": 0 if "round" in where else len(self._ids("partner_events", "partner", **where)),
            "round": 0 if "partner" in where else len(self._ids("round_events", "round", **where)),
            "contact": 0 if "round" in where else self._contacts(**where),
            "link": 0 if "round" in where else len(self._ids("link_events", "link", **where)),
            "scan": len(drafts | submitted) + self._number("frozen_scans", **where),
            "priority": len(self._ids("priority_events", "round || partner || block", **where)),
            "action": 0 if "round" in where else len(self._actions(**where)),
            "access": len(self._ids("membership_events", "account", **where)) if set(where) == {"network"} else 0,
        }
        return {noun_of(number, kind): number for kind, number in found.items() if number}

    # -- erasing; every answer says whether the bytes are gone from the file as well, or the app still owes that

    def network(self, network: Network, actor: str) -> bool:
        """Erase a network with its partners, rounds, results, plans and log book. Accounts stay, without it."""
        with self._db.transaction():
            if not self._ids("network_events", "network", network=network.id):
                raise Refused(message("erasure.network_gone"))
            self._end_visits("link_events", "link", network=network.id)
            self._end_visits("seat_events", "seat", network=network.id)
            self._delete(network=network.id)
            self._log.note(Act.ERASED, actor, thing=network.id, detail="network")
        return self._compact()

    def partner(self, partner: Partner, actor: str) -> bool:
        """Erase a partner from all rounds, with its links, stars and own plan.

        In the plan of the network its actions stay, without a lead; what others typed about it stays theirs.
        """
        where = {"network": partner.network, "partner": partner.id}
        with self._db.transaction():
            if not self._ids("partner_events", "partner", **where):
                raise Refused(message("erasure.partner_gone"))
            self._end_visits("link_events", "link", **where)
            self._end_visits("seat_events", "seat", **where)
            for action in self._actions(**where):
                for table in self._db.tables_with("network", "action"):
                    self._db.delete(table, network=partner.network, action=action)
            for scan_round in self._ids("frozen_scans", "round", **where):
                self._forget_scores(partner.network, scan_round)
            rounds = self._ids("closing_events", "round", **where)
            self._delete(**where)
            # Without a name: that somebody is gone, so that the small teams are not shown together without them.
            gone = {"day": today(), "actor": actor, "network": partner.network, "partner": "", "step": "erased"}
            self._db.add("closing_events", *({**gone, "round": scan_round} for scan_round in sorted(rounds)))
            self._log.note(Act.ERASED, actor, partner.network, partner.id, "partner")
        return self._compact()

    def round(self, scan_round: Round, actor: str) -> bool:
        """Erase a round with the scans and results of every partner, stars and points for discussion."""
        with self._db.transaction():
            self.remove_round(scan_round.network, scan_round.id)
            self._log.note(Act.ERASED, actor, scan_round.network, scan_round.id, "round")
        return self._compact()

    def remove_round(self, network: str, scan_round: str) -> int:
        """Delete the rows of a round; gives back how many."""
        where = {"network": network, "round": scan_round}
        with self._db.transaction():
            if not self._ids("round_events", "round", **where):
                raise Refused(message("erasure.round_gone"))
            self._end_visits("draft_events", "scan", **where)
            self._end_visits("seat_events", "seat", **where)
            self._forget_scores(network, scan_round)
            return self._delete(**where)

    def part(self, scan_round: Round, partner: Partner, actor: str) -> bool:
        """Erase what a partner filled in and chose in one round. Had its result been seen, it stays closed there."""
        where = {"network": scan_round.network, "round": scan_round.id, "partner": partner.id}
        with self._db.transaction():
            steps = self._ids("closing_events", "step", **where)
            self._end_visits("draft_events", "scan", **where)
            self._end_visits("seat_events", "seat", **where)
            if not self._delete(**where):
                raise Refused(message("erasure.nothing"))
            self._forget_scores(scan_round.network, scan_round.id)
            if steps & {"opened", "released", "erased"}:
                self._db.add("closing_events", {"day": today(), "actor": actor, **where, "step": "erased"})
            self._log.note(Act.ERASED, actor, scan_round.network, partner.id, "part")
        return self._compact()

    def _forget_scores(self, network: str, scan_round: str) -> None:
        """Destroy what a network brought in to stand beside others: it holds the scores of each of its partners too.

        Only a round that closed brought anything in; one for practice, or that still runs, leaves what others see.
        """
        if not self._db.row(
            "SELECT 1 FROM round_events WHERE network = ? AND round = ? AND state = 'closed' LIMIT 1",
            network,
            scan_round,
        ):
            return
        self._db.delete("comparison_events", network=network, round=scan_round)
        self._db.delete("kind_share_events", network=network)

    def _compact(self) -> bool:
        try:
            self._db.compact()
        except StoreError:
            log.exception("the file could not be written anew after an erasure")
        return not self._db.needs_compaction

    def _delete(self, **where: str) -> int:
        found = " AND ".join(f"{column} = ?" for column in where)
        return sum(self._db.destroy(table, found, *where.values()) for table in self._db.tables_with(*where))

    def _end_visits(self, table: str, column: str, **where: str) -> None:
        """Destroy the sessions of links, of seats or of scans that go."""
        found = " AND ".join(f"{name} = ?" for name in where)
        sessions = "scan" if column == "scan" else "subject"
        self._db.destroy(
            "session_events", f"{sessions} IN (SELECT {column} FROM {table} WHERE {found})", *where.values()
        )

    def _actions(self, network: str, partner: str = "") -> list[str]:
        """The actions of a network, or those that stand in the plan of a partner at this moment."""
        rows = self._db.newest("action_events", "action", network=network)
        return [row["action"] for row in rows if partner in ("", row["holder"])]

    def _contacts(self, **where: str) -> int:
        return sum(1 for contact in self._db.current(CONTACTS, **where) if contact.label)

    def _ids(self, table: str, column: str, **where: str) -> set[str]:
        found = " AND ".join(f"{name} = ?" for name in where)
        rows = self._db.rows(f"SELECT DISTINCT {column} AS id FROM {table} WHERE {found}", *where.values())
        return {row["id"] for row in rows}

    def _number(self, table: str, **where: str) -> int:
        found = " AND ".join(f"{name} = ?" for name in where)
        row = self._db.row(f"SELECT count(*) AS number FROM {table} WHERE {found}", *where.values())
        assert row is not None
        return int(row["number"])
