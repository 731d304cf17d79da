"""The pictures of the README, from the demo network: `python -m tests.browser.pictures`."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from onlife.services.demo import BIB
from tests.browser.conftest import ARGUMENTS, chromium
from tests.browser.server import Server
from tests.browser.visitor import DESKTOP, Visitor, arriving, charts, choose, press, says, settle
from tests.browser.world import DEMO_COORDINATOR, HOME, build

PICTURES = HOME / "docs" / "beeld"
HEIGHTS = {"overzicht": 1130, "samenwerking": 1240, "evolutie": 1000}
WIDTH = 1280
PHONE: Mapping[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1.5, "has_touch": True}
PROJECTOR: Mapping[str, Any] = {"viewport": {"width": 1920, "height": 1080}, "device_scale_factor": 2 / 3}


def main() -> None:
    with tempfile.TemporaryDirectory() as room, sync_playwright() as playwright:
        world = build(Path(room) / "data")
        server = Server(world.folder, Path(room) / "server.log")
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        try:
            server.ready()
            with arriving(browser, server.origin, DESKTOP) as coordinator:
                coordinator.log_in(DEMO_COORDINATOR)
                for name, height in HEIGHTS.items():
                    coordinator.page.set_viewport_size({"width": WIDTH, "height": height})
                    coordinator.show(f"/{name}")
                    if (hint := coordinator.page.get_by_role("button", name="Begrepen")).count():
                        hint.click()
                        expect(hint).to_have_count(0)
                        settle(coordinator.page)
                    charts(coordinator.page)
                    _save(coordinator.page, name)
                known = coordinator.context.storage_state()
            with arriving(browser, server.origin, PHONE) as respondent:
                respondent.open(world.scan_link(BIB))
                _save(respondent.page, "welkom")
                _scan(respondent)
            with arriving(browser, server.origin, PROJECTOR, known) as hall:
                _meet(hall)
        finally:
            server.stop()
            browser.close()


def _scan(respondent: Visitor) -> None:
    press(respondent.page, "Start de scan")
    settle(respondent.page)
    choose(respondent.page, "Jouw functiegroep", "Praktijkwerker")
    says(respondent.page, "✓ bewaard")
    page = respondent.show("/scan?stap=5")
    page.get_by_role("radiogroup").first.locator("label").nth(1).click()
    says(page, "✓ bewaard")
    _save(page, "scan")


def _meet(hall: Visitor) -> None:
    page = hall.show("/vergadering")
    press(page, "Start de vergadering")
    says(page, "Welkom")
    while "5.6 Informatiedeling" not in page.locator("h1").inner_text():
        before = page.locator(".stage-place").inner_text()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".stage-place")).not_to_have_text(before)
    settle(page)
    _save(page, "vergadering")


def _save(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
    print(PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
