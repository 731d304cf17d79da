"""What the store keeps in memory is what its file holds, whoever writes and whenever."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlife.store.engine.database import Database
from onlife.store.engine.event_cache import EventCache
from onlife.store.engine.file_database import FileDatabase
from onlife.text import now, today

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
    writes = {("t", ""): cache.writes("t")}
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
    cache.on_delete("t")
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
        cache.put_query(("q",), [{"number": number}], {("other", ""): cache.writes("other")})
    assert cache.get("t", {"scan": "s"})
    assert cache.get_query(("q",), {("other", ""): cache.writes("other")}) == [{"number": 19}]


def asked(cache: EventCache, scan: str) -> int:
    """How many events of a scan are kept; -1 if it would be read."""
    found = cache.get("t", {"scan": scan})
    return -1 if found is None else len(found)


def keep(cache: EventCache, scan: str, number: int = 6) -> None:
    events = [{"event": event, "scan": scan, "partner": "p"} for event in range(number)]
    cache.put("t", {"scan": scan}, events, cache.writes("t"))


def test_what_nobody_asks_for_makes_room_and_what_is_asked_stays() -> None:
    cache = EventCache(room=20)
    keep(cache, "in use")
    for scan in ("a", "b", "c", "d"):
        keep(cache, scan)
        assert asked(cache, "in use") == 6
    assert asked(cache, "a") == asked(cache, "b") == -1


def test_without_room_nothing_is_kept() -> None:
    none = EventCache(room=0)
    keep(none, "s")
    assert asked(none, "s") == -1


def test_a_deletion_takes_out_what_it_deleted_and_nothing_else() -> None:
    cache = EventCache(room=30)
    keep(cache, "gone")  # too much for half of the room, so it is among what may go first
    keep(cache, "stays")
    keep(cache, "stays too")
    writes = cache.writes("t")
    cache.on_delete("t", {"scan": "gone", "partner": "p"})
    assert [asked(cache, scan) for scan in ("gone", "stays", "stays too")] == [0, 6, 6]
    cache.on_delete("t", {"partner": "somebody else"})
    assert asked(cache, "stays") == 6
    cache.put("t", {"scan": "late"}, [{"event": 1, "scan": "late"}], writes)
    assert asked(cache, "late") == -1, "it was read before the deletion"
    cache.on_delete("t")
    assert asked(cache, "stays") == -1


def test_what_is_deleted_and_added_at_once_is_read_anew(database: Database) -> None:
    database.add("draft_events", draft("1.1"))
    assert database.events("draft_events", scan=SCAN)
    with database.transaction():
        database.delete("draft_events", scan=SCAN)
        database.add("draft_events", draft("1.2"))
    assert list(database.events("draft_events", scan=SCAN)) == in_file(database)
    assert [row["item"] for row in in_file(database)] == ["1.2"]


def test_a_question_about_a_network_is_told_from_memory_while_others_write(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ("draft_events",), "SELECT count(*) AS number FROM draft_events WHERE network = ?", "n"
    database.add("draft_events", draft("1.1"))
    assert database.rows_of(*question, network="n")[0]["number"] == 1
    database.add("draft_events", {**draft("1.1", scan="b"), "network": "other"})
    with monkeypatch.context() as patch:
        patch.setattr(database, "rows", None)
        assert database.rows_of(*question, network="n")[0]["number"] == 1
    database.add("draft_events", draft("1.2"))
    assert database.rows_of(*question, network="n")[0]["number"] == 2
    database.delete("draft_events", item="1.1", network="n")
    assert database.rows_of(*question, network="n")[0]["number"] == 1
