"""What the programme offers is taken over as a copy: nothing that it changes later reaches a network by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from onlife.content.letter import (
    LETTERS,
    PLACE_WORDS,
    Audience,
    Facts,
    Occasion,
    letter,
    message,
    on_screen,
    own_words,
    usual_words,
)
from onlife.domain.access import INSTALLATION
from onlife.domain.network import Network, Partner
from onlife.domain.sender import Sender
from onlife.services import mailing, offer
from onlife.store import Refused, Store
from tests import stores
from tests.unit.examples import questionnaire

KEY = "invitation.contact"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(stores.empty(tmp_path), questionnaire(2, 1))
    yield made
    made.close()


@pytest.fixture
def network(store: Store) -> Network:
    network = store.networks.add("Zuid", "Zuid", 5, "an")
    store.networks.save_partners([Partner("p", network.id, "Jeugdhuis", "Jeugd", 6, False)], "an")
    store.links.make(network.id, ["p"], "an")
    return network


def invitation(store: Store, network: Network) -> str:
    facts = mailing.letter_fields(store, network, "https://scan.be")["p"]
    return message(Occasion.INVITATION, Audience.CONTACT, facts).body


def told(store: Store, network: Network) -> str:
    return " ".join(store.audit.events(network.id)["what"])


def test_the_sender_and_logo_are_copied_and_what_is_left_empty_stays(store: Store, network: Network) -> None:
    store.senders.save(Sender(network.id, telephone="016 12 34 56"), "an")
    store.senders.save(Sender(INSTALLATION, name="Provincie", address="a@provincie.be"), "programma")
    store.senders.save_logo(INSTALLATION, b"png", "programma")
    offer.take_sender(store, network, "an")
    taken = Sender(network.id, "Provincie", "", "016 12 34 56", "a@provincie.be")
    assert store.senders.of(network.id) == taken and store.senders.logo(network.id) == b"png"
    store.senders.save(Sender(INSTALLATION, name="Iemand anders"), "programma")
    assert store.senders.of(network.id) == taken
    assert "overgenomen van het programma: afzender en logo" in told(store, network)


def test_words_of_the_programme_reach_a_mail_only_once_they_are_taken_over(store: Store, network: Network) -> None:
    words = {**usual_words(KEY), "body": "Dag vanuit de provincie, {partner}\n{scan_link}\n{team_link}"}
    store.letters.save(INSTALLATION, KEY, words, "programma")
    usual = invitation(store, network)
    assert "provincie" not in usual
    offer.take_letters(store, network, "an")
    assert invitation(store, network).startswith("Dag vanuit de provincie, Jeugdhuis\nhttps://scan.be/l/")
    store.letters.save(INSTALLATION, KEY, {**words, "body": "Nog anders\n{scan_link}\n{team_link}"}, "programma")
    assert "vanuit de provincie" in invitation(store, network)
    store.letters.save(network.id, KEY, {}, "an")
    assert invitation(store, network) == usual
    assert "overgenomen van het programma: brieven en mails" in told(store, network)


def test_a_questionnaire_is_offered_taken_over_and_kept_when_it_is_offered_no_more(
    store: Store, network: Network
) -> None:
    form = replace(questionnaire(3, 1), version=7)
    store.questionnaires.offer(form, "programma")
    assert [one.version for one in offer.offer(store).questionnaires] == [7]
    assert 7 not in [one.questionnaire.version for one in store.questionnaires.options(network.id)]
    offer.take_questionnaire(store, network, form, "an")
    store.questionnaires.stop_offering(7, "programma")
    assert not offer.offer(store)
    assert 7 in [one.questionnaire.version for one in store.questionnaires.options(network.id)]
    assert store.questionnaires.of(network.id).version != 7  # choosing it is another step
    with pytest.raises(Refused, match="7"):
        store.questionnaires.offer(replace(form, title="Iets anders"), "programma")


@pytest.mark.parametrize("key", LETTERS)
def test_the_words_of_the_app_are_words_that_may_be_kept(key: str) -> None:
    usual = {part: text.strip() for part, text in usual_words(key).items()}
    assert own_words(key, usual) == own_words(key, {part: on_screen(text) for part, text in usual.items()}) == usual


def test_every_place_has_a_word_for_who_writes() -> None:
    assert len({*PLACE_WORDS.values()}) == len(PLACE_WORDS)


@pytest.mark.parametrize(
    ("key", "change", "problem"),
    [
        (KEY, {"body": "Dag {wie}\n{scan_link}\n{team_link}"}, "{wie} is niet bekend"),
        (KEY, {"body": "Dag\n{scan_link}"}, "Zet {teamlink}"),
        (KEY, {"body": "Vul in via {scan_link}\n{team_link}"}, "Zet {scanlink}"),
        (KEY, {"subject": " "}, "“Onderwerp”"),
        ("invitation.colleagues", {"body": "Dag\n{scan_link}\n{team_link}"}, "nooit in een bericht voor collega's"),
        ("reminder.colleagues_joint", {"subject": "{team_link}"}, "nooit in een bericht voor collega's"),
        ("letter.joint", {"scan": "{onbekend}"}, "{onbekend} is niet bekend"),
        (KEY, {"body": "x" * 4001}, "hoogstens 4000"),
    ],
)
def test_words_that_would_lose_a_link_or_tell_it_to_all_are_refused(
    store: Store, network: Network, key: str, change: dict[str, str], problem: str
) -> None:
    before = store.totals()
    with pytest.raises(ValueError, match=r"^(Zet|Bij|Vul)") as refused:
        store.letters.save(network.id, key, {**usual_words(key), **change}, "an")
    assert problem in str(refused.value)
    assert store.totals() == before


def test_a_printed_letter_has_the_words_of_its_network() -> None:
    own = {"letter.individual": {**usual_words("letter.individual"), "title": "Voor {partner}"}}
    facts = Facts("Brug", False, "Zuid", "s", "t", "Najaar", date(2026, 11, 23), own=own)
    assert letter(facts).title == "Voor Brug"
    assert letter(replace(facts, joint=True)).title != "Voor Brug"
