"""Scans from the first choice to the submission.

A choice is one event; a submitted scan is one row with all its answers; closing a partner's scan turns the submitted
scans into a shuffled, frozen set without days or codes and destroys what they came from. What a rule forbids is
refused with the sentence that the visitor reads, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from onlife.content.message import message
from onlife.domain.light import Light
from onlife.domain.network import FUNCTION_GROUPS, Partner, Round
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scan import Scan
from onlife.domain.scoring import LIGHTS
from onlife.security.token import code_fingerprint, new_id, normal_code, resume_code
from onlife.store.closing import Closings
from onlife.store.earlier_scan import EarlierScan, EarlierScans
from onlife.store.engine.database import Database, Refused
from onlife.store.engine.group_commit import Added
from onlife.store.log_act import Act
from onlife.store.log_book import Log
from onlife.store.network import Networks
from onlife.store.questionnaire import Questionnaires
from onlife.store.slip import SlipStore
from onlife.store.submission import Submissions, submission_row
from onlife.text import paragraphs, today

REMARK_LENGTH, REASON_LENGTH = 2000, 500


class Scans:
    def __init__(
        self,
        database: Database,
        key: bytes,
        log: Log,
        networks: Networks,
        questionnaires: Questionnaires,
        closings: Closings,
        submissions: Submissions,
    ) -> None:
        self.slips = SlipStore(database, key, log, networks)
        self.earlier = EarlierScans(database, networks, questionnaires, closings)
        self._db = database
        self._log = log
        self._key = key
        self._networks = networks
        self._questionnaires = questionnaires
        self._closings = closings
        self._submissions = submissions

    # -- one scan, while it is its owner's

    def begin(
        self,
        partner: Partner,
        typist: str = "",
        *,
        device: str = "",
        slip: str = "",
        earlier: EarlierScan | None = None,
    ) -> Scan:
        """Begin an empty scan of a partner in the open round; with `typist`, one that is typed over from paper.

        `device`: the secret of the browser it is begun in; `slip`: a code, where the partner works with slips; `earlier`: what
        a joint scan goes on from, which answers nothing by itself.
        """
        with self._db.transaction():
            scan_round = self._round_to_begin_in(partner)
            drawn = self.slips.use(scan_round, partner, slip)
            place = partner.network, scan_round.id, partner.id
            scan = Scan(new_id(), *place, False, typist=typist, slip=drawn, earlier=earlier.round.id if earlier else "")
            if drawn:
                self._draft(scan, "slip", "", "used")
            if device:
                self._from_device(scan, code_fingerprint(self._key, f"{scan_round.id} {partner.id} {device}"))
            self._draft(scan, "begin", "", code_fingerprint(self._key, resume_code(self._key, scan.id)))
            if typist:
                self._draft(scan, "paper", "", typist)
            if scan.earlier:
                self._draft(scan, "earlier", "", scan.earlier)
        return scan

    def obstacle(self, partner: Partner) -> str:
        """Why no scan of this partner can begin right now, as a sentence; '' if one can."""
        try:
            self._round_to_begin_in(partner)
        except Refused as refusal:
            return str(refusal)
        return ""

    def on_paper(self, partner: Partner, typist: str) -> Scan | None:
        """The scan that this typist began to type over in the open round and has not handed in."""
        scan_round = self._networks.open_round(partner.network)
        rows = self._db.rows(
            "SELECT scan FROM draft_events WHERE round = ? AND partner = ? AND kind = 'paper' AND value = ? "
            "AND scan NOT IN (SELECT scan FROM submissions WHERE round = ? AND partner = ? AND state = 'submitted') "
            "ORDER BY event DESC LIMIT 1",
            *(place := (scan_round.id if scan_round else "", partner.id)),
            typist,
            *place,
        )
        return self.scan(rows[0]["scan"]) if rows else None

    def resume(self, partner: Partner, code: str) -> Scan | None:
        """The scan of this partner that a typed resume code belongs to, or None; it goes on here and nowhere else.

        Whoever began a scan for somebody else knows its code. So the code is used up, every session of the scan ends, and
        a scan in which nothing was chosen is not resumed at all: its owner loses nothing by a new one, which a slip gives
        right here. A joint scan is no secret inside the team, and there can be no second one.
        """
        typed = normal_code(code)
        with self._db.transaction():
            row = self._db.row(
                "SELECT scan FROM draft_events WHERE partner = ? AND kind IN ('begin', 'code') AND value = ?",
                partner.id,
                code_fingerprint(self._key, typed),
            )
            scan = self.scan(row["scan"]) if row else None
            if scan is None or typed != self.code(scan.id):
                return None
            if not partner.joint and not scan.answers and not scan.remarks:
                if not scan.slip:
                    raise Refused(message("scan.nothing_chosen"))
                return self._instead_of(scan)
            self._draft(scan, "code", "", code_fingerprint(self._key, self._code(scan.id, self._resumes(scan.id) + 1)))
            sessions = self._db.rows(
                "SELECT session, kind, subject, scan, max(expires) AS expires FROM session_events WHERE scan = ? "
                "GROUP BY ALL HAVING NOT bool_or(step IN ('end', 'moved'))",
                scan.id,
            )
            self._db.add("session_events", *({**row, "step": "moved"} for row in sessions))
        return scan

    def _instead_of(self, empty: Scan) -> Scan:
        """A new scan for the slip with which an empty one began; whoever began that has nothing of the new one."""
        scan = replace(empty, id=new_id(), function_group="")
        self._destroy(empty.id)
        self._draft(scan, "slip", "", "used")
        self._draft(scan, "begin", "", code_fingerprint(self._key, resume_code(self._key, scan.id)))
        return scan

    def partner_with(self, code: str) -> Partner | None:
        """The partner whose scan a resume code belongs to (or did), for somebody who lost the link."""
        row = self._db.row(
            "SELECT network, partner FROM draft_events WHERE kind IN ('begin', 'code') AND value = ?",
            code_fingerprint(self._key, normal_code(code)),
        )
        return self._networks.partner(row["network"], row["partner"]) if row else None

    def count_empty(self, link: str, since: datetime) -> int:
        """How many scans were begun through a link since a moment and still hold no choice."""
        begun = self._db.rows(
            "SELECT DISTINCT scan FROM session_events WHERE subject = ? AND step = 'start' AND moment > ?", link, since
        )
        if not begun:
            return 0
        marks = ", ".join("?" * len(begun))  # each by its name, so that the database need not go over everybody's
        empty = f"SELECT scan FROM draft_events WHERE scan IN ({marks}) GROUP BY scan HAVING NOT bool_or(kind IN ('answer', 'remark'))"
        return len(self._db.rows(empty, *(row["scan"] for row in begun)))

    def code(self, scan: str) -> str:
        """The resume code of a scan, to show to its owner; it holds until the scan is resumed with it."""
        return self._code(scan, self._resumes(scan))

    def _resumes(self, scan: str) -> int:
        return sum(row["kind"] == "code" for row in self._db.events("draft_events", scan=scan))

    def _code(self, scan: str, resumed: int) -> str:
        return resume_code(self._key, f"{scan}:{resumed}" if resumed else scan)

    def scan(self, scan: str) -> Scan | None:
        """A scan as its owner left it; None once it is frozen (or never was)."""
        rows = self._db.events("draft_events", scan=scan)
        states = self._db.events("submission_events", scan=scan)
        values = {(row["kind"], row["item"]): row["value"] for row in rows}
        if ("begin", "") not in values:
            return None
        return Scan(
            scan,
            rows[0]["network"],
            rows[0]["round"],
            rows[0]["partner"],
            submitted=bool(states) and states[-1]["state"] == "submitted",
            function_group=values.get(("function", ""), ""),
            answers={item: value for (kind, item), value in values.items() if kind == "answer" and value},
            remarks={item: value for (kind, item), value in values.items() if kind == "remark" and value},
            typist=values.get(("paper", ""), ""),
            slip=("slip", "") in values,
            earlier=values.get(("earlier", ""), ""),
        )

    def choose_function(self, scan: str, group: str) -> None:
        if group not in FUNCTION_GROUPS:
            raise Refused(message("scan.no_function_group"))
        self._write(scan, "function", "", group)

    def answer(self, scan: str, element: str, light: Light) -> None:
        """Keep one choice."""
        if not isinstance(light, Light):
            raise Refused(message("scan.no_element"))
        self._write(scan, "answer", element, light.value)

    def type_over(
        self,
        scan: str,
        function_group: str,
        answers: Mapping[str, str],
        remarks: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Keep a sheet of paper as far as it is typed over: only what differs from before; '' is what was taken back.

        `answers` are by element, `remarks` by building block.
        """
        if function_group not in ("", *FUNCTION_GROUPS):
            raise Refused(message("scan.no_function_group"))
        with self._db.transaction():
            draft, _, scan_round = self._scan_to_change(scan)
            asked = self._questionnaires.get(scan_round.content_version)
            if set(answers) - {e.id for e in asked.elements} or set(answers.values()) - {"", *LIGHTS}:
                raise Refused(message("scan.no_element"))
            if set(remarks) - {block.id for block in asked.blocks}:
                raise Refused(message("scan.no_block"))
            if not draft.typist:
                raise Refused(message("scan.not_on_paper"))
            if function_group != draft.function_group:
                self._draft(draft, "function", "", function_group)
            for element, light in answers.items():
                if draft.answers.get(element, "") != light:
                    self._draft(draft, "answer", element, light)
            for block, text in remarks.items():
                if draft.remarks.get(block, "") != (fit := _fit(text)):
                    self._draft(draft, "remark", block, fit)

    def remark(self, scan: str, block: str, text: str) -> None:
        """Keep a remark at a building block, '' for none."""
        self._write(scan, "remark", block, _fit(text))

    def reason(self, scan: str, element: str, text: str) -> None:
        """Keep why a partner that fills in together chooses a colour, '' for no reason."""
        self._write(scan, "remark", element, _fit(text, REASON_LENGTH))

    def confirm(self, scan: str, element: str) -> None:
        """Choose what the earlier round says of an element, with its reason unless another one is written already."""

        def change() -> list[Added]:
            draft, _, _ = self._scan_to_change(scan)
            earlier = self.earlier.of(draft)
            if earlier is None or element not in earlier.answers:
                raise Refused(message("scan.no_earlier_choice"))
            rows = [_draft_row(draft, "answer", element, earlier.answers[element])]
            if element in earlier.reasons and element not in draft.remarks:
                rows.append(_draft_row(draft, "remark", element, earlier.reasons[element]))
            return [("draft_events", rows)]

        self._db.submit(change)

    def submit(self, scan: str) -> None:
        """Hand in a scan: one row that carries its answers."""
        with self._db.transaction():
            draft, partner, scan_round = self._scan_to_change(scan)
            if not draft.answers:
                raise Refused(message("scan.empty"))
            if not draft.function_group and not partner.joint:
                raise Refused(message("scan.choose_function_group"))
            self._submissions.check_room(scan_round, partner)
            self._db.add(
                "submission_events", submission_row(draft, partner.joint, scan_round, "submitted", draft.source)
            )

    def reopen(self, scan: str) -> None:
        """Take a submitted scan back to change it, as long as the partner's scan is not closed."""
        with self._db.transaction():
            draft, partner, scan_round = self._own_scan(scan)
            if draft.submitted:
                self._db.add(
                    "submission_events", submission_row(draft, partner.joint, scan_round, "reopened", draft.source)
                )

    def erase(self, scan: str, actor: str) -> None:
        """Erase a scan that is still its owner's, open or submitted, with its resume code and its sessions.

        Once the partner's scan is closed its scans cannot be told apart, so that none can be erased by itself. The bytes
        leave the file when it is written anew, within the hour while the app runs.
        """
        with self._db.transaction():
            draft = self.scan(scan)
            if draft is None:
                raise Refused(message("scan.gone"))
            self._destroy(scan)
            self._log.note(Act.ERASED, actor, draft.network, draft.partner, "scan", day_only=True)

    def remove(self, partner: Partner, code: str, actor: str) -> None:
        """Remove a test scan of a partner that is not closed, by its resume code: only who began it, or was handed it, can.

        Everybody who fills in sees how many were, because whoever removes scans makes the team smaller.
        """
        typed = normal_code(code)
        with self._db.transaction():
            scan_round = self._round_to_fill_in(partner)
            row = self._db.row(
                "SELECT scan FROM draft_events WHERE round = ? AND partner = ? AND kind IN ('begin', 'code') AND value = ?",
                *(scan_round.id, partner.id, code_fingerprint(self._key, typed)),
            )
            if row is None or typed != self.code(row["scan"]):
                raise Refused(message("scan.no_code"))
            self._destroy(row["scan"])
            self._closings.step(scan_round, partner.id, actor, "removed")

    def _destroy(self, scan: str) -> None:
        for table in ("draft_events", "submission_events", "session_events", "device_events"):
            self._db.delete(table, scan=scan)

    def _write(self, scan: str, kind: str, item: str, value: str) -> None:
        def change() -> list[Added]:
            draft, partner, scan_round = self._scan_to_change(scan)
            asked = self._questionnaires.get(scan_round.content_version)
            elements, blocks = ({place.id for place in places} for places in (asked.elements, asked.blocks))
            if kind == "answer" and item not in elements:
                raise Refused(message("scan.no_element"))
            # A reason tells a colour: only who speaks for a whole partner gives one.
            if kind == "remark" and item not in (blocks | elements if partner.joint else blocks):
                raise Refused(message("scan.no_block"))
            return [("draft_events", [_draft_row(draft, kind, item, value)])]

        self._db.submit(change)

    def _scan_to_change(self, scan: str) -> tuple[Scan, Partner, Round]:
        draft, partner, scan_round = self._own_scan(scan)
        if draft.submitted:
            raise Refused(message("scan.submitted"))
        return draft, partner, scan_round

    def _own_scan(self, scan: str) -> tuple[Scan, Partner, Round]:
        """The scan with its partner and round, if it belongs to the round that runs."""
        draft = self.scan(scan)
        partner = self._networks.partner(draft.network, draft.partner) if draft else None
        if draft is None or partner is None:
            raise Refused(message("scan.gone"))
        scan_round = self._round_to_fill_in(partner)
        if scan_round.id != draft.round:
            raise Refused(message("scan.round_over"))
        return draft, partner, scan_round

    def _round_to_begin_in(self, partner: Partner) -> Round:
        scan_round = self._round_to_fill_in(partner)
        self._submissions.check_room(scan_round, partner)
        if partner.joint and self._joint_scan(scan_round.id, partner.id):
            raise Refused(message("scan.joint_begun"))
        return scan_round

    def _round_to_fill_in(self, partner: Partner) -> Round:
        scan_round = self._networks.open_round(partner.network)
        if scan_round is None:
            raise Refused(message("scan.no_round"))
        if partner.archived:
            raise Refused(message("scan.partner_left"))
        if self._closings.get(scan_round.id, partner.id).closed:
            raise Refused(message("scan.closed"))
        return scan_round

    def _from_device(self, scan: Scan, device: str) -> None:
        place = {"network": scan.network, "round": scan.round, "partner": scan.partner}
        self._db.add("device_events", {"day": today(), **place, "scan": scan.id, "device": device})

    def _joint_scan(self, scan_round: str, partner: str) -> bool:
        return bool(
            self._db.row(
                "SELECT 1 FROM draft_events WHERE round = ? AND partner = ? AND kind = 'begin' "
                "UNION ALL SELECT 1 FROM submissions WHERE round = ? AND partner = ? AND state = 'submitted'",
                *[scan_round, partner] * 2,
            )
        )

    def _draft(self, scan: Scan, kind: str, item: str, value: str) -> None:
        self._db.add("draft_events", _draft_row(scan, kind, item, value))


def _draft_row(scan: Scan, kind: str, item: str, value: str) -> dict[str, object]:
    where = {"network": scan.network, "round": scan.round, "partner": scan.partner, "scan": scan.id}
    return {"day": today(), **where, "kind": kind, "item": item, "value": value}


def _fit(remark: str, most: int = REMARK_LENGTH) -> str:
    """A remark as it is kept; refused if it is too long."""
    if len(remark) > most:
        raise Refused(message("scan.remark_too_long", most=most))
    return paragraphs(remark)


def open_elements(questionnaire: Questionnaire, answers: Mapping[str, str]) -> list[str]:
    """The ids of the elements without a choice, in order."""
    return [element.id for element in questionnaire.elements if element.id not in answers]
