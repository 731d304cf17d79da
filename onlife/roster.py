"""Lists of partner organisations that somebody typed, pasted or saved in a file. Pure; nothing is added here.

A list is read whole or not at all: every row that cannot be read, every name that occurs twice and every name the
network already has is a problem in words, and a roster with problems is not to be added.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from csv import Error as CsvError
from csv import reader
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import PurePath

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from onlife.letters import address
from onlife.typed import line

SECTORS = (
    "Bibliotheek", "CAW", "CLB", "Cultuur", "Gezondheid", "Jeugdhulp", "Jeugdwerk", "Justitie", "Lokaal bestuur",
    "OCMW", "Onderwijs", "Politie", "Samenlevingsopbouw", "Sport", "Straathoekwerk", "Vrijwilligers", "Welzijn",
)  # fmt: skip
"""Sectors to choose from; others are welcome."""

HEADINGS = ("naam", "sector", "aantal", "wijze")
ADDRESS = "e-mail"
"""The heading above addresses of contact persons."""
EXAMPLES = (
    ("Jeugdhuis De Brug", "Jeugdwerk", "8", "individueel"),
    ("Politiezone Rivierenland", "Politie", "25", "individueel"),
    ("Bibliotheek", "Bibliotheek", "3", "gezamenlijk"),
)
"""Rows under `HEADINGS` that show how a file is filled in."""

ROWS_MAX, NAME_MAX, SECTOR_MAX, EXPECTED_MAX = 500, 120, 60, 5000
UNPACKED_MAX = 50_000_000
"""Bytes that a spreadsheet may unpack to; a small file can be made to fill a memory."""

_ALSO = {
    "partner": "naam",
    "partnerorganisatie": "naam",
    "organisatie": "naam",
    "aantal personen": "aantal",
} | dict.fromkeys(("mail", "email", "e-mailadres", "contact"), "e-mail")
_WAYS = {"individueel": False, "gezamenlijk": True, "samen": True, "i": False, "g": True}
_NUMBER = re.compile(r"-?\d+(?:[.,]0+)?")


@dataclass(frozen=True)
class Entry:
    """A partner organisation to be added. `expected`: number of people asked; `joint`: one scan together;
    `address`: of the contact person, only asked where the installation sends mail.
    """

    name: str
    sector: str
    expected: int
    joint: bool
    address: str = ""


@dataclass(frozen=True)
class Roster:
    """A list that was read. Only without problems may its entries be added, all at once."""

    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()


class _Unreadable(ValueError):
    """What is wrong with a row or a file, in Dutch."""


def check(entry: Entry, known: Iterable[str]) -> Roster:
    """One entry that somebody typed, under the same rules as a list; `known`: names the network already has."""
    try:
        entry = _entry(entry.name, entry.sector, str(entry.expected), _way(entry.joint), 0, entry.address)
    except _Unreadable as problem:
        return Roster((), (str(problem),))
    if _key(entry.name) in {_key(name) for name in known}:
        return Roster((), (f"{entry.name} zit al in het netwerk.",))
    return Roster((entry,))


def from_text(text: str, known: Iterable[str], usual: int, *, addresses: bool = False) -> Roster:
    """A pasted list: per line a name and, in any order after it, what is known of sector, number and way.

    Parts are set apart by tabs, by semicolons, or by commas where they are clearly no part of a name. `usual` is the
    number of people where a line gives none. A first line with headings is allowed. With `addresses` a line may hold the
    e-mail address of a contact person, too.
    """
    rows = [_parts(line) for line in text.splitlines()]
    headed = _is_heading(rows[0]) if rows else False
    return _roster(rows, known, usual, headed=headed, addresses=addresses)


def from_file(name: str, content: bytes, known: Iterable[str], usual: int, *, addresses: bool = False) -> Roster:
    """A CSV or XLSX file with a first row of headings: naam, and what there is of sector, aantal and wijze."""
    ending = PurePath(name).suffix.lower()
    try:
        if ending == ".xlsx":
            rows = _sheet(content)
        elif ending in (".csv", ".txt"):
            rows = _csv(content)
        else:
            raise _Unreadable("Dit bestand is geen CSV of XLSX. Bewaar de lijst in een van die twee vormen.")
        if not rows or not _is_heading(rows[0]):
            raise _Unreadable("Rij 1: de kolom “naam” ontbreekt. Zet in de eerste rij naam, sector, aantal en wijze.")
    except _Unreadable as problem:
        return Roster((), (str(problem),))
    return _roster(rows, known, usual, headed=True, addresses=addresses)


def _roster(
    rows: Sequence[Sequence[str]], known: Iterable[str], usual: int, *, headed: bool, addresses: bool
) -> Roster:
    entries: list[Entry] = []
    problems: list[str] = []
    taken = {_key(name) for name in known}
    seen: dict[str, int] = {}
    read: Callable[[Sequence[str]], Entry] = lambda row: _free(row, usual, addresses)  # noqa: E731
    if headed:
        try:
            columns = _columns(rows[0], addresses)
        except _Unreadable as problem:
            return Roster((), (f"Rij 1: {problem}",))
        read = lambda row: _placed(row, columns, usual)  # noqa: E731
    for number, row in enumerate(rows, start=1):
        if (headed and number == 1) or not any(cell.strip() for cell in row):
            continue
        if number > ROWS_MAX:
            problems.append(f"De lijst telt meer dan {ROWS_MAX} rijen. Splits ze op.")
            break
        try:
            entry = read(row)
            key = _key(entry.name)
            if key in taken:
                raise _Unreadable(f"{entry.name} zit al in het netwerk.")
            if seen.setdefault(key, number) != number:
                raise _Unreadable(f"{entry.name} staat ook al in rij {seen[key]}.")
            entries.append(entry)
        except _Unreadable as problem:
            problems.append(f"Rij {number}: {problem}")
    if not entries and not problems:
        problems.append("Er staat geen enkele partnerorganisatie in de lijst.")
    return Roster(tuple(entries), tuple(problems))


def _free(row: Sequence[str], usual: int, addresses: bool) -> Entry:
    """A row without headings: the name first, the rest recognised by what it is."""
    name, *rest = [line(cell) for cell in row]
    sector = expected = way = mail = ""
    for cell in filter(None, rest):
        if cell.lower() in _WAYS and not way:
            way = cell
        elif _NUMBER.fullmatch(cell) and not expected:
            expected = cell
        elif addresses and "@" in cell and not mail:
            mail = cell
        elif not sector and not cell[0].isdigit():
            sector = cell
        else:
            raise _Unreadable(f"“{cell}” past niet als sector, aantal of wijze.")
    return _entry(name, sector, expected, way, usual, mail)


def _placed(row: Sequence[str], columns: dict[str, int], usual: int) -> Entry:
    """A row under headings."""
    cell = {heading: row[at] if at < len(row) else "" for heading, at in columns.items()}
    return _entry(
        cell["naam"],
        cell.get("sector", ""),
        cell.get("aantal", ""),
        cell.get("wijze", ""),
        usual,
        cell.get(ADDRESS, ""),
    )


def _entry(name: str, sector: str, expected: str, way: str, usual: int, mail: str) -> Entry:
    name, sector, expected, way, mail = map(line, (name, sector, expected, way, mail))
    if not name:
        raise _Unreadable("de naam ontbreekt.")
    if len(name) > NAME_MAX:
        raise _Unreadable(f"de naam telt {len(name)} tekens; hoogstens {NAME_MAX} passen.")
    if len(sector) > SECTOR_MAX:
        raise _Unreadable(f"de sector telt {len(sector)} tekens; hoogstens {SECTOR_MAX} passen.")
    if expected and not _NUMBER.fullmatch(expected):
        raise _Unreadable(f"“{expected}” is geen aantal. Schrijf een geheel getal, bijvoorbeeld 8.")
    number = int(re.split("[.,]", expected)[0]) if expected else usual
    if not 1 <= number <= EXPECTED_MAX:
        raise _Unreadable(f"{number} personen kan niet; kies een aantal van 1 tot {EXPECTED_MAX}.")
    if way and way.lower() not in _WAYS:
        raise _Unreadable(f"“{way}” is geen wijze. Schrijf individueel of gezamenlijk.")
    try:
        mail = address(mail) if mail.strip() else ""
    except ValueError as problem:
        raise _Unreadable(str(problem)) from problem
    return Entry(name, _usual_sector(sector), number, _WAYS.get(way.lower(), False), mail)


def _way(joint: bool) -> str:
    return "gezamenlijk" if joint else "individueel"


def _usual_sector(sector: str) -> str:
    """The sector as it is usually written, so that `politie` and `Politie` are one."""
    return next((usual for usual in SECTORS if usual.casefold() == sector.casefold()), sector)


def _columns(row: Sequence[str], addresses: bool) -> dict[str, int]:
    headings = [*HEADINGS, *([ADDRESS] if addresses else [])]
    columns: dict[str, int] = {}
    for at, cell in enumerate(row):
        heading = _heading(cell)
        if not heading:
            continue
        if heading not in headings:
            raise _Unreadable(f"de kolom “{cell.strip()}” ken ik niet. Gebruik {', '.join(headings)}.")
        if heading in columns:
            raise _Unreadable(f"de kolom “{heading}” staat er twee keer.")
        columns[heading] = at
    return columns


def _heading(cell: str) -> str:
    heading = " ".join(cell.lower().split())
    return _ALSO.get(heading, heading)


def _is_heading(row: Sequence[str]) -> bool:
    headings = [_heading(cell) for cell in row]
    return "naam" in headings and (
        len(headings) == 1 or any(heading in (*HEADINGS[1:], ADDRESS) for heading in headings)
    )


def _parts(line: str) -> list[str]:
    """The parts of a pasted line. A comma only sets parts apart if one of them is a sector, a number or a way."""
    for separator in ("\t", ";"):
        if separator in line:
            return line.split(separator)
    parts = line.split(",")
    sectors = {sector.casefold() for sector in SECTORS}
    rest = [" ".join(part.split()).casefold() for part in parts[1:]]
    clear = any(part in sectors or part in _WAYS or part in HEADINGS or _NUMBER.fullmatch(part) for part in rest)
    return parts if clear else [line]


def _key(name: str) -> str:
    return line(name).casefold()


def _csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    first = text.lstrip().split("\n", 1)[0]
    separator = max(";\t,", key=first.count)
    try:
        return list(reader(StringIO(text), delimiter=separator, strict=True))
    except CsvError:
        raise _Unreadable(
            "Dit bestand is niet te lezen als CSV: ergens staat een aanhalingsteken te veel of te weinig."
        ) from None


def _decoded(content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "cp1252"]:  # what Excel in Flanders saves, new and old
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _Unreadable("De letters in dit bestand zijn niet te lezen. Bewaar het opnieuw als CSV (UTF-8) of als XLSX.")


def _sheet(content: bytes) -> list[list[str]]:
    """The first sheet as text, row by row."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_MAX:
                raise _Unreadable("Dit bestand is te groot. Bewaar alleen het blad met de partners.")
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        cells = book.worksheets[0].iter_rows(max_row=ROWS_MAX + 2, max_col=30, values_only=True)
        rows = [["" if cell is None else str(cell) for cell in row] for row in cells]
    except _Unreadable:
        raise
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        SyntaxError,
        OSError,
    ):
        raise _Unreadable(
            "Dit bestand is niet te openen als Excel-bestand. Bewaar het opnieuw als XLSX of als CSV."
        ) from None
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows
