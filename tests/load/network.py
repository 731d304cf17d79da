"""A network to measure on: twenty partners, two rounds, most of the second closed and released, five still filling in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from onlife.domain.access import Role
from onlife.domain.account import LinkKind
from onlife.domain.light import Light
from onlife.domain.network import Partner
from onlife.domain.privacy import THRESHOLD_DEFAULT
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scan import FilledScan
from onlife.security.token import new_id
from onlife.store import Store

ACTOR = "load"
PAGES = ("overzicht", "samenwerking", "bouwsteen")
"""The network pages that are measured: the largest, and the first that a meeting looks at."""
PARTNERS, STILL_OPEN = 20, 5
TEAM = {"leidinggevende": 5, "praktijkwerker": 6, "ict": 1}
SECTORS = ("CAW", "CLB", "Jeugdwerk", "Lokaal bestuur", "Onderwijs", "Politie")


@dataclass(frozen=True)
class Prepared:
    """What clients need: tokens of the scan links that are open, and the secret of a coordinator's session."""

    tokens: tuple[str, ...]
    coordinator: str


def prepare(folder: Path, questionnaire: Questionnaire, seed: int = 1) -> Prepared:
    """Fill an empty data folder and close it again: one process owns it."""
    store = Store(folder, questionnaire)
    random = Random(seed)
    try:
        with store.transaction():
            network = store.networks.add("Netwerk onder belasting", "Meetstad", THRESHOLD_DEFAULT, ACTOR)
            partners = [
                Partner(new_id(), network.id, f"Partner {number:02}", SECTORS[number % len(SECTORS)], 10**6, False)
                for number in range(1, PARTNERS + 1)
            ]
            store.networks.save_partners(partners, ACTOR)
            store.links.make(network.id, [partner.id for partner in partners], ACTOR)
            leanings = {partner.id: random.gauss(0, 0.3) for partner in partners}
            for name in ("Voorjaar", "Najaar"):
                scan_round = store.networks.add_round(network.id, name, questionnaire.version, None, ACTOR)
                store.networks.start_round(scan_round, ACTOR)
                store.networks.save_round(replace(scan_round, shared=True), ACTOR)
                store.scan_imports.add(
                    scan_round, [s for p in partners for s in _team(questionnaire, p, leanings[p.id], random)]
                )
                if name == "Voorjaar":
                    store.closings.close_round(scan_round, ACTOR)
                    continue
                for partner in partners[:-STILL_OPEN]:
                    store.closings.close(scan_round, partner, ACTOR, release=True)
            account = store.accounts.add("meting", "Meting", "no password leads here", ACTOR)
            store.accounts.set_role(account.id, network.id, Role.COORDINATOR, ACTOR)
        links = store.links.of(network.id)
        tokens = tuple(store.links.token(links[p.id, LinkKind.SCAN]) for p in partners[-STILL_OPEN:])
        return Prepared(tokens, store.sessions.start("account", account.id))
    finally:
        store.close()


def _team(questionnaire: Questionnaire, partner: Partner, leaning: float, random: Random) -> list[FilledScan]:
    """One scan per member of a partner's team, with remarks in every third."""
    functions = [function for function, number in TEAM.items() for _ in range(number)]
    return [
        FilledScan(
            partner.id,
            function,
            False,
            {element.id: light(random.gauss(1 + leaning, 0.7), random) for element in questionnaire.elements},
            {b.id: f"Opmerking {number} bij {b.short}." for b in questionnaire.blocks} if number % 3 == 0 else {},
        )
        for number, function in enumerate(functions)
    ]


def light(level: float, random: Random) -> str:
    """A colour around a level, from red (0) to green (2), and now and then none."""
    if random.random() < 0.03:
        return str(Light.NOT_APPLICABLE.value)
    chosen = Light.RED if level < 0.6 else Light.ORANGE if level < 1.4 else Light.GREEN
    return str(chosen.value)
