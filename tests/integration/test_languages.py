"""What routes answer and mails say, for people of another language than Dutch and beside coordinators, who read Dutch."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from io import BytesIO
from urllib.parse import quote

import pytest
from markupsafe import escape
from pypdf import PdfReader
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from onlife.domain.access import Role
from onlife.domain.account import LinkKind
from onlife.domain.light import Light
from onlife.domain.network import Partner
from onlife.domain.reminder import Reminder, ReminderKind
from onlife.security.token import SESSION_COOKIES
from onlife.services import mailing, reminder
from onlife.services.language import COOKIE, of_mail, of_visitor
from onlife.store import Store
from onlife.text import long_date, today
from onlife.translation import LANGUAGES, gettext, use
from onlife.web.headers import Guards, missing, wrong_way
from tests.integration.conftest import ORIGIN, Town

OURS = {"Origin": "http://testserver"}


@pytest.mark.parametrize(
    "asked",
    [
        "//evil.be",
        "/\\evil.be",
        "/%2f%2fevil.be",
        "https://evil.be",
        "/l/../..",
        "/l/a%2f",
        "/l/a\r\nX: y",
        "/taal",
        "[",
        "/l/a?x=y",
    ],
)
def test_choosing_a_language_leads_nowhere_else(browser: TestClient, store: Store, asked: str) -> None:
    answer = browser.post("/taal", data={"taal": "fr", "naar": asked}, headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_cookie_of_no_language_is_dutch(browser: TestClient, store: Store) -> None:
    for said in ("xx", "../fr", "fr.po", quote("fr"), quote("fr;"), "a" * 5000):
        answer = browser.get("/stem", headers={"Cookie": f"{COOKIE}={said}"})
        assert f'<html lang="{"fr" if said == "fr" else "nl"}">' in answer.text


def test_a_refusal_is_in_the_language_that_was_chosen(browser: TestClient, store: Store) -> None:
    browser.cookies.set(COOKIE, "fr")
    foreign = browser.post("/taal", data={"taal": "en"}, headers={"Origin": "https://evil.be"})
    closed = browser.get("/uitvoer/resultaat-partner.pdf")
    assert (foreign.status_code, closed.status_code) == (403, 403)
    for answer in (foreign, closed):
        assert '<html lang="fr">' in answer.text and "Geen toegang" not in answer.text


SHUT = (
    *(f"/sessie/{'x' * 32}", "/l/aaaa", "/stem?code=ZZZZ", "/s/ZZZZ", "/bestaatniet", "/geheugensteun/aaaa"),
    *("/agenda/aaaa.ics", "/uitvoer/resultaat-partner.pdf", "/uitvoer/figuur/geen.csv"),
)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_a_door_that_stays_shut_says_so_in_the_language_that_was_chosen(
    browser: TestClient, store: Store, code: str
) -> None:
    browser.cookies.set(COOKIE, code)
    for path in SHUT:
        answer = browser.get(path)
        assert answer.status_code >= 400 and f'<html lang="{code}">' in answer.text, path


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_fault_is_told_in_the_language_that_was_chosen(code: str) -> None:
    async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ZeroDivisionError

    cookies = {"Cookie": f"{COOKIE}={code}"}
    request = Request({"type": "http", "headers": [(b"cookie", cookies["Cookie"].encode())]})
    answers = (missing(request, HTTPException(404)), wrong_way(request, HTTPException(405)))
    pages = [TestClient(Guards(broken)).get("/", headers=cookies).text]
    pages += [bytes(asyncio.run(answer).body).decode() for answer in answers]
    with use(code):
        titles = [gettext(t) for t in ("Hier liep iets mis", "Deze pagina bestaat niet", "Dat kan hier niet")]
    for page, title in zip(pages, titles, strict=True):
        assert f'<html lang="{code}">' in page and f"<h1>{escape(title)}</h1>" in page


def test_a_door_that_stays_shut_speaks_the_language_of_whose_link_it_was(browser: TestClient, store: Store) -> None:
    network = store.networks.add("Zuid", "Zuid", 5, "an", language="fr")
    store.networks.save_partners([Partner("a", network.id, "Organisatie a", "Jeugdwerk", 8, False)], "an")
    store.links.make(network.id, ["a"], "an")
    team, scan = (store.links.of(network.id)["a", kind] for kind in (LinkKind.TEAM, LinkKind.SCAN))
    revoked = f"/l/{store.links.token(scan)}"
    store.links.revoke(scan, "an")
    answer = browser.get(revoked)
    assert answer.status_code == 410 and '<html lang="fr">' in answer.text and 'value="nl"' in answer.text
    browser.cookies.set(SESSION_COOKIES["team"], store.sessions.start("team", team.id))
    for path in (f"/sessie/{'x' * 32}", "/bestaatniet", "/uitvoer/figuur/geen.csv", "/afmelden", "/l/aaaa"):
        assert '<html lang="fr">' in browser.get(path).text, path


def test_a_language_that_is_not_known_here_does_not_count(town: Town) -> None:
    """A file of a newer version can name one."""
    partner = town.store.networks.partners(town.network.id)[0]
    network = replace(town.network, language="fr")
    assert of_mail(replace(partner, language="de"), network) == "fr"
    assert of_mail(replace(partner, language="../fr"), replace(network, language="de")) == "nl"


def test_who_is_logged_in_reads_dutch_until_a_link_is_opened(store: Store) -> None:
    network = store.networks.add("Zuid", "Zuid", 5, "an", language="fr")
    account = store.accounts.add("an", "An", "x", "an")
    store.accounts.set_role(account.id, network.id, Role.COORDINATOR, "an")
    cookies = {COOKIE: "fr", SESSION_COOKIES["account"]: store.sessions.start("account", account.id)}
    assert of_visitor(cookies, store.actors.of(cookies)) == "nl"


def test_days_in_a_notice_are_in_its_language(town: Town) -> None:
    partner = town.store.networks.partners(town.network.id)[0]
    town.store.networks.save_partners([replace(partner, language="fr")], "an")
    contact = town.store.contacts.of(town.network.id)[partner.id][0]
    facts = mailing.letter_fields(town.store, town.network, ORIGIN)[partner.id]
    found = [Reminder(ReminderKind.ACTION, "x", partner.id, "Actie", today(), "action")]
    body = reminder.words(town.store, contact, found, facts, ORIGIN).body
    with use("fr"):
        assert long_date(today()) in body
    assert "vandaag" not in body and long_date(today()) not in body


def test_what_a_coordinator_prints_for_others_is_in_their_language(browser: TestClient, store: Store) -> None:
    network = store.networks.add("Zuid", "Zuid", 5, "an")
    partner = Partner("a", network.id, "Organisatie a", "Jeugdwerk", 8, False, language="en")
    store.networks.save_partners([partner], "an")
    store.links.make(network.id, ["a"], "an")
    account = store.accounts.add("an", "An", "x", "an")
    store.accounts.set_role(account.id, network.id, Role.COORDINATOR, "an")
    browser.cookies.set(SESSION_COOKIES["account"], store.sessions.start("account", account.id))
    browser.cookies.set(COOKIE, "fr")
    answer = browser.get("/uitvoer/scanformulier.pdf", params={"netwerk": network.id, "partner": "a"})
    assert answer.status_code == 200
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    with use("en"):
        assert Light.RED.word.casefold() in said.casefold()
    with use("fr"):
        assert Light.RED.word.casefold() not in said.casefold()
