"""What somebody fills in to add something stays while a colleague adds one, and is gone once it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest

from onlife.content.letter import LETTERS, usual_words
from onlife.content.questionnaire import to_toml
from onlife.domain.access import INSTALLATION, Role
from onlife.services import logo
from onlife.store import Store
from onlife.text import today
from tests.app.conftest import Run, network_of
from tests.app.matrix import cookies_of
from tests.app.own_form import FORM
from tests.app.test_sender import picture, press

PERSON = {"Naam": "An Peeters", "Gebruikersnaam": "an", "Beginwachtwoord": "de wind waait over zee"}
OTHER = replace(FORM, version=71, title="Van een ander")


@dataclass(frozen=True)
class Form:
    """A form of a page: what is chosen and typed or uploaded there, and the press that keeps it."""

    page: str
    press: str
    add_another: Callable[[Store], object]
    """What a colleague does meanwhile: adds one too, or takes one away."""
    kept: Callable[[Store], bool]
    typed: Mapping[str, str] | None = None
    upload: tuple[str, bytes, str] | None = None
    task: str = ""
    choose: str = ""


def gives_a_role(place: str | None, role: Role) -> Callable[[Store], None]:
    """Somebody else comes in: in a place, or in the demo network."""

    def add(store: Store) -> None:
        account = store.accounts.add("ander", "Van een ander", "x", "ander")
        store.accounts.set_role(account.id, network_of(store).id if place is None else place, role, "ander")

    return add


def lets_the_coordinator_into_another(store: Store) -> None:
    coordinator = next(account for account in store.accounts.all() if account.username == "coordinator")
    store.accounts.set_role(coordinator.id, adds_a_network(store), Role.COORDINATOR, "ander")


def adds_a_network(store: Store) -> str:
    return store.networks.add("Van een ander", "", 5, "ander").id


def has_account(store: Store) -> bool:
    return "an" in {account.username for account in store.accounts.all()}


def has_network(store: Store) -> bool:
    return "Aalst" in {network.name for network in store.networks.all()}


FILE = ("eigen.toml", to_toml(FORM), "application/toml")
FORMS = {
    "account": Form(
        "regie/beheer",
        "Toegang geven",
        gives_a_role(None, Role.READER),
        has_account,
        typed=PERSON,
        task="Accounts",
    ),
    "account of the programme": Form(
        "programma/programma",
        "Toegang geven",
        gives_a_role(INSTALLATION, Role.PROGRAMME),
        has_account,
        typed=PERSON,
        task="Wie hoort erbij",
    ),
    "network": Form(
        "regie/beheer",
        "Netwerk maken",
        lets_the_coordinator_into_another,
        has_network,
        typed={"Naam": "Aalst"},
        task="Nieuw netwerk",
    ),
    "network of the programme": Form(
        "programma/programma",
        "Netwerk maken",
        adds_a_network,
        has_network,
        typed={"Naam": "Aalst"},
        task="Uitnodigingen",
        choose="Nieuw netwerk",
    ),
    "view link": Form(
        "regie/links",
        "Maak een kijklink",
        lambda store: store.view_links.make(network_of(store).id, "de raad", ["plan"], today(), "ander"),
        lambda store: "de burgemeester" in {view.name for view in store.view_links.of(network_of(store).id)},
        typed={"Voor wie": "de burgemeester"},
    ),
    "partner": Form(
        "regie/partners",
        "Partner toevoegen",
        lambda store: store.networks.archive(store.networks.partners(network_of(store).id)[0], "ander"),
        lambda store: "Turnkring" in {known.name for known in store.networks.partners(network_of(store).id)},
        typed={"Naam": "Turnkring"},
    ),
    "scan round": Form(
        "regie/rondes",
        "Scanronde maken",
        lambda store: store.networks.add_round(network_of(store).id, "Voorjaar 2031", 1, None, "ander"),
        lambda store: "Najaar 2031" in {known.name for known in store.networks.rounds(network_of(store).id)},
        typed={"Naam": "Najaar 2031"},
    ),
    "questionnaire": Form(
        "regie/vragenlijst",
        "Vragenlijst toevoegen",
        lambda store: store.questionnaires.add(network_of(store).id, OTHER, "ander"),
        lambda store: 70 in {o.questionnaire.version for o in store.questionnaires.options(network_of(store).id)},
        upload=FILE,
    ),
    "offer": Form(
        "programma/programma",
        "Bied deze vragenlijst aan",
        lambda store: store.questionnaires.offer(OTHER, "ander"),
        lambda store: 70 in {form.version for form in store.questionnaires.offers()},
        upload=FILE,
        task="Sjablonen",
        choose="Vragenlijst",
    ),
    "logo": Form(
        "regie/beheer",
        "Logo bewaren",
        lambda store: store.senders.save_logo(network_of(store).id, logo.png(picture("green")), "ander"),
        lambda store: store.senders.logo(network_of(store).id) == logo.png(picture("red")),
        upload=("logo.png", picture("red"), "image/png"),
        task="Afzender",
    ),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_what_is_filled_in_stays_while_a_colleague_adds_one_and_the_next_form_begins_empty(
    form: Form, store: Store, run: Run
) -> None:
    who = "programme" if form.page == "programma/programma" else "coordinator"
    page = run(form.page, cookies_of(store, who), **({"wat": form.task} if form.task else {}))
    if form.choose:
        next(radio for radio in page.radio if form.choose in radio.options).set_value(form.choose).run()
    for label, text in (form.typed or {}).items():
        next(field for field in page.text_input if field.label == label).set_value(text)
    if form.upload:
        page.file_uploader[0].upload(*form.upload).run()
    form.add_another(store)
    press(page, form.press)
    assert form.kept(store)
    assert not {field.value for field in page.text_input} & set((form.typed or {}).values())
    assert not [file for file in page.file_uploader if file.value]


def test_own_words_stay_while_a_colleague_writes_another_letter(store: Store, run: Run) -> None:
    first, second = list(LETTERS)[:2]
    page = run("regie/beheer", cookies_of(store, "coordinator"), wat="Brieven en mails")
    next(field for field in page.text_input if field.label == "Onderwerp").set_value("Doe je mee?")
    store.letters.save(network_of(store).id, second, {**usual_words(second), "subject": "Van een ander"}, "ander")
    press(page, "Woorden bewaren")
    assert store.letters.of(network_of(store).id)[first]["subject"] == "Doe je mee?"
