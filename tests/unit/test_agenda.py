"""The agenda that a network makes of its meeting: order, points of its own, and what waits for the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from onlife.domain import agenda
from onlife.domain.agenda import AgendaItem, Earlier
from onlife.domain.meeting import Point, Topic

USUAL = [
    Point(Topic.WELCOME),
    Point(Topic.ACTIONS),
    Point(Topic.SHARED),
    *(Point(Topic.COOPERATION, element) for element in ("5.1", "5.2")),
    Point(Topic.PLAN),
    Point(Topic.CLOSING),
]
OWN = Point(Topic.OWN, "rondvraag").id


def made(
    known: Sequence[AgendaItem] = (), earlier: Earlier | None = None, usual: Sequence[Point] = USUAL
) -> list[AgendaItem]:
    return agenda.items(usual, {item.id: item for item in known}, "n", "r", earlier or Earlier())


def kept(items: Sequence[AgendaItem]) -> list[str]:
    return [point.id for point in agenda.points_on(items)]


def saved(items: Sequence[AgendaItem], event: int) -> list[AgendaItem]:
    return [replace(item, event=event) for item in items]


def with_own(items: Sequence[AgendaItem], at: int) -> list[AgendaItem]:
    return agenda.in_order([*items[:at], AgendaItem(OWN, "n", "r", 0, title="Rondvraag"), *items[at:]])


def test_what_nobody_changed_stands_as_the_app_puts_it() -> None:
    assert kept(made()) == [point.id for point in USUAL]
    assert [item.place for item in made()] == list(range(1, len(USUAL) + 1))


def test_the_order_stays_and_what_is_new_comes_after_what_it_follows_by_itself() -> None:
    items = saved(agenda.move(made(), 2, 3), 1)
    assert kept(made(items))[-3:] == ["plan", "gedeeld", "slot"]
    marked = [*USUAL[:3], Point(Topic.MARKED, "1.1"), *USUAL[3:]]
    assert kept(made(items, usual=marked))[-4:] == ["plan", "gedeeld", "punt-1.1", "slot"]


def test_a_point_that_the_app_no_longer_has_goes_and_one_of_the_network_stays() -> None:
    items = saved(with_own(made(), 3), 1)
    assert kept(made(items, usual=[point for point in USUAL if point.about != "5.1"]))[2:5] == [
        "gedeeld",
        OWN,
        "samenwerking-5.2",
    ]


@pytest.mark.parametrize("at", range(1, len(USUAL) - 1))
@pytest.mark.parametrize("by", [-9, -1, 1, 9])
def test_nothing_goes_before_the_beginning_or_after_the_end(at: int, by: int) -> None:
    order = [item.id for item in agenda.move(made(), at, by)]
    assert (order[0], order[-1]) == ("welkom", "slot") and sorted(order) == sorted(point.id for point in USUAL)


def test_welcome_and_closing_are_always_there() -> None:
    off = saved([replace(item, kept=False) for item in made()], 1)
    assert kept(made(off)) == ["welkom", "slot"]


def test_what_was_reached_is_off_the_next_time_and_what_was_not_waits() -> None:
    earlier = Earlier({"welkom", "acties", "gedeeld", "samenwerking-5.1"}, until=7)
    assert kept(made(earlier=earlier)) == ["welkom", "acties", "samenwerking-5.2", "plan", "slot"]
    assert "gedeeld" in kept(made(saved(made(), 9), earlier)), "whoever puts it on again afterwards has it on"


def test_points_of_one_kind_stand_together_as_long_as_they_follow_on_each_other() -> None:
    assert [len(own) for own in agenda.stretches(made())] == [1, 1, 1, 2, 1, 1]
    assert [own[0].heading for own in agenda.stretches(with_own(made(), 4))][3:6] == [
        "Samenwerking",
        "Rondvraag",
        "Samenwerking",
    ]


@pytest.mark.parametrize(
    ("minutes", "gone", "left"), [(0, 50, None), (10, 0, 10), (10, 9.5, 1), (10, 10, 0), (10, 13, -3)]
)
def test_how_many_minutes_are_left(minutes: int, gone: float, left: int | None) -> None:
    assert agenda.minutes_left(AgendaItem("plan", "n", "r", 1, minutes), timedelta(minutes=gone)) == left


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (AgendaItem(OWN, "n", "r", 1), "agenda.no_title"),
        (AgendaItem(OWN, "n", "r", 1, title="x" * 121), "agenda.title_too_long"),
        (AgendaItem("plan", "n", "r", 1, -1), "agenda.minutes"),
        (AgendaItem("plan", "n", "r", 1, 241), "agenda.minutes"),
        (AgendaItem(OWN, "n", "r", 1, 240, "Rondvraag"), None),
    ],
)
def test_what_is_no_agenda_is_refused(item: AgendaItem, fault: str | None) -> None:
    found = agenda.flaw(item)
    assert (found and found.key) == fault
