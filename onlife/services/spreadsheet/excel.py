"""XLSX, read part by part and cell by cell, so that nothing in a file can ask for more than it may.

openpyxl builds every row and all shared text before it gives anything back, believes the size that a sheet says it has,
and counts through empty rows: a file of 1 kB keeps it busy for hours. Here every part is unpacked in pieces and read by
expat, and reading stops at a bound.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from onlife.services.spreadsheet.grid import (
    CELL_LENGTH,
    CELLS,
    COLUMNS,
    ROWS,
    Grid,
    GridRow,
    Odd,
    UnreadableGrid,
    letters,
    row_of,
)
from onlife.text import count

if TYPE_CHECKING:
    from onlife.services.spreadsheet import Likeness

BROKEN = "{} is niet te lezen als Excel-bestand (.xlsx). Bewaar het opnieuw en probeer nog eens."
TOO_LARGE = "{} is uitgepakt te groot. Kopieer alleen de lijst zelf naar een nieuw bestand."
PART = 40_000_000
"""Bytes that one part may unpack to."""
ELEMENTS = 800_000
"""How many elements are looked at in all parts together."""
TOKEN = 1_000_000
"""The longest tag; expat goes over an unfinished one again and again."""
PIECE = 65_536
PEEK = 60
"""Rows that tell whether a sheet holds the list."""
SHEETS = 20

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAY_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_HIDDEN = frozenset({"hidden", "veryHidden"})


class _Enough(Exception):
    """What was looked for is read."""


class _SheetTooLarge(Exception):
    """More than a list of this kind ever needs."""


Attributes = Mapping[str, str]
Start = Callable[[str, Attributes], None]


@dataclass
class _Book:
    """The parts of a workbook, and how much may still be looked at."""

    name: str
    parts: zipfile.ZipFile
    left: int = ELEMENTS
    by_name: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    shared: list[str] = field(default_factory=list)
    days: set[int] = field(default_factory=set)
    epoch: datetime = CALENDAR_WINDOWS_1900

    def parse(
        self, part: str, start: Start, end: Callable[[str], None], text: Callable[[str], None] | None = None
    ) -> None:
        """Read a part from its beginning until its end, or until a handler has enough."""
        parser = expat.ParserCreate(namespace_separator=" ")

        def begin(name: str, attributes: dict[str, str]) -> None:
            self.left -= 1
            if self.left < 0:
                raise _SheetTooLarge
            start(name.rpartition(" ")[2], attributes)

        def refuse(*_: object) -> None:
            raise UnreadableGrid(BROKEN.format(self.name))

        parser.StartElementHandler = begin
        parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
        parser.StartDoctypeDeclHandler = refuse  # no writer of workbooks needs one, and entities can be made to explode
        if text:
            parser.CharacterDataHandler = text
        fed = 0
        try:
            with self.parts.open(self.by_name[part.lower()]) as file:
                while piece := file.read(PIECE):
                    fed += len(piece)
                    if fed > PART or fed - parser.CurrentByteIndex > TOKEN + PIECE:
                        raise _SheetTooLarge
                    parser.Parse(piece, False)
                parser.Parse(b"", True)
        except _Enough:
            pass


def read(data: bytes, name: str, likeness: Likeness, sheet: str = "") -> Grid:
    """The sheet that holds the list: the chosen one, or the first that can be seen and has its headings, or any rows."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            book = _Book(name, parts)
            for info in parts.infolist():
                book.by_name.setdefault(info.filename.replace("\\", "/").lstrip("/").lower(), info)
            return _grid(book, likeness, sheet)
    except UnreadableGrid:
        raise
    except _SheetTooLarge:
        raise UnreadableGrid(TOO_LARGE.format(name)) from None
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, ValueError, IndexError, OSError, EOFError,
            RuntimeError, NotImplementedError, OverflowError) as error:  # fmt: skip
        raise UnreadableGrid(BROKEN.format(name)) from error


def _grid(book: _Book, likeness: Likeness, wanted: str) -> Grid:
    if "content.xml" in book.by_name and "mimetype" in book.by_name:
        raise UnreadableGrid(f"{book.name} is een bestand van LibreOffice (.ods). Bewaar het als XLSX of CSV.")
    sheets, hidden = _sheets(book)
    filled: dict[str, int] = {}
    for title, part in sheets.items():
        seen = _Sheet(book, part, PEEK)
        if seen.rows or seen.far:
            filled[title] = max((likeness(row.cells) for row in seen.rows), default=0)
    chosen = wanted if wanted in filled else max(filled, key=lambda title: bool(filled[title]), default="")
    notes = []
    read = _Sheet(book, sheets[chosen], ROWS) if chosen else None
    rows = read.rows if read else []
    if len(sheets) + len(hidden) > 1 and chosen:
        notes.append(f"Gelezen is het blad “{chosen}”.")
    if hidden:
        notes.append(f"Verborgen en niet gelezen: {', '.join(hidden)}.")
    if read and read.hidden:
        notes.append(f"Verborgen in Excel en niet gelezen: {count(read.hidden, 'rij', 'rijen')}.")
    if read and read.cut:
        notes.append(f"Na {ROWS} rijen is niet verder gekeken.")
    places = {at: likeness(row.cells) for at, row in enumerate(rows[:PEEK])}
    best = max(places, key=lambda at: places[at], default=None)
    with_headings = sum(bool(score) for score in filled.values())
    return Grid(
        rows,
        best if best is not None and places[best] else None,
        tuple(notes),
        chosen,
        tuple(filled),
        clear=len(filled) < 2 or with_headings == 1 or bool(wanted),
    )


def _sheets(book: _Book) -> tuple[dict[str, str], list[str]]:
    """Sheets that can be seen, title -> part, and the titles of those that cannot; shared texts and dates are read too."""
    home = next(iter(_relations(book, "", "officeDocument").values()), "xl/workbook.xml")
    targets, shown, hidden = _relations(book, home), dict[str, str](), list[str]()

    def start(name: str, attributes: Attributes) -> None:
        if name == "workbookPr" and attributes.get("date1904", "0").lower() in ("1", "true", "on"):
            book.epoch = CALENDAR_MAC_1904
        if name == "sheet" and len(shown) + len(hidden) < SHEETS:
            link = next((value for key, value in attributes.items() if key.rpartition(" ")[2] == "id"), "")
            part = targets.get(link, "")
            if attributes.get("state") in _HIDDEN:
                hidden.append(attributes.get("name", ""))
            elif part.lower() in book.by_name and "chartsheet" not in part.lower():
                shown[attributes.get("name", "")] = part

    book.parse(home, start, lambda _: None)
    for part in _relations(book, home, "sharedStrings").values():
        if part.lower() in book.by_name:
            _read_shared(book, part)
    for part in _relations(book, home, "styles").values():
        if part.lower() in book.by_name:
            _read_styles(book, part)
    return shown, hidden


def _relations(book: _Book, part: str, kind: str = "") -> dict[str, str]:
    """Id -> part that a part refers to; with `kind` those of one kind."""
    folder, name = posixpath.split(part)
    found: dict[str, str] = {}

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith(kind):
            target = attributes.get("Target", "").replace("\\", "/")
            found[attributes.get("Id", "")] = posixpath.normpath(
                target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            )

    list_of = posixpath.join(folder, "_rels", f"{name}.rels")
    if list_of.lower() in book.by_name:
        book.parse(list_of, start, lambda _: None)
    return found


def _read_shared(book: _Book, part: str) -> None:
    text: list[str] = []
    inside = {"t": False, "rPh": False}

    def start(name: str, _: Attributes) -> None:
        if name in inside:
            inside[name] = True

    def end(name: str) -> None:
        if name in inside:
            inside[name] = False
        elif name == "si":
            book.shared.append(_plain("".join(text)))
            text.clear()

    book.parse(part, start, end, lambda piece: text.append(piece) if inside["t"] and not inside["rPh"] else None)


def _read_styles(book: _Book, part: str) -> None:
    """Which styles show a number as a date."""
    formats: dict[int, str] = {}
    styles: list[int] = []
    inside = [False]

    def start(name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            styles.append(int(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        if name == "cellXfs":
            raise _Enough

    book.parse(part, start, end)
    for at, number in enumerate(styles):
        code = formats.get(number, BUILTIN_FORMATS.get(number, ""))
        if number in _DAY_FORMATS or (code and is_date_format(code)):
            book.days.add(at)


class _Sheet:
    """The filled rows of a sheet, up to a number of rows of any kind."""

    def __init__(self, book: _Book, part: str, most: int) -> None:
        self.rows: list[GridRow] = []
        self.hidden = 0
        self.cut = self.far = False
        self._book = book
        self._most = most
        self._seen = self._cells = self._number = 0
        self._skip = False
        self._at, self._texts, self._odd = -1, list[str](), dict[int, Odd]()
        self._open = ""
        self._phonetic = False
        self._begin_cell({})
        book.parse(part, self._start, self._end, self._text)

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self._open = "" if self._phonetic else name
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic = True
        elif name == "row":
            self._begin_row(attributes)

    def _begin_row(self, attributes: Attributes) -> None:
        self._seen += 1
        if self._seen > self._most:
            self.cut = True
            raise _Enough
        told = attributes.get("r", "")
        self._number = int(told) if told.isdecimal() and int(told[:12]) > 0 else self._number + 1
        self._skip = attributes.get("hidden", "0").lower() in ("1", "true", "on")
        self._at, self._texts, self._odd = -1, [], {}

    def _begin_cell(self, attributes: Attributes) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        self._at = _column(place[1]) if place else self._at + 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._value, self._length = list[str](), 0
        self._has_value = self._formula = self._phonetic = False

    def _text(self, piece: str) -> None:
        if self._open:
            self._has_value = True
            if self._length < CELL_LENGTH:
                self._value.append(piece)
                self._length += len(piece)

    def _end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._open = ""
            self._has_value = True
        elif name == "rPh":
            self._phonetic = False
        elif name == "row":
            self._end_row()
        elif name == "sheetData":
            raise _Enough

    def _end_cell(self) -> None:
        if not self._has_value and not self._formula:
            return
        text, odd = self._meaning("".join(self._value))
        if not text.strip() and odd is None:
            return
        if self._at >= COLUMNS or self._number > ROWS:
            self.far = True
            if self._most < ROWS:  # only to see which sheets hold something
                return
            raise UnreadableGrid(
                f"{self._book.name}: in cel {letters(self._at)}{self._number} staat nog iets, ver van de lijst. "
                "Maak die cel leeg of kopieer alleen de lijst naar een nieuw bestand."
            )
        self._cells += 1
        if self._cells > CELLS:
            raise _SheetTooLarge
        self._texts.extend([""] * (self._at + 1 - len(self._texts)))
        self._texts[self._at] = text
        if odd:
            self._odd[self._at] = odd

    def _end_row(self) -> None:
        row = row_of(self._number, self._texts, self._odd)
        if row and self._skip:
            self.hidden += 1
        elif row:
            self.rows.append(row)

    def _meaning(self, raw: str) -> tuple[str, Odd | None]:
        """The text of a cell, and what is odd about it."""
        if self._formula and not self._has_value:
            return "", Odd.FORMULA
        match self._kind:
            case "s":
                return self._book.shared[int(raw)], None
            case "inlineStr" | "str":
                return _plain(raw), None
            case "e":
                return raw, Odd.ERROR
            case "b":
                return ("ONWAAR" if raw.strip() in ("0", "false") else "WAAR"), Odd.TRUTH
            case "d":
                return raw.partition("T")[0], Odd.DAY
        if self._style.isdecimal() and int(self._style) in self._book.days and raw.strip():
            return _day(raw, self._book.epoch), Odd.DAY
        return _figure(raw), None


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _day(raw: str, epoch: datetime) -> str:
    """A date as 2026-01-31; a time of day, or what is no date after all, as it was written."""
    try:
        day = from_excel(float(raw), epoch)
    except (ValueError, OverflowError, TypeError):
        return raw
    return day.date().isoformat() if isinstance(day, datetime) else str(day)


def _figure(raw: str) -> str:
    """A number as somebody would write it: 8 for 8.0, 1.1 for 1.1000000000000001."""
    try:
        number = float(raw)
    except ValueError:
        return raw
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.10g}"


def _plain(text: str) -> str:
    """Text without the escapes that Excel writes for signs XML cannot hold."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
