"""Comparing with other networks tells where the middle lies, and nothing of one of them."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean

from hypothesis import given
from hypothesis import strategies as st

from onlife.domain.peer import MIN_NETWORKS, STEP, Contribution, Scores, Strip, next_release, strips

SCORES = st.floats(0, 100)


def some(*scores: float, start: int = 0) -> list[Contribution]:
    return [Contribution(f"network {start + number}", {"5": score}) for number, score in enumerate(scores)]


def group(*scores: float) -> dict[str, Scores]:
    return {one.network: one.scores for one in some(*scores)}


def after(brought: Iterable[Contribution]) -> dict[str, Scores]:
    """What is taken in after all of this, one by one."""
    shown: dict[str, Scores] = {}
    since: list[Contribution] = []
    for one in brought:
        since.append(one)
        found = next_release(shown, since, {})
        if found is not None:
            shown, since = found, []
    return shown


def seen(brought: Iterable[Contribution]) -> dict[str, Strip]:
    return strips(after(brought), {})


def test_five_networks_show_nothing_and_six_show_where_their_middle_half_lies() -> None:
    assert seen(some(10, 40, 50, 60, 70)) == {}
    assert seen(some(10, 40, 50, 60, 70, 90)) == {"5": Strip(40, 70)}


def test_a_network_that_brings_in_several_rounds_counts_once() -> None:
    assert seen([*some(10, 40, 50, 60, 70), Contribution("network 0", {"5": 80.0})]) == {}


@given(
    st.lists(SCORES, min_size=MIN_NETWORKS, max_size=MIN_NETWORKS),
    st.lists(SCORES, min_size=1, max_size=MIN_NETWORKS - 1),
)
def test_newcomers_move_nothing_until_there_are_enough_of_them(first: list[float], later: list[float]) -> None:
    before = seen(some(*first))
    assert seen(some(*first) + some(*later, start=MIN_NETWORKS)) == before
    enough = some(*first) + some(*later, *[50.0] * (MIN_NETWORKS - len(later)), start=MIN_NETWORKS)
    assert len(after(enough)) == 2 * MIN_NETWORKS


@given(st.lists(SCORES, min_size=MIN_NETWORKS, max_size=MIN_NETWORKS), SCORES)
def test_one_new_round_and_one_farewell_move_nothing(first: list[float], again: float) -> None:
    before = seen(some(*first))
    assert seen([*some(*first), Contribution("network 2", {"5": again})]) == before
    assert seen([*some(*first), Contribution("network 2", {})]) == before


def test_whoever_left_is_gone_when_the_others_move_on() -> None:
    known = [
        *some(*[50.0] * MIN_NETWORKS),
        Contribution("network 0", {}),
        *some(*[50.0] * (MIN_NETWORKS - 1), start=MIN_NETWORKS),
    ]
    assert "network 0" not in after(known)
    assert len(after(known)) == 2 * MIN_NETWORKS - 2


def test_whoever_came_and_went_before_anything_was_shown_never_counts() -> None:
    known = [Contribution("guest", {"5": 0.0}), Contribution("guest", {}), *some(*[50.0] * (MIN_NETWORKS - 1))]
    assert seen(known) == {}


def test_who_leaves_and_comes_back_with_the_same_hides_nobody() -> None:
    """Five that do, and one that closed a round: the pictures before and after would differ by that one alone."""
    first = some(*[50.0] * MIN_NETWORKS)
    again = [one for five in first[:-1] for one in (Contribution(five.network, {}), five)]
    known = [*first, *again, Contribution("network 5", {"5": 90.0})]
    assert seen(known) == seen(first) and after(known) == after(first)
    assert after([*known, *some(*[70.0] * (MIN_NETWORKS - 1))])["network 5"] == {"5": 90.0}, "it waits, and is not lost"


def test_many_who_leave_and_come_back_hide_nobody_either() -> None:
    """Six of eight leave, which leaves nothing to show; of those who come back one has another score."""
    first = some(*[50.0] * (MIN_NETWORKS + 2))
    gone = [Contribution(one.network, {}) for one in first[:MIN_NETWORKS]]
    back = [*first[1:MIN_NETWORKS], Contribution("network 0", {"5": 90.0})]
    assert after([*first, *gone, *back]) == after(first)


@given(st.lists(SCORES, min_size=MIN_NETWORKS, max_size=20))
def test_bounds_are_whole_tens_around_the_middle_half_and_never_fall_together(scores: list[float]) -> None:
    strip = strips(group(*scores), {})["5"]
    assert strip.low % STEP == strip.high % STEP == 0 and 0 <= strip.low < strip.high <= 100


def test_a_score_that_all_networks_share_is_not_told() -> None:
    assert [strips(group(*[score] * MIN_NETWORKS), {})["5"] for score in (0.0, 50.0, 100.0)] == [
        Strip(0, 10), Strip(50, 60), Strip(90, 100),
    ]  # fmt: skip


def test_a_block_without_enough_scores_is_left_out() -> None:
    few = [Contribution(f"network {number}", {"5": 50.0} if number else {"1": 50.0}) for number in range(MIN_NETWORKS)]
    assert len(after(few)) == MIN_NETWORKS and seen(few) == {}


def test_where_a_network_stands_is_said_in_words_without_a_number_of_networks() -> None:
    strip = Strip(40, 70)
    assert [strip.place(score) for score in (30, 40, 55, 70, 80)] == [
        "onder het midden", "in het midden", "in het midden", "in het midden", "boven het midden",
    ]  # fmt: skip


# -- affiliated networks

PUPPETS = {f"network {number}": "network 0" for number in range(MIN_NETWORKS - 1)}
"""Five networks of one person; whatever comes after them is of others."""


def test_five_networks_of_one_person_and_a_real_one_show_nothing_and_would_have() -> None:
    brought = some(0, 0, 0, 100, 100, 63)
    assert next_release({}, brought, PUPPETS) is None
    released = next_release({}, brought, {})
    assert released and strips(released, {})["5"].low == 0, "the control"


@given(
    st.lists(SCORES, min_size=1, max_size=5),
    st.lists(SCORES, min_size=MIN_NETWORKS - 1, max_size=12),
)
def test_what_one_person_brings_in_with_many_networks_they_could_have_brought_in_with_one(
    own: list[float], others: list[float]
) -> None:
    real = {one.network: one.scores for one in some(*others, start=5)}
    many = {one.network: one.scores for one in some(*own)} | real
    one = {"network 0": {"5": fmean(own)}} | real
    assert strips(many, PUPPETS) == strips(one, {})


def test_a_block_needs_six_hands_as_well() -> None:
    """Five of one person answer a block that only one other answers."""
    scores = [{"5": 50.0} if at < MIN_NETWORKS else {"1": 50.0} for at in range(MIN_NETWORKS + 5)]
    found = {f"network {at}": one for at, one in enumerate(scores)}
    assert strips(found, PUPPETS) == {} and set(strips(found, {})) == {"5"}


def test_the_next_step_waits_for_six_hands_as_the_first_does() -> None:
    shown = group(*[50.0] * (2 * MIN_NETWORKS))
    again = some(*[60.0] * MIN_NETWORKS)
    assert next_release(shown, again, {}) and next_release(shown, again, PUPPETS) is None
    assert next_release(shown, [Contribution(one.network, {}) for one in again], PUPPETS) is None
