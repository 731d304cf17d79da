"""Filling in the Quickscan: on a phone, on two devices, in two tabs, and without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from onlife.content.plain_language import in_plain_language
from onlife.domain.light import Light
from onlife.domain.questionnaire import Block
from onlife.services import installation
from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PHONE, choose, chosen, press, says, settle, tab_to
from tests.browser.world import KEYS, LOOKING, TABS, World
from tests.browser.world import PHONE as PARTNER

SAYS_KEPT = "✓ bewaard"
HIGH = 420
"""Above this, in pixels from the top of a phone, the first card begins."""
TRANSPARENT = "rgba(0, 0, 0, 0)"
BLOCKS = installation.questionnaire().blocks


def test_a_respondent_pauses_goes_on_elsewhere_hands_in_and_changes_their_mind(arrive: Arrive, world: World) -> None:
    block, link = BLOCKS[0], world.scan_link(PARTNER)
    first, second, third = (element.title for element in block.elements[:3])

    phone = arrive(PHONE)
    phone.open(link)
    says(phone.page, f"Quickscan van {PARTNER}")
    says(phone.page, "Wie ziet wat")
    says(phone.page, re.compile("krijgt niemand te zien: geen collega, geen leidinggevende, geen coördinator"))
    press(phone.page, "Start de scan")
    settle(phone.page)
    _choose_function(phone.page, "Praktijkwerker")
    says(phone.page, f"Bouwsteen 1 van {len(BLOCKS)}")
    for element, answer in zip(block.elements, ("● groen", "◆ oranje", "■ rood", *["– n.v.t."] * 9), strict=False):
        choose(phone.page, element.title, answer)
    expect(phone.page.get_by_text(SAYS_KEPT)).to_have_count(len(block.elements))
    remark = phone.page.get_by_role("textbox", name=re.compile("^Opmerking bij"))
    remark.fill("We weten niet wie hierover beslist.")
    remark.press("Tab")
    expect(phone.page.get_by_text(SAYS_KEPT)).to_have_count(len(block.elements) + 1)

    phone.page.get_by_text("Later of op een ander toestel verdergaan").click()
    address = phone.page.get_by_test_id("stCode").inner_text().strip()
    code = phone.page.locator("strong").filter(has_text=re.compile(r"^\w{4}-\w{4}-\w{4}$")).inner_text()
    assert address == f"{phone.origin}{link}?verder={code}"
    phone.page.close()

    laptop = arrive(DESKTOP)
    laptop.open(address.removeprefix(laptop.origin))
    says(laptop.page, "Begon jij deze scan zelf?")
    press(laptop.page, "Ja, ga verder met mijn scan")
    settle(laptop.page)
    says(laptop.page, f"Bouwsteen 2 van {len(BLOCKS)}")
    press(laptop.page, "Vorige")
    says(laptop.page, f"Bouwsteen 1 van {len(BLOCKS)}")
    assert [chosen(laptop.page, title).split("\n")[0] for title in (first, second, third)] == [
        "● groen", "◆ oranje", "■ rood",
    ]  # fmt: skip
    expect(laptop.page.get_by_role("textbox", name=re.compile("^Opmerking bij"))).to_have_value(
        "We weten niet wie hierover beslist."
    )

    tablet = arrive(PHONE)
    tablet.open(link)
    tablet.page.get_by_text("Ik begon al op een ander toestel").click()
    laptop.page.get_by_text("Later of op een ander toestel verdergaan").click()
    renewed = laptop.page.locator("strong").filter(has_text=re.compile(r"^\w{4}-\w{4}-\w{4}$")).inner_text()
    assert renewed != code
    tablet.page.get_by_label("Jouw hervatcode").fill(renewed.lower().replace("-", " "))
    press(tablet.page, "Ga verder met deze code")
    settle(tablet.page)
    says(tablet.page, re.compile("Je scan gaat verder op dit toestel"))
    laptop.page.reload()
    says(laptop.page, re.compile("Deze scan ging verder op een ander toestel"))
    expect(laptop.page.get_by_label("Jouw hervatcode")).to_be_visible()
    says(tablet.page, f"Bouwsteen 2 van {len(BLOCKS)}")
    choose(tablet.page, BLOCKS[1].elements[0].title, "● groen")
    says(tablet.page, SAYS_KEPT)
    _go_to_the_end(tablet.page, BLOCKS[1:])
    left = sum(len(each.elements) for each in BLOCKS[1:]) - 1
    says(tablet.page, re.compile(f"{left} elementen hebben nog geen kleur"))
    says(tablet.page, BLOCKS[-1].elements[-1].title)
    press(tablet.page, "Scan indienen")

    says(tablet.page, "Je scan is ingediend. Dank je wel!")
    card = tablet.page.get_by_test_id("stVerticalBlock").filter(has_text=f"{block.id}. {block.name}").last
    expect(card).to_contain_text(re.compile(r"groen 1.*oranje 1.*rood 1.*n\.v\.t\. 5"))
    press(tablet.page, "Heropen mijn scan om iets te wijzigen")
    says(tablet.page, f"Bouwsteen 2 van {len(BLOCKS)}")
    choose(tablet.page, BLOCKS[1].elements[0].title, "■ rood")
    _go_to_the_end(tablet.page, BLOCKS[1:])
    press(tablet.page, "Scan indienen")
    says(tablet.page, "Je scan is ingediend. Dank je wel!")
    card = tablet.page.get_by_test_id("stVerticalBlock").filter(has_text=f"{BLOCKS[1].id}. {BLOCKS[1].name}").last
    expect(card).to_contain_text(re.compile("groen 0.*rood 1"))


LOOKS = """(option) => {
  const { backgroundColor, boxShadow } = getComputedStyle(option);
  return [backgroundColor, boxShadow];
}"""


@pytest.mark.slow
def test_on_a_phone_the_first_card_stands_high_and_tells_how_many_are_chosen(arrive: Arrive, world: World) -> None:
    phone = arrive(PHONE)
    page = phone.enter(world.scan_link(LOOKING))
    total = sum(len(block.elements) for block in BLOCKS)
    says(page, f"0 van {total} gekozen")
    _choose_function(page, "Ander")
    for number, block in enumerate(BLOCKS, start=1):
        phone.show(f"/scan?stap={block.id}")
        says(page, f"Bouwsteen {number} van {len(BLOCKS)} · {number - 1} van {total} gekozen")
        card = page.get_by_test_id("stLayoutWrapper").filter(has=page.get_by_role("radiogroup")).first.bounding_box()
        assert card is not None and card["y"] < HIGH, (block.id, card)
        last = block.elements[-1].title
        choose(page, last, "◆ oranje")
        counted = page.get_by_text(f"Bouwsteen {number} van {len(BLOCKS)} · {number} van {total} gekozen")
        expect(counted).to_be_in_viewport()  # with the last card of the screen before one's eyes, too
    phone.show("/scan?stap=indienen")
    says(page, f"{len(BLOCKS)} van {total} gekozen")


@pytest.mark.slow
def test_the_chosen_statement_is_seen_at_arms_length_in_light_and_dark_and_beside_the_focus(
    arrive: Arrive, world: World
) -> None:
    page = arrive(PHONE).enter(world.scan_link(LOOKING))
    _choose_function(page, "Ander")
    element = BLOCKS[0].elements[0]
    group = page.get_by_role("radiogroup", name=element.title, exact=True)
    options = group.locator("label")
    tints = set()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for at in range(options.count()):
            options.nth(at).click()
            expect(options.nth(at)).to_have_attribute("data-selected", "true")
            settle(page)
            looks = [tuple(option.evaluate(LOOKS)) for option in options.all()]
            paper, edge = looks[at]
            assert paper != TRANSPARENT and "0px 0px 0px 3px inset" in edge
            assert {one[0] for one in looks[:at] + looks[at + 1 :]} == {TRANSPARENT}
            assert all("0px 0px 0px 1px inset" in one[1] for one in looks[:at] + looks[at + 1 :])
            tints.add(paper)
    assert len(tints) == options.count()  # every light has a tint of its own, the same in both themes
    options.nth(0).click()
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("data-focus-visible", "true")
    settle(page)
    assert options.nth(1).evaluate(LOOKS)[0] != TRANSPARENT
    assert options.nth(1).evaluate("(option) => getComputedStyle(option).outlineWidth") == "3px"


def test_what_one_taps_straight_after_typing_happens_too(arrive: Arrive, world: World) -> None:
    """A tap leaves the field and presses at once: both travel together, under the name of what was typed."""
    phone = arrive(PHONE)
    page = phone.enter(world.scan_link(KEYS))
    _choose_function(page, "Ander")
    remark = page.get_by_role("textbox", name=re.compile("^Opmerking bij"))
    element = BLOCKS[0].elements[-1]
    remark.tap()
    page.keyboard.type("Wie beslist hierover?")
    page.get_by_role("radiogroup", name=element.title, exact=True).locator("label").first.tap()
    expect(page.get_by_text(SAYS_KEPT)).to_have_count(2)
    assert chosen(page, element.title).startswith("● groen")

    remark.tap()
    page.keyboard.type(" Niemand.")
    page.get_by_role("button", name="Volgende").tap()
    says(page, f"Bouwsteen 2 van {len(BLOCKS)}")
    page.get_by_role("button", name="Vorige").tap()
    says(page, f"Bouwsteen 1 van {len(BLOCKS)}")
    settle(page)
    expect(remark).to_have_value(re.compile("Niemand"))


@pytest.mark.slow
def test_a_choice_in_a_second_tab_after_handing_in_says_that_it_is_not_kept(arrive: Arrive, world: World) -> None:
    block, (first, second) = BLOCKS[0], (element.title for element in BLOCKS[0].elements[:2])
    respondent = arrive()
    one = respondent.enter(world.scan_link(TABS))
    _choose_function(one, "Leidinggevende")
    choose(one, first, "● groen")
    says(one, SAYS_KEPT)
    two = respondent.tab()
    two.goto(one.url)
    settle(two)
    assert chosen(two, first).startswith("● groen")
    one.bring_to_front()
    _go_to_the_end(one, BLOCKS)
    press(one, "Scan indienen")
    says(one, "Je scan is ingediend. Dank je wel!")

    two.bring_to_front()
    choose(two, second, "■ rood")
    says(two, re.compile("Deze scan is al ingediend.*Je laatste wijziging is niet bewaard"))
    assert chosen(two, first).startswith("● groen")
    assert chosen(two, second) == ""

    two.reload()
    settle(two)
    says(two, "Je scan is ingediend. Dank je wel!")
    card = two.get_by_test_id("stVerticalBlock").filter(has_text=f"{block.id}. {block.name}").last
    expect(card).to_contain_text(re.compile("groen 1.*rood 0"))


@pytest.mark.slow
def test_a_whole_scan_can_be_filled_in_with_the_keyboard_alone(arrive: Arrive, world: World) -> None:
    visitor = arrive()
    page = visitor.page
    visitor.open(world.scan_link(KEYS))
    tab_to(page, "Start de scan")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/scan"))
    settle(page)

    tab_to(page, "Leidinggevende")
    page.keyboard.press("Space")
    says(page, SAYS_KEPT)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Praktijkwerker")).to_be_checked()
    settle(page)
    tab_to(page, "Volgende")
    page.keyboard.press("Enter")
    says(page, f"Bouwsteen 1 van {len(BLOCKS)}")
    for number, element in enumerate(BLOCKS[0].elements, start=1):
        tab_to(page, "● groen", within=element.title)
        page.keyboard.press("Space")
        expect(page.get_by_text(SAYS_KEPT)).to_have_count(number)
        if number == 1:
            page.keyboard.press("ArrowDown")
            says(page, SAYS_KEPT)
    group = page.get_by_role("radiogroup", name=BLOCKS[0].elements[0].title, exact=True)
    expect(group.get_by_role("radio", name=re.compile("^◆ oranje"))).to_be_checked()
    for number in range(2, len(BLOCKS) + 1):
        tab_to(page, "Volgende")
        page.keyboard.press("Enter")
        says(page, f"Bouwsteen {number} van {len(BLOCKS)}")
    tab_to(page, "Volgende")
    page.keyboard.press("Enter")
    says(page, "Nog open")
    tab_to(page, "Scan indienen")
    page.keyboard.press("Enter")
    says(page, "Je scan is ingediend. Dank je wel!")


def _choose_function(page: Page, function: str) -> None:
    says(page, "Vanuit welke functie kijk jij?")
    choose(page, "Jouw functiegroep", function)
    says(page, SAYS_KEPT)
    press(page, "Volgende")
    says(page, "Bouwsteen 1 van")


def _go_to_the_end(page: Page, blocks: tuple[Block, ...]) -> None:
    """From the first of these building blocks to the overview of what is still open."""
    for block in blocks:
        says(page, f"{block.id}. {block.name}")
        settle(page)
        press(page, "Volgende")
    says(page, re.compile("^(Nog open|Klaar om in te dienen)"))
    settle(page)


@pytest.mark.slow
def test_plain_language_is_chosen_by_keyboard_on_a_phone_and_stays_with_the_scan(arrive: Arrive, world: World) -> None:
    plain = in_plain_language(installation.questionnaire())
    assert plain is not None
    usual, other = (form.element("1.3").statements[Light.RED] for form in (installation.questionnaire(), plain))
    page = arrive(PHONE).enter(world.scan_link(LOOKING))
    _choose_function(page, "Ander")
    says(page, usual)
    button = page.get_by_role("button", name="Eenvoudige taal")
    button.focus()
    page.keyboard.press("Enter")
    says(page, other)
    assert "taal" not in page.url and page.url.endswith("stap=1")
    choose(page, "Visie op online werken", "■ rood")
    says(page, SAYS_KEPT)
    page.reload()
    says(page, other)
    assert "■ rood" in chosen(page, "Visie op online werken")
    press(page, "Gewone taal")
    says(page, usual)
