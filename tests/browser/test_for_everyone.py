"""For who has no mouse, cannot see the screen, gets sick from motion, or loses the connection on the tram."""

from __future__ import annotations

import re
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from onlife.services import installation
from tests.browser.conftest import Arrive
from tests.browser.server import Server
from tests.browser.visitor import (
    DESKTOP,
    PHONE,
    arriving,
    charts,
    choose,
    chosen,
    dialog,
    enter,
    says,
    settle,
    tab_to,
    unfold,
)
from tests.browser.world import DEMO_COORDINATOR, DROPPED, WALKED, World
from tests.sample import sample

BLOCKS = installation.questionnaire().blocks
ALOUD = "#voorlezen"
"""The region of which a screen reader tells every change."""
LOST = re.compile("De verbinding is weg")
ENDED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
"""Whatever a key set in motion has happened: two frames have been drawn since."""


def go(page: Page, words: str, said: str | re.Pattern[str]) -> None:
    """Walk to a button or link, press it and wait for what it leads to."""
    enter(page, words)
    says(page, said)
    settle(page)


def type_in(page: Page, field: str, text: str) -> None:
    """Walk to a field and type in it."""
    tab_to(page, field)
    page.keyboard.type(text)


def test_a_contact_closes_looks_releases_chooses_and_plans_with_the_keyboard_alone(
    arrive: Arrive, world: World
) -> None:
    visitor = arrive()
    page = visitor.page
    visitor.open(world.team_link(WALKED))
    enter(page, "Open de teampagina")
    expect(page).to_have_url(re.compile("/ons-team"))
    settle(page)

    enter(page, "Scan afsluiten")
    asked = dialog(page)
    settle(page)
    tab_to(page, "Meteen vrijgeven")
    page.keyboard.press("Space")
    expect(asked.get_by_role("radio", name=re.compile("^Meteen vrijgeven"))).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(asked.get_by_role("radio", name=re.compile("^Nog niet vrijgeven"))).to_be_checked()
    expect(asked.get_by_role("button", name="Afsluiten")).to_be_enabled()
    go(page, "Afsluiten", "Jullie scan is afgesloten.")
    go(page, "Bekijk ons resultaat", "Jullie resultaat")
    enter(page, "Vrijgeven aan het netwerk")
    dialog(page)
    enter(page, "Ja, vrijgeven")
    says(page, re.compile("Vrijgegeven. Mensen van andere organisaties"))

    go(page, "Onze keuze", "Bespreek jullie resultaat in het team")
    stars = f"Sterren voor {BLOCKS[1].short}"
    tab_to(page, "1★", within=stars)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    settle(page)
    assert chosen(page, stars) == "2★"
    expect(page.locator(ALOUD)).to_have_text(re.compile("bewaard"))

    go(page, "Ons plan", "Jullie plan is nog leeg")
    go(page, "Actie toevoegen", "Nieuwe actie")
    type_in(page, "Wat gaan jullie doen?", "Samen een leesclub online")
    go(page, "Actie bewaren", "De actie is bewaard.")
    type_in(page, "Nieuw opvolgmoment", "15/01/2027")
    go(page, "Moment toevoegen", "Het opvolgmoment staat erbij.")
    enter(page, "Noteer wat jullie zagen")
    type_in(page, "Wat zagen jullie?", "Zes jongeren lazen mee")
    enter(page, "Notitie bewaren")
    says(page, "De notitie is bewaard.")


@pytest.mark.slow
def test_a_coordinator_agrees_on_stars_with_the_keyboard_alone(arrive: Arrive, coordinator: Any) -> None:
    page = arrive(state=coordinator).show("/keuzehulp")
    stars = f"Sterren voor {BLOCKS[0].short}"
    tab_to(page, "", within=stars)
    page.keyboard.press("ArrowLeft")
    settle(page)
    kept = chosen(page, stars)
    assert kept
    expect(page.locator(ALOUD)).to_have_text(re.compile("bewaard"))
    page.reload()
    settle(page)
    assert chosen(page, stars) == kept


@pytest.mark.slow
def test_a_coordinator_opens_an_element_and_makes_it_a_point_with_the_keyboard_alone(
    arrive: Arrive, demo_coordinator: Any
) -> None:
    page = arrive(state=demo_coordinator).show("/bouwsteen?bouwsteen=4 Beeldvorming")
    row = page.get_by_test_id("stExpander").filter(has=page.locator("summary", has_text="4.3 "))
    expect(row.get_by_role("link")).to_have_count(0)
    enter(page, "4.3 ")
    expect(row.get_by_role("link", name="Lees meer over 4.3")).to_be_visible()
    settle(page)
    point = row.get_by_role("switch", name="Gesprekspunt")
    points = page.get_by_test_id("stMarkdown").filter(has_text="Gesprekspunten")
    for marked in (True, False):
        tab_to(page, "Gesprekspunt")
        page.keyboard.press("Space")
        expect(point).to_be_checked(checked=marked)
        settle(page)
        expect(points.filter(has_text="4.3")).to_have_count(int(marked))
        expect(point).to_be_focused()
        page.keyboard.press("Tab")
        expect(row.get_by_role("button", name="Start een actie")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Shift+Tab")
    expect(row.locator("details")).to_have_attribute("open", "")


@pytest.mark.slow
def test_a_coordinator_plans_changes_and_looks_from_all_sides_with_the_keyboard_alone(
    arrive: Arrive, demo_coordinator: Any
) -> None:
    page = arrive(state=demo_coordinator).show("/plan")
    go(page, "Actie toevoegen", "Nieuwe actie")
    type_in(page, "Wat gaan jullie doen?", "Elke maand samen online kijken")
    type_in(page, "Einde", "15/01/2028")
    enter(page, "Meer over deze actie")
    tab_to(page, "", within="Termijn")
    page.keyboard.press("ArrowRight")
    go(page, "Actie bewaren", "De actie is bewaard.")
    type_in(page, "Doelstelling", "Zien wat jongeren zien")
    go(page, "Actie bewaren", "De actie is bewaard.")
    go(page, "Terug naar het plan", "Elke maand samen online kijken")

    tab_to(page, "", within="Toon als")
    for sight, sign in (
        ("Per partner", re.compile("^Nog zonder trekker")),
        ("Tijdlijn", "Tabel en bewaren"),
        ("Bord", re.compile(r"^Gepland \(\d+\)")),
    ):
        page.keyboard.press("ArrowRight")
        says(page, sign)
        settle(page)
        assert chosen(page, "Toon als") == sight
        if sight == "Tijdlijn":
            enter(page, "Tabel en bewaren")
            expect(page.get_by_role("table", name="Het plan in de tijd")).to_contain_text("Elke maand samen online")
            for _ in range(80):
                page.keyboard.press("Shift+Tab")
                if page.evaluate("document.activeElement.closest('[role=radiogroup]')?.ariaLabel") == "Toon als":
                    break
    enter(page, "Bekijk de actie")
    says(page, "Geschiedenis")


def test_a_walk_notices_a_focus_that_cannot_be_seen(arrive: Arrive) -> None:
    page = arrive().show("/uitleg")
    page.add_style_tag(content="*, *::before { outline: none !important; box-shadow: none !important; }")
    with pytest.raises(AssertionError, match="cannot be seen"):
        tab_to(page, "Privacy")


def test_a_letter_that_nobody_typed_into_a_field_does_nothing(arrive: Arrive) -> None:
    visitor = arrive()
    sent: list[bytes | str] = []
    visitor.page.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(frame)))
    page = visitor.show("/uitleg")
    tab_to(page, "Naar de inhoud")
    page.keyboard.press("Enter")
    before = len(sent)
    for letter in "rRcC":
        page.keyboard.press(letter)
    page.wait_for_function(ENDED)
    assert len(sent) == before
    page.get_by_role("radiogroup").first.locator("label").last.click()
    settle(page)
    assert len(sent) > before  # what is pressed on purpose does go out


def test_a_screen_reader_hears_that_a_choice_is_kept_and_starts_at_the_top_of_the_next_screen(
    arrive: Arrive, world: World
) -> None:
    visitor = arrive()
    page = visitor.enter(world.scan_link(DROPPED))
    expect(page.locator(ALOUD)).to_have_role("status")
    choose(page, "Jouw functiegroep", "Praktijkwerker")
    expect(page.locator(ALOUD)).to_have_text("bewaard")
    page.get_by_role("button", name="Volgende").click()
    page.wait_for_function(
        "(title) => document.activeElement.textContent === title", arg=f"{BLOCKS[0].id}. {BLOCKS[0].name}"
    )


def test_a_lost_connection_is_told_in_dutch_comes_back_by_itself_and_loses_no_choice(
    arrive: Arrive, world: World
) -> None:
    visitor = arrive(PHONE)
    line = Line(visitor.page)
    page = visitor.enter(world.scan_link(DROPPED))
    visitor.show(f"/scan?stap={BLOCKS[0].id}")
    first, second, third = (element.title for element in BLOCKS[0].elements[:3])
    choose(page, first, "● groen")
    says(page, "✓ bewaard")

    line.muffle()  # what one chooses goes into a line that is dead already
    choose(page, second, "■ rood")
    line.cut()
    expect(page.locator("#verbinding")).to_have_text(LOST)
    expect(page.locator("#verbinding")).to_be_visible()
    expect(page.locator(ALOUD)).to_have_text(LOST)
    group = page.get_by_role("radiogroup", name=third, exact=True)
    expect(group.get_by_role("radio").first).to_be_disabled()  # nothing can be chosen that would not be kept

    line.mend()
    settle(page)
    expect(page.locator("#verbinding")).to_be_hidden()
    choose(page, third, "◆ oranje")
    expect(page.get_by_text("✓ bewaard")).to_have_count(3)
    page.reload()
    settle(page)
    assert [chosen(page, title).split("\n")[0] for title in (first, second, third)] == [
        "● groen", "■ rood", "◆ oranje",
    ]  # fmt: skip
    # Streamlit complains to the console of what it could not send; that is what this is about.
    visitor.faults = [fault for fault in visitor.faults if "disconnected from server" not in fault]


@pytest.mark.slow
def test_what_is_typed_as_the_connection_goes_is_kept_once_it_is_back_and_a_dialog_stays_open(
    browser: Browser, pristine: Path, tmp_path: Path, world: World
) -> None:
    running = Server(Path(shutil.copytree(pristine, tmp_path / "data")), tmp_path / "server.log")
    with ExitStack() as leaving:
        leaving.callback(running.stop)
        contact, coordinator = (
            leaving.enter_context(arriving(browser, running.ready().origin, DESKTOP)) for _ in range(2)
        )
        lines = [Line(visitor.page) for visitor in (contact, coordinator)]
        contact.enter(world.team_link(WALKED), "Open de teampagina")
        coordinator.log_in(DEMO_COORDINATOR)
        stars, rounds = contact.show("/onze-keuze"), coordinator.show("/rondes")
        rounds.get_by_role("button", name="Naam of einddatum wijzigen").first.click()
        comment, name = stars.get_by_role("textbox").first, dialog(rounds).get_by_label("Naam")
        for field in (comment, name):
            field.fill("Getypt op de tram")
        for page, line in zip((stars, rounds), lines, strict=True):
            line.cut()
            expect(page.locator("#verbinding")).to_be_visible()
            line.mend()
            settle(page)
        stars.reload()
        settle(stars)
        expect(comment).to_have_value("Getypt op de tram")
        expect(name).to_have_value("Getypt op de tram")
        dialog(rounds).get_by_role("button", name="Bewaren").click()
        says(rounds, "De scanronde is gewijzigd.")
        for visitor in (contact, coordinator):
            visitor.faults = [fault for fault in visitor.faults if "disconnected from server" not in fault]


@pytest.mark.slow
def test_who_asks_for_rest_sees_nothing_move(arrive: Arrive, demo_coordinator: Any) -> None:
    visitor = arrive({**DESKTOP, "reduced_motion": "reduce"}, state=demo_coordinator)
    page = visitor.show("/plan")
    page.get_by_role("button", name="Bekijk de actie").first.hover()
    longest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("body *")].map((element) => {
          const { transitionDuration, animationDuration } = getComputedStyle(element);
          return Math.max(...`${transitionDuration},${animationDuration}`.split(",").map(parseFloat));
        }))"""
    )
    assert longest <= 0.01


@pytest.mark.slow
def test_lines_are_short_on_a_wide_screen_and_charts_can_be_read_when_the_device_turns_dark(
    arrive: Arrive, demo_coordinator: Any
) -> None:
    visitor = arrive({"viewport": {"width": 1920, "height": 1080}, "color_scheme": "light"}, state=demo_coordinator)
    for path in ("/vergadering", "/samenwerking"):
        page = visitor.show(path)
        assert page.evaluate(LONGEST_LINE) <= 110
    charts(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(LETTERS_FOLLOW)


LONGEST_LINE = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  return Math.max(...[...document.querySelectorAll("[data-testid=stMain] :is(p, [data-testid=stText] span)")].map((line) => {
    pen.font = getComputedStyle(line).font;
    const all = pen.measureText(line.textContent).width || 1;
    return line.textContent.length * Math.min(1, line.getBoundingClientRect().width / all);
  }));
}"""
"""How many letters stand on the fullest line, roughly."""
LETTERS_FOLLOW = """() => {
  const letters = [...document.querySelectorAll("[data-testid=stVegaLiteChart] .role-axis-label text")];
  const ink = getComputedStyle(document.querySelector("[data-testid=stMain] p")).color;
  return letters.length > 0 && ink === "rgb(237, 233, 224)" && letters.every((l) => getComputedStyle(l).fill === ink);
}"""
"""Whether what stands beside the marks has the colour of the dark theme's text."""


@pytest.mark.slow
def test_the_knobs_of_a_table_cover_nothing_where_no_mouse_calls_them(arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive(PHONE, state=demo_coordinator).show("/wissen")
    title = page.get_by_role("heading", name="Wanneer verdwijnt wat?").bounding_box()
    knobs, table = (
        page.locator(f"[data-testid={part}]").bounding_box() for part in ("stElementToolbar", "stDataFrameResizable")
    )
    assert title and knobs and table
    assert title["y"] + title["height"] <= knobs["y"] and knobs["y"] + knobs["height"] <= table["y"]


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/keuzehulp", "/wissen", "/plan?actie=nieuw"])
def test_fields_are_no_wider_than_a_line_one_can_read(path: str, arrive: Arrive, demo_coordinator: Any) -> None:
    page = arrive({"viewport": {"width": 1920, "height": 1080}}, state=demo_coordinator).show(path)
    fields = page.get_by_test_id("stMain").locator("input[type=text], input[type=number], textarea").all()
    boxes = [box for field in fields if (box := field.bounding_box())]
    assert (
        len(boxes) > 2 and max(box["x"] + box["width"] for box in boxes) - min(box["x"] for box in boxes) <= 850
    )  # 816 and the padding of a card


KNOBS = {
    "a round button": ("/beheer", "[data-testid=stRadioOption]:not([data-selected]) > div > div"),
    "a switch": ("/opmerkingen", "[data-testid=stCheckbox] label:not([data-selected]) > span + div"),
    "a line to type": ("/plan?actie=nieuw", "[data-testid=stTextInputRootElement]"),
    "lines to type": ("/plan?actie=nieuw", "[data-testid=stTextAreaRootElement]"),
    "a number": ("/beheer", "[data-testid=stNumberInputContainer]"),
    "a list to choose from": ("/plan?actie=nieuw", "[data-testid=stSelectbox] [role=group]"),
    "a list to choose several from": ("/plan?actie=nieuw", "[data-testid=stMultiSelect] [role=group]"),
}
"""Where each kind stands, and the part of it that has the edge."""


@pytest.mark.parametrize("kind", sample([*KNOBS], ["a line to type"]))
def test_what_can_be_chosen_or_typed_in_has_an_edge_one_can_see(
    kind: str, arrive: Arrive, demo_coordinator: Any
) -> None:
    path, edged = KNOBS[kind]
    page = arrive(state=demo_coordinator).show(path)
    if kind == "lines to type":
        unfold(page, "Meer over deze actie")
    page.locator(edged).first.wait_for()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(f"({EDGE})({edged!r}) >= 3")


EDGE = """(edged) => {
  const { borderTopWidth, borderTopColor, boxShadow } = getComputedStyle(document.querySelector(edged));
  const pen = document.createElement("canvas").getContext("2d");
  const light = (...layers) => {
    for (const colour of layers) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
    const linear = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const [red, green, blue] = [...pen.getImageData(0, 0, 1, 1).data].map((part) => linear(part / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const paper = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor;
  const edge = borderTopWidth === "0px" ? boxShadow.replace(/( -?[\\d.]+px)+$/, "") : borderTopColor;
  const [one, other] = [light(paper), light(paper, edge)];
  return Math.max(one, other) / Math.min(one, other);
}"""
"""How much an edge stands out from the page."""


class Line:
    """The connection between a page and the app, which can die and come back."""

    def __init__(self, page: Page) -> None:
        self._alive = self._heard = True
        self._open: list[WebSocketRoute] = []
        page.route_web_socket("**/_stcore/stream", self._connect)

    def _connect(self, route: WebSocketRoute) -> None:
        if not self._alive:
            route.close(code=1012)
            return
        server = route.connect_to_server()
        route.on_message(lambda message: server.send(message) if self._heard else None)
        self._open.append(route)

    def muffle(self) -> None:
        self._heard = False

    def cut(self) -> None:
        self._alive = False
        for route in self._open:
            route.close(code=1012)
        self._open.clear()

    def mend(self) -> None:
        self._alive = self._heard = True
