"""What the store keeps in memory is what its file holds, whoever writes and whenever."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlife.store.engine.database import Database, now, today
from onlife.store.engine.event_cache import EventCache
from onlife.store.engine.file_database import FileDatabase

SCAN = "a" * 32


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return FileDatabase(tmp_path / "onlife.duckdb")


def draft(item: str, scan: str = SCAN) -> dict[str, object]:
    place = {"day": today(), "network": "n", "round": "r", "partner": "p"}
    return {**place, "scan": scan, "kind": "answer", "item": item, "value": "green"}


def in_file(database: Database, scan: str = SCAN) -> list[dict[str, object]]:
    columns = "event, day, network, round, partner, scan, kind, item, value"
    return database.rows(f"SELECT {columns} FROM draft_events WHERE scan = ? ORDER BY event", scan)


def test_what_is_written_is_in_the_next_answer_exactly_as_in_the_file(database: Database) -> None:
    assert list(database.events("draft_events", scan=SCAN)) == []
    database.add("draft_events", draft("1.1"))
    database.add("draft_events", draft("1.2"), draft("1.3"), draft("1.1", scan="b"))
    assert list(database.events("draft_events", scan=SCAN)) == in_file(database)
    assert len(in_file(database)) == 3


def test_a_second_question_does_not_go_to_the_file(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.add("draft_events", draft("1.1"))
    known = database.events("draft_events", scan=SCAN)
    monkeypatch.setattr(database, "rows", None)
    assert list(database.events("draft_events", scan=SCAN)) == list(known)


def test_a_transaction_sees_its_own_events_and_nobody_else_does_until_it_is_over(database: Database) -> None:
    assert not database.events("draft_events", scan=SCAN)
    with pytest.raises(RuntimeError), database.transaction():
        database.add("draft_events", draft("1.1"))
        assert len(database.events("draft_events", scan=SCAN)) == 1
        raise RuntimeError
    assert not database.events("draft_events", scan=SCAN)
    with database.transaction():
        database.add("draft_events", draft("1.2"))
    assert [row["item"] for row in database.events("draft_events", scan=SCAN)] == ["1.2"]


def test_what_is_deleted_is_gone_from_memory_too(database: Database) -> None:
    database.add("draft_events", draft("1.1"))
    assert database.events("draft_events", scan=SCAN)
    database.delete("draft_events", scan=SCAN)
    assert not database.events("draft_events", scan=SCAN)


COUNTED = ("draft_events",), "SELECT count(*) AS number FROM draft_events WHERE round = ?", "r"


def counted(database: Database) -> int:
    return int(database.rows_of(*COUNTED)[0]["number"])


def test_a_question_goes_to_the_file_again_only_after_a_write_to_its_tables(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert counted(database) == 0
    database.add("draft_events", draft("1.1"), draft("1.2"))
    assert counted(database) == 2
    database.add("hint_events", {"moment": now(), "network": "n", "partner": "", "subject": "w", "hint": "h"})
    with monkeypatch.context() as patch:
        patch.setattr(database, "rows", None)
        assert counted(database) == 2
    with database.transaction():
        database.add("draft_events", draft("1.3"))
        assert counted(database) == 3
    assert counted(database) == 3
    database.delete("draft_events", item="1.1")
    assert counted(database) == 2


def test_rows_read_before_a_write_are_not_kept_after_it() -> None:
    cache = EventCache()
    writes = {"t": cache.writes("t")}
    cache.on_insert("t", [{"event": 1}])
    cache.put_query(("q",), [{"number": 0}], writes)
    assert cache.get_query(("q",), writes) is None


def test_what_was_read_before_a_write_is_not_kept_after_it() -> None:
    cache = EventCache()
    writes = cache.writes("t")
    cache.on_insert("t", [{"event": 1, "scan": "s"}])
    cache.put("t", {"scan": "s"}, [], writes)
    assert cache.get("t", {"scan": "s"}) is None
    writes = cache.writes("t")
    cache.on_delete()
    cache.put("t", {"scan": "s"}, [{"event": 1, "scan": "s"}], writes)
    assert cache.get("t", {"scan": "s"}) is None


def test_an_event_that_was_read_before_it_was_announced_is_kept_once() -> None:
    cache = EventCache()
    cache.put("t", {"scan": "s"}, [{"event": 1, "scan": "s"}], cache.writes("t"))
    cache.on_insert("t", [{"event": 1, "scan": "s"}, {"event": 2, "scan": "s"}])
    assert [event["event"] for event in cache.get("t", {"scan": "s"}) or ()] == [1, 2]


def test_a_question_that_is_told_again_takes_no_more_room() -> None:
    cache = EventCache(room=10)
    cache.put("t", {"scan": "s"}, [{"event": 1}], cache.writes("t"))
    for number in range(20):
        cache.on_insert("other", [{"event": number}])
        cache.put_query(("q",), [{"number": number}], {"other": cache.writes("other")})
    assert cache.get("t", {"scan": "s"})
    assert cache.get_query(("q",), {"other": cache.writes("other")}) == [{"number": 19}]


def test_what_does_not_fit_is_forgotten_and_without_room_nothing_is_kept() -> None:
    events = [{"event": number, "scan": "s"} for number in range(6)]
    small, none = EventCache(room=10), EventCache(room=0)
    for cache in (small, none):
        cache.put("t", {"scan": "s"}, events, cache.writes("t"))
    assert none.get("t", {"scan": "s"}) is None
    small.put("t", {"scan": "x"}, events, small.writes("t"))
    assert small.get("t", {"scan": "s"}) is None and small.get("t", {"scan": "x"}) is not None
