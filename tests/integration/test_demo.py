"""The demo network: the same figures every time, every state that a partner can be in, and the story it tells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import bcrypt
import pandas as pd
import pytest

from onlife.content.demo import STORY
from onlife.content.demo import load as load_story
from onlife.content.questionnaire import load
from onlife.content.schema import ContentError
from onlife.domain import finding
from onlife.domain.access import Role
from onlife.domain.account import ENTRANCES
from onlife.domain.network import RoundState
from onlife.domain.network_result import network_blocks, network_elements
from onlife.domain.privacy import in_both
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.shown import Shown
from onlife.services import demo, results
from onlife.store import Refused, Store
from tests.unit import examples

FORM = load()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, demo.Demo]]:
    store = Store(tmp_path_factory.mktemp("demo"), FORM)
    yield store, demo.build(store, FORM)
    store.close()


def seen(made: tuple[Store, demo.Demo], scan_round: str) -> Shown:
    store, built = made
    return results.of_network(store, FORM, built.network, next(r for r in built.rounds if r.name == scan_round))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> list[pd.DataFrame]:
    """The figures of a demo of its own."""
    return figures(tmp_path_factory.mktemp("first"), FORM)


def figures(folder: Path, form: Questionnaire, seed: int = 2026) -> list[pd.DataFrame]:
    """Every count of both rounds, by the names of the partners."""
    store = Store(folder, form)
    built = demo.build(store, form, seed)
    names = {partner.id: partner.name for partner in built.partners}
    found = []
    for scan_round in built.rounds:
        counts = store.results.counts(scan_round.id)
        counts["partner"] = counts["partner"].map(names)
        found.append(counts.sort_values(["partner", "element"], ignore_index=True))
        found.append(store.results.submitted_by_day(scan_round.id))
    store.close()
    return found


@pytest.mark.slow
def test_the_figures_are_the_same_every_time(first: list[pd.DataFrame], tmp_path: Path) -> None:
    for one, other in zip(first, figures(tmp_path, FORM), strict=True):
        pd.testing.assert_frame_equal(one, other)


@pytest.mark.slow
def test_another_seed_value_gives_other_figures(first: list[pd.DataFrame], tmp_path: Path) -> None:
    assert not first[0].equals(figures(tmp_path, FORM, seed=7)[0])


@pytest.mark.slow
def test_another_questionnaire_can_be_filled_in_as_well(tmp_path: Path) -> None:
    assert set(figures(tmp_path, examples.questionnaire(3, 2))[0]["element"]) == {"1.1", "1.2", "1.3", "2.1", "2.2"}


def test_twelve_partners_in_two_rounds_each_with_both_links(made: tuple[Store, demo.Demo]) -> None:
    store, built = made
    assert len(built.partners) == 12
    assert {(r.name, r.state, r.shared) for r in built.rounds} == {
        (demo.SPRING, RoundState.CLOSED, True),
        (demo.AUTUMN, RoundState.OPEN, True),
    }
    assert set(store.links.of(built.network.id)) == {(p.id, kind) for p in built.partners for kind in ENTRANCES}


@pytest.mark.parametrize("scan_round", [demo.SPRING, demo.AUTUMN])
def test_a_round_has_sixty_to_ninety_scans_on_weekdays(made: tuple[Store, demo.Demo], scan_round: str) -> None:
    store, built = made
    key = next(r.id for r in built.rounds if r.name == scan_round)
    days = store.results.submitted_by_day(key)
    assert 60 <= days["submitted"].sum() <= 90
    assert len(days) > 8
    assert pd.to_datetime(days["day"]).dt.day_of_week.max() <= 4


def test_nobody_answers_more_than_is_expected(made: tuple[Store, demo.Demo]) -> None:
    store, built = made
    for scan_round in built.rounds:
        assert all(r.submitted <= r.expected for r in store.results.response(built.network.id, scan_round.id))


def test_every_state_of_a_partner_occurs_in_the_open_round(made: tuple[Store, demo.Demo]) -> None:
    partners = seen(made, demo.AUTUMN).partners.set_index("name")["visibility"]
    assert partners[demo.STREET] == "te weinig antwoorden"
    assert partners[demo.SPORT] == "nog niet vrijgegeven"
    assert partners[demo.BIB] == "nog niet afgesloten"
    assert (partners == "getoond").sum() == 9
    assert partners.index[0] == demo.BIB


def test_hidden_partners_have_no_figures_at_all(made: tuple[Store, demo.Demo]) -> None:
    shown = seen(made, demo.AUTUMN)
    names = shown.partners.set_index("partner")["name"]
    assert {demo.STREET, demo.SPORT, demo.BIB}.isdisjoint(set(shown.blocks["partner"].map(names)))


def test_the_open_partner_has_begun(made: tuple[Store, demo.Demo]) -> None:
    store, built = made
    open_round = next(r for r in built.rounds if r.name == demo.AUTUMN)
    first = store.results.response(built.network.id, open_round.id)[0]
    assert (first.name, first.submitted > 0) == (demo.BIB, True)


def test_police_shows_leaders_against_practitioners(made: tuple[Store, demo.Demo]) -> None:
    shown = seen(made, demo.AUTUMN)
    police = shown.partners.set_index("name").loc[demo.POLICE, "partner"]
    splits = shown.splits[shown.splits["partner"] == police]
    assert set(zip(splits["group"], splits["n"], strict=True)) == {("leidinggevende", 10), ("praktijkwerker", 10)}


def test_at_least_two_partners_have_exact_figures_and_one_scans_together(made: tuple[Store, demo.Demo]) -> None:
    partners = seen(made, demo.AUTUMN).partners
    assert (partners["n"] >= 10).sum() >= 2
    assert list(partners.loc[partners["joint"], "name"]) == [demo.YOUTH_HOUSE]


def test_the_police_stand_alone_with_green_on_sharing_information_and_the_schools_say_red(
    made: tuple[Store, demo.Demo],
) -> None:
    shown = seen(made, demo.AUTUMN)
    names = shown.partners.set_index("partner")["name"]
    assert [(f.place.id, f.partner) for f in finding.standing_alone(shown, FORM) if f.place.id == "5.6"] == [
        ("5.6", demo.POLICE)
    ]
    bands = shown.elements[shown.elements["element"] == "5.6"].set_index("partner")["band"]
    schools = names[names.isin([demo.CAMPUS, demo.COLLEGE])].index
    assert len(schools) == 2 and set(bands[schools]) == {"overwegend rood"}


def test_block_one_is_the_weakest_and_block_four_improved_most(made: tuple[Store, demo.Demo]) -> None:
    before, after = in_both(seen(made, demo.SPRING), seen(made, demo.AUTUMN))
    old, new = (network_blocks(shown).set_index("block")["score"] for shown in (before, after))
    assert new.idxmin() == "1"
    assert (new - old).idxmax() == "4"
    assert new["4"] - old["4"] > 10


def test_what_the_plan_was_about_moved_more_than_the_rest_of_its_block(made: tuple[Store, demo.Demo]) -> None:
    before, after = in_both(seen(made, demo.SPRING), seen(made, demo.AUTUMN))
    greens = [network_elements(shown).set_index("element")["greens"] for shown in (before, after)]
    moved = greens[1] - greens[0]
    assert moved["3.5"] > 0
    assert moved["5.3"] > 0


def test_a_meeting_was_held_after_the_spring_round_with_a_second_vote_on_what_split_the_network(
    made: tuple[Store, demo.Demo],
) -> None:
    store, built = made
    (held,) = store.meetings.past(built.network.id)
    assert held.day == demo.STORY.meeting
    assert held.round == next(r.id for r in built.rounds if r.name == demo.SPRING)
    assert len(store.meetings.present(held)) == len(demo.STORY.present)
    questions = [q for q in store.meetings.questions(held) if q.about == "5.6"]
    first, second = (store.meetings.votes(held)[q.id] for q in questions)
    assert [q.attempt for q in questions] == [1, 2]
    assert len(set(second.values())) < len(set(first.values()))
    agreed = store.meetings.agreements(held.round)
    assert agreed and all(about.startswith("5.") and a.reason for about, a in agreed.items())
    assert store.meetings.notes(held)


def test_remarks_are_there_to_read(made: tuple[Store, demo.Demo]) -> None:
    store, built = made
    number = 0
    for scan_round in built.rounds:
        found = results.remarks(store, results.of_network(store, FORM, built.network, scan_round), scan_round)
        number += len(found.rows)
        assert found.held_back == 0
    assert 18 <= number <= 25


def test_the_accounts_open_the_network_in_their_role(made: tuple[Store, demo.Demo]) -> None:
    store, built = made
    roles = {account.username: account.role for account in built.accounts}
    assert roles == {"coordinator": Role.COORDINATOR, "lezer": Role.READER}
    stored = {account.username: account for account in store.accounts.all()}
    for account in built.accounts:
        assert len(account.password) >= 15
        assert bcrypt.checkpw(account.password.encode(), stored[account.username].password_hash.encode())
        assert stored[account.username].networks[built.network.id] is account.role


def test_a_second_demo_in_the_same_folder_is_refused_and_changes_nothing(made: tuple[Store, demo.Demo]) -> None:
    store, built = made
    with pytest.raises(Refused):
        demo.build(store, FORM)
    assert len(store.networks.all()) == 1
    assert len(store.networks.partners(built.network.id)) == 12


def test_a_story_about_a_partner_that_is_not_there_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "demo.toml"
    file.write_text(STORY.read_text("utf-8").replace('lead = "CAW De Vlier"', 'lead = "CAW De Els"', 1), "utf-8")
    with pytest.raises(ContentError, match=r"demo\.toml, bovenaan: partner “CAW De Els” is er niet"):
        load_story(file)
