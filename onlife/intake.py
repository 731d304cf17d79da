"""Scans that already exist, from a spreadsheet: reading them (`parse`) and taking them in (`take_in`).

Every row that is wrong is named with its number, as the spreadsheet counts rows, and the reason; as long as one row is
wrong nothing at all is taken in.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date

from openpyxl import load_workbook

from onlife import typed
from onlife.access import new_id
from onlife.lights import Light, light_named
from onlife.privacy import THRESHOLD_DEFAULT
from onlife.questionnaire import Questionnaire
from onlife.store import Refused, Store
from onlife.store.records import FUNCTION_GROUPS, Filled, Network, Partner, Round, RoundState, Source

SIZE_MAX = 5_000_000
UNPACKED_MAX = 100_000_000
ROWS_MAX = 5_000
NAME_LENGTH = 120
TEMPLATE_NAME = "sjabloon-scans.csv"

_FIXED = ("partner", "functie", "wijze")
_GROUPS = {
    **{name: name for name in FUNCTION_GROUPS},
    **{label.replace(" ", "").lower(): name for name, label in FUNCTION_GROUPS.items()},
    "juridisch": "dpo",
    "": "ander",
}
_WAYS = {"individueel": False, "gezamenlijk": True, "": False}
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

Cells = Sequence[object]


@dataclass(frozen=True)
class Row:
    """One scan. `line`: its row in the file, the heading being row 1; `answers`: element id -> value of a Light."""

    line: int
    partner: str
    function_group: str
    joint: bool
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Intake:
    """What a file holds: either rows, or problems (a Dutch sentence each)."""

    rows: list[Row]
    problems: list[str]


@dataclass(frozen=True)
class Taken:
    """What was taken in: where, which partners are new, and how many scans."""

    network: Network
    round: Round
    new_partners: tuple[Partner, ...]
    scans: int


class NotTakenIn(Refused):
    """Rows that cannot be taken in; `problems` names each of them, and nothing was changed."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


class _Unreadable(Exception):
    """The file as a whole cannot be used; the message is the Dutch sentence."""


# -- reading


def parse(data: bytes, filename: str, questionnaire: Questionnaire) -> Intake:
    """The scans in a CSV or XLSX file (first sheet). Never raises on what is in it: that becomes a problem."""
    try:
        if len(data) > SIZE_MAX:
            raise _Unreadable(f"{filename} is groter dan {SIZE_MAX // 1_000_000} MB. Deel het bestand op.")
        excel = data.startswith(b"PK") or filename.lower().endswith((".xlsx", ".xlsm"))
        lines = list(_filled_lines(_excel(data, filename) if excel else _csv(data, filename), filename))
    except _Unreadable as problem:
        return Intake([], [str(problem)])
    if not lines:
        return Intake([], [f"{filename} is leeg."])
    headings = [_heading(cell) for cell in lines[0][1]]
    if problems := _heading_problems(headings, questionnaire):
        return Intake([], problems)
    if len(lines) == 1:
        return Intake([], [f"{filename} heeft een kop, maar geen enkele rij met een scan."])
    elements = [element.id for element in questionnaire.elements]
    rows: list[Row] = []
    for line, cells in lines[1:]:
        row, wrong = _row(line, headings, cells, elements)
        rows += [row] if row else []
        problems += [f"Rij {line}: {reason}" for reason in wrong]
    problems += _clashes(rows)
    return Intake([], sorted(problems, key=_line_of)) if problems else Intake(rows, [])


def template(questionnaire: Questionnaire) -> bytes:
    """A CSV file with the heading row and two example rows, ready for a Belgian spreadsheet (semicolons, UTF-8)."""
    elements = [element.id for element in questionnaire.elements]
    lights = [light.word.replace(".", "") for light in Light]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*_FIXED, *elements])
    for offset, function in enumerate(("leidinggevende", "praktijkwerker")):
        colours = [lights[(at + offset) % len(lights)] for at in range(len(elements))]
        writer.writerow(["Jeugdhuis Voorbeeld", function, "individueel", *colours])
    return text.getvalue().encode("utf-8-sig")


def _csv(data: bytes, filename: str) -> Iterator[Cells]:
    text = _decoded(data, filename)
    heading = next((line for line in text.splitlines() if line.strip(" \t;,")), "")
    delimiter = max(";,\t", key=heading.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise _Unreadable(
            f"{filename} is geen geldig CSV-bestand: een tekst tussen aanhalingstekens loopt fout."
        ) from error


def _decoded(data: bytes, filename: str) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _Unreadable(f"{filename} is niet te lezen. Bewaar het als CSV (UTF-8) of als Excel-bestand (.xlsx).")


def _excel(data: bytes, filename: str) -> Iterator[Cells]:
    unreadable = _Unreadable(
        f"{filename} is niet te lezen als Excel-bestand (.xlsx). Bewaar het opnieuw en probeer nog eens."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED_MAX:
                raise _Unreadable(f"{filename} is uitgepakt te groot. Kopieer alleen de scans naar een nieuw bestand.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about formatting that does not matter here
            with closing(load_workbook(io.BytesIO(data), read_only=True, data_only=True)) as book:
                yield from book.worksheets[0].iter_rows(values_only=True)
    except (_Unreadable, GeneratorExit):
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise unreadable from error


def _filled_lines(lines: Iterable[Cells], filename: str) -> Iterator[tuple[int, list[str]]]:
    """Row number and texts of every row that is not wholly empty."""
    found = 0
    for line, cells in enumerate(lines, start=1):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            found += 1
            if found > ROWS_MAX + 1:
                raise _Unreadable(f"{filename} heeft meer dan {ROWS_MAX} rijen. Deel het bestand op.")
            yield line, texts


def _text(cell: object) -> str:
    """A cell as text. A date is what a spreadsheet makes of the heading 1.1: first of January."""
    if isinstance(cell, date):
        return f"{cell.day}.{cell.month}"
    return "" if cell is None else typed.line(str(cell))


def _heading(text: str) -> str:
    """A heading as we write it: 1.1 comes back from spreadsheets as 1,1 and as 1-jan, too."""
    plain = text.lower()
    parts = re.fullmatch(r"(\d+)[.,/-](\d+|[a-z]{3})\.?", plain)
    if not parts:
        return plain
    first, second = parts.groups()
    return f"{first}.{_MONTHS.index(second) + 1 if second in _MONTHS else second}"


def _heading_problems(headings: Sequence[str], questionnaire: Questionnaire) -> list[str]:
    wanted = [*_FIXED, *(element.id for element in questionnaire.elements)]
    found = Counter(heading for heading in headings if heading)
    kinds = (
        ("ontbreekt", "ontbreken", [name for name in wanted if name not in found]),
        ("is onbekend", "zijn onbekend", [name for name in found if name not in wanted]),
        ("staat er meer dan één keer", "staan er meer dan één keer", [n for n in found if found[n] > 1]),
    )
    return [
        f"Kolom {names[0]} {one}." if len(names) == 1 else f"De kolommen {', '.join(names)} {more}."
        for one, more, names in kinds
        if names
    ]


def _row(
    line: int, headings: Sequence[str], cells: Sequence[str], elements: Sequence[str]
) -> tuple[Row | None, list[str]]:
    """A row and what is wrong with it; no row if it cannot be compared with others."""
    values = dict(zip(headings, cells, strict=False))  # a row may end early
    wrong = []
    if any(cells[len(headings) :]) or values.get(""):
        wrong.append("er staat iets naast de kolommen met een kop.")
    partner = values["partner"]
    if not partner:
        wrong.append("de partner ontbreekt.")
    elif len(partner) > NAME_LENGTH or not partner.isprintable():
        wrong.append(f"de naam van de partner is geen gewone tekst van hoogstens {NAME_LENGTH} tekens.")
    function, way = values.get("functie", ""), values.get("wijze", "")
    group, joint = _GROUPS.get(function.replace(" ", "").lower()), _WAYS.get(way.lower())
    if group is None:
        wrong.append(f"functie “{function}” is onbekend. Gebruik {', '.join(FUNCTION_GROUPS)} of laat leeg.")
    if joint is None:
        wrong.append(f"wijze “{way}” is onbekend. Gebruik individueel of gezamenlijk.")
    answers = {}
    given = [(element, values[element]) for element in elements if values.get(element)]
    for element, word in given:
        try:
            answers[element] = light_named(word).value
        except ValueError as problem:
            wrong.append(f"kolom {element}: {problem}")
    if not given:
        wrong.append("er is geen enkel antwoord.")
    if joint is None or not partner:
        return None, wrong
    return Row(line, partner, group or "ander", joint, answers), wrong


def _clashes(rows: Sequence[Row]) -> list[str]:
    """Rows that contradict an earlier row of the same partner."""
    first: dict[str, Row] = {}
    problems = []
    for row in rows:
        known = first.setdefault(row.partner.casefold(), row)
        if known is row:
            continue
        if known.joint != row.joint:
            problems.append(
                f"Rij {row.line}: {row.partner} is hier {_way(row.joint)}, "
                f"maar in rij {known.line} {_way(known.joint)}."
            )
        elif row.joint:
            problems.append(f"Rij {row.line}: {row.partner} heeft al een gezamenlijke scan in rij {known.line}.")
    return problems


def _way(joint: bool) -> str:
    return "gezamenlijk" if joint else "individueel"


def _line_of(problem: str) -> int:
    return int(problem.split(":")[0].removeprefix("Rij "))


# -- taking in


def take_in(
    store: Store, questionnaire: Questionnaire, network_name: str, round_name: str, intake: Intake, actor: str
) -> Taken:
    """Add the scans to a round, all of them or none; makes the network, the round and the partners that do not exist.

    Refuses with NotTakenIn when rows are wrong or do not fit the partners that exist, with Refused when the round is
    closed or another one is open.
    """
    if intake.problems:
        raise NotTakenIn(intake.problems)
    names = [typed.line(name) for name in (network_name, round_name)]
    if not all(names):
        raise Refused("Geef het netwerk en de scanronde een naam.")
    with store.transaction():
        network = store.networks.named(names[0]) or store.networks.add(names[0], names[0], THRESHOLD_DEFAULT, actor)
        round = _open_round(store, questionnaire, network, names[1], actor)
        known = {partner.name.casefold(): partner for partner in store.networks.partners(network.id)}
        if problems := _misfits(store, round, known, intake.rows):
            raise NotTakenIn(problems)
        new = _new_partners(network, known, intake.rows)
        store.networks.save_partners(new, actor)
        store.visitors.make_links(network.id, [partner.id for partner in new], actor)
        ids = {key: partner.id for key, partner in known.items()} | {p.name.casefold(): p.id for p in new}
        scans = store.scans.take_in(
            round,
            [
                Filled(ids[row.partner.casefold()], row.function_group, row.joint, row.answers, source=Source.IMPORT)
                for row in intake.rows
            ],
            actor,
        )
    return Taken(network, round, tuple(new), scans)


def _open_round(store: Store, questionnaire: Questionnaire, network: Network, name: str, actor: str) -> Round:
    """The round of this name, open: made if it does not exist, opened if it is still a concept."""
    rounds = {round.name.casefold(): round for round in store.networks.rounds(network.id)}
    round = rounds.get(name.casefold()) or store.networks.add_round(
        network.id, name, questionnaire.version, None, actor
    )
    if round.state is RoundState.CLOSED:
        raise Refused(f"De scanronde {round.name} is gesloten. Er kunnen geen scans meer bij.")
    if round.state is RoundState.CONCEPT:
        store.networks.start_round(round, actor)
    return next(r for r in store.networks.rounds(network.id) if r.id == round.id)


def _misfits(store: Store, round: Round, known: Mapping[str, Partner], rows: Sequence[Row]) -> list[str]:
    """Rows that do not fit what is already known of their partner."""
    closings = store.scans.closings(round.id)
    begun = {r.partner for r in store.scans.response(round.network, round.id) if r.submitted or r.begun}
    problems = []
    for row in rows:
        partner = known.get(row.partner.casefold())
        if partner is None:
            continue
        if partner.joint != row.joint:
            problems.append(
                f"Rij {row.line}: {partner.name} scant {_way(partner.joint)}, maar deze rij is {_way(row.joint)}."
            )
        elif partner.id in closings and closings[partner.id].closed:
            problems.append(f"Rij {row.line}: de scan van {partner.name} is in deze ronde al afgesloten.")
        elif partner.joint and partner.id in begun:
            problems.append(f"Rij {row.line}: {partner.name} heeft in deze ronde al een gezamenlijke scan.")
    return problems


def _new_partners(network: Network, known: Mapping[str, Partner], rows: Sequence[Row]) -> list[Partner]:
    """A partner for every name that is not known yet; as many people are expected as there are rows."""
    number = Counter(row.partner.casefold() for row in rows)
    first = {row.partner.casefold(): row for row in reversed(rows)}
    return [
        Partner(new_id(), network.id, first[key].partner, "", number[key], first[key].joint)
        for key in number
        if key not in known
    ]
