"""A page that was open to somebody shuts: the round is not shared, the link is revoked, the session or account ended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.navigation.page import StreamlitPage
from streamlit.testing.v1 import AppTest

from onlife.store import Store
from tests.app.conftest import Run, as_account, as_contact, as_respondent, network_of, partner_named, words
from tests.app.matrix import EVERYONE, MATRIX, REFUSALS, cookies_of


@pytest.mark.parametrize("page", sorted(p for p in MATRIX if p.startswith("netwerk/")))
def test_partners_see_network_pages_only_once_the_coordinator_has_shared_a_round(
    page: str, store: Store, run: Run
) -> None:
    network = network_of(store)
    for scan_round in store.networks.rounds(network.id):
        store.networks.save_round(replace(scan_round, shared=False), "test")
    test = run(page, as_contact(store, partner_named(store, "Bibliotheek")))
    assert "heeft de netwerkpagina's nog niet opengezet" in words(test)
    assert not test.get("vega_lite_chart")
    assert not [link for link in test.get("page_link") if link.proto.label == "Naar aanmelden"]


@pytest.mark.parametrize("who", sorted(EVERYONE - {"stranger"}))
def test_the_menu_shows_exactly_the_pages_that_open(who: str, store: Store, run: Run) -> None:
    cookies = cookies_of(store, who)
    here = sorted(page for page in MATRIX if who in MATRIX[page] and MATRIX[page] != EVERYONE)
    assert sorted(offered(run("lezen/uitleg", cookies)) - READING) == here
    network = network_of(store)
    for scan_round in store.networks.rounds(network.id):
        store.networks.save_round(replace(scan_round, shared=False), "test")
    shut = [page for page in here if who != "contact" or not page.startswith("netwerk/")]
    assert sorted(offered(run("lezen/uitleg", cookies)) - READING) == shut


READING = {page for page, who in MATRIX.items() if who == EVERYONE}


def offered(test: AppTest) -> set[str]:
    pages: dict[str, StreamlitPage] = test.session_state["pages"]
    return {
        file.removeprefix("pages/").removesuffix(".py") for file, page in pages.items() if page.visibility == "visible"
    }


def test_a_revoked_link_is_refused_at_the_next_run(store: Store, run: Run) -> None:
    library = partner_named(store, "Bibliotheek")
    cookies = as_contact(store, library)
    assert not any(refusal in words(run("partner/ons_team", cookies)) for refusal in REFUSALS)
    for link in store.links.of(library.network).values():
        if link.partner == library.id:
            store.links.revoke(link, "test")
    assert "Deze pagina opent via de teamlink" in words(run("partner/ons_team", cookies))


def test_a_session_that_ended_is_refused(store: Store, run: Run) -> None:
    cookies = as_account(store, "coordinator")
    store.sessions.end(next(iter(cookies.values())))
    assert "Meld je aan" in words(run("regie/partners", cookies))


def test_a_removed_account_is_refused(store: Store, run: Run) -> None:
    cookies = as_account(store, "lezer")
    account = next(a for a in store.accounts.all() if a.username == "lezer")
    store.accounts.remove(account, "test")
    assert "Meld je aan" in words(run("netwerk/overzicht", cookies))


def test_a_scan_cookie_opens_no_team_page_even_in_the_other_cookie(store: Store, run: Run) -> None:
    secret = next(iter(as_respondent(store, partner_named(store, "Bibliotheek")).values()))
    assert "Deze pagina opent via de teamlink" in words(run("partner/ons_team", {"onlife_team": secret}))
