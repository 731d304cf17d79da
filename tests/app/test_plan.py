"""The plan on screen: adding and changing, what is said at a field, offering, and who may do what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from onlife.content.message import message
from onlife.domain.plan import PlanAction, Status, Term
from onlife.services import demo
from onlife.services.language import COOKIE
from onlife.store import Store
from onlife.text import today
from onlife.ui.plan_words import LABELS
from onlife.ui.reading import evaluations
from tests import pseudo
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, words


def first(store: Store) -> PlanAction:
    return next(a for a in store.plans.of(network_of(store).id) if a.what.startswith("Eén bladzijde"))


def field(page: AppTest, kind: str, label: str) -> Any:
    return next(f for f in page.get(kind) if getattr(f, "label", "") == label)


def press(page: AppTest, label: str) -> AppTest:
    return next(b for b in page.button if b.label == label).click().run()


def test_a_coordinator_adds_an_action_started_from_a_cell(store: Store, run: Run) -> None:
    page = run(
        "netwerk/plan", as_account(store, "coordinator"), actie="nieuw", bouwsteen="5 Samenwerking", element="5.6"
    )
    assert field(page, "multiselect", "Elementen die moeten bewegen").value == ["5.6"]
    field(page, "text_input", "Wat gaan jullie doen?").set_value("Elke maand samen bellen")
    field(page, "text_input", "Einde (dag/maand/jaar)").set_value("1 maart 2030")
    assert field(page, "radio", "Termijn").captions[1:] == [message(f"term.{term}") for term in Term]
    page = press(page, "Actie bewaren")
    (kept,) = [a for a in store.plans.of(network_of(store).id) if a.what == "Elke maand samen bellen"]
    assert (kept.block, kept.elements) == ("5", ("5.6",))
    assert kept.term is Term.LONG, "it follows from its end"
    assert "Wie trekt dit?" in words(page)


def test_a_term_follows_from_begin_and_end_until_another_is_chosen(store: Store, run: Run) -> None:
    page = run("netwerk/plan", as_account(store, "coordinator"), actie="nieuw")
    field(page, "text_input", LABELS["what"]).set_value("Elke maand samen bellen")
    field(page, "text_input", LABELS["start"]).set_value("1/2/2030")
    field(page, "text_input", LABELS["end"]).set_value("30/6/2030")
    page = press(page, "Actie bewaren")

    def kept() -> PlanAction:
        return next(a for a in store.plans.of(network_of(store).id) if a.what == "Elke maand samen bellen")

    assert kept().term is Term.SHORT and "Het einde past bij" not in words(page)
    field(page, "text_input", LABELS["end"]).set_value("30/6/2031")
    page = press(page, "Actie bewaren")
    assert kept().term is Term.MIDDLE
    field(page, "radio", LABELS["term"]).set_value(Term.LONG)
    page = press(page, "Actie bewaren")
    assert kept().term is Term.LONG and "Het einde past bij de termijn middellang" in words(page)
    field(page, "text_input", LABELS["end"]).set_value("30/6/2030")
    press(page, "Actie bewaren")
    assert kept().term is Term.LONG, "what was chosen stays"


def test_several_actions_are_added_one_after_another(store: Store, run: Run) -> None:
    page = run("netwerk/plan", as_account(store, "coordinator"), actie="nieuw", bouwsteen="5 Samenwerking")
    for what in ("Eerst bellen", "Dan schrijven"):
        field(page, "text_input", LABELS["what"]).set_value(what)
        page = press(page, "Bewaar en begin een volgende")
        assert f"Bewaard: {what}" in words(page)
        assert (field(page, "text_input", LABELS["what"]).value, field(page, "selectbox", LABELS["block"]).value) == (
            "",
            "5",
        )
    assert {"Eerst bellen", "Dan schrijven"} <= {a.what for a in store.plans.of(network_of(store).id)}


def test_a_form_asks_the_rest_only_when_one_wants_it(store: Store, run: Run) -> None:
    coordinator = as_account(store, "coordinator")

    def more(**query: str) -> Any:
        page = run("netwerk/plan", coordinator, **query)
        return next(box for box in page.main.expander if box.label == "Meer over deze actie").proto.expanded

    assert not more(actie="nieuw") and more(actie=first(store).id), "what was filled in is in sight"


def test_elements_are_said_to_move_only_once_a_round_opened_after_the_action_began(store: Store, run: Run) -> None:
    coordinator, action = as_account(store, "coordinator"), first(store)
    assert "Bewogen de elementen?" in words(run("netwerk/plan", coordinator, actie=action.id))
    for begin in (today(), today() + timedelta(days=60)):
        store.plans.keep(replace(first(store), start=begin, end=None), "test")
        assert "Bewogen de elementen?" not in words(run("netwerk/plan", coordinator, actie=action.id))
        said = words(run("netwerk/evolutie", coordinator, ronde=demo.AUTUMN, eerder=demo.SPRING))
        assert action.what not in said


def test_a_team_or_function_is_responsible_beside_the_partner_that_leads(store: Store, run: Run) -> None:
    page = run("netwerk/plan", as_account(store, "coordinator"), actie=first(store).id)
    field(page, "text_input", LABELS["responsible"]).set_value("  team\nonthaal ")
    press(page, "Actie bewaren")
    assert first(store).responsible == "team onthaal"
    reader = as_account(store, "lezer")
    assert "verantwoordelijke: team onthaal" in words(run("netwerk/plan", reader))
    read = words(run("netwerk/plan", reader, actie=first(store).id))
    assert read.count("team onthaal") == 2  # the action, and its history


def test_who_begins_an_action_finds_the_one_that_the_publication_worked_out(store: Store, run: Run) -> None:
    page = run("netwerk/plan", as_account(store, "coordinator"), actie="nieuw")
    (way,) = [link.proto for link in page.get("page_link") if link.proto.label == "Zo ziet een uitgewerkte actie eruit"]
    assert way.query_string == "onderwerp=plan-voorbeeld"
    assert "Zo ziet een uitgewerkte actie eruit" not in [
        link.proto.label for link in run("netwerk/plan", as_account(store, "lezer")).get("page_link")
    ]


def test_at_a_follow_up_moment_one_reads_what_to_look_back_at(store: Store, run: Run) -> None:
    said = words(run("netwerk/plan", as_account(store, "lezer"), actie=first(store).id))
    for kind in evaluations():
        assert kind.name in said and all(question in said for question in kind.questions)


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(store: Store, run: Run) -> None:
    before = len(store.plans.of(network_of(store).id))
    page = run("netwerk/plan", as_account(store, "coordinator"), actie="nieuw")
    field(page, "text_input", "Begin (dag/maand/jaar)").set_value("volgende week")
    page = press(page, "Actie bewaren")
    assert "Zeg in één zin" in words(page) and "is geen datum" in words(page)
    assert field(page, "text_input", "Begin (dag/maand/jaar)").value == "volgende week"
    assert len(store.plans.of(network_of(store).id)) == before


def test_two_people_at_the_same_action(store: Store, run: Run) -> None:
    action = first(store)
    page = run("netwerk/plan", as_account(store, "coordinator"), actie=action.id)
    store.plans.keep(replace(action, goal="Wat de ander schreef."), "ander")
    field(page, "text_area", "Doelstelling").set_value("Wat ik schreef.")
    page = press(page, "Actie bewaren")
    assert first(store).goal == "Wat de ander schreef."
    assert "Iemand anders wijzigde dit intussen" in words(page) and "Doelstelling: Wat ik schreef." in words(page)
    press(page, "Zet toch mijn versie")
    assert first(store).goal == "Wat ik schreef."


def test_a_version_put_back_by_a_link_that_was_revoked_meanwhile_is_said_to_be_lost(store: Store, run: Run) -> None:
    caw = partner_named(store, "CAW")
    page = run("partner/ons_plan", as_contact(store, caw), actie="nieuw")
    field(page, "text_input", LABELS["what"]).set_value("Een chatpermanentie op zondag")
    page = press(page, "Actie bewaren")
    (own,) = store.plans.of(caw.network, caw.id)
    store.plans.keep(replace(own, goal="Wat de ander schreef."), "ander")
    field(page, "text_area", "Doelstelling").set_value("Wat ik schreef.")
    page = press(page, "Actie bewaren")
    for link in store.links.of(caw.network).values():
        if link.partner == caw.id:
            store.links.revoke(link, "test")
    page = press(page, "Zet toch mijn versie")
    assert [own.goal for own in store.plans.of(caw.network, caw.id)] == ["Wat de ander schreef."]
    assert ["Je laatste wijziging is niet bewaard." in error.value for error in page.error] == [True]


def test_a_reader_reads_the_plan_and_its_history_and_changes_nothing(store: Store, run: Run) -> None:
    reader = as_account(store, "lezer")
    assert "Eén bladzijde visie" in words(run("netwerk/plan", reader))
    page = run("netwerk/plan", reader, actie=first(store).id)
    assert "De tekst ligt bij vier besturen" in words(page) and "Actie toegevoegd" in words(page)
    assert not page.text_area and "Actie bewaren" not in [b.label for b in page.button]
    assert not run("netwerk/plan", reader, actie="nieuw").text_area


def test_every_view_shows_the_plan(store: Store, run: Run) -> None:
    reader = as_account(store, "lezer")
    for view in ("Lijst", "Per partner", "Bord"):
        assert "Vorming over online signalen" in words(run("netwerk/plan", reader, beeld=view))
    assert run("netwerk/plan", reader, beeld="Tijdlijn").get("vega_lite_chart")


def test_a_sight_is_the_same_in_every_language(store: Store, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a page that comes in Dutch, on the day that it is translated."""
    monkeypatch.setattr("onlife.services.language.PAGES", {"plan"})
    contact = as_contact(store, partner_named(store, "CAW"))
    with pseudo.known():
        page = run("netwerk/plan", contact | {COOKIE: pseudo.CODE}, beeld="Per partner")
    assert page.radio[0].options[:2] == ["⟦Lijst⟧", "⟦Per partner⟧"]
    assert "CAW De Vlier" in [header.value for header in page.header]


def test_a_card_does_not_say_again_what_stands_above_it(store: Store, run: Run) -> None:
    reader = as_account(store, "lezer")
    action = first(store)
    for view, above in (("Lijst", "Strategie"), ("Bord", action.status.word)):
        page = run("netwerk/plan", reader, beeld=view)
        assert any(above.casefold() in header.value.casefold() for header in page.header)
        (card,) = [said.value for said in page.markdown if action.what in said.value]
        assert f"{above} ·" not in card and not card.endswith(above)


def test_the_board_has_a_column_for_what_was_stopped_only_where_something_was(store: Store, run: Run) -> None:
    reader = as_account(store, "lezer")
    assert [h.value.split()[0] for h in run("netwerk/plan", reader, beeld="Bord").header] == [
        "Gepland",
        "Bezig",
        "Klaar",
    ]
    store.plans.keep(replace(first(store), status=Status.DROPPED), "coordinator")
    assert "Stopgezet (1)" in [h.value for h in run("netwerk/plan", reader, beeld="Bord").header]


def test_a_card_is_moved_by_a_button(store: Store, run: Run) -> None:
    action, coordinator = first(store), as_account(store, "coordinator")
    page = run("netwerk/plan", coordinator, beeld="Bord")
    page = page.button(key=f"move-done-{action.id}").click().run()
    assert first(store).status is Status.DONE and f"{action.what}: nu klaar." in words(page)
    page.button(key=f"move-planned-{action.id}").click().run()
    assert first(store).status is Status.PLANNED


def test_a_card_that_somebody_changed_meanwhile_is_not_moved_over_it(store: Store, run: Run) -> None:
    action = first(store)
    page = run("netwerk/plan", as_account(store, "coordinator"), beeld="Bord")
    store.plans.keep(replace(action, goal="Wat de ander schreef."), "ander")
    page = page.button(key=f"move-done-{action.id}").click().run()
    assert (first(store).status, first(store).goal) == (action.status, "Wat de ander schreef.")
    assert page.error and "nu klaar" not in words(page)
    page.button(key=f"move-done-{action.id}").click().run()
    assert first(store).status is Status.DONE, "of what the page shows now"


def test_only_who_may_change_an_action_moves_its_card(store: Store, run: Run) -> None:
    def movable(cookies: dict[str, str]) -> set[str]:
        page = run("netwerk/plan", cookies, beeld="Bord")
        return {(b.key or "").split("-")[-1] for b in page.button if (b.key or "").startswith("move-")}

    actions = store.plans.of(network_of(store).id)
    assert movable(as_account(store, "coordinator")) == {action.id for action in actions}
    assert movable(as_account(store, "lezer")) == set()
    caw = partner_named(store, "CAW")
    assert movable(as_contact(store, caw)) == {action.id for action in actions if action.lead == caw.id}
    own = next(action for action in actions if action.lead == caw.id)
    page = run("netwerk/plan", as_contact(store, caw), beeld="Bord")
    page.button(key=f"move-running-{own.id}").click().run()
    moved = store.plans.action(own.network, own.id)
    assert moved and moved.status is Status.RUNNING


def test_a_partner_offers_an_action_of_its_own_plan_and_the_coordinator_accepts(store: Store, run: Run) -> None:
    caw = partner_named(store, "CAW")
    page = run("partner/ons_plan", as_contact(store, caw), actie="nieuw")
    field(page, "text_input", "Wat gaan jullie doen?").set_value("Een chatpermanentie op zondag")
    page = press(page, "Actie bewaren")
    coordinator = as_account(store, "coordinator")
    assert "chatpermanentie" not in words(run("netwerk/plan", coordinator))
    (own,) = store.plans.of(caw.network, caw.id)
    store.plans.keep(replace(own, offered=True), "contact")
    page = run("netwerk/plan", coordinator)
    assert "chatpermanentie" in words(page)
    press(page, "Neem op in het plan")
    assert "Een chatpermanentie op zondag" in [a.what for a in store.plans.of(caw.network)]


def test_the_own_plan_of_another_partner_does_not_open(store: Store, run: Run) -> None:
    caw, clb = partner_named(store, "CAW"), partner_named(store, "CLB")
    theirs = replace(first(store), id="eigen", owner=caw.id, what="Alleen voor ons", event=0)
    store.plans.keep(theirs, "contact")
    own = run("partner/ons_plan", as_contact(store, caw), actie="eigen")
    assert field(own, "text_input", "Wat gaan jullie doen?").value == "Alleen voor ons"
    for page, cookies in (
        ("partner/ons_plan", as_contact(store, clb)),
        ("netwerk/plan", as_contact(store, clb)),
        ("netwerk/plan", as_account(store, "coordinator")),
    ):
        opened = run(page, cookies, actie="eigen")
        assert "Alleen voor ons" not in words(opened) and not opened.text_area


def test_a_follow_up_moment_is_added_and_noted(store: Store, run: Run) -> None:
    action = first(store)
    page = run("netwerk/plan", as_account(store, "coordinator"), actie=action.id)
    field(page, "text_input", "Nieuw opvolgmoment (dag/maand/jaar)").set_value("31/1/2027")
    page = press(page, "Moment toevoegen")
    assert "31 januari 2027" in words(page)
    field(page, "text_area", "Wat zagen jullie?").set_value("Het begint te leven.")
    press(page, "Notitie bewaren")
    assert "Het begint te leven." in [f.saw for f in store.plans.follow_ups(action.network, action.id)]
