"""The one way between a record of the domain and a row of the table that its versions stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum
from functools import cached_property
from types import UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from onlife.text import within

Record = TypeVar("Record")
Convert = Callable[[Any], Any] | None


@dataclass(frozen=True)
class Table(Generic[Record]):
    """A table of events. Of each `key` the newest row holds, and a row is a `record`.

    A field stands in the column of its name, `id` in that of the key, others where `columns` says. A field without a
    column (whether stars are only suggested) is never kept and comes back as its default.
    """

    name: str
    key: str
    record: type[Record]
    columns: Mapping[str, str] = field(default_factory=dict)

    def to_row(self, record: Record) -> dict[str, Any]:
        """Column -> value, `event` aside: the database numbers it. Fields without a column come along as well."""
        return {column: _plain(getattr(record, name)) for name, column, _ in self._fields if name != "event"}

    def to_record(self, row: Mapping[str, Any]) -> Record:
        return self.record(
            **{
                name: convert(row[column]) if convert else row[column]
                for name, column, convert in self._fields
                if column in row
            }
        )

    @cached_property
    def _fields(self) -> list[tuple[str, str, Convert]]:
        """Field, its column, and what makes the value of the field out of that of the column, where they differ."""
        columns = {"id": self.key, **self.columns}
        hints = get_type_hints(self.record)
        names = [known.name for known in fields(self.record)]  # type: ignore[arg-type]  # records are dataclasses
        return [(name, columns.get(name, name), _convert(hints[name])) for name in names]


def last_event(found: Iterable[Sequence[Mapping[str, Any]]]) -> int:
    """The highest number among the events of several tables, each oldest first; 0 if there are none."""
    return max((int(rows[-1]["event"]) for rows in found if rows), default=0)


def _convert(hint: Any) -> Convert:
    kinds = set(get_args(hint)) if isinstance(hint, UnionType) else {hint}
    if date in kinds:
        return within
    if get_origin(hint) is tuple:
        return _ids
    return hint if isinstance(hint, type) and issubclass(hint, Enum) else None


def _ids(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return ",".join(value) if isinstance(value, tuple) else value
