"""Lists of partner organisations that somebody typed, pasted or saved in a file. Pure; nothing is added here.

A list is read whole or not at all: every row that cannot be read, every name that occurs twice and every name the
network already has is a problem in words, and a list with problems is not to be added. What is left out, and what
looks odd, is a note: it is shown before anything is added.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from onlife.content import phrase
from onlife.domain.network import EXPECTED_MAX
from onlife.services import contact_list, spreadsheet
from onlife.services.contact_list import Person
from onlife.services.spreadsheet import Grid, GridRow, Odd, above_heading, letters, name_list
from onlife.text import alike, count, key, line

SECTORS = (
    "Bibliotheek", "CAW", "CLB", "Cultuur", "Gezondheid", "Jeugdhulp", "Jeugdwerk", "Justitie", "Lokaal bestuur",
    "OCMW", "Onderwijs", "Politie", "Samenlevingsopbouw", "Sport", "Straathoekwerk", "Vrijwilligers", "Welzijn",
)  # fmt: skip
"""Sectors to choose from; others are welcome."""

CONTACT, ADDRESS, TELEPHONE = PERSON = ("contactpersoon", "e-mailadres", "telefoon")
"""The headings above contact persons; each may stand above several columns."""
HEADINGS = ("naam", "sector", "aantal", "wijze", *PERSON)
FACTS = "sector, aantal of wijze"
"""What a column without a heading holds besides the name, in any order."""
LEFT_OUT = ""
EXAMPLES = (
    ("Jeugdhuis Voorbeeld", "Jeugdwerk", "8", "individueel", "Jo Voorbeeld", "jo@voorbeeld.be", "09 000 00 00"),
    ("Politiezone Voorbeeld", "Politie", "25", "individueel", "", "", ""),
    ("Bibliotheek Voorbeeld", "Bibliotheek", "3", "gezamenlijk", "", "", ""),
)
"""Rows under `HEADINGS` that show how a file is filled in; left in a file they are passed over."""

ROWS_MAX, NAME_MAX, SECTOR_MAX = 500, 120, 60

_ALSO: Mapping[str, str] = {
    word: field
    for field, words in {
        "naam": "naam, partner, partnerorganisatie, partnernaam, organisatie, organisatienaam, benaming, instelling, vereniging, "
        "dienst of organisatie, wie",
        "sector": "sector, domein, werkveld, categorie, type organisatie, soort organisatie",
        "aantal": "aantal, verwacht aantal, verwacht, personen, medewerkers, collega's, # personen, # medewerkers, teamgrootte, "
        "grootte, hoeveel",
        "wijze": "wijze, manier, individueel of gezamenlijk, individueel/gezamenlijk, invulwijze",
        CONTACT: "contactpersoon, contactpersonen, contact, contactnaam, aanspreekpunt, aanspreekpersoon",
        ADDRESS: "e-mail, email, mail, e-mailadres, emailadres, mailadres",
        TELEPHONE: "telefoon, telefoonnummer, tel, tel nr, telnr, gsm, gsm-nummer, gsmnummer, mobiel, telefoon/gsm, tel/gsm",
    }.items()
    for word in words.split(", ")
}
NOBODY = "Er staat geen enkele partnerorganisatie in de lijst."
_BEGINNINGS = {"naam": "naam", "aantal": "aantal"} | {
    word: field for word, field in _ALSO.items() if field in PERSON and " " not in word
}
_OF_CONTACT = ("contact", "aanspreek")
_WAYS = phrase.WAYS | {"samen": True, "i": False, "g": True}
_NUMBER = re.compile(
    r"-?[0-9]+(?:[.,]0{1,2})?|[0-9]{1,3}(?:([.,' \u00a0\u202f’])[0-9]{3})(?:\1[0-9]{3})*(?:[.,]0{1,2})?"
)
_UNIT = re.compile(r"\s*(?:personen|persoon|pers\.?|mensen|medewerkers|collega[’']s|leden)$", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9][0-9 ./()-]{6,}")


@dataclass(frozen=True)
class Entry:
    """A partner organisation to be added. `expected`: number of people asked; `joint`: one scan together;
    `contacts`: whom the coordinator writes to; `language`: of their links and letters, '' for that of the network.
    """

    name: str
    sector: str
    expected: int
    joint: bool
    contacts: tuple[Person, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class PartnerList:
    """A list that was read. Only without problems may its entries be added, all at once."""

    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


Columns = Mapping[int, str]
"""Place of a column -> what it holds: one of `HEADINGS`, `FACTS` or `LEFT_OUT`."""


class _Wrong(ValueError):
    """What is wrong with a row, in Dutch."""


def check(entry: Entry, known: Iterable[str]) -> PartnerList:
    """One entry that somebody typed, under the same rules as a list; `known`: names the network already has."""
    try:
        contacts = tuple(contact_list.check(person) for person in entry.contacts if person.as_line)
        read = _entry(entry.name, entry.sector, str(entry.expected), phrase.way(entry.joint), 0, contacts)
        entry = replace(read, language=entry.language)
    except ValueError as problem:
        return PartnerList((), (str(problem),))
    if key(entry.name) in {key(name) for name in known}:
        return PartnerList((), (f"“{entry.name}” zit al in het netwerk.",))
    return PartnerList((entry,))


# -- a grid, and what its columns hold


def likeness(cells: list[str]) -> int:
    """How many cells of a row are headings of such a list; 0 if the row is no heading."""
    filled = [cell for cell in cells if cell]
    fields = {_field(cell) for cell in filled} - {LEFT_OUT}
    if any(_people(cell) is not None or "@" in cell for cell in filled):
        return 0
    return len(fields) if "naam" in fields or (fields and len(filled) > 1) else 0


def grid_from_text(text: str) -> Grid:
    """A pasted list as a grid. A comma only sets parts apart where one of them is a sector, a number or a way."""
    grid = spreadsheet.paste(text, likeness)
    if max((len(row.cells) for row in grid.rows), default=0) == 1:
        rows = [GridRow(row.number, parts, row.odd) for row in grid.rows if (parts := _parts(row.cells[0]))]
        grid = replace(grid, rows=rows, heading=0 if rows and likeness(rows[0].cells) else None)
    return grid


def guess(grid: Grid) -> dict[int, str]:
    """What every column seems to hold. Under headings: what they say. Without: the first text is the name."""
    width = max((len(row.cells) for row in grid.rows), default=0)
    if grid.heading is None:
        return _guess_by_content(grid, width)
    columns: dict[int, str] = {}
    for at, cell in enumerate(grid.rows[grid.heading].cells):
        field = _field(cell)
        columns[at] = LEFT_OUT if field in columns.values() and field not in PERSON else field
    below = _below(grid)
    if "naam" not in columns.values():
        texts = [at for at, field in columns.items() if not field and any(row.cell(at) for row in below)]
        columns |= dict.fromkeys(texts[:1], "naam")
    return columns | dict.fromkeys(range(len(columns), width), LEFT_OUT)


def _guess_by_content(grid: Grid, width: int) -> dict[int, str]:
    """What columns without headings hold. Two words in a row, in a list with addresses, are somebody's name."""
    columns: dict[int, str] = {}
    addressed = any("@" in cell for row in grid.rows for cell in row.cells)
    for at in range(width):
        cells = [cell for row in grid.rows if (cell := row.cell(at))]
        digits = sum(cell.rstrip(".)").isdecimal() for cell in cells)
        phones, mails = sum(map(_is_phone, cells)), sum("@" in cell for cell in cells)
        people = sum(map(_is_person, cells)) if addressed else 0
        if "naam" not in columns.values():
            last = at == width - 1
            columns[at] = "naam" if last or 2 * digits <= len(cells) or not cells else LEFT_OUT
        else:
            counted = {TELEPHONE: phones, ADDRESS: mails, CONTACT: people}
            columns[at] = next((field for field, number in counted.items() if 2 * number > len(cells)), FACTS)
    return columns


def title(grid: Grid, at: int) -> str:
    """A column by name, or by letter where it has none."""
    heading = grid.rows[grid.heading].cell(at) if grid.heading is not None else ""
    return heading or f"kolom {letters(at)}"


def entries(grid: Grid, columns: Columns, known: Iterable[str], usual: int) -> PartnerList:
    """The partners in a grid whose columns hold what is said. `usual`: the number of people where a row gives none."""
    if obstacles := _column_problems(grid, columns):
        return PartnerList((), obstacles, grid.notes)
    taken = {key(name): name for name in known}
    examples = {key(row[0]) for row in EXAMPLES}
    found: list[Entry] = []
    problems: list[str] = []
    notes = [*grid.notes, *_ignored_columns(grid, columns)]
    seen: dict[str, int] = {}
    rows = _below(grid)
    passed_over = 0
    for row in rows[:ROWS_MAX]:
        try:
            entry = _read(row, columns, usual, grid)
            if key(entry.name) in examples:
                passed_over += 1
                continue
            _refuse_double(entry, row.number, taken, seen)
            for name in alike(entry.name, taken.values())[:1]:
                notes.append(f"Rij {row.number}: “{entry.name}” lijkt op “{name}”, die al in het netwerk zit.")
            found.append(entry)
        except _Wrong as problem:
            problems.append(f"Rij {row.number}: {problem}")
    if len(rows) > ROWS_MAX:
        problems.append(f"De lijst telt meer dan {ROWS_MAX} rijen. Splits ze op.")
    if passed_over:
        notes.append(f"Overgeslagen: {count(passed_over, 'voorbeeldrij', 'voorbeeldrijen')} van het sjabloon.")
    if not found and not problems:
        problems.append(NOBODY)
    return PartnerList(tuple(found), tuple(problems), tuple(notes))


def _column_problems(grid: Grid, columns: Columns) -> tuple[str, ...]:
    """Why no row can be read with these columns; empty if they can."""
    if not grid.rows:
        return (NOBODY,)
    fields = list(columns.values())
    if "naam" not in fields:
        return ("Er is geen kolom met de naam. Kies welke kolom de naam van de partner heeft.",)
    doubles = [field for field in HEADINGS if fields.count(field) > 1 and field not in PERSON]
    return tuple(f"Twee kolommen heten “{field}”. Laat er één weg." for field in doubles)


def _refuse_double(entry: Entry, number: int, taken: Mapping[str, str], seen: dict[str, int]) -> None:
    own = key(entry.name)
    if own in taken:
        raise _Wrong(f"“{entry.name}” zit al in het netwerk.")
    if seen.setdefault(own, number) != number:
        raise _Wrong(f"“{entry.name}” staat ook al in rij {seen[own]}.")


def _below(grid: Grid) -> list[GridRow]:
    return grid.rows if grid.heading is None else grid.rows[grid.heading + 1 :]


def _ignored_columns(grid: Grid, columns: Columns) -> list[str]:
    notes = above_heading([row.number for row in grid.rows[: grid.heading or 0]])
    rows = _below(grid)
    names = [title(grid, at) for at, field in columns.items() if not field and any(row.cell(at) for row in rows)]
    return [*notes, *([f"Niet meegenomen: {name_list(names)}."] if names else [])]


# -- one row


def _read(row: GridRow, columns: Columns, usual: int, grid: Grid) -> Entry:
    for at, odd in row.odd.items():
        if field := columns.get(at):
            raise _Wrong(_oddity(row, at, odd, field))
    values: dict[str, str] = {"naam": ""}
    for at, field in sorted(columns.items(), key=lambda column: column[1] == FACTS):
        cell = row.cell(at)
        kind = _kind(cell) if field == FACTS and cell else field
        if field == FACTS and cell and (not kind or (values.get(kind) and kind not in PERSON)):
            raise _Wrong(f"“{cell}” past niet als sector, aantal of wijze.")
        if cell and kind:
            values[kind] = f"{values[kind]}; {cell}" if values.get(kind) else cell
    if not values["naam"] and any(values.values()):
        raise _Wrong("de naam ontbreekt.")
    sector, expected, way, *person = (values.get(field, "") for field in HEADINGS[1:])
    try:
        contacts = contact_list.persons(*person)
    except ValueError as problem:
        raise _Wrong(str(problem)) from problem
    return _entry(values["naam"], sector, expected, way, usual, contacts)


def _oddity(row: GridRow, at: int, odd: Odd, field: str) -> str:
    text = f": “{row.cell(at)}”" if row.cell(at) else ""
    help_text = " Open het bestand in Excel en bewaar het opnieuw." if odd is Odd.FORMULA else " Verbeter die cel."
    return f"in kolom {letters(at)} ({'gegevens' if field == FACTS else field}) staat {odd.value}{text}.{help_text}"


def _kind(cell: str) -> str:
    """What a cell without a heading is; '' if that cannot be told."""
    if cell.lower() in _WAYS:
        return "wijze"
    if _people(cell) is not None and not _is_phone(cell):
        return "aantal"
    if "@" in cell or _is_phone(cell):
        return ADDRESS if "@" in cell else TELEPHONE
    return "" if cell[0].isdigit() else "sector"


def _is_phone(cell: str) -> bool:
    """Whether a cell is a telephone number, not a number of people."""
    return _PHONE.fullmatch(cell) is not None and (cell[0] in "+0" or _people(cell) is None)


def _is_person(cell: str) -> bool:
    """Whether a cell may be the name of somebody: some words that are no sector."""
    words = cell.replace("-", "").replace("'", "").replace(".", "").split()
    return len(words) > 1 and all(map(str.isalpha, words)) and _usual_sector(cell) not in SECTORS


def _entry(name: str, sector: str, expected: str, way: str, usual: int, contacts: tuple[Person, ...]) -> Entry:
    name, sector, expected, way = map(line, (name, sector, expected, way))
    if not name:
        raise _Wrong("de naam ontbreekt.")
    if len(name) > NAME_MAX:
        raise _Wrong(f"de naam telt {len(name)} tekens; hoogstens {NAME_MAX} passen.")
    if not any(sign.isalnum() for sign in name):
        raise _Wrong(f"“{name}” is geen naam.")
    if len(sector) > SECTOR_MAX:
        raise _Wrong(f"de sector telt {len(sector)} tekens; hoogstens {SECTOR_MAX} passen.")
    number = _people(expected) if expected else usual
    if number is None:
        raise _Wrong(f"“{expected}” is geen aantal. Schrijf een geheel getal, bijvoorbeeld 8.")
    if not 1 <= number <= EXPECTED_MAX:
        raise _Wrong(f"{number} personen kan niet; kies een aantal van 1 tot {EXPECTED_MAX}.")
    if way and way.lower() not in _WAYS:
        raise _Wrong(f"“{way}” is geen wijze. Schrijf individueel of gezamenlijk.")
    return Entry(name, _usual_sector(sector), number, _WAYS.get(way.lower(), False), contacts)


def _people(text: str) -> int | None:
    """A number of people as it is written here: 8, 8,0, 1.000, 1 000, 1.000,00, 8 personen. None if it is none."""
    if len(text) > 40:
        return None
    plain = _UNIT.sub("", text)
    if len(plain) > 12 or not _NUMBER.fullmatch(plain):
        return None
    whole = re.sub(r"[.,]0{1,2}$", "", plain)
    return int(re.sub(r"[^0-9-]", "", whole))


def _usual_sector(sector: str) -> str:
    """The sector as it is usually written, so that `politie` and `Politie` are one."""
    return next((usual for usual in SECTORS if usual.casefold() == sector.casefold()), sector)


def _field(heading: str) -> str:
    """What a heading stands for; LEFT_OUT if that is not known."""
    plain = " ".join(re.sub(r"[^\w\s#/'’-]|_", " ", heading.casefold()).split()).replace("’", "'")
    if plain in _ALSO:
        return _ALSO[plain]
    words = plain.split(" ")
    if any(word.startswith(_OF_CONTACT) for word in words):
        return next((field for word in words if (field := _BEGINNINGS.get(word)) in PERSON[1:]), CONTACT)
    return _BEGINNINGS.get(words[0], LEFT_OUT) if len(words) > 1 else LEFT_OUT


def _parts(text: str) -> list[str]:
    """The parts of a pasted line with commas, if one of them shows that the line is more than a name."""
    parts = [line(part) for part in next(csv.reader([text], skipinitialspace=True))]
    sectors = {sector.casefold() for sector in SECTORS}
    rest = [part.casefold() for part in parts[1:]]
    clear = any(
        part in sectors or part in _WAYS or part in HEADINGS or "@" in part or _people(part) is not None
        for part in rest
    )
    quoted = text.startswith('"') and len(parts) > 1 and '"' not in "".join(parts)
    return parts if clear or quoted else [text]
