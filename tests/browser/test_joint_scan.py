"""A partner that fills in together goes on from its last scan: on a phone, by keyboard, on a second device."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from onlife.services import installation
from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PHONE, Visitor, choose, chosen, press, says, settle, tab_to
from tests.browser.world import APART, BEFORE, TOGETHER, World

BLOCKS = installation.questionnaire().blocks
FIRST, SECOND, THIRD = BLOCKS[0].elements[:3]
TOTAL = len(installation.questionnaire().elements)
FROM_BEFORE = f"Begin van jullie antwoorden van {BEFORE}"


def test_a_team_looks_again_at_what_it_chose_and_only_that_counts(arrive: Arrive, world: World) -> None:
    phone = arrive(PHONE)
    phone.open(world.scan_link(TOGETHER))
    says(phone.page, re.compile(f"bij {TOTAL - 1} van de {TOTAL} elementen wat jullie toen kozen"))
    page = begin(phone, FROM_BEFORE)
    says(page, f"0 van {TOTAL} gekozen")
    says(page, re.compile("het netwerk zodra het jullie kleuren ziet"))
    expect(reason_of(page, FIRST.title)).to_have_attribute("placeholder", re.compile("Het netwerk leest dit mee"))
    expect(page.get_by_text("Vorige keer: ◆ oranje")).to_have_count(len(BLOCKS[0].elements))
    assert not any(chosen(page, element.title) for element in BLOCKS[0].elements), "an earlier answer is a mark only"

    says(page, f"Toen schreven jullie: “Bij {TOGETHER} staat het in de visie”")
    press(page, "Blijft zo: oranje")
    says(page, f"1 van {TOTAL} gekozen")
    assert chosen(page, FIRST.title).startswith("◆ oranje")
    expect(reason_of(page, FIRST.title)).to_have_value(f"Bij {TOGETHER} staat het in de visie")
    expect(page.get_by_role("button", name="Blijft zo")).to_have_count(len(BLOCKS[0].elements) - 1)

    choose(page, SECOND.title, "■ rood")
    says(page, f"2 van {TOTAL} gekozen")
    reason_of(page, SECOND.title).fill("Sinds de zomer is er niemand meer")
    reason_of(page, SECOND.title).press("Tab")
    expect(page.get_by_role("button", name="Blijft zo")).to_have_count(len(BLOCKS[0].elements) - 2)
    expect(page.get_by_text("✓ bewaard")).to_have_count(4)
    page.get_by_text("Later of op een ander toestel verdergaan").click()
    code = page.locator("strong").filter(has_text=re.compile(r"^\w{4}-\w{4}-\w{4}$")).inner_text()

    laptop = arrive(DESKTOP)
    laptop.open(world.scan_link(TOGETHER))
    laptop.page.get_by_text("Ik begon al op een ander toestel").click()
    laptop.page.get_by_label("Jouw hervatcode").fill(code)
    press(laptop.page, "Ga verder met deze code")
    settle(laptop.page)
    page = laptop.show(f"/scan?stap={BLOCKS[0].id}")
    says(page, f"2 van {TOTAL} gekozen")
    expect(reason_of(page, SECOND.title)).to_have_value("Sinds de zomer is er niemand meer")
    tab_to(page, "Blijft zo: oranje")
    page.keyboard.press("Enter")
    says(page, f"3 van {TOTAL} gekozen")
    assert chosen(page, THIRD.title).startswith("◆ oranje")
    tab_to(page, f"Waarom deze kleur bij {THIRD.title}?")

    page = laptop.show(f"/scan?stap={BLOCKS[-1].id}")
    says(page, "Van vorige keer staat hier niets")
    page = laptop.show("/scan?stap=indienen")
    says(page, re.compile(f"{TOTAL - 3} elementen hebben nog geen kleur"))
    expect(page.get_by_text("(vorige keer: ◆ oranje)")).to_have_count(TOTAL - 4)
    press(page, "Scan indienen")
    says(page, "Je scan is ingediend. Dank je wel!")
    card = page.get_by_test_id("stVerticalBlock").filter(has_text=f"1. {BLOCKS[0].name}").last
    expect(card).to_contain_text(re.compile(r"groen 0.*oranje 2.*rood 1"))


@pytest.mark.slow
def test_only_who_came_by_the_team_link_begins_from_what_was_never_released(arrive: Arrive, world: World) -> None:
    stranger = arrive(DESKTOP)
    said = stranger.open(world.scan_link(APART))
    assert "Start de scan" in said and BEFORE not in said
    contact = arrive(DESKTOP)
    page = contact.enter(world.team_link(APART), "Open")
    says(page, re.compile("open de scanlink in deze browser"))
    contact.open(world.scan_link(APART))
    page = begin(contact, FROM_BEFORE)
    says(page, f"Toen schreven jullie: “Bij {APART} staat het in de visie”")
    assert not any(b"staat het in de visie" in frame for frame in stranger.received)


def begin(visitor: Visitor, button: str) -> Page:
    press(visitor.page, button)
    expect(visitor.page).not_to_have_url(re.compile("/l/"))
    settle(visitor.page)
    return visitor.page


def reason_of(page: Page, element: str) -> Locator:
    return page.get_by_role("textbox", name=f"Waarom deze kleur bij {element}?")
