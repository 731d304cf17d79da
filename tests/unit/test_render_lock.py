"""One page is drawn at a time, and nobody waits long for one that stands still."""

from __future__ import annotations

import threading
import time

import pytest

from onlife.ui.app import render_lock


def test_pages_are_drawn_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render_lock, "TIMEOUT_SECONDS", 30)
    inside, most = [0], [0]

    def draw() -> None:
        with render_lock.hold():
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.001)
            inside[0] -= 1

    threads = [threading.Thread(target=draw) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_whoever_stands_still_holds_nobody_up_for_long() -> None:
    drawn, gone = threading.Event(), threading.Event()

    def stand_still() -> None:
        with render_lock.hold():
            drawn.set()
            gone.wait(30)

    one = threading.Thread(target=stand_still)
    one.start()
    assert drawn.wait(30)
    began = time.monotonic()
    with render_lock.hold():
        waited = time.monotonic() - began
    gone.set()
    one.join()
    assert render_lock.TIMEOUT_SECONDS <= waited < 10


def test_a_turn_ends_also_when_the_page_stops_halfway() -> None:
    class Stop(BaseException):
        """As Streamlit ends a page."""

    with pytest.raises(Stop), render_lock.hold(), render_lock.hold():
        raise Stop
    free: list[bool] = []

    def draw() -> None:
        free.append(render_lock._turn.acquire(timeout=0))
        render_lock._turn.release()  # else every page that a test draws later waits for this turn

    other = threading.Thread(target=draw)
    other.start()
    other.join()
    assert free == [True]
