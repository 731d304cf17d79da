"""Whether partners differ by more than chance, and whether something moved between two rounds. Pure.

Teams of five to nine people differ by chance alone. So a difference is called one only if teams that all draw from the
same opinions hardly ever differ as much: a parametric bootstrap (Davison and Hinkley, "Bootstrap methods and their
application", 1997, chapter 4), in which every partner is drawn anew from what all of them chose together, and *through the
rules of what is shown*: a band or a rounded figure of a simulated partner tells as little as that of a real one. What is
measured is the weighted variance between partners; over everything that is asked at once, Benjamini and Hochberg's
procedure ("Controlling the false discovery rate", Journal of the Royal Statistical Society B 57, 1995) keeps what is
called a difference from being chance. Its random numbers follow from what is shown: the same round always says the same.

Nothing of this is a test on a page: pages say it in words, and the picture shows everything.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from onlife.domain import coarsening
from onlife.domain.coarsening import ElementShown, Ints
from onlife.domain.network_result import CACHE_SIZE
from onlife.domain.privacy import in_both
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scoring import Band, Floats
from onlife.domain.shown import SHARES, Shown
from onlife.translation import N_

FALSE_IN_COOPERATION, FALSE = 0.03, 0.06
"""Of what is called a difference, no more than this share may be chance: once over the few elements of the cooperation
block, which all partners tell, once over everything else. Together they name something in fewer than one in ten networks where nobody differs.
"""
TRIES, MORE = 400, 4000
"""How often chance is tried for everything, and again for what is not clearly chance by then."""
PLAIN, OPEN = 0.2, 0.05
"""From the first chance on nothing speaks for a difference, from the second on too little to say that others disagree."""
NEAR, CLEAR = 20.0, 20.0
"""Partners whose positions spread less than this (one standard deviation, in points of 100) see a thing alike; who stands
alone stands at least so far from the rest."""
LEAST = 3
"""So many partners must tell where they stand before anything is said of the differences between them."""
HABIT = 0.1
"""How far the answers of one person to the elements of a block go together: somebody who is content is so throughout. A
block of a team therefore tells less than as many answers of different people would."""
PRIOR = 4.0
"""How much a team weighs whose opinions moved by themselves, as a number of people: small teams do not weigh nothing."""
FIRM = 30.0
"""The same between partners: there a team of twenty says three times as much as one of five."""


class Verdict(StrEnum):
    """What may be said of the differences between partners. The value is what a visitor reads."""

    ALIKE = N_("zien dit gelijk")
    CHANCE = N_("verschil dat toeval kan zijn")
    DIFFERS = N_("zien dit duidelijk anders")


@dataclass(frozen=True)
class Voice:
    """Somebody who stands somewhere: `people` who answered, `cells` answers of theirs behind the position, what is shown
    of it (`form`), where they stand (0-100), how their answers spread over green, orange and red, and the band of an element.
    """

    people: int
    cells: int
    form: str
    position: float
    shares: tuple[float, float, float]
    band: str = ""


EXACT, BANDED, ROUNDED = "exact", "band", "rounded"
"""What is shown of a voice: its score, its band, or its score to the nearest five."""


@dataclass(frozen=True, eq=False)
class Divergence:
    """How far partners lie apart.

    places: place (the id of an element or block), block, partners, apart (points beyond what chance explains, one standard
    deviation; 0 unless it is called a difference), verdict; of every place where at least three partners stand somewhere.
    alone: element, block, partner: who stands alone while all others agree, in the cooperation block.
    """

    places: pd.DataFrame
    alone: pd.DataFrame

    def verdict(self, place: str) -> Verdict | None:
        """What is said of an element or a block; None where too few partners stand somewhere."""
        rows = self.places.loc[self.places["place"] == place, "verdict"]
        return Verdict(rows.iloc[0]) if len(rows) else None


def comparable(shown: Shown, questionnaire: Questionnaire) -> bool:
    """Whether so many partners tell something anywhere that a difference between them could be seen at all."""
    return not between(shown, questionnaire).places.empty


@lru_cache(CACHE_SIZE)
def between(shown: Shown, questionnaire: Questionnaire) -> Divergence:
    """How far the partners of a round lie apart: elements that partners tell, and blocks outside the cooperation block."""
    voices = {**_with_pool(shown), **_block_voices(shown, questionnaire)}
    voices = {place: own for place, own in voices.items() if len(own) >= LEAST}
    chance = _rng(voices.values())
    found = {place: _spread(list(own.values()), chance) for place, own in voices.items()}
    blocks = {element.id: element.block for element in questionnaire.elements}
    called = _verdicts({place: p for place, (p, _, _) in found.items()}, questionnaire)
    cooperation = questionnaire.cooperation_block
    own = {e.id: voices[e.id] for e in cooperation.elements if e.id in voices} if cooperation else {}
    alone = _alone(own, chance)
    called |= {element: True for element, _ in alone}
    rows = [
        (
            place,
            blocks.get(place, place),
            len(voices[place]),
            excess if called[place] else 0.0,
            (Verdict.DIFFERS if called[place] else Verdict.ALIKE if p >= PLAIN and sd < NEAR else Verdict.CHANCE).value,
        )
        for place, (p, sd, excess) in found.items()
    ]
    return Divergence(
        pd.DataFrame(rows, columns=["place", "block", "partners", "apart", "verdict"]),
        pd.DataFrame(
            [(element, blocks[element], who) for element, who in alone], columns=["element", "block", "partner"]
        ),
    )


@lru_cache(CACHE_SIZE)
def movements(
    before: Shown, after: Shown, questionnaire: Questionnaire, earlier: Questionnaire | None = None
) -> dict[str, float]:
    """What moved between two rounds by more than chance: element or block -> by how many points, the mean over the partners
    that are shown in both, and the small teams together where they are the same.

    `earlier` is what the first round asked, if that was another version: only what asks the same in both is compared.
    """
    forms = (earlier or questionnaire, questionnaire)
    same = questionnaire.alike(forms[0])
    sides = zip(in_both(before, after), forms, strict=True)
    voices = [{**_with_pool(shown), **_block_voices(shown, form)} for shown, form in sides]
    pairs = {
        place: [(own[who], voices[1][place][who]) for who in own if who in voices[1].get(place, {})]
        for place, own in voices[0].items()
        if place in same
    }
    pairs = {place: own for place, own in pairs.items() if own}
    chance = _rng(dict(enumerate(voice for pair in own for voice in pair)) for own in pairs.values())
    found = {place: _move(own, chance) for place, own in pairs.items()}
    called = _verdicts({place: p for place, (p, _) in found.items()}, questionnaire)
    return {place: shift for place, (_, shift) in found.items() if called[place]}


@lru_cache(CACHE_SIZE)
def groups_apart(shown: Shown, block: str) -> dict[tuple[str, str], bool]:
    """(partner, element) of a block -> whether leaders and practitioners there see it differently by more than chance."""
    rows = shown.splits[(shown.splits["block"] == block) & (shown.splits["element"] != "")]
    pairs: dict[tuple[str, str], list[Voice]] = {}
    for row in rows.to_dict("records"):
        counts = (int(row["green"]), int(row["orange"]), int(row["red"]))
        if sum(counts):
            pairs.setdefault((row["partner"], row["element"]), []).append(_exact(counts, sum(counts)))
    both = {key: own for key, own in pairs.items() if len(own) == 2}
    chance = _rng(dict(enumerate(own)) for own in both.values())
    return dict(zip(both, _discoveries([_spread(own, chance)[0] for own in both.values()]), strict=True))


def element_voices(shown: Shown) -> dict[str, dict[str, Voice]]:
    """Element -> partner -> where it stands."""
    told = shown.elements[shown.elements["position"].notna()]
    found: dict[str, dict[str, Voice]] = {}
    for row in told.to_dict("records"):
        if pd.notna(row["green"]):
            counts = (int(row["green"]), int(row["orange"]), int(row["red"]))
            voice = replace(_exact(counts, int(row["n"])), band=str(row["band"]))
        else:
            n = int(row["n"])
            form = BANDED if n < coarsening.EXACT_FROM else EXACT
            voice = Voice(
                n,
                n,
                form,
                float(row["position"]),
                coarsening.colours(ElementShown(n, None, str(row["band"]))),
                str(row["band"]),
            )
        found.setdefault(row["element"], {})[row["partner"]] = voice
    return found


def _exact(counts: tuple[int, int, int], people: int) -> Voice:
    given = sum(counts)
    shares = (counts[0] / given, counts[1] / given, counts[2] / given)
    return Voice(people, given, EXACT, 100 * shares[0] + 50 * shares[1], shares)


def _with_pool(shown: Shown) -> dict[str, dict[str, Voice]]:
    """The elements with the small teams together as one more voice, called ''."""
    voices = element_voices(shown)
    for row in shown.pool[shown.pool["position"].notna()].to_dict("records"):
        n, place = int(row["n"]), float(row["position"])
        voices.setdefault(row["element"], {})[""] = Voice(
            n, n, BANDED, place, coarsening.colours_of_band(n, str(row["band"]))
        )
    return voices


def _block_voices(shown: Shown, questionnaire: Questionnaire) -> dict[str, dict[str, Voice]]:
    """Block outside the cooperation block -> partner -> where it stands; its elements there tell as much and more."""
    cooperation = questionnaire.cooperation_block.id if questionnaire.cooperation_block else ""
    exact = shown.blocks["score_from"] == shown.blocks["score_to"]
    rows = shown.blocks.assign(form=exact.fillna(False).map({True: EXACT, False: ROUNDED}))
    rows = rows[rows["score"].notna() & (rows["block"] != cooperation)]
    found: dict[str, dict[str, Voice]] = {}
    for row in rows.to_dict("records"):
        colours = np.array([float(row[share]) for share in SHARES[:3]])
        elements = len(questionnaire.block(row["block"]).elements)
        cells = max(1, round(int(row["n"]) * elements / (1 + HABIT * (elements - 1))))
        green, orange, red = (colours / colours.sum()).tolist()
        voice = Voice(int(row["n"]), cells, row["form"], float(row["score"]), (green, orange, red))
        found.setdefault(row["block"], {})[row["partner"]] = voice
    return found


def _pool(voices: Iterable[Voice]) -> Floats:
    """How the answers of all of them together spread over the colours."""
    own = list(voices)
    pool = np.average([voice.shares for voice in own], axis=0, weights=[voice.cells for voice in own])
    return np.asarray(pool / pool.sum())


def _sample(voice: Voice, pool: Floats, times: int, chance: np.random.Generator) -> Floats:
    """Where somebody like this would be seen to stand, so many times, if all answers came from one pool."""
    counts = chance.multinomial(voice.cells, pool, size=times)
    return _position(voice, counts)


def _position(voice: Voice, counts: Ints) -> Floats:
    """Where somebody like this is seen to stand, by counts of the colours."""
    score = np.asarray(50 * (2 * counts[:, 0] + counts[:, 1]) / voice.cells)
    if voice.form == EXACT:
        return score
    if voice.form == ROUNDED:
        return np.asarray(np.floor(score / coarsening.STEP + 0.5) * coarsening.STEP)
    green, red = 2 * counts[:, 0] >= voice.cells, 2 * counts[:, 2] >= voice.cells
    places = np.array([coarsening.of_band(voice.cells, band.value).value for band in Band])
    return np.asarray(places[np.where(green & ~red, 0, np.where(red & ~green, 2, 1))])


def _rng(voices: Iterable[dict[Any, Voice]]) -> np.random.Generator:
    """Random numbers that follow from what is shown."""
    told = [(voice.people, round(voice.position, 6)) for own in voices for voice in own.values()]
    return np.random.default_rng(zlib.crc32(repr(sorted(told)).encode()))


def _verdicts(chances: dict[str, float], questionnaire: Questionnaire) -> dict[str, bool]:
    """Which places are called different, the elements of the cooperation block by themselves."""
    own = (
        {element.id for element in questionnaire.cooperation_block.elements}
        if questionnaire.cooperation_block
        else set[str]()
    )
    called: dict[str, bool] = {}
    for family, share in (
        ([place for place in chances if place in own], FALSE_IN_COOPERATION),
        ([place for place in chances if place not in own], FALSE),
    ):
        called |= zip(family, _discoveries([chances[place] for place in family], share), strict=True)
    return called


def _discoveries(chances: Sequence[float], share: float = FALSE) -> list[bool]:
    """Which of these are called a difference: Benjamini and Hochberg, at most this share of them by chance."""
    order = np.argsort(chances, kind="stable")
    passed = [at for at, place in enumerate(order, start=1) if chances[place] <= share * at / len(chances)]
    called = set(order[: max(passed, default=0)].tolist())
    return [at in called for at in range(len(chances))]


def _weights(voices: Sequence[Voice]) -> Floats:
    return np.array([voice.people / (voice.people + FIRM) for voice in voices])


def _variance(places: Floats, weights: Floats) -> Floats:
    """The weighted variance over the last axis."""
    mean = np.average(places, axis=-1, weights=weights)
    return np.asarray(np.average((places - mean[..., None]) ** 2, axis=-1, weights=weights))


def _spread(voices: Sequence[Voice], chance: np.random.Generator) -> tuple[float, float, float]:
    """The chance that partners of one opinion lie as far apart as these do; how far these do, and how far beyond what is
    expected then, both as one standard deviation in points."""
    pool, weights = _pool(voices), _weights(voices)
    seen = float(_variance(np.array([[voice.position for voice in voices]]), weights)[0])

    def tried(times: int) -> Floats:
        return _variance(np.stack([_sample(voice, pool, times, chance) for voice in voices], axis=-1), weights)

    p, expected = _chance_of(seen, tried)
    return p, seen**0.5, max(0.0, seen - expected) ** 0.5


def _move(pairs: Sequence[tuple[Voice, Voice]], chance: np.random.Generator) -> tuple[float, float]:
    """The chance that partners who did not change move as far as these, and how far these did on the average, in points."""
    people = np.array([1 / (1 / one.people + 1 / other.people) for one, other in pairs])
    weights = people / (people + PRIOR)
    everyone = _pool([voice for pair in pairs for voice in pair])
    pools = []
    for pair in pairs:
        cells = sum(voice.cells for voice in pair)
        pools.append((cells * _pool(pair) + PRIOR * everyone) / (cells + PRIOR))
    seen = np.average([other.position - one.position for one, other in pairs], weights=weights)

    def tried(times: int) -> Floats:
        shifts = [
            _sample(other, pool, times, chance) - _sample(one, pool, times, chance)
            for (one, other), pool in zip(pairs, pools, strict=True)
        ]
        return np.asarray(np.abs(np.average(np.stack(shifts, axis=-1), axis=-1, weights=weights)))

    p, _ = _chance_of(abs(float(seen)), tried)
    return p, float(np.mean([other.position - one.position for one, other in pairs]))


def _chance_of(seen: float, tried: Callable[[int], Floats]) -> tuple[float, float]:
    """The chance of something as large as what was seen, and what is to be expected; longer tries where it is small, as in
    Besag and Clifford, "Sequential Monte Carlo p-values", Biometrika 78 (1991)."""
    drawn = tried(TRIES)
    if (drawn >= seen - 1e-9).mean() < PLAIN / 2:
        drawn = np.concatenate([drawn, tried(MORE)])
    return float((1 + (drawn >= seen - 1e-9).sum()) / (1 + len(drawn))), float(drawn.mean())


def _alone(voices: dict[str, dict[str, Voice]], chance: np.random.Generator) -> list[tuple[str, str]]:
    """(element, partner) of who stands alone by more than chance, at least `CLEAR` points from others who agree, and with a
    band of their own."""
    found: list[tuple[str, str, bool, float, float, list[Voice]]] = []
    for element, own in voices.items():
        everyone = list(own.values())
        if len(everyone) <= LEAST:
            continue
        pool, weights = _pool(everyone), _weights(everyone)
        drawn = np.stack([_sample(voice, pool, TRIES // 4, chance) for voice in everyone], axis=-1)
        for at, who in enumerate(own):
            rest = everyone[:at] + everyone[at + 1 :]
            company = any(other.band == everyone[at].band for other in rest)
            others = np.average(np.delete(drawn, at, axis=1), axis=1, weights=np.delete(weights, at))
            found.append((element, who, company, *_far(everyone[at], rest, others - others.mean()), rest))
    called = _discoveries([p for *_, p, _ in found], FALSE_IN_COOPERATION)
    return [
        (element, who)
        for call, (element, who, company, far, _, rest) in zip(called, found, strict=True)
        if call and not company and far >= CLEAR and _spread(rest, chance)[0] >= OPEN
    ]


def _far(voice: Voice, rest: Sequence[Voice], spread: Floats) -> tuple[float, float]:
    """How far a voice stands from the rest, and the chance of that for somebody who shares their opinions; `spread`: by how
    much the rest itself is seen beside its middle, by chance."""
    middle = float(np.average([other.position for other in rest], weights=_weights(rest)))
    counts = coarsening.every_colouring(voice.cells)
    far = abs(voice.position - middle)
    as_far = np.abs(_position(voice, counts)[:, None] - middle - spread) >= far - 1e-9
    return far, float(_chances(counts, _pool(rest)) @ as_far.mean(axis=1))


def _chances(counts: Ints, pool: Floats) -> Floats:
    """The chance of each of these counts of colours when every answer comes from this pool."""
    factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, counts[0].sum() + 1)))])
    ways = factorials[-1] - factorials[counts].sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(counts > 0, counts * np.log(pool), 0.0)
    return np.asarray(np.exp(ways + logs.sum(axis=1)))
