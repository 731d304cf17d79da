"""The explanation in the app: chapters per reader, terms, the steps of a scan round, first-time hints. Pure.

The words stand in content/uitleg.toml; whatever is missing, unknown or points nowhere is refused at the first use.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from onlife.content.questionnaire import ContentError
from onlife.domain.coarsening import EXACT_FROM
from onlife.domain.peer import MIN_NETWORKS
from onlife.domain.privacy import POOL_PARTNERS, POOL_PEOPLE, REMARKS_FROM, THRESHOLD_MAX, THRESHOLD_MIN

TEXTS = Path(__file__).parent / "uitleg.toml"
STEPS = (
    *("partners", "round", "statements", "links", "first", "everybody", "closed", "released", "shared", "stars"),
    *("agreed", "plan", "follow_up", "next"),
)
"""The steps of a scan round in order; `onlife.services.progress` knows which are done."""
_FIGURES = {
    "remarks_from": str(REMARKS_FROM), "threshold_min": str(THRESHOLD_MIN), "threshold_max": str(THRESHOLD_MAX),
    "together": str(MIN_NETWORKS), "exact_from": str(EXACT_FROM), "pool_partners": str(POOL_PARTNERS),
    "pool_people": str(POOL_PEOPLE),
}  # fmt: skip
_PLACE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class Paragraph:
    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Chapter:
    """What one kind of reader asks."""

    id: str
    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Term:
    word: str
    meaning: str


@dataclass(frozen=True)
class Step:
    """A step of a scan round; `page`: where it is taken, as a file below `pages/` and what to ask of it (`beheer?wat=...`)."""

    id: str
    title: str
    text: str
    page: str


@dataclass(frozen=True)
class Hint:
    """A word for whoever sees a page for the first time; `more`: the paragraph that says more."""

    id: str
    text: str
    more: str


@dataclass(frozen=True)
class Guide:
    chapters: tuple[Chapter, ...]
    terms: tuple[Term, ...]
    steps: tuple[Step, ...]
    hints: Mapping[str, Hint]

    def chapter_of(self, paragraph: str) -> Chapter | None:
        """The chapter in which a paragraph stands."""
        return next((c for c in self.chapters if any(p.id == paragraph for p in c.paragraphs)), None)


@cache
def guide() -> Guide:
    return load()


def load(path: Path = TEXTS) -> Guide:
    """The explanation in a file. Raises ContentError if anything is missing, unknown, twice there or points nowhere."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{path.name}: het bestand is niet te lezen ({error}).") from error
    file = _File(path.name)
    chapters = tuple(_chapter(file, table) for table in file.tables(content, "chapters"))
    terms = tuple(Term(*file.texts(term, "word", "meaning")) for term in file.tables(content, "terms"))
    steps = tuple(Step(*file.texts(step, "id", "title", "text", "page")) for step in file.tables(content, "steps"))
    hints = tuple(Hint(*file.texts(hint, "id", "text", "more")) for hint in file.tables(content, "hints"))
    found = Guide(chapters, terms, steps, {hint.id: hint for hint in hints})
    ids = [p.id for chapter in chapters for p in chapter.paragraphs]
    if len(ids) != len(set(ids)):
        raise file.error("een id staat er twee keer")
    if tuple(step.id for step in steps) != STEPS:
        raise file.error(f"de stappen zijn niet {', '.join(STEPS)}")
    for hint in hints:
        if hint.more not in ids:
            raise file.error(f"tip {hint.id}: {hint.more} is geen onderwerp")
    return found


def _chapter(file: _File, table: Mapping[str, Any]) -> Chapter:
    key, title = file.texts(table, "id", "title")
    paragraphs = (Paragraph(*file.texts(p, "id", "title", "text")) for p in file.tables(table, "paragraphs"))
    return Chapter(key, title, tuple(paragraphs))


class _File:
    """Reads pieces of one file and says which file and what is wrong."""

    def __init__(self, name: str) -> None:
        self.name = name

    def error(self, reason: str) -> ContentError:
        return ContentError(f"{self.name}: {reason}.")

    def tables(self, table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        found = table.get(key)
        if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
            raise self.error(f"“{key}” ontbreekt of is leeg")
        return found

    def texts(self, table: Mapping[str, Any], *keys: str) -> tuple[Any, ...]:
        """The texts under these keys, all of them there, with the figures of the rules filled in."""
        found = []
        for key in keys:
            text = table.get(key)
            if not isinstance(text, str) or not text.strip():
                raise self.error(f"“{key}” ontbreekt of is leeg bij {dict(table).get('id') or dict(table).get('word')}")
            if unknown := set(_PLACE.findall(text)) - set(_FIGURES):
                raise self.error(f"{{{min(unknown)}}} is niet bekend; kies uit {', '.join(_FIGURES)}")
            found.append(_PLACE.sub(lambda place: _FIGURES[place[1]], text).strip())
        return tuple(found)
