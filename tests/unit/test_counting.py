"""Who counts as one person: no more scans than people asked, one for a device, one for a slip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onlife.content.questionnaire import load
from onlife.domain.light import Light
from onlife.domain.network import Partner, Round, RoundState
from onlife.domain.scan import FilledScan, Scan
from onlife.store import Refused, Store
from tests import stores

pytestmark = pytest.mark.long

WHO = "an"


class Town:
    """A network with an open round and one partner of which four people are asked."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(stores.empty(folder), load())
        network = self.store.networks.add("Netwerk", "Stad", 4, WHO)
        self.team = Partner("team", network.id, "Jeugdhuis", "jeugd", 4, joint=False)
        self.store.networks.save_partners([self.team], WHO)
        scan_round = self.store.networks.add_round(network.id, "Najaar", 1, None, WHO)
        self.store.networks.start_round(scan_round, WHO)
        self.round: Round = replace(scan_round, state=RoundState.OPEN)

    def fill_in(self, device: str = "", slip: str = "", typist: str = "") -> Scan:
        scan = self.store.scans.begin(self.team, typist, device=device, slip=slip)
        self.store.scans.choose_function(scan.id, "praktijkwerker")
        self.store.scans.answer(scan.id, "1.1", Light.GREEN)
        self.store.scans.submit(scan.id)
        return scan

    def take_in(self, number: int) -> None:
        self.store.scan_imports.add(self.round, [FilledScan("team", "ict", False, {"1.1": "green"})] * number, WHO)

    def ask(self, people: int) -> None:
        self.team = replace(self.team, expected=people)
        self.store.networks.save_partners([self.team], WHO)

    def close(self) -> dict[str, int]:
        """Close the scan of the team; gives back how many scans there are of each kind."""
        self.store.closings.close(self.round, self.team, WHO, release=False)
        sizes = self.store.results.sizes(self.round.id)
        return {str(source): int(n) for source, n in sizes.groupby("source")["n"].sum().items()}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    yield town
    town.store.close()


@pytest.mark.parametrize("way", ["here", "on paper", "from a file"])
def test_there_are_never_more_scans_than_people_were_asked(town: Town, way: str) -> None:
    for at in range(3):
        town.fill_in(device=f"{at}")
    begun = town.store.scans.begin(town.team)
    town.fill_in(typist="an")
    with pytest.raises(Refused, match="4 scans ingediend, want er zijn 4 mensen gevraagd"):
        ways: dict[str, Callable[[], object]] = {
            "here": town.fill_in,
            "on paper": lambda: town.fill_in(typist="an"),
            "from a file": lambda: town.take_in(1),
        }
        ways[way]()
    town.store.scans.choose_function(begun.id, "ict")
    town.store.scans.answer(begun.id, "1.1", Light.RED)
    with pytest.raises(Refused, match="Wat bewaard is, blijft"):
        town.store.scans.submit(begun.id)
    town.ask(5)
    town.store.scans.submit(begun.id)
    assert town.store.results.response(town.team.network, town.round.id)[0].submitted == 5


def test_one_who_was_asked_is_told_as_one(town: Town) -> None:
    town.store.networks.save_partners([replace(town.team, expected=1)], "an")
    town.fill_in()
    with pytest.raises(Refused, match="er is al 1 scan ingediend, want er is 1 persoon gevraagd"):
        town.fill_in(device="other")


def test_a_file_with_more_scans_than_people_is_refused_whole(town: Town) -> None:
    with pytest.raises(Refused, match="5 scans erbij zijn er te veel"):
        town.take_in(5)
    town.take_in(4)


def test_scans_of_before_a_reopening_count_too(town: Town) -> None:
    town.take_in(4)
    town.close()
    town.store.closings.reopen(town.round, town.team, WHO)
    with pytest.raises(Refused):
        town.store.scans.begin(town.team)


def test_who_asks_more_people_while_a_round_is_open_is_seen_by_all_and_stands_in_the_log_book(town: Town) -> None:
    assert town.store.networks.raises(town.round, town.team) == []
    town.ask(3)
    town.ask(9)
    [found] = town.store.networks.raises(town.round, town.team)
    assert (found.before, found.after) == (3, 9)
    assert any(
        "gevraagd: 9 in plaats van 3 mensen" in what for what in town.store.audit.events(town.team.network)["what"]
    )


def test_of_one_device_the_first_scan_counts(town: Town) -> None:
    for device in ("laptop", "laptop", "phone", "laptop"):
        town.fill_in(device=device)
    assert len(town.store.closings.repeats(town.round.id, "team")) == 2
    assert town.close() == {"web": 2, "repeat": 2}


def test_where_colleagues_share_a_device_every_scan_of_it_counts(town: Town) -> None:
    town.store.closings.share_device(town.round, town.team, WHO, sharing=True)
    for _ in range(3):
        town.fill_in(device="laptop")
    assert town.close() == {"web": 3}


def test_a_device_counts_once_also_after_a_reopening_and_is_forgotten_when_the_round_closes(town: Town) -> None:
    town.fill_in(device="laptop")
    town.close()
    town.store.closings.reopen(town.round, town.team, WHO)
    town.fill_in(device="laptop")
    assert town.close() == {"web": 1, "repeat": 1}
    town.store.closings.close_round(town.round, WHO)
    assert not town.store._db.rows("SELECT * FROM device_events")


def test_who_reopens_their_own_scan_or_erases_it_stays_one_person(town: Town) -> None:
    scan = town.fill_in(device="laptop")
    town.store.scans.reopen(scan.id)
    town.store.scans.submit(scan.id)
    town.store.scans.erase(scan.id, WHO)
    town.fill_in(device="laptop")
    assert town.close() == {"web": 1}


def test_a_mark_of_a_device_is_of_no_use_in_another_round_or_partner(town: Town) -> None:
    other = replace(town.team, id="other", name="Ander")
    town.store.networks.save_partners([other], WHO)
    for partner in (town.team, other):
        town.store.scans.begin(partner, device="laptop")
    marks = {row["device"] for row in town.store._db.rows("SELECT device FROM device_events")}
    assert len(marks) == 2 and not any("laptop" in mark for mark in marks)


def test_with_slips_nobody_begins_without_one_and_each_is_good_for_one_scan(town: Town) -> None:
    slips = town.store.slips
    assert slips.make(town.round, town.team, WHO) == 4 and slips.of(town.round.id, "team").used == 0
    code, other = slips.of(town.round.id, "team").unused[:2]
    with pytest.raises(Refused, match="werken met briefjes"):
        town.fill_in()
    with pytest.raises(Refused, match="werken met briefjes"):
        town.fill_in(slip="ABCD-EFGH-JKMN")
    town.fill_in(slip=f" {code.lower().replace('-', ' ')} ", device="laptop")
    with pytest.raises(Refused, match="al een scan begonnen"):
        town.fill_in(slip=code)
    town.fill_in(slip=other, typist="an")
    assert (len(slips.of(town.round.id, "team").unused), slips.of(town.round.id, "team").used) == (2, 2)
    assert town.close() == {"slip": 2}


def test_a_code_of_a_slip_opens_no_scan_again(town: Town) -> None:
    town.store.slips.make(town.round, town.team, WHO)
    [code, *_] = town.store.slips.of(town.round.id, "team").unused
    town.fill_in(slip=code)
    assert town.store.scans.resume(town.team, code) is None


def test_a_slip_in_another_browser_goes_on_in_a_scan_of_its_own_as_long_as_nothing_is_chosen(town: Town) -> None:
    scans, slips = town.store.scans, town.store.slips
    slips.make(town.round, town.team, WHO)
    [code, *_] = slips.of(town.round.id, "team").unused
    empty = scans.begin(town.team, slip=code)
    scans.choose_function(empty.id, "ict")
    resume = scans.code(empty.id)
    instead = scans.resume(town.team, resume)
    assert instead and instead.slip and instead.id != empty.id and not instead.function_group
    assert scans.scan(empty.id) is None and scans.resume(town.team, resume) is None
    scans.choose_function(instead.id, "ict")
    scans.answer(instead.id, "1.1", Light.GREEN)
    again = scans.resume(town.team, scans.code(instead.id))
    assert again and again.id == instead.id, "a scan in which something was chosen goes on as it is"
    scans.submit(instead.id)
    assert slips.of(town.round.id, "team").used == 1 and town.close() == {"slip": 1}


def test_there_are_as_many_slips_as_people_and_more_only_when_more_are_asked(town: Town) -> None:
    town.store.slips.make(town.round, town.team, WHO)
    with pytest.raises(Refused, match="een briefje voor iedereen"):
        town.store.slips.make(town.round, town.team, WHO)
    town.ask(6)
    assert town.store.slips.make(town.round, town.team, WHO) == 2


def test_nothing_tells_which_scan_a_slip_began(town: Town) -> None:
    town.store.slips.make(town.round, town.team, WHO)
    [code, *_] = town.store.slips.of(town.round.id, "team").unused
    town.fill_in(slip=code)
    slips = {row["slip"] for row in town.store._db.rows("SELECT slip FROM slip_events")}
    values = {row["value"] for row in town.store._db.rows("SELECT value FROM draft_events")}
    assert not slips & values
