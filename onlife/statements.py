"""The privacy page and the accessibility statement: our text, completed by the municipality.

What only the municipality knows stands in `verklaring.toml` in the data folder; what is missing there is named on the
page, so that nobody takes an unfinished statement for a finished one. Pure but for reading those files.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TEXTS = Path(__file__).parent / "content" / "lezen"
FIELDS = {
    "responsible": ("verantwoordelijke", "wie de gegevens verwerkt, bv. het gemeentebestuur"),
    "contact": ("contact", "een adres of telefoonnummer voor vragen"),
    "officer": ("functionaris", "de functionaris voor gegevensbescherming"),
    "ground": ("rechtsgrond", "op welke grond jullie de gegevens verwerken"),
    "supervisor": ("toezichthouder", "waar men een klacht over privacy indient"),
    "ombudsman": ("ombudsdienst", "waar men een klacht over toegankelijkheid indient"),
    "date": ("datum", "wanneer deze verklaring is opgesteld"),
}
"""Field in the text -> its name in `verklaring.toml` and what belongs there."""
UNUSED = frozenset({"bewaartermijn"})
"""What may stand in `verklaring.toml` though no text asks for it: the app itself knows how long it keeps things."""


class StatementError(ValueError):
    """A `verklaring.toml` that cannot be read; the message is a Dutch sentence."""


@dataclass(frozen=True)
class Statement:
    """A text in Markdown, and the names and meaning of the fields that are still missing in it."""

    text: str
    missing: tuple[tuple[str, str], ...]


def statement(name: str, folder: Path, known: Mapping[str, str]) -> Statement:
    """The statement of this name (`privacy`, `toegankelijkheid`), completed from `folder`/verklaring.toml.

    `known`: field in the text -> what the app itself knows, such as how long something is kept.
    """
    given = _given(folder / "verklaring.toml")
    text = (TEXTS / f"{name}.md").read_text(encoding="utf-8")
    for field, value in known.items():
        text = text.replace(f"{{{field}}}", value)
    missing = []
    for field, (label, meaning) in FIELDS.items():
        if f"{{{field}}}" not in text:
            continue
        value = given.get(label, "")
        if not value:
            missing.append((label, meaning))
        text = text.replace(f"{{{field}}}", _plain(value) if value else f"*({label}: nog in te vullen)*")
    return Statement(text, tuple(missing))


def _given(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StatementError(f"{path.name} in de gegevensmap kan niet gelezen worden: {error}.") from error
    known = {label for label, _ in FIELDS.values()} | UNUSED
    for label, value in found.items():
        if label not in known or not isinstance(value, str):
            raise StatementError(f"{path.name} in de gegevensmap: {label!r} is geen bekend tekstveld.")
    return {label: " ".join(value.split()) for label, value in found.items()}


def _plain(text: str) -> str:
    """Text of the municipality, so that Markdown shows it letter for letter."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~$])", r"\\\1", text)
