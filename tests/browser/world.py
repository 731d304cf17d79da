"""What exists before the first visitor: the demo network, and a network in the making with a partner for every story.

The store is filled before the server starts, because one process owns the file. Passwords and partners are made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import bcrypt

from onlife.domain.access import INSTALLATION, Role
from onlife.domain.account import Link, LinkKind
from onlife.domain.light import Light
from onlife.domain.network import Network, Partner, Round
from onlife.domain.scan import FilledScan
from onlife.security.token import new_id
from onlife.services import demo, installation
from onlife.store import Store
from tests import stores

HOME = Path(__file__).resolve().parents[2]
ACTOR = "browsertest"

NETWORK, ROUND, RESTING = "Netwerk Onlife Demerdal", "Winter 2026", "Zomernetwerk Demerdal"
PHONE, KEYS, TABS, LOOKING = "Jeugdhuis De Brug", "Wijkteam Noord", "School De Linde", "Kinderkliniek Ter Duinen"
TEAM, HIDDEN, SHUT = "Welzijnshuis Demer", "Jongerenpunt Oost", "Muziekschool Da Capo"
REVOKED, OPEN_TAB, SCANNED = "Sportclub De Bal", "Opvang De Wieg", "Jeugdbrigade West"
IDLE, WALKED, DROPPED = "Buurthuis De Pomp", "Leeskring De Letter", "Huiswerkklas De Gids"
RETURNING = "Atelier De Steiger"
TOGETHER, APART, BEFORE = "Bibliotheek Demerboek", "Poppenhuis Demer", "Herfst 2025"
"""Fill in together; both did so in an earlier round, of which the second released nothing."""
PARTNERS = (
    PHONE,
    KEYS,
    TABS,
    LOOKING,
    TEAM,
    HIDDEN,
    SHUT,
    REVOKED,
    OPEN_TAB,
    SCANNED,
    IDLE,
    WALKED,
    DROPPED,
    RETURNING,
)


@dataclass(frozen=True)
class Login:
    username: str
    password: str


DEMO_COORDINATOR = Login(demo.ACCOUNTS[0].username, demo.ACCOUNTS[0].password)
DEMO_READER = Login(demo.ACCOUNTS[1].username, demo.ACCOUNTS[1].password)
COORDINATOR = Login("sofie", "de demer stroomt traag")
PROGRAMME = Login("pia", "de provincie kijkt van ver")
"""Serves all networks and coordinates none."""
STAND_IN = Login("mieke", "de pomp loopt elke dag")
"""Coordinates the same network, and leaves everywhere in one of the stories."""


@dataclass(frozen=True)
class World:
    """The data folder and the links in it: (partner, kind) -> the path that opens it."""

    folder: Path
    links: Mapping[tuple[str, LinkKind], str]
    resting: str
    """The network in which nothing happened yet."""

    def scan_link(self, partner: str) -> str:
        return self.links[partner, LinkKind.SCAN]

    def team_link(self, partner: str) -> str:
        return self.links[partner, LinkKind.TEAM]


def build(folder: Path) -> World:
    """Fill an empty data folder and close it again."""
    store = Store(stores.with_demo(folder), installation.questionnaire())
    try:
        links = _links(store, store.networks.all()[0])
        account = store.accounts.add(COORDINATOR.username, "Sofie", _hashed(COORDINATOR.password), ACTOR)
        network, scan_round = _network(store, account.id)
        stand_in = store.accounts.add(STAND_IN.username, "Mieke", _hashed(STAND_IN.password), ACTOR)
        store.accounts.set_role(stand_in.id, network.id, Role.COORDINATOR, ACTOR)
        programme = store.accounts.add(PROGRAMME.username, "Pia", _hashed(PROGRAMME.password), ACTOR)
        store.accounts.set_role(programme.id, INSTALLATION, Role.PROGRAMME, ACTOR)
        partners = {partner.name: partner for partner in store.networks.partners(network.id)}
        _fill_in(store, scan_round, partners[TEAM], 12)
        _fill_in(store, scan_round, partners[HIDDEN], 6)
        _fill_in(store, scan_round, partners[SHUT], 5)
        _fill_in(store, scan_round, partners[WALKED], 6)
        store.closings.close(scan_round, partners[SHUT], ACTOR, release=True)
        links |= _links(store, network)
        store.links.revoke(_link(store, network, partners[REVOKED]), ACTOR)
        resting = _resting(store, account.id)
        links |= _links(store, resting)
        links |= _links(store, _again(store))
    finally:
        store.close()
    return World(folder, links, resting.id)


def demo_partners() -> tuple[str, ...]:
    """The names that nobody from outside the demo network may ever receive."""
    return tuple(organisation.name for organisation in demo.STORY.organisations)


def _network(store: Store, coordinator: str) -> tuple[Network, Round]:
    network = store.networks.add(NETWORK, "Demerdal", 5, ACTOR)
    store.accounts.set_role(coordinator, network.id, Role.COORDINATOR, ACTOR)
    partners = [Partner(new_id(), network.id, name, "Jeugdwerk", 12, joint=False) for name in PARTNERS]
    store.networks.save_partners(partners, ACTOR)
    store.links.make(network.id, [partner.id for partner in partners], ACTOR)
    scan_round = store.networks.add_round(network.id, ROUND, installation.questionnaire().version, None, ACTOR)
    store.networks.start_round(scan_round, ACTOR)
    return network, scan_round


def _resting(store: Store, coordinator: str) -> Network:
    """A network whose round has not been opened."""
    network = store.networks.add(RESTING, "Demerdal", 5, ACTOR)
    store.accounts.set_role(coordinator, network.id, Role.COORDINATOR, ACTOR)
    partner = Partner(new_id(), network.id, RESTING, "Jeugdwerk", 8, joint=False)
    store.networks.save_partners([partner], ACTOR)
    store.links.make(network.id, [partner.id], ACTOR)
    return network


def _again(store: Store) -> Network:
    """A network in a second round, with partners that fill in together."""
    network = store.networks.add("Leesnetwerk Demerdal", "Demerdal", 5, ACTOR)
    partners = [Partner(new_id(), network.id, name, "Cultuur", 3, joint=True) for name in (TOGETHER, APART)]
    store.networks.save_partners(partners, ACTOR)
    store.links.make(network.id, [partner.id for partner in partners], ACTOR)
    version = installation.questionnaire().version
    before = store.networks.add_round(network.id, BEFORE, version, None, ACTOR)
    store.networks.start_round(before, ACTOR)
    for partner in partners:
        answers = {element.id: Light.ORANGE.value for element in installation.questionnaire().elements[:-1]}
        said = {"1.1": f"Bij {partner.name} staat het in de visie"}
        store.scan_imports.add(before, [FilledScan(partner.id, "", True, answers, said)])
        store.closings.close(before, partner, ACTOR, release=partner.name == TOGETHER)
    store.closings.close_round(before, ACTOR)
    store.networks.start_round(store.networks.add_round(network.id, ROUND, version, None, ACTOR), ACTOR)
    return network


def _fill_in(store: Store, scan_round: Round, partner: Partner, number: int) -> None:
    lights = (Light.GREEN, Light.ORANGE, Light.RED, Light.GREEN)
    elements = installation.questionnaire().elements
    scans = [
        FilledScan(
            partner.id,
            "praktijkwerker" if person % 3 else "leidinggevende",
            False,
            {element.id: lights[(at + person) % len(lights)].value for at, element in enumerate(elements)},
        )
        for person in range(number)
    ]
    store.scan_imports.add(scan_round, scans)


def _links(store: Store, network: Network) -> dict[tuple[str, LinkKind], str]:
    names = store.networks.partner_names(network.id)
    known = store.links.of(network.id)
    return {(names[partner], kind): f"/l/{store.links.token(link)}" for (partner, kind), link in known.items()}


def _link(store: Store, network: Network, partner: Partner) -> Link:
    return store.links.of(network.id)[partner.id, LinkKind.SCAN]


def _hashed(password: str) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()
