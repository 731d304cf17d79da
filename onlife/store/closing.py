"""Closing a partner's scan: the submitted scans become a shuffled, frozen set without days or codes, and what they came from
is destroyed. Whether the result is looked at, released or taken back follows from steps, each an event.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import replace
from datetime import date
from time import monotonic

import pandas as pd

from onlife.content.message import message
from onlife.domain.network import Partner, Round, RoundState
from onlife.domain.scan import Closing, Source
from onlife.store.engine.database import Database, Refused
from onlife.store.import_batch import import_event
from onlife.store.network import Networks
from onlife.text import today

GRACE = 15 * 60.0
"""Seconds that an offered result can surely be taken back."""
GROUP_FROM = 10
"""From so many scans on a frozen set keeps a function group."""


class Closings:
    def __init__(self, database: Database, networks: Networks) -> None:
        self._db = database
        self._networks = networks
        self._offered: dict[tuple[str, str], float] = {}

    def repeats(self, scan_round: str, partner: str) -> set[str]:
        """The submitted scans that are not the first from their device; none where colleagues share one."""
        if self.get(scan_round, partner).sharing:
            return set()
        rows = self._db.rows(
            "SELECT d.device, d.scan, d.scan <> '' AS live, min(s.event) AS event FROM device_events d "
            "LEFT JOIN submission_events s ON s.scan = d.scan AND s.state = 'submitted' "
            "AND s.round = ? AND s.partner = ? WHERE d.round = ? AND d.partner = ? AND (d.scan = '' OR d.scan IN "
            "(SELECT scan FROM submissions WHERE round = ? AND partner = ? AND state = 'submitted' AND source = 'web')) "
            "GROUP BY ALL ORDER BY live, event",
            *[scan_round, partner] * 3,
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
            known = self._networks.require_round(scan_round)
            if self.get(scan_round.id, partner.id).closed or known.state is not RoundState.OPEN:
                raise Refused(message("closing.closed"))
            step = "shared-device" if sharing else "own-devices"
            self.step(scan_round, partner.id, actor, step)

    def get(self, scan_round: str, partner: str) -> Closing:
        """Where a partner's scan stands in a round."""
        return self._of(round=scan_round, partner=partner).get(partner, Closing())

    def of(self, scan_round: str) -> dict[str, Closing]:
        """Partner id -> where its scan stands, for the partners that took a step."""
        return self._of(round=scan_round)

    def _of(self, **where: str) -> dict[str, Closing]:
        standing: dict[str, Closing] = {}
        for row in self._db.events("closing_events", **where):
            if not row["partner"]:  # somebody who was erased altogether
                continue
            before = standing.get(row["partner"], Closing())
            standing[row["partner"]] = _after(before, row["step"], row["day"])
        return standing

    def close(
        self, scan_round: Round, partner: Partner, actor: str, *, release: bool = False, offer: bool = False
    ) -> None:
        """Close a partner's scan: freeze what was submitted, destroy drafts and codes. Drafts left open are lost.

        Its result is withheld, unless it is released at once or offered as by `offer`.
        """
        with self._db.transaction():
            _refuse_practice(scan_round)
            if self.get(scan_round.id, partner.id).closed:
                raise Refused(message("closing.closed"))
            if not self._has_submissions(scan_round.id, partner.id):
                raise Refused(message("closing.empty"))
            self._freeze(scan_round, partner.id)
            if offer:
                self._offered[scan_round.id, partner.id] = monotonic()
            after = "released" if release else "offered" if offer else "withheld"
            self.step(scan_round, partner.id, actor, "closed", after)

    def reopen(self, scan_round: Round, partner: Partner, actor: str) -> None:
        """Let a closed partner go on, as long as nobody has looked at its result."""
        with self._db.transaction():
            closing = self.get(scan_round.id, partner.id)
            known = self._networks.round(scan_round.network, scan_round.id)
            if known is None or known.state is not RoundState.OPEN:
                raise Refused(message("closing.round_closed"))
            if not closing.closed:
                raise Refused(message("closing.open"))
            if closing.opened or closing.released:
                raise Refused(message("closing.seen"))
            self.step(scan_round, partner.id, actor, "reopened")

    def open_result(self, scan_round: Round, partner: Partner, actor: str) -> None:
        """Note that somebody looks at a partner's result: from now on it can no longer be reopened."""
        with self._db.transaction():
            closing = self.get(scan_round.id, partner.id)
            if not closing.closed:
                raise Refused(message("closing.no_result"))
            if not closing.opened:
                self.step(scan_round, partner.id, actor, "opened")

    def release(self, scan_round: Round, partner: Partner, actor: str) -> None:
        """Show a closed partner's result to the network, for good."""
        with self._db.transaction():
            closing = self.get(scan_round.id, partner.id)
            if not closing.closed:
                raise Refused(message("closing.close_first"))
            if not closing.released:
                self.step(scan_round, partner.id, actor, "released")

    def offer(self, scan_round: Round, partner: Partner, actor: str) -> None:
        """Let a closed partner's result be shown to the network by the first of others who looks, see `publish`."""
        with self._db.transaction():
            closing = self.get(scan_round.id, partner.id)
            if not closing.closed:
                raise Refused(message("closing.close_first"))
            if not closing.released and not closing.offered:
                self._offered[scan_round.id, partner.id] = monotonic()
                self.step(scan_round, partner.id, actor, "offered")

    def withdraw(self, scan_round: Round, partner: Partner, actor: str) -> None:
        """Take an offer back, as long as nobody of another organisation looked."""
        with self._db.transaction():
            closing = self.get(scan_round.id, partner.id)
            if closing.released:
                raise Refused(message("closing.published"))
            if closing.offered:
                self.step(scan_round, partner.id, actor, "withheld")

    def publish(self, scan_round: Round, viewer: str, actor: str, grace: float = GRACE) -> None:
        """Release what was offered, because somebody looks at the network pages: `viewer` is their partner, '' for others.

        Until then no figure of it was computed for anybody but its own contact, and that one's look is noted. So an offer
        can be taken back, and the scan reopened if its contact did not look, without a difference from which to compute
        what was added. How long an offer stands is counted in this process alone: the store keeps no time finer than a
        day beside answers. After a start it counts anew, so that it is never too short.
        """
        offered = {partner for partner, closing in self.of(scan_round.id).items() if closing.offered}
        for place in list(self._offered):
            if place[0] == scan_round.id and place[1] not in offered:
                self._offered.pop(place, None)
        for partner in self._networks.partners(scan_round.network, archived=True) if offered else []:
            place = scan_round.id, partner.id
            if partner.id not in offered or partner.id == viewer:
                continue
            if monotonic() - self._offered.setdefault(place, monotonic()) < grace:
                continue
            with self._db.transaction():
                if self.get(*place).offered:  # it was not taken back meanwhile
                    self.release(scan_round, partner, actor)

    def close_round(self, scan_round: Round, actor: str) -> None:
        """Close a round: freeze every scan and release it, but for partners whose contact chose to withhold it.

        Call `peer.close_round`, which also brings the scores in where a network compares itself with others.
        """
        with self._db.transaction():
            known = self._networks.round(scan_round.network, scan_round.id)
            if known is None or known.state is not RoundState.OPEN:
                raise Refused(message("round.not_open"))
            _refuse_practice(known)
            closings = self.of(scan_round.id)
            for partner in self._networks.partners(scan_round.network, archived=True):
                closing = closings.get(partner.id, Closing())
                if closing.offered:
                    self.step(scan_round, partner.id, actor, "released")
                if closing.closed:
                    continue
                if self._has_submissions(scan_round.id, partner.id):
                    self._freeze(scan_round, partner.id)
                    self.step(scan_round, partner.id, actor, "closed", *([] if closing.withheld else ["released"]))
                else:  # also what was handed in and taken back
                    for table in ("draft_events", "submission_events"):
                        self._db.delete(table, round=scan_round.id, partner=partner.id)
            for table in ("device_events", "import_events"):
                self._db.delete(table, round=scan_round.id)
            self._networks.end_round(known, actor)

    def _has_submissions(self, scan_round: str, partner: str) -> bool:
        return bool(
            self._db.row(
                "SELECT 1 FROM submissions WHERE round = ? AND partner = ? AND state = 'submitted' "
                "UNION ALL SELECT 1 FROM frozen_scans WHERE round = ? AND partner = ?",
                *[scan_round, partner] * 2,
            )
        )

    def _freeze(self, scan_round: Round, partner: str) -> None:
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

    def step(self, scan_round: Round, partner: str, actor: str, *steps: str) -> None:
        """Add steps that a partner's scan takes at once."""
        place = {"network": scan_round.network, "round": scan_round.id, "partner": partner}
        self._db.add("closing_events", *({"day": today(), "actor": actor, **place, "step": step} for step in steps))


def _separable(groups: Counter[str]) -> set[str]:
    """The function groups that a frozen set keeps: each large, and what is left over large or nobody.

    A small one would point at its people for whoever holds a copy of the database and knows who does what; and no page
    shows it.
    """
    large = {group for group, people in groups.items() if people >= GROUP_FROM}
    rest = sum(people for group, people in groups.items() if group not in large)
    return large if rest == 0 or rest >= GROUP_FROM else set()


def _refuse_practice(scan_round: Round) -> None:
    """What people only tried never becomes a result."""
    if scan_round.practice:
        raise Refused(message("round.practice"))


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
