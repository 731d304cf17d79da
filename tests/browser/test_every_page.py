"""What holds on every page and for everybody: fit for use without a mouse or good eyes, in Dutch, on a phone.

Each sight is drawn and looked at from one side, then on the narrowest phone, at 400 % and on paper; `make test` looks at
those that differ most, `make test-all` at all of them, at two widths in two themes.
Pages are read off `pages/`, so that a new one is looked at without being named here; those of the network are looked
at filled and empty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from _pytest.mark import ParameterSet
from playwright.sync_api import Browser, Page

from onlife.domain.access import Action
from onlife.services import figures
from onlife.services.demo import BIB, CAW, OCMW
from onlife.ui.app import navigation
from tests.browser.looking import LOOKS, TWO_LOOKS, Look, Seen, look, read_charts
from tests.browser.server import Server
from tests.browser.test_doors import PAGES, address
from tests.browser.visitor import DESKTOP, Visitor, choose, dialog, press, says, settle, unfold
from tests.browser.world import COORDINATOR, DEMO_READER, PROGRAMME, World


@dataclass(frozen=True)
class Sight:
    """Something to look at: who comes, where, and what they do first."""

    name: str
    who: str
    path: str
    then: Callable[[Page], None] | None = None
    looks: tuple[Look, ...] = LOOKS


def _task(name: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        choose(page, "Wat wil je doen?", name)
        settle(page)

    return act


def _table(page: Page) -> None:
    page.get_by_text("Tabel en bewaren").first.click()
    page.get_by_test_id("stTable").first.wait_for()
    settle(page)


def _toolbar(page: Page) -> None:
    page.get_by_test_id("stDataFrame").first.hover()
    settle(page)


def _beside_others(page: Page) -> None:
    page.get_by_text("Naast andere netwerken", exact=True).click()
    says(page, re.compile("vergelijkt zich niet met andere netwerken"))
    settle(page)


def _element(page: Page) -> None:
    unfold(page, re.compile(r"\d\.\d ")).get_by_role("button", name="Start een actie").wait_for()


def _closing(page: Page) -> None:
    press(page, "Sluit deze scanronde")
    dialog(page)


def _erasing(page: Page) -> None:
    _task("Iets wissen")(page)
    press(page, "Bekijk wat er dan verdwijnt")
    dialog(page)


def _walked(page: Page) -> None:
    for answer, following in (("Ja", "Kun je er met de persoon over praten?"), ("Nee", "Is het gevaar acuut?")):
        page.get_by_role("button", name=answer, exact=True).click()
        says(page, re.compile(re.escape(following)))
    page.get_by_role("button", name="Ja", exact=True).click()
    says(page, "Verwittig meteen wie het gevaar kan afwenden")
    settle(page)


def _sectors(page: Page) -> None:
    page.get_by_role("combobox", name="Sector").click()
    page.get_by_role("option").first.wait_for()


DRAWN = {
    "netwerk/overzicht": ("warmtekaart",),
    "netwerk/bouwsteen": ("bouwsteen", "elementen"),
    "netwerk/bouwsteen één partner": ("naast-anderen", "partner"),
    "netwerk/samenwerking": ("elementen", "verschillen", "functiegroepen"),
    "netwerk/evolutie": ("evolutie", "evolutie"),
    "netwerk/keuzehulp": ("kleuren", "sterren", "belang"),
    "netwerk/plan tijdlijn": ("tijdlijn",),
    "partner/ons_team": ("eigen-bouwstenen",),
    "partner/ons_team samenwerking": ("eigen-bouwstenen", "eigen-elementen"),
    "regie/deelname": ("Ingevulde scans per partner", "Verloop van de deelname"),
}
"""The charts of a sight. What is not drawn here is the comparison with other networks, of which there are too few."""

SIGHTS = (
    *(Sight(page, "coordinator", address(page)) for page in PAGES if page.split("/")[0] not in ("partner", "toegang")),
    *(Sight(page, "stranger", address(page)) for page in PAGES if page.startswith("toegang/")),
    *(
        Sight(f"{page} leeg", "beginner", f"{address(page)}?netwerk=", looks=TWO_LOOKS)
        for page in PAGES
        if page.startswith(("netwerk/", "regie/"))
    ),
    Sight("partner/ons_team", "contact", "/ons-team"),
    Sight("partner/ons_team samenwerking", "contact", "/ons-team?bouwsteen=5 Samenwerking", looks=TWO_LOOKS),
    Sight("partner/op_papier", "contact", "/op-papier"),
    Sight("partner/onze_keuze", "contact", "/onze-keuze"),
    Sight("partner/ons_plan", "contact", "/ons-plan"),
    Sight("partner/stemmen", "contact", "/stemmen"),
    Sight("meestemmen", "stranger", "/stem"),
    Sight("netwerk/plan rooster", "coordinator", "/plan?beeld=Rooster"),
    Sight("netwerk/plan bord", "coordinator", "/plan?beeld=Bord"),
    Sight("netwerk/plan per partner", "coordinator", "/plan?beeld=Per partner", looks=TWO_LOOKS),
    Sight("netwerk/plan tijdlijn", "coordinator", "/plan?beeld=Tijdlijn"),
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
    Sight("netwerk/overzicht tabel", "coordinator", "/overzicht", _table),
    Sight("netwerk/overzicht naast andere netwerken", "coordinator", "/overzicht", _beside_others),
    Sight("netwerk/overzicht element", "coordinator", "/overzicht", _element),
    Sight("netwerk/samenwerking element", "coordinator", "/samenwerking", _element, looks=TWO_LOOKS),
    Sight("netwerk/bouwsteen één partner", "coordinator", f"/bouwsteen?partner={OCMW}", looks=TWO_LOOKS),
    Sight("netwerk/bouwsteen sectorkeuze", "coordinator", "/bouwsteen", _sectors),
    Sight("netwerk/overzicht één sector", "coordinator", "/overzicht?sector=Onderwijs", looks=TWO_LOOKS),
    Sight("regie/partners werkbalk", "coordinator", "/partners", _toolbar, looks=TWO_LOOKS),
    Sight("regie/partners lijst", "coordinator", "/partners", _task("Lijst plakken")),
    Sight("regie/partners bestand", "coordinator", "/partners", _task("Bestand inlezen")),
    Sight("regie/partners wijzigen", "coordinator", "/partners", _task("Wijzigen of archiveren")),
    Sight("regie/beheer accounts", "coordinator", "/beheer", _task("Accounts")),
    Sight("programma/programma als programma", "programme", "/programma"),
    Sight("programma/programma nieuw netwerk", "programme", "/programma?wat=Nieuw netwerk", looks=TWO_LOOKS),
    Sight("programma/programma uitnodigingen", "programme", "/programma?wat=Uitnodigingen", looks=TWO_LOOKS),
    Sight("programma/programma sjablonen", "programme", "/programma?wat=Sjablonen", looks=TWO_LOOKS),
    Sight("programma/programma wie hoort erbij", "programme", "/programma?wat=Wie hoort erbij", looks=TWO_LOOKS),
    Sight("regie/beheer brieven", "coordinator", "/beheer?wat=Brieven en mails", looks=TWO_LOOKS),
    Sight("toegang/mijn_account als lezer", "reader", "/mijn-account"),
    Sight("regie/beheer archief", "coordinator", "/beheer", _task("Archief")),
    Sight("regie/beheer back-ups", "coordinator", "/beheer", _task("Back-ups")),
    Sight("lezen/inspiratie elders", "reader", "/inspiratie?beeld=Wat hielp elders"),
    Sight("regie/beheer wat hielp", "coordinator", "/beheer?wat=Wat hielp", looks=TWO_LOOKS),
    Sight("regie/beheer dossier", "coordinator", "/beheer", _task("Dossier"), looks=TWO_LOOKS),
    Sight("regie/wissen iets", "coordinator", "/wissen", _erasing),
    Sight("regie/wissen vernietigd", "coordinator", "/wissen", _task("Wat is al vernietigd")),
    Sight("lezen/bouwstenen element", "stranger", "/bouwstenen?element=6.3"),
    Sight("lezen/verontrusting einde", "stranger", "/verontrusting", _walked),
    Sight("lezen/verontrusting schema", "stranger", "/verontrusting?beeld=Schema"),
    Sight("lezen/verontrusting mensen", "stranger", "/verontrusting?beeld=Wie betrek je?"),
    Sight("lezen/inspiratie niets", "stranger", "/inspiratie?zoek=bestaatniet"),
    Sight("regie/rondes sluiten", "coordinator", "/rondes", _closing),
)


ALWAYS = (
    *("netwerk/overzicht", "netwerk/overzicht leeg", "netwerk/bouwsteen", "netwerk/samenwerking", "netwerk/keuzehulp"),
    *("netwerk/evolutie", "netwerk/plan", "regie/partners", "partner/ons_team", "partner/onze_keuze"),
    *("partner/stemmen", "partner/scan bouwsteen", "lezen/waarom", "toegang/aanmelden", "welkom", "meestemmen"),
)
"""Sights of every run: what twenty people look at, what is drawn or filled in otherwise than elsewhere, and one of each
kind of text."""


class People:
    """Who looks: one browser of each kind of visitor, who came in when first needed. What it fetched once it has."""

    def __init__(self, browser: Browser, server: Server, world: World, coordinator: Any) -> None:
        self._browser, self._server, self._world = browser, server, world
        self._states = {"coordinator": coordinator}
        self._known: dict[str, Visitor] = {}

    def visitor(self, who: str) -> Visitor:
        if who not in self._known:
            visitor = Visitor(self._browser, self._server.origin, DESKTOP, self._states.get(who))
            if who not in (*self._states, "stranger"):
                getattr(self, f"_{who}")(visitor)
            self._known[who] = visitor
        return self._known[who]

    def leave(self) -> None:
        for visitor in self._known.values():
            visitor.context.close()

    def _beginner(self, visitor: Visitor) -> None:
        visitor.log_in(COORDINATOR)

    def _reader(self, visitor: Visitor) -> None:
        visitor.log_in(DEMO_READER)

    def _programme(self, visitor: Visitor) -> None:
        visitor.log_in(PROGRAMME)

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
def people(browser: Browser, server: Server, world: World, demo_coordinator: Any) -> Iterator[People]:
    known = People(browser, server, world, demo_coordinator)
    yield known
    known.leave()


@dataclass(frozen=True)
class Visit:
    """A sight and from which sides it is looked at."""

    sight: Sight
    looks: tuple[Look, ...]


def _visits() -> list[ParameterSet]:
    """Sights from one side, wide and light or narrow and dark in turn; and `slow`, all others likewise, and all of them
    from all their sides."""
    assert {*ALWAYS} <= {sight.name for sight in SIGHTS}
    once = [
        pytest.param(
            Visit(sight, TWO_LOOKS[at % 2 : at % 2 + 1]),
            id=sight.name,
            marks=() if sight.name in ALWAYS else pytest.mark.slow,
        )
        for at, sight in enumerate(SIGHTS)
    ]
    slow = [
        pytest.param(Visit(sight, sight.looks), id=f"{sight.name} van alle kanten", marks=pytest.mark.slow)
        for sight in SIGHTS
    ]
    return once + slow


@pytest.fixture(scope="module", params=_visits())
def seen(request: pytest.FixtureRequest, world: World, people: People) -> Seen:
    """One sight, drawn once and looked at from all sides."""
    sight: Sight = request.param.sight
    visitor = people.visitor(sight.who)
    visitor.faults.clear()
    visitor.received.clear()
    page = visitor.page
    page.emulate_media(color_scheme="light")  # whatever it was looked at in before
    visitor.open(_path(visitor, sight, world))
    if page.locator("#root").count():
        settle(page)
    if sight.then:
        sight.then(page)
    found = look(page, request.param.looks)
    read_charts(page, found)
    assert not visitor.faults, "\n".join(visitor.faults)
    return found


def test_nothing_stands_in_the_way_of_who_uses_a_screen_reader_or_needs_contrast(seen: Seen) -> None:
    assert not seen.findings, "\n".join(seen.findings)


def test_every_word_is_dutch(seen: Seen) -> None:
    assert len(seen.words) > 3
    assert not any("Hier liep iets mis" in words for words in seen.words)
    assert not seen.foreign, "\n".join(seen.foreign)


def test_nothing_has_to_be_scrolled_sideways_on_a_phone_or_at_400_percent(seen: Seen) -> None:
    assert not seen.sideways, "\n".join(seen.sideways)


def test_a_thumb_hits_what_it_wants_on_the_narrowest_phone(seen: Seen) -> None:
    assert not seen.small, "\n".join(seen.small)


def test_no_words_are_pressed_into_a_column_of_letters_on_a_phone(seen: Seen) -> None:
    assert not seen.pressed, "\n".join(seen.pressed)


def test_headings_landmarks_title_and_language_are_in_order(seen: Seen) -> None:
    assert not seen.order, "\n".join(seen.order)


def test_on_paper_there_is_no_menu_and_nothing_to_press(seen: Seen) -> None:
    assert not seen.knobs, "\n".join(seen.knobs)


def test_chosen_is_told_from_unchosen_where_the_system_has_few_colours(seen: Seen) -> None:
    assert not seen.alike, "\n".join(seen.alike)


def test_every_chart_says_what_it_shows_and_has_its_figures_in_a_table_one_click_away(
    seen: Seen, request: pytest.FixtureRequest
) -> None:
    assert not seen.wordless, "\n".join(seen.wordless)
    missing = Counter(DRAWN.get(request.node.callspec.params["seen"].sight.name, ())) - Counter(seen.charts)
    assert not missing, f"drawn: {seen.charts}"


def test_every_page_and_every_figure_is_looked_at() -> None:
    registered = {file: action for entries in navigation.SECTIONS.values() for file, _, _, action in entries}
    assert set(registered) == set(PAGES)
    assert not _unseen(registered, SIGHTS)
    # other networks, three rounds, the projector: test_peer.py, test_evolution.py, test_meeting.py
    elsewhere = {figures.PEERS, figures.KIND_PEERS, "scanrondes", "sterren-bouwsteen"}
    assert {*figures.FIGURES} - elsewhere <= {kind for kinds in DRAWN.values() for kind in kinds}
    assert {*DRAWN} <= {sight.name for sight in SIGHTS}
    # a page without a sight, and one that is only looked at by who may not see it
    assert _unseen({"partner/nieuw": Action.VOTE, "toegang/start": None}, SIGHTS) == ["partner/nieuw"]
    assert _unseen({"regie/beheer": Action.MANAGE}, [Sight("a door", "stranger", "/beheer")]) == ["regie/beheer"]


def _unseen(pages: Mapping[str, object], sights: Collection[Sight]) -> list[str]:
    """Pages that nobody who may see them looks at, at both widths in both themes."""
    return [
        page
        for page, action in pages.items()
        if not any(
            urlsplit(sight.path).path == address(page)
            and set(LOOKS) <= set(sight.looks)
            and (sight.who != "stranger" or not isinstance(action, Action))
            for sight in sights
        )
    ]


def _path(visitor: Visitor, sight: Sight, world: World) -> str:
    if sight.path == "letters":
        page = visitor.show("/links")
        return str(page.get_by_role("link", name="Alle brieven").get_attribute("href"))
    if sight.path.endswith("?netwerk="):
        return sight.path + world.resting
    return {"scan link": world.scan_link(BIB), "team link": world.team_link(BIB)}.get(sight.path, sight.path)
