"""What holds for every suite: no test fails for being slow on a busy machine, and what attacks counted is told at the end."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import settings

settings.register_profile("onlife", deadline=None)
settings.load_profile("onlife")

_tried: Counter[str] = Counter()
_failed: Counter[str] = Counter()


def count(attack: str, tried: int, failed: int = 0) -> None:
    """Note that an attack was tried so many times, and how many times the app gave way."""
    _tried[attack] += tried
    _failed[attack] += failed


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _tried:
        terminalreporter.section("aanvallen")
        for attack, tried in sorted(_tried.items()):
            terminalreporter.write_line(f"{attack}: {tried} keer geprobeerd, {_failed[attack]} keer gelukt")
