"""Whoever chooses plain language reads other sentences, and nothing that is kept knows of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from onlife import web
from onlife.content.plain_language import in_plain_language
from onlife.content.questionnaire import load
from onlife.domain.account import LinkKind
from onlife.domain.light import COLOURS, Light
from onlife.security.token import SESSION_COOKIES
from onlife.services import documents
from onlife.services.figures import NothingToShow
from onlife.services.language import COOKIE, PLAIN
from onlife.store import Store
from tests import stores
from tests.app.conftest import Run, as_respondent, network_of, partner_named, words
from tests.app.own_form import FORM as OWN

NORMAL, TWIN = load(), in_plain_language(load())
HEX = re.compile("[0-9a-f]{32,}")
"""Ids and fingerprints, which every scan has of its own."""
SWITCH = "Eenvoudige taal"
PARTNER = "Bibliotheek"
OF_SOMEBODY = {
    "event",
    "number",
    "moment",
    "scan",
    "code",
    "secret",
    "session",
    "subject",
    "digest",
    "sum",
    "mark",
    "previous",
    "expires",
}


def radio_words(test: Any) -> str:
    return " ".join(option.replace("\\", "") for radio in test.radio for option in radio.options)


def switches(test: Any) -> str:
    return " ".join(part.proto.body for part in test.get("html"))


def test_the_scan_is_read_in_the_words_that_were_chosen(store: Store, run: Run) -> None:
    assert TWIN is not None
    cookies = as_respondent(store, partner_named(store, PARTNER))
    usual, plain = (run("partner/scan", cookies | more, stap="4") for more in ({}, {COOKIE: PLAIN}))
    light = COLOURS[2]
    assert NORMAL.element("4.1").statements[light] in radio_words(usual) and SWITCH in switches(usual)
    assert TWIN.element("4.1").statements[light] in radio_words(plain) and "Gewone taal" in switches(plain)
    assert NORMAL.element("4.1").statements[light] not in radio_words(plain)
    assert TWIN.block("4").core_question in words(plain) and NORMAL.element("4.1").title in words(plain)
    assert 'value="4"' in switches(plain), "one comes back on the same screen"


def test_a_questionnaire_without_a_plain_text_has_no_switch(store: Store, run: Run) -> None:
    network, running = network_of(store), store.networks.open_round(network_of(store).id)
    assert running is not None
    store.closings.close_round(running, "test")
    store.questionnaires.add(network.id, OWN, "test")
    store.questionnaires.choose(network.id, OWN.version, "test")
    store.networks.start_round(store.networks.add_round(network.id, "Eigen", OWN.version, None, "test"), "test")
    cookies = as_respondent(store, partner_named(store, PARTNER)) | {COOKIE: PLAIN}
    test = run("partner/scan", cookies, stap="1")
    assert len(test.radio) == 2 and "Eenvoudige taal" not in switches(test)
    with pytest.raises(NothingToShow):
        documents.paper_form(network, "", "https://a.be", linked=False, plain=True)


def test_nothing_that_is_kept_tells_who_chose_plain_language(
    store: Store, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    kept = [_fill_in(store, run, more) for more in ({}, {COOKIE: PLAIN})]
    assert kept[0] == kept[1] and any("green" in str(row) for row in kept[0])
    assert PLAIN not in str(kept[1]) and PLAIN not in caplog.text and COOKIE not in caplog.text


def _fill_in(store: Store, run: Run, more: dict[str, str]) -> list[str]:
    """What filling in and handing in one scan adds to every table, without what is each one's own."""
    tables = sorted(table for table in stores.file_database(store).tables_with() if not table.endswith("_view"))
    before = {table: _rows(store, table) for table in tables}
    cookies = as_respondent(store, partner_named(store, PARTNER))
    test = run("partner/scan", cookies | more, stap="4")
    test.radio[0].set_value("green").run()
    scan = store.actors.of({SESSION_COOKIES["scan"]: cookies[SESSION_COOKIES["scan"]]})["scan"].scan
    store.scans.choose_function(scan, "ander")
    store.scans.submit(scan)
    return [f"{table} {row}" for table in tables for row in _rows(store, table)[len(before[table]) :]]


def _rows(store: Store, table: str) -> list[str]:
    return [
        HEX.sub("#", str({name: value for name, value in row.items() if name not in OF_SOMEBODY}))
        for row in stores.file_database(store).rows(f"SELECT * FROM {table}")
    ]


@pytest.fixture
def browser(store: Store) -> TestClient:
    return TestClient(Starlette(routes=web.routes(), middleware=web.middleware()), follow_redirects=False)


def test_the_choice_stands_in_a_cookie_and_in_no_address(browser: TestClient) -> None:
    chosen = browser.post("/taal", data={"taal": PLAIN, "stap": "4"})
    assert chosen.status_code == 303 and chosen.headers["location"] == "/scan?stap=4"
    cookie = chosen.headers["set-cookie"].lower()
    assert f"{COOKIE}={PLAIN}" in cookie and "httponly" in cookie and "samesite=lax" in cookie
    assert browser.cookies[COOKIE] == PLAIN
    back = browser.post("/taal", data={"taal": "gewoon", "stap": "//evil.example"})
    assert back.headers["location"] == "/scan" and COOKIE not in browser.cookies
    assert browser.get("/taal").status_code == 405
    foreign = browser.post("/taal", data={"taal": PLAIN}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403 and COOKIE not in browser.cookies


def test_whoever_begins_a_new_scan_on_the_device_chooses_anew(browser: TestClient, store: Store) -> None:
    partner = partner_named(store, PARTNER)
    link = store.links.of(partner.network)[partner.id, LinkKind.SCAN]
    browser.post("/taal", data={"taal": PLAIN})
    assert browser.post(f"/l/{store.links.token(link)}", data={"keuze": "nieuw"}).status_code == 303
    assert COOKIE not in browser.cookies


def test_a_device_forgets_the_choice_when_another_scan_is_resumed_on_it_or_somebody_leaves(
    browser: TestClient, store: Store
) -> None:
    partner = partner_named(store, PARTNER)
    address = f"/l/{store.links.token(store.links.of(partner.network)[partner.id, LinkKind.SCAN])}"
    scan = store.scans.begin(partner)
    store.scans.answer(scan.id, "1.1", Light.RED)
    browser.post("/taal", data={"taal": PLAIN})
    assert browser.post(address, data={"keuze": "code", "code": store.scans.code(scan.id)}).status_code == 303
    assert COOKIE not in browser.cookies
    browser.post("/taal", data={"taal": PLAIN})
    assert browser.post("/afmelden").status_code == 303 and COOKIE not in browser.cookies


def test_the_paper_form_comes_in_plain_language_too(store: Store) -> None:
    network = network_of(store)
    forms = [documents.paper_form(network, "", "https://a.be", linked=False, plain=plain) for plain in (False, True)]
    assert all(form.startswith(b"%PDF") for form in forms) and forms[0] != forms[1]
