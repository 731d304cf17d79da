"""Writers who wait at the same moment are written together, and each is told what became of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from onlife.store.engine.database import Refused, StoreError
from onlife.store.engine.file_database import FileDatabase
from onlife.store.engine.group_commit import CHANGES_MAX, Added
from onlife.store.engine.ledger import Ledger
from onlife.text import today

pytestmark = pytest.mark.long


@pytest.fixture
def database(tmp_path: Path) -> Iterator[FileDatabase]:
    database = FileDatabase(tmp_path / "onlife.duckdb")
    yield database
    database.close()


def draft(item: str, scan: str = "s") -> dict[str, object]:
    place = {"day": today(), "network": "n", "round": "r", "partner": "p"}
    return {**place, "scan": scan, "kind": "answer", "item": item, "value": "green"}


def drafts(database: FileDatabase) -> list[str]:
    return [row["item"] for row in database.rows("SELECT item FROM draft_events ORDER BY event")]


def lines(database: FileDatabase) -> int:
    """How many lines the ledger has: one per transaction."""
    return len(database._ledger.path.read_bytes().splitlines())


def adding(database: FileDatabase, item: str, scan: str) -> Callable[[], Sequence[Added]]:
    """Add an answer, to a scan that does not have it yet."""

    def change() -> Sequence[Added]:
        if any(row["item"] == item for row in database.events("draft_events", scan=scan)):
            raise Refused("Dat is er al.")
        return [("draft_events", [draft(item, scan)])]

    return change


def at_once(database: FileDatabase, changes: Sequence[Callable[[], Sequence[Added]]]) -> list[BaseException | None]:
    """Submit changes while somebody else writes, in this order; return what each of them was told."""
    told: list[BaseException | None] = [None] * len(changes)

    def submit(number: int) -> None:
        try:
            database.submit(changes[number])
        except BaseException as error:
            told[number] = error

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(len(changes))]
    with database.transaction():
        for number, thread in enumerate(threads, start=1):
            thread.start()
            for _ in range(1000):
                if len(database._group) == number:
                    break
                threading.Event().wait(0.01)
        assert len(database._group) == len(changes)
    for thread in threads:
        thread.join(30)
    return told


def test_they_share_one_transaction_and_one_line_of_the_ledger(database: FileDatabase) -> None:
    before = lines(database)
    assert at_once(database, [adding(database, f"1.{number}", f"s{number}") for number in range(6)]) == [None] * 6
    assert drafts(database) == [f"1.{number}" for number in range(6)]
    assert lines(database) == before + 1
    assert [row["item"] for row in database.events("draft_events", scan="s3")] == ["1.3"], "memory knows it, too"


def test_no_more_than_so_many_share_one_transaction(database: FileDatabase) -> None:
    before = lines(database)
    assert not any(at_once(database, [adding(database, str(number), "s") for number in range(CHANGES_MAX + 1)]))
    assert len(drafts(database)) == CHANGES_MAX + 1
    assert lines(database) == before + 2


def test_nobody_goes_on_before_what_it_added_is_on_disk(database: FileDatabase) -> None:
    behind: list[int] = []

    def submit(number: int) -> None:
        database.submit(adding(database, f"{number}", f"s{number}"))
        written = Ledger(database._ledger.path).event
        behind.extend(
            row["event"] for row in database.events("draft_events", scan=f"s{number}") if row["event"] > written
        )

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(drafts(database)) == 40
    assert behind == []


def test_whoever_is_refused_adds_nothing_and_takes_nobody_along(database: FileDatabase) -> None:
    def refused() -> Sequence[Added]:
        raise Refused("Dat mag niet.")

    told = at_once(database, [adding(database, "1.1", "a"), refused, adding(database, "1.2", "b")])
    assert isinstance(told[1], Refused) and told[0] is told[2] is None
    assert drafts(database) == ["1.1", "1.2"]


def test_a_value_that_cannot_be_kept_takes_nobody_along(database: FileDatabase) -> None:
    bad = [("draft_events", [{**draft("9.9"), "day": date(9999, 1, 1)}])]
    told = at_once(database, [adding(database, "1.1", "a"), lambda: bad, adding(database, "1.2", "b")])
    assert isinstance(told[1], Refused) and told[0] is told[2] is None
    assert drafts(database) == ["1.1", "1.2"]


def test_if_nothing_can_be_written_everybody_hears_it_and_nothing_is_kept(database: FileDatabase) -> None:
    bad = [("draft_events", [{"no such column": 1}])]
    told = at_once(database, [adding(database, "1.1", "a"), lambda: bad])
    assert all(isinstance(error, StoreError) for error in told)
    assert drafts(database) == []
    database.submit(adding(database, "1.1", "a"))
    assert drafts(database) == ["1.1"]


def test_inside_a_transaction_a_change_is_part_of_it(database: FileDatabase) -> None:
    with pytest.raises(RuntimeError), database.transaction():
        database.submit(adding(database, "1.1", "a"))
        raise RuntimeError
    assert drafts(database) == []


def test_rows_for_several_tables_are_added_in_their_order(database: FileDatabase) -> None:
    before = lines(database)
    hint = {"moment": today(), "network": "n", "partner": "", "subject": "w", "hint": "h"}
    database.add_all([("draft_events", [draft("1.1")]), ("draft_events", [draft("1.2"), draft("1.3")]), ("hint_events", [hint])])  # fmt: skip
    assert drafts(database) == ["1.1", "1.2", "1.3"]
    assert len(database.events("hint_events", subject="w")) == 1
    assert lines(database) == before + 1
    assert database.totals() == database._ledger.totals
