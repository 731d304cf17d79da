"""Events that were read before, kept in memory for as long as they are what the file holds.

A process knows what its own writes add: a committed event is added to what is kept, and a deletion forgets everything.
What other processes wrote to a PostgreSQL is taken in the same way by `Database.refresh`. Whatever is asked is therefore
answered as the database would, rights and drafts included, without asking it.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

CAPACITY = 50_000
"""Events kept at most, about 1 kB each; when there are more, all are forgotten and read again as they are asked for."""

Event = Mapping[str, Any]
Where = Mapping[str, object]
Question = tuple[object, ...]
"""The words of a question, and what they are about."""
Writes = Mapping[str, tuple[int, int]]
"""Table -> how often it was written to."""


class EventCache:
    """What was asked of a table -> the events that match, oldest first. Callers never change them."""

    def __init__(self, room: int = CAPACITY) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._answers: dict[str, dict[tuple[str, ...], dict[tuple[object, ...], tuple[Event, ...]]]] = defaultdict(dict)
        self._writes: Counter[str] = Counter()
        self._queries: dict[Question, tuple[Writes, Sequence[Event]]] = {}
        self._deletions = 0
        self._held = 0

    def get(self, table: str, where: Where) -> Sequence[Event] | None:
        """The events that match; None if they are not kept."""
        return self._answers[table].get(tuple(where), {}).get(tuple(where.values()))

    def writes(self, table: str) -> tuple[int, int]:
        """How often a table was written to: ask it before reading, and hand it to `put`."""
        return self._deletions, self._writes[table]

    def put(self, table: str, where: Where, events: Iterable[Event], writes: tuple[int, int]) -> None:
        """Keep what was read, unless the table was written to meanwhile."""
        found = tuple(events)
        with self._lock:
            if self.writes(table) != writes or len(found) >= self._room:
                return
            self._make_room(len(found))
            self._answers[table].setdefault(tuple(where), {})[tuple(where.values())] = found
            self._held += 1 + len(found)

    def get_query(self, question: Question, writes: Writes) -> Sequence[Event] | None:
        """The rows that a question gave, if its tables were not written to since."""
        before, rows = self._queries.get(question, (None, ()))
        return rows if before == writes else None

    def put_query(self, question: Question, rows: Sequence[Event], writes: Writes) -> None:
        """Keep the rows that a question gave when its tables had been written to so often."""
        with self._lock:
            if writes == {table: self.writes(table) for table in writes} and len(rows) < self._room:
                if question in self._queries:
                    self._held -= 1 + len(self._queries.pop(question)[1])
                self._make_room(len(rows))
                self._queries[question] = writes, rows
                self._held += 1 + len(rows)

    def _make_room(self, rows: int) -> None:
        if self._held + rows >= self._room:
            self._forget()

    def _forget(self) -> None:
        self._answers.clear()
        self._queries.clear()
        self._held = 0

    def on_insert(self, table: str, events: Sequence[Event]) -> None:
        """These events were committed."""
        with self._lock:
            self._writes[table] += 1
            for columns, answers in self._answers[table].items():
                for event in events:
                    asked = tuple(event[column] for column in columns)
                    before = answers.get(asked)
                    # Whoever read between the commit and this moment has seen the event already.
                    if before is not None and (not before or before[-1]["event"] < event["event"]):
                        answers[asked] = (*before, event)
                        self._held += 1

    def on_delete(self) -> None:
        """Rows were deleted: nothing of them stays in memory either."""
        with self._lock:
            self._deletions += 1
            self._forget()
