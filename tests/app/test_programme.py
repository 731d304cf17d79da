"""The programme sees how far networks are and nothing of their results; it makes networks, invites, and keeps templates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from onlife.content.questionnaire import to_toml
from onlife.domain.access import INSTALLATION, Role
from onlife.domain.account import Identity
from onlife.domain.light import Light
from onlife.domain.network import Partner
from onlife.domain.sender import Sender
from onlife.services import demo, progress
from onlife.store import Store
from tests.app.conftest import Run, as_account, network_of, words
from tests.app.matrix import cookies_of
from tests.app.own_form import FORM

PAGE = "programma/programma"


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception
    return test


def field(test: AppTest, label: str) -> Any:
    return next(f for f in [*test.text_input, *test.text_area, *test.radio] if f.label == label)


def at(run: Run, store: Store, task: str) -> AppTest:
    return run(PAGE, cookies_of(store, "programme"), wat=task)


def test_every_network_is_one_row_with_its_step_and_totals(store: Store, run: Run) -> None:
    store.networks.add("Aalst", "Aalst", 5, "test")
    test = run(PAGE, cookies_of(store, "programme"))
    table = test.dataframe[0].value.set_index("Netwerk")
    assert [*table.index] == ["Aalst", demo.NETWORK]
    network = next(n for n in store.networks.all() if n.name == demo.NETWORK)
    about = store.progress.of(network.id).about
    response = store.results.response(network.id, about.round.id) if about else []
    assert about
    row = table.loc[demo.NETWORK]
    assert row["Volgende stap"] == progress.next_step(store, network.id).title
    assert row["Begonnen"] == f"{sum(bool(r.submitted or r.begun) for r in response)} van {len(response)}"
    assert row["Scans"].startswith(f"{sum(r.submitted for r in response)} van ")
    assert table.loc["Aalst", "Volgende stap"] == "Nog geen coördinator"


def test_nothing_of_a_partner_and_no_colour_is_told(store: Store, run: Run) -> None:
    said = words(run(PAGE, cookies_of(store, "programme")))
    network = network_of(store)
    assert not [p.name for p in store.networks.partners(network.id, archived=True) if p.name in said]
    assert not [r.name for r in store.networks.rounds(network.id) if r.name in said]
    assert not [light.word for light in Light if f" {light.word} " in said]


def test_how_many_scans_there_are_is_not_told_where_a_few_are_asked(empty_store: Store, run: Run) -> None:
    for name, people in (("Negen", 9), ("Tien", 10)):
        network = empty_store.networks.add(name, name, 5, "test")
        empty_store.networks.save_partners([Partner(name, network.id, name, "Jeugd", people, False)], "test")
        scan_round = empty_store.networks.add_round(network.id, "R", 1, None, "test")
        empty_store.networks.start_round(scan_round, "test")
    table = run(PAGE, cookies_of(empty_store, "programme")).dataframe[0].value.set_index("Netwerk")
    assert (table.loc["Negen", "Scans"], table.loc["Tien", "Scans"]) == ("–", "0 van 10")
    assert table.loc["Negen", "Begonnen"] == "0 van 1"


def test_networks_of_one_step_are_chosen_in_the_address(store: Store, run: Run) -> None:
    for name in ("Aalst", "Zele"):
        store.networks.add(name, name, 5, "test")
    test = run(PAGE, cookies_of(store, "programme"), stap="Nog geen coördinator")
    assert [*test.dataframe[0].value["Netwerk"]] == ["Aalst", "Zele"]
    assert "Nog geen coördinator (2)" in test.selectbox[0].options


def test_a_network_is_made_with_an_invitation_that_can_be_ended(empty_store: Store, run: Run) -> None:
    test = at(run, empty_store, "Nieuw netwerk")
    field(test, "Naam").set_value("Netwerk Zuid")
    press(test, "Netwerk maken")
    network = network_of(empty_store)
    invitation = empty_store.invitations.open()[network.id]
    assert empty_store.invitations.token(invitation) in " ".join(code.value for code in test.code)
    actor = next(a for a in empty_store.accounts.all() if a.username == "programme")
    assert network.id not in actor.networks
    press(test, "Trek deze uitnodiging in")
    assert not empty_store.invitations.open()
    press(test, "Maak een uitnodiging")
    assert empty_store.invitations.open()


def test_once_a_network_has_a_coordinator_there_is_nobody_to_invite(store: Store, run: Run) -> None:
    assert "Elk netwerk heeft een coördinator" in words(at(run, store, "Uitnodigingen"))


def test_who_is_of_the_programme_gives_and_takes_it(store: Store, run: Run) -> None:
    test = at(run, store, "Wie hoort erbij")
    field(test, "Gebruikersnaam").set_value("lezer")
    press(test, "Toegang geven")
    reader = next(a for a in store.accounts.all() if a.username == "lezer")
    assert reader.networks[INSTALLATION] is Role.PROGRAMME
    press(test, "Toegang afnemen")
    reader = next(a for a in store.accounts.all() if a.username == "lezer")
    assert INSTALLATION not in reader.networks and reader.networks


def test_it_says_whose_role_a_group_at_the_provider_gives(store: Store, run: Run) -> None:
    said = "volgt dat bij elke aanmelding uit een groep"
    assert said not in words(at(run, store, "Wie hoort erbij"))
    who = Identity("https://aanmelden.example", "1", "An Peeters", "an")
    assert store.identities.sign_in(who, {INSTALLATION: Role.PROGRAMME})
    assert f"Bij An Peeters {said}" in words(at(run, store, "Wie hoort erbij"))


def test_a_coordinator_does_not_set_the_password_of_somebody_of_the_programme(store: Store, run: Run) -> None:
    reader = next(a for a in store.accounts.all() if a.username == "lezer")
    store.accounts.set_role(reader.id, INSTALLATION, Role.PROGRAMME, "test")
    test = run("regie/beheer", as_account(store, "coordinator"), wat="Accounts", account=reader.id)
    press(test, "Nieuw wachtwoord")
    next(f for f in test.text_input if f.label == "Nieuw wachtwoord").set_value("de wind waait over zee")
    press(test, "Stel dit wachtwoord in")
    known = store.accounts.get(reader.id)
    assert known and known.password_hash == reader.password_hash


def test_a_questionnaire_is_offered_and_taken_over(store: Store, run: Run) -> None:
    test = at(run, store, "Sjablonen")
    field(test, "Wat zet je klaar?").set_value("Vragenlijst").run()
    test.file_uploader[0].upload("eigen.toml", to_toml(FORM), "application/toml").run()
    press(test, "Bied deze vragenlijst aan")
    assert [form.version for form in store.questionnaires.offers()] == [FORM.version]
    taken = run("regie/beheer", as_account(store, "coordinator"), wat="Van het programma")
    press(taken, "Neem over van het programma")
    offered = [one.questionnaire.version for one in store.questionnaires.options(network_of(store).id)]
    assert FORM.version in offered
    assert "staat al bij jullie" in words(taken)
    test = field(at(run, store, "Sjablonen"), "Wat zet je klaar?").set_value("Vragenlijst").run()
    press(test, "Bied niet meer aan")
    assert not store.questionnaires.offers()


def test_what_is_taken_over_is_only_there_if_the_programme_offers_anything(store: Store, run: Run) -> None:
    cookies = as_account(store, "coordinator")
    assert "Van het programma" not in run("regie/beheer", cookies).radio[0].options
    store.senders.save(Sender(INSTALLATION, name="Provincie"), "test")
    test = run("regie/beheer", cookies, wat="Van het programma")
    press(test, "Neem over van het programma")
    assert store.senders.of(network_of(store).id).name == "Provincie"


def test_words_that_lose_a_link_are_refused_on_the_page(store: Store, run: Run) -> None:
    test = at(run, store, "Sjablonen")
    field(test, "Wat zet je klaar?").set_value("Brieven en mails").run()
    known = field(test, "Tekst").value
    field(test, "Tekst").set_value("Dag, vul in!")
    press(test, "Woorden bewaren")
    assert "zonder die link kan niemand verder" in words(test)
    assert not store.letters.of(INSTALLATION)
    field(test, "Tekst").set_value(known.replace("Alvast bedankt!", "Tot gauw!"))
    press(test, "Woorden bewaren")
    assert "Tot gauw!" in store.letters.of(INSTALLATION)["invitation.contact"]["body"]


@pytest.mark.parametrize("who", ["coordinator", "reader", "contact", "nobody"])
def test_others_are_told_whom_the_page_is_for(store: Store, run: Run, who: str) -> None:
    test = run(PAGE, cookies_of(store, who))
    assert not test.dataframe
    assert ("vele netwerken begeleidt" in words(test)) == (who in ("coordinator", "reader"))


def test_somebody_of_the_programme_who_coordinates_too_has_both_menus(store: Store, run: Run) -> None:
    coordinator = next(a for a in store.accounts.all() if a.username == "coordinator")
    store.accounts.set_role(coordinator.id, INSTALLATION, Role.PROGRAMME, "test")
    store.networks.save(replace(network_of(store), town="Elders"), "test")
    cookies = as_account(store, "coordinator")
    assert run(PAGE, cookies).dataframe and run("regie/partners", cookies).dataframe
