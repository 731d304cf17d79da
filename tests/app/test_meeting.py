"""The meeting on the pages: who leads, who votes, who reads what came out of it, and what never leaves too early."""

from __future__ import annotations

import json
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.access import Actor, Role
from onlife.domain.light import Light
from onlife.domain.meeting import Agreement, Meeting, Point, State, Topic, VoteKind
from onlife.domain.network import Partner, Round
from onlife.domain.plan import Status
from onlife.domain.scan import FilledScan
from onlife.store import Overtaken, Refused, Store
from onlife.ui.app.session import Visit
from onlife.ui.meeting import ACTS
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, unfold, words


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
    assert not drawn(page) and "scherm" not in page.query_params  # and the menu is back
    assert not [b for b in page.main.button if b.label in ("Start de vergadering", "Pauze", "Rond af")]


def test_a_screen_of_an_element_shows_measured_voted_and_agreed_side_by_side(
    store: Store, run: Run, running: Meeting, newest: Round, library: Partner
) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    store.meetings.vote(running.network, question.id, library.id, "orange", "test")
    store.meetings.reveal(running, question.id, "test")
    store.meetings.agree(newest, Agreement("5.6", Light.RED, "Omdat het moet.", running.id), "test")
    screen = drawn(run("netwerk/vergadering", as_account(store, "coordinator"), scherm="samenwerking-5.6"))
    assert [column["head"] for column in screen["columns"]] == ["Gemeten in de scan", "Gestemd", "Afgesproken"]
    assert ["Bibliotheek Lindervoorde"] in [group["names"] for group in screen["columns"][1]["groups"]]
    assert (screen["columns"][2]["big"], screen["columns"][2]["text"]) == ("■ rood", "Omdat het moet.")


def test_small_teams_stand_on_the_screen_as_one_group_beside_the_others(store: Store, run: Run) -> None:
    spring = store.networks.rounds(network_of(store).id)[1]
    store.meetings.mark(spring, "1.1", True, "test")
    store.meetings.start(spring, "test")
    point = Point(Topic.MARKED, "1.1").id
    measured = drawn(run("netwerk/vergadering", as_account(store, "coordinator"), scherm=point))["columns"][0]
    assert measured["groups"][-1] == {
        "label": "■ kleine teams samen: overwegend rood", "tone": "red", "names": [], "number": "7",
    }  # fmt: skip
    assert measured["text"] == "10 partners, 73 scans · verschil dat toeval kan zijn"


def test_in_a_large_network_the_few_who_see_it_otherwise_are_named_on_the_screen(
    store: Store, run: Run, running: Meeting, newest: Round
) -> None:
    others = [Partner(f"p{at}", newest.network, f"Partner {at:02}", "Sport", 1, joint=True) for at in range(20)]
    store.networks.save_partners(others, "test")
    store.scan_imports.add(newest, [FilledScan(other.id, "", True, {"5.6": "orange"}) for other in others])
    for other in others:
        store.closings.close(newest, other, "test", release=True)
    screen = drawn(run("netwerk/vergadering", as_account(store, "coordinator"), scherm="samenwerking-5.6"))
    green, mixed, red = screen["columns"][0]["groups"]
    assert green["names"] == ["Politiezone Linde en Beke"] and len(red["names"]) == 2
    assert (mixed["names"], mixed["number"]) == ([], "26")


def test_an_open_vote_shows_on_the_projector_how_many_voted_and_never_what(
    store: Store, run: Run, running: Meeting, library: Partner
) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
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
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
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
    assert "Opnieuw bekeken." in words(unfold(run("netwerk/bouwsteen", reader, bouwsteen="5 Samenwerking"), "5.6"))
    overview = words(run("netwerk/overzicht", reader))
    assert "Wat jullie afspraken" in overview and "Opnieuw bekeken." in overview


# -- what a press on a screen does


@pytest.fixture
def leader(store: Store) -> Visit:
    network = network_of(store)
    account = next(a for a in store.accounts.all() if a.username == "coordinator")
    return Visit(Actor(account.id, account.name, MappingProxyType({network.id: Role.COORDINATOR})), network)


def test_stars_agreed_in_the_meeting_stand_at_the_keuzehulp_and_overwrite_nobody_unseen(
    store: Store, run: Run, running: Meeting, newest: Round, leader: Visit
) -> None:
    standing = store.priorities.of(newest.id, "")["5"]
    asked = {"base": {"about": "5", "event": standing.event}, "stars": "4", "comment": "In de vergadering beslist."}
    ACTS["stars"](leader, running, newest, asked)
    kept = store.priorities.of(newest.id, "")["5"]
    assert (kept.stars, kept.direction) == (4, standing.direction)  # where one wants to be was not asked, and stays
    assert "In de vergadering beslist." in words(run("netwerk/keuzehulp", as_account(store, "lezer")))
    with pytest.raises(Overtaken):
        ACTS["stars"](leader, running, newest, {**asked, "stars": "1"})
    with pytest.raises(Refused):
        ACTS["stars"](leader, running, newest, {**asked, "stars": ""})
    assert store.priorities.of(newest.id, "")["5"].stars == 4


def test_a_colour_is_agreed_only_once_one_is_chosen(
    store: Store, running: Meeting, newest: Round, leader: Visit
) -> None:
    asked = {"base": {"about": "5.6", "event": 0}, "light": "", "reason": "Daarom."}
    with pytest.raises(Refused):
        ACTS["agree"](leader, running, newest, asked)
    ACTS["agree"](leader, running, newest, {**asked, "light": "red"})
    agreed = store.meetings.agreed(newest.id)["5.6"]
    assert (agreed.light, agreed.reason, agreed.meeting) == (Light.RED, "Daarom.", running.id)


def test_a_note_belongs_to_the_point_where_it_was_written(
    store: Store, running: Meeting, newest: Round, leader: Visit
) -> None:
    ACTS["note"](leader, running, newest, {"base": {"point": "plan", "event": 0}, "text": "Wie nog iets heeft, mailt."})
    assert {point: note.text for point, note in store.meetings.notes(running).items()} == {
        "plan": "Wie nog iets heeft, mailt."
    }


def test_only_partners_of_the_network_can_be_noted_as_present(
    store: Store, running: Meeting, newest: Round, leader: Visit, library: Partner
) -> None:
    ACTS["present"](leader, running, newest, {"here": [library.id, "iemand anders"]})
    assert store.meetings.present(running) == {library.id}


def test_an_action_and_its_state_change_without_leaving_the_screen(
    store: Store, running: Meeting, newest: Round, leader: Visit, library: Partner
) -> None:
    asked = {"what": "Samen aan tafel", "lead": library.id, "term": "short", "end": "1/3/2027"}
    ACTS["action"](leader, running, newest, {**asked, "base": {"block": "5", "element": "5.6"}})
    made = next(a for a in store.plans.of(running.network) if a.what == "Samen aan tafel")
    assert (made.block, made.elements, made.lead) == ("5", ("5.6",), library.id)
    with pytest.raises(ValueError, match="geen datum"):
        ACTS["action"](leader, running, newest, {**asked, "end": "ooit", "base": {"block": "5", "element": ""}})
    change = {"action": made.id, "status": "done", "base": {made.id: made.event}}
    ACTS["status"](leader, running, newest, change)
    assert (now := store.plans.action(running.network, made.id)) and now.status is Status.DONE
    with pytest.raises(Overtaken):
        ACTS["status"](leader, running, newest, {**change, "status": "dropped"})
    with pytest.raises(Refused, match="Kies eerst"):  # nothing stands there that could be of another action
        ACTS["status"](leader, running, newest, {**change, "status": ""})


def test_a_withdrawn_vote_leaves_the_screen_as_it_was(
    store: Store, run: Run, running: Meeting, newest: Round, leader: Visit, library: Partner
) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    store.meetings.vote(running.network, question.id, library.id, "red", "test")
    ACTS["drop"](leader, running, newest, {"question": question.id})
    screen = drawn(run("netwerk/vergadering", as_account(store, "coordinator"), scherm="samenwerking-5.6"))
    assert [column["head"] for column in screen["columns"]] == ["Gemeten in de scan", "Afgesproken"]
    assert screen["bullets"]  # the questions for the conversation are back


def test_a_meeting_can_be_paused_and_resumed(store: Store, run: Run, running: Meeting) -> None:
    page = run("netwerk/vergadering", as_account(store, "coordinator"))
    next(button for button in page.button if button.label == "Pauze").click().run()
    known = store.meetings.running(running.network)
    assert known is not None and known.state is State.PAUSED
    assert not drawn(run("netwerk/vergadering", as_account(store, "coordinator"), scherm="welkom"))
    next(button for button in page.button if button.label == "Hervat de vergadering").click().run()
    assert (known := store.meetings.running(running.network)) and known.state is State.RUNNING
