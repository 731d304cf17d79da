"""From an element to the meeting and to the plan."""

from __future__ import annotations

import re

import pytest

from onlife.store import Refused, Store
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, words

PAGES = {
    "netwerk/overzicht": "Hier verschillen ze het meest",
    "netwerk/bouwsteen": "block",
    "netwerk/samenwerking": "mirror",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_coordinator_marks_an_element_as_a_point_and_everybody_sees_it(page: str, store: Store, run: Run) -> None:
    round = store.networks.rounds(network_of(store).id)[0]
    shown = run(page, as_account(store, "coordinator"), bouwsteen="5 Samenwerking")
    toggle = next(t for t in shown.toggle if t.key.startswith(f"point-{PAGES[page]}"))
    toggle.set_value(True).run()
    (point,) = store.meetings.points(round.id)
    assert toggle.key.endswith(point)
    seen = run(page, as_account(store, "lezer"), bouwsteen="5 Samenwerking")
    said = words(seen) + " ".join(e.label for e in seen.expander)
    assert "gesprekspunt" in said and not seen.toggle


@pytest.mark.parametrize("who", ["reader", "contact"])
def test_only_the_coordinator_starts_an_action_from_an_element(who: str, store: Store, run: Run) -> None:
    cookies = as_account(store, "lezer") if who == "reader" else as_contact(store, partner_named(store, "CAW"))
    for page in PAGES:
        assert "Start een actie" not in [button.label for button in run(page, cookies).button]
    page = run("netwerk/samenwerking", as_account(store, "coordinator"))
    assert "Start een actie" in [button.label for button in page.button]


def test_a_point_can_be_dropped_and_an_unknown_element_is_refused(store: Store) -> None:
    round = store.networks.rounds(network_of(store).id)[0]
    for element in ("5.6", "1.1"):
        store.meetings.mark(round, element, True, "test")
    assert store.meetings.points(round.id) == ["1.1", "5.6"]
    store.meetings.mark(round, "1.1", False, "test")
    assert store.meetings.points(round.id) == ["5.6"]
    with pytest.raises(Refused):
        store.meetings.mark(round, "9.9", True, "test")


def test_the_next_round_shows_whether_the_elements_of_an_action_moved(store: Store, run: Run) -> None:
    said = words(run("netwerk/evolutie", as_account(store, "lezer")))
    assert "Vorming over online signalen" in said
    assert re.search(r"Omgaan met online verontrustende signalen: van \d+ naar \*\*\d+\*\* \([+-]\d+\)", said)
    action = next(a for a in store.plans.of(network_of(store).id) if a.what.startswith("Vorming"))
    assert "Bewogen de elementen?" in words(run("netwerk/plan", as_account(store, "lezer"), actie=action.id))
