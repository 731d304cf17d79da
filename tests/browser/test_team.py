"""The contact person of a partner: follow, close, look, release; and what the network sees of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import charts, dialog, line, marks, press, says, settle
from tests.browser.world import HIDDEN, PHONE, TEAM, World

ENTER = "Open de teampagina"


@pytest.mark.slow
def test_a_contact_closes_looks_releases_and_takes_that_back(arrive: Arrive, world: World, coordinator: Any) -> None:
    network = arrive(state=coordinator).show("/overzicht")
    assert line(charts(network)[0], TEAM) == ["nog niet afgesloten"]

    contact = arrive()
    page = contact.enter(world.team_link(TEAM), ENTER)
    says(page, "12 van 12")
    says(page, f"{contact.origin}{world.scan_link(TEAM)}")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(0)

    press(page, "Scan afsluiten")
    asked = dialog(page)
    expect(asked).to_contain_text("In het resultaat: 12 scans; daarna kan niemand nog iets wijzigen")
    expect(asked).to_contain_text("Heropenen kan enkel zolang niemand het resultaat bekeken heeft")
    expect(asked).not_to_contain_text("verloren")  # nobody is busy
    press(page, "Annuleren", within=asked)
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "Scan afsluiten")
    asked = dialog(page)
    asked.locator("label").filter(has_text="Nog niet vrijgeven").click()
    press(page, "Afsluiten", within=asked)
    says(page, "Jullie scan is afgesloten.")
    says(page, re.compile("Nog niet vrijgegeven: enkel jullie zien dit resultaat"))
    network.reload()
    assert line(charts(network)[0], TEAM) == ["nog niet vrijgegeven"]

    press(page, "Bekijk ons resultaat")
    says(page, "Jullie resultaat")
    settle(page)
    for chart in charts(page):
        assert marks(chart) > 8
    expect(page.get_by_role("button", name="Heropen de scan")).to_have_count(0)

    press(page, "Vrijgeven aan het netwerk")
    asked = dialog(page)
    expect(asked).to_contain_text("Intrekken kan een kwartier")
    press(page, "Ja, vrijgeven", within=asked)
    says(page, re.compile("Zolang niemand van hen keek, kun je het vrijgeven intrekken"))
    network.reload()  # too soon: this may still be a mistake
    assert line(charts(network)[0], TEAM) == ["nog niet vrijgegeven"]
    press(page, "Trek het vrijgeven in")
    says(page, "Jullie resultaat is niet meer vrijgegeven.")


@pytest.mark.slow
def test_a_contact_who_has_not_looked_yet_can_open_the_scan_again(arrive: Arrive, world: World) -> None:
    page = arrive().enter(world.team_link(HIDDEN), ENTER)
    answered = page.get_by_text(re.compile(r"^\d+ van 12$")).inner_text()
    press(page, "Scan afsluiten")
    asked = dialog(page)
    expect(asked.get_by_role("button", name="Afsluiten")).to_be_disabled()  # nobody releases without having chosen to
    asked.locator("label").filter(has_text="Meteen vrijgeven").click()
    press(page, "Afsluiten", within=asked)
    says(page, "Jullie scan is afgesloten.")
    press(page, "Heropen de scan")
    says(page, re.compile("Jullie scan staat weer open"))
    says(page, answered)


@pytest.mark.slow
def test_a_contact_sees_no_network_page_until_the_coordinator_opens_it(arrive: Arrive, world: World) -> None:
    contact = arrive()
    contact.enter(world.team_link(PHONE), ENTER)
    page = contact.show("/overzicht")
    says(page, re.compile("De coördinator heeft de netwerkpagina's nog niet opengezet"))
    expect(page.get_by_text(TEAM)).to_have_count(0)
