"""Every page as everybody, below the screen: what they ask for by forged messages never comes, in any message.

A tab names the other network, its rounds, partners and actions in the address, goes to pages by address and by hash,
and sends the fields and buttons of somebody else. Pages are read off `pages/`; who may see one stands in the matrix of
tests/app/matrix.py.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.util import calc_hash

from onlife.store import Store
from onlife.ui.app import navigation, session
from tests.access.world import FOREIGN, World
from tests.app.matrix import EVERYONE, MATRIX
from tests.conftest import count
from tests.wire import VALUES, Answer, Served, Tab

INTRUDERS = ("nobody", "coordinator", "reader", "contact", "respondent", "viewer", "programme", "made up", "wrong jar")
RIGHTFUL = {
    "coordinator": "other coordinator",
    "contact": "other contact",
    "respondent": "other respondent",
    "programme": "programme",
}
DATA = ("dataframe", "table", "vega_lite_chart", "metric")


def path(page: str) -> str:
    return "" if page == "toegang/start" else page.split("/")[1].replace("_", "-")


def by_hash(page: str, query: str = "") -> bytes:
    """A message that asks for a page by the hash of its address, as a browser does once it knows it."""
    asked = BackMsg()
    asked.rerun_script.page_script_hash = calc_hash(path(page))
    asked.rerun_script.query_string = query
    return bytes(asked.SerializeToString())


def fields(tab: Tab) -> dict[str, dict[str, Any]]:
    """The state of every field and button on the page of somebody who may be there, each button pressed."""
    states: dict[str, dict[str, Any]] = {}
    for kind, element, _ in tab.drawn:
        if kind == "button":
            states[element.id] = {"trigger_value": True}
        elif kind in ("radio", "selectbox") and len(element.options):
            states[element.id] = {VALUES[kind]: element.options[-1]}
        elif kind == "multiselect":
            states[element.id] = {"string_array_value": {"data": list(element.options)}}
        elif kind in ("text_input", "text_area"):
            states[element.id] = {"string_value": element.default or "x"}
        elif kind == "checkbox":
            states[element.id] = {"bool_value": True}
    return states


@pytest.fixture(scope="module")
def store(served: Served, world: World, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One copy for all: who looks changes nothing, and the two controls that open everything come last."""
    return served.use(shutil.copytree(world.folder, tmp_path_factory.mktemp("pages") / "data"))


@pytest.fixture(scope="module")
def forged(served: Served, store: Store, world: World) -> Mapping[str, dict[str, Any]]:
    """Page -> the fields and buttons that the other network's people and the other partner have on it."""
    known: dict[str, dict[str, Any]] = {page: {} for page in MATRIX}
    for page, may in MATRIX.items():
        for role in may & set(RIGHTFUL):
            with Tab(served, world.cookies[RIGHTFUL[role]]) as tab:
                tab.open(path(page))
                known[page] |= fields(tab)
    with Tab(served, world.cookies["second contact"]) as tab:
        for page in ("partner/ons_team", "partner/onze_keuze", "partner/ons_plan"):
            tab.open(path(page))
            known[page] |= fields(tab)
    return known


def asked(tab: Tab, world: World, page: str, states: Mapping[str, Any]) -> Iterator[tuple[str, Answer]]:
    """Everything that somebody sends to get at what is not theirs: how it is asked, and what came back."""
    theirs = world.foreign.query(world.foreign.released)
    hidden = world.own.query(world.own.withheld)
    yield "by address", tab.open(path(page))
    yield "with the other network in the address", tab.open(path(page), **theirs)
    yield "with the other partner in the address", tab.open(path(page), **hidden)
    yield "by hash", tab.send(by_hash(page, f"netwerk={world.foreign.network.id}"))
    yield "with somebody else's fields", tab.forge(path(page), states, **theirs)
    yield "the same again", tab.send(tab.sent[-1])


def leaks(served: Served, world: World, who: str, page: str, states: Mapping[str, Any]) -> tuple[int, list[str]]:
    """How often was asked, and what came that may never come to this visitor."""
    # Fields of pages that this visitor may use could change things; those have a test of their own.
    own = who in MATRIX[page] and MATRIX[page] != EVERYONE
    tried, found = 0, []
    with Tab(served, world.cookies[who]) as tab:
        for how, answer in asked(tab, world, page, {} if own else states):
            tried += 1
            kinds = {kind for kind, _, _ in answer.elements()}
            shown = [] if who in MATRIX[page] else sorted(kinds & set(DATA))
            found += [f"{who} on {page} {how}: {thing}" for thing in (*answer.holds(world.forbidden(who)), *shown)]
    return tried, found


@pytest.mark.parametrize("who", INTRUDERS)
def test_nobody_receives_a_word_that_is_not_theirs(
    served: Served, store: Store, world: World, forged: Mapping[str, dict[str, Any]], who: str
) -> None:
    for page in MATRIX:
        tried, found = leaks(served, world, who, page, forged[page])
        count("pagina's onder het scherm", tried, len(found))
        assert not found, found


@pytest.mark.parametrize("who", INTRUDERS)
def test_every_page_runs_once_a_lost_connection_is_back_also_one_that_stops_itself(
    served: Served, store: Store, world: World, who: str
) -> None:
    with Tab(served, world.cookies[who]) as tab:
        for page in MATRIX:
            kinds = {message.WhichOneof("type") for message in tab.open(path(page)).messages}
            assert "auto_rerun" in kinds, f"{who} on {page}"


@pytest.mark.parametrize("page", sorted(p for p in MATRIX if MATRIX[p] != EVERYONE))
def test_whose_it_is_receives_it(served: Served, store: Store, world: World, page: str) -> None:
    """The control: the words that are looked for are there to be found."""
    role = next(role for role in RIGHTFUL if role in MATRIX[page])
    with Tab(served, world.cookies[RIGHTFUL[role]]) as tab:
        assert tab.open(path(page)).holds([FOREIGN])


def test_without_the_guard_the_other_network_lies_open(
    served: Served, store: Store, world: World, forged: Mapping[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: if nobody asked in which networks somebody is, the same messages bring it."""
    everywhere = store.networks.all()
    monkeypatch.setattr(
        session,
        "_visit",
        lambda actor: session.Visit(actor, session._current_network(everywhere), world.foreign.released),
    )
    monkeypatch.setattr(session, "may", lambda actor, action, resource: True)
    monkeypatch.setattr(navigation, "network", lambda here: None)  # it turns such an address away before the page asks
    network = [page for page in MATRIX if page.startswith("netwerk/")]
    for page in network:
        _, found = leaks(served, world, "reader", page, forged[page])
        assert any(FOREIGN in one for one in found), (page, found)


def test_without_the_guard_anybody_sees_what_is_for_the_coordinator(
    served: Served, store: Store, world: World, forged: Mapping[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_is_allowed", lambda visit, action: True)
    _, found = leaks(served, world, "reader", "regie/links", forged["regie/links"])
    assert any(token in one for token in world.own.tokens.values() for one in found)
