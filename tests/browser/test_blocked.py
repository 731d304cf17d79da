"""For who is behind a network that lets only half of the app through: in words, within ten seconds, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import settle
from tests.browser.world import LOOKING, World
from tests.sample import sample

STUCK = "#stuck"
TEN_SECONDS = 10_000
FAULT = "document.getElementById('root').replaceChildren()"
"""What Streamlit's page does after a fault that it did not foresee."""


def _no_line(page: Page) -> None:
    page.route_web_socket("**/_stcore/stream", lambda line: line.close(code=1006, reason="held back"))


def _dead_line(page: Page) -> None:
    """A proxy that lets the line begin and passes nothing on."""
    page.route_web_socket("**/_stcore/stream", lambda line: None)


def _no_scripts(page: Page) -> None:
    page.route(re.compile(r"\.js($|\?)"), lambda route: route.abort())


def _no_streamlit(page: Page) -> None:
    page.route("**/static/js/**", lambda route: route.fulfill(status=403, body="Geblokkeerd"))


HELD_BACK: dict[str, Callable[[Page], None]] = {
    "the line is refused": _no_line,
    "the line is dead": _dead_line,
    "no script comes through": _no_scripts,
    "the scripts of Streamlit are refused": _no_streamlit,
}


@pytest.mark.parametrize("what", sample([*HELD_BACK], ["the line is dead"]))
def test_who_is_held_back_reads_what_to_do(what: str, arrive: Arrive, world: World) -> None:
    respondent = arrive()
    page = respondent.page
    HELD_BACK[what](page)
    respondent.open(world.scan_link(LOOKING))
    page.get_by_role("button", name="Start de scan").click()
    page.wait_for_url("**/scan")
    expect(page.locator(STUCK)).to_be_visible(timeout=TEN_SECONDS)
    expect(page.get_by_role("alert").filter(has_text="Herlaad de pagina")).to_have_count(1)
    expect(page.locator("#verbinding:not([hidden])")).to_have_count(0)  # nothing is said twice
    respondent.faults.clear()  # what is held back, the console says too; that is what this is about


@pytest.mark.slow
def test_a_page_that_is_gone_comes_back_by_itself_unless_it_went_at_once(arrive: Arrive) -> None:
    page = arrive().show("/uitleg?onderwerp=vergadering")
    page.evaluate(FAULT)
    expect(page.locator(STUCK)).to_be_visible(timeout=TEN_SECONDS)
    page.reload()
    settle(page)
    shown = page.locator("h1").inner_text()
    page.wait_for_timeout(TEN_SECONDS)
    page.evaluate(FAULT)
    expect(page.locator("h1")).to_have_text(shown)
    settle(page)
    assert "onderwerp=vergadering" in page.url


@pytest.mark.slow
def test_who_gets_through_late_reads_it_only_until_then(arrive: Arrive) -> None:
    late = arrive()
    page = late.page
    held = []
    page.route("**/_stcore/host-config", lambda route: held.append(route))
    late.open("/uitleg")
    expect(page.locator(STUCK)).to_be_visible(timeout=TEN_SECONDS)
    for route in held:
        route.continue_()
    page.unroute("**/_stcore/host-config")
    settle(page)
    expect(page.locator(STUCK)).to_be_hidden()


def test_without_javascript_one_sentence_says_so(arrive: Arrive) -> None:
    page = arrive({"java_script_enabled": False}).page
    page.goto("/uitleg")
    expect(page.get_by_text("JavaScript")).to_have_count(1)
    expect(page.locator(STUCK)).to_be_hidden()
