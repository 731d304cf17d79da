"""The log book: one line per change, who and when, and nothing that was answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onlife.access import Role
from onlife.lights import Light
from onlife.questionnaire import load
from onlife.store import Store
from onlife.store.records import LinkKind, Network, Partner


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path, load())
    yield opened
    opened.close()


@pytest.fixture
def network(store: Store) -> Network:
    return store.networks.add("Netwerk", "Stad", 5, "an")


def told(store: Store, network: Network) -> list[str]:
    return store.audit.events(network.id)["what"].tolist()


def test_every_change_is_one_line_newest_first(store: Store, network: Network) -> None:
    team = Partner("p", network.id, "Jeugdhuis", "Jeugdwerk", 6, True)
    store.networks.save_partners([team], "an")
    store.visitors.make_links(network.id, ["p"], "an")
    round = store.networks.add_round(network.id, "Najaar", 1, None, "an")
    store.networks.start_round(round, "an")
    scan = store.scans.begin(team).id
    store.scans.answer(scan, "1.1", Light.RED)
    store.scans.submit(scan)
    store.scans.close(round, team, "an", release=False)
    store.scans.open_result(round, team, "an")
    store.scans.release(round, team, "an")
    store.visitors.replace_link(store.visitors.links(network.id)["p", LinkKind.TEAM], "an")
    store.networks.archive(team, "an")
    store.networks.save(replace(network, threshold=6), "an")
    store.audit.exported(network.id, "resultaten.csv", "an")
    assert told(store, network) == [
        "meegenomen: resultaten.csv",
        "netwerk bewaard, drempel 6",
        "partner Jeugdhuis gearchiveerd",
        "teamlink van Jeugdhuis gemaakt",
        "teamlink van Jeugdhuis ingetrokken",
        "Jeugdhuis: resultaat vrijgegeven",
        "Jeugdhuis: resultaat bekeken",
        "Jeugdhuis: resultaat nog niet vrijgegeven",
        "Jeugdhuis: scan afgesloten",
        "scanronde Najaar: open, netwerkpagina's niet open voor partners",
        "scanronde Najaar: concept, netwerkpagina's niet open voor partners",
        "teamlink van Jeugdhuis gemaakt",
        "scanlink van Jeugdhuis gemaakt",
        "partner Jeugdhuis bewaard",
        "netwerk bewaard, drempel 5",
    ]


def test_accounts_and_logins_are_told_by_name(store: Store, network: Network) -> None:
    an = store.visitors.add_account("an", "An Peeters", "hash", "eerste start")
    store.visitors.set_role(an.id, network.id, Role.COORDINATOR, an.id)
    store.visitors.start_session("account", an.id)
    events = store.audit.events(network.id)
    assert events["what"].tolist()[:2] == ["aangemeld", "account An Peeters: coördinator"]
    assert events["who"].tolist()[:2] == ["An Peeters", "An Peeters"]


def test_a_contact_is_told_as_the_contact_of_a_partner(store: Store, network: Network) -> None:
    team = Partner("p", network.id, "Jeugdhuis", "Jeugdwerk", 6, True)
    store.networks.save_partners([team], "an")
    store.visitors.make_links(network.id, ["p"], "an")
    link = store.visitors.links(network.id)["p", LinkKind.TEAM]
    store.audit.exported(network.id, "figuur", link.id)
    assert store.audit.events(network.id)["who"].tolist()[0] == "contactpersoon van Jeugdhuis"


def test_another_network_is_not_told(store: Store, network: Network) -> None:
    other = store.networks.add("Elders", "Elders", 5, "bo")
    store.audit.exported(other.id, "geheim.csv", "bo")
    assert "meegenomen: geheim.csv" not in told(store, network)


def test_what_was_answered_is_not_in_the_log_book(store: Store, network: Network) -> None:
    team = Partner("p", network.id, "Jeugdhuis", "Jeugdwerk", 6, True)
    store.networks.save_partners([team], "an")
    store.networks.start_round(store.networks.add_round(network.id, "Najaar", 1, None, "an"), "an")
    scan = store.scans.begin(team).id
    store.scans.answer(scan, "1.1", Light.RED)
    store.scans.remark(scan, "1", "Dit is van mij")
    told = store.audit.events(network.id).drop(columns="moment").to_csv()  # a moment may hold any figures
    assert not [word for word in ("red", "rood", "1.1", "van mij", scan) if word in told]
