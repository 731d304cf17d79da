"""Remarks: who reads them, what the contact of a small team shares, and what the meeting quotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from onlife.domain.network import Network, Partner, Round
from onlife.domain.scan import FilledScan
from onlife.domain.shown import Shown
from onlife.services import results
from onlife.store import Refused, Store
from tests import stores
from tests.unit.examples import questionnaire

pytestmark = pytest.mark.long

FORM = questionnaire(2, 1)


@dataclass
class House:
    store: Store
    network: Network
    round: Round
    partners: dict[str, Partner]

    def fill(self, partner: str, n: int, remarks: int, *, release: bool = True) -> None:
        one = self.partners[partner]
        said = [{"1": f"Opmerking {at} van {partner}"} if at < remarks else {} for at in range(n)]
        answers = {"1.1": "green", "1.2": "red", "2.1": "orange"}
        scans = [FilledScan(one.id, "" if one.joint else "ict", one.joint, answers, remark) for remark in said]
        self.store.scan_imports.add(self.round, scans)
        self.store.closings.close(self.round, one, "contact", release=release)

    def shown(self) -> Shown:
        network = self.store.networks.get(self.network.id)
        assert network is not None
        return results.of_network(self.store, FORM, network, self.round)

    def read(self) -> set[str]:
        return set(results.remarks(self.store, self.shown(), self.round).rows["remark"])

    def own(self, partner: str) -> results.OwnShownRemarks:
        shown = results.of_partner(self.store, FORM, self.network, self.round, partner)
        return results.own_remarks(self.store, shown, self.round, partner)

    def mark(self, words: str) -> str:
        found = self.store.remarks.of(self.round.id)
        return str(found[found["remark"] == words]["mark"].iloc[0])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store(stores.empty(tmp_path), FORM)
    network = store.networks.add("Zuid", "Zuid", 5, "an")
    partners = {
        "groot": Partner("groot", network.id, "Groot", "Jeugdwerk", 12, False),
        "klein": Partner("klein", network.id, "Klein", "Jeugdwerk", 12, False),
        "te klein": Partner("te klein", network.id, "Te klein", "Jeugdwerk", 4, False),
        "samen": Partner("samen", network.id, "Samen", "Jeugdwerk", 4, True),
    }
    store.networks.save_partners(list(partners.values()), "an")
    scan_round = store.networks.add_round(network.id, "Najaar", 1, None, "an")
    store.networks.start_round(scan_round, "an")
    yield House(store, network, scan_round, partners)
    store.close()


def test_the_network_reads_remarks_from_ten_scans_or_of_a_joint_scan(house: House) -> None:
    house.fill("groot", 10, 2)
    house.fill("klein", 9, 2)
    house.fill("te klein", 4, 1)
    house.fill("samen", 1, 1)
    assert house.read() == {"Opmerking 0 van groot", "Opmerking 1 van groot", "Opmerking 0 van samen"}
    assert results.remarks(house.store, house.shown(), house.round).held_back == 1


def test_the_contact_of_a_small_team_shares_one_remark_and_takes_it_back(house: House) -> None:
    house.fill("klein", 6, 2)
    own = house.own("klein")
    assert own.choosing and set(own.rows["remark"]) == {"Opmerking 0 van klein", "Opmerking 1 van klein"}
    assert house.read() == set()
    mark = house.mark("Opmerking 1 van klein")
    house.store.remarks.share(house.round, "klein", mark, True, "contact")
    assert house.read() == {"Opmerking 1 van klein"}
    house.store.remarks.share(house.round, "klein", mark, False, "contact")
    assert house.read() == set()


def test_a_shared_remark_waits_for_the_release_of_the_result(house: House) -> None:
    house.fill("klein", 6, 1, release=False)
    house.store.remarks.share(house.round, "klein", house.mark("Opmerking 0 van klein"), True, "contact")
    assert house.read() == set()
    house.store.closings.release(house.round, house.partners["klein"], "contact")
    assert house.read() == {"Opmerking 0 van klein"}


def test_below_the_threshold_nobody_reads_remarks_even_if_they_were_marked_as_shared(house: House) -> None:
    house.fill("te klein", 4, 1)
    house.store.remarks.share(house.round, "te klein", house.mark("Opmerking 0 van te klein"), True, "contact")
    assert house.own("te klein").rows.empty
    assert house.read() == set()


def test_from_ten_scans_the_contact_reads_them_and_has_nothing_to_choose(house: House) -> None:
    house.fill("groot", 10, 1, release=False)
    own = house.own("groot")
    assert not own.choosing and len(own.rows) == 1
    assert house.read() == set()


def test_a_contact_cannot_share_a_remark_of_another_partner(house: House) -> None:
    house.fill("klein", 6, 1)
    house.fill("groot", 10, 1)
    with pytest.raises(Refused, match="niet"):
        house.store.remarks.share(house.round, "groot", house.mark("Opmerking 0 van klein"), True, "contact")
    with pytest.raises(Refused, match="niet"):
        house.store.remarks.share(house.round, "klein", "verzonnen", True, "contact")


def test_a_quote_holds_the_words_and_is_shown_as_long_as_the_remark_may_be(house: House) -> None:
    house.fill("klein", 6, 1)
    house.fill("groot", 10, 1)
    large, small = house.mark("Opmerking 0 van groot"), house.mark("Opmerking 0 van klein")
    house.store.remarks.quote(house.round, large, True, "an")
    house.store.remarks.quote(house.round, small, True, "an")
    assert [q.remark for q in results.quotes(house.store, house.shown(), house.round)] == ["Opmerking 0 van groot"]
    house.store.remarks.share(house.round, "klein", small, True, "contact")
    quotes = results.quotes(house.store, house.shown(), house.round)
    assert [(q.partner, q.block) for q in quotes] == [("groot", "1"), ("klein", "1")]
    house.store.networks.save(replace(house.network, threshold=8), "an")
    assert [q.partner for q in results.quotes(house.store, house.shown(), house.round)] == ["groot"]
    house.store.remarks.quote(house.round, large, False, "an")
    assert results.quotes(house.store, house.shown(), house.round) == []


def test_a_quote_survives_a_new_shuffle_and_a_restart(house: House, tmp_path: Path) -> None:
    house.fill("groot", 10, 1, release=False)
    house.store.remarks.quote(house.round, house.mark("Opmerking 0 van groot"), True, "an")
    house.store.closings.reopen(house.round, house.partners["groot"], "contact")
    house.store.closings.close(house.round, house.partners["groot"], "contact", release=True)
    house.store.close()
    house.store = Store(tmp_path, FORM)
    assert [q.remark for q in results.quotes(house.store, house.shown(), house.round)] == ["Opmerking 0 van groot"]


def test_what_two_colleagues_wrote_alike_stands_there_once(house: House) -> None:
    one = house.partners["groot"]
    scans = [FilledScan(one.id, "ict", False, {"1.1": "red"}, {"1": "Meer tijd."}) for _ in range(10)]
    house.store.scan_imports.add(house.round, scans)
    house.store.closings.close(house.round, one, "contact", release=True)
    assert list(results.remarks(house.store, house.shown(), house.round).rows["remark"]) == ["Meer tijd."]


def test_the_log_book_tells_of_quotes_and_sharing_without_a_word_of_them(house: House) -> None:
    house.fill("klein", 6, 1)
    mark = house.mark("Opmerking 0 van klein")
    house.store.remarks.share(house.round, "klein", mark, True, "contact")
    house.store.remarks.quote(house.round, mark, True, "an")
    told = list(house.store.audit.events(house.network.id)["what"])
    assert "opmerking van Klein met het netwerk gedeeld" in told
    assert "opmerking van Klein op de agenda gezet" in told
    assert not [line for line in told if "Opmerking 0" in line]
