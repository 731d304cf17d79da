"""What stands out, in words, from what may be shown; and what is chance is not called a difference."""

from __future__ import annotations

import pandas as pd
import pytest

from onlife.content import phrase
from onlife.content.message import explain
from onlife.domain import finding
from onlife.domain.coarsening import Range
from onlife.domain.divergence import Verdict
from onlife.domain.light import Light
from onlife.domain.scoring import Band
from onlife.domain.shown import Shown
from tests.unit.examples import Counts, partner, questionnaire, show

FORM = questionnaire(2, 1, cooperation="1")
GREEN, RED, MIDDLE = (26, 3, 1, 0), (1, 3, 26, 0), (10, 10, 10, 0)
LARGE = "abcdef"


def network(**elements: list[Counts]) -> Shown:
    """Large partners a, b, ... with these answers to each element, and two whose result is not shown."""
    given = {
        who: {key.replace("_", ".").removeprefix("e"): rows[at] for key, rows in elements.items()}
        for at, who in enumerate(LARGE)
    }
    partners = [partner(who, 30) for who in LARGE]
    return show(given, [*partners, partner("x", 3), partner("y", 9, released=False)], FORM)


ALIKE, SPLIT, ONE = [GREEN] * 6, [GREEN] * 3 + [RED] * 3, [GREEN] + [RED] * 5
SHOWN = network(e1_1=ALIKE, e1_2=SPLIT, e2_1=[MIDDLE] * 6)


def test_partners_share_what_they_all_hold_clearly() -> None:
    assert [(f.kind, f.place.id, phrase.finding(f)) for f in finding.common_ground(SHOWN, FORM)] == [
        ("shared", "1.1", "Partners: 6 overwegend groen.")
    ]


def test_partners_differ_where_some_are_green_and_others_red() -> None:
    found = finding.differing(SHOWN, FORM)
    assert [(f.kind, f.place.id, phrase.finding(f)) for f in found] == [
        ("differs", "1.2", "Partners: 3 overwegend groen, 3 overwegend rood.")
    ]
    assert finding.differing(SHOWN, FORM, block="2") == []


def test_small_teams_differ_on_a_block_as_a_whole_and_between_which_scores_is_said() -> None:
    high, low = {"2.1": (8, 1, 0, 0)}, {"2.1": (0, 1, 8, 0)}
    shown = show({who: high if who < "d" else low for who in LARGE}, [partner(who, 9) for who in LARGE], FORM)
    (found,) = finding.differing(shown, FORM)
    least, most = (shown.blocks.loc[shown.blocks["block"] == "2", "score"].agg(end) for end in ("min", "max"))
    assert (found.place.id, phrase.finding(found)) == (
        "2",
        f"Partners staan tussen ongeveer {least:.0f} en ongeveer {most:.0f} op 100.",
    )


def test_who_stands_alone_is_named_and_only_while_the_others_agree() -> None:
    found = finding.standing_alone(network(e1_1=ALIKE, e1_2=ONE), FORM)
    assert [(f.kind, f.place.id, f.partner, phrase.finding(f)) for f in found] == [
        ("alone", "1.2", "Organisatie A", "Organisatie A staat hier alleen met overwegend groen.")
    ]
    assert finding.standing_alone(SHOWN, FORM) == []


def test_the_standing_of_a_block_shows_what_lies_behind_its_score() -> None:
    standing = finding.block_summary(SHOWN, FORM, "2")
    assert (standing.partners, standing.scans, standing.score) == (6, 180, Range(50, 50, 50))
    assert sum(share.value for share in standing.shares.values()) == pytest.approx(100)
    assert standing.verdict is not Verdict.DIFFERS


def test_a_rounded_figure_says_so() -> None:
    assert finding.about(Range(35, 32.5, 37.5)) == "ongeveer 35"
    assert finding.about(Range(35, 35, 35), " %") == "35 %"
    assert finding.about(None) == "–"


def test_what_is_told_of_a_block_is_counts_where_they_may_be_told_and_shares_elsewhere() -> None:
    assert finding.counts_in_words(SHOWN, "2", "a") == ", ".join(
        f"{number} {light.label}" for number, light in zip((10, 10, 10, 0), Light, strict=True)
    )
    small = show({"a": {"2.1": (4, 3, 2, 0)}}, [partner("a", 9)], FORM)
    assert finding.counts_in_words(small, "2", "a").count("ongeveer") == 4
    assert finding.counts_in_words(small, "2", "b") == ""


def test_a_guess_from_bands_is_told_in_tens_as_its_bar_draws_it() -> None:
    small = show({"a": {"1.1": (4, 2, 1, 0), "1.2": (3, 3, 1, 0)}}, [partner("a", 7)], FORM)
    assert finding.counts_in_words(small, "1", "a") == (
        "ongeveer 50 % ● groen, ongeveer 40 % ◆ oranje, ongeveer 20 % ■ rood, ongeveer 0 % – n.v.t."
    )


def test_what_the_scan_measured_of_an_element_names_who_holds_which_band() -> None:
    measured = finding.measurement(SHOWN, FORM, "1.2")
    assert measured
    assert measured.holders[Band.GREEN] == ("Organisatie A", "Organisatie B", "Organisatie C")
    assert (measured.partners, measured.scans, measured.together, measured.verdict) == (6, 180, 0, Verdict.DIFFERS)
    silent = show({"a": {"2.1": (4, 3, 2, 0)}}, [partner("a", 9)], FORM)
    assert finding.measurement(silent, FORM, "2.1") is None


def test_hidden_partners_are_named_under_their_reason() -> None:
    assert finding.waiting(SHOWN) == {
        "te weinig antwoorden": ["Organisatie X"],
        "nog niet vrijgegeven": ["Organisatie Y"],
    }


def test_why_small_teams_do_not_tell_their_elements_is_said_where_there_are_some() -> None:
    small = [partner("a", 5), partner("b", 12)]
    shown = show({who: {"1.1": (4, 1, 0, 0)} for who in "ab"}, small, FORM)
    running, closed = (
        finding.small_teams(shown, questionnaire(2, 5, cooperation="1"), "2", running=running)
        for running in (True, False)
    )
    assert running and "wanneer de scanronde gesloten is" in explain(running)
    assert closed and "vanaf 3 kleine teams" in explain(closed)
    for still in (True, False):
        short = finding.small_teams(shown, FORM, "2", running=still)
        assert short and "te weinig elementen: minder dan 5" in explain(short)
    large = show({"b": {"1.1": (4, 1, 0, 0)}}, [partner("b", 12)], FORM)
    assert finding.small_teams(large, FORM, "2", running=True) is None


def test_agreement_inside_a_small_or_unanimous_partner_stays_hidden() -> None:
    shown = show({"a": {"1.1": (5, 0, 0, 0), "1.2": (5, 0, 0, 0), "2.1": (5, 0, 0, 0)}}, [partner("a", 5)], FORM)
    assert finding.inside(shown, "1")["Eensgezindheid"].tolist() == ["–"]
    one_mind = network(e1_1=[(30, 0, 0, 0)] * 6, e1_2=SPLIT)
    assert finding.inside(one_mind, "1")["Eensgezindheid"].tolist() == ["–"] * 6
    assert finding.inside(SHOWN, "2")["Eensgezindheid"].tolist() == ["0,33"] * 6


def test_a_partners_own_strengths_and_weaknesses() -> None:
    green, red = finding.own_strengths(SHOWN, "f", FORM)
    assert [e.id for e in green] == ["1.1"] and [e.id for e in red] == ["1.2"]


@pytest.mark.parametrize(("value", "decimals", "written"), [(None, 0, "–"), (49.6, 0, "50"), (0.725, 2, "0,72")])
def test_numbers_are_written_in_dutch(value: float | None, decimals: int, written: str) -> None:
    assert finding.number(value, decimals) == written


def test_what_moved_by_the_partners_that_told_it_in_both_rounds() -> None:
    before = network(e1_1=ALIKE, e1_2=[RED] * 6, e2_1=[MIDDLE] * 6)
    after = network(e1_1=ALIKE, e1_2=[GREEN] * 6)
    moves = {move.place.id: move for move in finding.movements(before, after, FORM)}
    assert set(moves) == {"1", "1.1", "1.2"}  # nobody answered the second block again
    assert {key for key, move in moves.items() if move.clear} == {"1.2"}
    assert (moves["1.2"].partners, moves["1.2"].scans) == (6, (180, 180))
    assert phrase.move(moves["1.2"]) == "Ging duidelijk vooruit: van 8 naar 92."


def test_a_round_tells_only_what_is_called_a_finding() -> None:
    before = network(e1_1=ALIKE, e1_2=[RED] * 6, e2_1=[MIDDLE] * 6)
    found = finding.of_round(SHOWN, FORM, before)
    assert {(f.kind, f.place.id) for f in found} >= {("differs", "1.2"), ("shared", "1.1"), ("moved", "1.2")}
    assert not [f for f in found if f.place.id == "2.1"]
    assert pd.Series([f.kind for f in finding.of_round(SHOWN, FORM)]).isin(["differs", "alone", "shared"]).all()
