"""Who gets to see which page: every page file, alone, as every kind of visitor."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.navigation.page import StreamlitPage
from streamlit.testing.v1 import AppTest

from onlife.domain.access import Role
from onlife.store import Store
from tests.app.conftest import (
    HOME,
    Run,
    alone,
    as_account,
    as_contact,
    as_respondent,
    network_of,
    partner_named,
    words,
)

EVERYONE = {"nobody", "coordinator", "reader", "contact", "respondent", "stranger"}
NETWORK = {"coordinator", "reader", "contact"}
# page -> who gets to see it. A page without a row fails the suite.
MATRIX = {
    "toegang/start": EVERYONE,
    "toegang/aanmelden": EVERYONE,
    "lezen/bouwstenen": EVERYONE,
    "lezen/inspiratie": EVERYONE,
    "lezen/privacy": EVERYONE,
    "lezen/uitleg": EVERYONE,
    "lezen/toegankelijkheid": EVERYONE,
    "lezen/verontrusting": EVERYONE,
    "partner/scan": {"respondent"},
    "partner/ons_team": {"contact"},
    "partner/onze_keuze": {"contact"},
    "partner/ons_plan": {"contact"},
    "partner/op_papier": {"contact"},
    "partner/stemmen": {"contact"},
    "netwerk/overzicht": NETWORK,
    "netwerk/bouwsteen": NETWORK,
    "netwerk/opmerkingen": NETWORK,
    "netwerk/samenwerking": NETWORK,
    "netwerk/evolutie": NETWORK,
    "netwerk/keuzehulp": NETWORK,
    "netwerk/plan": NETWORK,
    "netwerk/meenemen": NETWORK,
    "netwerk/vergadering": NETWORK,
    "regie/partners": {"coordinator"},
    "regie/rondes": {"coordinator"},
    "regie/links": {"coordinator"},
    "regie/papier": {"coordinator"},
    "regie/deelname": {"coordinator"},
    "regie/inlezen": {"coordinator"},
    "regie/beheer": {"coordinator"},
    "regie/vragenlijst": {"coordinator"},
    "regie/logboek": {"coordinator"},
    "regie/wissen": {"coordinator"},
}
REFUSALS = (
    "Meld je aan om deze pagina te zien",
    "Deze pagina is voor de coördinator",
    "Deze pagina opent via de teamlink",
    "Een scan opent via de scanlink",
    "heeft de netwerkpagina's nog niet opengezet",
)


def cookies_of(store: Store, who: str) -> dict[str, str]:
    library = partner_named(store, "Bibliotheek")
    if who == "stranger":  # an account of another network only
        other = store.networks.add("Netwerk Elders", "Elders", 5, "test")
        account = store.visitors.add_account("vreemd", "Vreemd", "x", "test")
        store.visitors.set_role(account.id, other.id, Role.COORDINATOR, "test")
        return as_account(store, "vreemd")
    return {
        "nobody": dict,
        "coordinator": lambda: as_account(store, "coordinator"),
        "reader": lambda: as_account(store, "lezer"),
        "contact": lambda: as_contact(store, library),
        "respondent": lambda: as_respondent(store, library),
    }[who]()


def test_every_page_has_a_row() -> None:
    files = {str(f.relative_to(HOME / "pages").with_suffix("")) for f in (HOME / "pages").rglob("*.py")}
    assert files == set(MATRIX)


@pytest.mark.parametrize("who", sorted(EVERYONE - {"stranger"}))
@pytest.mark.parametrize("page", sorted(MATRIX))
def test_a_page_shows_itself_to_whom_it_is_for_and_to_nobody_else(page: str, who: str, store: Store, run: Run) -> None:
    test = run(page, cookies_of(store, who))
    assert not test.exception, test.exception
    said = words(test)
    refused = any(refusal in said for refusal in REFUSALS)
    assert refused != (who in MATRIX[page]), said
    if refused:
        names = [partner.name for partner in store.networks.partners(network_of(store).id)]
        assert not [name for name in names if name in said]
        assert not test.dataframe and not test.table and not test.get("vega_lite_chart")


@pytest.mark.parametrize("page", sorted(p for p in MATRIX if MATRIX[p] != EVERYONE))
def test_a_page_file_run_alone_refuses(page: str, store: Store) -> None:
    test = alone(page)
    said = words(test)
    assert any(refusal in said for refusal in REFUSALS)
    assert not [p.name for p in store.networks.partners(network_of(store).id) if p.name in said]
    assert (
        not test.dataframe
        and not test.table
        and not test.get("vega_lite_chart")
        and not test.button
        and not test.selectbox
    )


@pytest.mark.parametrize("page", sorted(p for p in MATRIX if MATRIX[p] != EVERYONE))
def test_an_account_of_another_network_sees_nothing_of_this_one(page: str, store: Store, run: Run) -> None:
    network = network_of(store)
    test = run(page, cookies_of(store, "stranger"), netwerk=network.id)
    said = words(test)
    assert network.name not in said
    assert not [p.name for p in store.networks.partners(network.id) if p.name in said]


@pytest.mark.parametrize("page", sorted(p for p in MATRIX if p.startswith("netwerk/")))
def test_partners_see_network_pages_only_once_the_coordinator_has_shared_a_round(
    page: str, store: Store, run: Run
) -> None:
    network = network_of(store)
    for round in store.networks.rounds(network.id):
        store.networks.save_round(replace(round, shared=False), "test")
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
    for round in store.networks.rounds(network.id):
        store.networks.save_round(replace(round, shared=False), "test")
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
    for link in store.visitors.links(library.network).values():
        if link.partner == library.id:
            store.visitors.revoke_link(link, "test")
    assert "Deze pagina opent via de teamlink" in words(run("partner/ons_team", cookies))


def test_a_session_that_ended_is_refused(store: Store, run: Run) -> None:
    cookies = as_account(store, "coordinator")
    store.visitors.end_session(next(iter(cookies.values())))
    assert "Meld je aan" in words(run("regie/partners", cookies))


def test_a_removed_account_is_refused(store: Store, run: Run) -> None:
    cookies = as_account(store, "lezer")
    account = next(a for a in store.visitors.accounts() if a.username == "lezer")
    store.visitors.remove_account(account, "test")
    assert "Meld je aan" in words(run("netwerk/overzicht", cookies))


def test_a_scan_cookie_opens_no_team_page_even_in_the_other_cookie(store: Store, run: Run) -> None:
    secret = next(iter(as_respondent(store, partner_named(store, "Bibliotheek")).values()))
    assert "Deze pagina opent via de teamlink" in words(run("partner/ons_team", {"onlife_team": secret}))
