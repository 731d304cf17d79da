"""What a browser gets of the files that are the same for everybody, how long it may keep them, and what is never compressed."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from onlife import web
from onlife.web import shell
from onlife.web.static_files import A_WHILE, FOREVER, LOGIN_FRAME, files, load, versioned_address

SCRIPT = next(address for address in files() if re.fullmatch(r"/static/js/index\.[\w-]+\.js", address))
PACKED = {"Accept-Encoding": "gzip, br"}
PLAIN = {"Accept-Encoding": "identity"}


async def asked(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.headers.get("accept-encoding", "nothing"))


@pytest.fixture(scope="module")
def browser() -> TestClient:
    app = Starlette(routes=[*web.routes(), Route("/media/asked", asked)], middleware=web.middleware())
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize("address", ["/app.css", "/print.js", "/icon.svg", SCRIPT, f"{LOGIN_FRAME}bootstrap.min.css"])
def test_text_comes_compressed_to_who_can_read_that_and_is_the_same_to_all(browser: TestClient, address: str) -> None:
    packed, plain = browser.get(address, headers=PACKED), browser.get(address, headers=PLAIN)
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.content == plain.content and len(load(address).body) == int(packed.headers["content-length"])
    assert packed.headers["etag"] == plain.headers["etag"]
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


def test_a_font_is_not_compressed_again(browser: TestClient) -> None:
    font = browser.get("/letter.woff2", headers=PACKED)
    assert font.content.startswith(b"wOF2") and "content-encoding" not in font.headers


def test_a_script_of_streamlit_weighs_a_third(browser: TestClient) -> None:
    packed, plain = (int(browser.head(SCRIPT, headers=how).headers["content-length"]) for how in (PACKED, PLAIN))
    assert plain > 300_000 and packed < plain / 3


def test_a_file_is_kept_for_a_year_where_its_address_says_what_it_holds(browser: TestClient) -> None:
    for address in (SCRIPT, versioned_address("/app.css")):
        assert browser.get(address).headers["cache-control"] == FOREVER
    for address in ("/app.css", "/app.css?v=0", f"{LOGIN_FRAME}bootstrap.min.css"):
        assert browser.get(address).headers["cache-control"] == A_WHILE


def test_what_did_not_change_is_not_sent_again(browser: TestClient) -> None:
    known = browser.get("/app.css").headers["etag"]
    again = browser.get("/app.css", headers={"If-None-Match": known})
    assert again.status_code == 304 and not again.content and again.headers["etag"] == known
    assert browser.get("/app.css", headers={"If-None-Match": 'W/"0"'}).status_code == 200


def test_pages_and_styles_name_our_files_with_what_they_hold(browser: TestClient) -> None:
    named = re.findall(r'(?:href|src)="(/[\w.-]+\.(?:css|js|svg|woff2)[^"]*)"', shell.app_html("nl"))
    plain = re.findall(r'href="(/[\w.-]+\.(?:css|svg)[^"]*)"', browser.get("/bestaat-niet").text)
    fonts = re.findall(r'url\("([^"]+)"\)', browser.get("/fonts.css").text + browser.get("/plain.css").text)
    assert len(named) > 8 and len(plain) == 2 and len(fonts) == 4
    for address in (*named, *plain, *fonts):
        assert browser.get(address).headers["cache-control"] == FOREVER, address


def test_streamlits_font_of_all_icons_is_not_asked_for(browser: TestClient) -> None:
    sheet = next(address for address in files() if re.fullmatch(r"/static/css/index\.[\w-]+\.css", address))
    assert "Material Symbols" in files()[sheet].read_text(encoding="utf-8"), "the control: Streamlit names it"
    assert "Material Symbols" not in browser.get(sheet).text and "Material Symbols" in browser.get("/fonts.css").text


def test_nothing_else_may_be_compressed_beside_a_secret(browser: TestClient) -> None:
    assert browser.get("/media/asked", headers=PACKED).text == "nothing"
    for address in ("/", "/overzicht", "/bestaat-niet", "/l/bestaatniet"):
        assert "content-encoding" not in browser.get(address, headers=PACKED).headers, address


@pytest.mark.parametrize(
    "address",
    ["/static/weg.js", "/static/js/..%2f..%2f..%2fapp.py", "/base.html", "/manifest.json", "/static"],
)
def test_what_is_no_such_file_is_a_page_that_says_so(browser: TestClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 404 and "Deze pagina bestaat niet" in answer.text


def test_a_page_is_never_one_of_them() -> None:
    assert not [address for address in files() if address.endswith(".html")]
