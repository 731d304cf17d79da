"""Pages run by Streamlit's own test runner, on a real store in a temporary folder.

A visitor is the cookies of a browser: `run(page, cookies)` runs the script with that page, as its address would;
`alone(page)` runs the file of a page without the script around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.manifest_scanner import scan_component_manifests
from streamlit.runtime.context import ContextProxy, StreamlitCookies
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from onlife.domain.account import LinkKind
from onlife.domain.network import Network, Partner
from onlife.security.token import SESSION_COOKIES
from onlife.store import Store
from onlife.text import today
from onlife.ui.parts.markdown import BREAK
from tests import stores

HOME = Path(__file__).resolve().parents[2]
Run = Callable[..., AppTest]


@pytest.fixture
def empty_store(tmp_path: Path) -> Iterator[Store]:
    """The store of an installation without anything, which pages open too."""
    with stores.opened(stores.empty(tmp_path)) as opened:
        yield opened


@pytest.fixture(scope="session", autouse=True)
def _demo() -> None:
    stores.draw_demo()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The store of the demo network, which pages open too."""
    with stores.opened(stores.with_demo(tmp_path)) as opened:
        yield opened


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the script with a page, as a browser with these cookies and these parameters in the address."""

    def page(name: str, cookies: Mapping[str, str] | None = None, **query: str) -> AppTest:
        monkeypatch.setattr(ContextProxy, "cookies", StreamlitCookies(dict(cookies or {})))
        test = _test_of(HOME / "onlife" / "ui" / "app" / "main.py")
        # Streamlit's runner knows no st.navigation; a page is asked for by the hash of its address.
        test._page_hash = calc_hash(name.split("/")[1].replace("_", "-"))
        for key, value in query.items():
            test.query_params[key] = value
        return test.run()

    return page


def alone(page: str) -> AppTest:
    """Run the file of a page as if it were a script of its own, without cookies."""
    return _test_of(HOME / "pages" / f"{page}.py").run()


def _test_of(script: Path) -> AppTest:
    """Streamlit's test of a script. By itself it reads what every installed package says of components each time, which
    takes five times as long as a page; here that is read once."""
    test = AppTest.from_file(str(script), default_timeout=30)
    test._bidi_component_manager = BidiComponentManager()
    for manifest, root in _manifests():
        test._bidi_component_manager.register_from_manifest(manifest, root)
    return test


_manifests = cache(scan_component_manifests)


def network_of(store: Store) -> Network:
    return store.networks.all()[0]


def partner_named(store: Store, start: str) -> Partner:
    return next(p for p in store.networks.partners(network_of(store).id) if p.name.startswith(start))


def as_account(store: Store, username: str) -> dict[str, str]:
    account = next(a for a in store.accounts.all() if a.username == username)
    return {SESSION_COOKIES["account"]: store.sessions.start("account", account.id)}


def as_contact(store: Store, partner: Partner) -> dict[str, str]:
    link = store.links.of(partner.network)[partner.id, LinkKind.TEAM]
    return {SESSION_COOKIES["team"]: store.sessions.start("team", link.id)}


def as_respondent(store: Store, partner: Partner) -> dict[str, str]:
    link = store.links.of(partner.network)[partner.id, LinkKind.SCAN]
    scan = store.scans.begin(partner)
    return {SESSION_COOKIES["scan"]: store.sessions.start("scan", link.id, scan.id)}


def as_voter(store: Store, partner: Partner) -> dict[str, str]:
    """Who typed the word of a partner in the meeting that runs; one is begun if there is none."""
    scan_round = store.networks.rounds(partner.network)[0]
    running = store.meetings.running(partner.network) or store.meetings.start(scan_round, "test")
    store.seats.give(running, [partner.id], "test")
    seat = store.seats.of(running.id)[partner.id]
    return {SESSION_COOKIES["seat"]: store.sessions.start("seat", seat.id)}


def as_viewer(store: Store, *pages: str, until: date | None = None) -> dict[str, str]:
    """Somebody who came in by a new view link to these pages."""
    network = network_of(store).id
    store.view_links.make(network, "de raad", pages, until or today(), "test")
    return {SESSION_COOKIES["view"]: store.sessions.start("view", store.view_links.of(network)[0].id)}


def unfold(test: AppTest, start: str = "") -> AppTest:
    """Open every row of the page that begins so and runs the page when it is opened."""
    for box in test.main.expander:
        if box.proto.id and box.label.strip("*").startswith(start):
            test.session_state[box.proto.id.split("-", 2)[2]] = True
    return test.run()


def words(test: AppTest) -> str:
    """Everything that a page says beside the menu, as one text."""
    kinds = (
        "title",
        "header",
        "subheader",
        "markdown",
        "caption",
        "info",
        "warning",
        "error",
        "success",
        "text",
        "metric",
    )
    said = [f"{getattr(e, 'label', '')} {getattr(e, 'value', '')}" for kind in kinds for e in test.main.get(kind)]
    tables = [frame.value.to_csv() for frame in [*test.main.dataframe, *test.main.table]]
    return " ".join(said + tables).replace("\\", "").replace(BREAK, "")
