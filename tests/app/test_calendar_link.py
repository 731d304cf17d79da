"""The calendar link on the pages of a plan: for whom it is there, and that it is made when asked for.

Revoking and replacing are pressed in tests/access/test_actions.py.
"""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from onlife.domain.account import Link, LinkKind
from onlife.store import Store
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, unfold


def link_of(store: Store, owner: str = "") -> Link | None:
    return store.links.of(network_of(store).id).get((owner, LinkKind.CALENDAR))


def press(page: AppTest, label: str) -> AppTest:
    return next(b for b in page.button if b.label == label).click().run()


def opened(page: AppTest) -> AppTest:
    """The page with the box of the calendar link opened, if it has one."""
    return unfold(page, "In je eigen agenda")


def shown(page: AppTest) -> list[str]:
    return [code.value for code in page.code if "/agenda/" in code.value]


def test_a_coordinator_makes_the_link_of_the_network_on_demand(store: Store, run: Run) -> None:
    page = opened(run("netwerk/plan", as_account(store, "coordinator")))
    assert link_of(store) is None and not shown(page), "no plan has one that nobody asked for"
    page = press(page, "Maak een agendalink")
    first = link_of(store)
    assert first and shown(page)[0].endswith(f"/agenda/{store.links.token(first)}.ics")
    store.links.revoke(first, "an")
    assert not shown(opened(run("netwerk/plan", as_account(store, "coordinator"))))


def test_only_who_may_change_a_plan_sees_its_link(store: Store, run: Run) -> None:
    partner = partner_named(store, "CAW")
    press(opened(run("netwerk/plan", as_account(store, "coordinator"))), "Maak een agendalink")
    page = press(opened(run("partner/ons_plan", as_contact(store, partner))), "Maak een agendalink")
    own = link_of(store, partner.id)
    assert own and store.links.token(own) in shown(page)[0]
    for page in (
        opened(run("netwerk/plan", as_account(store, "lezer"))),
        opened(run("netwerk/plan", as_contact(store, partner))),
        opened(run("partner/ons_plan", as_contact(store, partner_named(store, "Politiezone")))),
    ):
        assert not page.exception and not shown(page)
    assert store.links.token(own) not in "".join(shown(opened(run("netwerk/plan", as_account(store, "coordinator")))))
