"""Erasing on the real app: named, counted, typed, and then gone from the file that the server has open."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from onlife.services import demo, installation
from onlife.store import Store
from tests.browser.conftest import Arrive
from tests.browser.server import Server
from tests.browser.visitor import PHONE, choose, dialog, pick, press, says, settle
from tests.browser.world import COORDINATOR, DEMO_COORDINATOR, HIDDEN, NETWORK, RESTING, ROUND, World

LOOK = "Bekijk wat er dan verdwijnt"
ERASE = "Wis dit voorgoed"


@pytest.fixture
def data(pristine: Path, tmp_path: Path) -> Path:
    """The data of the world as they were, with a backup of long ago."""
    folder = Path(shutil.copytree(pristine, tmp_path / "data"))
    store = Store(folder, installation.questionnaire())
    backup, _ = store.back_up()
    backup.rename(backup.with_name("onlife-20260101T000000.tar"))
    store.close()
    return folder


@pytest.fixture
def own(data: Path, tmp_path: Path) -> Iterator[Server]:
    running = Server(data, tmp_path / "server.log")
    try:
        yield running.ready()
    finally:
        running.stop()
    assert "Traceback" not in running.log(), running.log()


def erasing(page: Page, what: str) -> None:
    page.goto("/wissen")
    settle(page)
    choose(page, "Wat wil je doen?", "Iets wissen")
    settle(page)
    choose(page, "Wat wil je wissen?", what)
    settle(page)


def on_disk(folder: Path, words: str) -> bool:
    return any(words.encode() in file.read_bytes() for file in folder.iterdir() if file.is_file())


@pytest.mark.slow
def test_a_coordinator_erases_a_partner_after_typing_its_name(own: Server, arrive: Arrive, data: Path) -> None:
    page = arrive(origin=own.origin).log_in(COORDINATOR)
    pick_network(page)
    erasing(page, "Een partner")
    pick(page, "Partner", HIDDEN)
    settle(page)
    press(page, LOOK)
    asked = dialog(page)
    expect(asked).to_contain_text(re.compile("6.*scans", re.DOTALL))
    expect(asked).to_contain_text("2 links")
    expect(asked).to_contain_text(re.compile(r"oudere back-ups, ten laatste tot \d+ \w+ 20\d\d"))
    asked.get_by_role("textbox").fill("iets anders")
    press(page, ERASE, within=asked)
    expect(asked).to_contain_text("Dat is niet de naam")
    assert on_disk(data, HIDDEN)
    asked.get_by_role("textbox").fill(HIDDEN)
    asked.locator("label").filter(has_text="Vernietig ook meteen").click()
    press(page, ERASE, within=asked)
    says(page, re.compile(f"{HIDDEN} is gewist. Oudere back-ups vernietigd: [1-9]"))
    assert not on_disk(data, HIDDEN)
    assert not (data / "backups" / "onlife-20260101T000000.tar").exists()
    page.goto("/logboek")
    says(page, re.compile("Het logboek klopt: "))


@pytest.mark.slow
def test_the_last_network_is_erased_and_its_coordinator_is_told(own: Server, arrive: Arrive, data: Path) -> None:
    page = arrive(origin=own.origin).log_in(DEMO_COORDINATOR)
    erasing(page, "Dit netwerk")
    press(page, LOOK)
    asked = dialog(page)
    expect(asked).to_contain_text("Accounts blijven bestaan")
    asked.get_by_role("textbox").fill(demo.NETWORK)
    press(page, ERASE, within=asked)
    says(page, f"{demo.NETWORK} is gewist.")
    says(page, re.compile("Je account hoort bij geen netwerk"))
    assert not on_disk(data, demo.BIB) and on_disk(data, RESTING)


@pytest.mark.slow
def test_an_erased_round_is_gone_while_somebody_was_filling_in(
    own: Server, arrive: Arrive, world: World, data: Path
) -> None:
    respondent = arrive(PHONE, origin=own.origin)
    respondent.enter(world.scan_link(HIDDEN))
    page = arrive(origin=own.origin).log_in(COORDINATOR)
    pick_network(page)
    erasing(page, "Een scanronde")
    press(page, LOOK)
    asked = dialog(page)
    expect(asked).to_contain_text("wie nu invult, verliest wat al gekozen is")
    asked.get_by_role("textbox").fill(ROUND)
    press(page, ERASE, within=asked)
    says(page, f"{ROUND} is gewist.")
    respondent.show("/scan")
    says(respondent.page, re.compile("Een scan opent via de scanlink"))


@pytest.mark.slow
def test_somebody_erases_the_own_scan_and_may_begin_anew(own: Server, arrive: Arrive, world: World) -> None:
    visitor = arrive(PHONE, origin=own.origin)
    page = visitor.enter(world.scan_link(HIDDEN))
    choose(page, "Jouw functiegroep", "ICT")
    says(page, "✓ bewaard")
    press(page, "Mijn scan wissen")
    asked = dialog(page)
    expect(asked).to_contain_text("Je keuzes, je opmerkingen en je hervatcode verdwijnen voorgoed")
    press(page, "Wis mijn scan voorgoed", within=asked)
    says(page, re.compile("Je scan is gewist"))
    page = visitor.enter(world.scan_link(HIDDEN))
    expect(page.get_by_role("radiogroup", name="Jouw functiegroep").get_by_role("radio", checked=True)).to_have_count(0)


def pick_network(page: Page) -> None:
    """Sofie has two networks; the menu says which one it is about."""
    menu = page.get_by_role("combobox", name="Netwerk")
    if menu.count() and menu.input_value() != NETWORK:
        pick(page, "Netwerk", NETWORK)
        settle(page)
