"""What helped elsewhere: who tells what of their own actions, when it comes to be read, and whether elements moved.

Batches are made when somebody writes; whether elements moved is looked at once a day, so that what is told does not move at
the moment at which one network closes a round. The rules are in `onlife.domain.experience`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from onlife.content.message import explain, message
from onlife.content.ordinary_words import ordinary_words
from onlife.domain import experience
from onlife.domain.experience import Batch, Elsewhere, Sentence
from onlife.domain.finding import Way
from onlife.domain.network import Network
from onlife.domain.plan import PlanAction
from onlife.domain.recognition import flaw, rewritten
from onlife.services import demo, figures, installation
from onlife.services.affiliation import behind
from onlife.services.figures import View
from onlife.store import Refused, Store
from onlife.text import line


class SentenceState(Enum):
    """What others have of a sentence: it waits for those of other networks, they read it, or its batch is gone."""

    WAITS, READ, GONE = range(1, 4)


def share(store: Store, network: Network, wanted: bool, actor: str) -> None:
    """Let a network tell others what it did, or no longer: then its sentences are gone at once."""
    if network.sample:
        raise Refused(message("experience.sample"))
    store.experiences.share(network.id, wanted, actor)


def is_sample(store: Store, network: Network) -> bool:
    """Whether a network is a sample, or that of the demo: it never counts."""
    return network.sample or store.experiences.maker(network.id) == demo.ACTOR


def real_networks(store: Store) -> int:
    """How many networks there are that could tell anything."""
    return sum(not is_sample(store, network) for network in store.networks.all())


def to_tell(store: Store, network: Network) -> list[tuple[PlanAction, list[str]]]:
    """The actions of a network that it can tell of, with their elements that all networks are asked about alike."""
    found = [
        (action, sorted(_alike(action).intersection(action.elements)))
        for action in store.experiences.finished_actions(network.id)
    ]
    return [(action, elements) for action, elements in found if elements]


def write(store: Store, network: Network, action: str, typed: str, actor: str, seen: str | None = None) -> None:
    """Keep the sentence of an action, '' to take it back. Raises Refused with what stands in the way, and BothChanged if it is no
    longer the one that somebody has `seen`.
    """
    text = line(typed)
    with store.transaction():
        if network.sample or not store.experiences.shares(network.id):
            raise Refused(message("experience.off"))
        if text and action not in {known.id for known, _ in to_tell(store, network)}:
            raise Refused(message("experience.not_done"))
        known = {sentence.action: sentence.text for sentence in store.experiences.standing(network.id)}
        if text and text != known.get(action) and (found := problem(store, network, action, text)):
            raise Refused(found)
        store.experiences.write(network.id, action, text, actor, seen)
        _show(store)


def problem(store: Store, network: Network, action: str, text: str) -> str:
    """What keeps a new sentence of an action from going out, as a sentence; '' if nothing does.

    Nearly the words that others read before would tell in which list it stood then, and nearly those of another action of
    whom both are.
    """
    if found := flaw(text, names(store, network.id), ordinary_words()):
        return explain(found)
    read, others = store.experiences.sentences(network.id, action)
    if rewritten(text, read):
        return message("experience.again")
    return message("experience.twice") if rewritten(text, others) else ""


def reason_to_wait(store: Store, network: str, text: str) -> str:
    """What a sentence that stands came to tell since it was written, so that it waits, as a sentence; '' for nothing."""
    found = flaw(text, names(store, network), ordinary_words())
    return explain(found) if found else ""


def names(store: Store, network: str) -> set[str]:
    """Whom a sentence of a network may not name."""
    accounts = {account.name for account in store.accounts.all() if network in account.networks}
    return {name for name in accounts | store.experiences.names(network) if name}


def elsewhere(store: Store) -> Mapping[str, Elsewhere]:
    """Element of the questionnaire of this installation -> what is read about it, of elements of which anything is."""
    batches = store.experiences.batches()
    told = {moved.element: moved for moved in store.experiences.movements()}
    return experience.elsewhere(_standing(store), batches, told, _versions(store, batches)) if batches else {}


def state(store: Store, sentence: Sentence) -> SentenceState:
    """What others have of a sentence."""
    standing = _standing(store)
    own = [batch for batch in store.experiences.batches() if sentence.event in batch.sentences]
    if any(batch.whole(standing) for batch in own):
        return SentenceState.READ
    return SentenceState.GONE if own else SentenceState.WAITS


def is_read(store: Store, action: PlanAction) -> bool:
    """Whether others read the sentence about an action now."""
    said = [sentence for sentence in store.experiences.standing(action.network) if sentence.action == action.id]
    return any(state(store, sentence) is SentenceState.READ for sentence in said)


def look(store: Store) -> None:
    """Show the batches that are due, and tell once of each whether its element moved, as soon as that can be said."""
    with store.transaction():
        _show(store)
    standing, batches = _standing(store), store.experiences.batches()
    affiliation = behind(store)
    told = store.experiences.movements()
    before = {moved.element: moved for moved in told}
    judged = {batch for moved in told for batch in moved.batches}
    known = [batch for batch in batches if batch.id in judged]
    there = {batch.id for batch in batches if batch.whole(standing)}
    for batch in batches:
        if batch.id in there - judged:
            last = before.get(batch.element)
            last = last if last and there.issuperset(last.batches) else None
            if moved := experience.judge(batch, _forward(store, batch, standing), affiliation, last, known):
                store.experiences.tell(moved)
                before[batch.element] = moved
                known.append(batch)


def went_forward(store: Store, network: str, action: str, element: str) -> bool | None:
    """Whether an element clearly went forward between the rounds around the day on which an action was done: the first
    closed one that opened after it, and the one before that. None where the network itself cannot see that.
    """
    around = store.experiences.around(network, action)
    moves = figures.moves(View(network, around[1], before=around[0])) if around else []
    return next((move.way is Way.FORWARD for move in moves if move.place.id == element), None)


def _show(store: Store) -> None:
    """Let sentences be read that so many networks wait with."""
    form, affiliation = installation.questionnaire(), behind(store)
    standing, batches = _standing(store), store.experiences.batches()
    for element in form.elements:
        ready = experience.waiting(element.id, standing, batches)
        if experience.enough(ready, affiliation):
            ready = [sentence for sentence in ready if not reason_to_wait(store, sentence.network, sentence.text)]
            if experience.enough(ready, affiliation):
                store.experiences.show(element.id, form.version, ready)
                batches = store.experiences.batches()


def _forward(store: Store, batch: Batch, standing: list[Sentence]) -> dict[str, bool]:
    """Network -> whether the element of a batch went forward there, where that can be said of one of its actions."""
    found = {}
    for sentence in standing:
        if sentence.event in batch.sentences and sentence.network not in found:
            moved = went_forward(store, sentence.network, sentence.action, batch.element)
            if moved is not None:
                found[sentence.network] = moved
    return found


def _standing(store: Store) -> list[Sentence]:
    """Every sentence that stands, with its elements that all networks are asked about alike; never of made-up networks."""
    found = []
    for network in store.networks.all():
        said = [] if is_sample(store, network) else store.experiences.standing(network.id)
        alike = {action.id: _alike(action) for action in store.experiences.finished_actions(network.id)} if said else {}
        found += [Sentence(s.network, s.action, s.text, s.elements & alike[s.action], s.event) for s in said]
    return found


def _alike(action: PlanAction) -> frozenset[str]:
    return installation.questionnaire().alike(installation.questionnaire_of(action))


def _versions(store: Store, batches: list[Batch]) -> dict[int, frozenset[str]]:
    """Version under which anything was shown -> the elements that it asks as this installation does now."""
    form = installation.questionnaire()
    return {version: form.alike(store.questionnaires.get(version)) for version in {b.content_version for b in batches}}
