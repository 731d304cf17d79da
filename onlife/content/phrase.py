"""Words for what rules return, where it takes more than one sentence of `message`."""

from __future__ import annotations

from onlife.content.message import message
from onlife.domain.priority import Priority


def stars(priority: Priority) -> str:
    """The stars as one reads them, '' without any."""
    return "★" * priority.stars + (f" · {message('priority.suggested')}" if priority.suggested else "")


def entered(paper: int, from_file: int) -> str:
    """How many scans somebody else entered than who answered; '' if none."""
    ways = ((paper, "entered.paper"), (from_file, "entered.file"))
    return f" {message('word.and')} ".join(message(key, number=number) for number, key in ways if number)
