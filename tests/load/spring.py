"""An installation in the middle of a spring: many networks whose colleagues fill in, each as the app would have stored it.

One network is filled through the store, one choice after another: twenty partners with a contact person who was mailed,
ten colleagues each who came in by the link, gave every element a colour and handed in; half of the partners have closed
and released their scan. Then it is copied (`copies`).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

from onlife.content.letter import Occasion
from onlife.domain.access import INSTALLATION, Role
from onlife.domain.account import LinkKind
from onlife.domain.contact import Contact
from onlife.domain.light import Light
from onlife.domain.network import Network, Partner, Round
from onlife.domain.privacy import THRESHOLD_DEFAULT
from onlife.domain.questionnaire import Questionnaire
from onlife.security.token import new_id, new_secret
from onlife.store import Store
from onlife.store.mail import MailStep
from onlife.text import today
from tests.load.copies import multiply
from tests.load.network import ACTOR, SECTORS, light

PARTNERS, TEAM = 20, 10
"""Partners of a network, half of which have closed, and colleagues of each."""
ROOM = 10**6
"""How many are asked of each partner: room for everybody whom a measurement lets come in."""
FUNCTIONS = ("leidinggevende", "praktijkwerker", "ict")
TOGETHER = 40
"""So many colleagues of the first network fill in at the same time, which shares the waits for the disk."""


@dataclass(frozen=True)
class Spring:
    """What clients need: scan links of open partners, each of another network in turn, and secrets of sessions."""

    tokens: tuple[str, ...]
    coordinators: tuple[str, ...]
    """One of the network that was filled through the store, then one of a copy."""
    programme: str


def fill(
    folder: Path, questionnaire: Questionnaire, networks: int, *, partners: int = PARTNERS, team: int = TEAM
) -> None:
    """Fill an empty data folder with so many networks and close it again."""
    store = Store(folder, questionnaire)
    try:
        _first(store, questionnaire, partners, team)
        seal = store.audit._log.seal_anew
    finally:
        store.close()
    multiply(folder, networks, seal)


def enter(store: Store) -> Spring:
    """What clients need of a store that was filled."""
    networks = sorted(store.networks.all(), key=lambda network: (len(network.name), network.name))
    tokens: list[list[str]] = []
    for network in networks:
        scan_round, links = store.networks.open_round(network.id), store.links.of(network.id)
        assert scan_round is not None
        closed = store.closings.of(scan_round.id)
        tokens.append(
            [
                store.links.token(link)
                for (partner, kind), link in links.items()
                if kind is LinkKind.SCAN and partner not in closed
            ]
        )
    accounts = {key: account.id for account in store.accounts.all() for key in account.networks}
    seen = networks[0], networks[len(networks) // 2]
    return Spring(
        tuple(token for turn in zip(*tokens, strict=True) for token in turn),
        tuple(store.sessions.start("account", accounts[network.id]) for network in seen),
        store.sessions.start("account", accounts[INSTALLATION]),
    )


def _first(store: Store, questionnaire: Questionnaire, number: int, team: int) -> None:
    with store.transaction():
        network = store.networks.add("Netwerk", "Meetstad", THRESHOLD_DEFAULT, ACTOR)
        partners = [
            Partner(new_id(), network.id, f"Partner {n:02}", SECTORS[n % len(SECTORS)], ROOM, False)
            for n in range(1, number + 1)
        ]
        store.networks.save_partners(partners, ACTOR)
        store.links.make(network.id, [partner.id for partner in partners], ACTOR)
        _accounts(store, network)
        scan_round = store.networks.add_round(
            network.id, "Voorjaar", questionnaire.version, today() + timedelta(days=30), ACTOR
        )
        store.networks.start_round(scan_round, ACTOR)
        store.networks.save_round(replace(scan_round, shared=True), ACTOR)
        _mails(store, scan_round, partners)
    links = store.links.of(network.id)
    everybody = [(partner, links[partner.id, LinkKind.SCAN].id) for _ in range(team) for partner in partners]
    with ThreadPoolExecutor(TOGETHER) as colleagues:
        list(colleagues.map(partial(_scan, store, questionnaire), *zip(*everybody, strict=True), range(len(everybody))))
    for partner in partners[: number // 2]:
        store.closings.close(scan_round, partner, ACTOR, release=True)


def _accounts(store: Store, network: Network) -> None:
    coordinator = store.accounts.add("meting", "Meting", "no password leads here", ACTOR)
    store.accounts.set_role(coordinator.id, network.id, Role.COORDINATOR, ACTOR)
    programme = store.accounts.add("programma", "Programma", "no password leads here", ACTOR)
    store.accounts.set_role(programme.id, INSTALLATION, Role.PROGRAMME, ACTOR)


def _mails(store: Store, scan_round: Round, partners: list[Partner]) -> None:
    """An invitation and a reminder to the contact of every partner, sent."""
    contacts = [
        Contact(new_id(), p.network, p.id, f"Contact van {p.name}", f"{p.id[:8]}@example.org") for p in partners
    ]
    store.contacts.save(contacts, ACTOR)
    for occasion in (Occasion.INVITATION, Occasion.REMINDER):
        store.mails.queue(scan_round, contacts, occasion, "https://scan.example.org", ACTOR, again=False)
        for mail in store.mails.waiting():
            store.mails.take(mail, MailStep.HANDING)
            store.mails.take(mail, MailStep.SENT, tries=1)


def _scan(store: Store, questionnaire: Questionnaire, partner: Partner, link: str, seed: int) -> None:
    """A colleague who fills in the whole scan; every third one writes a remark."""
    random = Random(seed)
    scan = store.scans.begin(partner, device=new_secret()).id
    store.sessions.start("scan", link, scan)
    store.scans.choose_function(scan, FUNCTIONS[seed % len(FUNCTIONS)])
    for element in questionnaire.elements:
        store.scans.answer(scan, element.id, Light(light(random.gauss(1, 0.7), random)))
    if seed % 3 == 0:
        block = questionnaire.blocks[seed % len(questionnaire.blocks)]
        store.scans.remark(scan, block.id, f"Een opmerking van iemand over {block.short}, een zin lang.")
    store.scans.submit(scan)
