"""A view link over HTTP: looking at it changes nothing, its button lets in, and how often is counted."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from starlette.testclient import TestClient

from onlife.domain.access import VIEW_PAGES, Role
from onlife.domain.account import LinkKind, ViewLink
from onlife.domain.network import Network, Partner
from onlife.security.token import SESSION_COOKIES
from onlife.store import Refused, Store
from onlife.store import view_link as view_links
from onlife.text import today

COOKIE = SESSION_COOKIES["view"]


@pytest.fixture
def network(store: Store) -> Network:
    network = store.networks.add("Zuid", "Zuid", 5, "an")
    store.networks.save_partners([Partner("merel", network.id, "Merel", "Jeugd", 6, True)], "an")
    store.links.make(network.id, ["merel"], "an")
    return network


@pytest.fixture
def view(store: Store, network: Network) -> ViewLink:
    store.view_links.make(network.id, " de  raad ", ["plan", "overzicht"], today(), "an")
    return store.view_links.of(network.id)[0]


def address(store: Store, view: ViewLink) -> str:
    link = store.links.get(view.id)
    assert link
    return f"/kijk/{store.links.token(link)}"


def test_looking_at_a_link_changes_nothing_and_says_for_whom_it_is(
    browser: TestClient, store: Store, view: ViewLink
) -> None:
    before = store.totals()
    for place in (address(store, view), f"{address(store, view).upper().replace('KIJK', 'kijk')}."):
        answer = browser.get(place)
        assert answer.status_code == 200 and "Deze link is voor de raad" in answer.text
    assert not answer.cookies and store.totals() == before


def test_the_button_lets_in_to_the_first_page_and_every_browser_counts_once(
    browser: TestClient, store: Store, view: ViewLink
) -> None:
    assert store.view_links.visit_count(view) == (0, None)
    for _ in range(2):  # the second time the browser is inside already
        answer = browser.post(address(store, view))
        assert answer.status_code == 303 and answer.headers["location"] == f"/plan?netwerk={view.network}"
    actor = store.actors.of(dict(browser.cookies))["view"]
    assert (actor.networks, actor.pages) == ({view.network: Role.VIEWER}, ("plan", "overzicht"))
    browser.cookies.clear()
    browser.post(address(store, view))
    number, last = store.view_links.visit_count(view)
    assert number == 2 and last and last.date() == today()
    told = store.audit.events(view.network)
    assert ("meekijker bij het netwerk", "kijklink van het netwerk geopend") in zip(
        told["who"], told["what"], strict=True
    )


def test_a_link_that_was_revoked_lets_nobody_in_nor_stay(browser: TestClient, store: Store, view: ViewLink) -> None:
    place = address(store, view)
    browser.post(place)
    store.view_links.make(view.network, "de pers", ["plan"], today(), "an")
    store.view_links.revoke(view, "an")
    assert store.actors.of(dict(browser.cookies)) == {}
    for answer in (browser.get(place), browser.post(place)):
        assert answer.status_code == 410 and "ingetrokken" in answer.text and "de raad" not in answer.text
    assert [left.name for left in store.view_links.of(view.network)] == ["de pers"]


def test_a_link_opens_up_to_and_including_its_last_day(
    browser: TestClient, store: Store, view: ViewLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = address(store, view)
    browser.post(place)
    monkeypatch.setattr(view_links, "today", lambda: today() + timedelta(days=1))
    assert store.actors.of(dict(browser.cookies)) == {}
    assert {browser.get(place).status_code, browser.post(place).status_code} == {410}
    assert store.view_links.of(view.network) == [view], "the coordinator sees that it is over"


def test_other_links_open_nothing_here_and_a_view_link_nothing_elsewhere(
    browser: TestClient, store: Store, view: ViewLink, network: Network
) -> None:
    others = store.links.of(network.id)
    for kind in (LinkKind.SCAN, LinkKind.TEAM):
        place = f"/kijk/{store.links.token(others['merel', kind])}"
        assert {browser.get(place).status_code, browser.post(place).status_code} == {404}
    token = address(store, view).rpartition("/")[2]
    other = token[:-1] + ("b" if token.endswith("a") else "a")
    for place in (f"/l/{token}", f"/agenda/{token}.ics", f"/kijk/{other}", "/kijk/"):
        assert browser.get(place).status_code == 404, place
    assert browser.post(f"/l/{token}").status_code == 404 and not browser.cookies


def test_a_link_in_the_cookie_of_somebody_else_is_nobody(store: Store, view: ViewLink) -> None:
    secret = store.sessions.start("view", view.id)
    assert set(store.actors.of({COOKIE: secret})) == {"view"}
    for kind in ("account", "team", "scan"):
        assert store.actors.of({SESSION_COOKIES[kind]: secret}) == {}


@pytest.mark.parametrize(
    ("name", "pages", "days"),
    [
        (" ", ["plan"], 1),
        ("de raad", [], 1),
        ("de raad", ["opmerkingen"], 1),
        ("de raad", ["plan", "logboek"], 1),
        ("de raad", ["plan"], -1),
        ("de raad", ["plan"], 367),
    ],
)
def test_a_link_that_would_open_too_much_or_too_long_is_not_made(
    store: Store, network: Network, name: str, pages: list[str], days: int
) -> None:
    before = store.totals()
    with pytest.raises(Refused):
        store.view_links.make(network.id, name, pages, today() + timedelta(days=days), "an")
    assert store.totals() == before
    store.view_links.make(network.id, "de raad", VIEW_PAGES, today() + timedelta(days=366), "an")


def test_for_whom_a_link_was_is_forgotten_with_the_visits_and_with_the_network(
    store: Store, view: ViewLink, network: Network
) -> None:
    months = store.retention.months(network.id)["visits"]
    long_ago = today() + timedelta(days=31 * months + 5)
    assert [d.number for d in store.retention.run(datetime.combine(long_ago, time())) if d.kind == "visits"] == [1]
    assert store.view_links.of(network.id) == []
    store.view_links.make(network.id, "de raad", ["plan"], today(), "an")
    store.erasure.network(network, "an")
    assert store.totals()["view_events"].rows == 0
