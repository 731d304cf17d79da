"""What helped elsewhere: sentences of networks about what they did for an element, and whether it moved, without names. Pure.

A sentence is read by everybody or by nobody, and always as one of a batch: sentences about one element, of at least
`TOGETHER` networks, that come to be read at the same moment and are gone at the same moment. So whoever watches the list
while one network joins, leaves, writes or reopens an action sees nothing move, or a whole batch: two lists that were ever
shown differ by no network, or by at least `TOGETHER`. A sentence that was taken back is gone at once, and its batch with it,
for good; who stood in it writes anew.

A sentence stands in one batch, also when its action carries several elements: of two lists that are gone at once, what they
had in common would be the words of who left.

Networks that have people in common count as one (`onlife.domain.affiliation`).

Whether the element moved is told in halves of the networks of which it can be said, from `MIN_NETWORKS` on, never as a
number: zero of seven would say it of each. A batch is judged once, counts are added up only over batches that are all there,
and of an element a network counts once: two halves of nearly the same networks would tell of the one that differs. Whatever is told then fits with at least two networks in every batch that moved and two that did not, so that
nobody who knows of their own network can be certain of another one.

What this cannot prevent: all networks of a batch but one that put theirs together know the last one; and a sentence says
what it says, to whoever recognises it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from onlife.domain.affiliation import count
from onlife.domain.peer import MIN_NETWORKS

TOGETHER = MIN_NETWORKS + 1
"""One's own network and six others: who stands in a batch cannot subtract less than six."""


@dataclass(frozen=True)
class Sentence:
    """What a network says of one of its actions, and about which elements; `event`: the number under which it is stored."""

    network: str
    action: str
    text: str
    elements: frozenset[str]
    event: int


@dataclass(frozen=True)
class Batch:
    """Sentences (by event) of networks about an element of a version that came to be read at once; `number`: how many they were."""

    id: str
    element: str
    content_version: int
    sentences: frozenset[int]
    number: int
    networks: frozenset[str] = frozenset()

    def whole(self, standing: Iterable[Sentence]) -> bool:
        """Whether each of its sentences is still said of its element."""
        said = {sentence.event for sentence in standing if self.element in sentence.elements}
        return len(self.sentences) == self.number and self.sentences <= said


@dataclass(frozen=True)
class Moved:
    """In how many networks of these batches the element moved forward afterwards, of so many of which it can be said."""

    element: str
    batches: tuple[str, ...]
    judged: int
    forward: int

    @property
    def half(self) -> bool:
        """Whether that is at least half of them: all that is ever told of `forward`."""
        return 2 * self.forward >= self.judged


@dataclass(frozen=True)
class Elsewhere:
    """What is read about an element: sentences in alphabetical order, each once; of how many networks it can be said whether
    the element moved, and whether it did in at least half of them (None where it is not told).
    """

    sentences: tuple[str, ...]
    judged: int | None = None
    half: bool | None = None


def waiting(element: str, standing: Iterable[Sentence], batches: Iterable[Batch]) -> list[Sentence]:
    """The sentences about an element that were never in a batch, of whichever element."""
    before = {event for batch in batches for event in batch.sentences}
    return [s for s in standing if element in s.elements and s.event not in before]


def enough(sentences: Iterable[Sentence], affiliation: Mapping[str, str]) -> bool:
    """Whether sentences are of so many networks that they can come to be read; `affiliation`: what `behind` gives."""
    return count((sentence.network for sentence in sentences), affiliation) >= TOGETHER


def judge(
    batch: Batch,
    forward: Mapping[str, bool],
    affiliation: Mapping[str, str],
    before: Moved | None,
    judged: Iterable[Batch] = (),
) -> Moved | None:
    """What is told from here on of whether an element moved; None as long as it can be said of too few networks.

    `forward`: network -> whether the element moved forward, of those of the batch of which it can be said; of those that count
    as one, the first counts. `before`: what is told so far, None where nothing is, or a batch of it is gone. `judged`: every batch
    that was judged so far; networks in those of this element do not count again.
    """
    known = {affiliation.get(network) for one in judged if one.element == batch.element for network in one.networks}
    counted = {affiliation[network]: moved for network, moved in sorted(forward.items(), reverse=True)}
    counted = {one: moved for one, moved in counted.items() if one not in known}
    if len(counted) < MIN_NETWORKS:
        return None
    total = before or Moved(batch.element, (), 0, 0)
    return Moved(
        batch.element,
        (*total.batches, batch.id),
        total.judged + len(counted),
        total.forward + sum(counted.values()),
    )


def elsewhere(
    standing: Collection[Sentence],
    batches: Collection[Batch],
    moved: Mapping[str, Moved],
    alike: Mapping[int, Collection[str]],
) -> dict[str, Elsewhere]:
    """Element -> what is read about it, of elements of which anything is.

    `moved`: element -> what was told last of it; `alike`: version -> the elements that it asks as they are asked now.
    """
    said = {sentence.event: sentence.text for sentence in standing}
    whole = [b for b in batches if b.element in alike.get(b.content_version, ()) and b.whole(standing)]
    there = {batch.id for batch in whole}
    found = {}
    for element in {batch.element for batch in whole}:
        texts = {said[event] for batch in whole if batch.element == element for event in batch.sentences}
        told = moved.get(element)
        ordered = tuple(sorted(texts, key=lambda text: (text.casefold(), text)))
        if told and there.issuperset(told.batches):
            found[element] = Elsewhere(ordered, told.judged, told.half)
        else:
            found[element] = Elsewhere(ordered)
    return found
