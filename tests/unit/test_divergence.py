"""A difference is called one only where chance does not explain it: against simulated networks, with fixed seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import factorial

import numpy as np
import pytest

from onlife.content.questionnaire import load
from onlife.domain import coarsening, divergence, privacy
from onlife.domain.coarsening import ElementShown
from onlife.domain.divergence import Verdict, Voice
from onlife.domain.privacy import Groups
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scoring import Band
from onlife.domain.shown import Shown
from tests.frames import row
from tests.truth.networks import SIZES, Opinion, network, one_opinion, opinions
from tests.unit.examples import COLUMNS, counts, partner, questionnaire, show

FORM = load()
COOPERATION = [element.id for element in FORM.cooperation_block.elements] if FORM.cooperation_block else []
HIGH, LOW = (0.85, 0.1, 0.05), (0.05, 0.1, 0.85)


def called(shown: Shown, form: Questionnaire = FORM) -> set[str]:
    places = divergence.between(shown, form).places
    return set(places.loc[places["verdict"] == Verdict.DIFFERS.value, "place"])


def test_the_same_round_always_says_the_same() -> None:
    first, again = (network(FORM, np.random.default_rng(3), opinions(FORM, 3)) for _ in range(2))
    assert first is not again
    one, other = divergence.between(first, FORM), divergence.between(again, FORM)
    assert one.places.equals(other.places) and one.alone.equals(other.alone)


@pytest.mark.slow
def test_where_nobody_differs_hardly_ever_a_difference_is_called_one() -> None:
    networks = [network(FORM, np.random.default_rng(seed), one_opinion(FORM, seed)) for seed in range(12)]
    found = [divergence.between(shown, FORM) for shown in networks]
    wrong = [bool(called(shown)) or len(own.alone) > 0 for shown, own in zip(networks, found, strict=True)]
    assert sum(wrong) <= 2
    for own in found:
        assert (own.places.loc[own.places["verdict"] != Verdict.DIFFERS.value, "apart"] == 0).all()


def test_a_clear_split_is_found_on_the_element_of_the_cooperation_block_and_on_the_block_elsewhere() -> None:
    """A third of the partners answers green, the others red: on one element that they share and on one whole block."""
    found = 0
    for seed in range(6):
        base = one_opinion(FORM, seed)

        def split(at: int, element: str, base: Opinion = base) -> Sequence[float]:
            apart = element == COOPERATION[0] or FORM.element(element).block == "1"
            return (HIGH if at % 2 else LOW) if apart else base(at, element)

        shown = network(FORM, np.random.default_rng(seed), split)
        found += COOPERATION[0] in called(shown)
        found += "1" in called(shown)
        row = divergence.between(shown, FORM).places.set_index("place").loc["1"]
        assert row["block"] == "1" and row["partners"] == len(SIZES)
        assert (row["apart"] > 0) == (row["verdict"] == Verdict.DIFFERS.value)
    assert found >= 10


def test_fewer_than_three_partners_are_not_called_alike_or_different() -> None:
    form = questionnaire(2, cooperation="1")
    green, red = {"1.1": (12, 0, 0, 0), "1.2": (12, 0, 0, 0)}, {"1.1": (0, 0, 12, 0), "1.2": (0, 0, 12, 0)}
    two = show({"a": green, "b": red}, [partner("a", 12), partner("b", 12)], form)
    assert divergence.between(two, form).verdict("1.1") is None


def six(first: tuple[int, int, int, int], others: list[tuple[int, int, int, int]], n: int = 30) -> Shown:
    form_answers = {"a": {"1.1": first}} | {who: {"1.1": row} for who, row in zip("bcdef", others, strict=True)}
    return show(form_answers, [partner("a", sum(first)), *(partner(who, n) for who in "bcdef")], COOPERATION_ONLY)


COOPERATION_ONLY = questionnaire(1, cooperation="1")
GREEN, RED = (26, 3, 1, 0), (1, 3, 26, 0)


def alone(shown: Shown) -> list[str]:
    return list(divergence.between(shown, COOPERATION_ONLY).alone["partner"])


def test_who_stands_alone_is_named_only_when_the_others_agree() -> None:
    assert alone(six(GREEN, [RED] * 5)) == ["a"]
    assert alone(six(GREEN, [RED, RED, RED, GREEN, GREEN])) == []
    assert alone(six(GREEN, [GREEN] * 5)) == []


def test_a_small_team_that_is_different_by_accident_is_not_named() -> None:
    halves = [(15, 5, 10, 0)] * 5
    assert alone(six((1, 0, 4, 0), halves)) == []


def test_three_others_must_tell_where_they_stand() -> None:
    given = {who: {"1.1": row} for who, row in zip("abc", (GREEN, RED, RED), strict=True)}
    assert alone(show(given, [partner(who, 30) for who in "abc"], COOPERATION_ONLY)) == []


@pytest.mark.slow
def test_what_did_not_change_is_not_said_to_have_moved_and_what_did_is() -> None:
    wrong = right = 0
    for seed in range(6):
        base = opinions(FORM, seed)

        def better(at: int, element: str, base: Opinion = base) -> Sequence[float]:
            return HIGH if element == COOPERATION[1] else base(at, element)

        def worse(at: int, element: str, base: Opinion = base) -> Sequence[float]:
            return LOW if element == COOPERATION[1] else base(at, element)

        chance = np.random.default_rng(seed)
        before, same, after = (network(FORM, chance, own) for own in (worse, worse, better))
        wrong += bool(divergence.movements(before, same, FORM))
        moves = divergence.movements(before, after, FORM)
        right += moves.get(COOPERATION[1], 0) > 30
    assert wrong <= 1 and right >= 5


@pytest.mark.parametrize(("leaders", "apart"), [((11, 1, 3), True), ((4, 4, 7), False)])
def test_leaders_and_practitioners_differ_only_by_more_than_chance(leaders: tuple[int, int, int], apart: bool) -> None:
    workers = (3, 3, 9)
    form = questionnaire(1)
    rows = [("a", "leidinggevende", "1.1", *leaders, 0), ("a", "praktijkwerker", "1.1", *workers, 0)]
    frame = counts({}).reindex(columns=["partner", "group", *COLUMNS[1:]])
    by_group = frame.astype(object).reindex(range(2))
    by_group[:] = rows
    by_group = by_group.astype(dict.fromkeys(COLUMNS[2:], int))
    sizes = by_group[["partner", "group"]].assign(n=15)
    whole = {"a": {"1.1": (leaders[0] + 3, leaders[1] + 3, leaders[2] + 9, 0)}}
    shown = privacy.shown(counts(whole), [partner("a", 30)], form, 5, Groups(by_group, sizes))
    assert divergence.groups_apart(shown, "1") == {("a", "1.1"): apart}


# -- who stands where


def test_a_voice_stands_at_its_score_or_at_what_its_band_can_stand_for() -> None:
    form = questionnaire(2, cooperation="1")
    shown = show(
        {"a": {"1.1": (6, 3, 2, 1)}, "b": {"1.1": (5, 1, 1, 0)}, "c": {"1.1": (9, 1, 0, 0)}},
        [partner("a", 12), partner("b", 7), partner("c", 10)],
        form,
    )
    exact, small, hidden = (divergence.element_voices(shown)["1.1"][who] for who in "abc")
    assert (exact.people, exact.cells, exact.form, exact.band) == (12, 11, "exact", "overwegend groen")
    assert exact.position == pytest.approx(100 * (6 + 3 / 2) / 11)
    assert exact.shares == pytest.approx((6 / 11, 3 / 11, 2 / 11))
    band = ElementShown(7, None, "overwegend groen")
    assert (small.people, small.cells, small.form, small.band) == (7, 7, "band", "overwegend groen")
    assert small.shares == coarsening.colours(band)
    assert (hidden.form, hidden.band) == ("exact", "overwegend groen")  # nine or ten of ten lie close together


def test_three_partners_are_enough_and_small_teams_together_are_one_of_them() -> None:
    form = questionnaire(2, 5, cooperation="1")
    small = {who: dict.fromkeys([e.id for e in form.elements], (5, 0, 0, 0)) for who in "abc"}
    teams = [replace(partner(who, 5), pooled=True) for who in "abc"]
    large = {who: {"2.1": (6, 4, 2, 0)} for who in "de"}
    places = divergence.between(show({**small, **large}, [*teams, *(partner(who, 12) for who in "de")], form), form)
    rows = places.places.set_index("place")
    assert row(rows, "2.1")["partners"] == 3 and row(rows, "2.1")["block"] == "2"
    assert "2.2" not in rows.index  # only the small teams tell it
    assert row(rows, "2")["partners"] == 5  # each of the small teams has figures of the whole block


def test_without_a_shared_block_nobody_stands_alone() -> None:
    form = questionnaire(1, 1)
    given = {who: {"1.1": GREEN if who == "a" else RED} for who in "abcdef"}
    found = divergence.between(show(given, [partner(who, 30) for who in "abcdef"], form), form)
    assert found.alone.empty and found.verdict("1.1") is Verdict.DIFFERS


def test_who_stands_alone_is_named_with_the_element_and_the_others_are_said_to_differ_from_them() -> None:
    for one, other in ((GREEN, RED), (RED, GREEN)):
        found = divergence.between(six(one, [other] * 5), COOPERATION_ONLY)
        assert found.alone.to_dict("records") == [{"element": "1.1", "block": "1", "partner": "a"}]
        assert found.verdict("1.1") is Verdict.DIFFERS


def test_who_is_called_alike_in_a_word_with_one_of_the_others_does_not_stand_alone() -> None:
    mostly_green, mixed = (15, 5, 10, 0), (14, 6, 10, 0)
    assert alone(six(GREEN, [mixed] * 5)) == ["a"]
    assert alone(six(GREEN, [mostly_green, *[mixed] * 4])) == []
    assert alone(six(GREEN, [GREEN, RED, RED, RED, RED])) == []


def test_an_element_that_too_few_tell_does_not_keep_another_from_being_looked_at() -> None:
    form = questionnaire(2, cooperation="1")
    given = {who: {"1.2": GREEN if who == "a" else RED} | ({"1.1": RED} if who < "d" else {}) for who in "abcdef"}
    found = divergence.between(show(given, [partner(who, 30) for who in "abcdef"], form), form)
    assert found.alone["partner"].tolist() == ["a"]


def test_far_apart_by_chance_is_neither_alike_nor_different() -> None:
    """Joint scans are one voice each: any five lie far apart."""
    form = questionnaire(1, cooperation="1")
    lights = ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (1, 0, 0, 0), (0, 0, 1, 0))
    given = {who: {"1.1": light} for who, light in zip("abcde", lights, strict=True)}
    found = divergence.between(show(given, [partner(who, 1, joint=True) for who in "abcde"], form), form)
    assert found.verdict("1.1") is Verdict.CHANCE
    assert found.places["apart"].tolist() == [0]


# -- the figures that this rests on, by hand


def voice(people: int, green: int, orange: int, red: int) -> Voice:
    cells = green + orange + red
    return Voice(
        people, cells, divergence.EXACT, 50 * (2 * green + orange) / cells, (green / cells, orange / cells, red / cells)
    )


def test_a_large_team_weighs_more_and_a_team_that_is_three_times_as_large_less_than_three_times() -> None:
    assert divergence._weights([voice(10, 10, 0, 0), voice(30, 30, 0, 0)]).tolist() == [0.25, 0.5]


def test_the_spread_of_voices_is_weighted_and_what_chance_makes_of_it_is_taken_off() -> None:
    places = np.array([[0.0, 100.0], [50.0, 50.0]])
    assert divergence._variance(places, np.array([1.0, 3.0])).tolist() == [1875, 0]
    far, near = voice(10, 0, 0, 10), voice(30, 30, 0, 0)  # weights 1/4 and 1/2
    _, spread, beyond = divergence._spread([far, near], np.random.default_rng(1))
    assert spread == pytest.approx(np.sqrt(2 / 9) * 100)
    assert 0 < beyond < spread
    alike = divergence._spread([voice(40, 20, 0, 20)] * 4, np.random.default_rng(1))
    assert alike[1:] == (0, 0) and alike[0] == 1


def test_what_chance_makes_of_the_spread_depends_on_how_large_the_teams_are() -> None:
    """Of two voices the weighted variance is a * b * (x - y) ** 2; where all share one pool, that is a * b * (var + var)."""
    small, large = voice(4, 4, 0, 0), voice(100, 10, 0, 90)
    _, spread, beyond = divergence._spread([small, large], np.random.default_rng(1))
    weights = divergence._weights([small, large])
    a, b = weights / weights.sum()
    green = 14 / 104
    expected = a * b * 100**2 * green * (1 - green) * (1 / 4 + 1 / 100)
    assert spread**2 - beyond**2 == pytest.approx(expected, rel=0.15)


def test_a_move_is_the_mean_of_all_and_its_chance_weighs_the_large_teams() -> None:
    up, down = (voice(100, 30, 0, 70), voice(100, 70, 0, 30)), (voice(4, 3, 0, 1), voice(4, 2, 0, 2))
    chance, shift = divergence._move([up, down], np.random.default_rng(1))
    assert shift == pytest.approx((40 - 25) / 2)
    assert chance < 0.05
    # weights 50 / 54 and 2 / 6: a move of 9 up and one of 25 down cancel out
    up = (voice(100, 40, 0, 60), voice(100, 49, 0, 51))
    assert divergence._move([up, down], np.random.default_rng(1))[0] > 0.95


def test_the_chance_of_counts_is_that_of_drawing_them_from_the_pool() -> None:
    every = coarsening.every_colouring(3)
    for pool in ((0.5, 0.3, 0.2), (0.5, 0.5, 0.0)):
        by_hand = [
            factorial(3)
            / np.prod([factorial(n) for n in row])
            * np.prod([p**n for p, n in zip(pool, row, strict=True)])
            for row in every.tolist()
        ]
        assert divergence._chances(every, np.array(pool)) == pytest.approx(np.array(by_hand))


def test_how_far_somebody_stands_from_the_rest_and_how_likely_that_is() -> None:
    """The rest stands at 80 and 20 with weights 1/4 and 1/2, so around 40; one answer stands at 100, 50 or 0."""
    rest = [voice(10, 8, 0, 2), voice(30, 6, 0, 24)]
    green, red = 14 / 40, 26 / 40
    far, chance = divergence._far(voice(1, 1, 0, 0), rest, np.array([0.0]))
    assert (far, chance) == pytest.approx((60, green))
    # the rest itself is seen at 40 or at 70 by chance: once green is 60 away, once red is 70 away
    _, chance = divergence._far(voice(1, 1, 0, 0), rest, np.array([0.0, 30.0]))
    assert chance == pytest.approx((green + red) / 2)
    _, chance = divergence._far(voice(1, 1, 0, 0), rest, np.array([30.0]))
    assert chance == pytest.approx(red)


def test_a_block_is_one_voice_whose_answers_go_together_more_the_longer_it_is() -> None:
    form = questionnaire(3, 1, 2, cooperation="3")
    given = {
        "a": {"1.1": (6, 3, 3, 0), "1.2": (3, 6, 3, 0), "1.3": (3, 3, 6, 0)},
        "b": {"1.1": (7, 0, 0, 0), "1.2": (0, 7, 0, 0), "1.3": (0, 0, 7, 0), "3.1": (7, 0, 0, 0)},
        "c": {"2.1": (0, 1, 0, 0)},
    }
    shown = show(given, [partner("a", 12), partner("b", 7), partner("c", 1, joint=True)], form)
    voices = divergence._block_voices(shown, form)
    assert set(voices) == {"1", "2"}  # the elements of the cooperation block speak for themselves
    exact, small, one = voices["1"]["a"], voices["1"]["b"], voices["2"]["c"]
    assert (exact.people, exact.cells, exact.form) == (12, 30, "exact")  # 36 answers, as many as 30 of different people
    assert exact.position == pytest.approx(50) and exact.shares == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert (small.people, small.cells, small.form) == (7, round(21 / 1.2), "rounded")
    assert sum(small.shares) == pytest.approx(1)
    assert (one.people, one.cells, one.form, one.position) == (1, 1, "exact", 50)


def test_a_simulated_voice_is_seen_as_coarsely_as_the_real_one() -> None:
    counts = np.array([(4, 0, 4), (5, 1, 2), (4, 1, 3), (2, 1, 5), (3, 2, 3), (3, 1, 4)])
    exact = replace(voice(8, 4, 0, 4), form=divergence.EXACT)
    assert divergence._position(exact, counts).tolist() == [50, 68.75, 56.25, 31.25, 50, 43.75]
    assert divergence._position(replace(exact, form=divergence.ROUNDED), counts).tolist() == [50, 70, 55, 30, 50, 45]
    green, mixed, red = (coarsening.of_band(8, band.value).value for band in Band)
    seen = divergence._position(replace(exact, form=divergence.BANDED), counts)
    assert seen.tolist() == [mixed, green, green, red, mixed, red]


def test_random_numbers_follow_from_what_is_shown_and_not_from_how_it_was_added_up() -> None:
    def first(*places: float) -> float:
        voices = {f"{at}": replace(voice(8, 4, 0, 4), position=place) for at, place in enumerate(places)}
        return float(divergence._rng([voices]).random())

    assert first(50.0, 20.0) == first(20.0, 50.0) == first(20.0 + 8e-8, 50.0)
    assert len({first(50.0, 20.0), first(50.4, 20.0), first(50.0, 30.0)}) == 3


def test_the_shared_block_is_judged_by_itself_and_more_strictly() -> None:
    form = questionnaire(2, 1, cooperation="1")
    assert divergence._verdicts({"1.1": 0.04, "2": 0.04}, form) == {"1.1": False, "2": True}
    assert divergence._verdicts({"1.1": 0.001, "1.2": 0.5, "2": 0.5}, form) == {"1.1": True, "1.2": False, "2": False}


def test_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    """The example of their article of 1995: fifteen chances, of which four are called at 5 %."""
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528]
    chances += [0.7590, 1.0]
    assert divergence._discoveries(chances, 0.05) == [True] * 4 + [False] * 11
    assert divergence._discoveries(chances[::-1], 0.05) == [False] * 11 + [True] * 4
    assert divergence._discoveries([0.05], 0.05) == [True]
    assert divergence._discoveries([]) == []


@pytest.mark.parametrize(("as_large", "more"), [(0.3, False), (0.1, False), (0.09, True), (0.0, True)])
def test_chance_is_tried_longer_where_it_is_small(as_large: float, more: bool) -> None:
    """What falls short by a rounding of the machine is as large; what falls short by half a point is not."""
    tries: list[int] = []

    def tried(times: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        tries.append(times)
        drawn = np.full(times, 1.5)
        number = round(as_large * times)
        drawn[:number] = 2
        drawn[: number // 2] = 2 - 5e-10
        return drawn

    chance, expected = divergence._chance_of(2.0, tried)
    every = divergence.TRIES + more * divergence.MORE
    assert sum(tries) == every
    assert chance == pytest.approx((1 + sum(round(as_large * times) for times in tries)) / (1 + every))
    assert expected == pytest.approx(1.5 + 0.5 * as_large, abs=1e-3)
