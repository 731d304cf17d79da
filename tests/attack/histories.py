"""Random histories of a network in the real store, and what somebody who never stops looking sees of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from random import Random

import pandas as pd

from onlife.domain import coarsening, privacy
from onlife.domain.light import Light
from onlife.domain.network import FUNCTION_GROUPS, Network, Partner, Round
from onlife.domain.scan import FilledScan, Scan
from onlife.domain.scoring import LIGHTS
from onlife.domain.shown import Shown
from onlife.security.token import new_id
from onlife.services import results
from onlife.store import Refused, Store
from tests.attack.attacker import SILENT, Look, Row, block_of, row_of
from tests.attack.jointly import Answers
from tests.unit.examples import questionnaire

FORM = questionnaire(2, 1, 5, cooperation="1")
"""A block that all partners share, a short one, and one whose elements are shown of the small teams together."""
ELEMENTS = [element.id for element in FORM.elements]
ACTOR = "aanval"
TEMPERS = (
    (1, 0, 0, 0, 0),
    (0, 0, 1, 0, 0),
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
    """What was shown of one partner in one round; `answers`: person -> element -> place, as it was; `blocks`: what was shown
    of the blocks of a small team, by block."""

    attackers: tuple[str, ...]
    exact: bool = False
    joint: bool = False
    answers: dict[str, dict[str, int]] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)
    looks: dict[str, list[Look]] = field(default_factory=lambda: {element: [] for element in ELEMENTS})
    blocks: dict[str, Row] = field(default_factory=dict)

    def look(self, shown: Shown, partner: str) -> None:
        """Note what is shown now, if it is something else than before. One scan of a whole team has no colleagues."""
        if self.joint:
            return
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
        if len(self.answers) < coarsening.EXACT_FROM:
            self.blocks = {
                block.id: row for block in FORM.blocks if (row := block_of(shown, partner, block.id)) is not None
            }

    def choices(self, block: str) -> Answers:
        """For each element of a block, how many chose each light, and how many nothing."""
        counts = [self._counts(element.id) for element in FORM.block(block).elements]
        return tuple((*row, len(self.answers) - sum(row)) for row in counts)

    def _counts(self, element: str) -> list[int]:
        chosen = [given[element] for given in self.answers.values()]
        return [chosen.count(place) for place in range(SILENT)]

    def live(self, partner: privacy.PartnerAnswers, threshold: int) -> Shown:
        """What would be shown if results were not frozen."""
        counts = [(partner.partner, element, *self._counts(element)) for element in ELEMENTS]
        frame = pd.DataFrame(counts, columns=["partner", "element", *LIGHTS])
        return privacy.shown(frame, [replace(partner, n=len(self.answers))], FORM, threshold)


@dataclass
class Played:
    """What was seen in one round: of every partner, and of the small teams together (who they are, and their bands)."""

    seen: dict[str, Seen]
    pools: list[tuple[frozenset[str], tuple[object, ...]]] = field(default_factory=list)

    def look(self, shown: Shown) -> None:
        bands = tuple(None if pd.isna(band) else band for band in shown.pool["band"])
        if shown.pooled and (shown.pooled, bands) not in self.pools:
            self.pools.append((shown.pooled, bands))


def play(
    store: Store, chance: Random, *, frozen: bool = True, exact: bool = False, attackers: tuple[str, ...] = ("0",)
) -> Iterator[Played]:
    """One history of two rounds; gives what was seen in each.

    The controls: without `frozen` results are shown while people are still answering, with `exact` every shown element
    shows its counts. `attackers`: who of each team looks; two share what they know.
    """
    network = store.networks.add(f"Netwerk {new_id()}", "Gent", chance.choice([4, 5, 6]), ACTOR)
    partners = [
        Partner(
            new_id(), network.id, f"Partner {at}", chance.choice(["jeugd", "zorg"]), 12, joint=chance.random() < 0.1
        )
        for at in range(chance.randint(2, 5))
    ]
    store.networks.save_partners(partners, ACTOR)
    for name in ("eerste", "tweede"):
        scan_round = store.networks.add_round(network.id, name, FORM.version, None, ACTOR)
        store.networks.start_round(scan_round, ACTOR)
        network = store.networks.get(network.id) or network  # with the threshold that rose meanwhile
        partners = store.networks.partners(network.id)
        if not partners:
            return
        yield _Round(store, chance, network, scan_round, partners, frozen, exact, attackers).played()


class _Round:
    def __init__(
        self,
        store: Store,
        chance: Random,
        network: Network,
        scan_round: Round,
        partners: list[Partner],
        frozen: bool,
        exact: bool,
        attackers: tuple[str, ...],
    ) -> None:
        self.store, self.chance, self.network, self.round, self.frozen = store, chance, network, scan_round, frozen
        self.partners = {partner.id: partner for partner in partners}
        whole = {block.id: chance.choice([None, *TEMPERS]) for block in FORM.blocks}
        shared = {e.id: whole[e.block] or chance.choice(TEMPERS) for e in FORM.elements}
        own = chance.choice([0.1, 0.5, 1.0])
        self.tempers = {
            (partner.id, element): chance.choice(TEMPERS) if chance.random() < own else shared[element]
            for partner in partners
            for element in ELEMENTS
        }
        self.scans: dict[str, list[Scan]] = {partner.id: [] for partner in partners}
        self.played_so_far = Played({p.id: Seen(attackers, exact, p.joint) for p in partners})
        self.seen = self.played_so_far.seen
        self.sizes = {p.id: 1 if p.joint else chance.choice([4, 5, 5, 6, 6, 7, 8, 9, 10, 12]) for p in partners}
        self.one_by_one = not frozen or chance.random() < 0.1

    def played(self) -> Played:
        turns = [key for key, people in self.sizes.items() for _ in range(people)]
        self.chance.shuffle(turns)
        while turns:
            number = 1 if self.one_by_one else self.chance.randint(1, 12)
            now, turns = turns[:number], turns[number:]
            self._join(now)
            if not self.frozen or self.chance.random() < 0.1:
                self._look()
            if self.frozen and self.one_by_one and self.chance.random() < 0.15:
                self._change_of_mind(now[0])
            if self.chance.random() < (0.03 if self.one_by_one else 0.15):
                self._close(self.chance.choice(list(self.partners)))
        for key in self.chance.sample(list(self.partners), self.chance.randint(0, len(self.partners))):
            self._close(key)
        self.store.closings.close_round(self.round, ACTOR)
        self._look()
        for _ in range(self.chance.randint(0, 3)):
            if self.partners:  # erased one by one, until nobody is left to do anything
                self._afterwards()
            self._look()
        return self.played_so_far

    def _afterwards(self) -> None:
        """What can still happen once a round is closed."""
        partner = self.chance.choice(list(self.partners.values()))
        match self.chance.randint(0, 9):
            case 0 | 1 | 2 | 3:
                with suppress(Refused):
                    self.chance.choice(
                        [self.store.closings.release, self.store.closings.offer, self.store.closings.withdraw]
                    )(self.round, partner, ACTOR)
                    self.store.closings.publish(self.round, "", ACTOR, grace=0)
            case 4 | 5:
                known = self.store.networks.get(self.network.id)
                assert known
                self.network = replace(known, threshold=min(known.threshold + 1, privacy.THRESHOLD_MAX))
                self.store.networks.save(self.network, ACTOR)
            case 6 | 7:
                self.store.networks.archive(partner, ACTOR)
                self.store.networks.save_partners([partner], ACTOR)
            case 8:
                with suppress(Refused):
                    self.store.erasure.part(self.round, partner, ACTOR)
            case 9:
                with suppress(Refused):
                    self.store.erasure.partner(partner, ACTOR)
                    del self.partners[partner.id]

    def _join(self, turns: list[str]) -> None:
        """People answer and submit, as far as the scan of their partner is open."""
        open_ones = [key for key in turns if not self.store.closings.get(self.round.id, key).closed]
        if not self.one_by_one:
            self.store.scan_imports.add(self.round, [self._filled(key) for key in open_ones], ACTOR)
            return
        for key in open_ones:
            scan = self.store.scans.begin(self.partners[key])
            person = f"{len(self.seen[key].answers)}"
            self._fill_in(key, scan, person)
            self.store.scans.submit(scan.id)
            self.scans[key].append(replace(scan, function_group=person))

    def _filled(self, key: str) -> FilledScan:
        given = self._chosen(key)
        self.seen[key].answers[f"{len(self.seen[key].answers)}"] = given
        lights = {element: LIGHTS[place] for element, place in given.items() if place != SILENT}
        return FilledScan(key, self.chance.choice(list(FUNCTION_GROUPS)), self.partners[key].joint, lights)

    def _chosen(self, key: str) -> dict[str, int]:
        given = {e: self.chance.choices(range(SILENT + 1), self.tempers[key, e])[0] for e in ELEMENTS}
        if all(place == SILENT for place in given.values()):
            given[ELEMENTS[0]] = 0  # an empty scan cannot be submitted
        return given

    def _fill_in(self, key: str, scan: Scan, person: str) -> None:
        self.store.scans.choose_function(scan.id, self.chance.choice(list(FUNCTION_GROUPS)))
        given = self._chosen(key)
        before = self.seen[key].answers.get(person, {})
        for element, place in given.items():
            if place != SILENT:
                self.store.scans.answer(scan.id, element, Light(LIGHTS[place]))
            elif before.get(element, SILENT) != SILENT:
                given[element] = before[element]
        self.seen[key].answers[person] = given

    def _change_of_mind(self, key: str) -> None:
        if not self.scans[key]:
            return
        scan = self.chance.choice(self.scans[key])
        try:
            self.store.scans.reopen(scan.id)
        except Refused:
            return
        self._fill_in(key, scan, scan.function_group)
        self.store.scans.submit(scan.id)

    def _close(self, key: str) -> None:
        """The contact closes, and sometimes reopens, looks, offers, takes that back or releases; others come to look."""
        partner = self.partners[key]
        steps: list[Callable[[], object]] = [
            lambda: self.store.closings.close(self.round, partner, ACTOR, release=self.chance.random() < 0.3),
            lambda: self.store.closings.reopen(self.round, partner, ACTOR),
            lambda: self.store.closings.open_result(self.round, partner, ACTOR),
            lambda: self.store.closings.release(self.round, partner, ACTOR),
            lambda: self.store.closings.offer(self.round, partner, ACTOR),
            lambda: self.store.closings.withdraw(self.round, partner, ACTOR),
            lambda: self.store.closings.publish(self.round, self.chance.choice(["", key]), ACTOR, grace=0),
        ]
        for step in (steps[0], *self.chance.sample(steps[1:], self.chance.randint(0, 5))):
            try:
                step()
            except Refused:
                continue
            if step is steps[0]:
                self.scans[key].clear()
            self._look()

    def _look(self) -> None:
        """Every screen of the network, under every filter, and the team page of every partner."""
        if not self.frozen:
            for key, partner in self.partners.items():
                who = privacy.PartnerAnswers(key, "", partner.sector, partner.joint, 0, closed=True, released=True)
                self.seen[key].look(self.seen[key].live(who, self.network.threshold), key)
            return
        everything = results.of_network(self.store, FORM, self.network, self.round)
        sectors = {partner.sector for partner in self.partners.values()}
        filtered = {sector: privacy.only(everything, [sector]) for sector in sectors}
        for shown in (everything, *filtered.values()):
            self.played_so_far.look(shown)
        for key, partner in self.partners.items():
            seen = self.seen[key]
            seen.look(everything, key)
            seen.look(filtered[partner.sector], key)
            closing = self.store.closings.get(self.round.id, key)
            if (closing.opened or closing.released) and (not seen.counted or self.chance.random() < 0.1):
                seen.look(results.of_partner(self.store, FORM, self.network, self.round, key), key)
