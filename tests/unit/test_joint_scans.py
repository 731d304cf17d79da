"""A scan that a partner fills in together: why a colour, and going on from what it chose in an earlier round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from onlife.domain.light import Light
from onlife.domain.network import Network, Partner, Round
from onlife.domain.questionnaire import EarlierVersion, Questionnaire
from onlife.services import results
from onlife.store import Refused, Store, backup
from onlife.store.earlier_scan import EarlierScan
from onlife.text import now
from tests.house import FORM, WHO, House

pytestmark = pytest.mark.long

GREEN, ORANGE, RED = Light.GREEN, Light.ORANGE, Light.RED


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.store.close()


def joint_scan(house: House, scan_round: Round, *, release: bool = True) -> None:
    """Huis chooses green for 1.1, with its reason, and orange for 1.2, and leaves 2.1 open; the round closes."""
    scan = house.scans.begin(house.huis).id
    house.scans.answer(scan, "1.1", GREEN)
    house.scans.answer(scan, "1.2", ORANGE)
    house.scans.reason(scan, "1.1", "We hebben een visie")
    house.scans.remark(scan, "1", "Een opmerking")
    house.scans.submit(scan)
    house.closings.close(scan_round, house.huis, WHO, release=release)
    house.closings.close_round(scan_round, WHO)


def begin(house: House, partner: Partner, *, contact: bool = False) -> str:
    earlier = house.scans.earlier.begins_from(partner, contact=contact)
    return house.scans.begin(partner, earlier=earlier).id


@pytest.fixture
def again(house: House) -> str:
    """The scan of Huis in a second round, which goes on from the first."""
    joint_scan(house, house.round)
    house.round = house.open("Lente")
    return begin(house, house.huis)


def earlier_of(house: House, scan: str) -> EarlierScan | None:
    found = house.scans.scan(scan)
    assert found is not None
    return house.scans.earlier.of(found)


def answers(house: House, scan: str) -> dict[str, str]:
    found = house.scans.scan(scan)
    assert found is not None
    return dict(found.answers)


def network_of(store: Store, partner: Partner) -> Network:
    network = store.networks.get(partner.network)
    assert network is not None
    return replace(network, threshold=5)


def told(store: Store, partner: Partner, scan_round: Round) -> tuple[dict[str, str], set[str]]:
    """The reasons that the network reads of a partner, and all of its remarks."""
    network = network_of(store, partner)
    shown = results.of_network(store, FORM, network, scan_round)
    rows = results.remarks(store, shown, scan_round).rows
    return results.reasons(store, shown, scan_round, partner.id), set(rows[rows["partner"] == partner.id]["remark"])


# -- why a colour


def test_the_network_reads_reasons_once_it_sees_the_colours(house: House) -> None:
    scan = house.scans.begin(house.huis).id
    house.scans.answer(scan, "1.1", RED)
    house.scans.reason(scan, "1.1", " Niemand  weet het ")
    house.scans.remark(scan, "1", "Los van een element")
    house.scans.submit(scan)
    assert told(house.store, house.huis, house.round) == ({}, set())
    house.closings.close(house.round, house.huis, WHO)
    assert told(house.store, house.huis, house.round) == ({}, set()), "withheld"
    network = network_of(house.store, house.huis)
    own = results.of_partner(house.store, FORM, network, house.round, house.huis.id)
    assert results.reasons(house.store, own, house.round, house.huis.id) == {"1.1": "Niemand  weet het"}
    house.closings.release(house.round, house.huis, WHO)
    assert told(house.store, house.huis, house.round) == (
        {"1.1": "Niemand  weet het"},
        {"Niemand  weet het", "Los van een element"},
    )
    rows = house.store.remarks.of(house.round.id)
    assert set(rows["place"]) == {"1.1", "1"} and set(rows["block"]) == {"1"}


def test_a_reason_is_quoted_at_its_element(house: House) -> None:
    joint_scan(house, house.round)
    rows = house.store.remarks.of(house.round.id)
    house.store.remarks.quote(house.round, str(rows[rows["place"] == "1.1"]["mark"].iloc[0]), True, WHO)
    (quote,) = house.store.remarks.quotes(house.round.id)
    assert (quote.place, quote.block, quote.remark) == ("1.1", "1", "We hebben een visie")


def test_who_fills_in_alone_gives_no_reasons(house: House) -> None:
    scan = house.scans.begin(house.bib).id
    with pytest.raises(Refused, match="hoort niet bij deze scan"):
        house.scans.reason(scan, "1.1", "Omdat ik het zag")


def test_a_reason_is_short_and_can_be_taken_back(house: House) -> None:
    scan = house.scans.begin(house.huis).id
    with pytest.raises(Refused, match="hoogstens 500 tekens"):
        house.scans.reason(scan, "1.1", "x" * 501)
    with pytest.raises(Refused, match="hoort niet bij deze scan"):
        house.scans.reason(scan, "9.9", "Onbekend")
    house.scans.reason(scan, "1.1", "x" * 500)
    house.scans.reason(scan, "1.1", "")
    found = house.scans.scan(scan)
    assert found is not None and not found.remarks


# -- going on from an earlier round


def test_what_was_chosen_earlier_counts_once_it_is_confirmed_or_changed(house: House, again: str) -> None:
    earlier = earlier_of(house, again)
    assert earlier is not None and earlier.round.name == "Najaar"
    assert earlier.answers == {"1.1": "green", "1.2": "orange"} and earlier.reasons == {"1.1": "We hebben een visie"}
    assert answers(house, again) == {}
    with pytest.raises(Refused, match="lege scan"):
        house.scans.submit(again)
    house.scans.confirm(again, "1.1")
    assert answers(house, again) == {"1.1": "green"}
    house.scans.submit(again)
    house.closings.close(house.round, house.huis, WHO, release=True)
    assert house.counts(house.huis) == {"1.1": (1, 0, 0, 0)}
    assert told(house.store, house.huis, house.round)[0] == {"1.1": "We hebben een visie"}


def test_a_choice_may_change_and_a_new_reason_stays_when_it_is_confirmed(house: House, again: str) -> None:
    house.scans.answer(again, "1.2", RED)
    house.scans.reason(again, "1.1", "De visie is nu van iedereen")
    house.scans.confirm(again, "1.1")
    found = house.scans.scan(again)
    assert found is not None
    assert (found.answers, found.remarks) == (
        {"1.2": "red", "1.1": "green"},
        {"1.1": "De visie is nu van iedereen"},
    )


@pytest.mark.parametrize("element", ["2.1", "9.9", "1", ""])
def test_what_was_not_chosen_earlier_cannot_be_confirmed(house: House, again: str, element: str) -> None:
    with pytest.raises(Refused, match="geen kleur meer"):
        house.scans.confirm(again, element)
    assert answers(house, again) == {}


def test_a_scan_that_began_empty_confirms_nothing(house: House) -> None:
    joint_scan(house, house.round)
    house.round = house.open("Lente")
    scan = house.scans.begin(house.huis).id
    assert earlier_of(house, scan) is None
    with pytest.raises(Refused, match="geen kleur meer"):
        house.scans.confirm(scan, "1.1")


def test_it_goes_on_elsewhere_with_the_code_and_after_it_was_handed_in(house: House, again: str) -> None:
    resumed = house.scans.resume(house.huis, house.scans.code(again))
    assert resumed is not None and house.scans.earlier.of(resumed) is not None
    house.scans.confirm(again, "1.1")
    house.scans.submit(again)
    with pytest.raises(Refused, match="al ingediend"):
        house.scans.confirm(again, "1.2")
    house.scans.reopen(again)
    house.scans.confirm(again, "1.2")
    assert answers(house, again) == {"1.1": "green", "1.2": "orange"}


def test_another_team_link_changes_nothing(house: House) -> None:
    joint_scan(house, house.round)
    house.round = house.open("Lente")
    house.store.links.make(house.network, [house.huis.id], WHO)
    for link in house.store.links.of(house.network).values():
        house.store.links.replace(link, WHO)
    assert earlier_of(house, begin(house, house.huis)) is not None


def another_version(*changed: str) -> Questionnaire:
    return replace(FORM, version=2, follows=(EarlierVersion(1, changed),))


@pytest.mark.parametrize(
    ("form", "offered"),
    [
        (another_version("1.1"), {"1.2": "orange"}),
        (another_version("1.1", "1.2"), None),
        (replace(FORM, version=2), None),
    ],
)
def test_only_elements_that_ask_the_same_are_offered(
    tmp_path: Path, form: Questionnaire, offered: dict[str, str] | None
) -> None:
    house = House(tmp_path)
    joint_scan(house, house.round)
    house.store.questionnaires.add(house.network, form, WHO)
    house.store.questionnaires.choose(house.network, 2, WHO)
    house.round = house.store.networks.add_round(house.network, "Lente", 2, None, WHO)
    house.store.networks.start_round(house.round, WHO)
    earlier = house.scans.earlier.last(house.huis)
    assert (earlier and earlier.answers) == offered
    if earlier:
        assert not earlier.reasons, "the reason of an element that changed stays behind"
    house.store.close()


# -- who may not


def offered(house: House, partner: Partner, *, contact: bool = True) -> bool:
    return house.scans.earlier.begins_from(partner, contact=contact) is not None


def test_scans_of_individual_people_are_never_offered(house: House) -> None:
    house.submit(house.bib, GREEN, GREEN, GREEN)
    joint_scan(house, house.round)
    house.round = house.open("Lente")
    assert not offered(house, house.bib)
    together = replace(house.bib, joint=True)
    house.store.networks.save_partners([together], WHO)
    assert not offered(house, together), "one scan of one person is not that of the team"
    alone = replace(house.huis, joint=False)
    house.store.networks.save_partners([alone], WHO)
    assert not offered(house, alone), "a colleague who fills in alone sees nothing of it"


def test_another_partner_and_another_network_are_offered_nothing(house: House) -> None:
    joint_scan(house, house.round)
    house.round = house.open("Lente")
    buur = Partner("buur", house.network, "Buur", "jeugd", 3, joint=True)
    network = house.store.networks.add("Elders", "Elders", 3, WHO)
    elders = replace(house.huis, id="elders", network=network.id)
    house.store.networks.save_partners([buur, elders], WHO)
    there = house.store.networks.add_round(network.id, "Daar", 1, None, WHO)
    house.store.networks.start_round(there, WHO)
    assert offered(house, house.huis) and not offered(house, buur) and not offered(house, elders)
    of_huis = house.scans.earlier.last(house.huis)
    scan = house.scans.begin(buur, earlier=of_huis).id
    assert earlier_of(house, scan) is None, "a scan reads its own partner only, whatever it was begun with"
    with pytest.raises(Refused):
        house.scans.confirm(scan, "1.1")


def test_only_who_came_by_the_team_link_goes_on_from_what_is_withheld(house: House) -> None:
    joint_scan(house, house.round, release=False)
    house.round = house.open("Lente")
    assert not offered(house, house.huis, contact=False) and offered(house, house.huis, contact=True)


def test_nothing_is_offered_while_no_round_runs_or_before_the_first(house: House) -> None:
    assert not offered(house, house.huis)
    joint_scan(house, house.round)
    assert not offered(house, house.huis)


def test_two_joint_scans_of_one_round_are_not_offered(house: House) -> None:
    house.submit(house.huis, GREEN)
    house.closings.close(house.round, house.huis, WHO)
    house.closings.reopen(house.round, house.huis, WHO)
    house.submit(house.huis, RED)
    house.closings.close_round(house.round, WHO)
    house.round = house.open("Lente")
    assert not offered(house, house.huis), "nobody can say which of the two the team means"


def test_the_last_round_is_the_one_that_was_filled_in_last(house: House, again: str) -> None:
    house.scans.answer(again, "1.1", RED)
    house.scans.submit(again)
    house.closings.close_round(house.round, WHO)
    house.round = house.open("Zomer")
    earlier = house.scans.earlier.last(house.huis)
    assert earlier is not None and (earlier.round.name, earlier.answers) == ("Lente", {"1.1": "red"})


# -- what goes


def erase_part(house: House, scan_round: Round) -> None:
    house.store.erasure.part(scan_round, house.huis, WHO)


def erase_round(house: House, scan_round: Round) -> None:
    house.store.erasure.round(scan_round, WHO)


@pytest.mark.parametrize("erase", [erase_part, erase_round])
def test_what_was_erased_is_not_offered_nor_read_in_a_scan_that_runs(
    house: House, erase: Callable[[House, Round], None]
) -> None:
    first = house.round
    joint_scan(house, first)
    house.round = house.open("Lente")
    scan = begin(house, house.huis)
    erase(house, first)
    assert earlier_of(house, scan) is None and not offered(house, house.huis)
    with pytest.raises(Refused, match="geen kleur meer"):
        house.scans.confirm(scan, "1.1")


def test_nothing_of_a_reason_stays_in_the_file_or_in_the_log_book(tmp_path: Path) -> None:
    house = House(tmp_path)
    joint_scan(house, house.round)
    house.round = house.open("Lente")
    scan = begin(house, house.huis)
    house.scans.confirm(scan, "1.1")
    house.scans.submit(scan)
    house.closings.close_round(house.round, WHO)
    assert not any("visie" in str(line) for line in house.store._db.rows("SELECT * FROM log_events"))
    assert not house.store._db.rows("SELECT * FROM draft_events"), "closing destroys which round it went on from"
    house.store.erasure.partner(house.huis, WHO)
    assert b"We hebben een visie" not in (tmp_path / "onlife.duckdb").read_bytes()
    house.store.close()


def test_a_reason_goes_with_the_remarks_and_the_choice_with_the_results(house: House, again: str) -> None:
    house.store.retention.run(now() + timedelta(days=31 * 25))
    earlier = earlier_of(house, again)
    assert earlier is not None and earlier.answers and not earlier.reasons
    house.store.retention.run(now() + timedelta(days=31 * 61))
    assert earlier_of(house, again) is None


def test_a_backup_that_is_restored_elsewhere_goes_on_too(house: House, again: str, tmp_path: Path) -> None:
    made, _ = house.store.back_up()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    backup.restore(made, elsewhere)
    moved = Store(elsewhere, FORM)
    scan = moved.scans.scan(again)
    assert scan is not None
    earlier = moved.scans.earlier.of(scan)
    assert earlier is not None and earlier.reasons == {"1.1": "We hebben een visie"}
    moved.close()
