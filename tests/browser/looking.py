"""Whether a page is fit for everybody: at two widths in two themes, on the narrowest phone, at 400 % and on paper.

What is looked at here is whatever stands on the screen: a page, a dialog, a screen of the meeting, a phone that votes.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.visitor import charts, settle
from tests.browser.world import HOME

Look = tuple[int, str]
"""A width in pixels and a theme."""
LOOKS: tuple[Look, ...] = tuple((width, theme) for width in (1280, 390) for theme in ("light", "dark"))
TWO_LOOKS: tuple[Look, ...] = ((1280, "light"), (390, "dark"))
"""For what is much like something that is looked at from all sides."""
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
SIDEWAYS = """() => [document.scrollingElement, ...document.querySelectorAll("[data-testid=stMain], [data-testid=stDialog]")]
  .filter((place) => place.scrollWidth > place.clientWidth)
  .map((place) => `${place.tagName} ${place.scrollWidth} > ${place.clientWidth}`)"""
SMALLEST, ZOOMED = 360, 320
"""The narrowest phone, and what is left of 1280 pixels at 400 %; nothing scrolls sideways but tables and charts."""
THUMB = 44
"""The least height and width of what a thumb must hit, in pixels."""
TARGETS = """(least) => [...document.querySelectorAll(`button, summary, textarea, select, a[href], [role=tab], [role=combobox],
  label:has(input[type=radio], input[type=checkbox]), input:not([type=radio], [type=checkbox], [type=file], [type=hidden])`)]
  .filter((target) => target.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((target) => !target.closest("p, li, td, [aria-hidden=true], [data-testid=stSkipToContent], [data-testid=stVegaLiteChart]"))
  .filter((target) => target.parentElement.getBoundingClientRect().width > 1) // what only a screen reader finds
  .map((target) => [target, target.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && Math.min(width, height) < least - 0.5)
  .map(([target, { width, height }]) => `${target.tagName} ${(target.ariaLabel ?? target.textContent).trim().slice(0, 40)}`
    + ` ${Math.round(width)} x ${Math.round(height)}`)"""
"""What is pressed and too small for it; a link in a sentence is as high as the sentence."""
PRESSED = """() => [...document.querySelectorAll("body *")]
  .filter((place) => [...place.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim().length > 12))
  .filter((place) => place.checkVisibility({ visibilityProperty: true }) && !place.closest("svg, [aria-hidden=true]"))
  .map((place) => [place, place.getBoundingClientRect(), parseFloat(getComputedStyle(place).fontSize)])
  .filter(([, { right, width, height }, letter]) => right > 0 && width > 1 && width < 3 * letter && height > 5 * letter)
  .map(([place, { width, height }]) => `${place.textContent.trim().slice(0, 40)} ${Math.round(width)} x ${Math.round(height)}`)"""
"""Words in a column of a few letters, between neighbours that do not make room; the closed menu is out of sight."""
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
  return found;
}"""
ON_PAPER = """() => [...document.querySelectorAll("button, nav, [data-testid=stSidebar], [data-testid=stHeader]")]
  .filter((knob) => knob.checkVisibility({ visibilityProperty: true }) && knob.getBoundingClientRect().width > 1)
  .map((knob) => `${knob.tagName} ${(knob.ariaLabel ?? knob.textContent).trim().slice(0, 40)}`)"""
ALIKE = """() => {
  const kinds = [
    ["[data-testid=stRadioOption]", ":scope > div > div:first-child, :scope > div > div:first-child > div", "[data-selected]"],
    ["[data-testid=stCheckbox] label", ":scope > span + div, :scope > span + div > div", "[data-selected]"],
    ["[role=radio][aria-checked]", "*", "[aria-checked=true]"],
  ];
  const shadows = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  const look = (part) => {
    const { backgroundColor, borderTopColor, borderTopWidth, outlineStyle, outlineColor } = getComputedStyle(part);
    return [backgroundColor, borderTopColor, borderTopWidth, outlineStyle, outlineColor].join();
  };
  const edged = (part) => getComputedStyle(part).borderTopStyle !== "none";
  return kinds.flatMap(([kind, parts, chosen]) => {
    const knobs = [document, ...shadows].flatMap((root) => [...root.querySelectorAll(kind)]).filter((knob) => knob.checkVisibility());
    const looks = (which) => new Set(which.map((knob) => [knob, ...knob.querySelectorAll(parts)].map(look).join(" | ")));
    const on = looks(knobs.filter((knob) => knob.matches(chosen)));
    const both = [...looks(knobs.filter((knob) => !knob.matches(chosen)))].filter((each) => on.has(each));
    const bare = knobs.filter((knob) => ![knob, ...knob.querySelectorAll(parts)].some(edged));
    return [...both.map((each) => `chosen and unchosen ${kind}: ${each}`), ...bare.map((knob) => `without an edge: ${knob.textContent}`)];
  });
}"""
"""What can be chosen and looks the same when it is, or has no edge to be seen by, in the few colours of a system that is
set to much contrast."""
THEMED = """(paper) => {
  const app = document.querySelector("[data-testid=stApp]");
  return !app || getComputedStyle(app).backgroundColor === paper;
}"""

AT_REST = """() => document.getAnimations().every((motion) =>
  motion.playState !== "running" || motion.effect?.getComputedTiming().iterations === Infinity)"""


CHARTS = """() => [...document.querySelectorAll("[data-testid=stVegaLiteChart]")].map((chart) => ({
  role: chart.getAttribute("role"),
  name: chart.ariaLabel ?? "",
  numbers: [...chart.querySelectorAll("svg.marks .role-mark text")].map((text) => text.textContent.replaceAll("\\u200b", "").trim())
    .filter((text) => /^\\D?\\d+(,\\d+)?$/.test(text)),
}))"""
TABLE = """(box) => {
  const table = box.querySelector("table");
  const saved = box.querySelector("a[href*='/uitvoer/figuur/']")?.href;
  return {
    kind: saved ? new URL(saved).pathname.split("/").pop().split(".")[0] : table.ariaLabel,
    name: table.ariaLabel ?? "",
    heads: [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim()),
    cells: [...table.querySelectorAll("tbody tr :is(td, th)")].map((cell) => cell.textContent.trim()),
  };
}"""
NUMBER = re.compile(r"\d+(?:,\d+)?")
"""A figure as one reads it; its sign is a sign or a word."""


@dataclass
class Seen:
    """What a sight held: axe's findings, words on the screen and in labels, and what was wrong per way of looking."""

    findings: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    knobs: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    """What one cannot tell from its opposite where the system has few colours."""
    charts: list[str] = field(default_factory=list)
    """What kinds of figures are drawn, by the name in the address where they are saved, else by their title."""
    wordless: list[str] = field(default_factory=list)
    """What is missing in the words of charts and in the tables beside them."""

    @property
    def foreign(self) -> list[str]:
        """Words that are not Dutch."""
        return sorted({words[:150] for words in self.words if words not in NAMES and ENGLISH.search(words)})

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong."""
        narrow = [*self.sideways, *self.small, *self.pressed]
        return [*self.findings, *self.foreign, *narrow, *self.order, *self.knobs, *self.alike, *self.wordless]


def read_charts(page: Page, seen: Seen) -> None:
    """Read what every chart says of itself, and open the table that stands one click away from it."""
    if not page.get_by_test_id("stVegaLiteChart").count():
        return
    charts(page)
    drawn = page.evaluate(CHARTS)
    boxes = page.get_by_test_id("stExpander").filter(has=page.locator("summary", has_text=re.compile("Tabel")))
    if boxes.count() != len(drawn):
        seen.wordless.append(f"{len(drawn)} charts and {boxes.count()} tables")
        return
    for chart, box in zip(drawn, boxes.all(), strict=True):
        if not box.locator("table").is_visible():
            box.locator("summary").click()
        box.locator("table").wait_for()
        settle(page)
        table = box.evaluate(TABLE)
        seen.charts.append(table["kind"])
        seen.wordless += [f"{table['kind']}: {fault}" for fault in _wordless(chart, table)]
    names = [chart["name"] for chart in drawn]
    seen.wordless += [f"two charts say: {name}" for name in set(names) if names.count(name) > 1]


def _wordless(chart: Mapping[str, Any], table: Mapping[str, Any]) -> list[str]:
    """What a chart leaves unsaid to who does not see it: its sentence, its table, a figure that is drawn only."""
    name, cells = chart["name"], table["cells"]
    found = [] if chart["role"] in ("img", "graphics-document") else [f"its role is {chart['role']}"]
    if len(name.split()) < 5 or not name.endswith(".") or ENGLISH.search(name):
        found.append(f"its words are “{name}”")
    told = {word for cell in cells for word in NUMBER.findall(cell)} | {c for c in cells if len(c) > 3}
    if not any(fact in name for fact in told):
        found.append(f"its words hold nothing of its table: “{name}”")
    if (
        not table["name"]
        or not all(table["heads"])
        or len(cells) < len(table["heads"])
        or any(re.fullmatch(r"-?\d+\.\d+", c) for c in cells)
    ):
        found.append(f"its table is {table}")
    figures = {float(word.replace(",", ".")) for cell in cells for word in NUMBER.findall(cell)}
    figures |= {float(way(figure - half)) for figure in figures for way, half in ((math.ceil, 0.5), (math.floor, -0.5))}
    absent = {word for word in chart["numbers"] if float(NUMBER.findall(word)[0].replace(",", ".")) not in figures}
    return found + ([f"drawn and not in the table: {sorted(absent)}"] if absent else [])


def look(page: Page, looks: Sequence[Look] = LOOKS) -> Seen:
    """Look at what stands on the screen from all sides; the window is then as it was."""
    found, size = Seen(), page.viewport_size
    assert size is not None
    for width, theme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.wait_for_function(THEMED, arg=_paper(theme))
        found.findings += [f"{width} {theme}: {finding}" for finding in _axe(page)]
        found.words += page.evaluate(WORDS)
    found.order += page.evaluate(OUTLINE)
    for width in (SMALLEST, ZOOMED):
        page.set_viewport_size({"width": width, "height": 800})
        found.sideways += [f"{width}: {place}" for place in _sideways(page)]
        found.pressed += page.evaluate(PRESSED)
        if width == SMALLEST:
            found.small += page.evaluate(TARGETS, THUMB)
    page.emulate_media(media="print")
    found.knobs += page.evaluate(ON_PAPER)
    page.emulate_media(media="screen")
    page.set_viewport_size(size)
    found.alike += alike(page)
    return found


def alike(page: Page) -> list[str]:
    """What cannot be told from its opposite where the system has few colours."""
    page.emulate_media(forced_colors="active")
    page.wait_for_function(AT_REST)
    found = list(page.evaluate(ALIKE))
    page.emulate_media(forced_colors="null")  # as the visitor has it
    return found


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
