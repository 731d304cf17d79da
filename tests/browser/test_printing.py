"""A page as the printer of the browser brings it out: the picture first, what folds out open, nothing cut, no page empty."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from pypdf import PdfReader

from tests.browser.conftest import Arrive, chromium, launch
from tests.browser.visitor import DESKTOP, charts, settle, unfold
from tests.sample import sample

MOST_PAGES = {
    "/overzicht": 4,
    "/samenwerking": 5,
    "/bouwsteen": 3,
    "/plan": 3,
    "/keuzehulp": 9,
    "/deelname": 3,
    "/evolutie": 4,
    "/partners": 2,
    "/uitleg": 6,
    "/privacy": 6,
}
PICTURE_FIRST = {
    "/overzicht": "Sint-Godelievecollege",
    "/samenwerking": "Sint-Godelievecollege",
    "/bouwsteen": "Politiezone Linde",
}
"""Where a picture is what one comes for, and a name in one of its last rows."""
PAGE_HIGH, PAGE_WIDE = 890, 703
"""What fits on an A4 between its margins, in CSS pixels."""


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The one with windows: on the paper of the other one the words of a chart are no text that can be read back."""
    with launch(playwright, chromium()) as opened:
        yield opened


def paper(page: Page) -> list[str]:
    """The words on each page of an A4."""
    if page.get_by_test_id("stVegaLiteChart").count():
        charts(page)
    printed = PdfReader(BytesIO(page.pdf(format="A4")))
    return [" ".join(sheet.extract_text().split()) for sheet in printed.pages]


@pytest.mark.parametrize("path", sample([*MOST_PAGES], ["/overzicht"]))
def test_a_page_prints_short_and_without_empty_sheets(path: str, arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive(state=demo_coordinator).show(path)
    if path in PICTURE_FIRST:
        page.locator("svg.marks").first.wait_for()
    title = page.locator("h1").inner_text()
    sheets = paper(page)
    assert len(sheets) <= MOST_PAGES[path]
    assert all(len(sheet) > 20 for sheet in sheets), sheets
    assert sheets[0].startswith(title)
    # A reader of PDF takes the place between two letters of a picture for a space now and then.
    assert PICTURE_FIRST.get(path, title).replace(" ", "") in sheets[0].replace(" ", "")
    whole = " ".join(sheets)
    assert "Start een actie" not in whole and "Tabel en bewaren" not in whole and "Bewaar als" not in whole


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/deelname", "/partners", "/logboek"])
def test_a_wide_table_is_as_narrow_as_the_paper_while_it_prints(
    path: str, arrive: Arrive, demo_coordinator: Any
) -> None:
    page = arrive(state=demo_coordinator).show(path)
    table = page.get_by_test_id("stDataFrame").first
    table.locator("canvas").first.wait_for()

    def width() -> float:
        return float(table.evaluate("table => table.getBoundingClientRect().width"))

    shown = width()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert width() <= PAGE_WIDE < shown
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert width() == shown


@pytest.mark.slow
def test_under_every_heading_of_the_overview_stands_what_it_announces(arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive(state=demo_coordinator).show("/overzicht")
    whole = " ".join(paper(page))
    for before, after in (
        ("Dit delen de partners", "Hier verschillen ze duidelijk"),
        ("Hier verschillen ze duidelijk", "Wat jullie afspraken"),
    ):
        between = whole.split(before)[1].split(after)[0]
        assert between.count("Partners:") > 2
    assert "Meenemen" not in whole  # links are for the screen


@pytest.mark.slow
def test_what_folds_out_is_open_on_paper_and_closed_again_afterwards(arrive: Arrive, demo_coordinator: Any) -> None:
    visitor = arrive(state=demo_coordinator)
    page = visitor.show("/keuzehulp")
    box = page.get_by_test_id("stExpander").filter(
        has=page.locator("summary", has_text="Wat partners zeggen over Strategie")
    )
    said = [words.inner_text() for words in unfold(page, "Wat partners zeggen over Strategie").locator("p").all()[1:]]
    box.locator("summary").click()
    expect(box.locator("details")).not_to_have_attribute("open", "")
    whole = " ".join(paper(page))
    assert len(said) > 5 and all(" ".join(words.split()) in whole for words in said)
    expect(page.locator("details[open]")).to_have_count(0)
    unfold(page, "Wat partners zeggen over Strategie")  # and the box still listens
    expect(box.locator("p").nth(1)).to_be_visible()

    questions = " ".join(paper(visitor.show("/samenwerking"))).split("Vragen voor het gesprek")[1]
    assert questions.count("?") > 10
    assert "Naam van de scanronde" not in " ".join(paper(visitor.show("/rondes")))  # a form is not for reading


@pytest.mark.slow
def test_a_picture_of_many_partners_fits_on_one_page(arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive(state=demo_coordinator).show("/overzicht")
    charts(page)
    page.emulate_media(media="print")
    high, box = page.evaluate(
        """() => {
          const svg = document.querySelector("svg.marks"), chart = svg.closest("[data-testid=stVegaLiteChart]");
          svg.setAttribute("height", 3000);
          svg.setAttribute("viewBox", "0 0 790 3000");
          return [svg, chart].map((part) => part.getBoundingClientRect().height);
        }"""
    )
    assert 0 < high <= PAGE_HIGH and box <= PAGE_HIGH


@pytest.mark.slow
def test_who_has_a_dark_screen_prints_dark_letters_on_white(arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive({**DESKTOP, "color_scheme": "dark"}, state=demo_coordinator).show("/overzicht")
    settle(page)
    page.emulate_media(media="print", color_scheme="dark")
    inks = set(
        page.locator("[data-testid=stMain] :is(h1, h2, p)").evaluate_all(
            "(all) => all.map((e) => getComputedStyle(e).color)"
        )
    )
    assert inks == {"rgb(16, 23, 31)"}
    assert (
        page.get_by_test_id("stApp").evaluate("(app) => getComputedStyle(app).backgroundColor") == "rgb(255, 255, 255)"
    )
