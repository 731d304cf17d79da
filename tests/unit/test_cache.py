"""What is kept in memory is what would be made now, is given up in order, and is made once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from onlife.services import cache
from onlife.services.cache import cached


class Clock:
    now = 1


def test_a_result_is_kept_until_something_happens() -> None:
    made: list[str] = []

    @cached(lambda name: (name, Clock.now))
    def double(name: str) -> str:
        made.append(name)
        return name * 2

    assert [double("a"), double("a"), double("b")] == ["aa", "aa", "bb"]
    assert made == ["a", "b"]
    Clock.now += 1
    assert double("a") == "aa" and made == ["a", "b", "a"]
    cache.clear()
    assert double("a") == "aa" and made == ["a", "b", "a", "a"]


def test_nothing_is_a_result_and_a_fault_is_none() -> None:
    made: list[int] = []

    @cached(lambda number: number)
    def half(number: int) -> int | None:
        made.append(number)
        if number < 0:
            raise ValueError
        return None

    assert (half(1), half(1)) == (None, None) and made == [1]
    for _ in range(2):
        with pytest.raises(ValueError):
            half(-1)
    assert made == [1, -1, -1]


def test_what_was_used_longest_ago_goes_first() -> None:
    made: list[int] = []

    @cached(lambda number: number, 2)
    def same(number: int) -> int:
        made.append(number)
        return number

    for number in (1, 2, 1, 3, 1, 2):
        same(number)
    assert made == [1, 2, 3, 2]


@pytest.mark.parametrize("one_at_a_time", [False, True])
def test_who_asks_for_what_is_being_made_waits_for_it(one_at_a_time: bool) -> None:
    begun, finish, made = Event(), Event(), list[int]()

    @cached(lambda number: number, one_at_a_time=one_at_a_time)
    def slow(number: int) -> int:
        made.append(number)
        begun.set()
        finish.wait(10)
        return number

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(slow, 1)
        begun.wait(10)
        second = threads.submit(slow, 1)
        finish.set()
        assert (first.result(10), second.result(10)) == (1, 1)
    assert made == [1]


def test_who_asks_for_something_else_does_not_wait() -> None:
    both = Barrier(2, timeout=10)

    @cached(lambda number: number)
    def meet(number: int) -> int:
        return both.wait() * 0 + number

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(meet, (1, 2))) == [1, 2]
