"""From an element to the meeting and to the plan."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.access import Role
from onlife.domain.network import Partner
from onlife.domain.scan import FilledScan
from onlife.services import installation
from onlife.store import Refused, Store
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, unfold, words
from tests.sample import sample

FORM = installation.questionnaire()
PAGES = {
    "netwerk/overzicht": "Hier verschillen ze duidelijk",
    "netwerk/bouwsteen": "block",
    "netwerk/samenwerking": "cooperation",
}


def boxes(test: AppTest) -> list[str]:
    return [box.label.replace("\\", "") for box in test.main.expander]


def said_to_be_points(test: AppTest) -> list[str]:
    return re.findall(r"\d\.\d", "".join(re.findall(r"blue-badge\[Gesprekspunten\]((?: |·|\d\.\d)*)", words(test))))


def buttons(test: AppTest) -> list[str]:
    return [button.label for button in test.main.button]


@pytest.mark.parametrize("page", sample([*PAGES], [*PAGES][:1]))
def test_a_coordinator_marks_an_element_as_a_point_and_everybody_sees_it(page: str, store: Store, run: Run) -> None:
    scan_round = store.networks.rounds(network_of(store).id)[0]
    shown = unfold(run(page, as_account(store, "coordinator"), bouwsteen="5 Samenwerking"))
    toggle = next(t for t in shown.toggle if str(t.key).startswith(f"point-{PAGES[page]}"))
    toggle.set_value(True).run()
    (point,) = store.meetings.points(scan_round.id)
    assert str(toggle.key).endswith(point)
    seen = run(page, as_account(store, "lezer"), bouwsteen="5 Samenwerking")
    assert said_to_be_points(seen) == [point]
    assert not unfold(seen).toggle


@pytest.mark.parametrize("page", sample([*PAGES], [*PAGES][:1]))
def test_a_row_holds_nothing_until_it_is_opened_and_stays_open_when_it_is_marked(
    page: str, store: Store, run: Run
) -> None:
    test = run(page, as_account(store, "coordinator"), bouwsteen="5 Samenwerking")
    assert not test.toggle and "Start een actie" not in buttons(test)
    element = next(box.strip("*").split()[0] for box in boxes(test) if re.match(r"\**\d\.\d ", box))
    (toggle,) = unfold(test, f"{element} ").toggle
    for marked in (True, False):
        toggle.set_value(marked)
        (toggle,) = test.run().toggle
        assert toggle.value is marked
        assert (element in said_to_be_points(test)) is marked


def test_where_nobody_clearly_differs_the_page_says_that_this_is_a_finding_too(store: Store, run: Run) -> None:
    # nineteen joint scans choose green on an element, and one red: a colleague more or less could have done that
    network = store.networks.add("Bijna eens", "Elders", 5, "test")
    coordinator = next(a for a in store.accounts.all() if a.username == "coordinator")
    store.accounts.set_role(coordinator.id, network.id, Role.COORDINATOR, "test")
    partners = [Partner(f"p{at}", network.id, f"Partner {at:02}", "Jeugdwerk", 6, True) for at in range(20)]
    store.networks.save_partners(partners, "test")
    scan_round = store.networks.add_round(network.id, "Ronde", FORM.version, None, "test")
    store.networks.start_round(scan_round, "test")
    orange = dict.fromkeys((element.id for element in FORM.elements), "orange")
    scans = [
        FilledScan(partner.id, "", True, {**orange, "1.1": "red" if partner is partners[0] else "green"})
        for partner in partners
    ]
    store.scan_imports.add(scan_round, scans)
    store.closings.close_round(scan_round, "test")
    test = run("netwerk/overzicht", as_account(store, "coordinator"), netwerk=network.id)
    assert not test.exception and "Ook dat is een vaststelling" in words(test)
    assert not [box for box in boxes(test) if box.startswith("**")], "no element is called shared or different"


def test_a_closed_row_holds_why_a_colour_was_agreed(store: Store, run: Run) -> None:
    """For who opens it, and for a printed page, which opens it by itself."""
    for page in ("netwerk/bouwsteen", "netwerk/samenwerking"):
        test = run(page, as_account(store, "lezer"), bouwsteen="5 Samenwerking")
        row = next(box for box in test.main.expander if "5.1" in box.label.replace("\\", ""))
        assert not row.proto.expanded
        assert "Waarom oranje: We willen hetzelfde" in row.markdown[0].value
        opened = unfold(test, "5.1")
        assert words(opened).count("Waarom oranje: We willen hetzelfde") == 1


@pytest.mark.parametrize("who", ["reader", "contact"])
def test_only_the_coordinator_starts_an_action_from_an_element(who: str, store: Store, run: Run) -> None:
    cookies = as_account(store, "lezer") if who == "reader" else as_contact(store, partner_named(store, "CAW"))
    for page in PAGES:
        opened = unfold(run(page, cookies))
        assert "Open een element" in words(opened) and "gesprekspunt van te maken" not in words(opened)
        assert "Start een actie" not in buttons(opened)
    own = run("netwerk/samenwerking", as_account(store, "coordinator"))
    assert "Start een actie" in buttons(unfold(own))


def test_who_loses_the_right_opens_nothing_any_more(store: Store, run: Run) -> None:
    test = run("netwerk/bouwsteen", as_account(store, "lezer"))
    reader = next(a for a in store.accounts.all() if a.username == "lezer")
    store.accounts.set_role(reader.id, network_of(store).id, None, "test")
    assert boxes(test) and not boxes(unfold(test))


def test_a_point_can_be_dropped_and_an_unknown_element_is_refused(store: Store) -> None:
    scan_round = store.networks.rounds(network_of(store).id)[0]
    for element in ("5.6", "1.1"):
        store.meetings.mark(scan_round, element, True, "test")
    assert store.meetings.points(scan_round.id) == ["1.1", "5.6"]
    store.meetings.mark(scan_round, "1.1", False, "test")
    assert store.meetings.points(scan_round.id) == ["5.6"]
    with pytest.raises(Refused):
        store.meetings.mark(scan_round, "9.9", True, "test")


def test_the_next_round_shows_whether_the_elements_of_an_action_moved(store: Store, run: Run) -> None:
    said = words(run("netwerk/evolutie", as_account(store, "lezer")))
    assert "Vorming over online signalen" in said
    assert re.search(r"Omgaan met online verontrustende signalen: \*\*duidelijk vooruit\*\*, van \d+ naar \d+", said)
    assert re.search(r"Interne afstemming: binnen wat toeval kan geven, van \d+ naar \d+", said)
    action = next(a for a in store.plans.of(network_of(store).id) if a.what.startswith("Vorming"))
    assert "Bewogen de elementen?" in words(run("netwerk/plan", as_account(store, "lezer"), actie=action.id))
    running = next(r for r in store.networks.rounds(network_of(store).id) if r.state == "open")
    store.closings.close_round(running, "test")
    newer = store.networks.add_round(running.network, "Winter 2027", running.content_version, None, "test")
    store.networks.start_round(newer, "test")  # without a result it hides nothing of those before it
    said = words(run("netwerk/plan", as_account(store, "lezer"), actie=action.id))
    assert "Bewogen de elementen?" in said and f"tegenover {running.name}" in said
