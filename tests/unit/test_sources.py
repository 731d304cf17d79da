"""Scans of one kind lift nobody of another over a threshold, and what is shown of both together is true."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pandas as pd
import pytest

from onlife.domain import privacy
from onlife.domain import source as sources
from onlife.domain.scoring import LIGHTS, block_scores, element_scores
from onlife.domain.shown import Shown, Visibility
from tests.sample import sample
from tests.unit.examples import questionnaire

FORM = questionnaire(5, 2, cooperation="1")
ELEMENTS = [element.id for element in FORM.elements]
Counts = tuple[int, int, int, int]


def answers(people: int, chance: Random) -> dict[str, Counts]:
    """How so many people, who lean to one side, chose on every element."""
    lean = chance.choice([(8, 1, 1, 0), (1, 1, 8, 0), (3, 3, 3, 1), (1, 6, 1, 1)])
    given = {}
    for element in ELEMENTS:
        chosen = chance.choices(range(4), lean, k=people)
        given[element] = (chosen.count(0), chosen.count(1), chosen.count(2), chosen.count(3))
    return given


def team(source: str, n: int, *, joint: bool = False) -> privacy.PartnerAnswers:
    return privacy.PartnerAnswers("huis", "Jeugdhuis", "jeugd", joint, n, closed=True, released=True, source=source)


def frame(**given: dict[str, Counts]) -> pd.DataFrame:
    rows = [("huis", kind, element, *counts) for kind, of in given.items() for element, counts in of.items()]
    return pd.DataFrame(rows, columns=["partner", "source", "element", *LIGHTS])


def shown(**given: dict[str, Counts]) -> Shown:
    return sources.shown(frame(**given), [team(kind, sum(of["1.1"])) for kind, of in given.items()], FORM, 5)


def row(shown: Shown) -> dict[Any, Any]:
    [found] = shown.partners.to_dict("records")
    return found


@pytest.mark.parametrize("people", [1, 4])
@pytest.mark.parametrize("added", [1, 4])
@pytest.mark.parametrize("kind", ["paper", "import", "repeat"])
def test_scans_of_one_kind_lift_nobody_of_another_over_the_threshold(people: int, added: int, kind: str) -> None:
    chance = Random(1)
    found = shown(web=answers(people, chance), **{kind: answers(added, chance)})
    assert row(found)["visibility"] == Visibility.TOO_FEW
    assert found.blocks.empty and found.elements.empty and pd.isna(row(found)["left_out"])


@pytest.mark.parametrize("people", range(5, 10))
def test_a_team_that_can_be_shown_stands_there_as_if_nobody_added_anything(people: int) -> None:
    """Whatever is added of another kind, fewer than the threshold or ever so often from one device."""
    chance = Random(people)
    own = answers(people, chance)
    alone = shown(web=own)
    for kind, added in (("paper", 4), ("import", 1), ("repeat", 40)):
        with_more = shown(web=own, **{kind: answers(added, chance)})
        for name in ("blocks", "elements"):
            pd.testing.assert_frame_equal(getattr(with_more, name), getattr(alone, name))
        assert (row(with_more)["n"], row(with_more)["left_out"]) == (people, added)


def test_what_is_shown_of_both_follows_from_what_is_shown_of_each_apart() -> None:
    """Whoever knows every paper answer learns no more of the others than from their own figures."""
    paper = answers(5, Random(2))
    green = dict.fromkeys(ELEMENTS, (5, 0, 0, 0))
    ways = [green, *({**green, element: (4, 1, 0, 0)} for element in ELEMENTS[5:])]
    assert len({shown(web=web).blocks.to_json() for web in ways}) == 1
    seen = {shown(web=web, paper=paper).blocks.to_json() for web in ways}
    assert len(seen) == 1


@pytest.mark.long
@pytest.mark.parametrize("sizes", sample([(5, 5), (9, 6), (12, 5), (12, 11)], [(9, 6)]))
def test_the_range_of_both_together_holds_the_real_figure(sizes: tuple[int, int]) -> None:
    for seed in range(15):
        chance = Random(seed)
        web, paper = (answers(people, chance) for people in sizes)
        both = {element: [a + b for a, b in zip(web[element], paper[element], strict=True)] for element in ELEMENTS}
        found = shown(web=web, paper=paper)
        assert (row(found)["n"], row(found)["paper"]) == (sum(sizes), sizes[1])
        rows = pd.DataFrame([("huis", e, FORM.element(e).block, *both[e]) for e in ELEMENTS],
                            columns=["partner", "element", "block", *LIGHTS])  # fmt: skip
        real = block_scores(element_scores(rows)).set_index("block")
        for block in found.blocks.to_dict("records"):
            if pd.notna(block["score"]):
                assert block["score_from"] - 0.01 <= real["score"][block["block"]] <= block["score_to"] + 0.01
        for element in found.elements.to_dict("records"):
            if pd.notna(element["green"]):
                assert [element[light] for light in LIGHTS] in (both[element["element"]], list(web[element["element"]]),
                                                                list(paper[element["element"]]))  # fmt: skip


def test_two_large_kinds_that_may_both_be_counted_are_counted_together() -> None:
    even = dict.fromkeys(ELEMENTS, (4, 4, 4, 0))
    found = shown(web=even, paper=even)
    assert set(found.elements["green"]) == {8} and set(found.elements["n"]) == {24}
    assert set(found.blocks["score"]) == {50} and found.splits.empty


def test_a_partner_whose_scans_all_came_one_way_is_shown_as_ever() -> None:
    own = answers(7, Random(3))
    plain = privacy.shown(frame(web=own).drop(columns="source"), [replace(team("web", 7), source="")], FORM, 5)
    found = shown(web=own)
    for name in ("blocks", "elements"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(plain, name))
