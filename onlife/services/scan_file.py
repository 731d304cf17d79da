"""Scans that already exist, in a spreadsheet: reading them. `import_scans` takes them in.

Every row that is wrong is named with its number, as the spreadsheet counts rows, and the reason; as long as one row is
wrong nothing at all is taken in.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from onlife.content import phrase
from onlife.domain.light import Light, light_named
from onlife.domain.network import FUNCTION_GROUPS
from onlife.domain.questionnaire import Questionnaire
from onlife.services import spreadsheet
from onlife.services.partner_list import NAME_MAX
from onlife.services.spreadsheet import Grid, GridRow, Odd, above_heading, letters, name_list
from onlife.text import count, key, plural
from onlife.translation import gettext as _

ROWS_MAX = 5_000
EXAMPLE = "Jeugdhuis Voorbeeld"
"""The partner of the example rows in the template; left in a file they are passed over."""
LEFT_OUT = ""

FIXED = ("partner", "functie", "wijze")
VERSION = "versie"
"""The column that says with which version of the questionnaire a scan was filled in; a file may go without."""
_ALSO = {
    **dict.fromkeys(("partnerorganisatie", "organisatie", "naam", "naam partner", "naam organisatie"), "partner"),
    **dict.fromkeys(("functiegroep", "rol"), "functie"),
    **dict.fromkeys(("manier", "invulwijze"), "wijze"),
}
_GROUPS = {
    **{name: name for name in FUNCTION_GROUPS},
    **{label.replace(" ", "").lower(): name for name, label in FUNCTION_GROUPS.items()},
    "juridisch": "dpo",
    "": "ander",
}
_WAYS = phrase.WAYS | {"": False}
_MONTHS = {
    short: number
    for number, names in enumerate(
        ("jan", "feb", "mrt maa mar", "apr", "mei may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec"), start=1
    )
    for short in names.split()
}
_ELEMENT = re.compile(
    r"0?(\d{1,2})\s*[.,/\- ]\s*0?(\d{1,2}|[a-z]{3,9}\.?)(?:[.,/\- ]\s*(?:\d{2}|\d{4}))?(?:[.:]?\s+\D.*)?", re.ASCII
)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


@dataclass(frozen=True)
class ScanRow:
    """One scan. `line`: its row in the file; `answers`: element id -> value of a Light."""

    line: int
    partner: str
    function_group: str
    joint: bool
    answers: Mapping[str, str]


@dataclass(frozen=True)
class ScanFile:
    """What a file holds: either rows, or problems (a Dutch sentence each). `notes`: what was read or passed over."""

    rows: list[ScanRow]
    problems: list[str]
    notes: tuple[str, ...] = ()


# -- the grid, and what its columns are


def read(data: bytes, filename: str, questionnaire: Questionnaire, *, sheet: str = "", encoding: str = "") -> Grid:
    """A CSV or XLSX file as a grid. Raises UnreadableGrid."""
    wanted = {*columns(questionnaire), VERSION}
    likeness: Callable[[list[str]], int] = lambda cells: _likeness(cells, wanted)  # noqa: E731
    return spreadsheet.read(data, filename, likeness, sheet=sheet, encoding=encoding)


def headings(grid: Grid, questionnaire: Questionnaire) -> dict[str, str]:
    """Heading as it stands in the file -> the column that it is; LEFT_OUT where that is not known."""
    wanted = [*columns(questionnaire), VERSION]
    cells = [cell for cell in grid.rows[grid.heading or 0].cells if cell] if grid.rows else []
    return {
        cell: name if name in wanted else LEFT_OUT
        for cell, name in zip(cells, _our_headings(cells, wanted), strict=True)
    }


def columns(questionnaire: Questionnaire) -> list[str]:
    """The columns that a file with scans has."""
    return [*FIXED, *(element.id for element in questionnaire.elements)]


def _likeness(cells: list[str], wanted: set[str]) -> int:
    found = len(set(_our_headings([cell for cell in cells if cell], [*wanted])) & wanted)
    return found if found > 1 else 0


def _our_headings(cells: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Headings as we write them. Excel in America turns day and month of what it takes for a date."""
    plain, turned = ([_heading(cell, american=american) for cell in cells] for american in (False, True))
    return max(plain, turned, key=lambda names: len(set(names) & set(wanted)))


def _heading(text: str, *, american: bool = False) -> str:
    """A heading as we write it: 1.1 comes back as 1,1, 01.01, 1/01, 01-jan, as a date, and with its title behind it."""
    plain = " ".join(text[:200].lower().split()).rstrip(":*")
    if day := _DAY.match(plain):
        month, number = int(day[2]), int(day[3])
        return f"{month}.{number}" if american else f"{number}.{month}"
    found = _ELEMENT.fullmatch(plain)
    if not found:
        return _ALSO.get(plain, plain)
    first, second = found.groups()
    if second[0].isalpha():
        month = _MONTHS.get(second[:3], 0)
        return f"{int(first)}.{month}" if month else plain
    return f"{int(first)}.{int(second)}"


# -- rows


def scans(grid: Grid, filename: str, questionnaire: Questionnaire, chosen: Mapping[str, str] | None = None) -> ScanFile:
    """The scans in a grid. `chosen`: heading -> the column it is, or LEFT_OUT, where somebody said so."""
    if not grid.rows:
        return ScanFile([], [_("{filename} is leeg.", filename=filename)], grid.notes)
    wanted, elements = columns(questionnaire), [element.id for element in questionnaire.elements]
    at = grid.heading
    if at is None:
        return ScanFile(
            [],
            [_("{filename} heeft geen rij met de koppen {fixed}, {first} tot {last}. Begin met het "
        "sjabloon.", filename=filename, fixed=', '.join(FIXED), first=elements[0], last=elements[-1])],
            grid.notes,
        )  # fmt: skip
    cells = grid.rows[at].cells
    named = _our_headings(cells, wanted)
    names = [(chosen or {}).get(cell, name) for cell, name in zip(cells, named, strict=True)]
    apart = {place for place, cell in enumerate(cells) if cell and chosen and chosen.get(cell) == LEFT_OUT}
    if problems := _heading_problems([name for place, name in enumerate(names) if place not in apart], wanted):
        return ScanFile([], problems, grid.notes)
    filled = grid.rows[at + 1 :]
    if not filled:
        return ScanFile(
            [], [_("{filename} heeft een kop, maar geen enkele rij met een scan.", filename=filename)], grid.notes
        )
    if len(filled) > ROWS_MAX:
        return ScanFile(
            [],
            [
                _(
                    "{filename} heeft meer dan {rows_max} rijen. Deel het bestand op.",
                    filename=filename,
                    rows_max=ROWS_MAX,
                )
            ],
            grid.notes,
        )
    rows: list[ScanRow] = []
    examples = 0
    for line in filled:
        if key(line.cell(names.index("partner"))) == key(EXAMPLE):
            examples += 1
            continue
        row, wrong = _row(line, names, apart, elements)
        wrong += _other_version(line, names, apart, questionnaire)
        rows += [row] if row else []
        problems += [_("Rij {number}: {reason}", number=line.number, reason=reason) for reason in wrong]
    problems += _clashes(rows)
    if examples and not rows and not problems:
        problems.append(_("In {filename} staan enkel de voorbeeldrijen van het sjabloon.", filename=filename))
    notes = (*grid.notes, *_notes(grid, at, [cells[place] for place in sorted(apart)], examples))
    if questionnaire.follows and VERSION not in names:
        notes = (
            *notes,
            _(
                "Het bestand zegt niet met welke versie van de vragenlijst het ingevuld is. We lezen het als "
                "versie {version}.",
                version=questionnaire.version,
            ),
        )
    return ScanFile([], sorted(problems, key=_line_of), notes) if problems else ScanFile(rows, [], notes)


def _notes(grid: Grid, at: int, apart: Sequence[str], examples: int) -> list[str]:
    return [
        *above_heading([row.number for row in grid.rows[:at]]),
        *([_("Niet meegenomen: {name_list}.", name_list=name_list(apart))] if apart else []),
        *([_("Overgeslagen: {count} van {example} uit het sjabloon.", count=count(examples, _('rij'), _('rijen')), example=EXAMPLE)] if examples else []),
    ]  # fmt: skip


def template(questionnaire: Questionnaire) -> bytes:
    """A CSV file with the heading row and two example rows, ready for a Belgian spreadsheet (semicolons, UTF-8)."""
    elements = [element.id for element in questionnaire.elements]
    lights = [light.word.replace(".", "") for light in Light]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*FIXED, VERSION, *elements])
    for offset, function in enumerate(("leidinggevende", "praktijkwerker")):
        colours = [lights[(at + offset) % len(lights)] for at in range(len(elements))]
        writer.writerow([EXAMPLE, function, "individueel", questionnaire.version, *colours])
    return text.getvalue().encode("utf-8-sig")


def _heading_problems(headings: Sequence[str], wanted: Sequence[str]) -> list[str]:
    found = Counter(heading for heading in headings if heading)
    kinds = (
        ("ontbreekt", "ontbreken", [name for name in wanted if name not in found]),
        (_("is onbekend"), _("zijn onbekend"), [name for name in found if name not in (*wanted, VERSION)]),
        (_("staat er meer dan één keer"), _("staan er meer dan één keer"), [n for n in found if found[n] > 1]),
    )
    return [
        plural(
            len(names),
            _("Kolom {name_list} {one}.", name_list=name_list(names), one=one),
            _("De kolommen {name_list} {more}.", name_list=name_list(names), more=more),
        )
        for one, more, names in kinds
        if names
    ]


def _row(
    line: GridRow, names: Sequence[str], apart: set[int], elements: Sequence[str]
) -> tuple[ScanRow | None, list[str]]:
    """A row and what is wrong with it; no row if it cannot be compared with others."""
    if wrong := _odd_cells(line, names, apart):
        return None, wrong
    values = {name: line.cell(at) for at, name in enumerate(names) if at not in apart}
    if any(line.cells[len(names) :]) or values.get(""):
        wrong.append(_("er staat iets naast de kolommen met een kop."))
    partner = values["partner"]
    if not partner:
        wrong.append(_("de partner ontbreekt."))
    elif len(partner) > NAME_MAX or not partner.isprintable():
        wrong.append(
            _(
                "de naam van de partner is geen gewone tekst van hoogstens {name_length} tekens.",
                name_length=NAME_MAX,
            )
        )
    function, way = values.get("functie", ""), values.get("wijze", "")
    group, joint = _GROUPS.get(function.replace(" ", "").lower()), _WAYS.get(way.lower())
    if group is None:
        wrong.append(
            _(
                "functie “{function}” is onbekend. Gebruik {function_groups} of laat leeg.",
                function=function,
                function_groups=", ".join(FUNCTION_GROUPS),
            )
        )
    if joint is None:
        wrong.append(_("wijze “{way}” is onbekend. Gebruik individueel of gezamenlijk.", way=way))
    answers, unknown = _answers({element: values[element] for element in elements if values.get(element)})
    wrong += unknown
    if joint is None or not partner:
        return None, wrong
    return ScanRow(line.number, partner, group or "ander", joint, answers), wrong


def _other_version(line: GridRow, names: Sequence[str], apart: set[int], questionnaire: Questionnaire) -> list[str]:
    """What is wrong where a row says that it answers another version: scans of two versions never come together."""
    said = [line.cell(at).strip() for at, name in enumerate(names) if name == VERSION and at not in apart]
    return [
        _(
            "deze scan hoort bij versie {value} van de vragenlijst, en de scanronde werkt met versie {version}.",
            value=value,
            version=questionnaire.version,
        )
        for value in said
        if value not in ("", str(questionnaire.version))
    ]


def _answers(given: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    answers, wrong = {}, [] if given else [_("er is geen enkel antwoord.")]
    for element, word in given.items():
        if light := light_named(word):
            answers[element] = light.value
        else:
            wrong.append(
                _(
                    "kolom {element}: “{word}” is geen kleur. Gebruik groen, oranje, rood of nvt.",
                    element=element,
                    word=word,
                )
            )
    return answers, wrong


def _odd_cells(line: GridRow, names: Sequence[str], apart: set[int]) -> list[str]:
    return [
        _(
            "in kolom {letters} ({names}) staat {value}: “{cell}”.",
            letters=letters(at),
            names=names[at],
            value=odd.value,
            cell=line.cell(at),
        )
        if odd is not Odd.FORMULA
        else _(
            "in kolom {letters} ({names}) staat {value}. Open het bestand in Excel en bewaar het opnieuw.",
            letters=letters(at),
            names=names[at],
            value=odd.value,
        )
        for at, odd in line.odd.items()
        if at < len(names) and at not in apart and names[at]
    ]


def _clashes(rows: Sequence[ScanRow]) -> list[str]:
    """Rows that contradict an earlier row of the same partner."""
    first: dict[str, ScanRow] = {}
    problems = []
    for row in rows:
        known = first.setdefault(key(row.partner), row)
        if known is row:
            continue
        if known.joint != row.joint:
            problems.append(
                _(
                    "Rij {line}: “{partner}” is hier {way}, maar in rij {before} {way_before}.",
                    line=row.line,
                    partner=row.partner,
                    way=phrase.way(row.joint),
                    before=known.line,
                    way_before=phrase.way(known.joint),
                )
            )
        elif row.joint:
            problems.append(
                _(
                    "Rij {line}: “{partner}” heeft al een gezamenlijke scan in rij {before}.",
                    line=row.line,
                    partner=row.partner,
                    before=known.line,
                )
            )
    return problems


def _line_of(problem: str) -> int:
    number = problem.split(":")[0].removeprefix(_("Rij "))
    return int(number) if number.isdecimal() else 0
