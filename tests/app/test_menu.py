"""What stands in the menu opens: every kind of visitor, and every page that the menu offers them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.access import Role
from onlife.domain.light import Light
from onlife.domain.network import Network, Partner
from onlife.security.token import new_id
from onlife.services import demo
from onlife.store import Store
from onlife.ui.app.navigation import SECTIONS
from tests import stores
from tests.app.conftest import Run, as_account, as_contact, as_respondent, words
from tests.app.matrix import EVERYONE, MATRIX, REFUSALS, cookies_of
from tests.sample import sample

Visitor = tuple[dict[str, str], str]
"""The cookies of a browser, and the network in its address ('' for none)."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The demo network, which is opened to its partners, and three that are not that far; all visitors only look."""
    with stores.opened(stores.with_demo(tmp_path_factory.mktemp("menu"))) as opened:
        for name in ("Zleeg", "Zconcept", "Zdicht"):
            network = opened.networks.add(name, "Stad", 5, "test")
            if name != "Zleeg":
                partners = [Partner(new_id(), network.id, called, "Jeugdwerk", 8, joint=False) for called in ("A", "B")]
                opened.networks.save_partners(partners, "test")
                opened.links.make(network.id, [partner.id for partner in partners], "test")
                scan_round = opened.networks.add_round(network.id, "Najaar", 1, None, "test")
            if name == "Zdicht":
                opened.networks.start_round(scan_round, "test")
        yield opened


def named(store: Store, name: str) -> Network:
    return next(network for network in store.networks.all() if network.name == name)


def account(**roles: Role) -> Callable[[Store], Visitor]:
    """Somebody with these roles; the page is about the last of the networks."""

    def arrive(store: Store) -> Visitor:
        made = store.accounts.add(f"naam-{new_id()}", "Naam", "x", "test")
        for name, role in roles.items():
            store.accounts.set_role(made.id, named(store, name).id, role, "test")
        return as_account(store, made.username), named(store, [*roles][-1]).id if roles else ""

    return arrive


def contact(name: str) -> Callable[[Store], Visitor]:
    return lambda store: (as_contact(store, store.networks.partners(named(store, name).id)[0]), "")


def of_demo(who: str) -> Callable[[Store], Visitor]:
    return lambda store: (cookies_of(store, who), "")


def finished(store: Store) -> Visitor:
    cookies = as_respondent(store, store.networks.partners(named(store, "Zdicht").id)[-1])
    scan = store.actors.of(cookies)["scan"].scan
    store.scans.choose_function(scan, "praktijkwerker")
    store.scans.answer(scan, "1.1", Light.GREEN)
    store.scans.submit(scan)
    return cookies, ""


def closed(store: Store) -> Visitor:
    cookies, _ = finished(store)
    network = named(store, "Zdicht").id
    scan_round = store.networks.open_round(network)
    assert scan_round
    store.closings.close(scan_round, store.networks.partners(network)[-1], "test", release=False)
    return cookies, ""


def both(store: Store) -> Visitor:
    """A reader who opened a team link in the same browser."""
    return {**cookies_of(store, "reader"), **contact("Zdicht")(store)[0]}, ""


def offered(test: AppTest) -> list[str]:
    """The pages in the menu beside this one, as files below `pages/`."""
    pages = test.session_state["pages"].items()
    return [file.removeprefix("pages/").removesuffix(".py") for file, page in pages if page.visibility == "visible"]


def only_refuses(test: AppTest) -> bool:
    """Whether a page says nothing but that one may not be here."""
    return any(refusal in words(test) for refusal in REFUSALS) and not test.main.button


C, R = Role.COORDINATOR, Role.READER
VISITORS: dict[str, Callable[[Store], Visitor]] = {
    **{who: of_demo(who) for who in ("nobody", "coordinator", "reader", "contact", "respondent", "programme")},
    "a respondent who is done": finished,
    "a respondent whose partner closed its scan": closed,
    "a contact before the network is opened": contact("Zdicht"),
    "a contact before the round is opened": contact("Zconcept"),
    "a reader with a team link": both,
    "an account without a network": account(),
    "a coordinator without rounds": account(Zleeg=C),
    "a reader without rounds": account(Zleeg=R),
    "a coordinator with a round in concept": account(Zconcept=C),
    "a coordinator of two, looking at the one in concept": account(Zdicht=C, Zconcept=C),
    "a coordinator of one, reading in the other": account(Zdicht=C, Zconcept=R),
    "a reader in one, coordinating the other": account(Zconcept=R, Zdicht=C),
}


@pytest.mark.parametrize("who", sample([*VISITORS], [*VISITORS][::2]))
def test_what_stands_in_the_menu_opens(who: str, store: Store, run: Run) -> None:
    cookies, network = VISITORS[who](store)
    asked = {"netwerk": network} if network else {}
    tests = {page: run(page, cookies, **asked) for page in offered(run("lezen/uitleg", cookies, **asked))}
    assert len(tests) >= 7  # what there is to read
    assert not [page for page, test in tests.items() if test.exception or only_refuses(test)]


def test_the_guard_knows_a_page_that_only_refuses(store: Store, run: Run) -> None:
    for who, page in (("nobody", "netwerk/plan"), ("reader", "regie/beheer"), ("contact", "toegang/mijn_account")):
        assert only_refuses(run(page, cookies_of(store, who)))
    assert only_refuses(run("regie/beheer", VISITORS["an account without a network"](store)[0]))


def test_the_menu_follows_the_work(store: Store, run: Run) -> None:
    """In the order of a year, and everything that one can open stands in it."""
    assert [*SECTIONS][1:] == ["Voorbereiden", "Invullen", "Vergelijken", "Afspreken", "Opvolgen", "Lezen", "Beheer"]
    menu = set().union(*(offered(run("lezen/uitleg", cookies_of(store, who))) for who in EVERYONE))
    assert menu == set(MATRIX) - {"toegang/aanmelden"}


def test_the_network_stands_above_the_menu_by_name_and_leads_to_where_one_begins(store: Store, run: Run) -> None:
    for who, name, begins in (
        ("coordinator", demo.NETWORK, "Overzicht"),
        ("a contact before the network is opened", "Zdicht", "A"),
        ("respondent", demo.NETWORK, f"Quickscan van {demo.BIB}"),
        ("a coordinator of one, reading in the other", "Zconcept", "Overzicht"),
        ("nobody", "Start", "Onlife netwerkscan"),
    ):
        cookies, network = VISITORS[who](store)
        asked = {"netwerk": network} if network else {}
        test = run("toegang/start", cookies, **asked)
        assert test.session_state["pages"]["pages/toegang/start.py"].title.strip("*") == name
        assert offered(test)[0] == "toegang/start"
        assert test.title[0].value == begins, who
    alone = run("lezen/uitleg", VISITORS["an account without a network"](store)[0])
    assert "toegang/start" not in offered(alone)
