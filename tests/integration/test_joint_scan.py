"""The door to a scan that is filled in together: who may begin from what was chosen in an earlier round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from onlife import web
from onlife.domain.access import Role
from onlife.domain.account import LinkKind
from onlife.domain.network import Partner
from onlife.domain.scan import FilledScan
from onlife.export.own_result import own_result
from onlife.security.token import SESSION_COOKIES
from onlife.services import installation, results
from onlife.store import Store
from onlife.text import today

BEFORE, WHY = "Herfst", "Het staat in de visie"
OFFER = f"Begin van jullie antwoorden van {BEFORE}"
NOTHING = "geen antwoorden van een vorige scanronde"


@dataclass
class Town:
    """Two partners that fill in together and one that does not, asked again; `open` released its result, `shut` did not."""

    store: Store
    network: str
    open: Partner
    shut: Partner
    alone: Partner

    def link(self, partner: Partner, kind: LinkKind = LinkKind.SCAN) -> str:
        return f"/l/{self.store.links.token(self.store.links.of(self.network)[partner.id, kind])}"

    def contact(self, partner: Partner) -> dict[str, str]:
        link = self.store.links.of(self.network)[partner.id, LinkKind.TEAM]
        return {SESSION_COOKIES["team"]: self.store.sessions.start("team", link.id)}

    def coordinator(self) -> dict[str, str]:
        account = self.store.accounts.add("an", "An", "-", "an")
        self.store.accounts.set_role(account.id, self.network, Role.COORDINATOR, "an")
        return {SESSION_COOKIES["account"]: self.store.sessions.start("account", account.id)}


@pytest.fixture
def town(store: Store) -> Town:
    network = store.networks.add("Netwerk", "Stad", 4, "an")
    partners = [
        Partner(name, network.id, name, "Sector", 6, joint)
        for name, joint in (("Open", True), ("Dicht", True), ("Apart", False))
    ]
    store.networks.save_partners(partners, "an")
    store.links.make(network.id, [partner.id for partner in partners], "an")
    version = installation.questionnaire().version
    before = store.networks.add_round(network.id, BEFORE, version, None, "an")
    store.networks.start_round(before, "an")
    for partner in partners:
        answers = {element.id: "orange" for element in installation.questionnaire().elements}
        scans = [FilledScan(partner.id, "", partner.joint, answers, {"1.1": WHY} if partner.joint else {})]
        store.scan_imports.add(before, scans * (1 if partner.joint else 6))
        store.closings.close(before, partner, "an", release=partner.id != "Dicht")
    store.closings.close_round(before, "an")
    store.networks.start_round(store.networks.add_round(network.id, "Lente", version, None, "an"), "an")
    return Town(store, network.id, *partners)


def visitor(cookies: Mapping[str, str] = MappingProxyType({})) -> TestClient:
    app = Starlette(routes=web.routes(), middleware=web.middleware())
    return TestClient(app, cookies=dict(cookies), follow_redirects=False)


def began(town: Town, partner: Partner, browser: TestClient) -> bool:
    """Whether this browser begins from the earlier round; otherwise it is refused and nothing began."""
    offered = OFFER in browser.get(town.link(partner)).text
    answer = browser.post(town.link(partner), data={"keuze": "vorige"})
    if answer.status_code == 303:
        scan = town.store.scans.scan(town.store.actors.of(dict(browser.cookies))["scan"].scan)
        assert offered and scan is not None and town.store.scans.earlier.of(scan) is not None
        return True
    assert (answer.status_code, NOTHING in answer.text, offered) == (409, True, False)
    assert not town.store._db.rows("SELECT * FROM draft_events")
    return False


def test_the_scan_link_of_a_team_begins_from_what_the_network_may_see(town: Town) -> None:
    assert began(town, town.open, visitor())


def test_a_team_may_begin_with_nothing(town: Town) -> None:
    browser = visitor()
    assert browser.post(town.link(town.open), data={"keuze": "nieuw"}).status_code == 303
    scan = town.store.scans.scan(town.store.actors.of(dict(browser.cookies))["scan"].scan)
    assert scan is not None and not scan.earlier
    assert OFFER not in browser.get(town.link(town.open)).text, "one goes on with it"
    assert browser.post(town.link(town.open), data={"keuze": "vorige"}).status_code == 409, "one scan of a team"


def test_what_is_withheld_opens_for_its_own_contact_only(town: Town) -> None:
    coordinator = town.coordinator()
    for cookies in ({}, coordinator, town.contact(town.open), {**coordinator, **town.contact(town.alone)}):
        assert not began(town, town.shut, visitor(cookies))
    own = town.contact(town.shut)
    link = town.store.links.of(town.network)[town.shut.id, LinkKind.TEAM]
    town.store.links.replace(link, "an")
    assert not began(town, town.shut, visitor(own)), "that team link was replaced"
    assert began(town, town.shut, visitor(town.contact(town.shut)))


def test_who_fills_in_alone_begins_from_nothing(town: Town) -> None:
    assert not began(town, town.alone, visitor(town.contact(town.alone)))
    alone = replace(town.open, joint=False)
    town.store.networks.save_partners([alone], "an")
    assert not began(town, alone, visitor(town.contact(alone)))


def test_reasons_stand_in_the_result_that_a_partner_takes_along(town: Town) -> None:
    store, form = town.store, installation.questionnaire()
    before, network = store.networks.rounds(town.network)[-1], store.networks.get(town.network)
    assert before.name == BEFORE and network is not None
    place: dict[str, Any] = {"network": network.name, "scan_round": BEFORE, "day": today()}
    for partner in (town.open, town.shut, town.alone):
        own = results.of_partner(store, form, network, before, partner.id)
        report = own_result(own, partner.id, form, results.reasons(store, own, before, partner.id), **place)
        assert report is not None and (WHY in str(report)) == partner.joint
    seen = results.of_network(store, form, network, before)
    assert results.reasons(store, seen, before, town.open.id) == {"1.1": WHY}
    assert results.reasons(store, seen, before, town.shut.id) == {}
