"""The app starts anew, after an update or a fault, while people type: what their browser holds comes to a session that knows
nothing of it, as it does when a phone wakes up.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from onlife.services.demo import CAW, POLICE
from tests.browser.server import Server
from tests.browser.test_meeting import PROJECTOR, go_to, screen_of, vote
from tests.browser.visitor import DESKTOP, PHONE, Visitor, arriving, choose, dialog, press, says, settle
from tests.browser.world import PHONE as PARTNER
from tests.browser.world import World

NOT_KEPT = "Dit is nog niet bewaard."
TYPED = "Wat ik aan het typen was"


@pytest.fixture
def restarted(pristine: Path, tmp_path: Path) -> Iterator[Server]:
    running = Server(Path(shutil.copytree(pristine, tmp_path / "data")), tmp_path / "server.log")
    try:
        yield running.ready()
    finally:
        running.stop()


@pytest.fixture
def come(browser: Browser, restarted: Server) -> Iterator[Callable[[Mapping[str, Any]], Visitor]]:
    """Somebody comes in, whose browser may say that the app was away."""
    with ExitStack() as guests:

        def enter(device: Mapping[str, Any]) -> Visitor:
            visitor = guests.enter_context(arriving(browser, restarted.origin, device))
            guests.callback(visitor.faults.clear)
            return visitor

        yield enter


def test_what_somebody_types_outlives_a_restart_of_the_app(
    restarted: Server, come: Callable[[Mapping[str, Any]], Visitor], world: World
) -> None:
    projector, team, voter = come(PROJECTOR), come(DESKTOP), come(PHONE)
    screen, phone, other_window = screen_of(projector), *_two_windows(come(PHONE), world)
    team.enter(world.team_link(CAW), "Open de teampagina")
    stars = team.show("/onze-keuze")
    voter.enter(world.team_link(POLICE), "Open de teampagina")
    go_to(screen, "5.6")
    press(screen, "Open de stemming")
    says(voter.page, "5.6")
    vote(voter.page, "groen")
    press(screen, "Noteer")

    remark, comment = phone.get_by_role("textbox").first, stars.get_by_role("textbox").first
    note, reason = dialog(screen).get_by_role("textbox"), voter.page.get_by_label("Waarom?")
    for field in (note, reason, comment, remark):
        field.fill(TYPED)
    restarted.stop()
    for page in (screen, voter.page, stars, phone, other_window):
        page.locator("[data-test-connection-state=CONNECTED]").wait_for(state="detached")
    restarted.start().ready()

    for page, field in ((phone, remark), (stars, comment)):
        says(page, NOT_KEPT)
        expect(field).to_have_value(TYPED)
        press(page, "Bewaar dit")
        expect(page.get_by_text(NOT_KEPT)).to_have_count(0)
        _stays(page, field)
    for page, field, button, said in (
        (voter.page, reason, "Bewaar de reden", "De reden is bewaard."),
        (screen, note, "Bewaar de notitie", "De notitie is bewaard."),
    ):
        settle(page)
        expect(field).to_have_value(TYPED)
        press(page, button)
        says(page, said)
    expect(screen.get_by_role("dialog")).to_have_count(0)

    # A window of a while ago must not undo what another one kept: it asks.
    old = other_window.get_by_role("textbox").first
    says(other_window, f"{NOT_KEPT} Wel bewaard: “uit het andere venster”")
    expect(old).to_have_value("uit dit venster")
    press(other_window, "Laat weg wat ik typte")
    expect(old).not_to_have_value("uit dit venster")
    expect(other_window.get_by_text(NOT_KEPT)).to_have_count(0)


def _two_windows(respondent: Visitor, world: World) -> tuple[Page, Page]:
    """A scan in two windows: the remark that the second one kept is not seen in the first."""
    old = respondent.enter(world.scan_link(PARTNER))
    choose(old, "Jouw functiegroep", "Praktijkwerker")
    says(old, "✓ bewaard")
    press(old, "Volgende")
    says(old, "Bouwsteen 1 van 7")
    _keep(old, "uit dit venster")
    new = respondent.tab()
    new.goto(old.url)
    settle(new)
    _keep(new, "uit het andere venster")
    return new, old


def _keep(page: Page, remark: str) -> None:
    field = page.get_by_role("textbox").first
    field.fill(remark)
    field.blur()
    settle(page)
    _stays(page, field, remark)


def _stays(page: Page, field: Locator, text: str = TYPED) -> None:
    expect(field).to_have_value(text)
    card = page.get_by_test_id("stVerticalBlock").filter(has=field).last
    expect(card.get_by_text("✓ bewaard").last).to_be_visible()
