"""Every route that hands something out, as everybody, for the own and the other network, partner and round.

Routes are read off the app. A new one without a row here fails, and so does a row without a route.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from urllib.parse import urlencode
from zipfile import ZipFile

import pandas as pd
import pytest
from httpx import Response
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from onlife import web
from onlife.services import documents, dossier, figures
from onlife.store import Store
from onlife.web import entrance, guard
from tests import stores
from tests.access.world import OWN, Side, World
from tests.conftest import count
from tests.sample import sample

DOORS = {
    *(f"{door}{{token:anything}}" for door in entrance.DOORS),
    "/sessie/{ticket}",
    "/afmelden",
    "/aanmelden/oidc",
    "/aanmelden/oidc/terug",
    "/taal",
    "/stem",
    "/s/{code}",
    "/agenda/{token}.ics",
    "/kijk/{token:anything}",
    "/uitnodiging/{token:anything}",
    "/geheugensteun/{token}",
    "/gezond",
}
"""Routes that hand nothing out by a session: they have tests of their own (tests/integration/test_web.py, test_seats.py,
test_calendar.py, test_view_links.py, test_invitations.py, test_reminder_mails.py, test_sign_in.py)."""
COORDINATOR, NETWORK, CONTACT = {"coordinator"}, {"coordinator", "reader", "contact"}, {"contact"}
# route -> who may have it of the own network. `figuur` is asked for every figure there is, a document in every form.
EXPORTS = {
    "/uitvoer/figuur/{kind}.{ending}": NETWORK,
    "/uitvoer/resultaten.csv": NETWORK,
    "/uitvoer/resultaten-analyse.csv": NETWORK,
    "/uitvoer/sjabloon-scans.csv": COORDINATOR,
    "/uitvoer/logboek.csv": COORDINATOR,
    "/uitvoer/brief": COORDINATOR,
    "/uitvoer/verzendlijst.csv": COORDINATOR,
    "/uitvoer/sjabloon-partners.csv": COORDINATOR,
    "/uitvoer/vragenlijst.toml": COORDINATOR,
    "/uitvoer/vergadering.{ending}": NETWORK,
    "/uitvoer/verslag.{ending}": NETWORK,
    "/uitvoer/resultaat-partner.pdf": {"coordinator", "contact"},
    "/uitvoer/plan.{ending}": NETWORK,
    "/uitvoer/resultaten.xlsx": NETWORK,
    "/uitvoer/resultaten.parquet": NETWORK,
    "/uitvoer/briefjes.pdf": {"contact"},
    "/uitvoer/tafelbriefjes.pdf": COORDINATOR,
    "/uitvoer/archief.zip": COORDINATOR,
    "/uitvoer/scanformulier.pdf": {"coordinator", "contact"},
    "/uitvoer/dossier.zip": COORDINATOR,
    "/uitvoer/dossier/{name}.{ending}": COORDINATOR,
}
LONG = ("/uitvoer/vergadering", "/uitvoer/archief", "/uitvoer/dossier.", "/uitvoer/scanformulier", "/uitvoer/briefjes")
"""What takes seconds to make."""
EVERYBODY = ("nobody", "coordinator", "reader", "contact", "respondent", "viewer", "programme", "made up", "wrong jar")
Browser = Callable[[str], TestClient]


@pytest.fixture(scope="module")
def store(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all, so that what one visitor was given and is kept in memory lies beside what the next one asks for."""
    with stores.opened(shutil.copytree(world.folder, tmp_path_factory.mktemp("exports") / "data")) as opened:
        opened.meetings.start(world.own.round, "test")  # a meeting has slips for its tables only while it goes on
        yield opened


@pytest.fixture
def browser(store: Store, world: World) -> Browser:
    app = Starlette(routes=web.routes(), middleware=web.middleware())

    def of(who: str) -> TestClient:
        return TestClient(app, cookies=dict(world.cookies[who]), follow_redirects=False)

    return of


def addresses(route: str, side: Side, partner: str) -> list[str]:
    """A route with everything of a network in its address; every figure in every form."""
    asked = {
        "netwerk": side.network.id,
        "ronde": side.round.id,
        "partner": partner,
        "bouwsteen": "5",
        "eerder": side.earlier.id,
        "versie": str(side.version),
        "vergadering": side.meeting.id,
    }
    query = urlencode(asked)
    if "plan." in route:
        network = urlencode(asked | {"partner": ""})
        return [
            f"/uitvoer/plan.{ending}?{who}" for ending in ("csv", "docx", "ics", "xlsx") for who in (query, network)
        ]
    if "vergadering." in route or "verslag." in route:
        return [f"{route.format(ending=ending)}?{query}" for ending in documents.WRITERS]
    if "{name}" in route:
        return [f"{route.format(name='selectielijst', ending=ending)}?{query}" for ending in dossier.WRITERS]
    if "scanformulier" in route:
        return [f"{route}?{query}", f"{route}?{query}&qr=ja"]
    if "{kind}" not in route:
        return [f"{route}?{query}"]
    endings = ("csv", "svg") if partner == side.released.id else ("csv",)
    return [f"/uitvoer/figuur/{kind}.{ending}?{query}" for kind in figures.FIGURES for ending in endings]


def makes_again(route: str, who: str) -> bool:
    """Whether somebody with more rights has made what the one with the fewest of those who may have it, has made too."""
    may = EXPORTS[route]
    return who in may and who != ("contact" if "contact" in may else "coordinator")


PAIRS = list(itertools.product(EXPORTS, EVERYBODY))
DEAR = [("/uitvoer/vergadering.{ending}", "contact"), ("/uitvoer/archief.zip", "coordinator")]
"""What takes long to make; tests/integration makes them in every run."""


def test_every_route_has_a_row() -> None:
    known = {route.path for route in web.routes()}
    new, gone = known - DOORS - set(EXPORTS), (DOORS | set(EXPORTS)) - known
    assert not new, f"zet in EXPORTS wie dit mag ophalen, of in DOORS als er niets te halen valt: {sorted(new)}"
    assert not gone, f"deze routes zijn er niet (meer): {sorted(gone)}"


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("route", EXPORTS)
def test_of_the_other_network_nobody_gets_anything(browser: Browser, world: World, route: str, who: str) -> None:
    tried, given = ask(browser(who), addresses(route, world.foreign, world.foreign.released.id), world.forbidden(who))
    count("uitvoer van een ander netwerk", tried, len(given))
    assert not given


@pytest.mark.parametrize(
    "pair", sample(PAIRS, [pair for pair in PAIRS if not makes_again(*pair) and pair not in DEAR]), ids="-".join
)
def test_of_the_own_network_everybody_gets_what_is_theirs(
    browser: Browser, world: World, pair: tuple[str, str]
) -> None:
    route, who = pair
    found = [browser(who).get(address) for address in addresses(route, world.own, world.own.released.id)]
    if who not in EXPORTS[route]:
        assert {answer.status_code for answer in found} == {403}
        assert not words_in(found, world.forbidden("nobody"))
    else:
        given = [answer for answer in found if answer.status_code == 200]
        assert given, "de controle: wie mag, krijgt het"
        assert not words_in(given, world.forbidden(who))
        wordless = [answer.url.path for answer in given if OWN not in said(answer)]
        assert not wordless or "sjabloon" in route or "figuur" in route, (
            "de controle: in een document zijn woorden te vinden"
        )


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_a_partner_did_not_release_is_for_its_contact_alone(browser: Browser, world: World, who: str) -> None:
    """The figures of another partner of the own network, its own result above all."""
    withheld = world.own.withheld.id
    hidden = addresses("/uitvoer/figuur/{kind}.{ending}", world.own, withheld)
    hidden += addresses("/uitvoer/resultaat-partner.pdf", world.own, withheld)
    hidden += [a for a in addresses("/uitvoer/plan.{ending}", world.own, withheld) if withheld in a]
    tried, given = 0, []
    for address in hidden:
        answer = browser(who).get(address)
        tried += 1
        own_result = any(f"/{kind}." in address for kind in (*figures.OWN, "plan", "resultaat-partner"))
        if answer.status_code == 200 and (own_result or "/partner." in address or "Poema" in said(answer)):
            given.append(address)
    count("uitvoer van een partner die niet vrijgaf", tried, len(given))
    assert not given


def test_partners_get_figures_of_rounds_that_are_shared_only(
    browser: Browser, store: Store, world: World, request: pytest.FixtureRequest
) -> None:
    scan_round = store.networks.round(world.own.network.id, world.own.round.id)
    assert scan_round
    store.networks.save_round(replace(scan_round, shared=False), "test")
    request.addfinalizer(lambda: store.networks.save_round(scan_round, "test"))
    results = [f"/uitvoer/resultaten.{ending}" for ending in ("csv", "xlsx", "parquet")]
    documents_of = [f"/uitvoer/{name}.{{ending}}" for name in ("figuur/{kind}", "vergadering", "verslag")]
    for route in (*documents_of, *results):
        shared = [a for a in addresses(route, world.own, "") if not any(f"/{kind}." in a for kind in figures.OWN)]
        assert {browser("contact").get(address).status_code for address in shared} == {403}


@pytest.mark.parametrize("route", sample([*EXPORTS], [route for route in EXPORTS if not route.startswith(LONG)]))
def test_without_the_guard_the_other_network_would_be_handed_out(
    browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    monkeypatch.setattr(guard, "may", lambda actor, action, resource: True)
    asked = addresses(route, world.foreign, world.foreign.released.id)
    assert any(browser("reader").get(address).status_code == 200 for address in asked)


def words_in(answers: Iterable[Response], words: Sequence[str]) -> list[str]:
    """Which of these words stand in the answers."""
    return [word for text in map(said, answers) for word in words if word in text]


def said(answer: Response) -> str:
    """Everything that stands in an answer, also inside documents."""
    return _text(answer.content)


@lru_cache(maxsize=64)
def _text(content: bytes) -> str:
    """Reading a long PDF takes seconds, and the same one is handed to several people."""
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as packed:
            return " ".join(_text(packed.read(name)) for name in packed.namelist())
    if content.startswith(b"PAR1"):
        return pd.read_parquet(BytesIO(content)).to_csv()
    if content.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return content.decode("utf-8", "replace").replace("\r\n ", "")  # a calendar breaks its lines


def ask(browser: TestClient, asked: list[str], forbidden: list[str]) -> tuple[int, list[str]]:
    """How many addresses were asked for, also with HEAD and POST, and at which something came."""
    given = []
    for address in asked:
        answers = [browser.get(address), browser.head(address), browser.post(address)]
        if any(answer.status_code == 200 for answer in answers):
            given.append(address)
        given += [address for _ in words_in(answers, forbidden)]
    return 3 * len(asked), given
