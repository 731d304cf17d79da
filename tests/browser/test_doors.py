"""Who stays out: deep links without a session, links that no longer work, sessions of somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from onlife.services import installation
from tests.app.matrix import EVERYONE, MATRIX
from tests.browser.conftest import Arrive
from tests.browser.server import Server
from tests.browser.visitor import DESKTOP, arriving, choose, dialog, pick, press, says, settle
from tests.browser.world import (
    HOME,
    LOOKING,
    NETWORK,
    OPEN_TAB,
    PARTNERS,
    RESTING,
    REVOKED,
    SCANNED,
    SHUT,
    World,
    demo_partners,
)
from tests.sample import sample

PAGES = tuple(sorted(str(file.relative_to(HOME / "pages").with_suffix("")) for file in (HOME / "pages").glob("*/*.py")))
FIRST = ("netwerk/bouwsteen", "netwerk/overzicht", "partner/ons_team", "regie/partners")
"""Pages that are the very first request of a server of their own."""
CLOSED = re.compile(
    "Meld je aan om deze pagina te zien|opent via de (team|scan)link van je organisatie|Dit toestel stemt nu in geen vergadering mee"
)
ELEMENT = installation.questionnaire().blocks[0].elements[0].title


def address(page: str) -> str:
    name = page.split("/")[1].replace("_", "-")
    return "/" if name == "start" else f"/{name}"


# -- deep links


@pytest.fixture
def fresh(pristine: Path, tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has asked anything yet, with its own copy of the data, for one first request."""
    server = Server(Path(copytree(pristine, tmp_path / "data")), tmp_path / "server.log")
    try:
        yield server.ready()
    finally:
        server.stop()


@pytest.mark.slow
@pytest.mark.parametrize("page", FIRST)
def test_the_first_request_of_a_fresh_server_gives_a_stranger_nothing(
    browser: Browser, fresh: Server, page: str
) -> None:
    with arriving(browser, fresh.origin, DESKTOP) as stranger:
        _stays_out(stranger, page)


@pytest.mark.parametrize("page", sample(PAGES, ("netwerk/overzicht", "partner/scan")))
def test_a_deep_link_gives_a_stranger_a_dutch_sentence_and_no_data(arrive: Arrive, page: str) -> None:
    _stays_out(arrive(), page)


def _stays_out(stranger: Any, page: str) -> None:
    document = stranger.open(address(page))
    settle(stranger.page)
    if MATRIX[page] != EVERYONE:
        says(stranger.page, CLOSED)
    assert stranger.received
    came_in = document.encode() + b"".join(stranger.received) + stranger.page.content().encode()
    for name in (*demo_partners(), *PARTNERS, NETWORK, RESTING):
        assert name.encode() not in came_in, name


# -- links that lead nowhere (any more)


def test_a_link_that_never_existed_says_to_check_the_address(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.open("/l/" + "a" * 32, status=404)
    says(visitor.page, "Deze link werkt niet")
    says(visitor.page, re.compile("Kijk na of je het hele adres hebt overgenomen"))


def test_a_revoked_link_says_whom_to_ask_for_a_new_one(arrive: Arrive, world: World) -> None:
    visitor = arrive()
    visitor.open(world.scan_link(REVOKED), status=410)
    says(visitor.page, "Deze link is ingetrokken")
    says(visitor.page, re.compile("Vraag de coördinator van je netwerk om een nieuwe link"))


def test_the_link_of_a_closed_scan_says_that_nothing_can_be_changed(arrive: Arrive, world: World) -> None:
    visitor = arrive()
    visitor.open(world.scan_link(SHUT))
    says(visitor.page, re.compile("De scan van jullie organisatie is afgesloten"))
    expect(visitor.page.locator("form:not(.languages)")).to_have_count(0)


def test_a_link_without_an_open_round_says_to_wait(arrive: Arrive, world: World) -> None:
    visitor = arrive()
    visitor.open(world.scan_link(RESTING))
    says(visitor.page, re.compile("Er loopt nu geen scanronde"))
    expect(visitor.page.locator("form:not(.languages)")).to_have_count(0)


def test_a_resume_code_that_does_not_belong_to_the_link_is_refused(arrive: Arrive, world: World) -> None:
    visitor = arrive()
    visitor.open(f"{world.scan_link(LOOKING)}?verder=ABCD-EFGH-JKMN")
    visitor.refusals.add(world.scan_link(LOOKING))
    press(visitor.page, "Ja, ga verder met mijn scan")
    says(visitor.page, re.compile("Deze hervatcode hoort niet bij deze link"))


def test_an_address_that_does_not_exist_is_answered_in_dutch(arrive: Arrive) -> None:
    for path in ("/bestaat-niet", "/start", "/pages/netwerk/overzicht"):
        visitor = arrive()
        visitor.open(path, status=404)
        says(visitor.page, "Deze pagina bestaat niet")


def test_opening_a_link_again_and_again_changes_nothing(arrive: Arrive, world: World) -> None:
    scanner = arrive()
    for kind in (world.scan_link, world.team_link):
        for _ in range(20):
            answer = scanner.context.request.get(kind(SCANNED))
            assert answer.status == 200 and "set-cookie" not in answer.headers
    assert scanner.context.cookies() == []
    contact = arrive().enter(world.team_link(SCANNED), "Open de teampagina")
    begun = contact.get_by_test_id("stMetric").filter(has_text="Begonnen, nog niet ingediend")
    expect(begun).to_contain_text(re.compile("ingediend0$"))


@pytest.mark.slow
def test_a_revoked_link_refuses_the_next_action_in_a_tab_that_was_open(
    arrive: Arrive, world: World, coordinator: Any
) -> None:
    respondent = arrive().enter(world.scan_link(OPEN_TAB))
    choose(respondent, "Jouw functiegroep", "Praktijkwerker")
    says(respondent, "✓ bewaard")
    press(respondent, "Volgende")
    says(respondent, "Bouwsteen 1 van")

    page = arrive(state=coordinator).show("/links")
    pick(page, "Partner", OPEN_TAB)
    expect(page.get_by_role("img", name=re.compile(OPEN_TAB)).first).to_be_visible()
    settle(page)
    press(page, "Intrekken en vervangen")
    asked = dialog(page)
    expect(asked).to_contain_text(OPEN_TAB)
    press(page, "Vervang deze link", within=asked)
    says(page, re.compile(f"De oude scanlink van {OPEN_TAB} werkt niet meer"))

    choose(respondent, ELEMENT, "● groen")
    says(respondent, re.compile("Een scan opent via de scanlink van je organisatie"))
    expect(respondent.get_by_role("radio")).to_have_count(0)
    says(respondent, re.compile("Je laatste wijziging is niet bewaard"))


# -- somebody else's session


@pytest.mark.slow
def test_knowing_a_session_id_does_not_give_the_session(
    arrive: Arrive, server: Server, world: World, demo_coordinator: Any
) -> None:
    owner = _cookies(demo_coordinator["cookies"])
    respondent = arrive()
    respondent.enter(world.scan_link(LOOKING))
    thief = _cookies(respondent.context.cookies())
    session = _session_given(server, owner)
    assert _session_given(server, owner, session) == session, "the owner comes back to the own session"
    for cookies in (thief, "", owner.replace("onlife_account=", "onlife_account=x")):
        assert _session_given(server, cookies, session) != session
        assert _session_given(server, cookies, session, claim="eigen kenmerk") != session


def _cookies(cookies: Any) -> str:
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)


def _session_given(server: Server, cookies: str, known: str = "", claim: str = "") -> str:
    """Open the app's websocket as a browser with these cookies that claims a known session; the session it gets."""
    headers = {"Origin": server.origin, **({"Cookie": cookies} if cookies else {})}
    if claim:
        headers["X-Onlife-Session"] = claim
    xsrf = re.search(r"_streamlit_xsrf=([^;]+)", cookies)
    protocols = ["streamlit", xsrf[1] if xsrf else "geen", *([known] if known else [])]
    with connect(
        f"{server.origin.replace('http', 'ws')}/_stcore/stream",
        subprotocols=[Subprotocol(protocol) for protocol in protocols],
        additional_headers=headers,
        max_size=None,
    ) as socket:
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        socket.send(ask.SerializeToString())
        for frame in socket:
            assert isinstance(frame, bytes)
            message = ForwardMsg.FromString(frame)
            if message.WhichOneof("type") == "new_session":
                return str(message.new_session.initialize.session_id)
    raise AssertionError("the app gave no session")
