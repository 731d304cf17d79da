"""What stands out, in words, from what may be shown."""

from __future__ import annotations

import pytest

from onlife import findings
from tests.unit.examples import partner, questionnaire, show

FORM = questionnaire(2, 1)
ALL_GREEN, ALL_RED, HALF = (12, 0, 0, 0), (0, 0, 12, 0), (6, 0, 6, 0)
SHOWN = show(
    {
        "a": {"1.1": ALL_GREEN, "1.2": ALL_GREEN, "2.1": (3, 6, 3, 0)},
        "b": {"1.1": ALL_GREEN, "1.2": ALL_RED, "2.1": (0, 6, 0, 6)},
        "c": {"1.1": ALL_GREEN, "1.2": ALL_RED, "2.1": (3, 6, 3, 0)},
    },
    [partner("a", 12), partner("b", 12), partner("c", 12), partner("d", 3), partner("e", 9, released=False)],
    FORM,
)


def test_partners_share_what_they_all_hold_clearly() -> None:
    assert [(f.element.id, f.text) for f in findings.shared(SHOWN, FORM)] == [("1.1", "Partners: 3 overwegend groen.")]


def test_partners_differ_where_some_are_green_and_others_red() -> None:
    found = findings.differing(SHOWN, FORM)
    assert [(f.element.id, f.text) for f in found] == [("1.2", "Partners: 1 overwegend groen, 2 overwegend rood.")]
    assert findings.differing(SHOWN, FORM, block="2") == []


def test_who_stands_alone_is_named() -> None:
    assert [f.text for f in findings.standing_alone(SHOWN, FORM, "1")] == [
        "Organisatie A staat hier alleen met overwegend groen."
    ]


def test_the_standing_of_a_block_shows_what_lies_behind_its_score() -> None:
    standing = findings.standing(SHOWN, "2")
    assert (standing.partners, standing.scans, standing.score) == (3, 36, 50.0)
    assert standing.skipped == pytest.approx(100 * 6 / 36)
    assert not standing.banded


def test_hidden_partners_are_named_under_their_reason() -> None:
    assert findings.waiting(SHOWN) == {
        "te weinig antwoorden": ["Organisatie D"],
        "nog niet vrijgegeven": ["Organisatie E"],
    }


def test_why_small_teams_do_not_tell_their_elements_is_said_where_there_are_some() -> None:
    small = [partner("a", 5), partner("b", 12)]
    shown = show({who: {"1.1": (4, 1, 0, 0)} for who in "ab"}, small, FORM)
    running, closed = (findings.small_teams(shown, FORM, "1", running=running) for running in (True, False))
    assert "wanneer de scanronde gesloten is" in running
    assert "vanaf 3 kleine teams" in closed
    assert findings.small_teams(SHOWN, FORM, "1", running=True) == ""


def test_without_counts_the_share_of_skips_is_unknown() -> None:
    standing = findings.standing(SHOWN, "1")
    assert standing.skipped is None and standing.score == pytest.approx(100 * 4 / 6)


def test_agreement_inside_a_small_or_unanimous_partner_stays_hidden() -> None:
    shown = show({"a": {"1.1": (5, 0, 0, 0), "1.2": (5, 0, 0, 0), "2.1": (5, 0, 0, 0)}}, [partner("a", 5)], FORM)
    assert findings.inside(shown, "1")["Eensgezindheid"].tolist() == ["–"]
    assert findings.inside(SHOWN, "1")["Eensgezindheid"].tolist() == ["–"] * 3  # large, but all of one mind
    assert findings.inside(SHOWN, "2")["Eensgezindheid"].tolist() == ["0,50", "1,00", "0,50"]


def test_a_partners_own_strengths_and_weaknesses() -> None:
    green, red = findings.own_strengths(SHOWN, "b", FORM)
    assert [e.id for e in green] == ["1.1"] and [e.id for e in red] == ["1.2"]


@pytest.mark.parametrize(("value", "decimals", "written"), [(None, 0, "–"), (49.6, 0, "50"), (0.725, 2, "0,72")])
def test_numbers_are_written_in_dutch(value: float | None, decimals: int, written: str) -> None:
    assert findings.number(value, decimals) == written


def test_an_element_moved_by_the_partners_that_answered_it_in_both_rounds() -> None:
    before = show({"a": {"1.1": HALF}, "b": {"1.1": (0, 0, 6, 0)}, "c": {"1.1": (6, 0, 0, 0)}}, [partner("a", 12), partner("b", 6), partner("c", 6)], FORM)  # fmt: skip
    after = show({"a": {"1.1": (3, 6, 3, 0)}, "b": {"1.1": (6, 0, 0, 0)}}, [partner("a", 12), partner("b", 6), partner("c", 6, released=False)], FORM)  # fmt: skip
    assert findings.moved(before, after, ["1.1", "1.2"]) == [findings.Move("1.1", 25.0, 75.0, 2, (18, 18))]
