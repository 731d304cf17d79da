"""A meeting in a room: one projector, two phones; and an action from a difference to the next round."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from onlife.domain.light import COLOURS, Light
from onlife.domain.meeting import Point, Topic
from onlife.domain.scan import FilledScan
from onlife.services import demo, installation
from onlife.services.demo import CAW, COLLEGE, POLICE
from onlife.store import Store
from onlife.text import today
from tests.browser.looking import THUMB, TWO_LOOKS, look
from tests.browser.server import Server
from tests.browser.visitor import (
    DESKTOP,
    PHONE,
    Visitor,
    arriving,
    choose,
    dialog,
    enter,
    pick,
    press,
    says,
    settle,
    tab_to,
    unfold,
)
from tests.browser.world import DEMO_COORDINATOR, World

ONLIFE = Path(__file__).resolve().parents[2] / "onlife"
PROJECTOR: Mapping[str, Any] = {"viewport": {"width": 1920, "height": 1080}}
LEAST = 24
"""The smallest type on a projector of 1920 x 1080 that the back row reads, in pixels."""
SMALL = """(least) => {
  const found = [];
  const look = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.shadowRoot) look(node.shadowRoot);
      const place = node.nodeType === Node.TEXT_NODE ? node.parentElement : node.matches?.("input, textarea, select") ? node : null;
      if (!place || (node.nodeType === Node.TEXT_NODE && !node.data.trim()) || place.closest("script, style, noscript")) continue;
      if (!place.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const box = place.getBoundingClientRect();
      if (box.bottom <= 0 || box.right <= 0 || box.width < 2 || box.height < 2) continue;
      const scale = place.ownerSVGElement ? Math.hypot(place.getScreenCTM().a, place.getScreenCTM().b) : 1;
      const size = Math.round(parseFloat(getComputedStyle(place).fontSize) * scale * 100) / 100;
      if (size < least && place.type !== "radio" && place.type !== "checkbox") {
        found.push(`${size} ${place.tagName} ${(node.data ?? "").trim()}`);
      }
    }
  };
  look(document.body);
  return found;
}"""
OUTSIDE = """(svg) => {
  const edge = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")]
    .filter((text) => text.textContent.replaceAll("\u200b", "").trim() && getComputedStyle(text).opacity !== "0")
    .filter((text) => {
      const box = text.getBoundingClientRect();
      return box.left < edge.left - 2 || box.right > edge.right + 2 || box.top < edge.top - 2 || box.bottom > edge.bottom + 2;
    })
    .map((text) => text.textContent);
}"""
CUT = """() => {
  const stage = document.querySelector("[data-testid=stMain]");
  return stage.scrollHeight > stage.clientHeight + 1 || stage.scrollWidth > stage.clientWidth + 1;
}"""
TARGETS = "(answers) => answers.map((a) => a.getBoundingClientRect()).map((r) => Math.min(r.width, r.height))"


@pytest.fixture
def hall(pristine: Path, tmp_path: Path) -> Iterator[Server]:
    """The app with the demo network, for this meeting alone: the pages of others do not follow it."""
    folder = Path(shutil.copytree(pristine, tmp_path / "data"))
    running = Server(folder, tmp_path / "server.log")
    try:
        yield running.ready()
    finally:
        running.stop()
    assert "Traceback" not in running.log(), running.log()


def title(page: Page) -> str:
    return page.locator("h1").inner_text()


def go(page: Page, key: str) -> str:
    """Press an arrow and wait for the other screen; gives back its title."""
    expect(page.get_by_role("dialog")).to_have_count(0)  # while one stands there, arrows are for what is typed in it
    before = page.locator(".stage-place").inner_text()
    page.keyboard.press(key)
    expect(page.locator(".stage-place")).not_to_have_text(before)
    return title(page)


def go_to(page: Page, wanted: str) -> None:
    """Forward with the arrow until this screen."""
    while wanted not in title(page):
        go(page, "ArrowRight")


def fit(page: Page, what: str) -> None:
    """Nothing stands in anybody's way, in light and in dark, on a wide screen and on a phone."""
    faults = look(page, TWO_LOOKS).faults
    assert not faults, f"{what}: " + "\n".join(faults)


def answers(page: Page) -> Locator:
    """What one can vote for, as it is pressed."""
    return page.locator("label").filter(has=page.get_by_role("radio"))


def vote(page: Page, answer: str) -> None:
    answers(page).filter(has_text=answer).click()
    says(page, "is bewaard")


def screen_of(coordinator: Visitor, own: str = "") -> Page:
    """The projector of a coordinator who starts the meeting, with a point of their `own` on the agenda."""
    coordinator.log_in(DEMO_COORDINATOR)
    page = coordinator.show("/vergadering")
    if own:
        unfold(page, "De agenda aanpassen")
        page.get_by_role("textbox", name="Een eigen punt").fill(own)
        press(page, "Voeg toe")
        says(page, "Het punt staat op de agenda.")
        settle(page)
    press(page, "Start de vergadering")
    page.locator(".stage-place").wait_for()
    return page


def test_partners_vote_on_their_phones_and_all_is_shown_at_once(browser: Browser, hall: Server, world: World) -> None:
    with (
        arriving(browser, hall.origin, PROJECTOR) as coordinator,
        arriving(browser, hall.origin, PHONE) as police,
        arriving(browser, hall.origin, PHONE) as college,
    ):
        screen = screen_of(coordinator)
        assert title(screen) == "Welkom"
        for phone, partner in ((police, POLICE), (college, COLLEGE)):
            phone.enter(world.team_link(partner), "Open de teampagina")
            expect(phone.page).to_have_url(re.compile("/stemmen"))  # a meeting runs, so a team link leads to the vote
            says(phone.page, "Zodra er een vraag is")
        go_to(screen, "5.6 Informatiedeling")
        press(screen, "Open de stemming")
        says(screen, "0 van 12 partners stemden")
        says(police.page, "5.6 Informatiedeling")
        answers(police.page).first.wait_for()
        assert min(answers(police.page).evaluate_all(TARGETS)) >= THUMB
        marks = {visitor: len(visitor.received) for visitor in (coordinator, police, college)}
        vote(police.page, "groen")
        vote(college.page, "oranje")
        police.page.reload()  # a phone that was put away comes back to the question, with what it chose
        settle(police.page)
        expect(police.page.get_by_role("radio", name="groen")).to_be_checked()
        tab_to(college.page, "◆ oranje")  # without a mouse, and minds change
        college.page.keyboard.press("ArrowDown")
        expect(college.page.get_by_role("radio", name="rood")).to_be_checked()
        settle(college.page)
        says(screen, "2 van 12 partners stemden")
        for browser_of, other in ((coordinator, POLICE), (coordinator, COLLEGE), (college, POLICE), (police, COLLEGE)):
            since = b"".join(browser_of.received[marks[browser_of] :])
            assert other.encode() not in since  # nothing came in from which one could tell who chose what
        expect(screen.locator(".stage-name")).to_have_count(0)
        press(screen, "Toon de stemmen")
        expect(screen.get_by_role("heading", name="Gestemd")).to_be_visible()
        voted = screen.locator(".stage-column", has_text="Gestemd")
        expect(voted.locator(".stage-group.stage-green")).to_contain_text(POLICE)
        expect(voted.locator(".stage-group.stage-red")).to_contain_text(COLLEGE)
        for phone in (police, college):
            says(phone.page, "Alle stemmen zijn getoond")
            says(phone.page, "● groen en ■ rood kregen evenveel stemmen: elk 1 van 2.")
        press(screen, "Spreek een kleur af")
        choose(dialog(screen), "Afgesproken kleur", "◆ oranje")
        reason = screen.get_by_label("Waarom?")
        reason.fill("Het loopt niet overal.")
        reason.press("ArrowLeft")  # an arrow in a field moves the caret and not the meeting
        assert "5.6" in title(screen)
        press(screen, "Bewaar de afspraak")
        says(screen, "De afspraak is bewaard.")
        says(college.page, "Afgesproken: ◆ oranje")
        assert "5.6" not in go(screen, "ArrowLeft")
        assert "5.6" in go(screen, "PageDown")
        press(screen, "Stem opnieuw")
        says(police.page, "Welke kleur geven we hier samen aan?")
        vote(police.page, "oranje")
        press(screen, "Toon de stemmen")
        says(screen, "Gestemd, 2e keer")
        press(screen, "Start een actie")
        screen.get_by_label("Wat gaan we doen?").fill("Een vast antwoord na elke melding")
        press(screen, "Zet in het plan")
        says(screen, "De actie staat in het plan.")
        go_to(screen, "Bedankt")
        press(screen, "Rond de vergadering af")
        press(screen, "Afronden")
        says(screen, "De vergadering is afgerond.")
        says(screen, "2e stemming")
        says(screen, "Een vast antwoord na elke melding")
        says(college.page, "Er loopt geen vergadering")
        page = coordinator.show("/samenwerking")
        says(page, "afgesproken: ◆ oranje")


def word_of(screen: Page, partner: str) -> str:
    """The word of a partner, as the coordinator shows it."""
    press(screen, "Wie is er?")
    dialog(screen).get_by_role("tab", name="Woorden om te stemmen").click()
    pick(screen, "Woord van", partner)
    expect(screen.get_by_test_id("stMetric")).to_have_count(0)  # nobody asked for it yet
    press(screen, "Toon het woord")
    says(screen, f"{partner} stemt met")
    word = screen.get_by_test_id("stMetricValue").inner_text()
    screen.keyboard.press("Escape")
    expect(screen.get_by_role("dialog")).to_have_count(0)
    return word


def type_word(phone: Page, partner: str, word: str) -> None:
    phone.get_by_label("Jullie organisatie").select_option(label=partner)
    phone.get_by_label("Het woord van jullie tafel").fill(word)
    press(phone, "Stem mee")


@pytest.mark.slow
def test_the_room_votes_with_the_words_of_the_tables_and_says_why(browser: Browser, hall: Server) -> None:
    with (
        arriving(browser, hall.origin, PROJECTOR) as coordinator,
        arriving(browser, hall.origin, PHONE) as first,
        arriving(browser, hall.origin, PHONE) as second,
    ):
        screen = screen_of(coordinator)
        path = "/" + screen.locator(".stage-address").inner_text().partition("/")[2]
        words = {partner: word_of(screen, partner) for partner in (CAW, POLICE)}
        first.refusals.add(path)  # a wrong word is answered with 403
        first.open(path.lower())
        fit(first.page, "phone: which organisation")
        type_word(first.page, CAW, words[POLICE])
        says(first.page, "Dit is niet het woord van")
        for phone in (first, second):  # two phones at one table
            if phone is second:
                phone.open(path)
            type_word(phone.page, CAW, f" {words[CAW].upper()}")
            expect(phone.page).to_have_url(re.compile("/stemmen"))
            says(phone.page, "Zodra er een vraag is")
        expect(first.page.get_by_role("link", name="Ons team")).to_have_count(0)
        press(screen, "Wie is er?")
        dialog(screen).get_by_role("tab", name="Woorden om te stemmen").click()
        pick(screen, "Woord van", CAW)
        press(screen, "Toon het woord")
        says(screen, f"{CAW} stemt met")
        fit(screen, "screen: a word")
        assert not screen.evaluate(SMALL, LEAST)
        press(screen, "Verberg het woord")
        expect(screen.get_by_test_id("stMetric")).to_have_count(0)
        screen.keyboard.press("Escape")
        expect(screen.get_by_role("dialog")).to_have_count(0)
        go_to(screen, "5.3 ")  # the longest statements of all
        press(screen, "Open de stemming")
        says(screen, "0 van 12 partners stemden")
        statements = installation.questionnaire().element("5.3").statements
        for statement in (statements[light] for light in COLOURS):
            for page in (screen, first.page, second.page):
                says(page, statement)
        assert not screen.evaluate(SMALL, LEAST) and not screen.evaluate(CUT)
        vote(first.page, "groen")
        expect(second.page.get_by_role("radio", name="groen")).to_be_checked()  # it is one vote
        vote(second.page, "rood")
        expect(first.page.get_by_role("radio", name="rood")).to_be_checked()
        fit(first.page, "phone: voted")
        first.page.get_by_label("Waarom?").fill("Wij missen een vast aanspreekpunt.")
        press(first.page, "Bewaar de reden")
        says(second.page, "De reden is bewaard.")
        first.page.reload()  # a phone that was asleep is still of this table
        settle(first.page)
        expect(first.page.get_by_role("radio", name="rood")).to_be_checked()
        press(screen, "Stem op dit scherm")
        pick(screen, "Organisatie", COLLEGE)
        choose(dialog(screen), "Welke kleur geven we hier samen aan?", "● groen")
        press(screen, "Bewaar de stem")
        says(screen, "2 van 12 partners stemden")
        assert "aanspreekpunt" not in b"".join(coordinator.received).decode(errors="replace")
        press(screen, "Toon de stemmen")
        for page in (first.page, second.page):
            says(page, "“Wij missen een vast aanspreekpunt.”")
        press(screen, "Lees de redenen")
        expect(dialog(screen)).to_contain_text(f"{CAW}: “Wij missen een vast aanspreekpunt.”")
        assert not screen.evaluate(SMALL, LEAST)
        screen.keyboard.press("Escape")
        expect(screen.get_by_role("dialog")).to_have_count(0)
        voted = screen.locator(".stage-column", has_text="Gestemd")
        expect(voted.locator(".stage-group.stage-red")).to_contain_text(CAW)
        expect(voted.locator(".stage-group.stage-green")).to_contain_text(COLLEGE)
        assert not screen.evaluate(SMALL, LEAST)
        go_to(screen, "Bedankt")
        press(screen, "Rond de vergadering af")
        press(screen, "Afronden")
        says(screen, "“Wij missen een vast aanspreekpunt.”")
        says(first.page, "Dit toestel stemt nu in geen vergadering mee")
        first.open(path, status=404)


@pytest.mark.slow
def test_a_coordinator_helps_from_a_laptop_while_the_projector_and_two_phones_go_on(
    browser: Browser, hall: Server, world: World
) -> None:
    with (
        arriving(browser, hall.origin, PROJECTOR) as projector,
        arriving(browser, hall.origin, DESKTOP) as laptop,
        arriving(browser, hall.origin, PHONE) as police,
        arriving(browser, hall.origin, PHONE) as caw,
    ):
        screen = screen_of(projector)
        address = "/" + screen.locator(".stage-address").inner_text().partition("/")[2]
        laptop.log_in(DEMO_COORDINATOR)
        desk = laptop.show("/vergadering")
        press(desk, "Naar het scherm")
        desk.locator(".stage-place").wait_for()
        police.enter(world.team_link(POLICE), "Open de teampagina")
        word = word_of(desk, CAW)  # on the laptop: the room does not read along
        assert word not in screen.locator("body").inner_text()
        caw.open(address)
        type_word(caw.page, CAW, word)
        says(caw.page, "Zodra er een vraag is")
        go_to(screen, "5.6 Informatiedeling")
        assert title(desk) == "Welkom"  # each looks where it wants
        press(screen, "Open de stemming")
        says(screen, "0 van 12 partners stemden")
        vote(police.page, "groen")
        go_to(desk, "5.6 Informatiedeling")
        press(desk, "Stem op dit scherm")  # for a table without a phone, out of sight of the room
        pick(desk, "Organisatie", COLLEGE)
        choose(dialog(desk), "Welke kleur geven we hier samen aan?", "■ rood")
        press(desk, "Bewaar de stem")
        vote(caw.page, "rood")
        says(screen, "3 van 12 partners stemden")
        expect(screen.get_by_role("dialog")).to_have_count(0)
        expect(screen.locator(".stage-name")).to_have_count(0)
        press(desk, "Toon de stemmen")
        voted = screen.locator(".stage-column", has_text="Gestemd")
        expect(voted.locator(".stage-group.stage-green")).to_contain_text(POLICE)
        for partner in (CAW, COLLEGE):
            expect(voted.locator(".stage-group.stage-red")).to_contain_text(partner)
        for phone in (police, caw):
            says(phone.page, "Alle stemmen zijn getoond")
        desk = laptop.show("/plan?actie=nieuw")  # the laptop writes down what the room says, the projector stays
        desk.get_by_label("Wat gaan jullie doen?").fill("Een vast aanspreekpunt bij elke melding")
        press(desk, "Actie bewaren")
        says(desk, "bewaard")
        assert "5.6" in title(screen)
        go_to(screen, "Bedankt")
        press(screen, "Rond de vergadering af")
        press(screen, "Afronden")
        for page in (police.page, caw.page):
            says(page, re.compile("Er loopt geen vergadering|stemt nu in geen vergadering mee"))


@pytest.mark.slow
def test_every_screen_can_be_read_from_the_back_row_and_is_fit_for_everybody(
    browser: Browser, hall: Server, world: World
) -> None:
    with arriving(browser, hall.origin, PROJECTOR) as coordinator:
        screen = screen_of(coordinator, own="Rondvraag")
        read: set[str] = set()
        topics: set[str] = set()
        opened: set[str] = set()

        def readable(what: str) -> None:
            small = screen.evaluate(SMALL, LEAST)
            assert not small, f"{what}: {small}"
            assert not screen.evaluate(CUT), f"{what} does not fit"

        while True:
            read.add(screen.locator(".stage-place").inner_text())
            readable(title(screen))
            topic = screen.locator(".stage-section").inner_text().split(" · ")[-1]
            if topic not in topics:
                topics.add(topic)
                fit(screen, topic)
            expect(screen.get_by_test_id("stSidebar")).to_have_count(0)
            for name in screen.locator(".st-key-stage-middle button").all_inner_texts():
                if name == "Open de stemming":  # that does something at once
                    continue
                press(screen, name)
                dialog(screen)
                settle(screen)
                small = screen.evaluate(SMALL, LEAST)
                assert not small, f"{title(screen)}, {name}: {small}"
                if name not in opened:
                    opened.add(name)
                    fit(screen, name)
                screen.keyboard.press("Escape")
                expect(screen.get_by_role("dialog")).to_have_count(0)
            if screen.get_by_role("button", name="Volgende").is_disabled():
                break
            go(screen, "ArrowRight")
        assert len(read) >= 20
        missing = {Topic.MARKED.word, Topic.OWN.word}  # an element like the others, and a title of one's own
        assert topics == {topic.word for topic in Topic} - missing | {"Rondvraag"}
        assert len(opened) >= 6
        while "5.6" not in title(screen):
            go(screen, "ArrowLeft")
        press(screen, "Open de stemming")
        says(screen, "0 van 12 partners stemden")
        readable("an open vote")
        press(screen, "Toon de stemmen")
        says(screen, "Niemand stemde.")
        readable("a vote that was shown")


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720)])
def test_a_picture_takes_half_of_the_screen_and_all_of_it_is_read_from_the_back_row(
    browser: Browser, hall: Server, size: tuple[int, int]
) -> None:
    width, height = size
    with arriving(browser, hall.origin, {"viewport": {"width": width, "height": height}}) as coordinator:
        screen = screen_of(coordinator)
        for point in ("evolutie", "verschil-5.6", "bouwsteen-5", "samenwerking-5.3", "sterren-1", "sterren-4"):
            coordinator.show(f"/vergadering?scherm={point}")
            drawing = screen.locator("svg.marks")
            drawing.wait_for()
            settle(screen)
            place = drawing.bounding_box()
            assert place and 2 * place["height"] >= height, f"{point}: {place}"
            assert not screen.evaluate(CUT), f"{point} does not fit"
            small = screen.evaluate(SMALL, LEAST * height / 1080)
            assert not small, f"{point}: {small}"
            outside = drawing.evaluate(OUTSIDE)
            assert not outside, f"{point}: {outside}"


@pytest.mark.slow
def test_a_meeting_is_fit_for_everybody_and_needs_no_mouse_to_lead_it_or_to_vote(
    browser: Browser, hall: Server, world: World
) -> None:
    with arriving(browser, hall.origin, DESKTOP) as coordinator, arriving(browser, hall.origin, PHONE) as voter:
        screen = coordinator.log_in(DEMO_COORDINATOR)
        phone = voter.page
        voter.open(world.team_link(CAW))
        enter(phone, "Open de teampagina")
        expect(phone).to_have_url(re.compile("/ons-team"))
        voter.show("/stemmen")
        fit(phone, "phone: no meeting")
        coordinator.show("/vergadering")
        enter(screen, "Start de vergadering")
        screen.locator(".stage-place").wait_for()
        says(phone, "Zodra er een vraag is")
        fit(phone, "phone: no question yet")
        for point, first, answer in (
            (Point(Topic.COOPERATION, "5.6"), "● groen", "◆ oranje"),
            (Point(Topic.STARS, "1"), "★★★★★", "★★★★☆"),
        ):
            coordinator.show(f"/vergadering?scherm={point.id}")
            wanted = title(screen)
            enter(screen, "Open de stemming")
            says(screen, "0 van 12 partners stemden")
            answers(phone).first.wait_for()
            fit(screen, f"screen: open vote on {wanted}")
            fit(phone, f"phone: open vote on {wanted}")
            tab_to(phone, first)
            phone.keyboard.press("ArrowDown")
            expect(phone.get_by_role("radio", name=answer)).to_be_checked()
            says(phone, "is bewaard")
            fit(phone, f"phone: voted on {wanted}")
            enter(screen, "Toon de stemmen")
            says(phone, "Alle stemmen zijn getoond")
            fit(screen, f"screen: shown vote on {wanted}")
            fit(phone, f"phone: shown vote on {wanted}")
        enter(screen, "Spreek een kleur af")
        dialog(screen)
        tab_to(screen, "● groen")
        screen.keyboard.press("ArrowDown")
        expect(screen.get_by_role("radio", name="◆ oranje")).to_be_checked()
        enter(screen, "Bewaar de afspraak")
        says(phone, "Afgesproken: ◆ oranje")
        fit(screen, "screen: agreed, and told so")
        fit(phone, "phone: agreed")
        enter(screen, "Verlaat het scherm")
        says(screen, "Naar het scherm")
        settle(screen)
        fit(screen, "page: running")
        enter(screen, "Pauze")
        says(phone, "even gepauzeerd")
        fit(phone, "phone: paused")
        enter(screen, "Rond af")
        dialog(screen)
        enter(screen, "Afronden")
        says(screen, "De vergadering is afgerond.")
        settle(screen)
        fit(screen, "page: report")


@pytest.mark.slow
def test_what_is_typed_in_a_dialog_stays_whatever_happens_meanwhile(browser: Browser, hall: Server) -> None:
    with arriving(browser, hall.origin, DESKTOP) as coordinator, arriving(browser, hall.origin, DESKTOP) as other:
        screen = screen_of(coordinator)
        coordinator.show("/vergadering?scherm=samenwerking-5.6")
        press(screen, "Spreek een kleur af")
        choose(dialog(screen), "Afgesproken kleur", "◆ oranje")
        reason = screen.get_by_label("Waarom?")
        reason.fill("Het loopt niet overal.")
        second = other.log_in(DEMO_COORDINATOR)
        other.show("/vergadering?scherm=samenwerking-5.6")
        press(second, "Spreek een kleur af")
        choose(dialog(second), "Afgesproken kleur", "■ rood")
        press(second, "Bewaar de afspraak")
        says(second, "De afspraak is bewaard.")
        expect(screen.locator(".stage-column", has_text="Afgesproken")).to_contain_text("■ rood")  # behind the dialog
        dialog(screen).get_by_role("button", name="Bewaar de afspraak").focus()
        screen.keyboard.press("ArrowRight")  # over an open dialog nothing moves
        press(second, "Verlaat het scherm")
        press(second, "Pauze")
        says(screen, "De vergadering is gepauzeerd")
        press(second, "Hervat de vergadering")
        expect(screen.locator(".stage-section")).to_contain_text("Samenwerking")
        assert "5.6" in title(screen)
        expect(reason).to_have_value("Het loopt niet overal.")
        press(screen, "Bewaar de afspraak")
        expect(dialog(screen)).to_contain_text("Nu staat er: ■ rood")  # theirs and one's own, to choose from
        expect(reason).to_have_value("Het loopt niet overal.")
        expect(screen.get_by_role("radio", name="◆ oranje")).to_be_checked()
        press(screen, "Bewaar de afspraak")
        expect(screen.get_by_role("dialog")).to_have_count(0)
        agreed = screen.locator(".stage-column", has_text="Afgesproken")
        expect(agreed).to_contain_text("◆ oranje")
        expect(agreed).to_contain_text("Het loopt niet overal.")


@pytest.mark.slow
def test_no_press_of_a_presenter_is_lost_and_none_moves_the_screen_while_somebody_types(
    browser: Browser, hall: Server
) -> None:
    with arriving(browser, hall.origin, DESKTOP) as coordinator:
        screen = screen_of(coordinator)
        place = screen.locator(".stage-place")
        last = place.inner_text().split(" / ")[1]
        for _ in range(3):  # faster than the server answers
            for _ in range(6):
                screen.keyboard.press("PageDown")
            expect(place).to_have_text(f"7 / {last}")
            for _ in range(6):
                screen.keyboard.press("PageUp")
            expect(place).to_have_text(f"1 / {last}")
        settle(screen)
        press(screen, "Noteer")
        text = screen.get_by_label("Wat is er gezegd?")
        text.fill("Goed")
        screen.keyboard.press("ArrowLeft")
        screen.keyboard.type("z")
        screen.keyboard.press("PageDown")
        expect(text).to_have_value("Goezd")
        expect(place).to_have_text(f"1 / {last}")


@pytest.mark.slow
def test_a_press_of_a_presenter_that_did_not_come_through_is_told_again(browser: Browser, hall: Server) -> None:
    lost: list[bytes | str] = []

    def pass_on(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def send(message: bytes | str) -> None:
            told = message if isinstance(message, bytes) else message.encode()
            if b'"number"' in told and not lost:
                lost.append(message)
            else:
                server.send(message)

        line.on_message(send)

    with arriving(browser, hall.origin, DESKTOP) as coordinator:
        coordinator.page.route_web_socket("**/_stcore/stream", pass_on)
        screen = screen_of(coordinator)
        place = screen.locator(".stage-place")
        last = place.inner_text().split(" / ")[1]
        settle(screen)
        screen.keyboard.press("PageDown")
        expect(place).to_have_text(f"2 / {last}")
        assert len(lost) == 1
        screen.keyboard.press("PageDown")
        expect(place).to_have_text(f"3 / {last}")
        screen.wait_for_timeout(3_000)
        expect(place).to_have_text(f"3 / {last}")


@pytest.mark.slow
def test_who_holds_a_link_that_is_revoked_is_out_of_the_vote_at_once(
    browser: Browser, hall: Server, world: World
) -> None:
    with (
        arriving(browser, hall.origin, DESKTOP) as coordinator,
        arriving(browser, hall.origin, PHONE) as caw,
    ):
        screen = screen_of(coordinator)
        caw.enter(world.team_link(CAW), "Open de teampagina")
        go_to(screen, "5.6 Informatiedeling")
        press(screen, "Open de stemming")
        says(caw.page, "5.6 Informatiedeling")
        answers(caw.page).first.wait_for()
        caw.open("/stem")  # the short address on the screen: with the cookie of a team link straight to the vote
        says(caw.page, "5.6 Informatiedeling")
        links = coordinator.tab()
        links.goto("/links")
        settle(links)
        pick(links, "Partner", CAW)
        expect(links.get_by_role("img", name=re.compile(CAW)).first).to_be_visible()
        settle(links)
        links.get_by_role("button", name="Intrekken en vervangen").last.click()
        press(links, "Vervang deze link", within=dialog(links))
        says(links, re.compile(f"De oude teamlink van {CAW} werkt niet meer"))
        says(caw.page, "Dit toestel stemt nu in geen vergadering mee")
        expect(answers(caw.page)).to_have_count(0)
        caw.open("/stem")
        says(caw.page, "Zo stem je mee")


@pytest.mark.slow
def test_from_a_difference_to_an_action_and_to_what_moved_in_the_next_round(
    browser: Browser, pristine: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(pristine, tmp_path / "data"))
    first = Server(folder, tmp_path / "first.log")
    try:
        with arriving(browser, first.ready().origin, DESKTOP) as coordinator:
            coordinator.log_in(DEMO_COORDINATOR)
            page = coordinator.show("/overzicht")
            differs = page.get_by_test_id("stColumn").filter(has_text="Hier verschillen ze duidelijk")
            element = differs.locator("strong").filter(has_text=re.compile(r"^5\.")).first.inner_text()
            row = unfold(page, element)
            row.get_by_text("Gesprekspunt").click()
            points = page.get_by_test_id("stMarkdown").filter(has_text="Gesprekspunten")
            expect(points).to_contain_text(element.split()[0])
            press(page, "Start een actie", within=row)
            expect(page).to_have_url(re.compile("/plan"))
            settle(page)
            says(page, element)  # the block and the element are filled in
            page.get_by_role("textbox", name="Wat gaan jullie doen?").fill("Om de twee weken samen zitten")
            page.keyboard.press("Tab")
            settle(page)
            press(page, "Actie bewaren")
            says(page, "De actie is bewaard.")
    finally:
        first.stop()
    _next_round(folder, element.split()[0])
    second = Server(folder, tmp_path / "second.log")
    try:
        with arriving(browser, second.ready().origin, DESKTOP) as coordinator:
            coordinator.log_in(DEMO_COORDINATOR)
            page = coordinator.show("/evolutie")
            says(page, "Wat het plan wilde bewegen")
            page = coordinator.show("/plan")
            card = page.get_by_test_id("stVerticalBlock").filter(has_text="Om de twee weken samen zitten").last
            card.get_by_role("button", name="Bekijk de actie").click()
            says(page, "Bewogen de elementen?")
            says(page, "Najaar 2026 tegenover Voorjaar 2027")
            line = page.get_by_test_id("stMain").locator("li").filter(has_text=element).inner_text()
            before, after, partners = map(
                int, re.findall(r": duidelijk vooruit, van (\d+) naar (\d+)\s+(\d+) partner", line)[0]
            )
            assert after > before and partners > 0
    finally:
        second.stop()


def _next_round(folder: Path, element: str) -> None:
    """Close the round that runs and hold the next one, in which everybody says green on an element."""
    store = Store(folder, installation.questionnaire())
    try:
        network = store.networks.by_name(demo.NETWORK)
        assert network is not None
        autumn = store.networks.open_round(network.id)
        assert autumn is not None
        store.closings.close_round(autumn, "test")
        for action in store.plans.of(network.id):  # what is to have moved began before the round that measures it
            if action.begun == today():
                store.plans.keep(replace(action, start=today() - timedelta(days=1)), "test")
        spring = store.networks.add_round(network.id, "Voorjaar 2027", autumn.content_version, None, "test")
        store.networks.start_round(spring, "test")
        answers = {e.id: Light.ORANGE.value for e in installation.questionnaire().elements} | {
            element: Light.GREEN.value
        }
        people = [replace(p, expected=max(6, p.expected)) for p in store.networks.partners(network.id) if not p.joint]
        store.networks.save_partners(people, "test")
        store.scan_imports.add(
            spring, [FilledScan(p.id, "praktijkwerker", False, answers) for p in people for _ in range(6)]
        )
        store.closings.close_round(spring, "test")
        store.networks.save_round(replace(spring, shared=True), "test")
    finally:
        store.close()


def test_a_key_goes_on_from_what_is_drawn_after_the_server_started_again(browser: Browser) -> None:
    """A session that is new counts keys from nothing, while the browser still knows how many it sent to the one before."""
    page = browser.new_page()
    script = (ONLIFE / "ui" / "frontend" / "presenter.js").read_text().replace("export default", "window.draw =")
    page.add_script_tag(content=script)
    show = """([screen, answered]) => draw({
        data: {screens: ["a", "b", "c", "d"], screen, answered},
        parentElement: document.body,
        setTriggerValue: (_, value) => (window.asked = value),
    })"""
    for screen, answered, wanted in (("a", 0, "b"), ("b", 1, "c"), ("c", 0, "d")):
        page.evaluate(show, [screen, answered])
        page.keyboard.press("ArrowRight")
        assert page.evaluate("asked") == {"screen": wanted, "number": answered + 1}
    page.close()
