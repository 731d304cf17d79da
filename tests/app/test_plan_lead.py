"""The partner that leads an action says how it goes and proposes other dates; every other partner only reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.account import LinkKind
from onlife.domain.network import Partner
from onlife.domain.plan import FollowUp, PlanAction, Status
from onlife.store import Store
from onlife.ui.plan_words import LABELS
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, words
from tests.app.test_plan import field, first, press

TELL = "Hoe staat het ermee?"


def lead(store: Store) -> Partner:
    return next(p for p in store.networks.partners(network_of(store).id) if p.id == first(store).lead)


def opened(store: Store, run: Run) -> AppTest:
    """The page of the action, as the contact of the partner that leads it sees it."""
    return run("netwerk/plan", as_contact(store, lead(store)), actie=first(store).id)


def propose(store: Store, run: Run, end: str = "1/12/2031") -> AppTest:
    page = opened(store, run)
    field(page, "text_input", LABELS["end"]).set_value(end)
    field(page, "text_input", "Waarom? (mag leeg blijven)").set_value("De zaal is pas dan vrij.")
    return press(page, "Leg voor aan de coördinator")


@pytest.mark.parametrize("page", ["partner/ons_team", "partner/ons_plan"])
def test_a_partner_finds_what_it_leads_and_not_what_others_lead(store: Store, run: Run, page: str) -> None:
    own = words(run(page, as_contact(store, lead(store))))
    assert first(store).what in own
    ended = [a.what for a in store.plans.of(network_of(store).id) if a.lead == lead(store).id and a.status.ended]
    assert not any(what in own for what in ended)
    nothing = partner_named(store, "Bibliotheek")
    assert not any(a.lead == nothing.id for a in store.plans.of(network_of(store).id))
    boxes = run(page, as_contact(store, nothing)).main.expander
    assert not any(box.label.startswith("Wat jullie trekken") for box in boxes)


def test_a_lead_says_how_an_action_goes_and_the_rest_of_it_stays(store: Store, run: Run) -> None:
    before, page = first(store), opened(store, run)
    field(page, "radio", LABELS["status"]).set_value(Status.DONE)
    field(page, "text_area", LABELS["remarks"]).set_value("Alle besturen keurden de tekst goed.")
    page = press(page, "Bewaren")
    assert "De coördinator ziet wat er veranderde" in words(page)
    told = replace(before, status=Status.DONE, remarks="Alle besturen keurden de tekst goed.")
    assert replace(first(store), event=0) == replace(told, event=0)
    newest = store.plans.history(before.network, before.id)[0]
    assert lead(store).name in store.audit.names(before.network)[newest.actor], "the history knows who"


def test_a_lead_follows_up_with_questions_to_look_back(store: Store, run: Run) -> None:
    page = opened(store, run)
    field(page, "text_area", "Wat zagen jullie?").set_value("Twee besturen vragen nog voorbeelden.")
    press(page, "Notitie bewaren")
    moments = store.plans.follow_ups(network_of(store).id, first(store).id)
    assert "Twee besturen vragen nog voorbeelden." in [moment.saw for moment in moments if moment.held]
    page = opened(store, run)
    field(page, "text_input", "Nieuw opvolgmoment (dag/maand/jaar)").set_value("31/1/2030")
    press(page, "Moment toevoegen")
    days = [moment.day for moment in store.plans.follow_ups(network_of(store).id, first(store).id)]
    assert date(2030, 1, 31) in days


def test_two_people_at_what_a_lead_says(store: Store, run: Run) -> None:
    page = opened(store, run)
    store.plans.keep(replace(first(store), remarks="Van de coördinator", goal="Een ander doel"), "coordinator")
    field(page, "text_area", LABELS["remarks"]).set_value("Van de trekker")
    page = press(page, "Bewaren")
    assert first(store).remarks == "Van de coördinator"
    assert "Iemand anders wijzigde dit intussen" in words(page) and "Opmerkingen: Van de trekker" in words(page)
    press(page, "Zet toch mijn versie")
    assert (first(store).remarks, first(store).goal) == ("Van de trekker", "Een ander doel"), "only what the lead says"


def test_what_a_lead_is_typing_stays_while_the_coordinator_changes_the_action(store: Store, run: Run) -> None:
    page = opened(store, run)
    field(page, "text_input", LABELS["end"]).set_value("1/12/2031")
    field(page, "text_input", "Waarom? (mag leeg blijven)").set_value("De zaal is pas dan vrij.")
    store.plans.keep(replace(first(store), goal="Een ander doel"), "coordinator")
    press(page, "Leg voor aan de coördinator")
    (proposed,) = store.proposals.waiting(network_of(store).id)
    assert (proposed.end, proposed.reason) == (date(2031, 12, 1), "De zaal is pas dan vrij.")
    page = opened(store, run)
    field(page, "text_input", "Nieuw opvolgmoment (dag/maand/jaar)").set_value("31/1/2030")
    store.plans.keep_follow_up(network_of(store).id, FollowUp("m", first(store).id, date(2030, 5, 1)), "coordinator")
    press(page, "Moment toevoegen")
    days = [moment.day for moment in store.plans.follow_ups(network_of(store).id, first(store).id)]
    assert {date(2030, 1, 31), date(2030, 5, 1)} <= {*days}
    assert field(page, "text_input", "Nieuw opvolgmoment (dag/maand/jaar)").value == "", "the next one begins empty"


def test_the_coordinator_takes_proposed_dates_over(store: Store, run: Run) -> None:
    page = propose(store, run)
    assert "Wacht op de coördinator" in words(page) and first(store).end != date(2031, 12, 1)
    coordinator = as_account(store, "coordinator")
    for query in ({}, {"actie": first(store).id}):
        said = words(run("netwerk/plan", coordinator, **query))
        assert "tot 1 december 2031" in said and "De zaal is pas dan vrij." in said
    press(run("netwerk/plan", coordinator), "Neem de data over")
    assert first(store).end == date(2031, 12, 1)
    assert "Andere data voorgesteld" not in words(run("netwerk/plan", coordinator))


def test_the_coordinator_leaves_the_dates_as_they_are(store: Store, run: Run) -> None:
    before = first(store)
    propose(store, run)
    press(run("netwerk/plan", as_account(store, "coordinator"), actie=before.id), "Laat de data zoals ze zijn")
    assert first(store) == before and not store.proposals.waiting(before.network)
    assert "Stel andere data voor" in [box.label for box in opened(store, run).main.expander]


def test_a_lead_takes_its_proposal_back(store: Store, run: Run) -> None:
    press(propose(store, run), "Trek het voorstel in")
    assert not store.proposals.waiting(network_of(store).id)


def test_dates_that_cannot_be_are_said_and_nothing_is_proposed(store: Store, run: Run) -> None:
    for typed, said in (("ooit", "is geen datum"), ("1/1/2020", "vóór het begin")):
        assert said in " ".join(error.value for error in propose(store, run, typed).error)
    assert not store.proposals.waiting(network_of(store).id)


def test_nobody_else_is_asked_how_an_action_goes(store: Store, run: Run) -> None:
    other = next(p for p in store.networks.partners(network_of(store).id) if p.id in first(store).partners)
    propose(store, run)
    for cookies in (as_contact(store, other), as_account(store, "lezer")):
        page = run("netwerk/plan", cookies, actie=first(store).id)
        assert TELL not in words(page) and not page.text_area and not page.radio
        assert "Neem de data over" not in [button.label for button in page.button]
        assert "Andere data voorgesteld" not in words(run("netwerk/plan", cookies))


def test_a_lead_that_no_longer_is_or_whose_link_is_revoked_changes_nothing(store: Store, run: Run) -> None:
    other = partner_named(store, "CAW")
    for change in ("lead", "link"):
        page = opened(store, run)
        if change == "lead":
            store.plans.keep(replace(first(store), lead=other.id), "coordinator")
        else:
            store.plans.keep(replace(first(store), lead=partner_named(store, "Preventiedienst").id), "coordinator")
            page = opened(store, run)
            store.links.revoke(store.links.of(other.network)[lead(store).id, LinkKind.TEAM], "coordinator")
        before = first(store)
        field(page, "text_area", LABELS["remarks"]).set_value("Te laat")
        press(page, "Bewaren")
        assert first(store) == before


def test_a_lead_reads_its_actions_once_partners_may_see_the_plan(store: Store, run: Run) -> None:
    for scan_round in store.networks.rounds(network_of(store).id):
        store.networks.save_round(replace(scan_round, shared=False), "coordinator")
    assert TELL not in words(opened(store, run)) and first(store).what not in words(opened(store, run))
    assert first(store).what not in words(run("partner/ons_team", as_contact(store, lead(store))))


def test_an_own_action_of_a_partner_is_no_action_of_the_network(store: Store, run: Run) -> None:
    own = lead(store)
    mine = PlanAction("eigen", own.network, own.id, "1", "Alleen voor ons", date(2026, 1, 1), lead=own.id)
    store.plans.keep(mine, "contact")
    assert TELL not in words(run("partner/ons_plan", as_contact(store, own), actie="eigen"))


def test_dates_that_were_left_open_begin_anew_from_what_stands_there_now(store: Store, run: Run) -> None:
    page = opened(store, run)
    store.plans.keep(replace(first(store), end=date(2033, 3, 3)), "coordinator")
    page = press(page, "Terug naar het plan")
    page.query_params["actie"] = first(store).id
    assert field(page.run(), "text_input", LABELS["end"]).value == "03/03/2033"
