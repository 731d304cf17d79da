"""The doors: links, tickets, downloads and plain pages, asked over HTTP from the routes that the app serves."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient, WebSocketDenialResponse

from onlife import web
from onlife.domain.account import ENTRANCES, LinkKind
from onlife.domain.light import Light
from onlife.domain.meeting import State
from onlife.domain.network import Partner
from onlife.security.token import SESSION_COOKIES
from onlife.services import settings
from onlife.store import Store
from tests import stores


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.headers.get("x-onlife-session", ""))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with stores.opened(stores.with_demo(tmp_path_factory.mktemp("web"))) as opened:
        yield opened


@pytest.fixture
def browser(store: Store) -> TestClient:
    app = Starlette(routes=[*web.routes(), Route("/media/echo", echo)], middleware=web.middleware())
    return TestClient(app, follow_redirects=False)


def partner(store: Store, start: str) -> Partner:
    return next(p for p in store.networks.partners(store.networks.all()[0].id) if p.name.startswith(start))


def token(store: Store, who: Partner, kind: LinkKind) -> str:
    return store.links.token(store.links.of(who.network)[who.id, kind])


def test_health_answers_while_the_store_does(browser: TestClient) -> None:
    assert browser.get("/gezond").status_code == 200


def test_the_plain_pages_have_the_letters_and_the_colours_of_the_app(browser: TestClient) -> None:
    style = browser.get("/plain.css").text
    assert 'url("/letter.woff2?v=' in style and browser.get("/letter.woff2").content.startswith(b"wOF2")
    theme = tomllib.loads((settings.HOME / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    light, dark = (
        dict(re.findall(r"--(\w+): (#\w+)", root)) for root in re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    )
    names = {
        "paper": "backgroundColor", "sheet": "secondaryBackgroundColor", "ink": "textColor", "quiet": "grayTextColor",
        "line": "borderColor", "blue": "primaryColor", "link": "linkColor",
        "green": "greenTextColor", "orange": "orangeTextColor", "red": "redTextColor",
    }  # fmt: skip
    assert light == {ours: theme["light"][theirs].lower() for ours, theirs in names.items()}
    assert dark == {ours: theme["dark"][theirs].lower() for ours, theirs in names.items()}


@pytest.mark.parametrize("kind", ENTRANCES)
def test_opening_a_link_twenty_times_changes_nothing(browser: TestClient, store: Store, kind: LinkKind) -> None:
    link = token(store, partner(store, "Bibliotheek"), kind)
    before = store.totals()
    for ask in (browser.get, browser.head, browser.options):
        for _ in range(20):
            answer = ask(f"/l/{link}")
            assert answer.status_code in (200, 405) and not answer.cookies
    assert store.totals() == before
    browser.post(f"/l/{link}", data={"keuze": "nieuw"})
    assert store.totals() != before, "the control: its button does change something"


def test_the_button_of_a_scan_link_begins_a_scan_at_a_clean_address(browser: TestClient, store: Store) -> None:
    link = token(store, partner(store, "Bibliotheek"), LinkKind.SCAN)
    answer = browser.post(f"/l/{link}", data={"keuze": "nieuw"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/scan", "neither the link nor the resume code"
    assert answer.headers["referrer-policy"] == "no-referrer"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower()


def test_a_resume_code_leads_to_the_same_scan_and_another_partners_code_does_not(
    browser: TestClient, store: Store
) -> None:
    library, police = partner(store, "Bibliotheek"), partner(store, "Politiezone")
    scan = store.scans.begin(library).id
    store.scans.answer(scan, "1.1", Light.GREEN)
    code = store.scans.code(scan)
    found = browser.post(f"/l/{token(store, library, LinkKind.SCAN)}", data={"keuze": "code", "code": code.lower()})
    assert found.status_code == 303 and code not in found.headers["location"]
    assert store.actors.of(dict(found.cookies))["scan"].scan == scan
    refused = browser.post(f"/l/{token(store, police, LinkKind.SCAN)}", data={"keuze": "code", "code": code})
    assert refused.status_code == 404 and "set-cookie" not in refused.headers


def test_a_closed_scan_and_a_strange_link_say_so(browser: TestClient, store: Store) -> None:
    closed = token(store, partner(store, "Politiezone"), LinkKind.SCAN)
    assert "afgesloten" in browser.get(f"/l/{closed}").text
    refused = browser.post(f"/l/{closed}", data={"keuze": "nieuw"})
    assert refused.status_code == 409 and "set-cookie" not in refused.headers
    strange = browser.get("/l/bestaatniet")
    assert strange.status_code == 404 and "Deze link werkt niet" in strange.text


def test_the_short_address_on_the_projector_leads_to_the_vote_or_says_how_to_come_in(
    browser: TestClient, store: Store
) -> None:
    stranger = browser.get("/stem")
    assert stranger.status_code == 200 and "teamlink" in stranger.text
    link = store.links.of(store.networks.all()[0].id)[partner(store, "Bibliotheek").id, LinkKind.TEAM]
    cookie = {SESSION_COOKIES["team"]: store.sessions.start("team", link.id)}
    known = browser.get("/stem", headers={"Cookie": "; ".join(f"{k}={v}" for k, v in cookie.items())})
    assert (known.status_code, known.headers["location"]) == (303, "/stemmen")


def test_while_a_meeting_runs_a_team_link_leads_to_the_vote(browser: TestClient, store: Store) -> None:
    network = store.networks.all()[0]
    link = token(store, partner(store, "Bibliotheek"), LinkKind.TEAM)
    assert browser.post(f"/l/{link}").headers["location"] == "/ons-team"
    meeting = store.meetings.start(store.networks.rounds(network.id)[0], "test")
    assert browser.post(f"/l/{link}").headers["location"] == "/stemmen"
    store.meetings.turn(meeting, State.ENDED, "test")
    assert browser.post(f"/l/{link}").headers["location"] == "/ons-team"


def test_a_revoked_link_leads_nowhere(browser: TestClient, store: Store) -> None:
    who = partner(store, "Sportdienst")
    link = store.links.of(who.network)[who.id, LinkKind.TEAM]
    store.links.replace(link, "test")
    for answer in (browser.get(f"/l/{store.links.token(link)}"), browser.post(f"/l/{store.links.token(link)}")):
        assert answer.status_code == 410 and "ingetrokken" in answer.text and "set-cookie" not in answer.headers


def test_a_login_ticket_works_once(browser: TestClient, store: Store) -> None:
    account = store.accounts.all()[0]
    ticket = store.sessions.start("ticket", account.id)
    assert browser.head(f"/sessie/{ticket}").status_code == 405, "a mail scanner's look does not use it up"
    first, second = browser.get(f"/sessie/{ticket}"), browser.get(f"/sessie/{ticket}")
    assert first.status_code == 303 and SESSION_COOKIES["account"] in first.headers["set-cookie"]
    assert second.status_code == 410 and "set-cookie" not in second.headers


def test_a_ticket_is_no_session(browser: TestClient, store: Store) -> None:
    ticket = store.sessions.start("ticket", store.accounts.all()[0].id)
    assert store.actors.of({SESSION_COOKIES["account"]: ticket}) == {}


def test_leaving_ends_the_session_on_the_server(browser: TestClient, store: Store) -> None:
    secret = store.sessions.start("account", store.accounts.all()[0].id)
    browser.cookies.set(SESSION_COOKIES["account"], secret)
    for look in (browser.get, browser.head):
        assert look("/afmelden").status_code == 200
        assert store.sessions.get(secret), "a link on another page logs nobody out"
    assert browser.post("/afmelden").status_code == 303
    assert store.sessions.get(secret) is None


def test_downloads_ask_for_the_right_to_them(browser: TestClient, store: Store) -> None:
    network = store.networks.all()[0]
    scan_round = store.networks.rounds(network.id)[0]
    police = partner(store, "Politiezone")
    store.closings.open_result(scan_round, police, "test")
    place = f"netwerk={network.id}&ronde={scan_round.id}"
    network_files = [f"/uitvoer/figuur/warmtekaart.{e}?{place}" for e in ("png", "svg", "csv")]
    own = f"/uitvoer/figuur/eigen-bouwstenen.csv?{place}&partner={police.id}"
    for address in (*network_files, own, f"/uitvoer/resultaten.csv?{place}", f"/uitvoer/sjabloon-scans.csv?{place}"):
        refused = browser.get(address)
        assert refused.status_code == 403
        assert police.name not in refused.text

    reader = next(a for a in store.accounts.all() if a.username == "lezer")
    browser.cookies.set(SESSION_COOKIES["account"], store.sessions.start("account", reader.id))
    for address in (*network_files, f"/uitvoer/resultaten.csv?{place}"):
        given = browser.get(address)
        assert given.status_code == 200 and given.headers["content-disposition"].startswith("attachment")
    assert browser.get(own).status_code == 403
    assert browser.get(f"/uitvoer/sjabloon-scans.csv?{place}").status_code == 403

    library = store.links.of(network.id)[partner(store, "Bibliotheek").id, LinkKind.TEAM]
    browser.cookies.clear()
    browser.cookies.set(SESSION_COOKIES["team"], store.sessions.start("team", library.id))
    assert browser.get(own).status_code == 403

    link = store.links.of(network.id)[police.id, LinkKind.TEAM]
    browser.cookies.clear()
    browser.cookies.set(SESSION_COOKIES["team"], store.sessions.start("team", link.id))
    assert browser.get(own).status_code == 200


def test_what_is_taken_away_stands_in_the_log_book_once_and_a_refusal_does_not(
    browser: TestClient, store: Store
) -> None:
    network = store.networks.all()[0]
    assert browser.get(f"/uitvoer/logboek.csv?netwerk={network.id}").status_code == 403
    before = len(store.audit.events(network.id))
    coordinator = next(a for a in store.accounts.all() if a.username == "coordinator")
    browser.cookies.set(SESSION_COOKIES["account"], store.sessions.start("account", coordinator.id))
    given = browser.get(f"/uitvoer/logboek.csv?netwerk={network.id}")
    assert given.status_code == 200 and "aangemeld" in given.text
    events = store.audit.events(network.id)
    assert events["what"].tolist()[:2] == ["meegenomen: logboek.csv", "aangemeld"]
    assert len(events) == before + 2


def test_an_unknown_figure_or_round_is_a_dutch_page(browser: TestClient, store: Store) -> None:
    network = store.networks.all()[0]
    reader = next(a for a in store.accounts.all() if a.username == "lezer")
    browser.cookies.set(SESSION_COOKIES["account"], store.sessions.start("account", reader.id))
    for address in (
        f"/uitvoer/figuur/onzin.png?netwerk={network.id}&ronde=x",
        f"/uitvoer/figuur/warmtekaart.exe?netwerk={network.id}",
        f"/uitvoer/figuur/bouwsteen.png?netwerk={network.id}&ronde={store.networks.rounds(network.id)[0].id}",
        f"/uitvoer/figuur/warmtekaart.png?netwerk={network.id}&bouwsteen=99",
    ):
        answer = browser.get(address)
        assert answer.status_code == 404 and "Dit is er niet" in answer.text


def test_pages_get_a_dutch_shell_and_other_addresses_a_dutch_answer(browser: TestClient) -> None:
    for address in ("/", "/overzicht", "/ons-team", "/scan?verder=X"):
        shell = browser.get(address)
        assert shell.status_code == 200 and '<html lang="nl">' in shell.text
    for address in ("/bestaat/niet", "/admin", "/../pyproject.toml"):
        assert "Deze pagina bestaat niet" in browser.get(address).text


def test_a_client_cannot_claim_an_identity_and_every_cookie_makes_another(browser: TestClient) -> None:
    claimed = browser.get("/media/echo", headers={"X-Onlife-Session": "mine"}).text
    assert claimed and claimed != "mine"
    browser.cookies.set(SESSION_COOKIES["scan"], "a")
    other = browser.get("/media/echo").text
    assert other not in (claimed, "mine")


def test_a_websocket_from_another_site_is_refused(browser: TestClient) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        browser.websocket_connect("/_stcore/stream", headers={"Origin": "https://elders.example"}),
    ):
        pass
    assert refused.value.status_code == 403 and "Geen toegang" in refused.value.text
    for name in ("content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options"):
        assert len(refused.value.headers.get_list(name)) == 1, name


def test_typed_text_on_a_plain_page_is_shown_letter_for_letter(browser: TestClient, store: Store) -> None:
    network = store.networks.all()[0]
    hostile = Partner("x" * 32, network.id, "<script>alert(1)</script> & co", "Sector", 5, False)
    store.networks.save_partners([hostile], "test")
    store.links.make(network.id, [hostile.id], "test")
    page = browser.get(f"/l/{token(store, hostile, LinkKind.SCAN)}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in page and "<script" not in page


def test_the_shell_knows_every_page() -> None:
    from onlife.web.shell import page_paths

    files = {f.stem.replace("_", "-") for f in (Path(settings.HOME) / "pages").glob("*/*.py")} - {"start"}
    assert page_paths() == {"/"} | {f"/{name}" for name in files}


GLUED = (
    *".,;:!?)]}>\"'”’»*_|\\",
    "%20", "%C2%A0", "%E2%80%8B", "%0D%0A", "%EF%BB%BF", "/", "//", "&amp;utm_source=mail", ";x=1", "=", "%3E", "…",
)  # fmt: skip


def test_a_link_opens_with_whatever_was_glued_to_it(browser: TestClient, store: Store) -> None:
    right = token(store, partner(store, "CAW"), LinkKind.SCAN)
    wrapped = [f"{right[:9]}{sign}{right[9:]}" for sign in ("%20", "%0A", "=%0D%0A", "%C2%AD", "-", "%E2%80%8D")]
    around = [f"%3C{right}%3E", f"%22{right}%22", f"({right})", right.upper(), right.title(), right.replace("o", "0")]
    for came in (*(right + sign for sign in GLUED), *wrapped, *around):
        assert browser.get(f"/l/{came}").status_code == 200, came
    for door in ("/L/", "//l/", "//L/"):
        assert browser.get(f"http://testserver{door}{right}").status_code == 200, door


def test_a_link_with_a_sign_too_few_or_another_one_opens_nothing(browser: TestClient, store: Store) -> None:
    right = token(store, partner(store, "CAW"), LinkKind.SCAN)
    other = "a" if right[5] != "a" else "b"
    for came in (right[:-1], right[1:], right[:5] + other + right[6:], "", "x"):
        assert browser.get(f"/l/{came}").status_code == 404, came


@pytest.mark.parametrize(
    "file", sorted((Path(web.__file__).parent / "templates").glob("*.html")), ids=lambda file: file.name
)
def test_no_sentence_sticks_to_the_one_before(file: Path) -> None:
    """Jinja drops the line break behind a tag, so text may not end on the line of one and go on below it."""
    assert not re.findall(r"[^\s>}]\{% end\w+ %\}\n[^\s<{]", file.read_text(encoding="utf-8"))
