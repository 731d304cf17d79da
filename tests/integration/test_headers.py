"""The guards on every kind of answer, the shut doors, the page for a fault, and what counts behind a proxy."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from uvicorn import Config
from uvicorn.lifespan.on import LifespanOn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from onlife import web
from onlife.domain.account import LinkKind
from onlife.security.token import HOST_ONLY, SESSION_COOKIES
from onlife.services import settings
from onlife.store import Store
from onlife.web import headers, shell
from tests import stores

ACCOUNT = SESSION_COOKIES["account"]
SECRET = "SELECT token FROM /srv/onlife/data"
NAMES = (
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "x-frame-options",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
)


async def media(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.headers.get("cookie", ""))


async def faulty(_request: Request) -> PlainTextResponse:
    raise ValueError(SECRET)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with stores.opened(stores.with_demo(tmp_path_factory.mktemp("headers"))) as opened:
        yield opened


def served(middleware: list[Middleware]) -> Starlette:
    """Our routes as they are served, beside one that Streamlit would have, one in a frame and one that fails."""
    return Starlette(
        routes=[
            *web.routes(),
            Route("/media/beeld", media),
            Route("/component/kader", media),
            Route("/media/fout", faulty),
        ],
        middleware=middleware,
        exception_handlers=dict(headers.EXCEPTION_HANDLERS),
    )


def browser(scheme: str = "http", middleware: list[Middleware] | None = None) -> TestClient:
    app = served(web.middleware() if middleware is None else middleware)
    return TestClient(app, base_url=f"{scheme}://onlife.test", follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture
def kinds(store: Store) -> dict[str, tuple[str, str, int]]:
    """Kind of answer -> how it is asked, and the status it has."""
    network = store.networks.all()[0]
    scan_round = store.networks.rounds(network.id)[0]
    links = store.links.of(network.id)
    link = next(link for (_, kind), link in links.items() if kind is LinkKind.TEAM)
    return {
        "page of the app": ("GET", "/overzicht", 200),
        "plain page": ("GET", f"/l/{store.links.token(link)}", 200),
        "redirect with a session": ("POST", f"/l/{store.links.token(link)}", 303),
        "link that never was": ("GET", "/l/bestaatniet", 404),
        "download": ("GET", f"/uitvoer/resultaten.csv?netwerk={network.id}&ronde={scan_round.id}", 200),
        "refusal": ("GET", f"/uitvoer/sjabloon-scans.csv?netwerk={network.id}", 403),
        "style sheet": ("GET", "/plain.css", 200),
        "health": ("GET", "/gezond", 200),
        "no such page": ("GET", "/bestaat-niet", 404),
        "shut inside": ("GET", "/_stcore/metrics", 404),
        "not there after all": ("GET", "/media/weg", 404),
        "wrong way": ("DELETE", "/gezond", 405),
        "media": ("GET", "/media/beeld", 200),
        "in a frame": ("GET", "/component/kader", 200),
        "fault": ("GET", "/media/fout", 500),
        "leaving": ("POST", "/afmelden", 303),
    }


def answers(
    client: TestClient, store: Store, kinds: dict[str, tuple[str, str, int]]
) -> Iterator[tuple[str, dict[str, str]]]:
    reader = next(account for account in store.accounts.all() if account.username == "lezer")
    name = ACCOUNT if client.base_url.scheme == "http" else HOST_ONLY + ACCOUNT
    for kind, (method, path, status) in kinds.items():
        session = store.sessions.start("account", reader.id)
        answer = client.request(method, path, headers={"Cookie": f"{name}={session}"})
        assert answer.status_code == status, f"{kind}: {answer.status_code}"
        yield kind, {name.lower(): value for name, value in answer.headers.items()}


def test_every_kind_of_answer_carries_the_guards(store: Store, kinds: dict[str, tuple[str, str, int]]) -> None:
    for kind, got in answers(browser(), store, kinds):
        assert not [name for name in NAMES if name not in got], kind
        assert "strict-transport-security" not in got, kind
        policy = dict(part.split(" ", 1) for part in got["content-security-policy"].split("; "))
        framed = kind == "in a frame"
        assert policy["default-src"] == "'none'" and (framed or policy["script-src"] == "'self'"), kind
        assert not re.search("script-src[^;]*unsafe", got["content-security-policy"]), kind
        assert policy["frame-ancestors"] == ("'self'" if framed else "'none'"), kind
        assert got["x-frame-options"] == ("SAMEORIGIN" if framed else "DENY"), kind
        assert got["x-content-type-options"] == "nosniff" and got["referrer-policy"] == "no-referrer", kind


def test_over_https_every_answer_says_to_stay_there(store: Store, kinds: dict[str, tuple[str, str, int]]) -> None:
    for kind, got in answers(browser("https"), store, kinds):
        assert got["strict-transport-security"].startswith("max-age="), kind


def test_without_the_middleware_the_guards_are_missed(store: Store, kinds: dict[str, tuple[str, str, int]]) -> None:
    """The negative control: the two tests above would notice."""
    guards: object = headers.Guards
    bare = browser(middleware=[layer for layer in web.middleware() if layer.cls is not guards])
    for kind, got in answers(bare, store, kinds):
        assert [name for name in NAMES if name not in got], kind


def test_no_page_holds_script_that_the_policy_refuses(store: Store, kinds: dict[str, tuple[str, str, int]]) -> None:
    client = browser()
    pages = [client.request(method, path).text for method, path, _ in kinds.values()]
    assert any("<script" in page for page in pages)
    for page in pages:
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|javascript:", page)
    assert "service-desc" not in shell.app_html("nl")


@pytest.mark.parametrize(
    "path",
    ["metrics", "script-health-check", "agent/openapi.json", "agent/interact", "agent/mcp", "wat/dan/ook", "health/x"],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "PUT"])
def test_the_inside_of_streamlit_is_shut(store: Store, method: str, path: str) -> None:
    answer = browser().request(method, f"/_stcore/{path}")
    assert answer.status_code == 404 and "Deze pagina bestaat niet" in answer.text


@pytest.mark.parametrize(
    "path", ["health", "host-config", "stream", "upload_file/a/b", "bidi-components/onlife.go/x.js"]
)
def test_what_our_pages_need_of_streamlit_stays(path: str) -> None:
    assert shell.STREAMLIT_CORE.fullmatch(f"/_stcore/{path}")


def test_a_fault_shows_a_number_that_leads_to_the_log(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "onlife"):
        answer = browser().get("/media/fout")
    number = re.search(r"\b([0-9a-f]{8})\.", answer.text)
    assert answer.status_code == 500 and number
    assert [r for r in caplog.records if number[1] in r.getMessage() and r.exc_info and SECRET in str(r.exc_info[1])]
    for inside in (SECRET, "SELECT", "/srv", "Traceback", "ValueError", ".py"):
        assert inside not in answer.text


def test_over_https_a_session_is_a_host_cookie_and_only_that_counts(store: Store) -> None:
    account = store.accounts.all()[0]
    opened = browser("https").get(f"/sessie/{store.sessions.start('ticket', account.id)}")
    cookie = opened.headers["set-cookie"]
    assert cookie.startswith(f"{HOST_ONLY}{ACCOUNT}=") and "; Secure" in cookie and "; Path=/" in cookie
    assert "domain" not in cookie.lower() and "HttpOnly" in cookie

    plain = browser().get(f"/sessie/{store.sessions.start('ticket', account.id)}").headers["set-cookie"]
    assert plain.startswith(f"{ACCOUNT}=") and "Secure" not in plain

    both = {"Cookie": f"a=1; {ACCOUNT}=planted; {HOST_ONLY}{ACCOUNT}=own; b=2"}
    assert browser("https").get("/media/beeld", headers=both).text == f"a=1; {ACCOUNT}=own; b=2"
    assert browser().get("/media/beeld", headers=both).text == f"a=1; {ACCOUNT}=planted; b=2"
    assert browser("https").get("/media/beeld", headers={"Cookie": f"{ACCOUNT}=planted"}).text == ""


def test_leaving_over_https_takes_the_host_cookie_away(store: Store) -> None:
    secret = store.sessions.start("account", store.accounts.all()[0].id)
    left = browser("https").post("/afmelden", headers={"Cookie": f"{HOST_ONLY}{ACCOUNT}={secret}"})
    assert store.sessions.get(secret) is None
    (cookie,) = [cookie for cookie in left.headers.get_list("set-cookie") if HOST_ONLY in cookie]
    assert cookie.startswith(f'{HOST_ONLY}{ACCOUNT}=""') and "Max-Age=0" in cookie and "Secure" in cookie


async def who(scope: dict[str, object], receive: object, send: object) -> None:
    """The application itself."""


@pytest.mark.parametrize(
    ("named", "trusted"), [("", False), ("192.0.2.9", False), ("127.0.0.1", True), ("127.0.0.0/8", True)]
)
def test_only_a_named_proxy_is_believed_and_the_server_keeps_its_name(
    monkeypatch: pytest.MonkeyPatch, named: str, trusted: bool
) -> None:
    monkeypatch.setenv("ONLIFE_PROXY", named)
    config = Config(who, interface="asgi3")
    config.load()
    assert (b"server", b"uvicorn") in config.encoded_headers, "uvicorn no longer tells its name; this can go"
    server: Any = LifespanOn(config)
    headers.configure_server(server.receive)
    assert b"server" not in dict(config.encoded_headers)
    layer = config.loaded_app
    for form in ("127.0.0.1", "::ffff:127.0.0.1"):
        assert (isinstance(layer, ProxyHeadersMiddleware) and form in layer.trusted_hosts) is trusted


def test_a_proxy_is_an_address_or_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONLIFE_PROXY", "127.0.0.1, proxy.example")
    with pytest.raises(settings.SettingError, match="ONLIFE_PROXY"):
        settings.proxies()


def test_under_another_server_nothing_is_configured() -> None:
    with browser() as client:
        assert client.get("/plain.css").status_code == 200
