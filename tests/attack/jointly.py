"""What somebody is certain of who holds the figures of every block and those of the small teams together against each other.

Whoever is certain is right, so only elements on which all colleagues truly chose alike need looking at. There one other way
in which everybody may have answered, with every figure the same, is enough to leave the attacker uncertain. It is searched
by changing few answers: of the attacker's colleagues, then of another team, then of a third, then from there of any team.
Where nothing is found the answer counts as recovered, so that the number that is told is never too low.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain, product
from random import Random

from onlife.domain import coarsening
from onlife.domain.scoring import LIGHTS
from tests.attack import blocks

Answers = tuple[tuple[int, ...], ...]
"""For each element of a block, how many of a team chose each light, and how many nothing."""
Told = Callable[[Answers], object]
"""What is shown of something that was answered so."""
Pooled = Callable[[Answers], Sequence[object]]
"""What is shown of each element of several teams together."""
STEPS = 3000
NEAREST = 10
"""So many other ways, those that look most like what is shown, are followed further."""


def told_of_block(team: Answers) -> object:
    return blocks.told(sum(team[0]), len(team), _totals(team))


def exact_totals(team: Answers) -> object:
    """The control: how often each light was chosen in the block."""
    return _totals(team)


def _totals(team: Answers) -> tuple[int, int, int, int]:
    green, orange, red, skipped = (sum(row[at] for row in team) for at in range(len(LIGHTS)))
    return green, orange, red, skipped


def together_shown(teams: Sequence[Answers]) -> bool:
    """Whether teams are shown together at all, by what each of them tells of its block (`privacy`)."""
    sure = [coarsening.most_skipped(sum(team[0]), len(team), _totals(team)) for team in teams]
    return sum(sum(team[0]) for team in teams) - sum(sure) >= coarsening.COLOURED


def bands(together: Answers) -> Sequence[object]:
    """What is shown of the elements of several teams together."""
    return tuple(coarsening.band_told(row[: len(LIGHTS)]) for row in together)


def recovered(
    teams: Sequence[Answers],
    at: int,
    own: Sequence[int],
    pools: Sequence[Collection[int]],
    told: Told = told_of_block,
    pooled: Pooled = bands,
) -> list[int]:
    """The elements (by number) on which somebody in team `at` who chose `own` is certain what all colleagues chose, when
    the teams of each of `pools` are shown together."""
    found = []
    for element, row in enumerate(teams[at]):
        others = [number - (place == own[element]) for place, number in enumerate(row)]
        if sum(others) and max(others) == sum(others):
            place = others.index(sum(others))
            if not _another_way(teams, at, own, element, place, pools, told, pooled):
                found.append(element)
    return found


def _another_way(
    teams: Sequence[Answers],
    at: int,
    own: Sequence[int],
    element: int,
    place: int,
    pools: Sequence[Collection[int]],
    told: Told,
    pooled: Pooled,
) -> bool:
    def look(others: Mapping[int, Answers]) -> list[object]:
        pooled_teams = (together([others.get(team, teams[team]) for team in pool]) for pool in pools)
        return [figure for answers in pooled_teams for figure in pooled(answers)]

    seen = look({})

    def same(others: Mapping[int, Answers]) -> int:
        """How many figures of teams together would still look as they do."""
        return sum(figure == before for figure, before in zip(look(others), seen, strict=True))

    mine = []
    for other in _others(teams[at], own, told):
        if other[element][place] < teams[at][element][place]:
            if same({at: other}) == len(seen):
                return True
            mine.append(other)
    mine.sort(key=lambda other: -same({at: other}))
    members = sorted({team for pool in pools for team in pool} - {at})
    theirs = {team: list(_others(teams[team], None, told)) for team in members}
    for other, one in product(mine[:NEAREST], members):
        nearest = sorted(theirs[one], key=lambda changed: -same({at: other, one: changed}))[:NEAREST]
        if nearest and same({at: other, one: nearest[0]}) == len(seen):
            return True
        for changed, two in product(nearest[:3], members):
            if two != one and any(same({at: other, one: changed, two: again}) == len(seen) for again in theirs[two]):
                return True
    starts = ({at: other} for other in mine[:NEAREST])
    return any(_walk(start, teams, at, own, (element, place), members, told, same, len(seen)) for start in starts)


def _walk(
    ways: dict[int, Answers],
    teams: Sequence[Answers],
    at: int,
    own: Sequence[int],
    answer: tuple[int, int],
    members: Sequence[int],
    told: Told,
    same: Callable[[Mapping[int, Answers]], int],
    figures: int,
) -> bool:
    """From a way in which colleagues chose otherwise, change a few answers of any team at a time and never for the worse."""
    chance, best = Random(1), same(ways)
    element, place = answer
    for _ in range(STEPS):
        team = chance.choice([at, *members])
        changed = ways.get(team, teams[team])
        for _ in range(chance.randint(1, 4)):
            changed = chance.choice(list(_changes(changed, own if team == at else None)))
        kept = team != at or changed[element][place] < teams[at][element][place]
        if kept and told(changed) == told(teams[team]) and (now := same({**ways, team: changed})) >= best:
            ways, best = {**ways, team: changed}, now
            if best == figures:
                return True
    return False


def _others(team: Answers, own: Sequence[int] | None, told: Told) -> Iterator[Answers]:
    """The same figure in other ways: one or two people of the team chose otherwise, but not the one with answers `own`."""
    figures, known = told(team), {team}
    first = list(_changes(team, own))
    for changed in chain(first, (again for other in first for again in _changes(other, own))):
        if changed not in known and told(changed) == figures:
            yield changed
        known.add(changed)


def _changes(team: Answers, own: Sequence[int] | None) -> Iterator[Answers]:
    for element, row in enumerate(team):
        for before, after in product(range(len(row)), repeat=2):
            if before != after and row[before] > (own is not None and own[element] == before):
                changed = list(row)
                changed[before] -= 1
                changed[after] += 1
                yield (*team[:element], tuple(changed), *team[element + 1 :])


def together(teams: Sequence[Answers]) -> Answers:
    return tuple(tuple(map(sum, zip(*rows, strict=True))) for rows in zip(*teams, strict=True))
