"""Scores, bands and consensus against figures worked out by hand and properties that must always hold."""

from __future__ import annotations

from math import log2

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlife.domain.light import Light
from onlife.domain.scoring import (
    LIGHTS,
    Band,
    band,
    block_scores,
    consensus_of_scores,
    consensus_of_stars,
    element_scores,
)

numbers = st.integers(0, 60)


def alone(green: int, orange: int, red: int) -> tuple[float | None, float | None]:
    """Score and consensus of one element."""
    row = element_scores(pd.DataFrame([(green, orange, red)], columns=["green", "orange", "red"])).iloc[0]
    score, consensus = (None if pd.isna(row[figure]) else float(row[figure]) for figure in ("score", "consensus"))
    return score, consensus


@pytest.mark.parametrize(
    ("counts", "score"),
    [
        ((4, 0, 0), 100),
        ((0, 4, 0), 50),
        ((0, 0, 4), 0),
        ((1, 0, 1), 50),
        ((1, 1, 1), 50),
        ((3, 1, 0), 87.5),
        ((0, 0, 0), None),
    ],
)
def test_an_element_scores_fifty_times_its_mean_points(counts: tuple[int, int, int], score: float | None) -> None:
    assert alone(*counts)[0] == score


@pytest.mark.parametrize(
    ("counts", "consensus"),
    [
        ((7, 0, 0), 1),  # all alike
        ((0, 7, 0), 1),
        ((5, 0, 5), 0),  # half at each end
        ((1, 1, 1), 1 + 2 / 3 * log2(1 / 2)),  # uniform over three: one third
        ((1, 1, 0), 1 + log2(3 / 4)),  # neighbours, half each
        ((3, 0, 1), 1 + 3 / 4 * log2(3 / 4) + 1 / 4 * log2(1 / 4)),
        ((0, 0, 0), None),
    ],
)
def test_consensus_of_lights_follows_tastle_and_wierman(counts: tuple[int, int, int], consensus: float | None) -> None:
    assert alone(*counts)[1] == pytest.approx(consensus)


@pytest.mark.parametrize(
    ("scores", "consensus"),
    [
        ([40], 1),
        ([40, 40, 40], 1),
        ([0, 100], 0),
        ([0, 50, 100], 1 + 2 / 3 * log2(1 / 2)),
        ([25, 75], 1 + log2(3 / 4)),
        ([], None),
    ],
)
def test_consensus_of_scores_weighs_every_partner_the_same(scores: list[float], consensus: float | None) -> None:
    assert consensus_of_scores(scores) == pytest.approx(consensus)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((3, 2, 1), Band.GREEN),
        ((1, 2, 3), Band.RED),
        ((1, 1, 0), Band.GREEN),
        ((0, 1, 1), Band.RED),
        ((2, 0, 2), Band.MIXED),
        ((1, 4, 1), Band.MIXED),
        ((2, 2, 1), Band.MIXED),
        ((0, 0, 0), None),
    ],
)
def test_a_band_needs_at_least_half_of_the_answers(counts: tuple[int, int, int], expected: Band | None) -> None:
    assert band(*counts) is expected


def test_a_block_is_the_mean_of_its_answered_elements() -> None:
    rows = element_scores(
        pd.DataFrame(
            [("a", "1", 2, 0, 0, 0), ("a", "1", 0, 0, 6, 0), ("a", "1", 0, 0, 0, 2)],
            columns=["partner", "block", "green", "orange", "red", "not_applicable"],
        )
    )
    block = block_scores(rows).iloc[0]
    assert (block["score"], block["consensus"]) == (50, 1)
    assert tuple(block[["green", "orange", "red", "not_applicable"]]) == (2, 0, 6, 2)


def test_blocks_come_in_the_order_in_which_their_elements_do_with_what_they_are_of() -> None:
    columns = ["partner", "block", *LIGHTS]
    rows = pd.DataFrame([("b", "2", 1, 0, 0, 0), ("a", "2", 0, 1, 0, 0), ("b", "1", 0, 0, 1, 0)], columns=columns)
    blocks = block_scores(element_scores(rows))
    assert list(blocks.columns) == [*columns, "score", "consensus"]
    assert blocks[["partner", "block"]].to_numpy().tolist() == [["b", "2"], ["a", "2"], ["b", "1"]]
    assert block_scores(element_scores(rows), by=["block"])["green"].tolist() == [1, 0]


def test_where_nobody_answered_there_is_no_figure_rather_than_a_number_that_is_none() -> None:
    scored = element_scores(pd.DataFrame([(1, 0, 0), (0, 0, 0)], columns=["green", "orange", "red"]))
    assert [f"{scored[figure].dtype}" for figure in ("score", "consensus", "band")] == ["Float64", "Float64", "string"]
    assert scored[["score", "consensus", "band"]].isna().to_numpy().tolist() == [[False] * 3, [True] * 3]


@given(numbers, numbers, numbers)
def test_scores_and_consensus_keep_to_their_scale(green: int, orange: int, red: int) -> None:
    score, consensus = alone(green, orange, red)
    if not green + orange + red:
        assert (score, consensus) == (None, None)
        return
    assert score is not None and 0 <= score <= 100
    assert consensus is not None and 0 <= consensus <= 1


@given(numbers, numbers, numbers)
def test_turning_green_and_red_around_mirrors_the_score_and_keeps_consensus(green: int, orange: int, red: int) -> None:
    if green + orange + red:
        (score, consensus), (turned, same) = alone(green, orange, red), alone(red, orange, green)
        assert score == pytest.approx(100 - (turned or 0)) and consensus == pytest.approx(same)


def test_no_consensus_falls_below_nought_by_a_rounding_of_the_machine() -> None:
    assert consensus_of_scores([0.0] * 3 + [100.0] * 3) == 0


@given(st.lists(st.sampled_from([0.0, 50.0, 100.0]), min_size=1, max_size=40))
def test_lights_and_scores_have_the_same_consensus(scores: list[float]) -> None:
    _, lights = alone(scores.count(100), scores.count(50), scores.count(0))
    assert consensus_of_scores(scores) == pytest.approx(lights, abs=1e-9)


@given(st.lists(st.tuples(numbers, numbers, numbers, numbers), min_size=1, max_size=8))
def test_a_frame_gives_the_same_as_one_element_at_a_time(rows: list[tuple[int, int, int, int]]) -> None:
    scored = element_scores(pd.DataFrame(rows, columns=["green", "orange", "red", "not_applicable"]))
    for row, (green, orange, red, _) in zip(scored.to_dict("records"), rows, strict=True):
        score, _ = alone(green, orange, red)
        assert pd.isna(row["score"]) if score is None else row["score"] == pytest.approx(score)
        assert pd.isna(row["band"]) if score is None else row["band"] == band(green, orange, red)


@pytest.mark.parametrize(
    ("stars", "consensus"),
    [([3], 1), ([5, 5], 1), ([1, 5], 0), ([1, 3, 5], 1 + 2 / 3 * log2(1 / 2)), ([2, 4], 1 + log2(3 / 4)), ([], None)],
)
def test_consensus_of_stars_is_that_of_scores_on_their_scale(stars: list[int], consensus: float | None) -> None:
    assert consensus_of_stars(stars) == pytest.approx(consensus)


def test_a_band_is_read_and_drawn_as_the_light_that_it_leans_to() -> None:
    assert [(band.word, band.light) for band in Band] == [
        ("overwegend groen", Light.GREEN),
        ("gemengd", Light.ORANGE),
        ("overwegend rood", Light.RED),
    ]
