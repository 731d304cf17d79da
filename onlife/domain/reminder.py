"""What contact persons are reminded of: actions and follow-up moments that come near or are late, a round that runs, and the
report of a meeting. Pure.

A reminder has a key: as long as it is the same, it is the same reminder, and nobody gets it twice. None holds a result.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onlife.domain.meeting import Meeting
from onlife.domain.network import Round
from onlife.domain.plan import FollowUp, PlanAction
from onlife.translation import N_, Worded

ACTION_AHEAD, FOLLOW_UP_AHEAD, CLOSING = (30, 7, 0), (7, 0), 3
"""How many days ahead somebody hears of an end date, of a follow-up moment, and of the end of a round."""
REPORT_FOR = 14
"""How many days after a meeting somebody hears that its report is there."""
MONTH = 30
"""Days after which somebody hears once more of an action that is late."""


class ReminderKind(Worded):
    """What can be switched off, each by itself."""

    ACTION = "action", N_("acties")
    FOLLOW_UP = "follow_up", N_("opvolgmomenten")
    ROUND = "round", N_("scanrondes")
    MEETING = "meeting", N_("verslagen")


@dataclass(frozen=True)
class Reminder:
    """One thing that a partner is reminded of. `what`: the action or the round, '' for a meeting; `day`: when it ends or is
    held; `line`: which sentence says it.
    """

    kind: ReminderKind
    key: str
    partner: str
    what: str
    day: date
    line: str


@dataclass(frozen=True)
class RunningRound:
    """The round that is open, the day it was opened, and the partners that still have their scan open."""

    round: Round
    opened: date
    waiting: Collection[str]


def report_key(meeting: Meeting) -> str:
    """The key of the reminder that the report of a meeting is there."""
    return f"meeting:{meeting.id}"


def of_meetings(day: date, held: Iterable[Meeting], partners: Sequence[str]) -> list[Reminder]:
    """The reports of meetings that these partners may read, for those that were held not long ago."""
    return [
        Reminder(ReminderKind.MEETING, report_key(meeting), partner, "", meeting.day, "report")
        for meeting in held
        if timedelta() <= day - meeting.day <= timedelta(days=REPORT_FOR)
        for partner in partners
    ]


def reminders(
    day: date, actions: Sequence[PlanAction], follow_ups: Iterable[FollowUp], running: RunningRound | None
) -> list[Reminder]:
    """Everything in the plan and the round that partners are reminded of on a day, by what comes first."""
    open_actions = {action.id: action for action in actions if not action.status.ended}
    found = [
        *(reminder for action in open_actions.values() for reminder in _of_action(day, action)),
        *(reminder for moment in follow_ups for reminder in _of_moment(day, moment, open_actions)),
        *(_of_round(day, running) if running else ()),
    ]
    return sorted(found, key=lambda reminder: (reminder.day, reminder.what, reminder.partner))


def _of_action(day: date, action: PlanAction) -> Iterator[Reminder]:
    if action.end is None:
        return
    left = (action.end - day).days
    step = _last_day_reached(left, ACTION_AHEAD) if left >= 0 else -(-left // MONTH * MONTH)
    if step is not None:
        key = f"action:{action.id}:{action.end}:{step}"
        for partner in _partners(action):
            yield Reminder(ReminderKind.ACTION, key, partner, action.what, action.end, "action")


def _of_moment(day: date, moment: FollowUp, actions: Mapping[str, PlanAction]) -> Iterator[Reminder]:
    step = _last_day_reached((moment.day - day).days, FOLLOW_UP_AHEAD)
    if moment.held or moment.action not in actions or step is None:
        return
    action = actions[moment.action]
    key = f"follow_up:{moment.id}:{moment.day}:{step}"
    for partner in _partners(action):
        yield Reminder(ReminderKind.FOLLOW_UP, key, partner, action.what, moment.day, "follow_up")


def _of_round(day: date, running: RunningRound) -> Iterator[Reminder]:
    scan_round, closes_on = running.round, running.round.closes_on
    if closes_on is None or day > closes_on:
        return
    if (closes_on - day).days <= CLOSING:
        line = "closing"
    elif day >= running.opened + (closes_on - running.opened) / 2:
        line = "half"
    else:
        return
    for partner in sorted(running.waiting):
        key = f"round:{scan_round.id}:{closes_on}:{line}"
        yield Reminder(ReminderKind.ROUND, key, partner, scan_round.name, closes_on, line)


def _last_day_reached(left: int, ahead: Sequence[int]) -> int | None:
    """Which of these days ahead was reached last; the last of them once it is over, None before the first."""
    return min((days for days in ahead if left <= days), default=None)


def _partners(action: PlanAction) -> list[str]:
    """Whose action it is: the partner whose plan it is in, or who leads it and who takes part."""
    return list(dict.fromkeys(filter(None, (action.owner,) if action.owner else (action.lead, *action.partners))))
