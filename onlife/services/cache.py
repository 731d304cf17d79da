"""Results kept in memory for as long as nothing happens that they depend on.

The key of a result holds the numbers of the newest events that it shows, so that nothing is ever stale and nothing needs
clearing. Drafts and rights are never kept this way.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

from onlife.translation import language

P = ParamSpec("P")
Result = TypeVar("Result")
SIZE = 512
_caches: list[OrderedDict[Hashable, object]] = []


def cached(
    key: Callable[..., Hashable], size: int = SIZE, *, one_at_a_time: bool = False
) -> Callable[[Callable[P, Result]], Callable[P, Result]]:
    """Keep what a function returns under what `key` makes of its arguments, in each language; the oldest use goes beyond `size` results.

    Whoever asks for what is being made waits for it; with `one_at_a_time` also for anything else that this function makes.
    """

    def decorate(function: Callable[P, Result]) -> Callable[P, Result]:
        results: OrderedDict[Hashable, Result] = OrderedDict()
        _caches.append(results)  # type: ignore[arg-type]  # only to be emptied
        using = Lock()
        making: dict[Hashable, Lock] = {}

        @wraps(function)
        def ask(*args: P.args, **named: P.kwargs) -> Result:
            place = (language(), key(*args, **named))
            with using:
                if place in results:
                    results.move_to_end(place)
                    return results[place]
                turn = making.setdefault(None if one_at_a_time else place, Lock())
            with turn:
                with using:
                    if place in results:
                        return results[place]
                try:
                    made = function(*args, **named)
                    with using:
                        results[place] = made
                        while len(results) > size:
                            results.popitem(last=False)
                finally:
                    if not one_at_a_time:
                        making.pop(place, None)
            return made

        return ask

    return decorate


def clear() -> None:
    """Forget everything: for whoever swaps the store of a process, whose events count anew."""
    for results in _caches:
        results.clear()
