"""Somebody who acts: adds scans of their own in every way there is, so that what is shown is one colleague's answers.

Each way is played on the real store by a coordinator, a contact or a colleague, with as many scans as the attacker wishes;
what the store refuses is not there. Then the colleague's answer to an element counts as recovered when no other answer of
theirs, alone or with one other of the same block changed, would have looked the same. What is added is told by the attacker
and known to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from random import Random

import pandas as pd

from onlife.domain import privacy
from onlife.domain import source as sources
from onlife.domain.light import Light
from onlife.domain.network import Partner, Round, RoundState
from onlife.domain.scan import FilledScan
from onlife.domain.scoring import LIGHTS
from onlife.domain.shown import Shown
from onlife.security.token import new_id
from onlife.services import results
from onlife.store import Refused, Store
from tests import stores
from tests.frames import cell
from tests.unit.examples import questionnaire

FORM = questionnaire(5, 2, 5, cooperation="1")
ELEMENTS = [element.id for element in FORM.elements]
WHO, THRESHOLD = "attacker", 5
Answers = Mapping[str, str]


@dataclass
class Town:
    """A team of which so many people are asked, in an open round."""

    store: Store
    team: Partner
    round: Round

    @classmethod
    def made(cls, folder: Path, people: int) -> Town:
        store = Store(stores.empty(folder), FORM)
        network = store.networks.add("Netwerk", "Stad", THRESHOLD, WHO)
        team = Partner("team", network.id, "Team", "jeugd", people, joint=False)
        store.networks.save_partners([team], WHO)
        scan_round = store.networks.add_round(network.id, "Najaar", FORM.version, None, WHO)
        store.networks.start_round(scan_round, WHO)
        return cls(store, team, replace(scan_round, state=RoundState.OPEN))

    def fill_in(self, answers: Answers, device: str, slip: str = "", typist: str = "") -> None:
        scan = self.store.scans.begin(self.team, typist, device=device, slip=slip)
        self.store.scans.choose_function(scan.id, "praktijkwerker")
        for element, light in answers.items():
            self.store.scans.answer(scan.id, element, Light(light))
        self.store.scans.submit(scan.id)

    def ask(self, people: int) -> None:
        self.team = replace(self.team, expected=people)
        self.store.networks.save_partners([self.team], WHO)

    def take_in(self, scans: list[Answers]) -> None:
        self.store.scan_imports.add(
            self.round, [FilledScan(self.team.id, "praktijkwerker", False, answers) for answers in scans], WHO
        )


Way = Callable[[Town, list[Answers]], None]


def on_paper(town: Town, own: list[Answers]) -> None:
    for answers in own:
        town.fill_in(answers, "", typist=WHO)


def from_a_file(town: Town, own: list[Answers]) -> None:
    town.take_in(own)


def again_and_again(town: Town, own: list[Answers]) -> None:
    for answers in own:
        town.fill_in(answers, "mine")


def reopened_each_time(town: Town, own: list[Answers]) -> None:
    for answers in own:
        town.fill_in(answers, "mine")
        town.store.closings.close(town.round, town.team, WHO, release=False)
        town.store.closings.reopen(town.round, town.team, WHO)


def some_of_each(town: Town, own: list[Answers]) -> None:
    for at, answers in enumerate(own):
        (on_paper, from_a_file, again_and_again)[at % 3](town, [answers])


def asking_more(way: Way) -> Way:
    """The same, by somebody who first asks as many people as are needed. All who fill in see it."""

    def add(town: Town, own: list[Answers]) -> None:
        town.ask(town.team.expected + len(own))
        way(town, own)

    return add


def through_another_partner(way: Way) -> Way:
    """The same, by a coordinator who fills in for a partner made up for it, and merges that with the team."""

    def add(town: Town, own: list[Answers]) -> None:
        other = Partner("other", town.team.network, "Teaam", "jeugd", len(own), joint=False)
        town.store.networks.save_partners([other], WHO)
        made_up = replace(town, team=other)
        way(made_up, own)
        town.store.merges.merge(town.team, other, WHO)
        town.team = replace(town.team, expected=town.team.expected + len(own))

    return add


def merged_the_other_way(way: Way) -> Way:
    """The same, with the made-up partner as the one that stays."""

    def add(town: Town, own: list[Answers]) -> None:
        stays = Partner("other", town.team.network, "Teaam", "jeugd", len(own), joint=False)
        town.store.networks.save_partners([stays], WHO)
        way(replace(town, team=stays), own)
        town.store.merges.merge(stays, town.team, WHO)
        town.team = replace(stays, expected=stays.expected + town.team.expected)

    return add


def taken_back_each_time(town: Town, own: list[Answers]) -> None:
    """Files that are read in and taken back, and test scans that are removed, before those that stay."""
    imports, scans = town.store.imports, town.store.scans
    for answers in own:
        town.take_in([answers] * 2)
        imports.undo_scans(town.round, imports.of_scans(town.round)[0].id, WHO)
        test = scans.begin(town.team, device="mine")
        scans.remove(town.team, scans.code(test.id), WHO)
        town.fill_in(answers, "mine")


def with_a_lower_threshold(way: Way) -> Way:
    """The same, once the threshold is as low as the store lets it be."""

    def add(town: Town, own: list[Answers]) -> None:
        network = town.store.networks.get(town.team.network)
        assert network
        with suppress(Refused):
            town.store.networks.save(replace(network, threshold=privacy.THRESHOLD_MIN), WHO)
        way(town, own)

    return add


def as_one_scan_in_between(way: Way) -> Way:
    """The same, by a team that is called joint for a while, so that one scan of it is shown whole, and individual again."""

    def add(town: Town, own: list[Answers]) -> None:
        for joint in (True, False):
            changed = replace(town.team, joint=joint, sector="zorg" if joint else "jeugd")
            with suppress(Refused):
                town.store.networks.save_partners([changed], WHO)
                town.team = changed
            with suppress(Refused):
                town.store.closings.close(town.round, town.team, WHO, release=False)
                town.store.closings.reopen(town.round, town.team, WHO)
        way(town, own)

    return add


def on_a_shared_device(town: Town, own: list[Answers]) -> None:
    town.store.closings.share_device(town.round, town.team, WHO, sharing=True)
    again_and_again(town, own)


def in_other_browsers(town: Town, own: list[Answers]) -> None:
    for at, answers in enumerate(own):
        town.fill_in(answers, f"browser {at}")


def without_a_slip(town: Town, own: list[Answers]) -> None:
    for at, answers in enumerate(own):
        town.fill_in(answers, f"browser {at}", slip="ABCD-EFGH-JKMN")


DEFENDED: Mapping[str, Way] = {
    "op papier": on_paper,
    "uit een bestand": from_a_file,
    "telkens opnieuw op één toestel": again_and_again,
    "met heropenen ertussen": reopened_each_time,
    "van alles wat": some_of_each,
    "op papier, met meer gevraagde mensen": asking_more(on_paper),
    "uit een bestand, met meer gevraagde mensen": asking_more(from_a_file),
    "op één toestel, met meer gevraagde mensen": asking_more(again_and_again),
    "van alles wat, met meer gevraagde mensen": asking_more(some_of_each),
    "ingelezen en weer weggehaald": taken_back_each_time,
    "op papier, na een lagere drempel": with_a_lower_threshold(on_paper),
    "op één toestel, na een lagere drempel": with_a_lower_threshold(again_and_again),
    "van alles wat, na een andere wijze en sector": as_one_scan_in_between(some_of_each),
    "bij een verzonnen partner, op papier": through_another_partner(on_paper),
    "bij een verzonnen partner, uit een bestand": through_another_partner(from_a_file),
    "bij een verzonnen partner, op één toestel": through_another_partner(again_and_again),
    "bij een verzonnen partner die blijft, op één toestel": merged_the_other_way(again_and_again),
    "bij een verzonnen partner die blijft, van alles wat": merged_the_other_way(some_of_each),
}
SLIPS: Mapping[str, Way] = {
    "in andere browsers, zonder briefje": without_a_slip,
    "in andere browsers, bij een verzonnen partner": through_another_partner(in_other_browsers),
    "in andere browsers, bij een verzonnen partner die blijft": merged_the_other_way(in_other_browsers),
}
OPEN: Mapping[str, Way] = {
    "in andere browsers, zo vaak als er mensen gevraagd zijn": in_other_browsers,
    "in andere browsers, met meer gevraagde mensen": asking_more(in_other_browsers),
    "in andere browsers, bij een verzonnen partner": through_another_partner(in_other_browsers),
    "op een toestel dat als gedeeld aangeduid is": on_a_shared_device,
}
"""What no rule here prevents, and slips do: SECURITY.md says so."""


@dataclass
class Tried:
    """How many answers of a colleague could be recovered, were, and how often the store refused a scan."""

    answers: int = 0
    recovered: int = 0
    refused: int = 0


def attack(folder: Path, way: Way, tries: int, *, slips: bool = False, together: bool = False, seed: int = 1) -> Tried:
    """So many teams of one colleague and an attacker with scans enough for a band, or for exact counts.

    `together`: the control, in which all scans count as if they were of as many people.
    """
    tried = Tried()
    for number in range(tries):
        chance = Random(f"{seed} {number}")
        added = chance.choice([THRESHOLD - 1, 9])
        colleague = {element: chance.choice(LIGHTS[:3]) for element in ELEMENTS}
        town = Town.made(folder / new_id(), chance.choice([6, 10, 12]))
        if slips:
            town.store.slips.make(town.round, town.team, WHO)
        slip = next(iter(town.store.slips.of(town.round.id, "team").unused), "")
        town.fill_in(colleague, "colleague", slip)
        own: list[Answers] = [dict.fromkeys(ELEMENTS, LIGHTS[at % 3]) for at in range(added)]
        try:
            way(town, own)
        except Refused:
            tried.refused += 1
        town.store.closings.close(town.round, town.team, WHO, release=True)
        tried.answers += len(ELEMENTS)
        tried.recovered += _recovered(town, colleague, together=together)
        town.store.close()
    return tried


def _recovered(town: Town, colleague: Answers, *, together: bool) -> int:
    counts = town.store.results.counts(town.round.id)
    sizes = town.store.results.sizes(town.round.id).groupby("source")["n"].sum()
    parts = [
        privacy.PartnerAnswers(town.team.id, town.team.name, "jeugd", False, int(n), True, True, source=str(s))
        for s, n in sizes.items()
    ]
    mine = "slip" if "slip" in sizes else "web"
    if together:
        lights = counts.groupby("element", as_index=False)[LIGHTS].sum()
        counts = lights.assign(partner=town.team.id, source=mine)
        parts = [replace(parts[0], n=sum(part.n for part in parts), source=mine)]

    network = town.store.networks.get(town.team.network)
    assert network

    def look(other: Answers) -> str:
        return _text(sources.shown(_changed(counts, mine, colleague, other), parts, FORM, network.threshold))

    seen = look(colleague)
    if not together:
        assert _text(results.of_partner(town.store, FORM, network, town.round, town.team.id)) == seen
    return sum(all(look(other) != seen for other in _others(colleague, element)) for element in ELEMENTS)


def _others(answers: Answers, element: str) -> Iterator[Answers]:
    """Other ways in which the colleague may have answered, first on this element alone, then on one more of its block."""
    ways = [light for light in LIGHTS if light != answers[element]]
    yield from ({**answers, element: light} for light in ways)
    block = FORM.element(element).block
    rest = [e.id for e in FORM.block(block).elements if e.id != element]
    yield from ({**answers, element: light, one: also} for light, one, also in product(ways, rest, LIGHTS))


def _changed(counts: pd.DataFrame, source: str, before: Answers, after: Answers) -> pd.DataFrame:
    changed = counts.set_index(["source", "element"]).sort_index()
    for element in ELEMENTS:
        if before[element] != after[element]:
            for light, more in ((before[element], -1), (after[element], 1)):
                changed.loc[(source, element), light] = cell(changed, (source, element), light) + more
    return changed.reset_index()


def _text(shown: Shown) -> str:
    return "".join(frame.to_json() for frame in (shown.partners, shown.blocks, shown.elements))


def told(folder: Path, tries: int) -> Iterator[tuple[str, Tried, bool | None]]:
    """Every way, what came of it, and whether it must fail (True), must succeed (False: a control) or is no promise (None)."""
    for name, way in DEFENDED.items():
        yield name, attack(folder, way, tries), True
    for name, way in SLIPS.items():
        yield name, attack(folder, way, tries, slips=True), True
    yield "op papier, als alles samen telde", attack(folder, asking_more(on_paper), 3, together=True), False
    yield "op één toestel, als alles samen telde", attack(folder, asking_more(again_and_again), 3, together=True), False
    for name, way in OPEN.items():
        yield name, attack(folder, way, tries), None
