"""A copy of the database and a list of who opened the link when do not tell who answered what, once a scan is closed.

Twelve people of a team fill in one after another, in an order that the attacker knows to the second. After closing, the
attacker opens a copy of the file and pairs people with rows by every order that the file knows.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from onlife.domain.coarsening import EXACT_FROM
from onlife.domain.light import Light
from onlife.domain.network import Partner, Round
from onlife.store import Store
from onlife.store.closing import GROUP_FROM
from tests.attack.histories import ACTOR
from tests.sample import sample
from tests.unit.examples import questionnaire

FORM = questionnaire(3, 1)
ELEMENTS = [element.id for element in FORM.elements]
TEAMS, PEOPLE = 12, 12
FOUND_MAX = 1 + 4 / sqrt(TEAMS)
"""Pairing by chance finds one person per team on average, with a spread of one: four standard errors above that."""
FUNCTIONS = ["leidinggevende", "ict", *["praktijkwerker"] * (PEOPLE - 2)]


@dataclass(frozen=True)
class Person:
    """Somebody on the invitation list, with what they answered and nobody should find."""

    scan: str
    function: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Copy:
    """A copy of the database, and per team the invitation list in the order in which the link was opened."""

    connection: duckdb.DuckDBPyConnection
    teams: Mapping[str, list[Person]]


def played(folder: Path, chance: Random, teams: int) -> dict[str, list[Person]]:
    """Fill in, close, sometimes reopen for the second half, and close the round."""
    store = Store(folder, FORM)
    network = store.networks.add("Proef", "Gent", 5, ACTOR)
    partners = [Partner(f"p{at}", network.id, f"Partner {at}", "jeugd", PEOPLE, False) for at in range(teams)]
    store.networks.save_partners(partners, ACTOR)
    scan_round = store.networks.add_round(network.id, "ronde", FORM.version, None, ACTOR)
    store.networks.start_round(scan_round, ACTOR)
    found = {}
    for partner in partners:
        with store.transaction():  # one for a whole team: the same rows, without waiting for the disk after each
            found[partner.id] = _team(store, scan_round, partner, chance)
    store.closings.close_round(scan_round, ACTOR)
    store.close()
    return found


def in_order_of_arrival(_self: object, rows: list[Any]) -> None:
    """What the control does instead of shuffling."""
    rows.sort(key=lambda row: ARRIVED.index(row["answers"]))


ARRIVED: list[dict[str, str]] = []
"""What the people of the team that fills in answered, first come first."""


def _team(store: Store, scan_round: Round, partner: Partner, chance: Random) -> list[Person]:
    functions, kinds = chance.sample(FUNCTIONS, PEOPLE), chance.sample(range(4 ** len(ELEMENTS)), PEOPLE)
    half = chance.random() < 0.5
    people = []
    ARRIVED.clear()
    for at, (function, kind) in enumerate(zip(functions, kinds, strict=True)):
        if half and at == PEOPLE // 2:
            store.closings.close(scan_round, partner, ACTOR, release=False)
            store.closings.reopen(scan_round, partner, ACTOR)
        scan = store.scans.begin(partner)
        store.sessions.start("scan", f"link of {partner.id}", scan.id)
        store.scans.choose_function(scan.id, function)
        answers = {element: list(Light)[kind // 4**place % 4] for place, element in enumerate(ELEMENTS)}
        for element, light in answers.items():
            store.scans.answer(scan.id, element, light)
        store.scans.submit(scan.id)
        ARRIVED.append({element: light.value for element, light in answers.items()})
        people.append(Person(scan.id, function, ARRIVED[-1]))
    store.closings.close(scan_round, partner, ACTOR, release=True)
    return people


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    yield from _copied(tmp_path_factory.mktemp("join"), shuffled=True)


@pytest.fixture(scope="module")
def unshuffled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """The control: the same, with rows frozen in the order in which people came and with their functions."""
    yield from _copied(tmp_path_factory.mktemp("control"), shuffled=False)


def _copied(folder: Path, *, shuffled: bool) -> Iterator[Copy]:
    with pytest.MonkeyPatch.context() as patch:
        if not shuffled:
            patch.setattr("secrets.SystemRandom.shuffle", in_order_of_arrival)
            patch.setattr("onlife.store.closing.GROUP_FROM", 0)
        teams = played(folder, Random(2026), TEAMS if shuffled else 3)
    copy = Path(shutil.copy(folder / "onlife.duckdb", folder / "copy.duckdb"))
    with closing(duckdb.connect(str(copy), read_only=True)) as connection:
        yield Copy(connection, teams)


ORDERS = (
    "rowid",
    "event, rowid",
    "md5(answers::VARCHAR)",
    "answers::VARCHAR",
    "function_group, rowid",
    "source, rowid DESC",
)


def found_by_order(copy: Copy, order: str) -> float:
    """How many people per team are paired with their own answers when rows are put in this order."""
    right = 0
    for team, people in copy.teams.items():
        rows = copy.connection.execute(
            f"SELECT answers FROM frozen_scans WHERE partner = ? ORDER BY {order}", [team]
        ).fetchall()
        assert len(rows) == len(people) == PEOPLE
        right += sum(row[0] == person.answers for row, person in zip(rows, people, strict=True))
    return right / len(copy.teams)


def found_by_function(copy: Copy) -> float:
    """How many people per team are found because nobody else there has their function."""
    right = 0
    for team, people in copy.teams.items():
        rows = copy.connection.execute(
            "SELECT function_group, answers FROM frozen_scans WHERE partner = ?", [team]
        ).fetchall()
        for person in people:
            fit = [answers for function, answers in rows if function == person.function]
            right += fit == [person.answers]
        groups = [function for function, _ in rows]
        right += sum(groups.count(group) < GROUP_FROM for group in set(groups))  # pointed at by what is left over
    return right / len(copy.teams)


@pytest.mark.parametrize("order", sample(ORDERS, ORDERS[:1]))
def test_no_order_in_the_file_pairs_people_with_answers_better_than_chance(kept: Copy, order: str) -> None:
    assert found_by_order(kept, order) <= FOUND_MAX


def test_rows_that_were_not_shuffled_give_everybody_away(unshuffled: Copy) -> None:
    assert found_by_order(unshuffled, "rowid") > PEOPLE / 2 > FOUND_MAX


def test_nobody_is_found_by_a_function_that_few_have(kept: Copy, unshuffled: Copy) -> None:
    assert GROUP_FROM == EXACT_FROM
    assert found_by_function(kept) == 0
    assert found_by_function(unshuffled) > 0


def test_the_numbers_of_scans_lead_nowhere_and_no_time_is_left_beside_answers(kept: Copy) -> None:
    """Sessions tell which scan was opened when; after closing nothing else in the file knows that number."""
    ids = {person.scan for people in kept.teams.values() for person in people}
    columns: Callable[[str], list[tuple[Any, ...]]] = lambda where: kept.connection.execute(  # noqa: E731
        f"SELECT table_name, column_name, data_type FROM information_schema.columns WHERE {where}"
    ).fetchall()
    holding = set()
    for table, column, _ in columns("table_name NOT IN ('partners', 'submissions')"):
        values = kept.connection.execute(f'SELECT DISTINCT "{column}"::VARCHAR FROM {table}').fetchall()
        if any(key in str(value) for (value,) in values for key in ids):
            holding.add(table)
    assert holding == {"session_events"}
    answers = [(t, c, k) for t, c, k in columns("table_name LIKE 'frozen%' OR table_name IN ('draft_events')")]
    assert answers and not [row for row in answers if "TIME" in row[2]]
    for table in ("draft_events", "submission_events"):
        assert kept.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    one_event_per_set = "SELECT count(DISTINCT event) FROM frozen_scans GROUP BY partner"
    assert set(kept.connection.execute(one_event_per_set).fetchall()) == {(1,)}
