"""Try to recover a colleague's answer, over many random histories, and over everything that small teams can answer.

    python -m tests.attack [--histories 1000] [--seed 1]

The app's rules are held against one colleague who is alone; what two who share their answers are certain of is counted
and told, and no promise is made about it (SECURITY.md). How sure somebody can become is told too: of one colleague's answer,
if beforehand all answers were as likely.

Exit code 1 if the attacker was certain of anything, or if one of the controls (looser rules) gave nothing away: then it is
the attacker who is broken.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random

import numpy as np

from onlife.domain import coarsening, privacy
from onlife.store import Store
from tests.attack import attacker, blocks, groups, insider, jointly, pools
from tests.attack.histories import FORM, Played, play


@dataclass(frozen=True)
class Rules:
    """By which rules a history is played: those of the app, or one of them loosened."""

    exact: bool = False
    exact_blocks: bool = False
    frozen: bool = True


APP = Rules()
CONTROLS = {
    "exacte tellingen": Rules(exact=True),
    "exacte tellingen per bouwsteen": Rules(exact_blocks=True),
    "niet bevroren": Rules(frozen=False),
}
PAIR = ("0", "1")
PEOPLE = range(privacy.THRESHOLD_MIN, coarsening.EXACT_FROM)
ELEMENTS = (1, 2, 3, 5, 6, 8)
"""The sizes of blocks that are listed: small ones, and those of the questionnaire."""
LISTED_MAX = 50_000_000
"""Where there is more to list than this, the attacker has only answers that are alike, or alike but for one."""
COOPERATION = FORM.cooperation_block.id if FORM.cooperation_block else ""


def attack(
    store: Store,
    histories: int,
    seed: int,
    attackers: tuple[str, ...] = ("0",),
    rules: Rules = APP,
) -> tuple[int, int, float]:
    """On how many elements of a partner something was seen, how often an answer was certain, and how sure somebody was at most
    by the elements."""
    tried = certain = 0
    surest = Fraction(0)
    for number in range(histories):
        for played in play(
            store, Random(f"{seed} {number}"), frozen=rules.frozen, exact=rules.exact, attackers=attackers
        ):
            for seen in played.seen.values():
                for element, looks in seen.looks.items():
                    if not rules.frozen and FORM.element(element).block != COOPERATION:
                        continue  # of few people nothing is shown there, and too much fits several looks
                    known = attacker.in_cooperation if FORM.element(element).block == COOPERATION else attacker.rules
                    tried += bool(looks)
                    sure = max(attacker.certainty(looks, attacker.exact if rules.exact else known), default=Fraction(0))
                    certain, surest = certain + (sure == 1), max(sure, surest)
            if rules.frozen and not rules.exact and attackers == ("0",):
                certain += held_together(played, jointly.exact_totals if rules.exact_blocks else jointly.told_of_block)
    return tried, certain, float(surest)


def held_together(played: Played, told: jointly.Told) -> int:
    """How often somebody of a small team is certain by whole blocks and by the small teams together."""
    teams = {key: seen for key, seen in played.seen.items() if seen.blocks}
    at = {key: number for number, key in enumerate(teams)}
    found = 0
    for block in (block for block in FORM.blocks if block is not FORM.cooperation_block):
        answers = [seen.choices(block.id) for seen in teams.values()]
        pools = [[at[key] for key in members] for members, _ in played.pools]
        long = len(block.elements) >= privacy.POOL_ELEMENTS
        pools = [pool for pool in pools if long and jointly.together_shown([answers[team] for team in pool])]
        for pool, (_, bands) in zip(pools, played.pools, strict=False):
            assert jointly.bands(jointly.together([answers[team] for team in pool])) == bands, "misunderstood"
        for key, seen in teams.items():
            assert seen.blocks[block.id] == jointly.told_of_block(answers[at[key]]), "misunderstood"
            own = [seen.answers["0"][element.id] for element in block.elements]
            found += len(jointly.recovered(answers, at[key], own, pools, told))
    return found


def alike(elements: int) -> list[int]:
    """The numbers of the answers of one person that are alike, or alike but for one."""
    rows = blocks.every_spread(elements).max(axis=1)
    return np.flatnonzero(rows >= elements - 1).tolist()


def lists() -> Iterator[tuple[str, blocks.Listed]]:
    """Every spread of a small team on a block, by the rules of the app."""
    for elements in ELEMENTS:
        for people in PEOPLE:
            owns = None if blocks.size(people, elements) <= LISTED_MAX else alike(elements)
            yield f"{people} mensen, {elements} elementen", blocks.listed_whole(people, elements, owns=owns)


def curve(people: int = 6, elements: int = 6) -> Iterator[str]:
    """Error against certainty: what a wider or a narrower zone costs and brings."""
    for answers in range(5):
        with blocks.slack(answers):
            found = blocks.listed_whole(people, elements, places=blocks.SILENT)
            chance = np.random.default_rng(2026)
            errors = [blocks.error(size, elements, chance) for size in PEOPLE]
        yield (
            f"speling {answers}: {found.certain} van {found.views} keer zeker, ten hoogste {found.surest:.0%} zeker, "
            f"score wijkt {np.mean(errors):.1f} punten af"
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    broken = False
    for name, found in lists():
        print(
            f"{name}: {found.views} beelden, {found.certain} keer zeker, hoogste zekerheid {found.surest:.3f}",
            flush=True,
        )
        broken |= bool(found.certain)
    for line in curve():
        print(line, flush=True)
    for name, (views, certain), control in pools.tried():
        print(f"{name}: {views} beelden, {certain} keer zeker", flush=True)
        broken |= not certain if control else bool(certain)
    for sizes, (rule, control) in product(groups.SIZES, ((groups.told, False), (groups.told_of_whole, True))):
        views, certain = groups.listed(sizes, rule)
        name = "zonder regel voor de delen" if control else "de regels van de app"
        print(f"functiegroepen van {sizes}, {name}: {views} beelden, {certain} keer zeker", flush=True)
        broken |= not certain if control else bool(certain)
    with tempfile.TemporaryDirectory() as folder:
        for name, met, fails in insider.told(Path(folder), max(1, asked.histories // 100)):
            print(
                f"wie scans toevoegt {name}: {met.recovered} van {met.answers} antwoorden van een collega, "
                f"{met.refused} keer geweigerd{' (geen belofte)' if fails is None else ''}",
                flush=True,
            )
            broken |= fails is not None and fails == bool(met.recovered)
        store = Store(Path(folder), FORM)
        for name, rules in {"de regels van de app": APP, **CONTROLS}.items():
            histories = asked.histories if rules is APP else max(1, asked.histories // 200)
            tried, certain, surest = attack(store, histories, asked.seed, rules=rules)
            print(
                f"{name}: {histories} verlopen, {tried} elementen gezien, {certain} keer zeker, hoogste zekerheid {surest:.3f}",
                flush=True,
            )
            broken |= bool(certain) if rules is APP else not certain
        pairs = max(1, asked.histories // 10)
        tried, certain, _ = attack(store, pairs, asked.seed, attackers=PAIR)
        print(
            f"twee die samenspannen: {pairs} verlopen, {tried} elementen gezien, {certain} keer zeker (geen belofte)",
            flush=True,
        )
        store.close()
    print(f"{time.monotonic() - began:.0f} s")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
