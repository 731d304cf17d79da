"""The static picture of a screen: rows, columns and a QR code, as HTML for `st.html`.

Everything that a person typed goes through `text`, which escapes it. The style sheet is `onlife/web/static/meeting.css`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

import segno

from onlife.domain.light import COLOURS, Light
from onlife.domain.meeting import Option
from onlife.translation import gettext as _


@dataclass(frozen=True)
class ScreenRow:
    """A line of a screen; `tone` is the value of a light, or ''."""

    title: str
    text: str
    badge: str = ""
    tone: str = ""


@dataclass(frozen=True)
class ScreenGroup:
    """Who holds the same: how many, and by name where there is room for names."""

    label: str
    number: int
    names: Sequence[str] = ()
    tone: str = ""


@dataclass(frozen=True)
class Column:
    """One of the things that stand side by side; a `wide` one has a line of its own below the others. Of a `drawn` one a picture
    says on a large screen what a small one says in groups of names, if it is `named`: crowded dots are not.
    """

    head: str
    big: str = ""
    tone: str = ""
    text: str = ""
    groups: Sequence[ScreenGroup] = ()
    wide: bool = False
    drawn: bool = False
    named: bool = False


def text(tag: str, kind: str, words: str) -> str:
    """An element of the page that holds these words, letter for letter; '' without words."""
    return element(tag, kind, escape(words)) if words else ""


def element(tag: str, kind: str, *inside: str) -> str:
    """An element of the page around markup. `kind`: its classes, without the `stage-` that each gets."""
    classes = " ".join(f"stage-{name}" for name in kind.split())
    return f'<{tag} class="{classes}">{"".join(inside)}</{tag}>'


def items(kind: str, of: str, words: Sequence[str]) -> str:
    """A list of words; '' without any."""
    return element("ul", kind, *(text("li", of, word) for word in words)) if words else ""


def rows(lines: Sequence[ScreenRow]) -> str:
    return element(
        "ul",
        "rows",
        *(
            element(
                "li",
                f"row {line.tone}",
                element("div", "words", text("strong", "row-title", line.title), text("span", "row-text", line.text)),
                text("span", "badge", line.badge),
            )
            for line in lines
        ),
    )


def columns(side_by_side: Sequence[Column]) -> str:
    return element("div", "columns", *map(_column, side_by_side))


def _column(column: Column) -> str:
    empty = not (column.big or column.groups)
    kind = "wide" if column.wide else f"drawn{' named' * column.named}" if column.drawn else "empty" if empty else ""
    return element(
        "section",
        f"column {kind}",
        element(
            "div",
            "column-line",
            text("h2", "column-head", column.head),
            text("p", f"big {column.tone}", column.big),
            text("p", "column-text", column.text),
        ),
        _strip(column.groups),
        element("div", "groups", *map(_group, column.groups)) if column.groups else "",
    )


def _strip(groups: Sequence[ScreenGroup]) -> str:
    """The lights as one bar, as long as there are many; what it shows stands below it in words."""
    parts = [group for group in groups if group.tone and group.number]
    if not parts:
        return ""
    bars = "".join(
        f'<span class="stage-part stage-{part.tone}" style="--share: {part.number}">'
        f"{Light(part.tone).symbol} {part.number}</span>"
        for part in parts
    )
    return f'<div class="stage-strip" aria-hidden="true">{bars}</div>'


def _group(group: ScreenGroup) -> str:
    return element(
        "div",
        f"group {group.tone}",
        element("p", "group-head", escape(group.label), text("span", "number", f" {group.number}")),
        items("names", "name", group.names),
    )


def choices(meanings: Iterable[tuple[Option, str]]) -> str:
    """What can be voted, and what each answer means."""
    return element(
        "ul",
        "choices",
        *(
            element(
                "li",
                f"choice {option.light.value if option.light else ''}".strip(),
                text("strong", "choice-name", option.label),
                text("span", "choice-text", meaning),
            )
            for option, meaning in meanings
        ),
    )


def statements(of: Mapping[Light, str]) -> str:
    """The statements of an element below its picture, in the order of its scale: red on the left."""
    return element(
        "ul",
        "statements",
        *(
            element(
                "li",
                f"statement {light.value}",
                text("strong", "statement-light", light.label),
                text("span", "", of[light]),
            )
            for light in reversed(COLOURS)
        ),
    )


def where_to_vote(address: str, line: str) -> str:
    return text("p", "join-line", line) + text("p", "address", _short(address))


def qr(address: str) -> str:
    return (
        f'<img class="stage-qr" src="{_qr(address)}" alt="{escape(_("QR-code van {short}", short=_short(address)))}">'
    )


def _short(address: str) -> str:
    return address.split("://")[-1]


@cache
def _qr(address: str) -> str:
    """An address as a QR code, black on white, as the source of an image."""
    return escape(segno.make(address, error="m", micro=False).svg_data_uri(scale=10, border=3, light="#fff"))
