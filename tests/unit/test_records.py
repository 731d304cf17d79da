"""Every field of a record stands in a column of its table, and comes back from it as it was."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

import onlife.store
from onlife.content.questionnaire import load
from onlife.domain.plan import PlanAction, Status, Term
from onlife.store import Store
from onlife.store.engine.table import Table
from onlife.store.plan import ACTIONS
from tests import stores

MODULES = [importlib.import_module(f"onlife.store.{m.name}") for m in pkgutil.iter_modules(onlife.store.__path__)]
TABLES = {table.name: table for m in MODULES for table in vars(m).values() if isinstance(table, Table)}
ELSEWHERE = {
    "priority_events": {"suggested"},
    "action_events": {"content_version"},
    "account_events": {"networks"},
}
"""Fields without a column: what is computed, or stands in a table of its own."""
ACTION = PlanAction(
    id="a" * 32,
    network="b" * 32,
    owner="",
    block="2",
    what="Samen afspreken",
    begun=date(2026, 3, 2),
    elements=("2.1", "2.3"),
    term=Term.LONG,
    start=None,
    end=date(2027, 3, 2),
    goal="doel",
    lead="c" * 32,
    partners=("d" * 32, "e" * 32),
    resources="middelen",
    indicator="indicator",
    remarks="opmerking",
    status=Status.RUNNING,
    offered=False,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(stores.empty(tmp_path_factory.mktemp("records")), load())
    yield store
    store.close()


def test_there_are_tables() -> None:
    assert len(TABLES) >= 10


@pytest.mark.parametrize("name", TABLES)
def test_every_field_has_a_column(store: Store, name: str) -> None:
    table: Table[Any] = TABLES[name]
    known = store._db.columns[name]
    columns = {"id": table.key, **table.columns}
    missing = {f.name for f in fields(table.record) if columns.get(f.name, f.name) not in known}
    assert missing == ELSEWHERE.get(name, set())
    assert table.key in known


def test_a_record_comes_back_as_it_was() -> None:
    assert ACTIONS.to_record(ACTIONS.to_row(ACTION)) == ACTION


def test_a_record_of_nothing_comes_back_as_well() -> None:
    bare = replace(ACTION, elements=(), partners=(), end=None)
    assert ACTIONS.to_row(bare)["elements"] == ""
    assert ACTIONS.to_record(ACTIONS.to_row(bare)) == bare


def test_control_a_wrong_column_is_found() -> None:
    wrong = Table("action_events", "action", PlanAction, {"owner": "owner_of"})
    assert ACTIONS.to_record(wrong.to_row(replace(ACTION, owner="x")) | {"holder": ""}).owner == ""
