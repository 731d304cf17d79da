"""From a difference to an action, and two people at the same one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from onlife.services import demo
from tests.browser.conftest import Arrive
from tests.browser.visitor import PHONE, choose, pick, press, says, settle, unfold
from tests.browser.world import World


def fill(page: Page, field: str, text: str) -> None:
    """Type in a field and leave it, as Tab does; the page has then taken it in."""
    page.get_by_role("textbox", name=field).fill(text)
    page.keyboard.press("Tab")
    settle(page)


def test_an_element_becomes_an_action_of_the_plan(arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive(state=demo_coordinator).show("/samenwerking")
    press(page, "Start een actie", within=unfold(page, "5.4 Afstemming lokale online initiatieven"))
    expect(page).to_have_url(re.compile("/plan"))
    settle(page)
    says(page, "Nieuwe actie")
    says(page, "5.4 Afstemming lokale online initiatieven")
    fill(page, "Wat gaan jullie doen?", "Eén kalender met alle online acties")
    press(page, "Actie bewaren")
    says(page, "De actie is bewaard.")
    press(page, "Terug naar het plan")
    says(page, "Eén kalender met alle online acties")


@pytest.mark.slow
def test_two_people_never_overwrite_each_other_unseen(arrive: Arrive, demo_coordinator: Any) -> None:
    pages = [arrive(state=demo_coordinator).show("/plan") for _ in range(2)]
    for page in pages:
        press(page, "Bekijk de actie")
        settle(page)
    for page, goal in zip(pages, ("Wat de een schreef", "Wat de ander schreef"), strict=True):
        fill(page, "Doelstelling", goal)
        press(page, "Actie bewaren")
        settle(page)
    says(pages[0], "De actie is bewaard.")
    second = pages[1]
    says(second, "Iemand anders wijzigde dit intussen")
    says(second, "Doelstelling: Wat de ander schreef")
    settle(second)
    expect(second.get_by_role("textbox", name="Doelstelling")).to_have_value("Wat de een schreef")
    press(second, "Zet toch mijn versie")
    says(second, "De actie is bewaard.")
    settle(second)
    expect(second.get_by_role("textbox", name="Doelstelling")).to_have_value("Wat de ander schreef")
    expect(second.get_by_text("Geschiedenis")).to_have_count(1)  # the page is drawn anew after keeping
    second.get_by_text("Geschiedenis").click()
    says(second, "Doelstelling: Wat de een schreef")


@pytest.mark.slow
def test_three_actions_are_added_in_less_than_25_clicks(arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive(state=demo_coordinator).show("/plan")
    page.evaluate("window.clicks = 0; window.addEventListener('pointerdown', () => window.clicks++, true)")
    press(page, "Actie toevoegen")
    settle(page)
    wanted = (
        ("Elke maand samen bellen", "CAW De Vlier"),
        ("Een gedeelde kalender", "CLB Het Kompas"),
        ("Ouders uitnodigen", "OCMW Lindervoorde"),
    )
    for what, lead in wanted:
        page.get_by_role("textbox", name="Wat gaan jullie doen?").click()
        page.keyboard.type(what)
        pick(page, "Bouwsteen", "5. Samenwerking")
        pick(page, "Trekker", lead)
        page.get_by_role("textbox", name="Einde").click()
        page.keyboard.type("1/6/2030")
        press(page, "Bewaar en begin een volgende")
        says(page, f"Bewaard: {what}")
        settle(page)
    clicks = page.evaluate("window.clicks")
    assert 15 < clicks < 25
    press(page, "Terug naar het plan")
    settle(page)
    for what, _ in wanted:
        says(page, what)


def test_a_card_of_the_board_is_dragged_or_moved_by_keyboard(arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive(state=demo_coordinator).show("/plan?beeld=Bord")
    what = "Een halftijdse online jeugdwerker, gedeeld door de partners"

    def card(column: str) -> Locator:
        return page.locator(f".st-key-board-column-{column} [class*=st-key-board-card-]").filter(has_text=what)

    card("planned").get_by_text(what).hover()
    start, goal = (
        place.bounding_box() for place in (card("planned").get_by_text(what), page.locator(".st-key-board-column-done"))
    )
    assert start and goal
    page.mouse.down()
    page.mouse.move(
        goal["x"] + goal["width"] / 2, start["y"] + start["height"] / 2, steps=8
    )  # beside, also under the last card
    page.mouse.up()
    expect(card("done")).to_be_visible()
    says(page, f"{what}: nu klaar.")
    settle(page)
    card("done").get_by_role("button", name="Naar gepland").focus()
    page.keyboard.press("Enter")
    expect(card("planned")).to_be_visible()
    says(page, f"{what}: nu gepland.")


@pytest.mark.slow
def test_a_lead_on_a_phone_says_how_it_goes_and_the_coordinator_answers(
    arrive: Arrive, world: World, demo_coordinator: Any
) -> None:
    phone = arrive(PHONE).enter(world.team_link(demo.PREVENTION), "Open de teampagina")
    box = unfold(phone, "Wat jullie trekken in het plan van het netwerk")
    box.get_by_role("link", name="Zeg hoe het ermee staat").last.click()
    says(phone, "Hoe staat het ermee?")
    settle(phone)
    choose(phone, "Stand", "bezig")
    settle(phone)
    fill(phone, "Opmerkingen", "De tekst is klaar voor de raad")
    press(phone, "Bewaren")
    says(phone, "De coördinator ziet wat er veranderde")
    settle(phone)
    unfold(phone, "Stel andere data voor")
    fill(phone, "Einde", "1/3/2029")
    press(phone, "Leg voor aan de coördinator")
    says(phone, "Wacht op de coördinator")

    page = arrive(state=demo_coordinator).show("/plan")
    unfold(page, "Nieuw sinds je laatste bezoek")
    says(page, f"contactpersoon van {demo.PREVENTION}: stelt andere data voor")
    press(page, "Neem de data over")
    says(page, "De data zijn aangepast.")
    says(page, "klaar tegen 1 maart 2029")
