"""Stars: what stands there before anybody chooses, when a gentle word is due, how far partners agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onlife import charts
from onlife.content import phrase
from onlife.content.questionnaire import load
from onlife.domain import finding, priority
from onlife.domain.light import Light
from onlife.domain.network import Partner, Round
from onlife.domain.priority import COMMENT_LENGTH, Priority
from onlife.domain.scoring import consensus_of_stars
from onlife.export import result
from onlife.store import Overtaken, Refused, Store
from tests import stores
from tests.frames import row
from tests.unit.examples import partner, questionnaire, show

FORM = load()


def starred(stars: int, block: str = "1", who: str = "a") -> Priority:
    return Priority(who, block, stars)


def test_the_first_building_block_starts_high_with_its_reason_and_the_others_without_stars() -> None:
    chosen = priority.complete("a", {"5": starred(3, "5")}, FORM)
    assert {p.block: p.stars for p in chosen} == {"1": 5, "2": 0, "3": 0, "4": 0, "5": 3, "6": 0, "7": 0}
    assert FORM.block("1").comes_first and not FORM.block("2").comes_first
    assert [p.block for p in chosen if p.suggested] == ["1"]
    assert phrase.stars(chosen[0]) == "★★★★★ · voorstel van de methode, nog niet bevestigd"
    assert phrase.stars(chosen[4]) == "★★★" and phrase.stars(chosen[1]) == ""


def test_what_nobody_chose_counts_in_no_agreement() -> None:
    suggested = priority.starting("b", FORM.block("1"))
    assert finding.spread("1", [starred(5), suggested]) == finding.Spread((5,), None)


@pytest.mark.parametrize("kept", [{}, {"1": Priority("", "1", 2, "anders")}])
def test_exports_show_the_suggestion_until_somebody_chooses(kept: dict[str, Priority]) -> None:
    form = questionnaire(2, 1)
    form = replace(form, blocks=(replace(form.blocks[0], comes_first="Begin hier."), *form.blocks[1:]))
    rows = result.sheets(show({}, [partner("a", 12)], form), form, {"a": {}}, kept)["Sterren"]
    told = {row["Wie"]: (row["Sterren"], row["Waarom"]) for row in rows.to_dict("records")}
    suggested = (5, "voorstel van de methode, nog niet bevestigd")
    assert told == {"NETWERK (afgesproken)": (2, "anders") if kept else suggested, "Organisatie A": suggested}


@pytest.mark.parametrize(("stars", "word"), [([5, 4, 4, 3], False), ([5, 5, 4, 4], True), ([3] * 7, False)])
def test_more_than_three_high_priorities_get_a_gentle_word(stars: list[int], word: bool) -> None:
    assert priority.too_many(starred(number, f"{at}") for at, number in enumerate(stars)) is word


@pytest.mark.parametrize(
    ("stars", "consensus"), [([5, 5, 5], 1), ([1, 5], 0), ([3, 5], 1 - 0.41504), ([4], 1), ([], None)]
)
def test_consensus_on_stars(stars: list[int], consensus: float | None) -> None:
    found = consensus_of_stars(stars)
    assert found == (None if consensus is None else pytest.approx(consensus, abs=1e-5))  # log2(1 - 1/4) = -0.41504


def test_partners_agree_or_choose_differently_and_one_alone_does_neither() -> None:
    assert finding.spread("1", [starred(5), starred(4), starred(2, "2")]).agrees is True
    assert finding.spread("1", [starred(5), starred(1)]).agrees is False
    assert finding.spread("1", [starred(5), starred(0)]) == finding.Spread((5,), None)


def test_what_lies_beside_the_stars_are_counts_or_else_shares() -> None:
    form = questionnaire(2)
    large = show({"a": {"1.1": (4, 4, 2, 2), "1.2": (3, 5, 4, 0)}}, [partner("a", 12)], form)
    assert (
        finding.counts_in_words(large, "1", "a")
        == f"7 {Light.GREEN.label}, 9 {Light.ORANGE.label}, 6 {Light.RED.label}, 2 – n.v.t."
    )
    small = show({"a": {"1.1": (4, 1, 0, 0), "1.2": (0, 1, 4, 0)}}, [partner("a", 5)], form)
    green, orange, red = Light.GREEN.label, Light.ORANGE.label, Light.RED.label
    about = f"ongeveer 30 % {green}, ongeveer 30 % {orange}, ongeveer 30 % {red}, ongeveer 0 % – n.v.t."
    assert finding.counts_in_words(small, "1") == about  # ten answers are too few for finer shares
    assert finding.counts_in_words(small, "1", "b") == ""


def test_the_figure_shows_each_partner_and_what_was_agreed() -> None:
    form = questionnaire(2, 1)
    shown = show({"a": {"1.1": (4, 4, 4, 0)}}, [partner("a", 12)], form)
    chosen = {"A": {"1": starred(5), "2": starred(2, "2")}, "B": {"1": starred(1)}}
    figure = charts.stars_dots(chosen, {"1": starred(4)}, shown, form)
    assert figure is not None
    table = figure.table.set_index("Bouwsteen")
    assert row(table[["Afgesproken", "A", "B", "Over de sterren"]], "1 Blok 1") == {
        "Afgesproken": 4,
        "A": 5,
        "B": 1,
        "Over de sterren": "verdeeld",
    }
    assert table.loc["2 Blok 2", ["Afgesproken", "B"]].isna().all()
    dots = [row for data in figure.spec["datasets"].values() for row in data if "who" in row]
    assert {(row["who"], row["explanation"]) for row in dots} == {
        ("A", "5 sterren"), ("A", "2 sterren"), ("B", "1 ster"), ("Afgesproken", "4 sterren"),
    }  # fmt: skip
    assert charts.stars_dots({}, {}, shown, form) is None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(stores.empty(tmp_path), FORM)
    yield opened
    opened.close()


@pytest.fixture
def scan_round(store: Store) -> Round:
    network = store.networks.add("Proef", "Gent", 5, "test")
    store.networks.save_partners([Partner("a", network.id, "Partner A", "jeugd", 5, joint=False)], "test")
    return store.networks.add_round(network.id, "Najaar", FORM.version, None, "test")


def test_a_choice_is_kept_and_changed(store: Store, scan_round: Round) -> None:
    store.priorities.keep(scan_round, Priority("a", "1", 4, " waarom ", "ergens heen"), "wie")
    kept = store.priorities.of(scan_round.id, "a")["1"]
    assert (kept.stars, kept.comment, kept.direction) == (4, "waarom", "ergens heen")
    store.priorities.keep(scan_round, replace(kept, stars=2), "wie")
    assert store.priorities.of(scan_round.id, "a")["1"].stars == 2
    assert store.priorities.of(scan_round.id, "") == {}


@pytest.mark.parametrize("again", ["waarom ", "waa\u200brom", "\ufeffwaarom\r\n\u00ad"])
def test_the_same_again_changes_nothing_and_overtakes_nobody(store: Store, scan_round: Round, again: str) -> None:
    once = Priority("a", "1", 4, "waarom")
    store.priorities.keep(scan_round, once, "wie")
    kept = store.priorities.of(scan_round.id, "a")["1"]
    store.priorities.keep(scan_round, replace(once, comment=again), "wie")
    assert store.priorities.of(scan_round.id, "a")["1"] == kept


def test_who_was_overtaken_sees_what_the_other_wrote_and_changes_nothing(store: Store, scan_round: Round) -> None:
    store.priorities.keep(scan_round, Priority("a", "1", 4, "van haar"), "zij")
    with pytest.raises(Overtaken) as refused:
        store.priorities.keep(scan_round, Priority("a", "1", 1, "van hem"), "hij")
    assert refused.value.theirs.comment == "van haar"
    assert store.priorities.of(scan_round.id, "a")["1"].comment == "van haar"
    store.priorities.keep(scan_round, Priority("a", "1", 1, "van hem", event=refused.value.theirs.event), "hij")
    assert store.priorities.of(scan_round.id, "a")["1"].comment == "van hem"


@pytest.mark.parametrize("wrong", [{"stars": 6}, {"stars": -1}, {"comment": "x" * (COMMENT_LENGTH + 1)}])
def test_what_is_no_priority_is_refused(store: Store, scan_round: Round, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        store.priorities.keep(scan_round, replace(Priority("a", "1", 3), **wrong), "wie")  # type: ignore[arg-type]
    assert store.priorities.of(scan_round.id, "a") == {}


def test_the_network_sees_the_stars_of_partners_that_share_them_only(store: Store, scan_round: Round) -> None:
    store.priorities.keep(scan_round, Priority("a", "1", 4), "wie")
    assert store.priorities.by_sharing_partner(scan_round.id) == {}
    store.priorities.share(scan_round, "a", True, "wie")
    assert store.priorities.by_sharing_partner(scan_round.id)["a"]["1"].stars == 4
    store.priorities.share(scan_round, "a", False, "wie")
    assert store.priorities.by_sharing_partner(scan_round.id) == {}


def test_a_choice_changes_what_pages_keep_in_memory(store: Store, scan_round: Round) -> None:
    before = store.networks.newest_event(scan_round.network)
    store.priorities.keep(scan_round, Priority("a", "1", 4), "wie")
    assert store.networks.newest_event(scan_round.network) > before
