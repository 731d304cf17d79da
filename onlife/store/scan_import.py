"""Scans that were filled in elsewhere, added to an open round as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from onlife.content.message import message
from onlife.domain.network import Round, RoundState
from onlife.domain.scan import FilledScan, Scan, Source
from onlife.domain.scoring import LIGHTS
from onlife.security.token import new_id
from onlife.store.closing import Closings
from onlife.store.engine.database import Database, Refused
from onlife.store.import_batch import import_event
from onlife.store.log_act import APP, Act
from onlife.store.log_book import Log
from onlife.store.network import Networks
from onlife.store.questionnaire import Questionnaires
from onlife.store.submission import Submissions, submission_row


class ScanImports:
    def __init__(
        self,
        database: Database,
        log: Log,
        networks: Networks,
        questionnaires: Questionnaires,
        closings: Closings,
        submissions: Submissions,
    ) -> None:
        self._db = database
        self._log = log
        self._networks = networks
        self._questionnaires = questionnaires
        self._closings = closings
        self._submissions = submissions

    def add(self, scan_round: Round, scans: Iterable[FilledScan], actor: str = APP, new: Iterable[str] = ()) -> int:
        """Add filled-in scans to an open round, all of them or none; gives back how many.

        `new`: the partners that were made for them, and leave with them when `Imports` undoes it.
        """
        rows, scans, batch = [], list(scans), new_id()
        with self._db.transaction():
            known = self._networks.round(scan_round.network, scan_round.id)
            if known is None or known.state is not RoundState.OPEN:
                raise Refused(message("import.round_not_open", round=scan_round.name))
            for key, number in Counter(filled.partner for filled in scans).items():
                if partner := self._networks.partner(scan_round.network, key):
                    self._submissions.check_room(known, partner, number)
            elements = {element.id for element in self._questionnaires.get(known.content_version).elements}
            for filled in scans:
                unknown = [e for e in filled.answers if e not in elements] + [
                    v for v in filled.answers.values() if v not in LIGHTS
                ]
                if unknown:
                    raise Refused(message("import.unknown", word=unknown[0]))
                if self._closings.get(scan_round.id, filled.partner).closed:
                    raise Refused(message("import.partner_closed"))
                scan = Scan(
                    new_id(), scan_round.network, scan_round.id, filled.partner, True, filled.function_group, filled.answers,
                    filled.remarks,
                )  # fmt: skip
                rows.append(submission_row(scan, filled.joint, known, "submitted", filled.source, filled.day))
            self._db.add("submission_events", *rows)
            came = [("scan", r["partner"], r["scan"]) for r in rows if r["source"] == Source.IMPORT.value]
            came += [("partner", key, "") for key in new]
            self._db.add(
                "import_events",
                *(
                    import_event(
                        actor, scan_round.network, scan_round.id, batch, step, partner=str(key), scan=str(scan)
                    )
                    for step, key, scan in came
                ),
            )
            self._log.note(Act.SCANS_TAKEN_IN, actor, scan_round.network, scan_round.id, str(len(rows)), day_only=True)
        return len(rows)

    def import_counts(self, scan_round: Round) -> Counter[tuple[str, str, frozenset[tuple[str, str]]]]:
        """How often each scan was imported into an open round: by partner, function group and answers.

        To recognise a file that is read twice. Of scans that came in otherwise this tells nothing.
        """
        rows = self._db.rows(
            "SELECT partner, function_group, answers FROM submissions "
            "WHERE round = ? AND state = 'submitted' AND source = 'import'",
            scan_round.id,
        )
        return Counter((row["partner"], row["function_group"], frozenset(row["answers"].items())) for row in rows)
