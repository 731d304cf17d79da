"""What suites of attacks counted, told at the end of a run."""

from __future__ import annotations

from collections import Counter

import pytest

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
