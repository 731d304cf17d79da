"""For who lets the browser translate the page: words are replaced under Streamlit's hands, and all goes on as it should."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from onlife.domain.light import Light
from onlife.services import installation
from tests.browser.conftest import Arrive
from tests.browser.visitor import PHONE, charts, choose, chosen, press, says, settle
from tests.browser.world import LOOKING, World

BLOCKS = installation.questionnaire().blocks
WAYS = {
    "in its place": "words.replaceWith(outer)",
    "beside it, before it goes": "words.before(outer); words.remove()",
    "around it": "inner.replaceChildren(); words.before(outer); inner.append(words)",
}
"""How a translator can put its own word where one stood."""
TRANSLATE = """(word) => {
  const wrap = (words) => {
    if (!words.data.trim() || !words.parentNode || words.parentElement.closest("font, [translate=no], .notranslate, script, style, textarea")) return;
    const outer = document.createElement("font"), inner = document.createElement("font");
    inner.textContent = word || words.data;
    outer.append(inner);
    WAY;
  };
  const all = (node) => {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), found = [];
    for (let words = node.nodeType === Node.TEXT_NODE ? node : walker.nextNode(); words; words = walker.nextNode()) found.push(words);
    found.forEach(wrap);
  };
  all(document.body);
  new MutationObserver((changes) => changes.forEach(({ type, target, addedNodes }) => type === "characterData" ? all(target) : addedNodes.forEach(all)))
    .observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
"""What Chrome does to every word, at once and whenever one changes; with a word, all become that one."""


IN_TURN = [pytest.param(way, marks=pytest.mark.slow if at else ()) for at, way in enumerate(WAYS)]
"""What Chrome does; and `slow`, what other translators do."""


def translate(page: Page, way: str = "in its place", word: str = "") -> None:
    page.evaluate(TRANSLATE.replace("WAY", WAYS[way]), word)


@pytest.mark.parametrize("way", IN_TURN)
@pytest.mark.slow
def test_a_whole_scan_is_filled_in_on_a_phone_that_translates_it(way: str, arrive: Arrive, world: World) -> None:
    phone = arrive(PHONE)
    page = phone.enter(world.scan_link(LOOKING))
    phone.show("/scan?stap=functie")
    translate(page, way)
    choose(page, "Jouw functiegroep", "Praktijkwerker")
    expect(page.get_by_text("bewaard", exact=False).first).to_be_visible()
    press(page, "Volgende")
    for number, block in enumerate(BLOCKS, start=1):
        expect(page.locator("h1")).to_have_text(f"{block.id}. {block.name}")
        says(page, f"Bouwsteen {number} van {len(BLOCKS)}")
        for element in block.elements:
            group = page.get_by_role("radiogroup", name=element.title, exact=True)
            expect(group).to_contain_text(element.statements[Light.GREEN].split("\n")[0][:40])
            choose(page, element.title, "◆ oranje")
        expect(page.get_by_text("✓ bewaard")).to_have_count(len(block.elements))
        assert all(chosen(page, element.title).startswith("◆ oranje") for element in block.elements)
        press(page, "Volgende")
    says(page, "Klaar om in te dienen?")
    press(page, "Scan indienen")
    says(page, "Je scan is ingediend. Dank je wel!")
    press(page, "Heropen mijn scan om iets te wijzigen")
    says(page, "Klaar om in te dienen?")


@pytest.mark.parametrize("way", IN_TURN)
@pytest.mark.slow
def test_a_coordinator_looks_at_the_plan_from_all_sides_while_it_is_translated(
    way: str, arrive: Arrive, demo_coordinator: Any
) -> None:
    page = arrive(state=demo_coordinator).show("/plan")
    translate(page, way)
    sights = page.get_by_role("radiogroup", name="Toon als").locator("label").all_inner_texts()
    assert len(sights) > 3
    for sight in [*sights, *reversed(sights)]:
        choose(page, "Toon als", sight)
        expect(page.get_by_role("radiogroup", name="Toon als").get_by_role("radio", name=sight)).to_be_checked()
        settle(page)
        assert not page.get_by_text("NotFoundError").count()


@pytest.mark.slow
def test_a_chart_keeps_its_letters_while_the_page_is_translated(arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive(state=demo_coordinator).show("/overzicht")
    (chart,) = charts(page)
    translate(page, word="traduit")
    says(page, "traduit")
    expect(chart.locator("font")).to_have_count(0)
    expect(chart.get_by_text("Netwerk", exact=False).first).to_be_visible()


IN_TURNS = """() => requestAnimationFrame(async () => {
  const place = document.body.appendChild(document.createElement("p")), words = document.createTextNode("een");
  place.append(words);
  words.replaceWith(document.createElement("font"));
  await new Promise(requestAnimationFrame);
  words.nodeValue = "twee";
  await new Promise(requestAnimationFrame);
  const there = place.textContent;
  place.remove();
  words.nodeValue = "drie";
  document.title = [there, place.textContent].join();
}) && 0"""
"""Words that a translator takes away and the app puts back, then changes in a part that left the page."""


def test_words_that_came_back_are_not_looked_for_without_end(arrive: Arrive) -> None:
    page = arrive().show("/uitleg")
    page.evaluate(IN_TURNS)
    expect(page).to_have_title("twee,drie", timeout=5_000)


def test_an_english_translation_is_not_put_in_dutch_again(arrive: Arrive) -> None:
    page = arrive().show("/uitleg")
    translate(page, word="Search")  # one of the English words of Streamlit that the app puts in Dutch
    page.get_by_role("radiogroup").first.locator("label").last.click()
    settle(page)
    expect(page.get_by_test_id("stSkipToContent")).to_have_text("Search")
