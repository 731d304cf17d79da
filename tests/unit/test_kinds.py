"""Networks of one kind beside each other: nothing that is shown can be subtracted from something else that is or was shown."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import pytest

from onlife.domain.peer import MIN_NETWORKS, Contribution, Group, Scores, next_kinds, next_release

BIG, SMALL = "grote stad", "kleine gemeente"


@dataclass
class Pictures:
    """What is shown of all networks and of each kind, as the app goes from one step to the next."""

    kinds: dict[str, str] = field(default_factory=dict)
    all: Group = field(default_factory=dict)
    last: dict[str, Group] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    waiting: list[Contribution] = field(default_factory=list)
    affiliation: dict[str, str] = field(default_factory=dict)

    def bring(self, network: str, scores: Scores) -> None:
        self.waiting.append(Contribution(network, scores))
        released = next_release(self.all, self.waiting, self.affiliation, list(self.last.values()))
        if released is not None:
            anew, stay = next_kinds(self.all, released, self.last, self.kinds, self.affiliation)
            self.all, self.waiting = released, []
            self.last |= anew
            self.shown = {*anew, *stay}

    def seen(self) -> dict[str, Group]:
        return {"": self.all} | {kind: self.last[kind] for kind in self.shown}


def differing(one: Group, other: Group, affiliation: Mapping[str, str]) -> int:
    return len({affiliation.get(n, n) for n in {*one, *other} if one.get(n) != other.get(n)})


def after(networks: Iterable[tuple[str, str]], pictures: Pictures | None = None) -> Pictures:
    """Networks, each with its kind, that bring in something one after the other."""
    found = pictures or Pictures()
    for network, kind in networks:
        found.kinds[network] = kind
        found.bring(network, {"5": float(len(network))})
    return found


def some(kind: str, number: int, start: int = 0) -> list[tuple[str, str]]:
    return [(f"{kind} {start + at}", kind) for at in range(number)]


def mixed(*some: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Networks of several kinds in turn."""
    return [network for turn in zip(*some, strict=True) for network in turn]


def test_a_kind_is_shown_from_six_on_beside_six_others() -> None:
    assert after(mixed(some(BIG, 5), some(SMALL, 5))).shown == set()
    assert after(mixed(some(BIG, 6), some(SMALL, 6))).shown == {BIG, SMALL}


def test_a_kind_that_was_everybody_or_nearly_is_not_shown_beside_everybody() -> None:
    """Everybody without the kind would be a few others, and what everybody was before is a picture as well."""
    assert after([*mixed(some(SMALL, 5), some(BIG, 5)), *some(BIG, 2, start=5)]).shown == set()
    assert after([*some(BIG, 5), *some(SMALL, 7)]).shown == set()


def test_kinds_that_leave_a_few_over_are_not_both_shown() -> None:
    two = after(mixed(some(BIG, 9), some(SMALL, 9)))
    assert two.shown == {BIG, SMALL}
    three = after([*some("streek", 2), *mixed(some(BIG, 8), some(SMALL, 8))])
    assert len(three.all) == 18 and len(three.shown) == 1


def test_who_changes_kind_moves_nothing_by_itself_and_is_never_taken_out_of_a_picture() -> None:
    pictures = after(mixed(some(BIG, 6), some(SMALL, 6)))
    first = pictures.seen()
    pictures.kinds[f"{BIG} 0"] = SMALL
    assert pictures.seen() == first
    pictures = after(some("streek", 6), pictures)
    assert len(pictures.all) == 18 and BIG not in pictures.shown
    assert pictures.last[BIG] == first[BIG]  # it is remembered, so that it never comes back less one


def test_a_kind_of_one_persons_networks_and_a_real_one_is_not_shown() -> None:
    towns = mixed(some(BIG, 6), some(SMALL, 6))
    puppets = Pictures(affiliation={f"{BIG} {at}": "one" for at in range(5)})
    assert after([*towns, *some(SMALL, 4, start=6)], puppets).shown.isdisjoint({BIG})
    assert len(puppets.all) == 16, "the control: all of them together are shown"


NETWORKS = [f"n{at}" for at in range(16)]
TIED = {"n0": "n0", "n1": "n0", "n2": "n0", "n3": "n3", "n4": "n3"}


@pytest.mark.parametrize("affiliation", [{}, TIED], ids=["apart", "tied"])
@pytest.mark.parametrize("seed", range(40))
def test_whatever_networks_do_no_two_pictures_differ_by_a_few(seed: int, affiliation: dict[str, str]) -> None:
    """They join, close rounds, change kind and leave; somebody keeps the last and the newest picture of everything."""
    chance = random.Random(seed)
    pictures = Pictures(affiliation=affiliation)
    before: Mapping[str, Group] = {}
    kinds_seen = 0
    for turn in range(400):
        network = chance.choice(NETWORKS)
        if chance.random() < 0.2 or network not in pictures.kinds:
            pictures.kinds[network] = chance.choice([BIG, SMALL])
        pictures.bring(network, {} if chance.random() < 0.1 else {"5": float(turn if chance.random() < 0.5 else 0)})
        now = pictures.seen()
        if now == before:
            continue
        kept = [group for group in (*before.values(), *now.values()) if group]
        assert all(differing(group, {}, affiliation) >= MIN_NETWORKS for group in kept)
        assert not [
            1 for one, other in combinations(kept, 2) if differing(one, other, affiliation) in range(1, MIN_NETWORKS)
        ]
        together = {n: s for kind, group in now.items() if kind for n, s in group.items()}
        assert not together or differing(now[""], together, affiliation) not in range(1, MIN_NETWORKS)
        kinds_seen += len(now) > 1
        before = now
    assert kinds_seen, "the control: kinds are shown at all"
