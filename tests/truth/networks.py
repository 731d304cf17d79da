"""Simulated networks: partners of the sizes of a typical network, who answer by opinions that are known here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from onlife.domain import coarsening, privacy
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scoring import LIGHTS
from onlife.domain.shown import Shown

SIZES = (7, 6, 8, 5, 1, 11, 20, 5, 12)
"""A joint scan, small teams and large ones, as in the demo network."""
BEFORE = (6, 5, 7, 5, 1, 10, 14, 5, 11)
SKIPPED = 0.03
Opinion = Callable[[int, str], Sequence[float]]
"""Partner (by number) and element -> how likely green, orange and red are."""


def one_opinion(form: Questionnaire, seed: int) -> Opinion:
    """Nobody differs: every element has its own mix, the same for all."""
    chance = np.random.default_rng([seed, 1])
    base = {element.id: chance.dirichlet((1.5, 1.5, 1.5)) for element in form.elements}
    return lambda _, element: base[element].tolist()


def opinions(form: Questionnaire, seed: int, alike: float = 8.0) -> Opinion:
    """Partners that differ: the larger `alike`, the less."""
    chance = np.random.default_rng([seed, 2])
    middle = {element.id: chance.dirichlet((1.5, 1.5, 1.5)) for element in form.elements}
    known: dict[tuple[int, str], Sequence[float]] = {}

    def opinion(at: int, element: str) -> Sequence[float]:
        if (at, element) not in known:
            own = np.random.default_rng([seed, 3, at, sorted(middle).index(element)])
            known[at, element] = own.dirichlet(alike * middle[element] + 0.01).tolist()
        return known[at, element]

    return opinion


def answers(
    form: Questionnaire, chance: np.random.Generator, opinion: Opinion, sizes: Sequence[int] = SIZES
) -> pd.DataFrame:
    """partner, element and how often each light was chosen."""
    rows = []
    for at, people in enumerate(sizes):
        for element in form.elements:
            given = chance.binomial(people, 1 - SKIPPED)
            rows.append((f"p{at}", element.id, *chance.multinomial(given, opinion(at, element.id)), people - given))
    return pd.DataFrame(rows, columns=["partner", "element", *LIGHTS])


def network(form: Questionnaire, chance: np.random.Generator, opinion: Opinion, sizes: Sequence[int] = SIZES) -> Shown:
    """What is shown of a closed round in which all partners released."""
    return seen(form, answers(form, chance, opinion, sizes), sizes)


def seen(form: Questionnaire, counts: pd.DataFrame, sizes: Sequence[int]) -> Shown:
    partners = [
        privacy.PartnerAnswers(f"p{at}", f"P{at}", "s", n == 1, n, True, True, pooled=1 < n < coarsening.EXACT_FROM)
        for at, n in enumerate(sizes)
    ]
    return privacy.shown(counts, partners, form, privacy.THRESHOLD_DEFAULT)
