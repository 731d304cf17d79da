"""The coordinator: from an empty installation to a closed round, choices that live in the address, things to take away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from onlife.services import installation
from onlife.services.demo import CAW
from tests.browser.conftest import Arrive
from tests.browser.server import Server
from tests.browser.visitor import (
    PHONE,
    charts,
    choose,
    click_cell,
    dialog,
    line,
    marks,
    pick,
    press,
    says,
    settle,
)
from tests.browser.world import TEAM, World

BLOCKS = installation.questionnaire().blocks
COLOURS = re.compile(r"groen|oranje|rood", re.IGNORECASE)


@pytest.fixture
def empty(tmp_path: Any) -> Iterator[Server]:
    """An installation that nobody has used yet."""
    running = Server(tmp_path / "data", tmp_path / "server.log")
    try:
        yield running.ready()
    finally:
        running.stop()


def test_a_coordinator_starts_from_nothing_and_closes_a_first_round(empty: Server, arrive: Arrive) -> None:
    coordinator = arrive(origin=empty.origin)
    page = coordinator.show("/")
    page.get_by_role("link", name="Eerste account maken").click()
    says(page, "Eerste account")
    code = re.search(r"met deze code: ([A-Z0-9-]{19})", empty.log())
    assert code is not None
    for field, value in (("Code uit de terminal", "00000000"), ("Jouw naam", "Lotte"), ("Gebruikersnaam", "lotte"),
                         ("Wachtwoord", "vier meeuwen op de dijk")):  # fmt: skip
        page.get_by_role("textbox", name=field).fill(value)
    press(page, "Account maken")
    says(page, re.compile("Deze code klopt niet"))
    page.get_by_role("textbox", name="Code uit de terminal").fill(code[1])
    press(page, "Account maken")

    says(page, "Maak je eerste netwerk")
    page.get_by_role("textbox", name="Naam").fill("Netwerk Onlife Zwinstreek")
    page.get_by_role("textbox", name="Gemeente of regio").fill("Zwinstreek")
    press(page, "Netwerk maken")

    says(page, "Netwerk Onlife Zwinstreek is gemaakt. Voeg nu de partners toe.")
    choose(page, "Wat wil je doen?", "Lijst plakken")
    page.get_by_role("textbox", name="Eén partner per regel").fill(
        "Jeugdhuis Het Zwin; Jeugdwerk; 8\nBibliotheek De Polder; Bibliotheek; 3; gezamenlijk"
    )
    press(page, "Lijst bekijken")
    press(page, "Alles toevoegen")
    says(page, "2 partners toegevoegd.")

    page.get_by_role("link", name="Scanrondes").click()
    says(page, re.compile("Er is nog geen scanronde"))
    page.get_by_role("textbox", name="Naam").fill("Najaar 2027")
    press(page, "Scanronde maken")
    says(page, "Najaar 2027 staat klaar in concept.")
    press(page, "Open deze scanronde")
    says(page, re.compile("Najaar 2027 is open"))

    page.get_by_role("link", name="Links en brieven").click()
    says(page, "Scanlink")
    settle(page)
    pick(page, "Partner", "Jeugdhuis Het Zwin")
    expect(page.get_by_role("img", name=re.compile("Jeugdhuis Het Zwin")).first).to_be_visible()
    settle(page)
    link = page.get_by_test_id("stCode").first.inner_text().strip()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Brief om af te drukken").click()
    says(opened.value, link)
    says(opened.value, re.compile("Jeugdhuis Het Zwin"))
    opened.value.close()

    respondent = arrive(PHONE, origin=empty.origin)
    scan = respondent.enter(link.removeprefix(empty.origin))
    _hand_in_one_answer(scan)

    page.get_by_role("link", name="Deelname").click()
    says(page, re.compile("open · 1 scan ingediend"))
    settle(page)
    says(page, re.compile("1 van 8"))
    assert not COLOURS.search(page.get_by_test_id("stMain").inner_text())

    page.get_by_role("link", name="Scanrondes").click()
    press(page, "Sluit deze scanronde")
    asked = dialog(page)
    expect(asked).to_contain_text("1 scan ligt dan vast")
    asked.get_by_role("textbox").fill("iets anders")
    press(page, "Sluit deze scanronde", within=asked)
    expect(asked).to_contain_text("Dat is niet de naam van de scanronde")
    asked.get_by_role("textbox").fill("Najaar 2027")
    press(page, "Sluit deze scanronde", within=asked)
    says(page, re.compile("Najaar 2027 is gesloten"))
    respondent.open(link.removeprefix(empty.origin))
    says(respondent.page, re.compile("Er loopt nu geen scanronde"))


@pytest.mark.slow
def test_what_a_coordinator_chooses_lives_in_the_address(arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive(state=demo_coordinator).show("/bouwsteen")
    page.get_by_role("combobox", name="Sector").click()
    page.get_by_role("option", name="Onderwijs", exact=True).click()
    page.keyboard.press("Escape")
    pick(page, "Bouwsteen", "5 Samenwerking")
    says(page, f"{BLOCKS[4].id}. {BLOCKS[4].name}")
    expect(page).to_have_url(re.compile(r"sector=Onderwijs"))
    expect(page).to_have_url(re.compile(r"bouwsteen=5"))
    settle(page)
    assert _rows(page) == (True, False)

    address = urlsplit(page.url)
    elsewhere = arrive(state=demo_coordinator).show(f"{address.path}?{address.query}")
    says(elsewhere, f"{BLOCKS[4].id}. {BLOCKS[4].name}")
    expect(elsewhere.get_by_role("combobox", name="Bouwsteen")).to_have_value("5 Samenwerking")
    assert _rows(elsewhere) == (True, False)


@pytest.mark.slow
def test_a_click_on_a_cell_of_the_heat_map_opens_that_building_block_and_partner(
    arrive: Arrive, demo_coordinator: Any
) -> None:
    page = arrive(state=demo_coordinator).show("/overzicht")
    heat_map = charts(page)[0]
    assert marks(heat_map) > 80
    numbers = line(heat_map, CAW)
    told = click_cell(page, heat_map, CAW, numbers[3])
    block = next(block for block in BLOCKS if block.short in told)
    expect(page).to_have_url(re.compile("/bouwsteen"))
    says(page, f"{block.id}. {block.name}")
    settle(page)
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["bouwsteen"][0].split()[0] == block.id
    assert len(asked["partner"]) == 1
    expect(page.get_by_role("combobox", name="Bekijk één partner")).to_have_value(CAW)
    page.get_by_role("heading", name=f"{CAW} naast de andere partners", exact=True).first.wait_for()
    says(page, "zie je enkel bij Samenwerking elementen")  # a small team


@pytest.mark.slow
def test_charts_and_their_figures_can_be_saved_by_whoever_may_see_them(arrive: Arrive, demo_coordinator: Any) -> None:
    visitor, stranger = arrive(state=demo_coordinator), arrive()
    page = visitor.show("/overzicht")
    charts(page)
    page.get_by_text("Tabel en bewaren").first.click()
    for word, start in (
        ("Afbeelding (PNG)", b"\x89PNG\r\n"), ("Afbeelding (SVG)", b"<svg"), ("Tabel (CSV)", b"\xef\xbb\xbfPartner"),
    ):  # fmt: skip
        link = page.get_by_role("link", name=word)
        address = str(link.get_attribute("href"))
        # The link opens a tab of its own: which of the two pages tells of the download depends on which is first.
        with visitor.context.expect_event("download") as download:
            link.click()
        content = download.value.path().read_bytes()
        assert content.startswith(start), (word, content[:20])
        assert CAW.encode() in content or word.endswith("(PNG)")
        _refused(stranger, address)


@pytest.mark.slow
def test_letters_and_lists_of_links_open_for_the_coordinator_only(
    arrive: Arrive, coordinator: Any, demo_coordinator: Any, world: World
) -> None:
    visitor = arrive(state=coordinator)
    page = visitor.show("/links")
    letters = str(page.get_by_role("link", name="Alle brieven").get_attribute("href"))
    merge = str(page.get_by_role("link", name="Verzendlijst (CSV)").get_attribute("href"))
    assert f"{visitor.origin}{world.scan_link(TEAM)}" in visitor.open(letters)
    saved = visitor.context.request.get(merge)
    assert saved.status == 200 and world.scan_link(TEAM) in saved.text()
    contact = arrive()
    contact.enter(world.team_link(TEAM), "Open de teampagina")
    for other in (arrive(), contact, arrive(state=demo_coordinator)):
        _refused(other, letters)
        _refused(other, merge)


def _refused(visitor: Any, address: str) -> None:
    """This address answers this visitor with 403, a Dutch sentence and no name."""
    answer = visitor.context.request.get(address)
    assert answer.status == 403
    assert "Geen toegang" in answer.text() and CAW not in answer.text() and TEAM not in answer.text()


def _rows(page: Page) -> tuple[bool, bool]:
    """Whether the first chart shows a school, and whether it shows the CAW."""
    words = charts(page)[0].locator("svg.marks").text_content() or ""
    return "Sint-Godelievecollege" in words, CAW in words


def _hand_in_one_answer(page: Page) -> None:
    choose(page, "Jouw functiegroep", "Praktijkwerker")
    says(page, "✓ bewaard")
    press(page, "Volgende")
    says(page, f"{BLOCKS[0].id}. {BLOCKS[0].name}")
    choose(page, BLOCKS[0].elements[0].title, "■ rood")
    says(page, "✓ bewaard")
    page.goto(re.sub(r"&stap=\w+|$", "&stap=indienen", page.url, count=1))
    settle(page)
    press(page, "Scan indienen")
    says(page, "Je scan is ingediend. Dank je wel!")
