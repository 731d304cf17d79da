"""What has to hold of a comparison that is true, each as a figure over simulated networks."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from onlife.domain import divergence
from onlife.domain.divergence import Verdict
from onlife.domain.questionnaire import Block, Questionnaire
from onlife.domain.scoring import LIGHTS
from onlife.domain.shown import SHARES
from tests.truth.networks import BEFORE, SIZES, Opinion, answers, network, one_opinion, opinions, seen

SMALL = (5, 6, 7, 8, 9)
GREEN, RED = (0.7, 0.15, 0.15), (0.15, 0.15, 0.7)
LOW, HIGH = (0.25, 0.3, 0.45), (0.6, 0.3, 0.1)
"""Opinions whose scores are 40 and 75."""


@dataclass(frozen=True)
class Bar:
    """Something that has to hold: in words, the figure, its bar, and whether the bar is the most or the least allowed.
    Without a bar it is a part of what has to hold, told to understand the whole."""

    name: str
    figure: float
    bar: float | None
    at_most: bool = True

    @property
    def holds(self) -> bool:
        if self.bar is None:
            return True
        return self.figure <= self.bar + 1e-9 if self.at_most else self.figure >= self.bar - 1e-9


def every(form: Questionnaire, networks: int) -> Iterator[Bar]:
    """All bars, over so many networks each."""
    yield from of_figures(form, max(1, networks // 5))
    yield from of_sizes(form, max(2, networks // 5))
    yield from of_chance(form, networks)
    yield from of_splits(form, networks)
    yield from of_moves(form, networks)
    yield from of_speed(form)


def of_figures(form: Questionnaire, networks: int) -> Iterator[Bar]:
    """Block scores and shares of teams of five to nine, against their own answers."""
    off: list[float] = []
    scores: list[float] = []
    shares: list[float] = []
    held = shares_held = told = 0
    for seed in range(networks):
        counts = answers(form, np.random.default_rng([seed, 10]), opinions(form, seed, (2.0, 8.0)[seed % 2]), SMALL)
        real = counts.set_index(["partner", "element"])[LIGHTS]
        shown = seen(form, counts, SMALL)
        for row in shown.blocks.to_dict("records"):
            block = form.block(row["block"])
            own = real.loc[[(row["partner"], element.id) for element in block.elements]].to_numpy()
            told += 1
            coloured = own[own[:, :3].sum(axis=1) > 0]
            score = float((50 * (2 * coloured[:, 0] + coloured[:, 1]) / coloured[:, :3].sum(axis=1)).mean())
            held += row["score_from"] - 1e-9 <= score <= row["score_to"] + 1e-9
            if block is not form.cooperation_block:
                off.append(row["score"] - score)
                scores.append(row["score_to"] - row["score_from"])
            for share, number in zip(SHARES, own.sum(axis=0), strict=True):
                low, high = row[f"{share}_from"], row[f"{share}_to"]
                shares_held += low - 1e-9 <= 100 * number / own.sum() <= high + 1e-9
                if block is not form.cooperation_block:
                    shares.append(high - low)
    yield Bar("score van een bouwsteen, 5-9 scans: afwijking (RMSE)", float(np.sqrt(np.mean(np.square(off)))), 3.5)
    yield Bar("idem: gemiddelde afwijking", float(np.mean(np.abs(off))), 2.5)
    yield Bar("idem: de grenzen bevatten de echte waarde (ook Samenwerking)", held / told, 1, at_most=False)
    yield Bar("idem: hoogstens 10 punten breed", float(np.mean(np.array(scores) <= 10)), 0.75, at_most=False)
    yield Bar("idem: de breedste", max(scores), 35)
    yield Bar("kleuren van een bouwsteen: de grenzen bevatten het echte aandeel", shares_held / (4 * told), 1, False)
    yield Bar("idem: hoogstens 15 punten breed", float(np.mean(np.array(shares) <= 15)), 0.75, at_most=False)


def of_sizes(form: Questionnaire, networks: int) -> Iterator[Bar]:
    """What is said of the differences between nine partners of one opinion, whatever their sizes."""
    apart = []
    for size in (5, 8, 12, 20):
        sizes = (size,) * 9
        even: Opinion = lambda _at, _element: (1 / 3, 1 / 3, 1 / 3)  # noqa: E731
        shown = [network(form, np.random.default_rng([seed, size]), even, sizes) for seed in range(networks)]
        apart.append(np.mean([divergence.between(one, form).places["apart"].mean() / 100 for one in shown]))
    yield Bar(
        "één mening: verschil tussen 5, 8, 12 en 20 scans in wat over eensgezindheid staat", float(np.ptp(apart)), 0.05
    )


def of_chance(form: Questionnaire, networks: int) -> Iterator[Bar]:
    """Networks in which nobody differs."""
    wrong = alone = 0
    for seed in range(networks):
        found = divergence.between(network(form, np.random.default_rng([seed, 20]), one_opinion(form, seed)), form)
        named = len(found.alone) > 0
        wrong += named or bool(_called(found))
        alone += named
    yield Bar("niemand verschilt: netwerken met een verschil of iemand alleen", wrong / networks, 0.10)
    yield Bar("idem: netwerken waar iemand alleen genoemd wordt", alone / networks, 0.10)


def of_splits(form: Questionnaire, networks: int) -> Iterator[Bar]:
    """Half of the partners 70 % green, half 70 % red: two elements of the cooperation block, and two elements or two blocks elsewhere."""
    for whole in (False, True):
        cooperation, rest = [], []
        for seed in range(networks):
            chance = np.random.default_rng([seed, 30, whole])
            elements, blocks = _places(form, chance)
            base, half = one_opinion(form, seed), set(chance.permutation(len(SIZES))[: len(SIZES) // 2])
            split = {element for block in blocks for element in _some(block, chance, whole)}

            def opinion(
                at: int,
                element: str,
                apart: frozenset[str] = frozenset({*elements, *split}),
                half: set[int] = half,
                base: Opinion = base,
            ) -> Sequence[float]:
                return (GREEN if at in half else RED) if element in apart else base(at, element)

            called = _called(divergence.between(network(form, chance, opinion), form))
            cooperation += [element in called for element in elements]
            if whole:
                rest += [block.id in called for block in blocks]
            else:
                rest += [bool({form.element(e).block, e} & called) for e in sorted(split)]
        what = "hele bouwstenen" if whole else "losse elementen"
        yield Bar(f"echte tweedeling in Samenwerking gevonden (met {what})", float(np.mean(cooperation)), None)
        yield Bar(f"echte tweedeling elders gevonden: {what}", float(np.mean(rest)), None)
        yield Bar(
            f"echte tweedelingen samen: Samenwerking en {what}", float(np.mean(cooperation + rest)), 0.75, at_most=False
        )


def of_moves(form: Questionnaire, networks: int) -> Iterator[Bar]:
    """Two rounds: nothing changed, and one element of the cooperation block that moved by 35 points in all partners."""
    wrong, right = 0, []
    for seed in range(networks):
        chance = np.random.default_rng([seed, 40])
        base = opinions(form, seed)
        before, after = (network(form, chance, base, sizes) for sizes in (BEFORE, SIZES))
        wrong += bool(divergence.movements(before, after, form))
        target = _places(form, chance)[0][0]
        ends = (LOW, HIGH) if chance.random() < 0.5 else (HIGH, LOW)

        def opinion(
            end: int, target: str = target, ends: tuple[tuple[float, ...], ...] = ends, base: Opinion = base
        ) -> Opinion:
            return lambda at, element: ends[end] if element == target else base(at, element)

        first, second = (network(form, chance, opinion(end), sizes) for end, sizes in enumerate((BEFORE, SIZES)))
        right.append(target in divergence.movements(first, second, form))
    yield Bar("niets veranderd: netwerken waar iets bewoog", wrong / networks, 0.10)
    yield Bar("een element van Samenwerking bewoog 35 punten: zo genoemd", float(np.mean(right)), 0.60, at_most=False)


def of_speed(form: Questionnaire) -> Iterator[Bar]:
    """The first time that forty partners are compared."""
    chance = np.random.default_rng(50)
    sizes = tuple(chance.integers(5, 25, size=40).tolist())
    shown = network(form, chance, opinions(form, 50), sizes)
    began = time.process_time()
    divergence.between(shown, form)
    yield Bar(
        "verschillen van 40 partners en alle elementen, de eerste keer (rekenseconden)", time.process_time() - began, 1
    )


def _called(found: divergence.Divergence) -> set[str]:
    places: pd.DataFrame = found.places
    return set(places.loc[places["verdict"] == Verdict.DIFFERS.value, "place"])


def _places(form: Questionnaire, chance: np.random.Generator) -> tuple[list[str], list[Block]]:
    """Two elements of the cooperation block and two other blocks."""
    assert form.cooperation_block
    elements = [element.id for element in form.cooperation_block.elements]
    blocks = [block for block in form.blocks if block is not form.cooperation_block]
    chosen = chance.choice(len(blocks), 2, replace=False)
    return [str(e) for e in chance.choice(elements, 2, replace=False)], [blocks[at] for at in chosen]


def _some(block: Block, chance: np.random.Generator, whole: bool) -> list[str]:
    every = [element.id for element in block.elements]
    return every if whole else [every[chance.integers(len(every))]]
