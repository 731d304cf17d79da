"""The Quickscan as frozen records, read from a TOML file of which nothing is taken on trust.

Another file of the same shape, with other blocks and other counts, loads as well. Anything malformed is
refused with a Dutch sentence that names the file, the place and the reason, because whoever edits content
reads that sentence.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from onlife import settings
from onlife.domain.light import COLOURS
from onlife.domain.questionnaire import SHORT_MAX, VERSION_MAX, Block, Element, Questionnaire
from onlife.text import clean

QUICKSCAN = Path(__file__).parent / "quickscan.toml"


class ContentError(ValueError):
    """A content file is malformed; the message says in Dutch which file, where and why."""


def load(path: Path | None = None) -> Questionnaire:
    """Read a questionnaire, by default the one shipped with the app. Raises ContentError if anything is
    malformed.
    """
    return _questionnaire(read(path or QUICKSCAN))


def read(path: Path) -> Table:
    """The content of a TOML file, at its top. Raises ContentError if it cannot be read."""
    try:
        return Table(_toml(settings.read(path), path.name), path.name, "bovenaan")
    except settings.Unreadable as problem:
        raise ContentError(f"{path.name}: {problem}.") from problem


def parse(data: bytes, file: str) -> Questionnaire:
    """The questionnaire in the TOML of a file with this name. Raises ContentError if anything is malformed."""
    try:
        return _questionnaire(Table(_toml(settings.decode(data), file), file, "bovenaan"))
    except settings.Unreadable as problem:
        raise ContentError(f"{file}: {problem}.") from problem


def _toml(text: str, file: str) -> dict[str, object]:
    with suppress(ValueError, RecursionError):
        return tomllib.loads(text)
    try:
        return tomllib.loads(_CURLY.sub(_straight, text))
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError of its own
        raise ContentError(f"{file}: dit is geen geldige TOML. {_told(str(error))}") from error


_CURLY = re.compile(r"^(\s*(?:\w+\s*=\s*)?)([\"“”„«»‘’])(.*)([\"“”„«»‘’])(\s*,?\s*)$", re.MULTILINE)
"""A line with one text, of which a word processor made the quotes."""


def _straight(line: re.Match[str]) -> str:
    before, opened, text, closed, after = line.groups()
    inside = re.sub(r'(?<!\\)"', r"\"", text)
    return line[0] if opened == closed == '"' else f'{before}"{inside}"{after}'


def written(questionnaire: Questionnaire) -> bytes:
    """A questionnaire as a TOML file, word for word: `parse` gives the same questionnaire back."""
    lines = [f"version = {questionnaire.version}", _pair("title", questionnaire.title)]
    lines += [_pair("source", questionnaire.source)]
    for block in questionnaire.blocks:
        lines += ["", "[[blocks]]", _pair("id", block.id), _pair("name", block.name), _pair("short", block.short)]
        lines += [_pair("core_question", block.core_question)]
        lines += [_pair("comes_first", block.comes_first)] if block.comes_first else []
        for element in block.elements:
            lines += ["", "[[blocks.elements]]", _pair("id", element.id), _pair("title", element.title)]
            lines += [_pair("hint", element.hint)] if element.hint else []
            lines += [_pair(light.value, text) for light, text in element.statements.items()]
            lines += (
                ["questions = [", *(f"  {_quoted(q)}," for q in element.questions), "]"] if element.questions else []
            )
    return ("\n".join(lines) + "\n").encode("utf-8")


def _pair(key: str, text: str) -> str:
    return f"{key} = {_quoted(text)}"


def _quoted(text: str) -> str:
    """Text as TOML writes it; JSON quotes it alike but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _told(error: str) -> str:
    """What the TOML reader ran into, with its place, in Dutch."""
    at = re.search(r"line (\d+), column (\d+)", error)
    place = f"Regel {at[1]}, teken {at[2]}" if at else "Aan het einde van het bestand"
    reason = next((dutch for english, dutch in _REASONS.items() if english in error), "hier staat iets onverwachts")
    return f"{place}: {reason}."


_REASONS = {
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


class Table:
    """One TOML table and where it stands; every read checks presence, type and emptiness."""

    def __init__(self, content: object, file: str, place: str) -> None:
        self.file, self.place = file, place
        if not isinstance(content, dict):
            raise self.error("hier hoort een tabel te staan")
        self.content: dict[str, object] = content

    def error(self, reason: str) -> ContentError:
        return ContentError(f"{self.file}, {self.place}: {reason}.")

    def only(self, keys: Iterable[str]) -> None:
        for key in sorted(self.content.keys() - set(keys)):
            raise self.error(f"onbekende sleutel “{key}”")

    def text(self, key: str) -> str:
        if key not in self.content:
            raise self.error(f"“{key}” ontbreekt")
        return self._text(key, self.content[key])

    def optional(self, key: str) -> str:
        return self.text(key) if key in self.content else ""

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._text(key, value) for value in self._list(key, optional=True))

    def number(self, key: str) -> int:
        value = self.content.get(key)
        if key not in self.content:
            raise self.error(f"“{key}” ontbreekt")
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= VERSION_MAX:
            raise self.error(f"“{key}” moet een geheel getal van 1 tot {VERSION_MAX} zijn")
        return value

    def lines(self, key: str) -> tuple[str, ...]:
        """Texts of which there must be at least one."""
        found = self.texts(key)
        if not found:
            raise self.error(f"“{key}” ontbreekt of is leeg")
        return found

    def table(self, key: str) -> Table:
        if key not in self.content:
            raise self.error(f"“{key}” ontbreekt")
        return Table(self.content[key], self.file, f"{self.place}, {key}")

    def tables(self, key: str, kind: str, *, called: str = "id", optional: bool = False) -> tuple[Table, ...]:
        """A list of tables, each called in messages by its `called`."""
        found = self._list(key, optional)
        if not found and not optional:
            raise self.error(f"“{key}” is leeg")
        tables = [Table(item, self.file, f"{kind} nummer {at}") for at, item in enumerate(found, start=1)]
        return tuple(Table(table.content, self.file, f"{kind} {table.text(called)}") for table in tables)

    def _list(self, key: str, optional: bool = False) -> list[object]:
        if key not in self.content and not optional:
            raise self.error(f"“{key}” ontbreekt")
        value = self.content.get(key, [])
        if not isinstance(value, list):
            raise self.error(f"“{key}” moet een lijst zijn")
        return value

    def _text(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise self.error(f"“{key}” moet tekst zijn")
        if not value.strip():
            raise self.error(f"“{key}” is leeg")
        return clean(value).strip()


def _questionnaire(table: Table) -> Questionnaire:
    table.only(("version", "title", "source", "blocks"))
    blocks = tuple(_block(block) for block in table.tables("blocks", "bouwsteen"))
    refuse_repeats(table, (block.id for block in blocks))
    refuse_repeats(table, (element.id for block in blocks for element in block.elements))
    return Questionnaire(table.number("version"), table.text("title"), table.text("source"), blocks)


def _block(table: Table) -> Block:
    table.only(("id", "name", "short", "core_question", "comes_first", "elements"))
    key, short = table.text("id"), table.text("short")
    if not re.fullmatch(r"[1-9]\d*", key):
        raise table.error("het id van een bouwsteen is een getal, zoals 5")
    if len(short) > SHORT_MAX:
        raise table.error(f"“short” telt {len(short)} tekens, hoogstens {SHORT_MAX} passen boven een kolom")
    elements = tuple(_element(element, key) for element in table.tables("elements", "element"))
    return Block(key, table.text("name"), short, table.text("core_question"), elements, table.optional("comes_first"))


def _element(table: Table, block: str) -> Element:
    table.only(("id", "title", "hint", "questions", *(light.value for light in COLOURS)))
    key = table.text("id")
    if not re.fullmatch(rf"{block}\.[1-9]\d*", key):
        raise table.error(f"het id volgt niet op zijn bouwsteen; verwacht {block}.1, {block}.2, …")
    statements = MappingProxyType({light: table.text(light.value) for light in COLOURS})
    return Element(key, block, table.text("title"), table.optional("hint"), statements, table.texts("questions"))


def refuse_repeats(table: Table, ids: Iterable[str]) -> None:
    """Raises ContentError at the first id that comes back."""
    seen: set[str] = set()
    for key in ids:
        if key in seen:
            raise table.error(f"id {key} komt twee keer voor")
        seen.add(key)
