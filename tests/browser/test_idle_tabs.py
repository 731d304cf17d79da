"""A tab that nobody touches, once its right has ended: it is empty within a minute, hidden or not."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from onlife.ui.app import open_tabs
from tests.browser.conftest import Arrive
from tests.browser.visitor import choose, dialog, pick, press, says, settle
from tests.browser.world import IDLE, STAND_IN, World

WITHIN = 60_000
"""Milliseconds."""


def replace_link(page: Page, partner: str, which: int) -> None:
    pick(page, "Partner", partner)
    expect(page.get_by_role("img", name=re.compile(partner)).first).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Intrekken en vervangen").nth(which).click()
    press(page, "Vervang deze link", within=dialog(page))
    says(page, re.compile("werkt niet meer"))


@pytest.mark.slow
def test_a_tab_that_nobody_touches_is_emptied_within_a_minute(arrive: Arrive, world: World) -> None:
    assert open_tabs.POLL_SECONDS < WITHIN / 1000 / 2
    respondent = arrive().enter(world.scan_link(IDLE))
    choose(respondent, "Jouw functiegroep", "Praktijkwerker")
    says(respondent, "✓ bewaard")
    contact = arrive().enter(world.team_link(IDLE), "Open de teampagina")
    other = arrive()
    elsewhere = other.log_in(STAND_IN)
    other.tab().bring_to_front()  # the page of the coordinator is hidden: its own timers hardly run
    phone = arrive()
    coordinator = phone.log_in(STAND_IN)

    phone.show("/links")
    for which in (0, 1):
        replace_link(coordinator, IDLE, which)
    phone.show("/mijn-account")
    press(coordinator, "Overal afmelden")

    began = time.monotonic()
    for page, refusal in (
        (respondent, "Een scan opent via de scanlink van je organisatie"),
        (contact, "Deze pagina opent via de teamlink"),
        (elsewhere, "Meld je aan om deze pagina te zien"),
    ):
        left = WITHIN - (time.monotonic() - began) * 1000
        expect(page.get_by_text(re.compile(refusal)).first).to_be_attached(timeout=left)
        expect(page.get_by_test_id("stMain").get_by_role("radio")).to_have_count(0)
        expect(page.get_by_test_id("stMetric")).to_have_count(0)
        assert IDLE not in page.get_by_test_id("stMain").inner_text()
