"""Writers who wait for the lock at the same moment are written together, and each is told what became of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from onlife.store.engine.database import Database, Refused, StoreError, today
from onlife.store.engine.group_commit import MOST, Together
from onlife.store.engine.ledger import Ledger


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "onlife.duckdb")
    yield database
    database.close()


@pytest.fixture
def commits(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    made: list[object] = []
    commit = database._commit
    monkeypatch.setattr(database, "_commit", lambda cursor: (made.append(cursor), commit(cursor)))
    return made


def draft(item: str, scan: str = "s") -> dict[str, object]:
    place = {"day": today(), "network": "n", "round": "r", "partner": "p"}
    return {**place, "scan": scan, "kind": "answer", "item": item, "value": "green"}


def drafts(database: Database) -> list[str]:
    return [row["item"] for row in database.rows("SELECT item FROM draft_events ORDER BY event")]


def at_once(database: Database, attempts: Sequence[Callable[[], None]]) -> list[BaseException | None]:
    """Let attempts wait for the lock, in this order, and then go; gives back what each of them was told."""
    told: list[BaseException | None] = [None] * len(attempts)

    def ask(number: int) -> None:
        try:
            database.attempt(attempts[number])
        except BaseException as error:
            told[number] = error

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(attempts))]
    with database.writing():
        for number, thread in enumerate(threads, start=1):
            thread.start()
            for _ in range(1000):
                if len(database._attempts) == number:
                    break
                threading.Event().wait(0.01)
        assert len(database._attempts) == len(attempts)
    for thread in threads:
        thread.join(30)
    return told


def adding(database: Database, item: str, scan: str) -> Callable[[], None]:
    """Add an answer that this scan does not have yet."""

    def do() -> None:
        if any(row["item"] == item for row in database.events("draft_events", scan=scan)):
            raise Refused("Dat is er al.")
        database.add("draft_events", draft(item, scan))

    return do


def test_they_share_one_transaction_and_one_line_of_the_ledger(database: Database, commits: list[object]) -> None:
    for number in range(6):
        database.events("draft_events", scan=f"s{number}")
    lines = len(database._ledger.path.read_bytes().splitlines())
    assert at_once(database, [adding(database, f"1.{number}", f"s{number}") for number in range(6)]) == [None] * 6
    assert drafts(database) == [f"1.{number}" for number in range(6)]
    assert len(commits) == 1
    assert len(database._ledger.path.read_bytes().splitlines()) == lines + 1
    assert [row["item"] for row in database.events("draft_events", scan="s3")] == ["1.3"], "memory knows it, too"


def test_nobody_goes_on_before_what_it_added_is_on_disk(database: Database) -> None:
    behind: list[int] = []

    def ask(number: int) -> None:
        database.attempt(lambda: database.add("draft_events", draft(f"{number}", f"s{number}")))
        written = Ledger(database._ledger.path).event
        behind.extend(
            row["event"] for row in database.events("draft_events", scan=f"s{number}") if row["event"] > written
        )

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(drafts(database)) == 40
    assert behind == []


def test_whoever_is_refused_adds_nothing_and_takes_nobody_along(database: Database) -> None:
    def adds_and_is_refused() -> None:
        database.add("draft_events", draft("9.9", "x"))
        raise Refused("Dat mag niet.")

    told = at_once(database, [adding(database, "1.1", "a"), adds_and_is_refused, adding(database, "1.2", "b")])
    assert isinstance(told[1], Refused) and told[0] is told[2] is None
    assert drafts(database) == ["1.1", "1.2"]


def test_whoever_asks_what_another_just_added_is_answered_from_the_file(database: Database) -> None:
    told = at_once(database, [adding(database, "1.1", "a"), adding(database, "1.1", "a"), adding(database, "1.2", "a")])
    assert told[0] is told[2] is None and isinstance(told[1], Refused)
    assert drafts(database) == ["1.1", "1.2"]


@pytest.mark.parametrize("ask", ["rows", "rows_of", "frame", "transaction"])
def test_every_way_of_asking_sees_what_another_just_added(database: Database, ask: str) -> None:
    sql = "SELECT count(*) AS number FROM draft_events"
    seen: list[int] = []

    def count() -> None:
        match ask:
            case "rows":
                seen.append(database.rows(sql)[0]["number"])
            case "rows_of":
                seen.append(database.rows_of(["draft_events"], sql)[0]["number"])
            case "frame":
                seen.append(int(database.frame(sql)["number"][0]))
            case "transaction":
                with database.transaction():
                    seen.append(len(database.events("draft_events", scan="a")))

    database.rows_of(["draft_events"], sql)
    assert at_once(database, [adding(database, "1.1", "a"), count]) == [None, None]
    assert seen == [1]


def test_what_cannot_be_written_takes_nobody_along(database: Database) -> None:
    bad = lambda: database.add("draft_events", {"no such column": 1})  # noqa: E731
    told = at_once(database, [adding(database, "1.1", "a"), bad, adding(database, "1.2", "b")])
    assert isinstance(told[1], StoreError) and told[0] is told[2] is None
    assert drafts(database) == ["1.1", "1.2"]


def test_inside_a_transaction_an_attempt_is_part_of_it(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction():
        database.attempt(lambda: database.add("draft_events", draft("1.1")))
        raise RuntimeError
    assert drafts(database) == []


def test_rows_for_several_tables_are_added_in_their_order(database: Database, commits: list[object]) -> None:
    hint = {"moment": today(), "network": "n", "partner": "", "subject": "w", "hint": "h"}
    database.add_all([("draft_events", [draft("1.1")]), ("draft_events", [draft("1.2"), draft("1.3")]), ("hint_events", [hint])])  # fmt: skip
    database.add_all([("draft_events", [{"event": 10_000, **draft("1.4")}]), ("draft_events", [draft("1.5")])])
    assert sorted(drafts(database)) == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert drafts(database)[:3] == ["1.1", "1.2", "1.3"]
    assert len(database.events("hint_events", subject="w")) == 1
    assert len(commits) == 2
    assert database.totals() == database._ledger.totals


def test_a_fault_in_serving_ends_everybody_who_was_served() -> None:
    line, asked = Together[int](), [1, 2]
    first, second = (line.join(number) for number in asked)

    def fails(_served: object) -> None:
        raise RuntimeError("geen stroom")

    line.serve(first, fails)
    assert [str(waiting.exception()) for waiting in (first, second)] == ["geen stroom"] * 2


def test_no_more_than_so_many_are_served_in_one_go() -> None:
    line, served = Together[int](), list[int]()
    waiting = [line.join(number) for number in range(MOST + 1)]

    def serve(together: Sequence[tuple[int, object]]) -> None:
        served.append(len(together))
        for _, mine in together:
            mine.set_result(None)  # type: ignore[attr-defined]

    line.serve(waiting[-1], serve)
    assert served == [MOST, 1]
