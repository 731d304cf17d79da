"""What is shown of few people is coarse and true: every range holds the real figure, and zones hide who stands alone."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onlife.domain import coarsening
from onlife.domain.coarsening import EXACT_FROM, SLACK, Counts, ElementShown, Range
from onlife.domain.scoring import LIGHTS, Band, band


def spread(people: int) -> st.SearchStrategy[Counts]:
    """How so many people chose on an element; who is left over left it open."""
    heads = st.lists(st.integers(0, people), min_size=4, max_size=4)
    cuts = heads.map(lambda found: sorted(min(number, people) for number in found))
    return cuts.map(lambda cut: (cut[0], cut[1] - cut[0], cut[2] - cut[1], cut[3] - cut[2]))


blocks = st.tuples(st.integers(4, 9), st.integers(1, 8)).flatmap(
    lambda size: st.lists(spread(size[0]), min_size=size[1], max_size=size[1]).map(lambda rows: (size[0], rows))
)


def totals(rows: list[Counts]) -> Counts:
    green, orange, red, skipped = (sum(row[at] for row in rows) for at in range(4))
    return green, orange, red, skipped


def score(rows: list[Counts]) -> float:
    """The mean of the scores of the elements that anybody gave a colour."""
    return float(np.mean([50 * (2 * g + o) / (g + o + r) for g, o, r, _ in rows if g + o + r]))


def holds(figure: Range | None, value: float) -> bool:
    return figure is not None and figure.low - 1e-9 <= value <= figure.high + 1e-9


@given(blocks)
@settings(max_examples=400)
def test_the_figures_of_a_small_team_hold_the_real_ones(team: tuple[int, list[Counts]]) -> None:
    people, rows = team
    figures = coarsening.of_totals(people, len(rows), totals(rows))
    if sum(totals(rows)[:3]) <= len(rows) + SLACK:
        assert figures is None
        return
    assert figures and figures.score and holds(figures.score, score(rows))
    assert figures.score.low <= figures.score.value <= figures.score.high
    for light, number in zip(LIGHTS, totals(rows), strict=True):
        assert holds(figures.shares[light], 100 * number / sum(totals(rows)))
        assert holds(figures.shares[light], figures.shares[light].value)
    assert sum(share.low for share in figures.shares.values()) <= 100 + 1e-9
    assert sum(share.high for share in figures.shares.values()) >= 100 - 1e-9


@pytest.mark.parametrize(("people", "elements"), [(4, 3), (5, 6), (7, 5), (9, 8)])
@pytest.mark.parametrize("light", range(3))
def test_teams_that_are_nearly_of_one_mind_are_not_told_apart(people: int, elements: int, light: int) -> None:
    """Whoever chose otherwise everywhere knows that up to two answers more may differ."""
    least = (people - 1) * elements - SLACK
    seen = set()
    for others in product(range(people * elements - least + 1), repeat=3):
        if sum(others) == people * elements - least:
            counts = list(others)
            counts[light] += least
            seen.add(coarsening.of_totals(people, elements, (counts[0], counts[1], counts[2], 0)).__repr__())
    assert len(seen) == 1


def test_the_more_answers_the_finer_the_figures() -> None:
    few, many = (coarsening.of_totals(people, size, (people * size // 2, 0, people * size - people * size // 2, 0)) for people, size in ((4, 2), (9, 8)))  # fmt: skip
    assert few and many and few.score and many.score
    assert many.score.high - many.score.low == coarsening.STEP < few.score.high - few.score.low


def element(people: int) -> st.SearchStrategy[tuple[ElementShown, Counts]]:
    """An element as it is shown, with the counts behind it."""

    def as_shown(counts: Counts) -> tuple[ElementShown, Counts]:
        told = coarsening.tells_counts(np.array([counts]), people)[0]
        return ElementShown(people, counts if told else None, None if told else coarsening.band_told(counts)), counts

    return spread(people).map(as_shown)


shown_blocks = st.integers(4, 12).flatmap(lambda people: st.lists(element(people), min_size=1, max_size=3))


def fits(shown: ElementShown) -> list[Counts]:
    """Every count that looks like this, found by trying all."""
    if shown.counts:
        return [shown.counts]
    upto = range(shown.people + 1)
    every = [(g, o, r, s) for g, o, r, s in product(upto, upto, upto, upto) if g + o + r + s <= shown.people]
    hidden = ~coarsening.tells_counts(np.array(every), shown.people)
    return [c for c, alike in zip(every, hidden, strict=True) if alike and coarsening.band_told(c) == shown.band]


@given(shown_blocks)
@settings(max_examples=60, deadline=None)
def test_a_block_of_shown_elements_holds_the_real_figures(block: list[tuple[ElementShown, Counts]]) -> None:
    shown, rows = tuple(one for one, _ in block), [counts for _, counts in block]
    figures = coarsening.of_elements(shown)
    if figures is None:
        return
    if figures.score and sum(totals(rows)[:3]):
        assert holds(figures.score, score(rows))
    for light, number in zip(LIGHTS, totals(rows), strict=True):
        if sum(totals(rows)):
            assert holds(figures.shares[light], 100 * number / sum(totals(rows)))


@pytest.mark.parametrize(
    "shown",
    [
        (ElementShown(5, None, "overwegend groen"), ElementShown(5, None, "overwegend rood")),
        (ElementShown(5, None, "gemengd"), ElementShown(5, None, None)),
        (ElementShown(10, (4, 3, 3, 0), None), ElementShown(10, None, "overwegend groen")),
        (ElementShown(1, (0, 1, 0, 0), "gemengd"), ElementShown(1, (0, 0, 0, 1), None)),
    ],
)
def test_the_range_of_a_block_is_what_its_elements_can_stand_for_and_nothing_more(
    shown: tuple[ElementShown, ...],
) -> None:
    every = [list(rows) for rows in product(*(fits(one) for one in shown))]
    figures = coarsening.of_elements(shown)
    assert figures and figures.score
    scores = [score(rows) for rows in every if sum(totals(rows)[:3])]
    assert (figures.score.low, figures.score.high) == pytest.approx((min(scores), max(scores)))
    for at, light in enumerate(LIGHTS):
        shares = [100 * totals(rows)[at] / sum(totals(rows)) for rows in every if sum(totals(rows))]
        assert (figures.shares[light].low, figures.shares[light].high) == pytest.approx((min(shares), max(shares)))


@pytest.mark.parametrize("people", range(5, 10))
def test_a_band_stands_where_teams_with_that_band_stand_on_the_average(people: int) -> None:
    green, mixed, red = (coarsening.position(ElementShown(people, None, band.value)) for band in Band)
    assert green and mixed and red
    assert (74 <= green.value <= 82, 45 <= mixed.value <= 55, 18 <= red.value <= 26) == (True, True, True)
    assert green.value == pytest.approx(100 - red.value)
    for place in (green, mixed, red):
        assert place.low < place.value < place.high


def test_exact_counts_stand_at_their_score_and_what_is_hidden_stands_nowhere() -> None:
    assert coarsening.position(ElementShown(12, (6, 3, 3, 0), None)) == Range(62.5, 62.5, 62.5)
    assert coarsening.position(ElementShown(7, None, None)) is None
    assert coarsening.position(ElementShown(12, (0, 0, 0, 12), None)) is None


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        ((61, 60, 62), Range(60, 57.5, 62.5)),
        ((63, 62.5, 64), Range(65, 62.5, 67.5)),
        ((61, 60, 62.5), Range(60, 57.5, 62.5)),  # at the end of its rounding is still within
        ((62.4, 60, 64), Range(60, 60, 65)),  # wider, by halves of a step
        ((61, 56, 62), Range(60, 55, 62.5)),
        ((99, 98, 100), Range(100, 97.5, 100)),
        ((1, 0, 2), Range(0, 0, 2.5)),
    ],
)
def test_a_score_is_rounded_to_the_nearest_five_and_its_range_holds_all_it_may_be(
    figure: tuple[float, float, float], told: Range
) -> None:
    assert coarsening._rounded(*figure, step=5) == told


@pytest.mark.parametrize(
    ("number", "told"),
    [(3, Range(30, 25, 35)), (0, Range(0, 0, 5)), (10, Range(100, 95, 100)), (5, Range(50, 45, 55))],
)
def test_a_share_is_rounded_to_the_nearest_ten_with_half_a_step_to_each_side(number: int, told: Range) -> None:
    assert coarsening._share(number, 10, 10) == told
    assert coarsening._share(25, 1000, 5) == Range(5, 2.5, 7.5)
    assert coarsening._share(20, 20, 15) == Range(100, 97.5, 100)  # seven steps are 105


def as_pairs(figures: coarsening.BlockFigures | None) -> list[tuple[float, float, float]]:
    assert figures
    return [(share.value, share.low, share.high) for share in figures.shares.values()]


@pytest.mark.parametrize(
    ("people", "elements", "totals", "step", "shares"),
    [
        (9, 8, (36, 18, 14, 4), 5, [(50, 45, 55), (30, 25, 35), (20, 15, 25), (10, 5, 15)]),
        (5, 6, (12, 6, 6, 6), 5, [(40, 35, 45), (20, 15, 25), (20, 15, 25), (20, 15, 25)]),
        (5, 4, (8, 4, 4, 4), 10, [(45, 37.5, 52.5), (15, 7.5, 22.5), (15, 7.5, 22.5), (15, 7.5, 22.5)]),
        (4, 2, (3, 2, 1, 2), 20, [(40, 20, 60), (40, 20, 60), (0, 0, 20), (40, 20, 60)]),
    ],
)
def test_the_fewer_answers_a_block_has_the_wider_the_steps_of_its_figures(
    people: int, elements: int, totals: Counts, step: int, shares: list[tuple[float, float, float]]
) -> None:
    """Scores go by fives, and by so many fives that thirty answers lie in one; shares by tens, of sixty answers."""
    figures = coarsening.of_totals(people, elements, totals)
    assert as_pairs(figures) == shares
    coloured, points = sum(totals[:3]), 2 * totals[0] + totals[1]
    lows, highs = coarsening._bounds(people, elements)
    low, high = lows[coloured, points], highs[coloured, points]
    assert figures and figures.score == coarsening._rounded(50 * points / coloured, low, high, step)


@pytest.mark.parametrize(("light", "inner"), [(0, 0.3), (1, 0.5), (2, 0.7)])
def test_of_a_team_of_nearly_one_mind_only_its_zone_is_told(light: int, inner: float) -> None:
    """Seven people and five elements: 28 answers or more were alike; of 32 colours the other four may be any."""
    chosen = [2, 2, 2]
    chosen[light] = 28
    figures = coarsening.of_totals(7, 5, (chosen[0], chosen[1], chosen[2], 3))
    others = 100 * 4 / 35
    expected = [(0.7 * others / 2, 0, others)] * 3
    expected[light] = (80 + 0.3 * others, 80, 100 * 32 / 35)
    told = as_pairs(figures)
    assert told[3] == pytest.approx((10, 5, 15))
    for share, by_hand in zip(told, expected, strict=False):
        assert share == pytest.approx(by_hand)
    lows, highs = coarsening._bounds(7, 5)
    points = [28 * (2 - light) + more for more in range(2 * 4 + 1)]
    low, high = min(lows[32, points]), max(highs[32, points])
    assert figures and figures.score == coarsening._rounded(low + inner * (high - low), low, high, 5)


def test_the_likeliest_figures_are_those_of_a_team_that_all_gave_a_colour() -> None:
    for own in Band:
        element = ElementShown(7, None, own.value)
        place, block = coarsening.position(element), coarsening.of_elements((element,))
        assert place and place.value == coarsening.of_band(7, own.value).value
        assert block and block.score and block.score.value == place.value
        green, orange, red = coarsening.colours_of_band(7, own.value)
        values = [block.shares[light].value for light in LIGHTS]
        assert values == pytest.approx([100 * green, 100 * orange, 100 * red, 0])
        assert all(block.shares[light].low < block.shares[light].high for light in LIGHTS)


def test_a_band_is_told_of_four_colours_and_what_was_skipped_is_none() -> None:
    assert coarsening.band_told((4, 0, 0, 0)) == Band.GREEN == coarsening.band_told((4, 0, 0, 9))
    assert coarsening.band_told((3, 0, 0, 6)) is None is coarsening.band_told((0, 0, 0, 6))


def test_counts_need_ten_people_of_whom_three_did_not_choose_as_most_did() -> None:
    rows = np.array([(7, 3, 0, 0), (8, 2, 0, 0), (7, 0, 0, 0), (0, 0, 0, 8), (4, 3, 3, 0)])
    assert coarsening.tells_counts(rows, EXACT_FROM).tolist() == [True, False, True, False, True]
    assert not coarsening.tells_counts(rows[-1:], EXACT_FROM - 1).any()


@pytest.mark.parametrize("people", [1, 4, 7])
@pytest.mark.parametrize("own", Band)
def test_of_a_band_alone_everything_that_it_can_stand_for_counts_the_same(people: int, own: Band) -> None:
    ways = [(g, o, people - g - o) for g in range(people + 1) for o in range(people + 1 - g)]
    assert sorted(map(tuple, coarsening.every_colouring(people).tolist())) == sorted(ways)
    fit = [way for way in ways if band(*way) is own]
    if not fit:
        return  # nobody alone is mixed between green and red, but for one who chose orange
    scores = [50 * (2 * g + o) / people for g, o, _ in fit]
    assert coarsening.of_band(people, own.value) == Range(float(np.mean(scores)), min(scores), max(scores))
    assert coarsening.colours_of_band(people, own.value) == pytest.approx(np.mean(fit, axis=0) / people)


@pytest.mark.parametrize("people", [1, 4, 9, 10, 11])
@pytest.mark.parametrize("told", [*Band, None])
def test_a_band_can_stand_for_every_count_that_is_not_told_itself(people: int, told: Band | None) -> None:
    hidden = ElementShown(people, None, told.value if told else None)
    assert sorted(map(tuple, coarsening._fits(hidden).tolist())) == sorted(fits(hidden))


@pytest.mark.parametrize(("people", "elements"), [(2, 1), (2, 3), (3, 2)])
def test_the_ends_of_a_block_are_those_of_every_way_to_fill_it_in(people: int, elements: int) -> None:
    """At [colours given, points]; where nothing gives them, no end."""
    ways = [(g, o, r) for g, o, r in product(range(people + 1), repeat=3) if g + o + r <= people]
    means: dict[tuple[int, int], list[float]] = {}
    for rows in product(ways, repeat=elements):
        scores = [50 * (2 * g + o) / (g + o + r) for g, o, r in rows if g + o + r]
        if scores:
            place = sum(map(sum, rows)), sum(2 * g + o for g, o, _ in rows)
            means.setdefault(place, []).append(float(np.mean(scores)))
    lows, highs = coarsening._bounds(people, elements)
    assert {place for place in np.ndindex(*lows.shape) if np.isfinite(lows[place])} == set(means)
    for place, found in means.items():
        assert (lows[place], highs[place]) == pytest.approx((min(found), max(found)))


@given(st.integers(1, 12).flatmap(element))
def test_the_colours_behind_an_element_are_shares_of_one_whole(found: tuple[ElementShown, Counts]) -> None:
    shown, _ = found
    if coarsening.position(shown):
        assert sum(coarsening.colours(shown)) == pytest.approx(1)


def test_a_block_in_which_nobody_gave_a_colour_has_shares_and_no_score() -> None:
    skipped, unasked = ElementShown(12, (0, 0, 0, 12), None), ElementShown(7, None, None)
    found = coarsening.of_elements((skipped, skipped))
    assert found and found.score is None
    assert {light: share.value for light, share in found.shares.items()} == dict(
        zip(LIGHTS, (0, 0, 0, 100), strict=True)
    )
    assert coarsening.of_elements((unasked,)) is None
