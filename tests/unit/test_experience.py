"""What helped elsewhere tells nothing of one network: lists move by whole batches, and halves fit with anybody."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence

import pytest

from onlife.domain.affiliation import behind
from onlife.domain.experience import TOGETHER, Batch, Moved, Sentence, elsewhere, enough, judge, waiting
from onlife.domain.peer import MIN_NETWORKS

E = "5.1"
HANDS = {f"n{at}": f"n{at}" for at in range(60)}
ALIKE = {2: {E}}


class Installation:
    """Networks that write and take back as they like, and what is read at each moment."""

    def __init__(self) -> None:
        self.standing: dict[str, Sentence] = {}
        self.batches: list[Batch] = []
        self.event = 0

    def write(self, network: str) -> None:
        self.event += 1
        self.standing[network] = Sentence(network, f"a {network}", f"zin {self.event:04}", frozenset({E}), self.event)
        ready = waiting(E, self.standing.values(), self.batches)
        if enough(ready, HANDS):
            found = frozenset(sentence.event for sentence in ready)
            self.batches.append(Batch(f"b{len(self.batches)}", E, 2, found, len(found)))

    def read(self) -> frozenset[str]:
        found = elsewhere([*self.standing.values()], self.batches, {}, ALIKE)
        return frozenset(found[E].sentences) if found else frozenset()


@pytest.mark.parametrize("seed", range(20))
def test_whatever_networks_do_no_two_lists_that_were_ever_read_differ_by_a_few(seed: int) -> None:
    """Somebody keeps every list there ever was, and knows when each network came or went."""
    chance = random.Random(seed)
    here = Installation()
    lists = {here.read()}
    writers: dict[str, str] = {}
    for _ in range(600):
        network = chance.choice([*HANDS])
        if network in here.standing and chance.random() < 0.05:
            del here.standing[network]
        elif network not in here.standing or chance.random() < 0.02:
            here.write(network)
            writers[here.standing[network].text] = network
        lists.add(here.read())
    for one, other in itertools.permutations(lists, 2):
        assert len({writers[text] for text in one - other}) not in range(1, TOGETHER)
    assert len(lists) > 5, "the control: lists come and go"


@pytest.mark.parametrize("seed", range(10))
def test_lists_that_go_when_a_network_leaves_have_no_words_in_common(seed: int) -> None:
    """Networks tell of one element or of two, and leave with everything they said."""
    chance, both = random.Random(seed), frozenset({E, "5.2"})
    standing: dict[int, Sentence] = {}
    batches: list[Batch] = []
    shown = 0
    for event in range(1, 400):
        network = chance.choice([*HANDS])
        if chance.random() < 0.03:
            standing = {at: said for at, said in standing.items() if said.network != network}
        else:
            elements = chance.choice([both, frozenset({E}), frozenset({"5.2"})])
            standing[event] = Sentence(network, f"a{event}", f"zin {event}", elements, event)
        for element in sorted(both):
            ready = waiting(element, standing.values(), batches)
            if enough(ready, HANDS):
                found = frozenset(sentence.event for sentence in ready)
                batches.append(Batch(f"b{len(batches)}", element, 2, found, len(found)))
        read = elsewhere(standing.values(), batches, {}, {2: both})
        texts = [text for told in read.values() for text in told.sentences]
        assert len(texts) == len(set(texts))
        shown = max(shown, len(read))
    assert shown == len(both), "the control: both are read at once"


def test_without_batches_the_same_watcher_learns_who_wrote_what() -> None:
    """The control: with everything read as soon as seven stand there, the seventh, the eighth and who leaves give themselves away."""
    here = Installation()
    for at in range(TOGETHER + 1):
        before = {sentence.text for sentence in here.standing.values()}
        here.write(f"n{at}")
    now = {sentence.text for sentence in here.standing.values()}
    assert len(now - before) == 1
    assert len(here.read()) == TOGETHER, "in batches the eighth waits"


def test_a_batch_of_which_something_was_erased_is_not_whole() -> None:
    here = Installation()
    for at in range(TOGETHER):
        here.write(f"n{at}")
    batch = here.batches[0]
    less = Batch(batch.id, E, 2, frozenset(sorted(batch.sentences)[1:]), batch.number)
    assert batch.whole(here.standing.values()) and not less.whole(here.standing.values())


def test_a_version_that_asks_something_else_shows_nothing() -> None:
    here = Installation()
    for at in range(TOGETHER):
        here.write(f"n{at}")
    assert elsewhere([*here.standing.values()], here.batches, {}, {2: {"5.2"}}) == {}


def test_networks_with_a_coordinator_in_common_are_one_also_through_others() -> None:
    found = behind({"a": {"an"}, "b": {"bo"}, "c": {"an", "bo"}, "d": {"cas"}, "e": set()})
    assert len({found[one] for one in "abc"}) == 1
    assert len({found[one] for one in "acde"}) == 3


def test_of_those_that_count_as_one_the_movement_of_one_counts() -> None:
    batch = Batch("b", E, 2, frozenset({1}), 1)
    forward = {f"n{at}": at % 2 == 0 for at in range(MIN_NETWORKS)}
    assert judge(batch, forward, HANDS | {"n1": "n0"}, None) is None
    assert judge(batch, forward, HANDS, None) == Moved(E, ("b",), MIN_NETWORKS, MIN_NETWORKS // 2)


def test_a_sentence_that_stood_in_a_batch_waits_for_no_other_element() -> None:
    said = Sentence("n0", "a", "zin", frozenset({E, "5.2"}), 1)
    assert waiting("5.2", [said], []) == [said]
    assert waiting("5.2", [said], [Batch("b", E, 2, frozenset({1}), 1)]) == []


# -- halves


def histories(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """In how many networks of each batch the element moved, in every way there is."""
    return itertools.product(*(range(size + 1) for size in sizes))


def told(sizes: Sequence[int], forward: Sequence[int]) -> tuple[bool, ...]:
    """What is read after each batch."""
    found, total = [], None
    for at, (size, moved) in enumerate(zip(sizes, forward, strict=True)):
        own = {f"n{at} {number}": number < moved for number in range(size)}
        total = judge(Batch(str(at), E, 2, frozenset(), 0), own, {network: network for network in own}, total)
        assert total
        found.append(total.half)
    return tuple(found)


def certain(sizes: Sequence[int], known: int) -> tuple[int, int]:
    """Everything that can be told, and how much of it makes an insider certain of another network in some batch: one who knows
    of `known` networks of each batch, whatever those did.
    """
    worlds: dict[tuple[bool, ...], set[tuple[int, ...]]] = {}
    for forward in histories(sizes):
        worlds.setdefault(told(sizes, forward), set()).add(forward)
    found = asked = 0
    for possible in worlds.values():
        for at, size in enumerate(sizes):
            for own in range(known + 1):
                rest = {world[at] - own for world in possible if 0 <= world[at] - own <= size - known}
                asked += bool(rest)
                found += bool(rest) and (max(rest) == 0 or min(rest) == size - known)
    return asked, found


@pytest.mark.parametrize("sizes", [(6,), (7,), (11,), (6, 6), (6, 7), (7, 7), (6, 6, 6), (6, 9, 7)])
def test_nobody_who_knows_of_their_own_network_is_certain_of_another(sizes: tuple[int, ...]) -> None:
    asked, found = certain(sizes, 1)
    assert asked > 0 and found == 0


def overlapping(size: int, common: int, *, once: bool) -> int:
    """How much of what can be told of two batches with so many networks in common makes a network that stands in both certain of
    one that stands in either; `once`: by the rule.
    """
    shared = [f"n{at}" for at in range(common)]
    stand = [[*shared, *(f"n{10 * (1 + at) + n}" for n in range(size - common))] for at in range(2)]
    batches = [Batch(str(at), E, 2, frozenset(), 0, frozenset(networks)) for at, networks in enumerate(stand)]
    worlds: dict[tuple[object, ...], list[dict[str, bool]]] = {}
    everybody = sorted({*stand[0], *stand[1]})
    for bits in itertools.product((False, True), repeat=len(everybody)):
        world = dict(zip(everybody, bits, strict=True))
        for adds in (True, False):
            read: list[object] = [adds, world["n0"]]
            total = None
            for at, networks in enumerate(stand):
                own = {network: world[network] for network in networks}
                total = judge(batches[at], own, HANDS, total if adds else None, batches[:at] if once else ()) or total
                read.append(total.half if total else None)
            worlds.setdefault(tuple(read), []).append(world)
    others = everybody[1:]
    return sum(any(len({world[one] for world in possible}) == 1 for one in others) for possible in worlds.values())


OVERLAPS = [(6, 4), (6, 5), (7, 5), (7, 6)]


@pytest.mark.parametrize(("size", "common"), [*OVERLAPS, (6, 6), (6, 1), (7, 3)])
def test_batches_with_networks_in_common_make_nobody_certain_of_the_one_that_differs(size: int, common: int) -> None:
    assert overlapping(size, common, once=True) == 0


@pytest.mark.parametrize(("size", "common"), OVERLAPS)
def test_networks_that_counted_twice_would(size: int, common: int) -> None:
    """The control: both batches judged by themselves, or added up."""
    assert overlapping(size, common, once=False) > 0


def test_two_that_put_theirs_together_can_be_in_the_smallest_batch_which_is_why_it_is_said() -> None:
    """The limit that SECURITY.md states: the control of the figure above."""
    assert certain((6,), 2)[1] > 0


def test_numbers_instead_of_halves_would_say_it_of_each() -> None:
    """The control: none of six, and all of six, told by number."""
    assert [forward for forward in histories((6,)) if forward[0] in (0, 6)] != []
    assert told((6,), (0,)) == told((6,), (2,)) and told((6,), (6,)) == told((6,), (3,))
