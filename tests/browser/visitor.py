"""Somebody with a browser: what they do on a page, and everything that went wrong or came in while they did it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, WebSocket, expect

from tests.browser.world import Login

DESKTOP: Mapping[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: Mapping[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DRAWN = (
    "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
    ":has(h1, [data-testid=stAlert]):not(:has([data-stale=true], [data-testid=stSkeleton]))"
)
"""The script has run, and nothing of what it made is still on its way."""
PROBE = re.compile(r"/[a-z-]+/_stcore/(health|host-config)")
"""Streamlit's page asks these beside a page's own address first, gets a 404 and goes on to the right place."""

PATIENCE = 45_000
"""Milliseconds: on a busy machine a page takes ten times as long as on a quiet one."""
expect.set_options(timeout=PATIENCE)


class Visitor:
    """One browser with its own cookies. `faults` is empty as long as all is well; `received` is what came in."""

    def __init__(self, browser: Browser, origin: str, device: Mapping[str, Any], state: Any = None) -> None:
        self.origin = origin
        self.faults: list[str] = []
        self.received: list[bytes] = []
        self.refusals: set[str] = set()
        self.context: BrowserContext = browser.new_context(
            base_url=origin, locale="nl-BE", timezone_id="Europe/Brussels", storage_state=state, **device
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.faults.append(f"page error: {error.error}"))
        self.context.on("request", self._request)
        self.context.on("page", lambda page: page.on("websocket", self._websocket))
        self.page = self.tab()

    def tab(self) -> Page:
        return self.context.new_page()

    def open(self, path: str, *, status: int = 200) -> str:
        """Go to an address; gives back the document that came."""
        if status >= 400:
            self.refusals.add(urlsplit(path).path)
        answer = self.page.goto(path)
        assert answer is not None and answer.status == status, f"{path}: {answer and answer.status}"
        return answer.text()

    def enter(self, link: str, button: str = "Start de scan") -> Page:
        """Open a partner's link and press its button."""
        self.open(link)
        self.page.get_by_role("button", name=button).click()
        expect(self.page).not_to_have_url(re.compile("/l/"))
        settle(self.page)
        return self.page

    def log_in(self, login: Login) -> Page:
        self.open("/aanmelden")
        settle(self.page)
        self.page.get_by_role("textbox", name="Gebruikersnaam").fill(login.username)
        self.page.get_by_role("textbox", name="Wachtwoord").fill(login.password)
        self.page.get_by_role("button", name="Aanmelden").click()
        expect(self.page).to_have_url(re.compile("/(overzicht|beheer|programma)"))
        settle(self.page)
        return self.page

    def show(self, path: str) -> Page:
        """A page of the app, drawn to the end."""
        self.open(path)
        settle(self.page)
        return self.page

    def _console(self, message: ConsoleMessage) -> None:
        where = urlsplit(message.location.get("url", ""))
        missing = "status of 404" in message.text and PROBE.fullmatch(where.path)
        refused = message.text.startswith("Failed to load resource") and where.path in self.refusals
        if message.type == "error" and not missing and not refused:
            self.faults.append(f"console: {message.text} ({where.path})")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and f"http://{address.netloc}" != self.origin:
            self.faults.append(f"foreign request: {request.url}")

    def _websocket(self, socket: WebSocket) -> None:
        if f"http://{urlsplit(socket.url).netloc}" != self.origin:
            self.faults.append(f"foreign websocket: {socket.url}")
        socket.on("framereceived", self._frame)

    def _frame(self, payload: bytes | str) -> None:
        self.received.append(payload if isinstance(payload, bytes) else payload.encode())


@contextmanager
def arriving(browser: Browser, origin: str, device: Mapping[str, Any], state: Any = None) -> Iterator[Visitor]:
    """A visitor who leaves again; anything that went wrong on the way fails."""
    visitor = Visitor(browser, origin, device, state)
    try:
        yield visitor
    except BaseException as failure:
        failure.add_note("\n".join(["In this browser:", *visitor.faults]))
        raise
    finally:
        visitor.context.close()
    assert not visitor.faults, "\n".join(visitor.faults)


def settle(page: Page) -> None:
    """Wait until the script has run and the page shows what it made."""
    page.locator(DRAWN).wait_for(state="attached")


def says(page: Page, words: str | re.Pattern[str]) -> None:
    """The page shows these words, once it is done."""
    page.get_by_text(words).first.wait_for()


def press(page: Page, button: str, *, within: Locator | None = None) -> None:
    (within or page.locator("body")).get_by_role("button", name=button).first.click()


def choose(page: Page | Locator, question: str, answer: str) -> None:
    """Choose in a group of round buttons, by the first words of the answer."""
    group = page.get_by_role("radiogroup", name=question, exact=True)
    group.locator("label").filter(has_text=re.compile("^" + re.escape(answer))).click()


def chosen(page: Page, question: str) -> str:
    """What is chosen in a group of round buttons once the page is done; empty if nothing is."""
    settle(page)
    group = page.get_by_role("radiogroup", name=question, exact=True)
    marked = group.get_by_role("radio", checked=True)
    return marked.first.locator("xpath=ancestor::label").inner_text().strip() if marked.count() else ""


def pick(page: Page, field: str, option: str) -> None:
    """Choose from a list that drops down. It closes when the page scrolls, so one scrolls to it first."""
    box = page.get_by_role("combobox", name=field)
    box.scroll_into_view_if_needed()
    box.click()
    page.get_by_role("option", name=option, exact=True).click()


def unfold(page: Page, words: str | re.Pattern[str]) -> Locator:
    """The row that says this, opened."""
    row = page.get_by_test_id("stExpander").filter(has=page.locator("summary", has_text=words)).last
    row.locator("summary").click()
    settle(page)
    return row


def dialog(page: Page) -> Locator:
    shown = page.get_by_role("dialog")
    expect(shown).to_be_visible()
    return shown


FOCUSED = """() => {
  document.getAnimations().filter((fade) => fade.effect?.getComputedTiming().iterations !== Infinity).forEach((fade) => fade.finish());
  const places = (focused) => [focused, focused.closest("label"), focused.parentElement, focused.parentElement?.parentElement].filter(Boolean);
  const look = (focused) => [...places(focused).map((place) => getComputedStyle(place)), getComputedStyle(focused, "::before")]
    .map(({ outline, outlineStyle, boxShadow, content }) => [outlineStyle === "none" ? "" : outline, boxShadow, content].join()).join();
  const typed = (focused) => focused.matches("input:not([type=radio], [type=checkbox]), textarea"); // a caret blinks in it
  const former = window.stop_before;
  const unseen = former?.focused.isConnected && former.focused !== document.activeElement && !typed(former.focused)
    && look(former.focused) === former.look ? former.words : "";
  const focused = document.activeElement;
  window.stop_before = null;
  if (!focused || focused === document.body) { return ["", "", unseen]; }
  const here = focused.closest("label") ?? focused;
  const copy = here.cloneNode(true);
  copy.querySelectorAll("[aria-hidden=true]").forEach((icon) => icon.remove());
  const words = focused.ariaLabel ?? copy.textContent.trim();
  window.stop_before = { focused, look: look(focused), words: words || focused.tagName };
  return [words, here.closest("[role=radiogroup]")?.ariaLabel ?? "", unseen];
}"""
"""Where the focus is, in which group, and where it was before if it has the same ring without it; a tint is no ring."""


def tab_to(page: Page, words: str, *, within: str = "") -> None:
    """Press Tab until the thing with these words has the focus and shows it, as somebody without a mouse would.

    Whatever is passed on the way shows its focus as well.
    """
    passed = []
    for _ in range(80):
        page.keyboard.press("Tab")
        here, group, unseen = page.evaluate(FOCUSED)
        assert not unseen, f"the focus on “{unseen}” cannot be seen"
        if here.startswith(words) and group == (within or group):
            return
        passed.append(here[:30])
    raise AssertionError(f"“{words}” cannot be reached with Tab; passed {passed}")


def enter(page: Page, words: str) -> None:
    """Walk to a button or link and press it."""
    tab_to(page, words)
    page.keyboard.press("Enter")


MARKS = """(chart) => [...chart.querySelectorAll("svg.marks .role-mark path, svg.marks .role-mark text")].filter((mark) => {
  const { width, height } = mark.getBoundingClientRect();
  const { fill, stroke, opacity } = getComputedStyle(mark);
  return width > 0 && height > 0 && opacity !== "0" && (fill !== "none" || stroke !== "none");
}).length"""


def charts(page: Page) -> list[Locator]:
    """The charts of a page, once each has drawn something."""
    shown = page.get_by_test_id("stVegaLiteChart")
    shown.first.locator("svg.marks").wait_for()
    found = shown.all()
    for chart in found:
        chart.locator("svg.marks").wait_for()
    return found


def marks(chart: Locator) -> int:
    """How many bars, dots and words of a chart can be seen."""
    return int(chart.evaluate(MARKS))


LINE = """(chart, label) => {
  const words = [...chart.querySelectorAll("svg.marks text")].map((text) => {
    const { x, y, width, height } = text.getBoundingClientRect();
    return [text.textContent.replaceAll("\\u200b", "").trim(), x + width / 2, y + height / 2];
  });
  const middle = words.find(([word]) => word === label)?.[2];
  return words.filter(([word, , y]) => word && word !== label && Math.abs(y - middle) < 8);
}"""


def line(chart: Locator, row: str) -> list[str]:
    """The words and numbers that a chart shows beside the name of a row."""
    return [word for word, _, _ in chart.evaluate(LINE, row)]


def click_cell(page: Page, chart: Locator, row: str, text: str) -> str:
    """Click the cell of a row that shows this text; gives back what its tooltip says."""
    chart.scroll_into_view_if_needed()
    x, y = next((x, y) for word, x, y in chart.evaluate(LINE, row) if word == text)
    page.mouse.move(x, y)
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text(row)
    told = tooltip.inner_text()
    page.mouse.click(x, y)
    return told
