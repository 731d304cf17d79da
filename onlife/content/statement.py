"""The privacy page and the accessibility statement: our text, completed by the municipality.

What only the municipality knows is filled in on Beheer, or by whoever keeps the server in `verklaring.toml` in the data
folder; what stands in the file wins. What is missing sends the reader to the coordinator. Pure but for reading files.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from onlife import text_file
from onlife.text import long_date
from onlife.translation import N_
from onlife.translation import gettext as _

TEXTS = Path(__file__).parent / "lezen"
_ASK = N_("vraag het aan de coördinator van jullie netwerk")


@dataclass(frozen=True)
class Field:
    """Its name in `verklaring.toml` and on Beheer, what belongs there, and what a reader sees while it is empty."""

    label: str
    meaning: str
    empty: str


FIELDS = {
    "responsible": Field(
        "verantwoordelijke",
        N_("wie de gegevens verwerkt, bv. het gemeentebestuur"),
        N_("De coördinator van jullie netwerk"),
    ),
    "contact": Field("contact", N_("een adres of telefoonnummer voor vragen"), N_("de coördinator van jullie netwerk")),
    "officer": Field("functionaris", N_("de functionaris voor gegevensbescherming"), _ASK),
    "ground": Field("rechtsgrond", N_("op welke grond jullie de gegevens verwerken"), _ASK),
    "supervisor": Field("toezichthouder", N_("waar men een klacht over privacy indient"), _ASK),
    "ombudsman": Field(
        "ombudsdienst",
        N_("waar men een klacht over toegankelijkheid indient"),
        N_("een ombudsdienst; vraag het aan de coördinator van jullie netwerk"),
    ),
    "date": Field("datum", N_("wanneer deze verklaring is opgesteld"), ""),
}
"""Field in the text -> what it is."""
LABELS = frozenset(field.label for field in FIELDS.values())
UNUSED = frozenset({"bewaartermijn"})
"""What may stand in `verklaring.toml` though no text asks for it: the app itself knows how long it keeps things."""
_OPEN, _CLOSE = "\"'“”„‘’«»", "\"'“”‘’»«"
_LINE = re.compile(r"(\w+)\s*=\s*(.*)")


@dataclass(frozen=True)
class Statement:
    """A text in Markdown, and the labels of the fields that are still missing in it."""

    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class StatementFile:
    """What `verklaring.toml` holds, label -> text, and what in it could not be read, in sentences."""

    values: Mapping[str, str]
    problems: tuple[str, ...] = ()


def statement(name: str, completed: Mapping[str, str], known: Mapping[str, str]) -> Statement:
    """The statement of this name (`privacy`, `toegankelijkheid`), completed with label -> text.

    `known`: field in the text -> what the app itself knows, such as how long something is kept.
    """
    text = prose(TEXTS / f"{name}.md")
    for word, value in known.items():
        text = text.replace(f"{{{word}}}", value)
    missing = []
    for word, field in FIELDS.items():
        if f"{{{word}}}" not in text:
            continue
        value = _plain(completed.get(field.label, ""))
        if not value:
            missing.append(field.label)
        elif word == "date":
            value = _("op {date}, ", date=value)  # without a date the sentence does without it
        text = text.replace(f"{{{word}}}", value or _(field.empty))
    return Statement(text, tuple(missing))


def prose(path: Path) -> str:
    """A text in Markdown in the language of whoever reads, paragraph by paragraph and point by point."""
    return "".join(part if part.isspace() else _(part) for part in passages(path.read_text(encoding="utf-8")))


def passages(text: str) -> list[str]:
    """The paragraphs and points of a text in Markdown, with what stands between them."""
    return re.split(r"(\n\n|\n(?=- ))", text.strip())


def missing(completed: Mapping[str, str]) -> list[str]:
    """The labels of the fields for which readers are still sent to the coordinator."""
    return [field.label for field in FIELDS.values() if field.empty and not completed.get(field.label)]


def read_statement(folder: Path) -> StatementFile:
    """What stands in `folder`/verklaring.toml, read as far as it cannot mean anything else: with a byte order mark, in
    another encoding, with other quotes or none, with capitals. The rest is named by its line and left out.
    """
    path = folder / "verklaring.toml"
    try:
        text = text_file.read(path)
    except text_file.Unreadable as problem:
        return StatementFile({}, (f"{path.name}: {problem}.",) if path.exists() else ())
    try:
        found = [("", label, value) for label, value in tomllib.loads(text).items()]
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        found = [_pair(number, typed) for number, typed in enumerate(text.splitlines(), start=1) if _says(typed)]
    values, problems = {}, []
    for place, label, value in found:
        label, at = label.casefold(), f"{path.name}{place}"
        value = long_date(value) if isinstance(value, date) else value
        if label not in LABELS | UNUSED:
            problems.append(
                _(
                    "{at}: “{label}” is geen bekend veld. Kies uit {labels}.",
                    at=at,
                    label=label,
                    labels=", ".join(sorted(LABELS)),
                )
            )
        elif not isinstance(value, str):
            problems.append(
                _("{at}: de waarde van “{label}” hoort tekst tussen aanhalingstekens te zijn.", at=at, label=label)
            )
        elif label in values:
            problems.append(_("{at}: “{label}” staat er twee keer.", at=at, label=label))
        else:
            values[label] = " ".join(value.split())
    return StatementFile(values, tuple(problems))


def _says(typed: str) -> bool:
    return bool(typed.strip()) and not typed.lstrip().startswith("#")


def _pair(number: int, typed: str) -> tuple[str, str, object]:
    """The place, name and value of one line; the value is None if it is not clear where it ends."""
    found = _LINE.fullmatch(typed.strip())
    if not found:
        return f", regel {number}", typed.strip()[:40], None
    label, value = found.groups()
    if value[:1] and value[0] in _OPEN:
        closed = len(value) > 1 and value[-1] in _CLOSE
        return f", regel {number}", label, value[1:-1] if closed else None
    return f", regel {number}", label, value or None


def _plain(text: str) -> str:
    """Text of the municipality, so that Markdown shows it letter for letter."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~$])", r"\\\1", text)
