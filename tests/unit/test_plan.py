"""The plan: what contradicts itself is said, what is late stands out, every version is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from onlife import charts
from onlife.content.questionnaire import load
from onlife.domain import plan
from onlife.domain.network import Partner
from onlife.domain.plan import FollowUp, PlanAction, Status, Term, with_answers
from onlife.store import Overtaken, Refused, Store
from onlife.text import FIRST, LAST
from tests import stores

FORM = load()
TODAY = date(2026, 11, 24)
ACTION = PlanAction(
    "x", "n", "", "5", "Elkaar bellen", date(2026, 1, 31), ("5.6",), end=date(2026, 7, 31), lead="p"
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"what": "  "}, "what"),
        ({"what": "x" * 201}, "what"),
        ({"start": date(2026, 8, 1)}, "end"),
        ({"elements": ("5.6", "1.1")}, "elements"),
        ({"goal": "x" * 2001}, "goal"),
        ({"responsible": "x" * 121}, "responsible"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(change: dict[str, Any], field: str) -> None:
    assert list(plan.flaws(replace(ACTION, **change), FORM)) == [field]
    assert plan.flaws(ACTION, FORM) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lead": ""}, "lead"),
        ({"lead": "", "responsible": "team onthaal"}, None),
        ({"end": None}, "end"),
        ({"term": Term.LONG}, "term"),
        ({}, None),
    ],
)
def test_what_does_not_add_up_yet_is_said_too(change: dict[str, Any], field: str | None) -> None:
    assert list(plan.advice(replace(ACTION, **change))) == ([field] if field else [])


@pytest.mark.parametrize(
    ("end", "term"),
    [
        (date(2026, 2, 28), Term.SHORT),
        (date(2026, 7, 31), Term.SHORT),
        (date(2026, 8, 1), Term.MIDDLE),
        (date(2027, 7, 31), Term.MIDDLE),
        (date(2027, 8, 1), Term.LONG),
    ],
)
def test_a_term_is_counted_in_months_from_the_day_the_action_begins(end: date, term: Term) -> None:
    assert plan.term_by_dates(replace(ACTION, end=end)) is term, "the day it entered the plan"
    started = replace(ACTION, begun=date(2020, 1, 1), start=date(2026, 1, 31), end=end)
    assert plan.term_by_dates(started) is term
    assert plan.term_by_dates(replace(ACTION, term=Term.LONG, end=None)) is Term.LONG


def test_the_months_end_where_a_shorter_month_ends() -> None:
    assert plan.term_of(date(2026, 8, 31), date(2027, 2, 28)) is Term.SHORT
    assert plan.term_of(date(2026, 8, 31), date(2027, 3, 1)) is Term.MIDDLE


@pytest.mark.parametrize(
    ("end", "status", "word"),
    [
        (date(2026, 11, 23), Status.RUNNING, "te laat"),
        (date(2026, 11, 24), Status.RUNNING, "binnenkort klaar"),
        (date(2026, 12, 24), Status.PLANNED, "binnenkort klaar"),
        (date(2026, 12, 25), Status.PLANNED, ""),
        (date(2026, 11, 23), Status.DONE, ""),
        (date(2026, 11, 23), Status.DROPPED, ""),
        (None, Status.RUNNING, ""),
    ],
)
def test_late_and_nearly_due_actions_stand_out(end: date | None, status: Status, word: str) -> None:
    assert plan.urgency(replace(ACTION, end=end, status=status), TODAY) == word


def test_the_plan_starts_with_what_comes_first_and_then_by_term_and_end() -> None:
    rows = [
        replace(ACTION, id="late", term=Term.LONG),
        replace(ACTION, id="second", end=date(2026, 6, 1)),
        replace(ACTION, id="third"),
        replace(ACTION, id="first", block="1", elements=()),
    ]
    assert [action.id for action in plan.in_order(rows, FORM)] == ["first", "second", "third", "late"]


WORDS = plan.GridWords({"1": "1 Strategie", "5": "5 Samenwerking"}, {"p": "Partner", "": "nog niemand"})
EMPTY = PlanAction("nieuw", "n", "", "1", "", TODAY)


def test_a_grid_that_is_not_changed_changes_nothing() -> None:
    actions = [ACTION, replace(ACTION, id="y", end=None, lead="")]
    assert plan.from_rows(plan.to_rows(actions, WORDS), actions, EMPTY, WORDS) == ([], [])


def test_a_changed_grid_changes_and_adds_actions() -> None:
    rows = plan.to_rows([ACTION], WORDS)
    rows.loc[0, ["Bouwsteen", "Einde", "Stand"]] = ["1 Strategie", "1 sept 2026", "klaar"]
    rows.loc[1] = ["Iets nieuws", "5 Samenwerking", "lang (18+ maanden)", None, "Partner", "gepland"]
    changed, problems = plan.from_rows(rows, [ACTION], EMPTY, WORDS)
    assert problems == []
    assert changed == [
        replace(ACTION, block="1", elements=(), end=date(2026, 9, 1), status=Status.DONE, term=Term.MIDDLE),
        replace(EMPTY, what="Iets nieuws", block="5", term=Term.LONG, lead="p"),
    ]


def test_a_term_that_was_chosen_in_a_grid_stays_when_the_end_changes() -> None:
    chosen = replace(ACTION, term=Term.LONG)
    rows = plan.to_rows([chosen], WORDS)
    rows.loc[0, "Einde"] = "1 sept 2026"
    assert plan.from_rows(rows, [chosen], EMPTY, WORDS)[0] == [replace(chosen, end=date(2026, 9, 1))]
    rows.loc[0, "Termijn"] = Term.SHORT.word
    assert plan.from_rows(rows, [chosen], EMPTY, WORDS)[0][0].term is Term.SHORT


def test_a_date_in_a_grid_that_is_none_is_said_with_its_row() -> None:
    rows = plan.to_rows([ACTION], WORDS)
    rows.loc[0, "Einde"] = "ooit"
    changed, (problem,) = plan.from_rows(rows, [ACTION], EMPTY, WORDS)
    assert changed == [] and problem[0] == "Elkaar bellen" and problem[1].startswith("“ooit” is geen datum")


def test_the_timeline_shows_what_has_an_end_and_says_what_is_late() -> None:
    done = replace(ACTION, id="y", what="Klaar mee", status=Status.DONE)
    figure = charts.timeline(
        [ACTION, done, replace(ACTION, id="z", end=None)], {"p": "Partner"}, dict.fromkeys("xyzabc", "Blok"), TODAY
    )
    assert figure is not None
    assert figure.table[["Actie", "Trekker", "Stand"]].to_numpy().tolist() == [
        ["Elkaar bellen", "Partner", "te laat"],
        ["Klaar mee", "Partner", "klaar"],
    ]
    assert figure.alt == "2 acties van 2026 tot 2026, 1 te laat."
    assert charts.timeline([replace(ACTION, end=None)], {}, {}, TODAY) is None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(stores.empty(tmp_path), FORM)
    opened.networks.save_partners([Partner(name, "n", name, "", 5, joint=False) for name in "pqr"], "zij")
    yield opened
    opened.close()


def test_every_version_of_an_action_is_kept(store: Store) -> None:
    full = replace(
        ACTION, elements=("5.5", "5.6"), start=date(2026, 2, 1), term=Term.MIDDLE, goal="doel", partners=("q", "r"),
        resources="tijd", indicator="meten", remarks="let op", status=Status.RUNNING,
    )  # fmt: skip
    store.plans.keep(full, "zij")
    kept = store.plans.action("n", "x")
    assert kept is not None and replace(kept, event=0, content_version=0) == full
    store.plans.keep(replace(kept, status=Status.DONE), "hij")
    history = store.plans.history("n", "x")
    assert [(v.actor, v.action.status) for v in history] == [("hij", Status.DONE), ("zij", Status.RUNNING)]
    assert [a.status for a in store.plans.of("n")] == [Status.DONE]


def test_who_was_overtaken_changes_nothing_and_is_shown_the_newest(store: Store) -> None:
    store.plans.keep(ACTION, "zij")
    seen = store.plans.action("n", "x")
    assert seen is not None
    store.plans.keep(replace(seen, goal="van haar"), "zij")
    with pytest.raises(Overtaken) as refused:
        store.plans.keep(replace(seen, goal="van hem"), "hij")
    assert refused.value.theirs.goal == "van haar"
    assert store.plans.of("n")[0].goal == "van haar"


def test_what_cannot_be_is_not_kept(store: Store) -> None:
    with pytest.raises(Refused, match="één zin"):
        store.plans.keep(replace(ACTION, what=""), "wie")
    assert store.plans.of("n") == []


@pytest.mark.parametrize("day", [date.max, date(2100, 1, 1), date(1999, 12, 31), date.min])
def test_a_day_that_no_picture_can_hold_is_kept_nowhere(day: date, store: Store) -> None:
    network = store.networks.add("Zuid", "Zuid", 5, "wie")
    with pytest.raises(Refused, match="tussen 2000 en 2099"):
        store.plans.keep(replace(ACTION, end=max(day, TODAY), start=min(day, TODAY)), "wie")
    with pytest.raises(Refused, match="tussen 2000 en 2099"):
        store.plans.keep_follow_up("n", FollowUp("f", "x", day), "wie")
    with pytest.raises(Refused, match="tussen 2000 en 2099"):
        store.networks.add_round(network.id, "Ronde", 1, day, "wie")
    assert store.plans.of("n") == [] and store.plans.follow_ups("n") == [] and store.networks.rounds(network.id) == []


def test_a_day_that_an_older_version_kept_beyond_that_is_shown_as_the_last_one(store: Store) -> None:
    store.plans.keep(ACTION, "wie")
    store.plans.keep_follow_up("n", FollowUp("f", "x", TODAY), "wie")
    for table, column in (("action_events", "end_day"), ("follow_up_events", "day")):
        stores.file_database(store)._connection.execute(f"UPDATE {table} SET {column} = '9999-12-31'")
    store._db._cache.forget()  # what was read before the change made behind the app's back
    (action,) = store.plans.of("n")
    assert (action.end, store.plans.follow_ups("n")[0].day) == (LAST, LAST)
    assert charts.timeline([action], {}, {"x": "Blok"}, TODAY) is not None


@pytest.mark.parametrize("day", [FIRST, LAST, date(2028, 2, 29), date(2027, 3, 28), date(2026, 10, 25)])
def test_every_day_that_may_be_kept_can_be_drawn_and_followed(day: date) -> None:
    action = replace(ACTION, start=day, end=day, begun=day)
    assert charts.timeline([action], {}, {"x": "Blok"}, TODAY) is not None
    assert charts.timeline([action], {}, {"x": "Blok"}, day) is not None
    assert plan.term_of(day, LAST) in Term and plan.advice(action) is not None
    assert plan.urgency(action, day) in (plan.NEARLY, plan.LATE)


def test_the_own_plan_of_a_partner_stays_its_own_until_it_offers_an_action(store: Store) -> None:
    store.plans.keep(replace(ACTION, owner="p", lead=""), "wie")
    assert store.plans.of("n") == [] and store.plans.offers("n") == []
    own = store.plans.of("n", "p")[0]
    store.plans.keep(replace(own, offered=True), "wie")
    store.plans.accept(store.plans.offers("n")[0], "coordinator")
    (taken,) = store.plans.of("n")
    assert (taken.owner, taken.offered, taken.lead) == ("", False, "p")
    assert store.plans.of("n", "p") == []


def test_a_follow_up_moment_gets_its_note_when_it_was_held(store: Store) -> None:
    moment = FollowUp("f", "x", date(2026, 5, 1))
    store.plans.keep_follow_up("n", moment, "wie")
    for nothing in ("", " \n", "\u200b\ufeff"):
        with pytest.raises(Refused, match="Noteer"):
            store.plans.keep_follow_up("n", replace(moment, held=True, saw=nothing), "wie")
    store.plans.keep_follow_up("n", replace(moment, held=True, saw="Het loopt."), "wie")
    store.plans.keep_follow_up("n", FollowUp("g", "x", date(2026, 4, 1)), "wie")
    assert [(f.id, f.held, f.saw) for f in store.plans.follow_ups("n", "x")] == [
        ("g", False, ""),
        ("f", True, "Het loopt."),
    ]


def test_questions_stand_ahead_of_a_note_and_never_twice() -> None:
    moment = FollowUp("m", "a", date(2027, 3, 1), saw="Wat liep vlot?")
    noted = with_answers(moment, ["Wie bereikten we?", "Wat liep vlot?"], "Wat liep vlot?\nHet begin.", "")
    assert noted.held and noted.saw == "Wie bereikten we?\n\nWat liep vlot?\nHet begin."


def test_questions_that_nobody_answered_are_no_note() -> None:
    moment = FollowUp("m", "a", date(2027, 3, 1), saw="Wat liep vlot?")
    assert with_answers(moment, ["Wie bereikten we?"], " Wat liep vlot?\n", "").saw == ""
    assert with_answers(moment, [], "", "").saw == ""
    changed = with_answers(moment, ["Wie bereikten we?"], "Wat liep vlot?", "Vroeger beginnen.")
    assert (changed.saw, changed.change) == ("Wie bereikten we?\n\nWat liep vlot?", "Vroeger beginnen.")
