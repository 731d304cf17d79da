"""Versions of a questionnaire: what a newer one says of an older one, and data that were made with the first Quickscan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from onlife import charts
from onlife.content import phrase
from onlife.content.questionnaire import bundle, load, parse, to_toml
from onlife.content.schema import ContentError
from onlife.domain import divergence, finding
from onlife.domain.light import Light
from onlife.domain.network import Partner, Round, RoundState
from onlife.domain.peer import MIN_NETWORKS
from onlife.domain.questionnaire import EarlierVersion, Questionnaire
from onlife.domain.scan import FilledScan
from onlife.domain.shown import Shown
from onlife.export import result
from onlife.services import installation, peer, scan_file
from onlife.store import Refused, Store
from tests import lists, stores
from tests.unit.examples import Counts, partner, questionnaire, show

pytestmark = pytest.mark.long

FIRST, SECOND = bundle()[1], bundle()[2]
CHANGED = ["1.8", "2.4", "3.3", "3.5", "4.1", "5.1", "6.2"]

OLD = questionnaire(2, 2, 1, cooperation="1")
NEW = replace(questionnaire(2, 2, 2, cooperation="1"), version=2, follows=(EarlierVersion(1, ("2.1",)),))
GREEN, RED = (26, 3, 1, 0), (1, 3, 26, 0)
NAMES = ("Voorjaar", "Najaar")


def network(form: Questionnaire, counts: Counts) -> Shown:
    """Six large partners that answer every element alike."""
    given = {who: {element.id: counts for element in form.elements} for who in "abcdef"}
    return show(given, [partner(who, 30) for who in given], form)


# -- what the content says


def test_the_newest_quickscan_follows_the_first_one_and_names_what_asks_something_else() -> None:
    assert load().version == 2 and SECOND.since(FIRST) == FIRST.since(SECOND)
    (earlier,) = SECOND.follows
    assert (earlier.version, list(earlier.changed)) == (1, CHANGED)
    for key in CHANGED:
        old, new = FIRST.element(key), SECOND.element(key)
        assert (old.hint, dict(old.statements)) != (new.hint, dict(new.statements)), key


def test_ids_and_titles_stay_those_of_the_first_quickscan() -> None:
    assert [(e.id, e.title) for e in FIRST.elements] == [(e.id, e.title) for e in SECOND.elements]
    assert [(b.id, b.name) for b in FIRST.blocks] == [(b.id, b.name) for b in SECOND.blocks]


def test_of_the_first_quickscan_all_but_what_changed_is_alike_and_one_block_as_a_whole() -> None:
    same = SECOND.alike(FIRST)
    assert same == FIRST.alike(SECOND)
    assert {e.id for e in SECOND.elements} - same == set(CHANGED)
    assert [b.id for b in SECOND.blocks if b.id in same] == ["7"]


# -- what is alike


def test_a_version_is_all_alike_with_itself_and_with_a_stranger_nothing() -> None:
    everything = {b.id for b in OLD.blocks} | {e.id for e in OLD.elements}
    assert OLD.alike(OLD) == everything
    stranger = replace(OLD, version=9)
    assert OLD.alike(stranger) == stranger.alike(OLD) == frozenset()
    assert OLD.since(stranger) is None


def test_a_block_is_alike_only_if_each_of_its_elements_is_and_none_came_or_went() -> None:
    assert NEW.alike(OLD) == {"1", "1.1", "1.2", "2.2", "3.1"}
    assert OLD.alike(NEW) == NEW.alike(OLD)


def test_what_a_questionnaire_says_of_an_earlier_one_comes_back_word_for_word() -> None:
    form = replace(NEW, follows=(EarlierVersion(1, ("2.1", "1.2"), 'Met "aanhaling"'), EarlierVersion(7, ())))
    assert parse(to_toml(form), "eigen.toml").follows == form.follows
    assert b"follows" not in to_toml(OLD)


@pytest.mark.parametrize(
    ("follows", "reason"),
    [
        ('version = 1\nchanged = ["9.9"]', "element 9.9 in “changed” bestaat niet"),
        ('version = 2\nchanged = ["2.1"]', "volgt niet op zichzelf"),
        ("version = 1", "“changed” ontbreekt"),
        ("version = 0\nchanged = []", "moet een geheel getal"),
        ("version = 1\nchanged = []\n[[follows]]\nversion = 1\nchanged = []", "id 1 komt twee keer voor"),
    ],
)
def test_what_it_cannot_say_is_refused(follows: str, reason: str) -> None:
    text = (
        to_toml(replace(NEW, follows=())).decode().replace("\n[[blocks]]", f"\n[[follows]]\n{follows}\n[[blocks]]", 1)
    )
    with pytest.raises(ContentError, match=reason):
        parse(text.encode(), "eigen.toml")


# -- two rounds


def test_between_versions_only_what_is_alike_moves() -> None:
    before, after = network(OLD, RED), network(NEW, GREEN)
    assert set(divergence.movements(before, after, NEW, OLD)) == {"1.1", "1.2", "2.2", "3.1"}
    moves = finding.movements(before, after, NEW, OLD)
    assert [move.place.id for move in moves] == ["1", "1.1", "1.2", "2.2", "3.1"]
    assert {f.place.id for f in finding.of_round(after, NEW, before, OLD) if f.kind == "moved"} == {
        "1.1",
        "1.2",
        "2.2",
        "3.1",
    }
    told = result.findings(after, NEW, before, OLD)
    assert set(told.loc[told["finding"] == "moved", "element"]) == {"1.1", "1.2", "2.2", "3.1"}
    same = finding.movements(network(NEW, RED), after, NEW)
    assert {"2", "2.1", "3", "3.2"} <= {move.place.id for move in same}, "the guard is not what left them out"


def test_a_chart_across_versions_has_no_row_of_what_changed_and_says_so() -> None:
    before, after = network(OLD, RED), network(NEW, GREEN)
    blocks = charts.dumbbell(before, after, NEW, NAMES, earlier=OLD)
    elements = charts.dumbbell(before, after, NEW, NAMES, "2", OLD)
    assert blocks and list(blocks.table["Wat"]) == ["1 Bouwsteen nummer 1"]
    assert elements and [what.split()[0] for what in elements.table["Wat"]] == ["2.2"]
    assert "beide versies" in elements.note
    same = charts.dumbbell(after, after, NEW, NAMES)
    assert same and "beide versies" not in same.note


def test_strangers_have_nothing_to_show_side_by_side() -> None:
    stranger = replace(OLD, version=9)
    assert finding.movements(network(stranger, RED), network(NEW, GREEN), NEW, stranger) == []
    assert charts.dumbbell(network(stranger, RED), network(NEW, GREEN), NEW, NAMES, earlier=stranger) is None


def test_what_is_not_compared_is_said_in_words() -> None:
    said = phrase.versions(FIRST, SECOND, *NAMES)
    assert "Voorjaar werkte met versie 1 van de vragenlijst, Najaar met versie 2" in said
    assert "de 35 elementen" in said and ", ".join(CHANGED) in said and SECOND.follows[0].note in said
    assert "3.2" in phrase.versions(OLD, NEW, *NAMES), "what came since then is not compared either"
    whole = replace(OLD, version=3, follows=(EarlierVersion(1, ()),))
    assert "Niet vergeleken" not in phrase.versions(OLD, whole, *NAMES)


# -- a file with scans


def test_scans_of_another_version_are_not_read_and_a_file_that_does_not_tell_is_named() -> None:
    template = scan_file.template(SECOND).decode("utf-8-sig").replace(scan_file.EXAMPLE, "Jeugdhuis")
    taken = lists.scans(template.encode(), "scans.csv", SECOND)
    assert len(taken.rows) == 2 and not taken.problems and not any("versie" in note for note in taken.notes)
    refused = lists.scans(template.encode(), "scans.csv", FIRST)
    assert refused.rows == [] and len(refused.problems) == 2
    assert refused.problems[0].startswith("Rij 2: deze scan hoort bij versie 2") and "versie 1" in refused.problems[0]
    old = "\n".join(";".join(cells[:3] + cells[4:]) for cells in (line.split(";") for line in template.splitlines()))
    silent = lists.scans(old.encode(), "scans.csv", SECOND)
    assert len(silent.rows) == 2 and "zegt niet met welke versie" in " ".join(silent.notes)
    assert lists.scans(old.encode(), "scans.csv", FIRST).notes == (), "there was nothing before it"


# -- data that were made with the first Quickscan


def opened_round(store: Store, network: str, name: str) -> Round:
    scan_round = store.networks.add_round(network, name, store.questionnaires.of(network).version, None, "an")
    store.networks.start_round(scan_round, "an")
    return next(r for r in store.networks.rounds(network) if r.id == scan_round.id)


@pytest.fixture
def of_version_1(tmp_path: Path) -> Path:
    """The data folder of an installation that works with the first Quickscan: a network with a round that runs."""
    store = Store(tmp_path, FIRST)
    made = store.networks.add("Zuid", "Zuid", 5, "an")
    store.networks.save_partners([Partner("p", made.id, "Jeugdhuis", "Jeugdwerk", 8, True)], "an")
    opened_round(store, made.id, "Voorjaar")
    store.close()
    return tmp_path


def test_an_installation_of_before_opens_and_goes_on_with_the_newest_from_its_next_round(of_version_1: Path) -> None:
    with stores.opened(of_version_1) as store:
        assert installation.questionnaire().version == 2
        (made,) = store.networks.all()
        (spring,) = store.networks.rounds(made.id)
        assert spring.state is RoundState.OPEN and spring.content_version == 1, "a round that runs keeps its own"
        assert to_toml(installation.questionnaire_of(spring)) == to_toml(FIRST)
        scan = store.scans.begin(store.networks.partners(made.id)[0])
        store.scans.answer(scan.id, "1.8", Light.GREEN)
        store.scans.submit(scan.id)
        store.closings.close_round(spring, "an")
        autumn = opened_round(store, made.id, "Najaar")
        assert autumn.content_version == 2 and to_toml(installation.questionnaire_of(autumn)) == to_toml(SECOND)
        assert to_toml(store.questionnaires.get(1)) == to_toml(FIRST)
        assert [o.questionnaire.version for o in store.questionnaires.options(made.id)] == [2]


def test_rounds_of_before_questionnaires_were_kept_are_read_with_the_first_one(of_version_1: Path) -> None:
    store = Store(of_version_1, FIRST)
    store._db.delete("questionnaire_events", network="")
    store.close()
    with stores.opened(of_version_1) as store:
        assert to_toml(store.questionnaires.get(1)) == to_toml(FIRST)
        assert store._db.row("SELECT 1 FROM questionnaire_events WHERE version = 1"), "and kept from here on"


def test_a_network_that_chose_the_quickscan_works_with_its_newest(of_version_1: Path) -> None:
    store = Store(of_version_1, FIRST)
    (made,) = store.networks.all()
    store.questionnaires.add(made.id, replace(FIRST, version=70, title="Eigen"), "an")
    store.questionnaires.choose(made.id, 70, "an")
    store.questionnaires.choose(made.id, 1, "an")
    store.close()
    with stores.opened(of_version_1) as store:
        assert store.questionnaires.of(made.id).version == 2
        assert [(o.questionnaire.version, o.chosen) for o in store.questionnaires.options(made.id)] == [
            (70, False),
            (2, True),
        ]
        with pytest.raises(Refused, match="Versie 1 bestaat al"):
            store.questionnaires.add(made.id, replace(FIRST, title="Anders"), "an")


def test_a_network_that_has_a_version_2_of_its_own_keeps_it_and_others_never_see_it(of_version_1: Path) -> None:
    store = Store(of_version_1, FIRST)
    (made,) = store.networks.all()
    other = store.networks.add("Noord", "Noord", 5, "an")
    store.questionnaires.add(made.id, NEW, "an")
    store.questionnaires.choose(made.id, 2, "an")
    store.close()
    with stores.opened(of_version_1) as store:
        assert to_toml(store.questionnaires.of(made.id)) == to_toml(NEW)
        assert to_toml(store.questionnaires.of(other.id)) == to_toml(FIRST) == to_toml(store.questionnaires.own)


def test_own_questionnaires_that_say_nothing_compare_nothing() -> None:
    own = replace(SECOND, version=70, follows=())
    assert own.alike(replace(own, version=71)) == frozenset()
    assert own.alike(SECOND) == frozenset()


def test_partners_that_become_one_in_a_round_of_before_stay_with_its_version(of_version_1: Path) -> None:
    old = Store(of_version_1, FIRST)
    (made,) = old.networks.all()
    pair = [Partner(key, made.id, key.upper(), "Jeugdwerk", 8, False) for key in ("a", "b")]
    old.networks.save_partners(pair, "an")
    old.close()
    with stores.opened(of_version_1) as store:
        (spring,) = store.networks.rounds(made.id)
        stays, gone = (store.networks.partner(made.id, one.id) for one in pair)
        assert stays and gone
        for partner_ in (stays, gone):
            scan = store.scans.begin(partner_)
            store.scans.choose_function(scan.id, "ander")
            store.scans.answer(scan.id, "5.1", Light.RED)
            store.scans.submit(scan.id)
        store.merges.merge(stays, gone, "an")
        store.closings.close_round(spring, "an")
        rows = store._db.rows("SELECT partner, content_version FROM frozen_scans WHERE round = ?", spring.id)
        assert [(row["partner"], row["content_version"]) for row in rows] == [("a", 1), ("a", 1)]


def test_networks_stand_beside_others_only_within_a_version(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    old = Store(folder, FIRST)
    for number in range(MIN_NETWORKS - 1):
        _takes_part(old, number)
    old.close()
    with stores.opened(folder) as store:
        _takes_part(store, MIN_NETWORKS)
        assert store.peers.strips(1) == store.peers.strips(2) == {}
        for number in range(MIN_NETWORKS + 1, 2 * MIN_NETWORKS):
            _takes_part(store, number)
        assert store.peers.strips(2) and store.peers.strips(1) == {}


def _takes_part(store: Store, number: int) -> None:
    """A network whose one partner filled in a scan together in a round that closed."""
    made = store.networks.add(f"Netwerk {number}", "Stad", 5, "an")
    joint = Partner(f"p{number}", made.id, f"Partner {number}", "Jeugdwerk", 6, True)
    store.networks.save_partners([joint], "an")
    peer.take_part(store, made, True, "an")
    scan_round = opened_round(store, made.id, "Ronde")
    form = store.questionnaires.get(scan_round.content_version)
    answers = {e.id: "green" if (at + number) % 2 else "red" for at, e in enumerate(form.elements)}
    store.scan_imports.add(scan_round, [FilledScan(joint.id, "", True, answers)], "an")
    peer.close_round(store, made, scan_round, "an")
