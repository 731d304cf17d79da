"""Undoing what came in by one list or file: as a whole, and only while nothing rests on it.

Scans can be withdrawn until one of their partners closes its scan: from then on they are shuffled with those of others, and
taking them out would show what those others answered. Partners can be withdrawn until one of them began.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from onlife.content.message import message
from onlife.domain.network import Partner, Round, RoundState
from onlife.security.token import new_id
from onlife.store.engine.database import Database, Refused, Row
from onlife.store.link import Links
from onlife.store.log_act import Act
from onlife.store.log_book import Log
from onlife.store.network import Networks
from onlife.text import today


@dataclass(frozen=True)
class ImportBatch:
    """What came in at once and was not undone. `of`: how many scans of whom; `frozen`: the partners whose scan was closed
    since, of which it is not known any more.
    """

    id: str
    day: date
    actor: str
    scans: Sequence[str] = ()
    partners: Sequence[str] = ()
    frozen: Sequence[str] = ()
    of: Mapping[str, int] = field(default_factory=dict)


class Imports:
    def __init__(self, database: Database, log: Log, networks: Networks, links: Links) -> None:
        self._db = database
        self._log = log
        self._networks = networks
        self._links = links

    def of_scans(self, scan_round: Round) -> list[ImportBatch]:
        """The files with scans that were read into a round, newest first; none once it is closed."""
        return self._batches(scan_round.network, scan_round.id)

    def of_partners(self, network: str) -> list[ImportBatch]:
        """The lists of partners of which all can still go, newest first."""
        there = {partner.id for partner in self._networks.partners(network)}
        return [
            batch
            for batch in self._batches(network, "")
            if there >= set(batch.partners) and not any(map(self._has_begun, batch.partners))
        ]

    def add_partners(self, partners: Sequence[Partner], actor: str) -> None:
        """Add partners with links that work at once, all of them or none, so that they can be undone together."""
        network, batch = partners[0].network, new_id()
        ids = [partner.id for partner in partners]
        with self._db.transaction():
            self._networks.save_partners(partners, actor)
            self._links.make(network, ids, actor)
            self._db.add(
                "import_events", *(import_event(actor, network, "", batch, "partner", partner=key) for key in ids)
            )

    def undo_scans(self, scan_round: Round, batch: str, actor: str) -> int:
        """Withdraw the scans of one file and the partners made for it where nobody began; gives back how many scans."""
        with self._db.transaction():
            known = self._networks.round(scan_round.network, scan_round.id)
            found = next((one for one in self.of_scans(scan_round) if one.id == batch), None)
            if found is None or known is None or known.state is not RoundState.OPEN:
                raise Refused(message("import.scans_frozen"))
            if found.frozen:
                everybody = self._networks.partners(scan_round.network, archived=True)
                names = ", ".join(partner.name for partner in everybody if partner.id in found.frozen)
                raise Refused(message("import.partners_closed", names=names))
            live = [
                row
                for scan in found.scans
                for row in self._db.events("submission_events", scan=scan)[-1:]
                if row["state"] == "submitted"
            ]
            gone = {"day": today(), "state": "withdrawn", "answers": {}, "remarks": {}}
            self._db.add(
                "submission_events",
                *({key: value for key, value in row.items() if key != "event"} | gone for row in live),
            )
            self._leave(scan_round.network, [key for key in found.partners if not self._has_begun(key)], actor)
            self._db.add("import_events", import_event(actor, scan_round.network, scan_round.id, batch, "undone"))
            self._log.note(Act.SCANS_WITHDRAWN, actor, scan_round.network, scan_round.id, str(len(live)), day_only=True)
        return len(live)

    def undo_partners(self, network: str, batch: str, actor: str) -> int:
        """Archive the partners of one list and revoke their links; refused once one of them began. Gives back how many."""
        with self._db.transaction():
            found = next((one for one in self.of_partners(network) if one.id == batch), None)
            if found is None:
                raise Refused(message("import.partners_begun"))
            self._leave(network, found.partners, actor)
            self._db.add("import_events", import_event(actor, network, "", batch, "undone"))
        return len(found.partners)

    def _leave(self, network: str, ids: Sequence[str], actor: str) -> None:
        for partner in (p for p in self._networks.partners(network) if p.id in ids):
            self._links.revoke_all(partner, actor)
            self._networks.archive(partner, actor)

    def _has_begun(self, partner: str) -> bool:
        """Whether anybody of a partner began in any round, and was not withdrawn."""
        return bool(
            self._db.row(
                "SELECT 1 FROM draft_events WHERE partner = $1 UNION ALL SELECT 1 FROM frozen_scans WHERE partner = $1 "
                "UNION ALL SELECT 1 FROM submissions WHERE partner = $1 AND state <> 'withdrawn' LIMIT 1",
                partner,
            )
        )

    def _batches(self, network: str, scan_round: str) -> list[ImportBatch]:
        rows: dict[str, list[Row]] = {}
        for row in self._db.events("import_events", network=network, round=scan_round):
            rows.setdefault(row["batch"], []).append(row)
        return [
            ImportBatch(
                batch,
                some[0]["day"],
                some[0]["actor"],
                [row["scan"] for row in some if row["step"] == "scan"],
                [row["partner"] for row in some if row["step"] == "partner"],
                [row["partner"] for row in some if row["step"] == "frozen"],
                Counter(row["partner"] for row in some if row["step"] == "scan"),
            )
            for batch, some in reversed(rows.items())
            if all(row["step"] != "undone" for row in some)
        ]


def import_event(
    actor: str,
    network: str,
    scan_round: str,
    batch: str,
    step: str,
    *,
    partner: str = "",
    scan: str = "",
    day: date | None = None,
) -> dict[str, object]:
    place = {"network": network, "round": scan_round, "partner": partner, "scan": scan}
    return {"day": day or today(), "actor": actor, **place, "batch": batch, "step": step}
