"""Coming back: without a session, after logging in, and to a team page that has a code of its own."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from onlife.services import installation
from tests.browser.test_idle_tabs import WITHIN
from tests.browser.visitor import Visitor, choose, press, says, settle, unfold
from tests.browser.world import COORDINATOR, RETURNING, STAND_IN, Login, World

Arrive = Callable[..., Visitor]
CODE = "de eikels vallen in het gras"
ELEMENT = installation.questionnaire().blocks[0].elements[0].title


@pytest.mark.slow
def test_a_respondent_without_session_fills_in_the_code_and_goes_on(arrive: Arrive, world: World) -> None:
    first = arrive()
    page = first.enter(world.scan_link(RETURNING))
    assert "verder" not in page.url, "no code in the address"
    first.show("/scan?stap=1")
    choose(page, ELEMENT, "● groen")
    says(page, "✓ bewaard")
    unfold(page, "Later of op een ander toestel verdergaan")
    code = page.get_by_test_id("stCode").inner_text().strip().partition("verder=")[2]
    later = arrive()
    page = later.show(f"/scan?verder={code}")
    says(page, re.compile("Begon jij al een scan"))
    expect(page.get_by_label("Jouw hervatcode")).to_have_value(code)
    expect(page).not_to_have_url(re.compile("verder"))
    press(page, "Ga verder met mijn scan")
    says(page, re.compile("Je scan gaat verder op dit toestel"))
    assert code not in page.content()


def test_a_login_leads_back_to_the_page_that_was_asked_for(arrive: Arrive) -> None:
    visitor = arrive()
    page = visitor.show("/partners?netwerk=onbekend")
    page.get_by_role("link", name="Naar aanmelden").click()
    expect(page).to_have_url(re.compile("/aanmelden"))
    settle(page)
    page.get_by_role("textbox", name="Gebruikersnaam").fill(STAND_IN.username)
    page.get_by_role("textbox", name="Wachtwoord").fill(STAND_IN.password)
    page.get_by_role("button", name="Aanmelden").click()
    expect(page).to_have_url(re.compile("/partners"))
    settle(page)
    says(page, "Partners")
    page.get_by_role("button", name="Afmelden").click()
    page.get_by_role("button", name="Ja, meld me af").click()
    says(page, re.compile("Je kreeg een link"))


@pytest.mark.slow
@pytest.mark.parametrize("other", [STAND_IN, COORDINATOR], ids=["the same account", "somebody else"])
def test_what_was_typed_when_a_session_ended_waits_for_the_same_account(arrive: Arrive, other: Login) -> None:
    visitor = arrive()
    visitor.log_in(STAND_IN)
    page = visitor.show("/plan?actie=nieuw")
    page.get_by_label("Wat gaan jullie doen?").fill("Samen een avond maken")
    page.get_by_label("Wat gaan jullie doen?").press("Tab")
    settle(page)
    leaving = visitor.tab()
    leaving.goto("/mijn-account")
    settle(leaving)
    press(leaving, "Overal afmelden")
    page.bring_to_front()
    page.get_by_role("link", name="Naar aanmelden").click(timeout=WITHIN)
    expect(page).to_have_url(re.compile("/aanmelden"))
    settle(page)
    assert "avond" not in page.url
    page.get_by_role("textbox", name="Gebruikersnaam").fill(other.username)
    page.get_by_role("textbox", name="Wachtwoord").fill(other.password)
    page.get_by_role("button", name="Aanmelden").click()
    expect(page).to_have_url(re.compile("/plan"))
    settle(page)
    field = page.get_by_label("Wat gaan jullie doen?")
    expect(field).to_have_value("Samen een avond maken" if other == STAND_IN else "")
    expect(page).not_to_have_url(re.compile("getypt"))
    if other == STAND_IN:
        says(page, "Wat je aan het typen was, staat er weer")


@pytest.mark.slow
def test_a_contact_puts_a_code_on_the_team_link(arrive: Arrive, world: World) -> None:
    contact, link = arrive(), world.team_link(RETURNING)
    page = contact.enter(link, "Open de teampagina")
    row = unfold(page, re.compile("Teamlink laatst geopend"))
    row.get_by_role("textbox", name="Eigen code op de teamlink").fill(CODE)
    row.get_by_role("button", name="Code zetten").click()
    says(page, re.compile("De code staat op de link"))
    other = arrive()
    other.open(link)
    other.refusals.add(link)
    other.page.get_by_label("De code van jullie organisatie").fill("iets anders")
    press(other.page, "Open de teampagina")
    says(other.page, re.compile("Deze code klopt niet"))
    other.page.get_by_label("De code van jullie organisatie").fill(CODE)
    press(other.page, "Open de teampagina")
    expect(other.page).to_have_url(re.compile("/ons-team"))
    settle(other.page)


@pytest.mark.slow
def test_a_view_link_opens_what_was_chosen_until_it_is_revoked(arrive: Arrive) -> None:
    lead, guest = arrive(), arrive()
    lead.log_in(COORDINATOR)
    page = lead.show("/links")
    page.get_by_role("textbox", name="Voor wie").fill("de raad")
    press(page, "Maak een kijklink")
    link = page.get_by_test_id("stCode").filter(has_text="/kijk/").inner_text().strip()
    guest.open(link)
    guest.page.get_by_role("button", name="Bekijk de resultaten").click()
    expect(guest.page).to_have_url(re.compile("/overzicht"))
    says(guest.page, "Partners en bouwstenen")
    guest.show("/opmerkingen")
    says(guest.page, "Deze pagina is er niet")
    guest.page.get_by_test_id("stMain").get_by_role("link", name="Plan").click()
    says(guest.page, re.compile("tegen wanneer"))
    press(page, "Kijklink voor de raad intrekken")
    press(page, "Trek deze kijklink in")
    guest.page.get_by_text("Deze kijklink is afgelopen of ingetrokken").wait_for(timeout=WITHIN)
