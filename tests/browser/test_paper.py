"""Scans on paper typed over by keys alone, and documents that a browser really saves."""

from __future__ import annotations

import re
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from onlife.services import installation
from tests.browser.conftest import Arrive
from tests.browser.visitor import PHONE, press, says, settle
from tests.browser.world import HIDDEN, World

ELEMENTS = len(installation.questionnaire().elements)
TWO_MINUTES = 120.0
THUMB = 44
"""The least height and width of what a thumb must hit, in pixels."""


def status(page: Page, filled: int) -> None:
    says(page, re.compile(rf"^{filled} / {ELEMENTS + 1} · alles hierboven is bewaard"))


def row(page: Page, element: str) -> Any:
    return page.get_by_role("radiogroup", name=re.compile(rf"^{re.escape(element)} "))


def marked(page: Page, element: str) -> str:
    chosen = row(page, element).get_by_role("radio", checked=True)
    return chosen.inner_text().split()[-1] if chosen.count() else ""


@pytest.mark.slow
def test_a_scan_on_paper_is_typed_over_by_keyboard_alone_and_survives_a_reload(arrive: Arrive, world: World) -> None:
    visitor = arrive()
    visitor.enter(world.team_link(HIDDEN), "Open de teampagina")
    page = visitor.show("/op-papier")
    page.get_by_role("radiogroup", name="Functiegroep").get_by_role("radio").first.focus()
    begun = time.monotonic()
    page.keyboard.press("2")
    for at in range(ELEMENTS):
        page.keyboard.press("1230"[at % 4])
    status(page, ELEMENTS + 1)
    assert time.monotonic() - begun < TWO_MINUTES
    assert [marked(page, element) for element in ("1.1", "1.2", "1.3", "1.4")] == ["groen", "oranje", "rood", "n.v.t."]

    page.reload()
    settle(page)
    status(page, ELEMENTS + 1)
    row(page, "1.3").get_by_role("radio", checked=True).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("1")  # over the orange of 1.2; then on to 1.3
    page.keyboard.press("Backspace")
    status(page, ELEMENTS)
    assert (marked(page, "1.2"), marked(page, "1.3")) == ("groen", "")
    page.keyboard.press("3")
    page.keyboard.press("Backspace")  # back from 1.4, which had its choice, so that one goes first
    status(page, ELEMENTS)
    assert (marked(page, "1.3"), marked(page, "1.4")) == ("rood", "")

    page.get_by_role("button", name="Scan bewaren en volgende").focus()
    page.keyboard.press("Enter")
    says(page, "Bewaard: 1 scan van papier")
    says(page, re.compile(rf"^0 / {ELEMENTS + 1} "))
    expect(page.get_by_role("radiogroup", name="Functiegroep").get_by_role("radio").first).to_be_focused()


@pytest.mark.slow
def test_a_remark_on_paper_is_typed_where_tab_leads_and_the_keys_go_over_it(arrive: Arrive, world: World) -> None:
    visitor = arrive()
    visitor.enter(world.team_link(HIDDEN), "Open de teampagina")
    page = visitor.show("/op-papier")
    blocks = installation.questionnaire().blocks
    last, following = blocks[0].elements[-1].id, blocks[1].elements[0].id
    remark = page.get_by_role("textbox", name=f"Opmerking bij {blocks[0].short}")
    row(page, last).get_by_role("radio").first.focus()
    page.keyboard.press("1")
    expect(row(page, following).get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(remark).to_be_focused()
    page.keyboard.type("Wie beslist dit in 2027?")
    page.keyboard.press("Backspace")  # a letter, not a choice
    page.keyboard.press("Tab")
    expect(row(page, following).get_by_role("radio").first).to_be_focused()
    page.keyboard.press("3")
    status(page, 2)

    page.reload()
    settle(page)
    status(page, 2)
    expect(remark).to_have_value("Wie beslist dit in 2027")
    assert (marked(page, last), marked(page, following)) == ("groen", "rood")


@pytest.mark.slow
def test_a_sheet_without_a_function_is_refused_and_kept(arrive: Arrive, coordinator: Any) -> None:
    page = arrive(state=coordinator).show("/papier")
    row(page, "1.1").get_by_role("radio").first.focus()
    page.keyboard.press("3")
    status(page, 1)
    press(page, "Scan bewaren en volgende")
    says(page, "Kies eerst je functiegroep.")
    assert marked(page, "1.1") == "rood"


@pytest.mark.slow
def test_a_thumb_hits_every_answer_and_the_four_colours_stand_in_one_row(arrive: Arrive, coordinator: Any) -> None:
    page = arrive({**PHONE, "viewport": {"width": 360, "height": 780}}, state=coordinator).show("/papier")
    expect(row(page, "1.1").get_by_role("radio")).to_have_count(4)
    answers = [answer.bounding_box() for answer in row(page, "1.1").get_by_role("radio").all()]
    assert all(box and min(box["width"], box["height"]) >= THUMB for box in answers)
    assert len({box["y"] for box in answers if box}) == 1
    done = page.get_by_role("button", name="Scan bewaren en volgende").bounding_box()
    assert done and done["height"] >= THUMB


@pytest.mark.slow
def test_the_meeting_pack_is_made_with_a_word_on_how_far_it_is_and_then_saved(
    arrive: Arrive, demo_coordinator: Any
) -> None:
    page = arrive(state=demo_coordinator).show("/meenemen")
    for _ in range(2):
        with page.expect_download(timeout=120_000) as coming:
            press(page, "Vergaderpakket (PDF)")
        saved = coming.value
        assert saved.suggested_filename == "vergaderpakket.pdf"
        content = Path(saved.path()).read_bytes()
        assert len(PdfReader(BytesIO(content)).pages) > 15
    says(page, "Begint het bewaren niet vanzelf?")
