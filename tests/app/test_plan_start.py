"""An action that starts from a first step to read, from a practice, or from a template of the network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlife.domain.light import Light
from onlife.store import Store
from onlife.ui import reading
from onlife.ui.plan_words import LABELS
from tests.app.conftest import Run, as_account, as_contact, as_respondent, network_of, partner_named, words
from tests.app.test_plan import field, first, press

WAY = "Maak hier een actie van"


def ways(store: Store, run: Run, page: str, cookies: dict[str, str]) -> list[str]:
    """Where the ways to an action lead, as addresses."""
    links = [link.proto for link in run(page, cookies).get("page_link") if link.proto.label == WAY]
    return [f"{link.page}?{link.query_string}" for link in links]


@pytest.mark.parametrize("page", ["lezen/bouwstenen", "lezen/inspiratie"])
def test_who_has_a_plan_starts_an_action_from_what_they_read(store: Store, run: Run, page: str) -> None:
    caw = partner_named(store, "CAW")
    for cookies, plan in ((as_account(store, "coordinator"), "plan"), (as_contact(store, caw), "ons-plan")):
        found = ways(store, run, page, cookies)
        assert len(found) > 10 and all(way.split("?")[0].endswith(plan) for way in found)
    for cookies in (as_account(store, "lezer"), as_respondent(store, partner_named(store, "Bibliotheek")), {}):
        assert not ways(store, run, page, cookies)


@pytest.mark.parametrize("light", [Light.RED, Light.ORANGE])
def test_a_first_step_fills_the_action_in(store: Store, run: Run, light: Light) -> None:
    where = {"actie": "nieuw", "bouwsteen": "5 Samenwerking", "element": "5.4", "kleur": light.word}
    page = run("netwerk/plan", as_account(store, "coordinator"), **where)
    passage = reading.library().about(reading.library().quickscan.element("5.4"))
    assert passage
    page = press(page, "Actie bewaren")
    (kept,) = [a for a in store.plans.of(network_of(store).id) if a.what == passage.first[light]]
    assert (kept.block, kept.elements, kept.term.value) == ("5", ("5.4",), "short")
    assert "5.4" in kept.indicator and light.word in kept.indicator


def test_a_practice_fills_the_action_in(store: Store, run: Run) -> None:
    practice = reading.practices().functions[0].practices[1]
    page = run("netwerk/plan", as_account(store, "coordinator"), actie="nieuw", praktijk=practice.id)
    assert field(page, "text_input", LABELS["what"]).value == practice.name
    assert field(page, "text_area", LABELS["remarks"]).value.startswith(practice.text)


def test_what_an_address_cannot_start_from_starts_an_empty_action(store: Store, run: Run) -> None:
    for where in (
        {"kleur": "rood"},
        {"kleur": "paars", "element": "1.1"},
        {"praktijk": "geen"},
        {"keer": "ooit"},
        {"sjabloon": first(store).id},  # it is an action, and no template
    ):
        page = run("netwerk/plan", as_account(store, "coordinator"), actie="nieuw", **where)
        assert field(page, "text_input", LABELS["what"]).value == ""


def test_a_network_keeps_an_action_as_a_template_and_begins_from_it(store: Store, run: Run) -> None:
    coordinator, action = as_account(store, "coordinator"), first(store)
    page = run("netwerk/plan", coordinator, actie=action.id)
    page.toggle(key=f"template-{action.id}").set_value(True).run()
    assert [kept.id for kept in store.plans.templates(action.network)] == [action.id]
    page = run("netwerk/plan", coordinator, actie="nieuw")
    page = page.selectbox(key="template").set_value(action.id).run()
    assert field(page, "text_input", LABELS["what"]).value == action.what
    field(page, "text_input", LABELS["what"]).set_value("Hetzelfde, nu voor ouders")
    press(page, "Actie bewaren")
    (kept,) = [a for a in store.plans.of(action.network) if a.what == "Hetzelfde, nu voor ouders"]
    assert (kept.block, kept.elements, kept.goal, kept.indicator) == (
        action.block,
        action.elements,
        action.goal,
        action.indicator,
    )
    assert (kept.lead, kept.end, kept.partners) == ("", None, ()), "who and when are asked anew"
    page = run("netwerk/plan", coordinator, actie=action.id)
    page.toggle(key=f"template-{action.id}").set_value(False).run()
    assert not store.plans.templates(action.network)
    assert "Begin van een sjabloon" not in [s.label for s in run("netwerk/plan", coordinator, actie="nieuw").selectbox]


def test_templates_are_those_of_the_own_network_and_its_own_plan(store: Store, run: Run) -> None:
    action, caw = first(store), partner_named(store, "CAW")
    store.plans.keep_template(action.network, action.id, True, "coordinator")
    other = store.networks.add("Ander netwerk", "Elders", 5, "iemand")
    assert not store.plans.templates(other.id)
    own = run("partner/ons_plan", as_contact(store, caw), actie="nieuw", sjabloon=action.id)
    assert field(own, "text_input", LABELS["what"]).value == "" and action.what not in words(own)
    store.plans.keep(replace(action, id="eigen", owner=caw.id, event=0), "contact")
    for network, key in ((other.id, action.id), (action.network, "eigen"), (action.network, "geen")):
        with pytest.raises(Exception, match="geen actie van het netwerk"):
            store.plans.keep_template(network, key, True, "iemand")
