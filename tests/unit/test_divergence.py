"""A difference is called one only where chance does not explain it: against simulated networks, with fixed seeds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from onlife.content.questionnaire import load
from onlife.domain import divergence, privacy
from onlife.domain.divergence import Verdict
from onlife.domain.privacy import Groups
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.shown import Shown
from tests.truth.networks import SIZES, network, one_opinion, opinions
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

        def split(at: int, element: str, base: Callable[[int, str], tuple[float, ...]] = base) -> tuple[float, ...]:
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


def test_what_did_not_change_is_not_said_to_have_moved_and_what_did_is() -> None:
    wrong = right = 0
    for seed in range(6):
        base = opinions(FORM, seed)

        def better(at: int, element: str, base: Callable[[int, str], tuple[float, ...]] = base) -> tuple[float, ...]:
            return HIGH if element == COOPERATION[1] else base(at, element)

        def worse(at: int, element: str, base: Callable[[int, str], tuple[float, ...]] = base) -> tuple[float, ...]:
            return LOW if element == COOPERATION[1] else base(at, element)

        chance = np.random.default_rng(seed)
        before, same, after = (network(FORM, chance, own) for own in (worse, worse, better))
        wrong += bool(divergence.moved(before, same, FORM))
        moves = divergence.moved(before, after, FORM)
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
    whole = {"a": {"1.1": (*map(sum, zip(leaders, workers, strict=True)), 0)}}
    shown = privacy.shown(counts(whole), [partner("a", 30)], form, 5, Groups(by_group, sizes))
    assert divergence.groups_apart(shown, "1") == {("a", "1.1"): apart}
