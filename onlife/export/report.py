"""A report as data: what stands in it, in order, without how it looks. `word` and `pdf` write it.

One description for both, so that the editable file and the printed one never say different things.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from onlife.charts import Figure
from onlife.translation import gettext as _

PAGE_WIDTH = 17.0
"""Centimetres between the margins of A4."""
LOGO = (4.5, 1.6)
"""The most that a logo may take, in cm across and down."""
Step = Callable[[float], None]
"""Hears how much of a report is written, from 0 to 1."""
_UNPRINTABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Heading:
    """Level 1 begins a chapter, on a page of its own if `apart`."""

    text: str
    level: int = 1
    apart: bool = False


@dataclass(frozen=True)
class Text:
    """A paragraph: `lead` is larger, `note` is small and grey; `strong` stands in bold in front."""

    text: str
    style: Literal["plain", "lead", "note"] = "plain"
    strong: str = ""


@dataclass(frozen=True)
class Items:
    """A list; each item has words in bold (or '') and the rest."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReportTable:
    """Rows under headings; `widths` are shares of the page, one per column."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class FilledForm:
    """A filled-in form: what is asked, and what was written there ('' leaves room to write)."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Picture:
    """A figure with its alternative text, and how to read it underneath; `height` is the most it may take, in cm."""

    figure: Figure
    height: float = 22.5


Part = Heading | Text | Items | ReportTable | FilledForm | Picture


@dataclass(frozen=True)
class Report:
    """A report of a network. `author`: the network's name; `version`: of the questionnaire; `sender`: who it comes from, a
    line each, with a `logo` as PNG.
    """

    title: str
    subtitle: str
    author: str
    day: date
    version: int
    parts: tuple[Part, ...]
    sender: tuple[str, ...] = ()
    logo: bytes = b""

    @property
    def logo_alt(self) -> str:
        return _("Logo van {author}", author=self.author)

    @property
    def origin(self) -> str:
        """Where the content comes from, for the properties of a file."""
        return _("Quickscan onlife werken, versie {version}", version=self.version)


def keep_with_next(report: Report) -> list[bool]:
    """Of every part whether it is a line that leads to what follows, so that no page ends, or begins and ends, with it."""
    following = [*report.parts[1:], Text("")]
    return [
        isinstance(part, Text)
        and (
            isinstance(after, ReportTable)
            or (part.style != "plain" and isinstance(after, Picture | Text))
            or (part.style != "plain" and isinstance(after, Heading) and not after.apart)
        )
        for part, after in zip(report.parts, following, strict=True)
    ]


def printable(text: str) -> str:
    """Typed text without the control characters that no document may hold; lines stay lines."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
