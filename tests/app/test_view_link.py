"""View links on screen: made, counted and revoked by the coordinator; chosen pages, and nothing else, for who has one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.access import VIEW_PAGES
from onlife.store import Store
from onlife.text import today
from tests.app.conftest import Run, as_account, as_viewer, network_of, unfold, words
from tests.app.matrix import cookies_of
from tests.sample import sample


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def field(page: AppTest, label: str) -> object:
    return next(box for box in page.text_input if box.label == label)


def links(page: AppTest) -> set[str]:
    """Where the page leads to, by label."""
    return {link.proto.label for link in page.main.get("page_link")}


def test_a_coordinator_chooses_pages_an_end_and_for_whom_and_sees_how_often_it_was_opened(
    store: Store, run: Run
) -> None:
    page = run("regie/links", as_account(store, "coordinator"))
    page = press(page, "Maak een kijklink")
    assert "Vul in voor wie de kijklink is" in words(page) and not store.view_links.of(network_of(store).id)
    next(box for box in page.text_input if box.label == "Voor wie").input("de burgemeester")
    next(box for box in page.checkbox if box.label == "Samenwerking").uncheck()
    page = press(page, "Maak een kijklink")
    (view,) = store.view_links.of(network_of(store).id)
    assert (view.name, view.pages, view.until) == (
        "de burgemeester",
        ("overzicht", "plan"),
        today() + timedelta(days=30),
    )
    link = store.links.get(view.id)
    assert link and [c for c in page.code if c.value.endswith(f"/kijk/{store.links.token(link)}")]
    assert "nog niet geopend" in words(page)
    for _ in range(2):
        store.view_links.note_opening(link)
    assert "2 keer geopend, laatst op" in words(run("regie/links", as_account(store, "coordinator")))


def test_only_the_coordinator_sees_the_links(store: Store, run: Run) -> None:
    as_viewer(store, "plan")
    for who in ("reader", "contact", "viewer"):
        page = run("regie/links", cookies_of(store, who))
        assert "de raad" not in words(page) and not page.code


@pytest.mark.parametrize("page", sample(VIEW_PAGES, VIEW_PAGES[:2]))
def test_a_viewer_gets_the_results_without_what_people_wrote_or_a_way_out(page: str, store: Store, run: Run) -> None:
    """Of every page alone: no files, no remarks, no history, no links to pages that stay shut."""
    cookies = as_viewer(store, page)
    shown = unfold(run(f"netwerk/{page}", cookies))
    assert not shown.exception
    said = words(shown)
    for word in ("/uitvoer/", "Opmerkingen · ", "Geschiedenis", "Citeer", "Agendalink", "agendalink"):
        assert word not in said, word
    boxes = {box.label for box in shown.main.expander}
    assert not [box for box in boxes if box.startswith(("Opmerkingen", "Wat partners zeggen", "In je eigen agenda"))]
    reading = {link for link in links(shown) if link.startswith(("Uitleg", "Meer uitleg", "Lees meer"))}
    assert links(shown) <= {*reading, "Zo ziet een uitgewerkte actie eruit"}
    remarks = [
        text for scan_round in store.networks.rounds(network_of(store).id) for text in remarks_of(store, scan_round.id)
    ]
    assert remarks and not [text for text in remarks if text in said]


def remarks_of(store: Store, scan_round: str) -> list[str]:
    return [str(text) for text in store.remarks.of(scan_round)["remark"]]


def test_the_same_pages_hold_what_a_viewer_does_not_get(store: Store, run: Run) -> None:
    """The control of the test before: for a reader they are there."""
    reader = as_account(store, "lezer")
    block, plan = (unfold(run(f"netwerk/{page}", reader)) for page in ("bouwsteen", "plan"))
    assert "/uitvoer/figuur/" in words(block) and "/uitvoer/plan.xlsx" in words(plan)
    assert [box for box in block.main.expander if box.label.startswith("Opmerkingen")]
    assert "Vergaderpakket en al de rest" in links(run("netwerk/overzicht", reader))


def test_an_action_is_shown_without_who_changed_it(store: Store, run: Run) -> None:
    action = store.plans.of(network_of(store).id)[0]
    for cookies, history in ((as_viewer(store, "plan"), False), (as_account(store, "lezer"), True)):
        shown = run("netwerk/plan", cookies, actie=action.id)
        assert action.what in words(shown)
        assert ("Geschiedenis" in {box.label for box in shown.main.expander}) is history


def test_a_page_that_was_not_chosen_is_not_there_and_the_others_are_named(store: Store, run: Run) -> None:
    cookies = as_viewer(store, "overzicht", "plan")
    for page in (
        "netwerk/bouwsteen",
        "netwerk/opmerkingen",
        "netwerk/vergadering",
        "regie/logboek",
        "partner/ons_team",
    ):
        shown = run(page, cookies, netwerk=network_of(store).id)
        assert shown.title[0].value == "Deze pagina is er niet"
        assert links(shown) == {"Overzicht", "Plan"}
    assert run("toegang/start", cookies).title[0].value == "Overzicht"


def test_the_end_of_a_link_is_said_at_the_next_choice(store: Store, run: Run) -> None:
    cookies = as_viewer(store, "plan")
    page = run("netwerk/plan", cookies)
    store.view_links.revoke(store.view_links.of(network_of(store).id)[0], "test")
    page = page.radio[0].set_value("Bord").run()
    assert "Deze kijklink is afgelopen of ingetrokken" in words(page) and not page.radio
    assert "Meld je aan" not in words(page)


def test_a_viewer_who_coordinates_another_network_sees_the_one_in_the_address(store: Store, run: Run) -> None:
    both = {**cookies_of(store, "stranger"), **as_viewer(store, "plan")}
    first = store.view_links.of(network_of(store).id)[0]
    own = next(network for network in store.networks.all() if network.id != first.network)
    assert run("netwerk/plan", both, netwerk=first.network).title[0].value == "Plan"
    assert network_of(store).name in words(run("netwerk/plan", both, netwerk=first.network))
    assert own.name in words(run("netwerk/plan", both, netwerk=own.id))
    assert first.name not in words(run("regie/links", both, netwerk=first.network))
