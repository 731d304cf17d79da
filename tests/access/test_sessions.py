"""Sessions that ended, were taken or are somebody else's: refused at the next action, and an idle tab is emptied."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from itertools import product

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from onlife.domain.access import Role
from onlife.domain.account import Account, LinkKind, ViewLink
from onlife.services.language import COOKIE
from onlife.store import Store
from onlife.store import session as stored_sessions
from onlife.store import view_link as stored_view_links
from onlife.text import now, today
from onlife.translation import LANGUAGES
from onlife.ui.app import open_tabs as tabs
from onlife.web import entrance
from tests.access.world import World
from tests.app.matrix import REFUSALS
from tests.conftest import count
from tests.wire import Answer, Served, Tab, serving

WITHIN = 10.0
"""Seconds; with a look every quarter of one. The app looks every `tabs.POLL_SECONDS`."""
ELSEWHERE = Origin("https://elders.example")
End = Callable[[Store, World, Served, pytest.MonkeyPatch], object]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tabs, "POLL_SECONDS", 0.25)
        with serving(tmp_path_factory.mktemp("served")) as running:
            yield running


def account(store: Store, username: str = "coordinator") -> Account:
    return next(a for a in store.accounts.all() if a.username == username)


def leave(store: Store, world: World, served: Served, who: str) -> None:
    httpx.post(f"{served.origin}/afmelden", cookies=dict(world.cookies[who]))


def role(store: Store, world: World, to: Role | None) -> None:
    store.accounts.set_role(account(store).id, world.own.network.id, to, "test")


def link(store: Store, world: World, kind: LinkKind) -> None:
    partner = world.own.released if kind is LinkKind.TEAM else world.own.filling
    store.links.replace(store.links.of(partner.network)[partner.id, kind], "test")


def view_link(store: Store, world: World) -> ViewLink:
    return store.view_links.of(world.own.network.id)[0]


def tomorrow(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stored_view_links, "today", lambda: today() + timedelta(days=1))


def later(patch: pytest.MonkeyPatch, by: timedelta) -> None:
    patch.setattr(stored_sessions, "now", lambda: now() + by)


# what ends it -> who was there, on which page, and how it ends
ENDS: dict[str, tuple[str, str, End]] = {
    "logged out elsewhere": ("coordinator", "partners", lambda s, w, a, p: leave(s, w, a, "coordinator")),
    "password changed": (
        "coordinator",
        "partners",
        lambda s, w, a, p: s.accounts.set_password(account(s), "x", "test"),
    ),
    "account removed": ("coordinator", "partners", lambda s, w, a, p: s.accounts.remove(account(s), "test")),
    "all sessions ended": ("coordinator", "partners", lambda s, w, a, p: s.sessions.end_all(account(s).id)),
    "made a reader": ("coordinator", "links", lambda s, w, a, p: role(s, w, Role.READER)),
    "no longer of the network": ("coordinator", "plan", lambda s, w, a, p: role(s, w, None)),
    "half an hour without use": ("coordinator", "logboek", lambda s, w, a, p: later(p, timedelta(minutes=31))),
    "twelve hours later": ("coordinator", "beheer", lambda s, w, a, p: later(p, timedelta(hours=12, minutes=1))),
    "team link replaced": ("contact", "ons-team", lambda s, w, a, p: link(s, w, LinkKind.TEAM)),
    "scan link replaced": ("respondent", "scan", lambda s, w, a, p: link(s, w, LinkKind.SCAN)),
    "partner archived": (
        "respondent",
        "scan",
        lambda s, w, a, p: s.networks.save_partners([replace(w.own.filling, archived=True)], "test"),
    ),
    "view link revoked": ("viewer", "plan", lambda s, w, a, p: s.view_links.revoke(view_link(s, w), "test")),
    "view link past its end": ("viewer", "overzicht", lambda s, w, a, p: tomorrow(p)),
    "a day after a view link was opened": ("viewer", "samenwerking", lambda s, w, a, p: later(p, timedelta(days=1))),
    "logged out, a contact": ("contact", "onze-keuze", lambda s, w, a, p: leave(s, w, a, "contact")),
}
ends = pytest.mark.parametrize("end", ENDS)


def refused(answer: Answer, world: World) -> bool:
    said = answer.words()
    own_code = "Jouw hervatcode"  # all that a respondent is asked for
    kinds = {kind for kind, element, _ in answer.elements() if getattr(element, "label", "") != own_code}
    return (
        any(refusal in said for refusal in REFUSALS)
        and not answer.holds(["Kwartel", f"Actie {world.own.network.name.split()[1]}", *world.own.tokens.values()])
        and not kinds & {"radio", "dataframe", "table", "vega_lite_chart", "metric", "text_input", "code"}
    )


@ends
def test_an_idle_tab_is_emptied_by_itself(
    served: Served, store: Store, world: World, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, page, happens = ENDS[end]
    with Tab(served, world.cookies[who]) as tab:
        assert not refused(tab.open(page), world)
        happens(store, world, served, monkeypatch)
        emptied = refused(tab.read(WITHIN), world)
        count("tabs na het einde van een recht", 1, not emptied)
        assert emptied


@ends
def test_the_next_action_is_refused_even_if_nobody_looked(
    served: Served, store: Store, world: World, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabs, "_stale_tabs", lambda open_tabs: [])
    who, page, happens = ENDS[end]
    with Tab(served, world.cookies[who]) as tab, Tab(served, world.cookies[who]) as idle:
        tab.open(page)
        idle.open(page)
        happens(store, world, served, monkeypatch)
        for answer in (tab.send(tab.sent[-1]), tab.open(page)):
            count("handelingen na het einde van een recht", 1, not refused(answer, world))
            assert refused(answer, world)
        with pytest.raises(TimeoutError):
            idle.read(0.7)  # the control: without the look a tab that nobody touches keeps what it shows


@pytest.mark.parametrize("end", [end for end, (who, _, _) in ENDS.items() if end != "made a reader"])
def test_a_stolen_cookie_is_worth_nothing_afterwards(
    served: Served, store: Store, world: World, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, page, happens = ENDS[end]
    happens(store, world, served, monkeypatch)
    with Tab(served, world.cookies[who]) as thief:
        worthless = refused(thief.open(page), world)
        count("gestolen cookies", 1, not worthless)
        assert worthless


def test_a_tab_of_who_may_still_be_there_is_left_alone(served: Served, store: Store, world: World) -> None:
    """In whichever language: a run that nobody asked for takes a press away from who presses just then."""
    here = {
        "coordinator": "partners",
        "reader": "overzicht",
        "contact": "ons-team",
        "respondent": "scan",
        "viewer": "plan",
    }
    with ExitStack() as open_tabs:
        idle = []
        for who, language in product(here, LANGUAGES):
            tab = open_tabs.enter_context(Tab(served, {**world.cookies[who], COOKIE: language}))
            tab.open(here[who])
            tab.open(here[who])  # from the second run on Streamlit knows in which language the page is read
            idle.append(tab)
        time.sleep(4 * tabs.POLL_SECONDS)
        for tab in idle:
            with pytest.raises(TimeoutError):
                tab.read(0.05)


def test_looking_at_a_tab_does_not_keep_its_session_alive(
    served: Served, store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an hour without use ends a session, however often the app looked at its tab meanwhile."""
    looks = 0

    def looked(open_tabs: object) -> list[str]:
        nonlocal looks
        looks += 1
        return ended(open_tabs)  # type: ignore[arg-type]

    ended = tabs._stale_tabs
    monkeypatch.setattr(tabs, "_stale_tabs", looked)
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("partners")
        with suppress(TimeoutError):
            tab.read(2)  # what was still on its way
        for idle in (timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=29) - stored_sessions.SEEN_EVERY):
            later(monkeypatch, idle)
            before = looks
            with pytest.raises(TimeoutError):
                tab.read(0.6)
            assert looks > before
        later(monkeypatch, timedelta(minutes=31))
        assert refused(tab.read(WITHIN), world)


def test_a_known_session_id_takes_nothing_over(served: Served, store: Store, world: World) -> None:
    with Tab(served, world.cookies["coordinator"]) as owner:
        owner.open("partners")
    for who in ("nobody", "respondent", "reader", "other coordinator"):
        with Tab(served, world.cookies[who], session=owner.session) as thief:
            answer = thief.open("partners")
            taken = thief.session == owner.session or bool(answer.holds(["Kwartel"]))
            count("overnames met een bekend sessienummer", 1, taken)
            assert not taken
    with Tab(served, world.cookies["coordinator"], session=owner.session) as back:
        back.open("partners")
        assert back.session == owner.session, "the owner comes back to the own session"


def test_without_the_mark_of_the_cookie_it_would_be_taken_over(
    served: Served, store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "fingerprint", lambda cookies: "the same for everybody")
    with Tab(served, world.cookies["coordinator"]) as owner:
        owner.open("partners")
    with Tab(served, world.cookies["nobody"], session=owner.session) as thief:
        thief.open("partners")
        assert thief.session == owner.session


def test_a_refused_websocket_carries_the_guards_and_no_name(served: Served, store: Store) -> None:
    """As uvicorn really answers it."""
    with pytest.raises(InvalidStatus) as refused, connect(f"ws://{served.address}/_stcore/stream", origin=ELSEWHERE):
        pass
    answer = refused.value.response
    assert answer.status_code == 403 and "server" not in answer.headers
    for name in ("content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options"):
        assert len(answer.headers.get_all(name)) == 1, name
