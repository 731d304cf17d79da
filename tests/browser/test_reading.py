"""From an element to what there is to read on it; the path for worrying signals without a mouse."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from onlife.content import reading
from onlife.services.demo import BIB, CAW
from tests.browser.conftest import Arrive
from tests.browser.visitor import PHONE, choose, chosen, pick, press, says, settle, unfold
from tests.browser.world import World

LIBRARY = reading.library()


def opens(page: Page, element: str) -> None:
    """The passage of this element, and no other, stands open and in view."""
    settle(page)
    expect(page).to_have_url(re.compile(rf"/bouwstenen\?.*element={re.escape(element)}"))
    passage = page.locator(f".st-key-lees-{element.replace('.', '-')}")
    expect(passage).to_be_in_viewport()
    expect(passage.get_by_text(LIBRARY.chapters[element[0]].passages[element].text)).to_be_in_viewport()
    expect(page.locator("[class*=st-key-lees-] details[open]")).to_have_count(1)


def read_about(page: Page, element: str) -> None:
    settle(page)
    link = page.get_by_role("link", name=f"Lees meer over {element}", exact=True).filter(visible=True).last
    link.click()
    with suppress(PlaywrightTimeout):  # on a busy machine a press that comes while the page still runs may be lost
        page.wait_for_url(re.compile(r"/bouwstenen\?"))
        return opens(page, element)
    link.click()
    opens(page, element)


@pytest.mark.slow
def test_a_respondent_reads_on_from_their_own_result_and_finds_the_way_back(arrive: Arrive, world: World) -> None:
    respondent = arrive(PHONE)
    page = respondent.enter(world.scan_link(BIB))
    choose(page, "Jouw functiegroep", "Praktijkwerker")
    says(page, "✓ bewaard")
    page = respondent.show("/scan?stap=5")
    choose(page, LIBRARY.quickscan.element("5.3").title, "◆ oranje")
    says(page, "✓ bewaard")
    page = respondent.show("/scan?stap=indienen")
    page.get_by_role("button", name="Scan indienen").tap()
    says(page, "Je scan is ingediend. Dank je wel!")
    page.get_by_text("Per element", exact=True).nth(4).click()
    read_about(page, "5.3")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Jouw scan").click()
    says(page, "Je scan is ingediend. Dank je wel!")


@pytest.mark.slow
def test_a_contact_reads_on_from_the_result_of_the_team_and_from_the_choice(arrive: Arrive, world: World) -> None:
    contact = arrive()
    contact.enter(world.team_link(CAW), "Open de teampagina")
    page = contact.show("/ons-team?bouwsteen=3 Kennis")
    page.get_by_text("Gericht verdiepen: lees per element").click()
    read_about(page, "3.5")
    page = contact.show("/onze-keuze")
    page.get_by_text("Gericht verdiepen: lees per element").nth(6).click()
    read_about(page, "7.2")


@pytest.mark.slow
def test_the_coordinator_reads_on_from_every_page_of_the_network(arrive: Arrive, demo_coordinator: Any) -> None:
    visitor = arrive(state=demo_coordinator)
    page = visitor.show("/bouwsteen?bouwsteen=2 Afspraken")
    unfold(page, "2.6 ")
    read_about(page, "2.6")
    page = visitor.show("/samenwerking")
    unfold(page, "5.4 ")
    read_about(page, "5.4")
    page = visitor.show("/overzicht")
    said = unfold(page, re.compile(r"Partners: \d")).locator("summary").inner_text()
    read_about(page, re.findall(r"\d\.\d", said)[0])
    page = visitor.show("/keuzehulp")
    page.get_by_text("Gericht verdiepen: lees per element").first.click()
    read_about(page, "1.1")


@pytest.mark.slow
def test_a_chosen_block_stays_chosen_on_the_next_page(arrive: Arrive) -> None:
    page = arrive().show("/bouwstenen?bouwsteen=4 Beeldvorming")
    page.get_by_role("link", name="Inspiratie").click()
    says(page, "Barst!")
    page.get_by_role("link", name="Bouwstenen").click()
    says(page, LIBRARY.quickscan.block("4").core_question)
    assert chosen(page, "Bouwsteen") == "4 Beeldvorming"


@pytest.mark.slow
def test_choosing_another_block_lets_go_of_the_element(arrive: Arrive) -> None:
    page = arrive().show("/bouwstenen?element=5.3")
    opens(page, "5.3")
    choose(page, "Bouwsteen", "6 Recht")
    settle(page)
    says(page, LIBRARY.quickscan.block("6").core_question)
    expect(page).not_to_have_url(re.compile("element="))
    expect(page.locator("[class*=st-key-lees-] details[open]")).to_have_count(0)


def test_an_element_that_does_not_exist_opens_nothing(arrive: Arrive) -> None:
    page = arrive().show("/bouwstenen?element=9.9")
    says(page, LIBRARY.quickscan.block("1").core_question)
    expect(page.locator("[class*=st-key-lees-] details[open]")).to_have_count(0)


@pytest.mark.slow
def test_practices_are_filtered_and_the_address_can_be_shared(arrive: Arrive) -> None:
    visitor = arrive()
    page = visitor.show("/inspiratie")
    says(page, "Barst!")
    pick(page, "Waarvoor dient het?", "Loskomen van extremisme")
    says(page, "Life After Hate")
    expect(page.get_by_text("Barst!", exact=True)).to_have_count(0)
    page.get_by_role("textbox", name="Zoeken").fill("familie")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Life After Hate")).to_have_count(0)
    says(page, "The Way Home Project")
    expect(page).to_have_url(re.compile("functie=Loskomen.*zoek=familie"))
    other = arrive().show(page.url)
    says(other, "The Way Home Project")
    expect(other.get_by_text("Life After Hate")).to_have_count(0)
    other.get_by_role("textbox", name="Zoeken").fill("bestaatniet")
    other.keyboard.press("Enter")
    says(other, re.compile("Geen enkele praktijk past bij wat je zoekt"))


def test_the_path_is_walked_with_the_keyboard_alone_and_leaves_no_trace(arrive: Arrive) -> None:
    visitor = arrive()
    page = visitor.show("/verontrusting")
    says(page, re.compile("Bel 112"))
    button = page.get_by_role("button", name="Ja", exact=True)
    for _ in range(60):
        if button.evaluate("(element) => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    says(page, "Kun je er met de persoon over praten?")
    expect(button).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    says(page, "Jullie overlegden. Is het gevaar acuut?")
    expect(page.get_by_role("button", name="Nee", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    says(page, "Verwittig meteen wie het gevaar kan afwenden")
    for word in ("Zorgvuldigheid", "Uitlegbaarheid", "Standvastigheid"):
        says(page, word)
    assert page.url == f"{visitor.origin}/verontrusting?beeld=Vraag+per+vraag"
    kept = page.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])")
    assert "integriteit" not in kept and "acuut" not in kept
    press(page, "Vorige vraag")
    says(page, "Jullie overlegden. Is het gevaar acuut?")
    page.reload()
    says(page, "Denk je dat iemands veiligheid of integriteit in gevaar kan zijn?")
    expect(page.get_by_role("button", name="Vorige vraag")).to_have_count(0)


def test_the_path_is_drawn_with_words_for_who_does_not_see_it(arrive: Arrive) -> None:
    page = arrive(PHONE).show("/verontrusting?beeld=Schema")
    drawing = page.get_by_role("img", name=re.compile("^Stroomschema van boven naar onder: 1 Iets verontrust je"))
    expect(drawing).to_be_visible()
    box = drawing.bounding_box()
    assert box is not None and 300 < box["width"] <= 390 and box["height"] > box["width"]
    assert drawing.evaluate("(image) => image.complete && image.naturalWidth > 0")
