"""Data of every earlier shape open with every row; data of a newer shape are refused with their sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from onlife.content.questionnaire import load
from onlife.domain.contact import Contact
from onlife.store import Refused, Store, StoreError, TooNew
from onlife.store.engine import backup, database, file_totals
from onlife.store.engine.database import MIGRATIONS, Database
from onlife.store.engine.file_database import FileDatabase
from tests.sample import sample

pytestmark = pytest.mark.long

VALUES: dict[str, Any] = {
    "VARCHAR": "é 'tekst'",
    "TIMESTAMP": datetime(2026, 3, 1, 12, 30),
    "DATE": date(2026, 3, 1),
    "BOOLEAN": True,
    "MAP(VARCHAR, VARCHAR)": {"1.1": "green"},
}
"""One value for every type; numbers are 7."""
RENAMED = {"address_events": "contact_events"}
"""Tables whose rows go on in another one."""


def filled(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Two rows in every table there is; gives back all that the file holds, but for the list of migrations."""
    opened = FileDatabase(folder / "onlife.duckdb")
    types = opened.rows(
        "SELECT table_name AS t, column_name AS c, data_type AS k FROM duckdb_columns() "
        "WHERE NOT internal AND coalesce(column_default, '') NOT LIKE 'nextval%'"
    )
    for table, columns in opened._columns.items():
        kinds = {row["c"]: row["k"] for row in types if row["t"] == table}
        row = {column: VALUES.get(kinds[column], 7) for column in columns if column in kinds}
        if table != "migrations":
            opened.add(table, row, row)
    held = everything(opened)
    opened.close()
    (folder / "server.key").write_bytes(b"k" * 32)
    return held


def everything(opened: Database) -> dict[str, list[dict[str, Any]]]:
    return {
        table: opened.rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY ALL")
        for table, columns in opened._columns.items()
        if table != "migrations"
    }


def test_files_are_numbered_from_one_without_a_gap_or_a_double() -> None:
    assert [int(script.name[:4]) for script in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


@pytest.mark.parametrize("known", sample(range(1, len(MIGRATIONS) + 1), [1, len(MIGRATIONS) // 2, len(MIGRATIONS) - 1]))
def test_data_of_an_earlier_shape_keep_every_row(known: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(database, "MIGRATIONS", MIGRATIONS[:known])
        before = filled(tmp_path)
    assert before
    for _ in range(2):  # the second time there is nothing left to migrate
        store = Store(tmp_path, load())
        after = everything(store._db)
        store.close()
        for table, rows in before.items():
            now = after[RENAMED.get(table, table)]
            kept = [{name: new[name] for name in old} for old, new in zip(rows, now, strict=True)]
            assert kept == rows
    assert file_totals.migrations_of(tmp_path / "onlife.duckdb") == len(MIGRATIONS)


def test_the_one_address_of_a_partner_goes_on_as_its_contact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(database, "MIGRATIONS", MIGRATIONS[:16])
        opened = FileDatabase(tmp_path / "onlife.duckdb")
        place = {"moment": datetime(2026, 3, 1), "actor": "an", "network": "n"}
        opened.add("address_events", {**place, "partner": "p", "address": "bo@caw.be"})
        opened.add("address_events", {**place, "partner": "q", "address": ""})
        mail = {"round": "r", "mail": "m", "occasion": "invitation", "origin": "x", "tries": 1, "reason": ""}
        opened.add("mail_events", {**place, **mail, "partner": "p", "step": "sent"})
        opened.close()
        (tmp_path / "server.key").write_bytes(b"k" * 32)
    store = Store(tmp_path, load())
    assert store.contacts.of("n") == {"p": [Contact("p", "n", "p", address="bo@caw.be")]}
    assert [mail.contact for mail in store.mails.of("n", "r")] == ["p"]
    store.close()


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data of a version that knows one more migration, with a backup of them."""
    script = tmp_path / "9999_later.sql"
    script.write_text("CREATE TABLE later_events (event BIGINT);", encoding="utf-8")
    folder = tmp_path / "data"
    with monkeypatch.context() as later:
        later.setattr(database, "MIGRATIONS", [*MIGRATIONS, script])
        store = Store(folder, load())
        store.networks.add("Netwerk", "Gent", 5, "proef")
        store.back_up(tmp_path / "newer.tar")
        store.close()
    yield folder


def test_data_of_a_newer_version_are_refused_and_left_alone(newer: Path) -> None:
    before = (newer / "onlife.duckdb").read_bytes()
    with pytest.raises(TooNew, match="nieuwere versie"):
        Store(newer, load())
    assert (newer / "onlife.duckdb").read_bytes() == before


def test_a_backup_of_a_newer_version_is_refused_and_puts_nothing_down(newer: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nieuwere versie"):
        backup.restore(tmp_path / "newer.tar", tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_migration_that_is_broken_off_leaves_data_that_the_next_start_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "9999_broken.sql"
    broken.write_text("CREATE TABLE half_events (event BIGINT); SELECT no_such_function();", encoding="utf-8")
    folder = tmp_path / "data"
    folder.mkdir()
    before = filled(folder)
    with monkeypatch.context() as later:
        later.setattr(database, "MIGRATIONS", [*MIGRATIONS, broken])
        with pytest.raises(StoreError):
            Store(folder, load())
    store = Store(folder, load())
    assert everything(store._db) == before
    store.close()


def test_the_open_file_is_shut_in_and_read_by_its_owner_only(tmp_path: Path) -> None:
    store = Store(tmp_path / "data", load())
    store.networks.add("Netwerk", "Gent", 5, "proef")
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n", encoding="utf-8")
    assert isinstance(store._db, FileDatabase)
    connection = store._db._connection
    for forbidden in (
        f"SELECT * FROM read_csv('{outside}')",
        f"COPY network_events TO '{tmp_path / 'out.csv'}'",
        f"ATTACH '{tmp_path / 'other.duckdb'}'",
        "SET enable_external_access = true",
        "SET memory_limit = '4GB'",
        "INSTALL httpfs",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(forbidden)
    (limit,) = connection.execute("SELECT current_setting('memory_limit')").fetchone() or ("",)
    assert limit == "488.2 MiB"  # 512 MB
    assert not list(tmp_path.glob("o*.duckdb")) and not (tmp_path / "out.csv").exists()
    files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert len(files) >= 4 and all(path.stat().st_mode & 0o077 == 0 for path in files)
    store.close()
