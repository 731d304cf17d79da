"""What partners are reminded of on which day: actions, follow-up moments, and a round that runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from onlife.domain.meeting import Meeting, State
from onlife.domain.network import Round, RoundState
from onlife.domain.plan import FollowUp, PlanAction, Status
from onlife.domain.reminder import Reminder, ReminderKind, RunningRound, of_meetings, reminders
from onlife.text import days_away

END = date(2027, 6, 30)
ACTION = PlanAction("a", "n", "", "1", "Samen iets doen", date(2027, 1, 1), end=END, lead="merel", partners=("uil",))
ROUND = Round("r", "n", "Najaar", RoundState.OPEN, 1, closes_on=date(2027, 10, 31))
OPENED = date(2027, 10, 1)


def of_action(day: date, *actions: PlanAction) -> list[Reminder]:
    return reminders(day, actions or (ACTION,), (), None)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def new_on(kind: str, *given: object) -> dict[date, str]:
    """Day -> the sentence of what a partner hears anew, over a year and a half."""
    heard: set[str] = set()
    found = {}
    for day in days(date(2027, 1, 1), date(2028, 3, 1)):
        for reminder in reminders(day, *given):  # type: ignore[arg-type]
            if reminder.partner == "merel" and reminder.kind == kind and reminder.key not in heard:
                heard.add(reminder.key)
                found[day] = reminder.line
    return found


@pytest.mark.parametrize(("after", "heard"), [(-1, False), (0, True), (14, True), (15, False)])
def test_a_report_is_heard_of_by_every_partner_for_two_weeks(after: int, heard: bool) -> None:
    meeting = Meeting("m", "n", "r", State.ENDED, END)
    found = of_meetings(END + timedelta(days=after), [meeting], ["merel", "uil"])
    assert [(r.partner, r.line) for r in found] == ([("merel", "report"), ("uil", "report")] if heard else [])


def test_an_action_is_heard_of_thirty_seven_and_no_days_ahead_and_then_every_thirty_days() -> None:
    heard = [(day - END).days for day in new_on("action", (ACTION,), (), None)]
    assert heard[:6] == [-30, -7, 0, 30, 60, 90]


def test_who_leads_and_who_takes_part_hear_of_it_and_of_an_own_plan_its_owner_alone() -> None:
    assert [r.partner for r in of_action(END)] == ["merel", "uil"]
    own = replace(ACTION, owner="gaai")
    assert [r.partner for r in of_action(END, own)] == ["gaai"]
    assert [r.partner for r in of_action(END, replace(ACTION, partners=("merel", "uil")))] == ["merel", "uil"]


@pytest.mark.parametrize(
    "action",
    [
        replace(ACTION, status=Status.DONE),
        replace(ACTION, status=Status.DROPPED),
        replace(ACTION, end=None),
        replace(ACTION, lead="", partners=()),
    ],
)
def test_what_ended_has_no_end_or_is_nobodys_is_not_heard_of(action: PlanAction) -> None:
    assert not of_action(END, action)


def test_an_end_date_that_moves_is_another_reminder_and_a_day_later_is_the_same() -> None:
    (first, _), (same, _), (moved, _) = (
        of_action(END - timedelta(days=7)),
        of_action(END - timedelta(days=6)),
        of_action(END - timedelta(days=6), replace(ACTION, end=END + timedelta(days=1))),
    )
    assert first.key == same.key != moved.key


def test_a_follow_up_moment_is_heard_of_a_week_ahead_and_on_the_day() -> None:
    moment = FollowUp("f", "a", date(2027, 3, 15))
    assert [*new_on("follow_up", (ACTION,), (moment,), None)] == [date(2027, 3, 8), date(2027, 3, 15)]
    for over in (replace(moment, held=True), replace(moment, action="other")):
        assert not new_on("follow_up", (ACTION,), (over,), None)
    assert not new_on("follow_up", (replace(ACTION, status=Status.DONE),), (moment,), None)


def test_a_round_is_heard_of_halfway_and_three_days_before_it_closes_by_who_is_not_done() -> None:
    running = RunningRound(ROUND, OPENED, {"merel"})
    assert new_on("round", (), (), running) == {date(2027, 10, 16): "half", date(2027, 10, 28): "closing"}
    assert not new_on("round", (), (), RunningRound(ROUND, OPENED, {"uil"}))
    assert not new_on("round", (), (), RunningRound(replace(ROUND, closes_on=None), OPENED, {"merel"}))


def test_of_a_round_that_is_short_one_hears_once_a_day_at_most() -> None:
    short = RunningRound(replace(ROUND, closes_on=OPENED + timedelta(days=2)), OPENED, {"merel"})
    assert {day: len(reminders(day, (), (), short)) for day in days(OPENED, OPENED + timedelta(days=4))} == {
        OPENED + timedelta(days=n): 1 if n < 3 else 0 for n in range(5)
    }


def test_what_comes_first_stands_first_and_every_kind_has_a_word() -> None:
    later = replace(ACTION, id="b", what="Later", end=END + timedelta(days=5), partners=())
    assert [r.what for r in of_action(END, later, replace(ACTION, partners=()))] == ["Samen iets doen", "Later"]
    assert len({kind.word for kind in ReminderKind}) == len(ReminderKind)


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "vandaag"), (1, "morgen"), (2, "over 2 dagen"), (-1, "1 dag geleden"), (-45, "45 dagen geleden")],
)
def test_how_far_away_a_day_is(number: int, words: str) -> None:
    assert days_away(number) == words
