"""Events that were read before, kept in memory for as long as they are what the file holds.

A process knows what its own writes add and delete: a committed event is added to what is kept, a deleted one is taken out
of it. What other processes wrote to a PostgreSQL is taken in the same way by `Database.refresh`. Whatever is asked is
therefore answered as the database would, rights and drafts included, without asking it.

What nobody asked for since the other half of the room filled up goes first: who fills in now is never read anew because
many others did so before.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

CAPACITY = 200_000
"""Events kept at most, about half a kB each: as many as three thousand people who fill in make."""

Event = Mapping[str, Any]
Where = Mapping[str, object]
Query = tuple[object, ...]
"""The words of a question, and what they are about."""
Scope = tuple[str, str]
"""A table, and the network whose rows in it matter; '' for all of them."""
WriteCounts = Mapping[Scope, tuple[int, int]]
"""How often rows were deleted and added that matter."""
Values = tuple[object, ...]
Answers = dict[tuple[str, tuple[str, ...]], dict[Values, tuple[Event, ...]]]
"""A table and the columns it was asked by -> their values -> the events that match."""


class EventCache:
    """What was asked of a table -> the events that match, oldest first. Callers never change them."""

    def __init__(self, room: int = CAPACITY) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._writes: Counter[Scope] = Counter()
        self._deletions: Counter[str] = Counter()
        self._forgotten = 0
        self._forget()

    def _forget(self) -> None:
        self._young: Answers = {}
        self._old: Answers = {}
        self._queries: dict[Query, tuple[WriteCounts, Sequence[Event]]] = {}
        self._held = 0

    def get(self, table: str, where: Where) -> Sequence[Event] | None:
        """The events that match; None if they are not kept."""
        place, asked = (table, tuple(where)), tuple(where.values())
        found = self._young.get(place, {}).get(asked)
        if found is None and asked in self._old.get(place, {}):
            with self._lock:
                found = self._old.get(place, {}).pop(asked, None)
                if found is not None:
                    self._keep(place, asked, found)
        return found

    def writes(self, table: str, network: str = "") -> tuple[int, int]:
        """How often a table was written to, or that part of it: ask it before reading, and hand it to `put`."""
        return self._forgotten + self._deletions[table], self._writes[table, network]

    def put(self, table: str, where: Where, events: Iterable[Event], writes: tuple[int, int]) -> None:
        """Keep what was read, unless the table was written to meanwhile."""
        found = _sharing(events)
        with self._lock:
            if self.writes(table) == writes and len(found) < self._room // 2:
                self._keep((table, tuple(where)), tuple(where.values()), found)

    def _keep(self, place: tuple[str, tuple[str, ...]], asked: Values, events: tuple[Event, ...]) -> None:
        self._make_room(len(events))
        self._young.setdefault(place, {})[asked] = events
        self._held += 1 + len(events)

    def get_query(self, question: Query, writes: WriteCounts) -> Sequence[Event] | None:
        """The rows that a question gave, if what it is about was not written to since."""
        before, rows = self._queries.get(question, (None, ()))
        return rows if before == writes else None

    def put_query(self, question: Query, rows: Sequence[Event], writes: WriteCounts) -> None:
        """Keep the rows that a question gave when what it is about had been written to so often."""
        with self._lock:
            if writes == {about: self.writes(*about) for about in writes} and len(rows) < self._room // 2:
                if question in self._queries:
                    self._held -= 1 + len(self._queries.pop(question)[1])
                self._make_room(len(rows))
                self._queries[question] = writes, rows
                self._held += 1 + len(rows)

    def _make_room(self, rows: int) -> None:
        if self._held + rows >= self._room // 2:
            self._old, self._young = self._young, {}
            self._queries, self._held = {}, 0

    def _answers(self, table: str) -> Iterator[tuple[tuple[str, ...], dict[Values, tuple[Event, ...]]]]:
        """What is kept of a table: the columns it was asked by, and the answers."""
        for generation in (self._young, self._old):
            yield from [(columns, answers) for (about, columns), answers in generation.items() if about == table]

    def on_insert(self, table: str, events: Sequence[Event]) -> None:
        """These events were committed."""
        with self._lock:
            self._writes.update({(table, network): 1 for network in {"", *(e.get("network", "") for e in events)}})
            for columns, answers in self._answers(table):
                for event in events:
                    asked = tuple(event[column] for column in columns)
                    before = answers.get(asked)
                    # Whoever read between the commit and this moment has seen the event already.
                    if before is not None and (not before or before[-1]["event"] < event["event"]):
                        answers[asked] = (*before, event)
                        self._held += 1

    def on_delete(self, table: str, where: Where | None = None) -> None:
        """The rows of a table that match were deleted, or some that nobody can tell: they do not stay in memory either."""
        with self._lock:
            self._deletions[table] += 1
            self._queries = {
                question: kept
                for question, kept in self._queries.items()
                if all(about != table for about, _ in kept[0])
            }
            for _, answers in self._answers(table):
                if where is None:
                    answers.clear()
                    continue
                for asked, events in answers.items():
                    left = tuple(event for event in events if not _matches(event, where))
                    if len(left) < len(events):
                        answers[asked] = left

    def forget(self) -> None:
        """Keep nothing: what is in memory may not be what the database holds."""
        with self._lock:
            self._forgotten += 1
            self._forget()


def _matches(event: Event, where: Where) -> bool:
    return all(event[column] == value for column, value in where.items())


def _sharing(events: Iterable[Event]) -> tuple[Event, ...]:
    """The same events, which hold one text only once: most of what the events of a scan weigh is ids of where it belongs."""
    texts: dict[str, str] = {}
    return tuple(
        {column: texts.setdefault(value, value) if isinstance(value, str) else value for column, value in event.items()}
        for event in events
    )
