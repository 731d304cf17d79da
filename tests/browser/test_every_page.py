"""What holds on every page and for everybody: fit for use without a mouse or good eyes, in Dutch, on a phone.

Each sight is drawn once and looked at at two widths in two themes, then on the narrowest phone, at 400 % and on paper.
Pages are read off `pages/`, so that a new one is looked at without being named here; those of the network are looked
at filled and empty.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from onlife.demo import BIB, CAW
from tests.browser.server import Server
from tests.browser.test_doors import PAGES, address
from tests.browser.visitor import DESKTOP, Visitor, arriving, choose, dialog, press, says, settle
from tests.browser.world import COORDINATOR, HOME, World

WIDTHS, THEMES = (1280, 390), ("light", "dark")
SERIOUS = ("serious", "critical")

# What Streamlit itself draws and no page of ours can change: rule, where, why it is left.
STREAMLITS_OWN: tuple[tuple[str, str, str], ...] = (
    ("list", "[data-testid=stSidebarNav]", "the menu puts its sections straight in a list"),
    ("listitem", "[data-testid=stSidebarNav]", "the items of the menu stand in a section, not in a list"),
)

ENGLISH = re.compile(
    r"\b(choose|press|upload|drag|drop files?|browse|submit|running|download|search|close|loading|select|limit|per file"
    r"|skip to|sidebar|heading|app pages|show|hide|copy|copied|increment|decrement|fullscreen|password|clear|expand"
    r"|collapse|enter to|no results|remove|page not found|connecting|rerun|main menu|deploy|visualization"
    r"|mark container|x-axis|y-axis|discrete scale|linear scale|legend|progress|null|undefined|nan)\b",
    re.IGNORECASE,
)
NAMES = ("Search for Common Ground",)
"""Organisations that are called in English."""
WORDS = """() => {
  const drawn = (element) => element.checkVisibility({ visibilityProperty: true });
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: place, data } = walker.currentNode;
    if (data.trim() && drawn(place) && !place.closest("[aria-hidden=true], [data-testid=stCode], script, style")) {
      found.push(data.trim());
    }
  }
  for (const element of document.querySelectorAll("body *")) {
    for (const name of ["aria-label", "aria-roledescription", "placeholder", "title", "alt"]) {
      const words = element.getAttribute(name);
      if (words && drawn(element) && !element.closest("[aria-hidden=true]")) {
        found.push(`${name}: ${words}`);
      }
    }
  }
  return [...new Set(found)];
}"""
SIDEWAYS = """() => [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
  .filter((place) => place && place.scrollWidth > place.clientWidth)
  .map((place) => `${place.tagName} ${place.scrollWidth} > ${place.clientWidth}`)"""
SMALLEST, ZOOMED = 360, 320
"""The narrowest phone, and what is left of 1280 pixels at 400 %; nothing scrolls sideways but tables and charts."""
THUMB = 44
"""The least height and width of what a thumb must hit, in pixels."""
TARGETS = """(least) => [...document.querySelectorAll(`button, summary, textarea, a[href], [role=tab], [role=combobox],
  label:has(input[type=radio], input[type=checkbox]), input:not([type=radio], [type=checkbox], [type=file], [type=hidden])`)]
  .filter((target) => target.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((target) => !target.closest("p, li, td, [aria-hidden=true], [data-testid=stSkipToContent], [data-testid=stVegaLiteChart]"))
  .filter((target) => target.parentElement.getBoundingClientRect().width > 1) // what only a screen reader finds
  .map((target) => [target, target.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && Math.min(width, height) < least - 0.5)
  .map(([target, { width, height }]) => `${target.tagName} ${(target.ariaLabel ?? target.textContent).trim().slice(0, 40)}`
    + ` ${Math.round(width)} x ${Math.round(height)}`)"""
"""What is pressed and too small for it; a link in a sentence is as high as the sentence."""
OUTLINE = """() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const found = [];
  // The title in the form for logging in is a third level, whatever stands above it: streamlit-authenticator writes it.
  const titles = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((h) => !h.closest("[data-testid=stForm]"));
  const levels = titles.filter(shown).map((h) => Number(h.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1 || levels[0] !== 1) found.push(`headings begin ${levels}`);
  if (levels.some((level, at) => at && level > levels[at - 1] + 1)) found.push(`a heading is skipped: ${levels}`);
  if ([...document.querySelectorAll("main, [role=main]")].filter(shown).length !== 1) found.push("not one main landmark");
  if (document.documentElement.lang !== "nl") found.push(`language ${document.documentElement.lang}`);
  if (!/.+ (·|-) Onlife netwerkscan$/.test(document.title)) found.push(`title ${document.title}`);
  for (const menu of document.querySelectorAll("[data-testid=stSidebarNav]")) {
    if (!menu.matches("nav[aria-label]")) found.push("the menu is no landmark with a name");
  }
  for (const chart of document.querySelectorAll("[data-testid=stVegaLiteChart]")) {
    if (!chart.closest("[data-testid=stElementContainer], body").querySelector("[role=img][aria-label], [aria-label]:not(button)")) {
      found.push("a chart without words");
    }
  }
  return found;
}"""
ON_PAPER = """() => [...document.querySelectorAll("button, nav, [data-testid=stSidebar], [data-testid=stHeader]")]
  .filter((knob) => knob.checkVisibility({ visibilityProperty: true }) && knob.getBoundingClientRect().width > 1)
  .map((knob) => `${knob.tagName} ${(knob.ariaLabel ?? knob.textContent).trim().slice(0, 40)}`)"""
THEMED = """(paper) => {
  const app = document.querySelector("[data-testid=stApp]");
  return !app || getComputedStyle(app).backgroundColor === paper;
}"""

AT_REST = """() => document.getAnimations().every((motion) =>
  motion.playState !== "running" || motion.effect?.getComputedTiming().iterations === Infinity)"""


@dataclass(frozen=True)
class Sight:
    """Something to look at: who comes, where, and what they do first."""

    name: str
    who: str
    path: str
    then: Callable[[Page], None] | None = None
    looks: tuple[tuple[int, str], ...] = tuple((width, theme) for width in WIDTHS for theme in THEMES)


@dataclass
class Seen:
    """What a sight held: axe's findings, words on the screen and in labels, and what was wrong per way of looking."""

    findings: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    knobs: list[str] = field(default_factory=list)


def _task(name: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        choose(page, "Wat wil je doen?", name)
        settle(page)

    return act


def _tables(page: Page) -> None:
    page.get_by_text("Tabel en bewaren").first.click()
    page.get_by_test_id("stDataFrame").first.hover()
    settle(page)


def _beside_others(page: Page) -> None:
    page.get_by_text("Naast andere netwerken", exact=True).click()
    says(page, re.compile("vergelijkt zich niet met andere netwerken"))
    settle(page)


def _closing(page: Page) -> None:
    press(page, "Sluit deze scanronde")
    dialog(page)


def _erasing(page: Page) -> None:
    _task("Iets wissen")(page)
    press(page, "Bekijk wat er dan verdwijnt")
    dialog(page)


def _walked(page: Page) -> None:
    for answer, following in (("Ja", "Kan je er met de persoon over praten?"), ("Nee", "Is het gevaar acuut?")):
        page.get_by_role("button", name=answer, exact=True).click()
        says(page, re.compile(re.escape(following)))
    page.get_by_role("button", name="Ja", exact=True).click()
    says(page, "Verwittig meteen wie het gevaar kan afwenden")
    settle(page)


def _sectors(page: Page) -> None:
    page.get_by_role("combobox", name="Sector").click()
    page.get_by_role("option").first.wait_for()


SIGHTS = (
    *(Sight(page, "coordinator", address(page)) for page in PAGES if page.split("/")[0] not in ("partner", "toegang")),
    *(Sight(page, "stranger", address(page)) for page in PAGES if page.startswith("toegang/")),
    *(
        Sight(f"{page} leeg", "beginner", f"{address(page)}?netwerk=", looks=((1280, "light"), (390, "dark")))
        for page in PAGES
        if page.startswith(("netwerk/", "regie/"))
    ),
    Sight("partner/ons_team", "contact", "/ons-team"),
    Sight("partner/op_papier", "contact", "/op-papier"),
    Sight("partner/onze_keuze", "contact", "/onze-keuze"),
    Sight("partner/ons_plan", "contact", "/ons-plan"),
    Sight("partner/stemmen", "contact", "/stemmen"),
    Sight("meestemmen", "stranger", "/stem"),
    Sight("netwerk/plan rooster", "coordinator", "/plan?beeld=Rooster"),
    Sight("netwerk/plan bord", "coordinator", "/plan?beeld=Bord"),
    Sight("netwerk/plan nieuwe actie", "coordinator", "/plan?actie=nieuw"),
    Sight("partner/scan functie", "respondent", "/scan?stap=functie"),
    Sight("partner/scan bouwsteen", "respondent", "/scan?stap=5"),
    Sight("partner/scan indienen", "respondent", "/scan?stap=indienen"),
    Sight("partner/scan ingediend", "finished", "/scan"),
    Sight("welkom", "stranger", "scan link"),
    Sight("welkom teamlink", "stranger", "team link"),
    Sight("brieven", "coordinator", "letters"),
    Sight("netwerk/overzicht als contactpersoon", "contact", "/overzicht"),
    Sight("regie/partners als contactpersoon", "contact", "/partners"),
    Sight("netwerk/overzicht als invuller", "respondent", "/overzicht"),
    Sight("netwerk/overzicht tabel", "coordinator", "/overzicht", _tables),
    Sight("netwerk/overzicht naast andere netwerken", "coordinator", "/overzicht", _beside_others),
    Sight("netwerk/bouwsteen sectorkeuze", "coordinator", "/bouwsteen", _sectors),
    Sight("regie/partners lijst", "coordinator", "/partners", _task("Lijst plakken")),
    Sight("regie/partners bestand", "coordinator", "/partners", _task("Bestand inlezen")),
    Sight("regie/partners wijzigen", "coordinator", "/partners", _task("Wijzigen of archiveren")),
    Sight("regie/beheer accounts", "coordinator", "/beheer", _task("Accounts")),
    Sight("regie/beheer wachtwoord", "coordinator", "/beheer", _task("Mijn account")),
    Sight("regie/beheer back-ups", "coordinator", "/beheer", _task("Back-ups")),
    Sight("regie/wissen iets", "coordinator", "/wissen", _erasing),
    Sight("regie/wissen vernietigd", "coordinator", "/wissen", _task("Wat is al vernietigd")),
    Sight("lezen/bouwstenen element", "stranger", "/bouwstenen?element=6.3"),
    Sight("lezen/verontrusting einde", "stranger", "/verontrusting", _walked),
    Sight("lezen/verontrusting schema", "stranger", "/verontrusting?beeld=Schema"),
    Sight("lezen/verontrusting mensen", "stranger", "/verontrusting?beeld=Wie betrek je?"),
    Sight("lezen/inspiratie niets", "stranger", "/inspiratie?zoek=bestaatniet"),
    Sight("regie/rondes sluiten", "coordinator", "/rondes", _closing),
)


class People:
    """Who looks: the cookies of each kind of visitor, made when first needed."""

    def __init__(self, browser: Browser, server: Server, world: World, coordinator: Any) -> None:
        self._browser, self._server, self._world = browser, server, world
        self._known: dict[str, Any] = {"coordinator": coordinator, "stranger": None}

    def cookies(self, who: str) -> Any:
        if who not in self._known:
            with arriving(self._browser, self._server.origin, DESKTOP) as visitor:
                getattr(self, f"_{who}")(visitor)
                self._known[who] = visitor.context.storage_state()
        return self._known[who]

    def _beginner(self, visitor: Visitor) -> None:
        visitor.log_in(COORDINATOR)

    def _contact(self, visitor: Visitor) -> None:
        page = visitor.enter(self._world.team_link(CAW), "Open de teampagina")
        says(page, "Jullie resultaat")

    def _respondent(self, visitor: Visitor) -> Page:
        page = visitor.enter(self._world.scan_link(BIB))
        choose(page, "Jouw functiegroep", "Praktijkwerker")
        says(page, "✓ bewaard")
        page = visitor.show("/scan?stap=5")
        page.locator("label").filter(has_text="● groen").first.click()
        says(page, "✓ bewaard")
        return page

    def _finished(self, visitor: Visitor) -> None:
        self._respondent(visitor)
        page = visitor.show("/scan?stap=indienen")
        press(page, "Scan indienen")
        says(page, "Je scan is ingediend. Dank je wel!")


@pytest.fixture(scope="module")
def people(browser: Browser, server: Server, world: World, demo_coordinator: Any) -> People:
    return People(browser, server, world, demo_coordinator)


@pytest.fixture(scope="module", params=SIGHTS, ids=lambda sight: sight.name)
def seen(
    request: pytest.FixtureRequest, browser: Browser, server: Server, world: World, people: People
) -> Iterator[Seen]:
    """One sight, drawn once and looked at from all sides."""
    sight: Sight = request.param
    state = people.cookies(sight.who)
    found = Seen()
    with arriving(browser, server.origin, DESKTOP, state) as visitor:
        page = visitor.page
        visitor.open(_path(visitor, sight, world))
        if page.locator("#root").count():
            settle(page)
        if sight.then:
            sight.then(page)
        for width, theme in sight.looks:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.wait_for_function(THEMED, arg=_paper(theme))
            found.findings += [f"{width} {theme}: {finding}" for finding in _axe(page)]
            found.words += page.evaluate(WORDS)
        found.order += page.evaluate(OUTLINE)
        for width in (SMALLEST, ZOOMED):
            page.set_viewport_size({"width": width, "height": 800})
            found.sideways += [f"{width}: {place}" for place in _sideways(page)]
            if width == SMALLEST:
                found.small += page.evaluate(TARGETS, THUMB)
        page.emulate_media(media="print")
        found.knobs += page.evaluate(ON_PAPER)
        yield found


def test_nothing_stands_in_the_way_of_who_uses_a_screen_reader_or_needs_contrast(seen: Seen) -> None:
    assert not seen.findings, "\n".join(seen.findings)


def test_every_word_is_dutch(seen: Seen) -> None:
    assert len(seen.words) > 3
    assert not any("Hier liep iets mis" in words for words in seen.words)
    foreign = sorted({words[:150] for words in seen.words if words not in NAMES and ENGLISH.search(words)})
    assert not foreign, "\n".join(foreign)


def test_nothing_has_to_be_scrolled_sideways_on_a_phone_or_at_400_percent(seen: Seen) -> None:
    assert not seen.sideways, "\n".join(seen.sideways)


def test_a_thumb_hits_what_it_wants_on_the_narrowest_phone(seen: Seen) -> None:
    assert not seen.small, "\n".join(seen.small)


def test_headings_landmarks_title_and_language_are_in_order(seen: Seen) -> None:
    assert not seen.order, "\n".join(seen.order)


def test_on_paper_there_is_no_menu_and_nothing_to_press(seen: Seen) -> None:
    assert not seen.knobs, "\n".join(seen.knobs)


def _path(visitor: Visitor, sight: Sight, world: World) -> str:
    if sight.path == "letters":
        page = visitor.show("/links")
        return str(page.get_by_role("link", name="Alle brieven").get_attribute("href"))
    if sight.path.endswith("?netwerk="):
        return sight.path + world.resting
    return {"scan link": world.scan_link(BIB), "team link": world.team_link(BIB)}.get(sight.path, sight.path)


def _sideways(page: Page) -> list[str]:
    """What is wider than the window, once charts have had the time to follow it."""
    with suppress(PlaywrightTimeoutError):
        page.wait_for_function(f"() => ({SIDEWAYS})().length === 0", timeout=5_000)
    return list(page.evaluate(SIDEWAYS))


def _axe(page: Page) -> list[str]:
    """What axe holds to be serious or critical, but for what only Streamlit can change."""
    # A colour that is still fading from one state into the next, or is under the mouse, is not the page's own.
    page.mouse.move(0, 0)
    page.wait_for_function(AT_REST)
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']} at {node['target']}: {node['failureSummary'].splitlines()[1].strip()}"
        for violation in found
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
        if not _streamlits(page, violation["id"], node)
    ]


def _streamlits(page: Page, rule: str, node: Mapping[str, Any]) -> bool:
    places = [place for known, place, _ in STREAMLITS_OWN if known == rule]
    target = page.locator(node["target"][-1]).first
    return any(target.evaluate("(element, place) => Boolean(element.closest(place))", place) for place in places)


@cache
def _paper(theme: str) -> str:
    """The background of the app in a theme, as a browser writes it."""
    settings = tomllib.loads((HOME / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    colour = settings["theme"][theme]["backgroundColor"].lstrip("#")
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (0, 2, 4))})"
