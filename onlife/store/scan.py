"""Scans from the first choice to the frozen set.

A choice is one event; a submitted scan is one row with all its answers; closing a partner's scan turns the submitted
scans into a shuffled, frozen set without days or codes and destroys what they came from. What a rule forbids is
refused with the sentence that the visitor reads, and changes nothing.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from time import monotonic
from types import MappingProxyType

import pandas as pd

from onlife.domain.light import Light
from onlife.domain.network import FUNCTION_GROUPS, Partner, Round, RoundState
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scan import Closing, Filled, Response, Scan, Source
from onlife.security.token import code_fingerprint, new_id, normal_code, resume_code
from onlife.store.engine.database import Added, Database, Refused, now, today
from onlife.store.import_batch import import_event
from onlife.store.log_book import APP, Act, Log
from onlife.store.network import Networks
from onlife.store.questionnaire import Questionnaires
from onlife.store.slip import SlipStore
from onlife.text import clean

REMARK_LENGTH = 2000
GRACE = 15 * 60.0
"""Seconds that an offered result can surely be taken back."""
GROUP_FROM = 10
"""From so many scans on a frozen set keeps a function group."""
_LIGHTS = tuple(light.value for light in Light)


class Scans:
    def __init__(
        self, database: Database, key: bytes, log: Log, networks: Networks, questionnaires: Questionnaires
    ) -> None:
        self.slips = SlipStore(database, key, log)
        self._db = database
        self._log = log
        self._key = key
        self._networks = networks
        self._questionnaires = questionnaires
        self._offered: dict[tuple[str, str], float] = {}

    # -- one scan, while it is its owner's

    def begin(self, partner: Partner, typist: str = "", *, device: str = "", slip: str = "") -> Scan:
        """Begin an empty scan of a partner in the open round; with `typist`, one that is typed over from paper.

        `device`: the secret of the browser it is begun in; `slip`: a code, where the partner works with slips.
        """
        with self._db.transaction():
            scan_round = self._round_to_begin_in(partner)
            drawn = self.slips.use(scan_round, partner, slip)
            scan = Scan(
                new_id(), partner.network, scan_round.id, partner.id, submitted=False, typist=typist, slip=drawn
            )
            if drawn:
                self._draft(scan, "slip", "", "used")
            if device:
                self._from_device(scan, code_fingerprint(self._key, f"{scan_round.id} {partner.id} {device}"))
            self._draft(scan, "begin", "", code_fingerprint(self._key, resume_code(self._key, scan.id)))
            if typist:
                self._draft(scan, "paper", "", typist)
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
            "AND scan NOT IN (SELECT scan FROM submissions WHERE state = 'submitted') ORDER BY event DESC LIMIT 1",
            scan_round.id if scan_round else "",
            partner.id,
            typist,
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
                    raise Refused(NOTHING_CHOSEN)
                return self._instead_of(scan)
            self._draft(scan, "code", "", code_fingerprint(self._key, self._code(scan.id, self._resumed(scan.id) + 1)))
            sessions = self._db.rows(
                "SELECT session, kind, subject, scan, max(expires) AS expires FROM session_events WHERE scan = ? "
                "GROUP BY ALL HAVING NOT bool_or(step IN ('end', 'moved'))",
                scan.id,
            )
            self._db.add("session_events", *({**row, "moment": now(), "step": "moved"} for row in sessions))
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

    def begun_empty(self, link: str, since: datetime) -> int:
        """How many scans were begun through a link since a moment and still hold no choice."""
        row = self._db.row(
            "SELECT count(*) AS number FROM (SELECT scan FROM draft_events WHERE scan IN (SELECT scan FROM session_events "
            "WHERE subject = ? AND step = 'start' AND moment > ?) GROUP BY scan "
            "HAVING NOT bool_or(kind IN ('answer', 'remark')))",
            *(link, since),
        )
        assert row is not None
        return int(row["number"])

    def code(self, scan: str) -> str:
        """The resume code of a scan, to show to its owner; it holds until the scan is resumed with it."""
        return self._code(scan, self._resumed(scan))

    def _resumed(self, scan: str) -> int:
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
        )

    def choose_function(self, scan: str, group: str) -> None:
        if group not in FUNCTION_GROUPS:
            raise Refused("Deze functiegroep bestaat niet.")
        self._write(scan, "function", "", group)

    def answer(self, scan: str, element: str, light: Light) -> None:
        """Keep one choice."""
        if not isinstance(light, Light):
            raise Refused("Dit element hoort niet bij deze scan.")
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
            raise Refused("Deze functiegroep bestaat niet.")
        with self._db.transaction():
            draft, _, scan_round = self._scan_to_change(scan)
            asked = self._questionnaires.get(scan_round.content_version)
            if set(answers) - {e.id for e in asked.elements} or set(answers.values()) - {"", *_LIGHTS}:
                raise Refused("Dit element hoort niet bij deze scan.")
            if set(remarks) - {block.id for block in asked.blocks}:
                raise Refused("Deze bouwsteen hoort niet bij deze scan.")
            if not draft.typist:
                raise Refused("Deze scan wordt niet van papier overgetikt.")
            if function_group != draft.function_group:
                self._draft(draft, "function", "", function_group)
            for element, light in answers.items():
                if draft.answers.get(element, "") != light:
                    self._draft(draft, "answer", element, light)
            for block, text in remarks.items():
                if draft.remarks.get(block, "") != (fit := _fit(text)):
                    self._draft(draft, "remark", block, fit)

    def remark(self, scan: str, block: str, text: str) -> None:
        self._write(scan, "remark", block, _fit(text))

    def submit(self, scan: str) -> None:
        """Hand in a scan: one row that carries its answers."""
        with self._db.transaction():
            draft, partner, scan_round = self._scan_to_change(scan)
            if not draft.answers:
                raise Refused("Kies eerst minstens één stelling: een lege scan kan niet ingediend worden.")
            if not draft.function_group and not partner.joint:
                raise Refused("Kies eerst je functiegroep.")
            self._check_room(scan_round, partner)
            self._db.add(
                "submission_events", self._submission(draft, partner.joint, scan_round, "submitted", draft.source)
            )

    def reopen(self, scan: str) -> None:
        """Take a submitted scan back to change it, as long as the partner's scan is not closed."""
        with self._db.transaction():
            draft, partner, scan_round = self._own_scan(scan)
            if draft.submitted:
                self._db.add(
                    "submission_events", self._submission(draft, partner.joint, scan_round, "reopened", draft.source)
                )

    def erase(self, scan: str, actor: str) -> None:
        """Erase a scan that is still its owner's, open or submitted, with its resume code and its sessions.

        Once the partner's scan is closed its scans cannot be told apart, so that none can be erased by itself. The bytes
        leave the file when it is written anew, within the hour while the app runs.
        """
        with self._db.transaction():
            draft = self.scan(scan)
            if draft is None:
                raise Refused(GONE)
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
                raise Refused("Er is geen scan van jullie met deze hervatcode. Neem de code van de testscan zelf over.")
            self._destroy(row["scan"])
            self._step(scan_round, partner.id, "removed", actor)
            self._note(scan_round, partner.id, "removed", actor)

    def _destroy(self, scan: str) -> None:
        for table in ("draft_events", "submission_events", "session_events", "device_events"):
            self._db.delete(table, scan=scan)

    def _write(self, scan: str, kind: str, item: str, value: str) -> None:
        def change() -> list[Added]:
            draft, _, scan_round = self._scan_to_change(scan)
            asked = self._questionnaires.get(scan_round.content_version)
            if kind == "answer" and all(item != element.id for element in asked.elements):
                raise Refused("Dit element hoort niet bij deze scan.")
            if kind == "remark" and all(item != block.id for block in asked.blocks):
                raise Refused("Deze bouwsteen hoort niet bij deze scan.")
            return [("draft_events", [_draft_row(draft, kind, item, value)])]

        self._db.submit(change)

    def _scan_to_change(self, scan: str) -> tuple[Scan, Partner, Round]:
        draft, partner, scan_round = self._own_scan(scan)
        if draft.submitted:
            raise Refused(
                "Deze scan is al ingediend, misschien in een ander venster. Heropen ze om nog iets te wijzigen."
            )
        return draft, partner, scan_round

    def _own_scan(self, scan: str) -> tuple[Scan, Partner, Round]:
        """The scan with its partner and round, if it belongs to the round that runs."""
        draft = self.scan(scan)
        partner = self._networks.partner(draft.network, draft.partner) if draft else None
        if draft is None or partner is None:
            raise Refused(GONE)
        scan_round = self._round_to_fill_in(partner)
        if scan_round.id != draft.round:
            raise Refused("De scanronde van deze scan is voorbij. Wat je eerder bewaarde, blijft zoals het was.")
        return draft, partner, scan_round

    def _round_to_begin_in(self, partner: Partner) -> Round:
        scan_round = self._round_to_fill_in(partner)
        self._check_room(scan_round, partner)
        if partner.joint and self._joint_scan(scan_round.id, partner.id):
            raise Refused(
                "Jullie vullen samen één scan in en die is al begonnen. Ga verder met de hervatcode van wie startte."
            )
        return scan_round

    def _round_to_fill_in(self, partner: Partner) -> Round:
        scan_round = self._networks.open_round(partner.network)
        if scan_round is None:
            raise Refused("Er loopt nu geen scanronde. Vraag je contactpersoon wanneer de volgende start.")
        if partner.archived:
            raise Refused("Jullie organisatie doet niet meer mee aan dit netwerk.")
        if self.closing(scan_round.id, partner.id).closed:
            raise Refused("De scan van jullie organisatie is afgesloten. Er kan niets meer gewijzigd worden.")
        return scan_round

    def _check_room(self, scan_round: Round, partner: Partner, more: int = 1) -> None:
        """Refuse more individual scans than people were asked: nobody may add them by the handful."""
        number = self._number_submitted(scan_round.id, partner.id)
        if not partner.joint and number + more > partner.expected:
            full = f"er zijn al {number} scans ingediend" if more == 1 else f"{more} scans erbij zijn er te veel"
            raise Refused(
                f"{partner.name}: {full}, want er zijn {partner.expected} mensen gevraagd. Zijn jullie met meer? "
                "Dan verhoogt je contactpersoon of de coördinator eerst dat aantal. Wat bewaard is, blijft."
            )

    def _number_submitted(self, scan_round: str, partner: str) -> int:
        row = self._db.row(
            "SELECT (SELECT count(*) FROM submissions WHERE round = $1 AND partner = $2 AND state = 'submitted') "
            "+ (SELECT count(*) FROM frozen_scans WHERE round = $1 AND partner = $2) AS number",
            scan_round,
            partner,
        )
        assert row is not None
        return int(row["number"])

    def _from_device(self, scan: Scan, device: str) -> None:
        place = {"network": scan.network, "round": scan.round, "partner": scan.partner}
        self._db.add("device_events", {"day": today(), **place, "scan": scan.id, "device": device})

    def repeats(self, scan_round: str, partner: str) -> set[str]:
        """The submitted scans that are not the first from their device; none where colleagues share one."""
        if self.closing(scan_round, partner).sharing:
            return set()
        rows = self._db.rows(
            "SELECT d.device, d.scan, d.scan <> '' AS live, min(s.event) AS event FROM device_events d "
            "LEFT JOIN submission_events s ON s.scan = d.scan AND s.state = 'submitted' "
            "WHERE d.round = ? AND d.partner = ? AND (d.scan = '' OR d.scan IN "
            "(SELECT scan FROM submissions WHERE state = 'submitted' AND source = 'web')) "
            "GROUP BY ALL ORDER BY live, event",
            scan_round,
            partner,
        )
        known, again = set[str](), set[str]()
        for row in rows:
            if row["device"] in known:
                again.add(row["scan"])
            known.add(row["device"])
        return again

    def share_device(self, scan_round: Round, partner: Partner, actor: str, *, sharing: bool) -> None:
        """Say that colleagues fill in on one device, or that they do not. Everybody who fills in sees it."""
        with self._db.transaction():
            if self.closing(scan_round.id, partner.id).closed or scan_round.state is not RoundState.OPEN:
                raise Refused("De scan van jullie organisatie is al afgesloten.")
            step = "shared-device" if sharing else "own-devices"
            self._step(scan_round, partner.id, step, actor)
            self._note(scan_round, partner.id, step, actor)

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

    def _submission(
        self, scan: Scan, joint: bool, scan_round: Round, state: str, source: Source, day: date | None = None
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

    # -- scans that were filled in elsewhere

    def take_in(self, scan_round: Round, scans: Iterable[Filled], actor: str = APP, new: Iterable[str] = ()) -> int:
        """Add filled-in scans to an open round, all of them or none; gives back how many.

        `new`: the partners that were made for them, and leave with them when `Imports` undoes it.
        """
        rows, scans, batch = [], list(scans), new_id()
        with self._db.transaction():
            known = self._networks.round(scan_round.network, scan_round.id)
            if known is None or known.state is not RoundState.OPEN:
                raise Refused(f"De scanronde {scan_round.name} is niet open; er kan niets meer bij.")
            for key, number in Counter(filled.partner for filled in scans).items():
                if partner := self._networks.partner(scan_round.network, key):
                    self._check_room(known, partner, number)
            elements = {element.id for element in self._questionnaires.get(known.content_version).elements}
            for filled in scans:
                unknown = [e for e in filled.answers if e not in elements] + [
                    v for v in filled.answers.values() if v not in _LIGHTS
                ]
                if unknown:
                    raise Refused(f"{unknown[0]} hoort niet bij deze vragenlijst.")
                if self.closing(scan_round.id, filled.partner).closed:
                    raise Refused("De scan van deze partnerorganisatie is al afgesloten.")
                scan = Scan(
                    new_id(), scan_round.network, scan_round.id, filled.partner, True, filled.function_group, filled.answers,
                    filled.remarks,
                )  # fmt: skip
                rows.append(self._submission(scan, filled.joint, known, "submitted", filled.source, filled.day))
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

    def imported(self, scan_round: Round) -> Counter[tuple[str, str, frozenset[tuple[str, str]]]]:
        """How often each scan was imported into an open round: by partner, function group and answers.

        To recognise a file that is read twice. Of scans that came in otherwise this tells nothing.
        """
        rows = self._db.rows(
            "SELECT partner, function_group, answers FROM submissions "
            "WHERE round = ? AND state = 'submitted' AND source = 'import'",
            scan_round.id,
        )
        return Counter((row["partner"], row["function_group"], frozenset(row["answers"].items())) for row in rows)

    # -- closing, releasing

    def closing(self, scan_round: str, partner: str) -> Closing:
        """Where a partner's scan stands in a round."""
        return self._closings(round=scan_round, partner=partner).get(partner, Closing())

    def closings(self, scan_round: str) -> dict[str, Closing]:
        """Partner id -> where its scan stands, for the partners that took a step."""
        return self._closings(round=scan_round)

    def _closings(self, **where: str) -> dict[str, Closing]:
        standing: dict[str, Closing] = {}
        for row in self._db.events("closing_events", **where):
            if not row["partner"]:  # somebody who was erased altogether
                continue
            before = standing.get(row["partner"], Closing())
            standing[row["partner"]] = _after(before, row["step"], row["day"])
        return standing

    def close(self, scan_round: Round, partner: Partner, actor: str, *, release: bool) -> None:
        """Close a partner's scan: freeze what was submitted, destroy drafts and codes. Drafts left open are lost."""
        with self._db.transaction():
            if self.closing(scan_round.id, partner.id).closed:
                raise Refused("De scan van jullie organisatie is al afgesloten.")
            if not self._submitted(scan_round.id, partner.id):
                raise Refused("Er is nog geen enkele scan ingediend. Er valt dus nog niets af te sluiten.")
            self._freeze(scan_round, partner.id, actor)
            step = "released" if release else "withheld"
            self._step(scan_round, partner.id, step, actor)
            self._note(scan_round, partner.id, f"closed {step}", actor)

    def reopen_partner(self, scan_round: Round, partner: Partner, actor: str) -> None:
        """Let a closed partner go on, as long as nobody has looked at its result."""
        with self._db.transaction():
            closing = self.closing(scan_round.id, partner.id)
            known = self._networks.round(scan_round.network, scan_round.id)
            if known is None or known.state is not RoundState.OPEN:
                raise Refused("De scanronde is gesloten; heropenen kan niet meer.")
            if not closing.closed:
                raise Refused("De scan van jullie organisatie staat al open.")
            if closing.opened or closing.released:
                raise Refused("Iemand heeft het resultaat al bekeken; heropenen kan dan niet meer.")
            self._step(scan_round, partner.id, "reopened", actor)
            self._note(scan_round, partner.id, "reopened", actor)

    def open_result(self, scan_round: Round, partner: Partner, actor: str) -> None:
        """Note that somebody looks at a partner's result: from now on it can no longer be reopened."""
        with self._db.transaction():
            closing = self.closing(scan_round.id, partner.id)
            if not closing.closed:
                raise Refused("Het resultaat bestaat pas als de scan van jullie organisatie afgesloten is.")
            if not closing.opened:
                self._step(scan_round, partner.id, "opened", actor)
                self._note(scan_round, partner.id, "opened", actor)

    def release(self, scan_round: Round, partner: Partner, actor: str) -> None:
        """Show a closed partner's result to the network, for good."""
        with self._db.transaction():
            closing = self.closing(scan_round.id, partner.id)
            if not closing.closed:
                raise Refused("Sluit eerst de scan van jullie organisatie af.")
            if not closing.released:
                self._step(scan_round, partner.id, "released", actor)
                self._note(scan_round, partner.id, "released", actor)

    def offer(self, scan_round: Round, partner: Partner, actor: str) -> None:
        """Let a closed partner's result be shown to the network by the first of others who looks, see `publish`."""
        with self._db.transaction():
            closing = self.closing(scan_round.id, partner.id)
            if not closing.closed:
                raise Refused("Sluit eerst de scan van jullie organisatie af.")
            if not closing.released and not closing.offered:
                self._offered[scan_round.id, partner.id] = monotonic()
                self._step(scan_round, partner.id, "offered", actor)
                self._note(scan_round, partner.id, "offered", actor)

    def withdraw(self, scan_round: Round, partner: Partner, actor: str) -> None:
        """Take an offer back, as long as nobody of another organisation looked."""
        with self._db.transaction():
            closing = self.closing(scan_round.id, partner.id)
            if closing.released:
                raise Refused("Iemand van een andere organisatie zag jullie resultaat al; intrekken kan dan niet meer.")
            if closing.offered:
                self._step(scan_round, partner.id, "withheld", actor)
                self._note(scan_round, partner.id, "withheld", actor)

    def publish(self, scan_round: Round, viewer: str, actor: str, grace: float = GRACE) -> None:
        """Release what was offered, because somebody looks at the network pages: `viewer` is their partner, '' for others.

        Until then no figure of it was computed for anybody but its own contact, and that one's look is noted. So an offer
        can be taken back, and the scan reopened if its contact did not look, without a difference from which to compute
        what was added. How long an offer stands is counted in this process alone: the store keeps no time finer than a
        day beside answers. After a start it counts anew, so that it is never too short.
        """
        closings = self.closings(scan_round.id)
        for partner in self._networks.partners(scan_round.network, archived=True):
            place = scan_round.id, partner.id
            if not closings.get(partner.id, Closing()).offered:
                self._offered.pop(place, None)
                continue
            if partner.id == viewer or monotonic() - self._offered.setdefault(place, monotonic()) < grace:
                continue
            with self._db.transaction():
                if self.closing(*place).offered:  # it was not taken back meanwhile
                    self.release(scan_round, partner, actor)

    def close_round(self, scan_round: Round, actor: str) -> None:
        """Close a round: freeze every scan and release it, but for partners whose contact chose to withhold it.

        Call `comparison.close_round`, which also brings the scores in where a network compares itself with others.
        """
        with self._db.transaction():
            known = self._networks.round(scan_round.network, scan_round.id)
            if known is None or known.state is not RoundState.OPEN:
                raise Refused("Alleen een open scanronde kan gesloten worden.")
            closings = self.closings(scan_round.id)
            for partner in self._networks.partners(scan_round.network, archived=True):
                closing = closings.get(partner.id, Closing())
                if closing.offered:
                    self._step(scan_round, partner.id, "released", actor)
                if closing.closed:
                    continue
                if self._submitted(scan_round.id, partner.id):
                    self._freeze(scan_round, partner.id, actor)
                    if not closing.withheld:
                        self._step(scan_round, partner.id, "released", actor)
                else:  # also what was handed in and taken back
                    for table in ("draft_events", "submission_events"):
                        self._db.delete(table, round=scan_round.id, partner=partner.id)
            for table in ("device_events", "import_events"):
                self._db.delete(table, round=scan_round.id)
            self._networks.end_round(known, actor)

    def _submitted(self, scan_round: str, partner: str) -> bool:
        return bool(
            self._db.row(
                "SELECT 1 FROM submissions WHERE round = ? AND partner = ? AND state = 'submitted' "
                "UNION ALL SELECT 1 FROM frozen_scans WHERE round = ? AND partner = ?",
                *[scan_round, partner] * 2,
            )
        )

    def _freeze(self, scan_round: Round, partner: str, actor: str) -> None:
        """Turn what is submitted, and what an earlier closing froze, into one newly shuffled set."""
        shuffle = secrets.SystemRandom().shuffle
        live = self._db.rows(
            "SELECT scan, function_group, joint, source, content_version, answers, remarks, day FROM submissions "
            "WHERE round = ? AND partner = ? AND state = 'submitted'",
            scan_round.id,
            partner,
        )
        again = self.repeats(scan_round.id, partner)
        live = [{**row, "source": Source.REPEAT.value} if row["scan"] in again else row for row in live]
        submitted = {row["scan"] for row in live}
        devices = {
            row["device"]
            for row in self._db.rows(
                "SELECT scan, device FROM device_events WHERE round = ? AND partner = ?", scan_round.id, partner
            )
            if not row["scan"] or row["scan"] in submitted
        }
        scans = live + self._db.rows(
            "SELECT function_group, joint, source, content_version, answers FROM frozen_scans "
            "WHERE round = ? AND partner = ?",
            scan_round.id,
            partner,
        )
        remarks = [(block, text) for row in live for block, text in row["remarks"].items()] + [
            (row["block"], row["remark"])
            for row in self._db.rows(
                "SELECT block, remark FROM frozen_remarks WHERE round = ? AND partner = ?", scan_round.id, partner
            )
        ]
        kept = _separable(Counter(row["function_group"] for row in scans))
        scans = [row if row["function_group"] in kept else {**row, "function_group": ""} for row in scans]
        shuffle(scans)
        shuffle(remarks)
        days = pd.Series([row["day"] for row in live]).value_counts().sort_index()
        event = self._db.next_event()
        place = {"event": event, "network": scan_round.network, "round": scan_round.id, "partner": partner}
        batches = {row["batch"]: row for row in self._db.events("import_events", round=scan_round.id, partner=partner)}
        live_tables = ("submission_events", "draft_events", "device_events", "import_events")
        for table in ("frozen_scans", "frozen_remarks", *live_tables):
            self._db.delete(table, round=scan_round.id, partner=partner)
        marks = sorted(devices)  # by what they are, not by who came first
        where = {"network": scan_round.network, "round": scan_round.id, "partner": partner}
        self._db.add("device_events", *({"day": today(), **where, "scan": "", "device": mark} for mark in marks))
        self._db.add(
            "import_events",
            *(
                import_event(
                    row["actor"], scan_round.network, scan_round.id, batch, "frozen", partner=partner, day=row["day"]
                )
                for batch, row in batches.items()
            ),
        )
        columns = ("function_group", "joint", "source", "content_version", "answers")
        self._db.add("frozen_scans", *({**place, **{column: row[column] for column in columns}} for row in scans))
        self._db.add("frozen_remarks", *({**place, "block": block, "remark": text} for block, text in remarks))
        self._db.add("frozen_days", *({**place, "day": day, "submitted": int(number)} for day, number in days.items()))
        self._step(scan_round, partner, "closed", actor)

    def _step(self, scan_round: Round, partner: str, step: str, actor: str) -> None:
        self._db.add(
            "closing_events",
            {
                "day": today(),
                "actor": actor,
                "network": scan_round.network,
                "round": scan_round.id,
                "partner": partner,
                "step": step,
            },
        )

    def _note(self, scan_round: Round, partner: str, steps: str, actor: str) -> None:
        self._log.note(Act.SCAN_STEP, actor, scan_round.network, partner, steps, day_only=True)

    # -- figures: response while a round runs, counts of what is frozen

    def response(self, network: str, scan_round: str) -> list[Response]:
        """How far every partner is, in alphabetical order. Counts and days only, never a colour."""
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
        )
        return [Response(**row) for row in rows]

    def submitted_by_day(self, scan_round: str) -> pd.DataFrame:
        """How many scans were submitted on each day of a round: columns day (date), submitted (number)."""
        return self._db.frame(
            """
            SELECT day, sum(submitted)::INTEGER AS submitted FROM (
                SELECT day, count(*) AS submitted FROM submissions WHERE round = $1 AND state = 'submitted' GROUP BY day
                UNION ALL SELECT day, submitted FROM frozen_days WHERE round = $1)
            GROUP BY day ORDER BY day
            """,
            scan_round,
        )

    def frozen_counts(self, scan_round: str, *, by_group: bool = False) -> pd.DataFrame:
        """How often each light was chosen: partner, source, (group,) element, green, orange, red, not_applicable."""
        group = 'function_group AS "group", ' if by_group else ""
        lights = ", ".join(f"count(*) FILTER (answer.value = '{light}')::INTEGER AS {light}" for light in _LIGHTS)
        return self._db.frame(
            f"""
            SELECT partner, source, {group}answer.key AS element, {lights}
            FROM (SELECT partner, source, function_group, unnest(map_entries(answers)) AS answer
                  FROM frozen_scans WHERE round = ?)
            GROUP BY ALL ORDER BY ALL
            """,
            scan_round,
        )

    def frozen_sizes(self, scan_round: str) -> pd.DataFrame:
        """How many scans are frozen: columns partner, source, group, joint (bool), n (number)."""
        return self._db.frame(
            'SELECT partner, source, function_group AS "group", bool_and(joint) AS joint, count(*)::INTEGER AS n '
            "FROM frozen_scans WHERE round = ? GROUP BY ALL ORDER BY ALL",
            scan_round,
        )

    def taken_together(self, scan_round: Round, below: int) -> set[tuple[str, str]]:
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

    def frozen_remarks(self, scan_round: str) -> pd.DataFrame:
        """The remarks of closed scans, shuffled: columns partner, block, remark."""
        return self._db.frame("SELECT partner, block, remark FROM frozen_remarks WHERE round = ?", scan_round)


def _draft_row(scan: Scan, kind: str, item: str, value: str) -> dict[str, object]:
    where = {"network": scan.network, "round": scan.round, "partner": scan.partner, "scan": scan.id}
    return {"day": today(), **where, "kind": kind, "item": item, "value": value}


def _fit(remark: str) -> str:
    """A remark as it is kept; refused if it is too long."""
    if len(remark) > REMARK_LENGTH:
        raise Refused(f"Een opmerking telt hoogstens {REMARK_LENGTH} tekens. Je tekst is niet bewaard.")
    return clean(remark).strip()


def _separable(groups: Counter[str]) -> set[str]:
    """The function groups that a frozen set keeps: each large, and what is left over large or nobody.

    A small one would point at its people for whoever holds a copy of the database and knows who does what; and no page
    shows it.
    """
    large = {group for group, people in groups.items() if people >= GROUP_FROM}
    rest = sum(people for group, people in groups.items() if group not in large)
    return large if rest == 0 or rest >= GROUP_FROM else set()


def _after(closing: Closing, step: str, day: date) -> Closing:
    """Where a partner's scan stands after a step."""
    match step:
        case "closed":
            return replace(closing, closed=True, closed_on=day)
        case "reopened":
            return replace(closing, closed=False, offered=False)
        case "opened":
            return replace(closing, opened=True)
        case "released":
            return replace(closing, released=True, offered=False)
        case "offered":
            return replace(closing, offered=True, withheld=False)
        case "shared-device" | "own-devices":
            return replace(closing, sharing=step == "shared-device")
        case "removed":
            return replace(closing, removed=closing.removed + 1)
        case "withheld":
            return replace(closing, withheld=True, offered=False)
        case "erased":
            return replace(closing, closed=True, opened=True, released=True, erased=True)
    raise ValueError(f"unknown step {step}")


NOTHING_CHOSEN = "In deze scan is nog niets gekozen. Begin een nieuwe scan; er gaat niets verloren."
GONE = "Deze scan bestaat niet meer: de scan van jullie organisatie is intussen afgesloten."


def open_elements(questionnaire: Questionnaire, answers: Mapping[str, str]) -> list[str]:
    """The ids of the elements without a choice, in order."""
    return [element.id for element in questionnaire.elements if element.id not in answers]
