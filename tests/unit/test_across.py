"""Comparing with other networks tells where the middle lies, and nothing of one of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onlife.across import STEP, TOGETHER, Brought, Strip, strips, taken_in

SCORES = st.floats(0, 100)


def some(*scores: float, start: int = 0) -> list[Brought]:
    return [Brought(f"network {start + number}", {"5": score}) for number, score in enumerate(scores)]


def test_five_networks_show_nothing_and_six_show_where_their_middle_half_lies() -> None:
    assert strips(some(10, 40, 50, 60, 70)) == {}
    assert strips(some(10, 40, 50, 60, 70, 90)) == {"5": Strip(40, 70, 6)}


def test_a_network_that_brings_in_several_rounds_counts_once() -> None:
    assert strips([*some(10, 40, 50, 60, 70), Brought("network 0", {"5": 80.0})]) == {}


@given(st.lists(SCORES, min_size=TOGETHER, max_size=TOGETHER), st.lists(SCORES, min_size=1, max_size=TOGETHER - 1))
def test_newcomers_move_nothing_until_there_are_enough_of_them(first: list[float], later: list[float]) -> None:
    before = strips(some(*first))
    assert strips(some(*first) + some(*later, start=TOGETHER)) == before
    enough = some(*first) + some(*later, *[50.0] * (TOGETHER - len(later)), start=TOGETHER)
    assert strips(enough)["5"].networks == 2 * TOGETHER


@given(st.lists(SCORES, min_size=TOGETHER, max_size=TOGETHER), SCORES)
def test_one_new_round_and_one_farewell_move_nothing(first: list[float], again: float) -> None:
    before = strips(some(*first))
    assert strips([*some(*first), Brought("network 2", {"5": again})]) == before
    assert strips([*some(*first), Brought("network 2", {})]) == before


def test_whoever_left_is_gone_when_the_others_move_on() -> None:
    known = [*some(*[50.0] * TOGETHER), Brought("network 0", {}), *some(*[50.0] * (TOGETHER - 1), start=TOGETHER)]
    assert "network 0" not in taken_in(known)
    assert strips(known)["5"].networks == 2 * TOGETHER - 2


def test_whoever_came_and_went_before_anything_was_shown_never_counts() -> None:
    known = [Brought("guest", {"5": 0.0}), Brought("guest", {}), *some(*[50.0] * (TOGETHER - 1))]
    assert strips(known) == {}


@given(st.lists(SCORES, min_size=TOGETHER, max_size=20))
def test_bounds_are_whole_tens_around_the_middle_half(scores: list[float]) -> None:
    strip = strips(some(*scores)).get("5")
    assert strip is not None
    assert strip.low % STEP == strip.high % STEP == 0 and 0 <= strip.low <= strip.high <= 100


def test_a_block_without_enough_scores_is_left_out() -> None:
    few = [Brought(f"network {number}", {"5": 50.0} if number else {"1": 50.0}) for number in range(TOGETHER)]
    assert strips(few) == {}


def test_where_a_network_stands_is_said_in_words() -> None:
    strip = Strip(40, 70, 12)
    assert strip.told(30).startswith("Jullie staan onder het midden")
    assert strip.told(55) == "Jullie staan in het midden: de helft van 12 netwerken ligt tussen 40 en 70."
    assert strip.told(80).startswith("Jullie staan boven het midden")
