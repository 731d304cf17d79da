"""What the programme offers to every network, and a network taking it over: a copy of that moment, never a live link."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onlife.domain.access import INSTALLATION
from onlife.domain.network import Network
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.sender import Sender
from onlife.store import Store


@dataclass(frozen=True)
class Offer:
    """`letters`: which of `LETTERS` have words of the programme."""

    sender: Sender
    logo: bytes
    letters: tuple[str, ...]
    questionnaires: tuple[Questionnaire, ...]

    def __bool__(self) -> bool:
        return bool(self.sender.lines or self.logo or self.letters or self.questionnaires)


def offer(store: Store) -> Offer:
    """What there is to take over."""
    senders = store.senders
    letters, forms = store.letters.of(INSTALLATION), store.questionnaires.offers()
    return Offer(senders.of(INSTALLATION), senders.logo(INSTALLATION), tuple(letters), tuple(forms))


def take_sender(store: Store, network: Network, actor: str) -> None:
    """Sign as the programme does, with its logo; what it leaves empty stays as it is."""
    offered, own = offer(store), store.senders.of(network.id)
    fields = {name: value for name, value in vars(offered.sender).items() if value}
    with store.transaction():
        store.senders.save(replace(own, **fields | {"network": network.id}), actor)
        if offered.logo:
            store.senders.save_logo(network.id, offered.logo, actor)
        store.audit.note_take_over(network.id, "sender", actor)


def take_letters(store: Store, network: Network, actor: str) -> None:
    """Use the words of the programme where it has any; other letters keep theirs."""
    with store.transaction():
        for letter, words in store.letters.of(INSTALLATION).items():
            store.letters.save(network.id, letter, words, actor)
        store.audit.note_take_over(network.id, "letters", actor)


def take_questionnaire(store: Store, network: Network, questionnaire: Questionnaire, actor: str) -> None:
    """Add a questionnaire to what the network can choose from; choosing it is another step."""
    with store.transaction():
        store.questionnaires.add(network.id, questionnaire, actor)
        store.audit.note_take_over(network.id, "questionnaire", actor)
