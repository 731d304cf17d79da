"""Somebody who sees all that is shown, knows their own answers and knows these rules: what are they certain of?

Here by the elements of a partner, over several looks; `jointly` holds whole blocks and teams against each other. The
attacker lists every number of choices that fits what was shown, by asking the app's own rules what they would have
shown for it. Colleagues are alike to the attacker, so an answer is recovered when in all that fits every colleague who
came in between two looks chose the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import factorial, prod

import pandas as pd

from onlife.domain import privacy
from onlife.domain import shown as shown_domain
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scoring import LIGHTS
from onlife.domain.shown import Shown
from tests.unit.examples import questionnaire

SILENT = len(LIGHTS)
"""The place of who left an element open, after the four lights."""
Choices = tuple[int, ...]
"""How many chose each light, and how many nothing."""
Row = tuple[object, ...]
"""What is shown of an element."""
Rules = Callable[[int], dict[Choices, Row]]


@dataclass(frozen=True)
class Look:
    """What was shown of an element of a partner: `n` scans, of whom `newcomers` were not there at the look before;
    `own` are the choices of the attacker, or of two who share what they know, if they are among the newcomers."""

    n: int
    row: Row
    newcomers: int
    own: tuple[int, ...] = ()


def every_choice(people: int) -> list[Choices]:
    """Every way in which so many people can be spread over the lights and silence."""
    heads = product(range(people + 1), repeat=len(LIGHTS))
    return [(*head, people - sum(head)) for head in heads if sum(head) <= people]


def row_of(shown: Shown, partner: str, element: str) -> Row | None:
    """What is shown of an element of a partner, as something to compare; None if nothing is."""
    return _elements(shown).get((partner, element))


def block_of(shown: Shown, partner: str, block: str) -> Row | None:
    """What is shown of a block of a small team, as `blocks.told` gives it; None if nothing is."""
    return _blocks(shown).get((partner, block))


@lru_cache(16)
def _elements(shown: Shown) -> dict[tuple[str, str], Row]:
    return dict(
        zip(
            zip(shown.elements["partner"], shown.elements["element"], strict=True),
            _rows(shown.elements, _COLUMNS),
            strict=True,
        )
    )


@lru_cache(16)
def _blocks(shown: Shown) -> dict[tuple[str, str], Row]:
    found: dict[tuple[str, str], Row] = {}
    names = ["score", *shown_domain.SHARES]
    rows = _rows(shown.blocks, [f"{name}{end}" for name in names for end in ("", "_from", "_to")])
    for key, row in zip(zip(shown.blocks["partner"], shown.blocks["block"], strict=True), rows, strict=True):
        figures = tuple(row[at : at + 3] for at in range(0, len(row), 3))
        found[key] = () if figures[-1][0] is None else figures
    return found


def _rows(frame: pd.DataFrame, columns: list[str]) -> list[Row]:
    values = frame[columns].astype(object)
    return [tuple(row) for row in values.where(values.notna(), None).to_numpy()]


_COLUMNS = ["n", *LIGHTS, "score", "consensus", "band", "position", "position_from", "position_to"]
COOPERATION, REST = questionnaire(1, cooperation="1"), questionnaire(1)


@lru_cache
def rules(people: int, form: Questionnaire = REST) -> dict[Choices, Row]:
    """What the app shows of an element for every spread of so many people: it is asked, not imitated."""
    choices = every_choice(people)
    partners = [privacy.PartnerAnswers(f"{at}", "", "", False, people, True, True) for at in range(len(choices))]
    counts = pd.DataFrame(
        [(f"{at}", "1.1", *spread[:SILENT]) for at, spread in enumerate(choices)],
        columns=["partner", "element", *LIGHTS],
    )
    elements = privacy.shown(counts, partners, form, privacy.THRESHOLD_MIN).elements
    rows = elements.set_index("partner").reindex([p.partner for p in partners])
    return dict(zip(choices, _rows(rows, _COLUMNS), strict=True))


def in_cooperation(people: int) -> dict[Choices, Row]:
    """The same of an element of the block that all partners share."""
    return rules(people, COOPERATION)


def exact(people: int) -> dict[Choices, Row]:
    """The control: rules that show every count."""
    return {spread: (people, *spread[:SILENT]) for spread in every_choice(people)}


def recovered(looks: Sequence[Look], rules: Rules = rules) -> list[int]:
    """The looks between which the attacker is certain what their colleagues chose, by number from 0."""
    return [at for at, sure in enumerate(certainty(looks, rules)) if sure == 1]


def certainty(looks: Sequence[Look], rules: Rules = rules) -> list[Fraction]:
    """For each look how sure the attacker can be of what one colleague chose who came before it, if beforehand every answer
    of everybody was as likely; 0 where there is no such colleague."""
    ways: list[tuple[int, list[Choices]]] = []
    for path in _fitting(looks, rules):
        came = [
            tuple(
                after - before - look.own.count(place) for place, (after, before) in enumerate(zip(*pair, strict=True))
            )
            for look, *pair in zip(looks, path[1:], path, strict=False)
        ]
        ways.append((prod(map(_orders, came)), came))
    every = sum(weight for weight, _ in ways)
    found = []
    for at, look in enumerate(looks):
        people = look.newcomers - len(look.own)
        expected = [sum(weight * came[at][place] for weight, came in ways) for place in range(SILENT + 1)]
        found.append(Fraction(max(expected), every * people) if people else Fraction(0))
    return found


def _orders(spread: Choices) -> int:
    """In how many ways people can be spread so."""
    return factorial(sum(spread)) // prod(map(factorial, spread))


def _fitting(looks: Sequence[Look], rules: Rules) -> list[tuple[Choices, ...]]:
    """Every course of the counts, from nobody on, that fits all looks."""
    paths: list[tuple[Choices, ...]] = [((0,) * (SILENT + 1),)]
    for look in looks:
        fits = [spread for spread, row in rules(look.n).items() if row == look.row]
        paths = [
            (*path, spread)
            for path in paths
            for spread in fits
            if all(new >= old for new, old in zip(spread, path[-1], strict=True))
            and all(spread[own] - path[-1][own] >= look.own.count(own) for own in look.own)
        ]
    assert paths, "what was shown fits no answers at all: the attacker misunderstands the app"
    return paths
