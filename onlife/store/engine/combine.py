"""Two people change one thing from the same version: what each of them changed holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from onlife.store.engine.database import Overtaken

Record = TypeVar("Record")


class BothChanged(Overtaken):
    """Both changed the same fields, each to something else; `theirs` holds what stands in those now."""

    theirs: Mapping[str, Any]


def combine(seen: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """What stands now (`theirs`), with what was changed from `seen` to `mine`. Raises BothChanged."""
    changed = {name: value for name, value in mine.items() if value != seen.get(name)}
    both = {
        name: theirs.get(name) for name, value in changed.items() if theirs.get(name) not in (seen.get(name), value)
    }
    if both:
        raise BothChanged(both)
    return {**theirs, **changed}


def combine_records(seen: Record, mine: Record, theirs: Record) -> Record:
    """As `combine`, of records of one dataclass."""
    return replace(theirs, **combine(vars(seen), vars(mine), vars(theirs)))  # type: ignore[type-var]
