"""From the store to what is shown: the small teams are taken together once, when the round closes, and never in part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onlife.domain.coarsening import EXACT_FROM
from onlife.domain.network import Partner, Round
from onlife.domain.scan import FilledScan
from onlife.domain.shown import Shown
from onlife.services import results
from onlife.store import Store
from tests import stores
from tests.unit.examples import questionnaire

pytestmark = pytest.mark.long

FORM = questionnaire(2, 5, cooperation="1")
SIZES = {"a": 5, "b": 6, "c": 7, "d": 12, "e": 1}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(stores.empty(tmp_path), FORM)
    yield store
    store.close()


class Town:
    """Three small teams, a large one and one that fills in together."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.network = store.networks.add("Netwerk", "Stad", 5, "an")
        self.partners = {
            key: Partner(key, self.network.id, f"Partner {key}", "jeugd", 12, joint=key == "e") for key in SIZES
        }
        store.networks.save_partners(list(self.partners.values()), "an")
        self._round = store.networks.add_round(self.network.id, "Ronde", FORM.version, None, "an")
        store.networks.start_round(self._round, "an")
        for key in SIZES:
            self.fill_in(key)

    def fill_in(self, key: str, sizes: dict[str, int] = SIZES) -> None:
        answers = {element.id: "green" for element in FORM.elements}
        self.store.scan_imports.add(self.round, [FilledScan(key, "", key == "e", answers)] * sizes[key], "an")

    @property
    def round(self) -> Round:
        return next(r for r in self.store.networks.rounds(self.network.id) if r.id == self._round.id)

    def close(self, key: str, *, release: bool) -> None:
        self.store.closings.close(self.round, self.partners[key], "an", release=release)

    def close_round(self) -> None:
        self.store.closings.close_round(self.round, "an")

    def raise_threshold(self, threshold: int) -> None:
        self.network = replace(self.network, threshold=threshold)
        self.store.networks.save(self.network, "an")

    def together(self) -> set[str]:
        return {partner for partner, _ in self.store.results.pooled_partners(self.round, EXACT_FROM)}

    def shown(self) -> Shown:
        return results.of_network(self.store, FORM, self.network, self.round)


def test_the_small_teams_that_can_be_seen_are_taken_together_when_the_round_closes(store: Store) -> None:
    town = Town(store)
    for key in "abc":
        town.close(key, release=True)
    assert town.together() == set() and town.shown().pool.empty
    town.close_round()
    assert town.together() == {"a", "b", "c"}
    assert town.shown().pooled == {"a", "b", "c"}
    assert set(town.shown().pool["n"]) == {18}


def test_a_team_that_releases_later_stays_outside(store: Store) -> None:
    town = Town(store)
    town.close("c", release=False)
    town.close_round()
    assert town.together() == {"a", "b"}
    town.store.closings.release(town.round, town.partners["c"], "an")
    assert town.together() == {"a", "b"}
    assert "c" in set(town.shown().blocks["partner"]) and town.shown().pool.empty  # two are too few


def test_a_threshold_that_rises_hides_all_of_them_and_takes_nobody_else(store: Store) -> None:
    town = Town(store)
    town.close_round()
    town.raise_threshold(6)
    assert town.together() == {"a", "b", "c"}
    assert "a" not in set(town.shown().blocks["partner"])
    assert town.shown().pool.empty


def test_a_threshold_that_rose_before_the_round_closed_counts(store: Store) -> None:
    town = Town(store)
    town.raise_threshold(6)
    town.close_round()
    assert town.together() == {"b", "c"}


@pytest.mark.parametrize("how", ["from the round", "altogether", "first from the round and then altogether"])
def test_when_one_of_them_is_erased_the_others_are_not_shown_together_any_more(store: Store, how: str) -> None:
    town = Town(store)
    town.close_round()
    if "from the round" in how:
        store.erasure.part(town.round, town.partners["a"], "an")
    if "altogether" in how:
        store.erasure.partner(town.partners["a"], "an")
    assert town.together() == set()
    assert town.shown().pool.empty and not town.shown().pooled


def test_a_partner_that_was_erased_before_the_round_closed_hinders_nobody(store: Store) -> None:
    town = Town(store)
    town.store.networks.save_partners([replace(town.partners["a"], id="f", name="Partner f")], "an")
    town.fill_in("f", {"f": 5})
    town.close("a", release=True)
    store.erasure.partner(town.partners["a"], "an")
    town.close_round()
    assert town.together() == {"b", "c", "f"}
    assert len(town.shown().pool) == 5


def test_a_partner_that_leaves_the_network_stays_in_the_round_and_in_the_teams_together(store: Store) -> None:
    town = Town(store)
    town.close_round()
    before = town.shown()
    store.networks.archive(town.partners["a"], "an")
    assert town.shown().pooled == before.pooled == {"a", "b", "c"}
    assert town.shown().pool.equals(before.pool)


def test_what_a_contact_sees_of_its_own_team_is_what_the_network_sees_of_it(store: Store) -> None:
    town = Town(store)
    town.close_round()
    own = results.of_partner(store, FORM, town.network, town.round, "a")
    network = town.shown()
    for mine, all_of_it in ((own.blocks, network.blocks), (own.elements, network.elements)):
        assert mine.equals(all_of_it[all_of_it["partner"] == "a"].reset_index(drop=True))
    assert own.pool.empty
