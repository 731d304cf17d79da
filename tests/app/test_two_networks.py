"""Somebody who coordinates two networks goes from one to the other: what stands in the fields is of the one that is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from onlife.content.letter import LETTERS, usual_words
from onlife.domain.access import Role
from onlife.domain.sender import Sender
from onlife.store import Store
from tests.app.conftest import Run, as_account, network_of
from tests.app.test_sender import press

OTHER = "other"
LETTER = next(iter(LETTERS))
"""The one that the page begins with."""


@pytest.fixture
def store(store: Store) -> Store:
    """The store of the demo network and of another one with as many partners, which signs and writes in its own name."""
    own = network_of(store)
    store.networks.save(replace(own, id=OTHER, name="Zuid", sample=False), "test")
    partners = store.networks.partners(own.id)
    store.networks.save_partners([replace(p, id=f"other-{p.id}", network=OTHER) for p in partners], "test")
    coordinator = next(account for account in store.accounts.all() if account.username == "coordinator")
    store.accounts.set_role(coordinator.id, OTHER, Role.COORDINATOR, "test")
    for network, name in ((own.id, "An"), (OTHER, "Bert")):
        store.senders.save(Sender(network, name=name), "test")
        store.letters.save(network, LETTER, {**usual_words(LETTER), "subject": f"Een vraag van {name}"}, "test")
    return store


def at(run: Run, store: Store, page: str, task: str) -> AppTest:
    """A page of the demo network with a task chosen."""
    test = run(page, as_account(store, "coordinator"), netwerk=network_of(store).id)
    if task:
        next(radio for radio in test.main.radio if task in radio.options).set_value(task).run()
    return test


def to_the_other(test: AppTest) -> AppTest:
    """The same tab after the other network is chosen above the page."""
    test.query_params.clear()
    test.query_params["netwerk"] = OTHER
    return test.run()


def field(test: AppTest, label: str) -> str:
    found = [each for each in [*test.main.text_input, *test.main.text_area] if each.label == label]
    return str(found[0].value)


@pytest.mark.parametrize(
    ("task", "label", "other"),
    [("Afzender", "Wie ondertekent", "Bert"), ("Brieven en mails", "Onderwerp", "Een vraag van Bert")],
)
def test_a_form_shows_what_the_network_has_itself(run: Run, store: Store, task: str, label: str, other: str) -> None:
    test = to_the_other(at(run, store, "regie/beheer", task))
    assert field(test, label) == other


def test_who_signs_in_one_network_does_not_sign_in_the_other(run: Run, store: Store) -> None:
    test = to_the_other(at(run, store, "regie/beheer", "Afzender"))
    next(each for each in test.main.text_input if each.label == "Dienst").set_value("Preventiedienst")
    press(test, "Afzender bewaren")
    assert store.senders.of(OTHER).lines == ("Bert", "Preventiedienst")


@pytest.mark.parametrize(
    ("task", "label", "button"),
    [
        ("Eén toevoegen", "Andere sector", "Partner toevoegen"),
        ("Lijst plakken", "Eén partner per regel", "Lijst bekijken"),
    ],
)
def test_partners_that_are_typed_for_one_network_do_not_wait_in_the_other(
    run: Run, store: Store, task: str, label: str, button: str
) -> None:
    test = at(run, store, "regie/partners", task)
    next(each for each in [*test.main.text_input, *test.main.text_area] if each.label == label).set_value("Turnkring")
    press(test, button)
    assert field(test, label) == "Turnkring", "there is more to do before it is added"
    assert field(to_the_other(test), label) == ""


@pytest.mark.parametrize(
    ("page", "task", "file"),
    [
        ("regie/partners", "Bestand inlezen", ("lijst.csv", b"naam\nTurnkring\n", "text/csv")),
        ("regie/inlezen", "", ("scans.csv", b"partner;functie\n", "text/csv")),
    ],
)
def test_a_file_that_is_chosen_for_one_network_is_not_read_in_the_other(
    run: Run, store: Store, page: str, task: str, file: tuple[str, bytes, str]
) -> None:
    test = at(run, store, page, task)
    test.file_uploader[0].upload(*file).run()
    assert test.file_uploader[0].value
    assert not to_the_other(test).file_uploader[0].value
