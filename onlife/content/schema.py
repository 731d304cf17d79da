"""Content files and what belongs in them, as pydantic models.

Whatever does not fit its model is refused with a Dutch sentence that names the file, the place and the reason, because
whoever edits content reads that sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar, get_args

from annotated_types import MinLen
from pydantic import AfterValidator, BaseModel, ConfigDict, GetCoreSchemaHandler, Strict, ValidationError
from pydantic_core import CoreSchema, core_schema

from onlife import text_file
from onlife.text import paragraphs
from onlife.translation import gettext

T = TypeVar("T")


class ContentError(ValueError):
    """A content file is malformed; the message says in Dutch which file, where and why."""


NAMES = frozenset({"id", "block", "page", "more", "step", "yes", "no", "skip_to", "people", "link", "telephone"})
"""Keys of a content file whose texts are names for something and no words to read; they are in no catalogue."""


class Schema(BaseModel):
    """A table of a content file, in which nothing unknown and nothing of another type stands. `names`: as `NAMES`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    names: ClassVar[frozenset[str]] = NAMES


S = TypeVar("S", bound=Schema)


class _IdIndex:
    """Validate a list of tables with an id of their own; return them by that id, in order."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        _, table = get_args(source)
        tables = handler.generate_schema(NonEmpty[table])  # type: ignore[valid-type]
        return core_schema.no_info_after_validator_function(_by_id, tables)


def _by_id(tables: Sequence[Any]) -> dict[str, Any]:
    refuse_repeats(table.id for table in tables)
    return {table.id: table for table in tables}


Text = Annotated[str, AfterValidator(paragraphs), MinLen(1)]
Items = Annotated[tuple[T, ...], Strict(False)]
NonEmpty = Annotated[tuple[T, ...], Strict(False), MinLen(1)]
ById = Annotated[Mapping[str, T], _IdIndex()]


def read(path: Path, schema: type[S], say: Callable[[str], str] = gettext) -> S:
    """Return what stands in a TOML file, in the language of whoever reads, or as `say` says it. Raise ContentError
    if it cannot be read or does not fit.
    """
    try:
        return _validate(text_file.read(path), path.name, schema, say)
    except text_file.Unreadable as problem:
        raise ContentError(f"{path.name}: {problem}.") from problem


def parse(data: bytes, file: str, schema: type[S]) -> S:
    """Return what stands in the bytes of a TOML file with this name. Raise ContentError as `read` does."""
    try:
        return _validate(text_file.decode(data), file, schema, str)
    except text_file.Unreadable as problem:
        raise ContentError(f"{file}: {problem}.") from problem


def refuse_repeats(ids: Iterable[str]) -> None:
    """Raise ValueError at the first id that comes back."""
    seen: set[str] = set()
    for key in ids:
        if key in seen:
            raise ValueError(f"id {key} komt twee keer voor")
        seen.add(key)


def refuse_unknown(places: Iterable[str], known: Collection[str]) -> None:
    """Raise ValueError at a name between braces for which there is nothing to fill in."""
    if unknown := set(places).difference(known):
        raise ValueError(f"{{{min(unknown)}}} is niet bekend; kies uit {', '.join(known)}")


def naming(*known: str) -> AfterValidator:
    """Of a text: that it has names between braces for these things only."""

    def check(text: str) -> str:
        refuse_unknown(places(text), known)
        return text

    return AfterValidator(check)


def places(text: str) -> list[str]:
    """Return the names between braces."""
    return _PLACE.findall(text)


def fill(text: str, value: Callable[[str], str]) -> str:
    """Return the text with the value of each name in its place."""
    return _PLACE.sub(lambda place: value(place[1]), text)


_PLACE = re.compile(r"\{(\w*)\}")


def sentences(content: Any, names: Collection[str], say: Callable[[str], str]) -> Any:
    """Return the tables of a content file with everything that one reads as `say` says it; other text stays."""
    if isinstance(content, dict):
        return {
            key: value if key in names and not _holds_tables(value) else sentences(value, names, say)
            for key, value in content.items()
        }
    if isinstance(content, list):
        return [sentences(value, names, say) for value in content]
    return say(content.strip()) if isinstance(content, str) else content


def _holds_tables(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _validate(text: str, file: str, schema: type[S], say: Callable[[str], str]) -> S:
    content = sentences(_toml(text, file), schema.names, say)
    try:
        return schema.model_validate(content)
    except ValidationError as problem:
        # A name with a typing error is unknown and makes the right one missing: the first tells more.
        first = min(problem.errors(), key=lambda error: error["type"] != "extra_forbidden")
        place, key = _place(content, first["loc"], first["type"])
        reason = _REASONS.get(first["type"], "“{key}” past hier niet").format(key=key, **first.get("ctx", {}))
        raise ContentError(f"{file}, {place}: {reason}.") from None


_REASONS = {
    "missing": "“{key}” ontbreekt",
    "extra_forbidden": "onbekende sleutel “{key}”",
    "too_short": "“{key}” is leeg",
    "string_type": "“{key}” moet tekst zijn",
    "int_type": "“{key}” moet een geheel getal zijn",
    "greater_than_equal": "“{key}” moet een geheel getal van minstens {ge} zijn",
    "less_than_equal": "“{key}” moet een geheel getal van hoogstens {le} zijn",
    "float_type": "“{key}” moet een getal zijn",
    "bool_type": "“{key}” moet true of false zijn",
    "date_type": "“{key}” moet een datum zijn, zoals 2026-03-27",
    "enum": "“{key}” kan alleen {expected} zijn",
    "tuple_type": "“{key}” moet een lijst zijn",
    "model_type": "hier hoort een tabel te staan",
    "dict_type": "“{key}” moet een tabel zijn",
    "value_error": "{error}",
}
_KINDS = {
    "steps": "stap", "people": "persoon", "questions": "vraag", "outcomes": "einde", "zus": "ZUS", "kinds": "soort",
    "functions": "functie", "practices": "praktijk", "tools": "tool", "topics": "thema", "cases": "praktijkvoorbeeld", "blocks": "bouwsteen", "elements": "element",
    "chapters": "hoofdstuk", "paragraphs": "onderwerp", "terms": "begrip", "definitions": "begrip", "hints": "tip",
    "organisations": "partner", "remarks": "opmerking", "actions": "actie", "votes": "stemming", "notes": "notitie",
    "agreements": "afspraak", "follow_ups": "opvolging", "follows": "vorige versie", "toegang": "toegang",
}  # fmt: skip
"""Key of a list of tables -> what one of them is called."""
_NAMES = ("id", "name", "word", "term")


def _place(content: object, path: Sequence[int | str], problem: str) -> tuple[str, str]:
    """Return the table in which a problem lies, in words, and the key that it is about."""
    place, key = "", ""
    node: Any = content
    for at, part in enumerate(path):
        is_last = at == len(path) - 1
        if is_last and problem in ("missing", "extra_forbidden"):
            return place or "bovenaan", str(part)
        node = node[part]
        if isinstance(node, dict) or (is_last and problem == "model_type"):
            place = _name(key, node, part) if isinstance(part, int) else f"{place}.{part}".strip(".")
        key = part if isinstance(part, str) else key
    return place or "bovenaan", key


def _name(key: str, table: object, at: int) -> str:
    names = [table[name] for name in _NAMES if name in table] if isinstance(table, dict) else []
    name = next((name for name in names if isinstance(name, str) and name.strip()), f"nummer {at + 1}")
    return f"{_KINDS.get(key, key)} {name}"


def _toml(text: str, file: str) -> dict[str, object]:
    with suppress(ValueError, RecursionError):
        return tomllib.loads(text)
    try:
        return tomllib.loads(_CURLY.sub(_straight, text))
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError of its own
        raise ContentError(f"{file}: dit is geen geldige TOML. {_syntax(str(error))}") from error


_CURLY = re.compile(r"^(\s*(?:\w+\s*=\s*)?)([\"“”„«»‘’])(.*)([\"“”„«»‘’])(\s*,?\s*)$", re.MULTILINE)
"""A line with one text, of which a word processor made the quotes."""


def _straight(line: re.Match[str]) -> str:
    before, opened, text, closed, after = line.groups()
    inside = re.sub(r'(?<!\\)"', r"\"", text)
    return line[0] if opened == closed == '"' else f'{before}"{inside}"{after}'


def _syntax(error: str) -> str:
    """Return what the TOML reader ran into, with its place, in Dutch."""
    at = re.search(r"line (\d+), column (\d+)", error)
    place = f"Regel {at[1]}, teken {at[2]}" if at else "Aan het einde van het bestand"
    reason = next((dutch for english, dutch in _SYNTAX.items() if english in error), "hier staat iets onverwachts")
    return f"{place}: {reason}."


_SYNTAX = {
    "Invalid value": "na het isgelijkteken ontbreekt een waarde, of staat tekst zonder aanhalingstekens",
    "Expected '='": "na de naam hoort een isgelijkteken",
    "Unterminated string": "een tekst is niet afgesloten met aanhalingstekens",
    'Expected \'"""\'': "een tekst is niet afgesloten met aanhalingstekens",
    "Illegal character": "een tekst is niet afgesloten op haar regel, of bevat een teken dat hier niet mag",
    "Cannot overwrite a value": "deze naam staat er twee keer",
    "Expected newline": "na deze waarde hoort een nieuwe regel",
    "Unclosed array": "een lijst is niet afgesloten met een vierkant haakje",
    "Unescaped": "een schuine streep (\\\\) hoort hier dubbel te staan",
}
