"""Backups: made while the store is open, complete, restored into an empty folder only, kept by age."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from onlife import demo
from onlife.questionnaire import load
from onlife.store import Refused, Store, backup
from onlife.store.database import BACKUPS

QUESTIONNAIRE = load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_backup_of_an_open_store_is_restored_with_everything_in_it_and_the_same_links(folder: Path) -> None:
    store = Store(folder, QUESTIONNAIRE)
    network = demo.build(store, QUESTIONNAIRE).network
    links = {store.visitors.token(link) for link in store.visitors.links(network.id).values()}
    held = store.totals()
    file, rows = store.back_up()
    store.close()
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.parent.iterdir()] == [file.name]

    empty = folder.with_name("empty")
    assert backup.restore(file, empty) == rows
    restored = Store(empty, QUESTIONNAIRE)
    assert restored.totals() == held
    assert {restored.visitors.token(link) for link in restored.visitors.links(network.id).values()} == links
    restored.close()


def test_data_are_never_overwritten_by_a_backup_nor_a_backup_by_another(folder: Path, tmp_path: Path) -> None:
    store = Store(folder, QUESTIONNAIRE)
    file, _ = store.back_up(tmp_path / "mine.tar")
    with pytest.raises(Refused, match="bestaat al"):
        store.back_up(file)
    store.close()
    before = (folder / "onlife.duckdb").read_bytes()
    with pytest.raises(Refused, match="staan al gegevens"):
        backup.restore(file, folder)
    assert (folder / "onlife.duckdb").read_bytes() == before


@pytest.mark.parametrize("part", [0.02, 0.5, 0.9])
def test_a_damaged_backup_is_refused_and_leaves_nothing(folder: Path, tmp_path: Path, part: float) -> None:
    store = Store(folder, QUESTIONNAIRE)
    file, _ = store.back_up(tmp_path / "mine.tar")
    store.close()
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * part)])
    with pytest.raises(Refused, match="beschadigd"):
        backup.restore(file, tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_backup_is_due_every_day_and_every_hour_while_a_round_is_open(folder: Path) -> None:
    noon = datetime(2026, 3, 1, 12)
    assert backup.last_good(folder) is None
    assert backup.due(folder, noon, often=False)
    _make(folder, noon)
    assert backup.last_good(folder) == noon
    assert not backup.due(folder, noon + timedelta(hours=23), often=False)
    assert backup.due(folder, noon + timedelta(hours=24), often=False)
    assert not backup.due(folder, noon + timedelta(minutes=59), often=True)
    assert backup.due(folder, noon + timedelta(hours=1), often=True)


def test_a_backup_is_late_once_another_should_have_followed(folder: Path) -> None:
    noon = datetime(2026, 3, 1, 12)
    assert backup.standing(folder, noon, often=False) == backup.Standing(0, None, None, late=True)
    _make(folder, noon - timedelta(days=3))
    _make(folder, noon)
    standing = backup.standing(folder, noon + timedelta(hours=1, minutes=59), often=True)
    assert standing == backup.Standing(2, noon, noon - timedelta(days=3), late=False)
    assert backup.standing(folder, noon + timedelta(hours=2), often=True).late
    assert not backup.standing(folder, noon + timedelta(hours=47), often=False).late
    assert backup.standing(folder, noon + timedelta(hours=48), often=False).late


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 een ander bestand", b"\0" * 10240])
def test_another_file_is_no_backup(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "ander.tar"
    file.write_bytes(content)
    with pytest.raises(Refused, match="geen back-up"):
        backup.restore(file, tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


def test_what_stood_there_is_put_aside_whole_when_a_backup_replaces_it(folder: Path, tmp_path: Path) -> None:
    store = Store(folder, QUESTIONNAIRE)
    file, rows = store.back_up(tmp_path / "mine.tar")
    store.networks.add("Later", "Gent", 5, "proef")
    store.close()
    later = (folder / "onlife.duckdb").read_bytes()
    assert backup.restore(file, folder, replace=True) == rows
    (aside,) = folder.glob("opzij-*")
    assert (aside / "onlife.duckdb").read_bytes() == later
    assert {path.name for path in aside.iterdir()} >= {"onlife.duckdb", "onlife.ledger", "server.key"}
    file.write_bytes(b"beschadigd")
    with pytest.raises(Refused):
        backup.restore(file, folder, replace=True)
    restored = Store(folder, QUESTIONNAIRE)  # a refused file puts nothing aside
    assert restored.networks.all() == []
    restored.close()


def test_the_newest_of_24_hours_and_of_30_days_are_kept(folder: Path) -> None:
    newest = datetime(2026, 3, 1, 23)
    for hours in range(24 * 40):
        _make(folder, newest - timedelta(hours=hours))
    mine = folder / BACKUPS / "mine.tar"
    mine.touch()
    backup.expire(folder)
    assert len(list((folder / BACKUPS).glob("onlife-*.tar"))) == 24 + 29
    assert backup.last_good(folder) == newest
    assert mine.exists()


def _make(folder: Path, moment: datetime) -> None:
    (folder / BACKUPS).mkdir(parents=True, exist_ok=True)
    (folder / BACKUPS / moment.strftime("onlife-%Y%m%dT%H%M%S.tar")).touch()


def test_two_backups_within_one_second_are_two_files(folder: Path) -> None:
    store = Store(folder, QUESTIONNAIRE)
    made = {store.back_up()[0] for _ in range(3)}
    store.close()
    assert len(made) == 3 and all(file.exists() for file in made)
