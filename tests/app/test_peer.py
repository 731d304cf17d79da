"""Standing beside other networks on the pages: who chooses it, who sees it, and what a network alone reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from onlife.domain.access import Role
from onlife.domain.network import Network, Partner
from onlife.domain.peer import MIN_NETWORKS
from onlife.domain.scan import FilledScan
from onlife.services import demo, installation, peer
from onlife.store import Store
from tests.app.conftest import Run, as_account, as_contact, as_respondent, network_of, partner_named, words
from tests.sample import sample

FORM = installation.questionnaire()
Cookies = Mapping[str, str]
NETWORK = ("coordinator", "reader", "contact")


@pytest.fixture
def own(store: Store) -> Network:
    return network_of(store)


@pytest.fixture
def visitors(store: Store, own: Network) -> dict[str, Cookies]:
    return {
        "coordinator": as_account(store, "coordinator"),
        "reader": as_account(store, "lezer"),
        "contact": as_contact(store, partner_named(store, "Jeugdhuis")),
        "respondent": as_respondent(store, partner_named(store, "Bibliotheek")),
        "nobody": {},
    }


def others(store: Store, number: int) -> None:
    """So many other networks that take part, each with a closed round of one partner."""
    for at in range(number):
        network = store.networks.add(f"Elders {at}", "Elders", 5, "test")
        partner = Partner(f"elders {at}", network.id, f"Partner {at}", "Jeugdwerk", 6, True)
        store.networks.save_partners([partner], "test")
        scan_round = store.networks.add_round(network.id, "Ronde", FORM.version, None, "test")
        store.networks.start_round(scan_round, "test")
        answers = {e.id: "green" if place % 7 < at else "red" for place, e in enumerate(FORM.elements)}
        store.scan_imports.add(scan_round, [FilledScan(partner.id, "", True, answers)], "test")
        peer.take_part(store, network, True, "test")
        peer.close_round(store, network, scan_round, "test")


def overview(store: Store, own: Network, run: Run, cookies: Cookies, name: str = demo.SPRING) -> Any:
    """*Overzicht* with the box opened, as after a click on it."""
    test = run("netwerk/overzicht", cookies, ronde=name)
    scan_round = next(scan_round for scan_round in store.networks.rounds(own.id) if scan_round.name == name)
    test.session_state[f"others {scan_round.id}"] = True
    test.run()
    assert not test.exception
    return test


@pytest.mark.parametrize("who", sample(NETWORK, ["contact"]))
def test_a_network_alone_reads_why_there_is_nothing_yet(
    store: Store, own: Network, visitors: dict[str, Cookies], run: Run, who: str
) -> None:
    test = overview(store, own, run, visitors[who])
    assert "vergelijkt zich niet met andere netwerken" in words(test)
    links = [link.proto.label for link in test.main.get("page_link")]
    assert ("Bekijk wat meedoen betekent" in links) == (who == "coordinator")
    peer.take_part(store, own, True, "test")
    assert f"Dat kan vanaf {MIN_NETWORKS} netwerken" in words(overview(store, own, run, visitors[who]))
    assert "is nog open" in words(overview(store, own, run, visitors[who], demo.AUTUMN))


@pytest.mark.parametrize("who", sample(NETWORK, ["contact"]))
def test_who_sees_the_network_sees_it_beside_the_others_and_none_of_them(
    store: Store, own: Network, visitors: dict[str, Cookies], run: Run, who: str
) -> None:
    others(store, MIN_NETWORKS - 1)
    peer.take_part(store, own, True, "test")
    test = overview(store, own, run, visitors[who])
    assert "Jullie score en het midden van de netwerken" in [header.value for header in test.header]
    assert "geen rangorde" in words(test) and "Elders" not in words(test)
    peer.take_part(store, own, False, "test")
    assert "vergelijkt zich niet met andere netwerken" in words(overview(store, own, run, visitors[who]))


@pytest.mark.parametrize("who", ["respondent", "nobody"])
def test_others_do_not_see_the_network_at_all(visitors: dict[str, Cookies], run: Run, who: str) -> None:
    test = run("netwerk/overzicht", visitors[who])
    assert "Naast andere netwerken" not in [box.label for box in test.expander]


def test_the_coordinator_chooses_it_and_can_go_back_on_it(
    store: Store, own: Network, visitors: dict[str, Cookies], run: Run
) -> None:
    test = run("regie/beheer", visitors["coordinator"])
    assert "Stoppen" in words(test) and "Wat anderen zien" in words(test)
    for wanted, said in ((True, "doet nu mee"), (False, "doet niet meer mee")):
        toggle = next(one for one in test.toggle if one.label == "Ons netwerk doet mee")
        assert toggle.value is not wanted
        toggle.set_value(wanted).run()
        assert not test.exception and store.peers.takes_part(own.id) is wanted
        assert said in words(test)
    assert "vergelijken met andere netwerken: doet niet meer mee" in store.audit.events(own.id)["what"].tolist()


def test_who_coordinates_several_networks_is_told_that_they_count_as_one(
    store: Store, own: Network, visitors: dict[str, Cookies], run: Run
) -> None:
    said = "Jij coördineert 2 netwerken. Ze mogen elk meedoen"
    assert said not in words(run("regie/beheer", visitors["coordinator"]))
    account = next(one for one in store.accounts.all() if one.username == "coordinator")
    other = store.networks.add("Elders", "Elders", 5, "test")
    store.accounts.set_role(account.id, other.id, Role.COORDINATOR, "test")
    assert said in words(run("regie/beheer", visitors["coordinator"], netwerk=own.id))
