"""The meeting on the pages: who leads, who votes, who reads what came out of it, and what never leaves too early."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from onlife.lights import Light
from onlife.meeting import Agreement, Kind, Meeting, State
from onlife.store import Store
from onlife.store.records import Partner, Round
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, words


@pytest.fixture
def newest(store: Store) -> Round:
    return store.networks.rounds(network_of(store).id)[0]


@pytest.fixture
def running(store: Store, newest: Round) -> Meeting:
    return store.meetings.start(newest, "test")


@pytest.fixture
def library(store: Store) -> Partner:
    return partner_named(store, "Bibliotheek")


def drawn(page: AppTest) -> dict[str, Any]:
    """What the packaged script of the page is told to draw; empty without one."""
    for element in page.main.get("bidi_component"):
        return dict(json.loads(element.proto.json))
    return {}


def test_before_a_meeting_the_coordinator_sees_its_agenda_and_starts_it(store: Store, run: Run) -> None:
    page = run("netwerk/vergadering", as_account(store, "coordinator"))
    assert "schermen" in words(page) and "Grootste verschillen" in words(page)
    next(button for button in page.button if button.label == "Start de vergadering").click().run()
    assert store.meetings.running(network_of(store).id) is not None
    assert page.query_params["scherm"] in ("welkom", ["welkom"])
    assert drawn(page)["title"] == "Welkom"


@pytest.mark.parametrize("who", ["reader", "contact"])
def test_nobody_but_the_coordinator_leads(who: str, store: Store, run: Run, running: Meeting, library: Partner) -> None:
    cookies = as_account(store, "lezer") if who == "reader" else as_contact(store, library)
    page = run("netwerk/vergadering", cookies, scherm="welkom")
    assert not drawn(page)
    assert not [b for b in page.main.button if b.label in ("Start de vergadering", "Pauze", "Rond af")]


def test_a_screen_of_an_element_shows_measured_voted_and_agreed_side_by_side(
    store: Store, run: Run, running: Meeting, newest: Round, library: Partner
) -> None:
    question = store.meetings.ask(running, Kind.COLOUR, "5.6", "test")
    store.meetings.vote(running.network, question.id, library.id, "orange", "test")
    store.meetings.reveal(running, question.id, "test")
    store.meetings.agree(newest, Agreement("5.6", Light.RED, "Omdat het moet.", running.id), "test")
    screen = drawn(run("netwerk/vergadering", as_account(store, "coordinator"), scherm="samenwerking-5.6"))
    assert [column["head"] for column in screen["columns"]] == ["Gemeten in de scan", "Gestemd", "Afgesproken"]
    assert ["Bibliotheek Lindervoorde"] in [group["names"] for group in screen["columns"][1]["groups"]]
    assert (screen["columns"][2]["big"], screen["columns"][2]["text"]) == ("■ rood", "Omdat het moet.")


def test_an_open_vote_shows_on_the_projector_how_many_voted_and_never_what(
    store: Store, run: Run, running: Meeting, library: Partner
) -> None:
    question = store.meetings.ask(running, Kind.COLOUR, "5.6", "test")
    screens = []
    for choice in ("green", "red"):
        store.meetings.vote(running.network, question.id, library.id, choice, "test")
        screens.append(drawn(run("netwerk/vergadering", as_account(store, "coordinator"), scherm="samenwerking-5.6")))
    assert screens[0]["count"] == "1 van 12 partners stemden"
    assert screens[0] == screens[1]  # what was chosen makes no difference to what is sent
    assert screens[0]["join"]["address"].endswith("/stem")


def test_a_phone_gets_its_own_vote_and_that_of_others_only_after_the_reveal(
    store: Store, run: Run, running: Meeting, library: Partner
) -> None:
    other = partner_named(store, "CAW")
    question = store.meetings.ask(running, Kind.COLOUR, "5.6", "test")
    store.meetings.vote(running.network, question.id, other.id, "red", "test")
    page = run("partner/stemmen", as_contact(store, library))
    assert drawn(page)["chosen"] == "" and other.name not in words(page)
    assert drawn(run("partner/stemmen", as_contact(store, other)))["chosen"] == "red"
    store.meetings.reveal(running, question.id, "test")
    page = run("partner/stemmen", as_contact(store, library))
    assert not drawn(page) and other.name in words(page)


def test_a_phone_says_what_it_waits_for(store: Store, run: Run, library: Partner, newest: Round) -> None:
    cookies = as_contact(store, library)
    assert "Er loopt geen vergadering" in words(run("partner/stemmen", cookies))
    meeting = store.meetings.start(newest, "test")
    assert "Zodra er een vraag is" in words(run("partner/stemmen", cookies))
    store.meetings.turn(meeting, State.PAUSED, "test")
    assert "even gepauzeerd" in words(run("partner/stemmen", cookies))


@pytest.mark.parametrize("who", ["coordinator", "reader", "contact"])
def test_the_report_can_be_read_by_whoever_sees_the_network(who: str, store: Store, run: Run, library: Partner) -> None:
    cookies = {
        "coordinator": lambda: as_account(store, "coordinator"),
        "reader": lambda: as_account(store, "lezer"),
        "contact": lambda: as_contact(store, library),
    }[who]()
    said = words(run("netwerk/vergadering", cookies))
    for expected in (
        "Aanwezig (10)",
        "2e stemming",
        "Kleur voor 5.6",
        "◆ oranje",
        "drie meldingen",
        "Eén bladzijde visie",
    ):
        assert expected in said, expected


def test_a_report_about_a_round_that_is_not_shared_stays_closed_for_partners(
    store: Store, run: Run, library: Partner
) -> None:
    from dataclasses import replace

    spring = store.networks.rounds(network_of(store).id)[1]
    store.networks.save_round(replace(spring, shared=False), "test")
    said = words(run("netwerk/vergadering", as_contact(store, library)))
    assert "2e stemming" not in said and "nog geen vergadering afgerond" in said
    assert "2e stemming" in words(run("netwerk/vergadering", as_account(store, "lezer")))


def test_what_was_agreed_stands_beside_what_was_measured_ever_after(store: Store, run: Run, newest: Round) -> None:
    reader = as_account(store, "lezer")
    page = run("netwerk/samenwerking", reader)
    labels = " ".join(expander.label for expander in page.expander).replace("\\", "")
    assert "afgesproken in Voorjaar 2026: ◆ oranje" in labels
    store.meetings.agree(newest, Agreement("5.6", Light.RED, "Opnieuw bekeken."), "test")
    labels = " ".join(e.label for e in run("netwerk/samenwerking", reader).expander).replace("\\", "")
    assert "afgesproken: ■ rood" in labels
    assert "Opnieuw bekeken." in words(run("netwerk/bouwsteen", reader, bouwsteen="5 Samenwerking"))
    overview = words(run("netwerk/overzicht", reader))
    assert "Wat jullie afspraken" in overview and "Opnieuw bekeken." in overview
