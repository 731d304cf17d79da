"""On the laptop of a meeting the answer is on the first screen: the picture of a page begins near its top."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Arrive
from tests.browser.visitor import PHONE, charts, says
from tests.sample import sample

LAPTOP = {"viewport": {"width": 1280, "height": 800}}
LOWEST = 330


@pytest.mark.parametrize("page", sample(["overzicht", "samenwerking", "bouwsteen", "evolutie"], ["overzicht"]))
def test_the_picture_begins_on_the_first_screen_of_a_laptop(page: str, arrive: Arrive, demo_coordinator: Any) -> None:
    shown = arrive(LAPTOP, demo_coordinator).show(f"/{page}")
    place = charts(shown)[0].bounding_box()
    assert place and place["y"] < LOWEST


def test_on_a_phone_a_purpose_has_the_whole_line_below_its_title(arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive(PHONE, demo_coordinator).show("/samenwerking")
    title, purpose = page.get_by_role("heading", level=1).bounding_box(), page.locator(".st-key-purpose").bounding_box()
    assert title and purpose
    assert purpose["y"] > title["y"] + title["height"] / 2
    assert purpose["width"] > 300


def test_all_help_stands_one_click_away(arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive(LAPTOP, demo_coordinator).show("/overzicht")
    for button, words in (("Uitleg", "Uitleg bij deze pagina"), ("Tip", "Begrepen"), ("Wat nu?", "Alle stappen")):
        page.get_by_test_id("stPopover").get_by_role("button", name=button).click()
        says(page, words)
        page.keyboard.press("Escape")
