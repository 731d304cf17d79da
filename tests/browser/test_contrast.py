"""For who sets the system to few colours and much contrast: what is chosen is seen, on every kind of control."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from onlife.services import installation
from tests.browser.conftest import Arrive
from tests.browser.looking import alike
from tests.browser.visitor import DESKTOP, PHONE, choose, says, settle
from tests.browser.world import LOOKING, World

BLOCKS = installation.questionnaire().blocks
CONTRAST = {"forced_colors": "active"}
WITHOUT = (
    "() => { for (const sheet of document.styleSheets) if (sheet.href?.includes('/app.css')) sheet.disabled = true; }"
)


def _switch(page: Page) -> None:
    switch = page.get_by_role("switch").first
    switch.locator("xpath=ancestor::label").click()
    expect(switch).to_be_checked()
    settle(page)


def _mark(page: Page) -> None:
    mark = page.get_by_role("radio", name="oranje").first
    mark.click()
    expect(mark).to_be_checked()
    settle(page)


CHOICES: dict[str, tuple[str, str, Callable[[Page], None]]] = {
    "round buttons in a row": ("/opmerkingen", "[data-testid=stRadioOption]", settle),
    "round buttons in a column": ("/wissen", "[data-testid=stRadioOption]", settle),
    "stars": ("/keuzehulp", "[data-testid=stRadioOption]", settle),
    "a switch": ("/opmerkingen", "[data-testid=stCheckbox] label", _switch),
    "a switch alone": ("/rondes", "[data-testid=stCheckbox] label", settle),
    "the colours of a scan on paper": ("/papier", "[role=radio]", _mark),
}
"""Where each kind stands, what it is, and what is done so that one is chosen."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", CHOICES)
def test_chosen_and_unchosen_are_told_apart(kind: str, arrive: Arrive, demo_coordinator: Any) -> None:
    path, control, act = CHOICES[kind]
    page = arrive({**DESKTOP, **CONTRAST}, state=demo_coordinator).show(path)
    page.locator(control).first.wait_for()
    act(page)
    assert alike(page) == []


@pytest.mark.slow
def test_in_a_scan_the_chosen_statement_stands_out(arrive: Arrive, world: World) -> None:
    phone = arrive({**PHONE, **CONTRAST})
    page = phone.enter(world.scan_link(LOOKING))
    choose(page, "Jouw functiegroep", "Ander")
    says(page, "✓ bewaard")
    assert alike(page) == []
    phone.show(f"/scan?stap={BLOCKS[0].id}")
    group = page.get_by_role("radiogroup", name=BLOCKS[0].elements[0].title, exact=True)
    for at, option in enumerate(group.locator("label").all()):
        option.click()
        expect(option).to_have_attribute("data-selected", "true")
        settle(page)
        assert alike(page) == []
        pictures = [each.screenshot() for each in group.locator("label > div > div:first-child").all()]
        assert pictures[at] not in pictures[:at] + pictures[at + 1 :]
    page.evaluate(WITHOUT)
    assert alike(page)  # what Streamlit draws by itself is told apart by nothing


def test_in_a_list_one_sees_where_the_keyboard_is_and_what_is_chosen(arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive({**DESKTOP, **CONTRAST}, state=demo_coordinator).show("/plan?actie=nieuw")
    page.get_by_role("combobox", name="Bouwsteen").click()
    page.keyboard.press("ArrowDown")
    page.locator("[role=option][data-focused]").wait_for()
    chosen, here, other = (
        page.locator(f"[role=option]{state}").first.evaluate(
            "(option) => { const { backgroundColor, outline } = getComputedStyle(option); return backgroundColor + outline; }"
        )
        for state in ("[data-selected]", "[data-focused]", ":not([data-selected], [data-focused])")
    )
    assert len({chosen, here, other}) == 3
