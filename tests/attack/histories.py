"""Random histories of a network in the real store, and what somebody who never stops looking sees of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

import pandas as pd

from onlife import privacy, results
from onlife.access import new_id
from onlife.lights import Light
from onlife.privacy import Shown
from onlife.scoring import LIGHTS
from onlife.store import Refused, Store
from onlife.store.records import FUNCTION_GROUPS, Network, Partner, Round, Scan
from tests.attack.attacker import SILENT, Look, row_of
from tests.unit.examples import questionnaire

FORM = questionnaire(2, 1)
ELEMENTS = [element.id for element in FORM.elements]
ACTOR = "aanval"
TEMPERS = (
    (1, 0, 0, 0, 0),
    (0, 0, 0, 1, 0),
    (12, 1, 0, 0, 0),
    (0, 1, 12, 1, 0),
    (1, 0, 0, 8, 1),
    (3, 2, 1, 1, 1),
    (1, 1, 1, 1, 1),
)
"""How a team chooses on an element, as weights of the lights and silence: of one mind, nearly so, or mixed."""


@dataclass
class Seen:
    """What was shown of the elements of one partner in one round; `answers`: person -> element -> place, as it was."""

    attackers: tuple[str, ...]
    exact: bool = False
    answers: dict[str, dict[str, int]] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)
    looks: dict[str, list[Look]] = field(default_factory=lambda: {element: [] for element in ELEMENTS})

    def look(self, shown: Shown, partner: str) -> None:
        """Note what is shown now, if it is something else than before."""
        came = set(self.answers) - self.counted
        for element, looks in self.looks.items():
            row = row_of(shown, partner, element)
            if row is None:
                return
            if self.exact:
                row = (len(self.answers), *self._counts(element))
            if came or looks[-1].row != row:
                own = tuple(self.answers[attacker][element] for attacker in self.attackers if attacker in came)
                looks.append(Look(len(self.answers), row, len(came), own))
        self.counted |= came

    def _counts(self, element: str) -> list[int]:
        chosen = [given[element] for given in self.answers.values()]
        return [chosen.count(place) for place in range(SILENT)]

    def live(self, partner: privacy.Partner, threshold: int) -> Shown:
        """What would be shown if results were not frozen."""
        counts = [(partner.partner, element, *self._counts(element)) for element in ELEMENTS]
        frame = pd.DataFrame(counts, columns=["partner", "element", *LIGHTS])
        return privacy.shown(frame, [replace(partner, n=len(self.answers))], FORM, threshold)


def play(
    store: Store, chance: Random, *, frozen: bool = True, exact: bool = False, attackers: tuple[str, ...] = ("0",)
) -> Iterator[Seen]:
    """One history of two rounds; gives what was seen of every partner in every round.

    The controls: without `frozen` results are shown while people are still answering, with `exact` every shown element
    shows its counts. `attackers`: who of each team looks; two share what they know.
    """
    network = store.networks.add(f"Netwerk {new_id()}", "Gent", chance.choice([4, 5, 6]), ACTOR)
    partners = [
        Partner(new_id(), network.id, f"Partner {at}", chance.choice(["jeugd", "zorg"]), 12, joint=False)
        for at in range(chance.randint(1, 3))
    ]
    store.networks.save_partners(partners, ACTOR)
    for name in ("eerste", "tweede"):
        round = store.networks.add_round(network.id, name, FORM.version, None, ACTOR)
        store.networks.start_round(round, ACTOR)
        yield from _Round(store, chance, network, round, partners, frozen, exact, attackers).played()


class _Round:
    def __init__(
        self,
        store: Store,
        chance: Random,
        network: Network,
        round: Round,
        partners: list[Partner],
        frozen: bool,
        exact: bool,
        attackers: tuple[str, ...],
    ) -> None:
        self.store, self.chance, self.network, self.round, self.frozen = store, chance, network, round, frozen
        self.partners = {partner.id: partner for partner in partners}
        self.tempers = {(partner.id, element): chance.choice(TEMPERS) for partner in partners for element in ELEMENTS}
        self.scans: dict[str, list[Scan]] = {partner.id: [] for partner in partners}
        self.seen = {partner.id: Seen(attackers, exact) for partner in partners}
        self.sizes = {partner.id: chance.randint(5, 12) for partner in partners}

    def played(self) -> Iterator[Seen]:
        turns = [id for id, people in self.sizes.items() for _ in range(people)]
        self.chance.shuffle(turns)
        for id in turns:
            self._join(id)
            if not self.frozen or self.chance.random() < 0.2:
                self._look()
            if self.frozen and self.chance.random() < 0.15:
                self._change_of_mind(id)
            if self.chance.random() < 0.08:
                self._close(self.chance.choice(list(self.partners)))
        for id in self.chance.sample(list(self.partners), self.chance.randint(0, len(self.partners))):
            self._close(id)
        self.store.scans.close_round(self.round, ACTOR)
        self._look()
        yield from self.seen.values()

    def _join(self, id: str) -> None:
        """Somebody answers and submits, if the partner's scan is open."""
        try:
            scan = self.store.scans.begin(self.partners[id])
        except Refused:
            return
        person = f"{len(self.seen[id].answers)}"
        self._fill_in(id, scan, person)
        self.store.scans.submit(scan.id)
        self.scans[id].append(replace(scan, function_group=person))

    def _fill_in(self, id: str, scan: Scan, person: str) -> None:
        self.store.scans.choose_function(scan.id, self.chance.choice(list(FUNCTION_GROUPS)))
        given = {e: self.chance.choices(range(SILENT + 1), self.tempers[id, e])[0] for e in ELEMENTS}
        if all(place == SILENT for place in given.values()):
            given[ELEMENTS[0]] = 0  # an empty scan cannot be submitted
        before = self.seen[id].answers.get(person, {})
        for element, place in given.items():
            if place != SILENT:
                self.store.scans.answer(scan.id, element, Light(LIGHTS[place]))
            elif before.get(element, SILENT) != SILENT:
                given[element] = before[element]
        self.seen[id].answers[person] = given

    def _change_of_mind(self, id: str) -> None:
        if not self.scans[id]:
            return
        scan = self.chance.choice(self.scans[id])
        try:
            self.store.scans.reopen(scan.id)
        except Refused:
            return
        self._fill_in(id, scan, scan.function_group)
        self.store.scans.submit(scan.id)

    def _close(self, id: str) -> None:
        """The contact closes, and sometimes reopens, looks or releases."""
        partner = self.partners[id]
        steps = [
            lambda: self.store.scans.close(self.round, partner, ACTOR, release=self.chance.random() < 0.3),
            lambda: self.store.scans.reopen_partner(self.round, partner, ACTOR),
            lambda: self.store.scans.open_result(self.round, partner, ACTOR),
            lambda: self.store.scans.release(self.round, partner, ACTOR),
        ]
        for step in (steps[0], *self.chance.sample(steps[1:], self.chance.randint(0, 3))):
            try:
                step()
            except Refused:
                continue
            if step is steps[0]:
                self.scans[id].clear()
            self._look()

    def _look(self) -> None:
        """Every screen of the network, under every filter, and the team page of every partner."""
        if not self.frozen:
            for id, seen in self.seen.items():
                who = privacy.Partner(id, "", self.partners[id].sector, False, 0, closed=True, released=True)
                seen.look(seen.live(who, self.network.threshold), id)
            return
        everything = results.of_network(self.store, FORM, self.network, self.round)
        for id, seen in self.seen.items():
            partner = self.partners[id]
            seen.look(everything, id)
            seen.look(privacy.only(everything, [partner.sector]), id)
            closing = self.store.scans.closing(self.round.id, id)
            if closing.opened or closing.released:
                seen.look(results.of_partner(self.store, FORM, self.network, self.round, id), id)
