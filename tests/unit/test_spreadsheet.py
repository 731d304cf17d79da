"""Lists from the real world: every separator, encoding and writer gives the same partners, and no file may ask for more than
a moment and some memory.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from onlife.services import partner_list
from onlife.services.spreadsheet import COLUMNS, ROWS, UnreadableGrid, read
from tests import lists
from tests.sample import sample
from tests.unit.examples import questionnaire

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORM = questionnaire(2, 1)  # elements 1.1, 1.2 and 2.1


def book(
    *sheets: tuple[str, str, str],
    shared: str | None = None,
    styles: str = "",
    before: str = "",
    prefix: str = "",
    doctype: str = "",
) -> bytes:
    """A workbook written by hand. `sheets`: (name, state, XML of rows); `prefix` of the namespace."""
    own, colon = (f"xmlns:{prefix}", f"{prefix}:") if prefix else ("xmlns", "")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        names = "".join(f'<sheet name="{name}" sheetId="{at}" state="{state}" r:id="r{at}"/>' for at, (name, state, _) in enumerate(sheets, 1))  # fmt: skip
        targets = "".join(f'<Relationship Id="r{at}" Type="t/worksheet" Target="worksheets/s{at}.xml"/>' for at in range(1, len(sheets) + 1))  # fmt: skip
        parts.writestr("_rels/.rels", '<Relationships><Relationship Id="r1" Type="t/officeDocument" Target="/xl/workbook.xml"/></Relationships>')  # fmt: skip
        parts.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{names}</sheets></workbook>')  # fmt: skip
        parts.writestr("xl/_rels/workbook.xml.rels", f'<Relationships>{targets}<Relationship Id="x" Type="t/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="y" Type="t/styles" Target="styles.xml"/></Relationships>')  # fmt: skip
        for at, (_, _, rows) in enumerate(sheets, 1):
            parts.writestr(f"xl/worksheets/s{at}.xml", f'{doctype}<{colon}worksheet {own}="{MAIN}">{before}<{colon}sheetData>{rows}</{colon}sheetData></{colon}worksheet>')  # fmt: skip
        if shared is not None:
            parts.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{shared}</sst>')
        parts.writestr("xl/styles.xml", styles or f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>')  # fmt: skip
    return file.getvalue()


def cells(*texts: str, prefix: str = "", row: str = "") -> str:
    p = f"{prefix}:" if prefix else ""
    inside = "".join(
        text if text.startswith("<") else f'<{p}c t="inlineStr"><{p}is><{p}t>{text}</{p}t></{p}is></{p}c>'
        for text in texts
    )
    return f"<{p}row{row}>{inside}</{p}row>"


HEAD = cells("naam", "sector", "aantal")
CAW = cells("CAW Noord", "Welzijn", "<c><v>12</v></c>")
DATE, ERROR, TRUTH, FORMULA = (
    '<c s="1"><v>40858</v></c>', '<c t="e"><v>#N/A</v></c>', '<c t="b"><v>1</v></c>', "<c><f>A1</f></c>",
)  # fmt: skip

CAW_12 = [("CAW Noord", "Welzijn", 12)]
ZOE_8 = [("Café Zoë", "Jeugdwerk", 8)]
LIST = "naam;sector;aantal\r\nCafé Zoë;Jeugdwerk;8\r\n"

SPREADSHEETS = {
    "semicolons": (LIST.encode(), ZOE_8),
    "commas": (LIST.replace(";", ",").encode(), ZOE_8),
    "tabs": (LIST.replace(";", "\t").encode(), ZOE_8),
    "strokes": (LIST.replace(";", "|").encode(), ZOE_8),
    "CR only": (LIST.replace("\r\n", "\r").encode(), ZOE_8),
    "utf-8 with BOM": (LIST.encode("utf-8-sig"), ZOE_8),
    "Windows": (LIST.encode("cp1252"), ZOE_8),
    "DOS 850": (LIST.encode("cp850"), ZOE_8),
    "DOS 437": (LIST.encode("cp437"), ZOE_8),
    "utf-16 with BOM": (LIST.encode("utf-16"), ZOE_8),
    "utf-16 LE": (LIST.encode("utf-16-le"), ZOE_8),
    "utf-16 BE": (LIST.encode("utf-16-be"), ZOE_8),
    "utf-16 BE with BOM": (b"\xfe\xff" + LIST.encode("utf-16-be"), ZOE_8),
    "sep=;": (b"sep=;\r\n" + LIST.encode(), ZOE_8),
    "sep=, in quotes": (b'"sep=,"\r\n' + LIST.replace(";", ",").encode(), ZOE_8),
    "SEP=| with BOM": (b"\xef\xbb\xbfSEP=|\n" + LIST.replace(";", "|").encode(), ZOE_8),
    "trailing separators": (LIST.replace("\r\n", ";;;\r\n").encode(), ZOE_8),
    "a cell of two lines": (b'naam;sector\n"Jeugdhuis\nNoord";Sport\n', [("Jeugdhuis Noord", "Sport", 8)]),
    "title and blank rows above": (b"Partnerlijst 2026;;\n\n" + LIST.encode(), ZOE_8),
    "other words for the columns": (b"Organisatie;Domein;Verwacht aantal\nA-team;Sport;5\n", [("A-team", "Sport", 5)]),
    "columns nobody asked for": (b"Nr.;Naam partner;Telefoon;Aantal personen\n1;Bib;03 123 45 67;4\n", [("Bib", "", 4)]),
    "a comma in a name": (b"naam\nPolitie, dienst Jeugd\n", [("Politie, dienst Jeugd", "", 8)]),
    "Markdown": (b"| naam | sector |\n|------|:-----:|\n| **Bib** | Sport |\n", [("Bib", "Sport", 8)]),
    "inline strings": (book(("Blad1", "visible", HEAD + CAW)), CAW_12),
    "namespace with a prefix": (book(("B", "visible", cells("naam", "sector", prefix="x") + cells("Bib", "Sport", prefix="x")), prefix="x"), [("Bib", "Sport", 8)]),
    "shared strings": (book(("B", "visible", cells('<c t="s"><v>0</v></c>') + cells('<c t="s"><v>1</v></c>')), shared="<si><t>naam</t></si><si><r><t>Bib </t></r><r><t>Zuid</t></r></si>"), [("Bib Zuid", "", 8)]),
    "a dimension that is too small": (book(("B", "visible", HEAD + CAW), before='<dimension ref="A1"/>'), CAW_12),
    "a dimension that is too large": (book(("B", "visible", HEAD + CAW), before='<dimension ref="A1:XFD1048576"/>'), CAW_12),
    "a blank cell far away": (book(("B", "visible", HEAD + CAW + cells('<c r="XFD1048576" t="str"><v> </v></c>', row=' r="1048576"'))), CAW_12),
    "a hidden sheet first": (book(("Geheim", "hidden", cells("naam") + cells("Niet")), ("B", "visible", HEAD + CAW)), CAW_12),
    "the list on the second sheet": (book(("Uitleg", "visible", cells("Lees dit")), ("B", "visible", HEAD + CAW)), CAW_12),
    "a hidden row": (book(("B", "visible", HEAD + cells("Niet", row=' hidden="1"') + CAW)), CAW_12),
    "title rows in Excel": (book(("B", "visible", cells("Partners van 2026") + "<row/>" + HEAD + CAW)), CAW_12),
    "a date in a column that is left out": (book(("B", "visible", cells("naam", "sinds") + cells("Bib", DATE))), [("Bib", "", 8)]),
    "escaped line break": (book(("B", "visible", cells("naam") + cells("Bib_x000D_ Zuid"))), [("Bib Zuid", "", 8)]),
}  # fmt: skip


@pytest.mark.parametrize("case", SPREADSHEETS)
def test_every_writer_gives_the_same_partners(case: str) -> None:
    data, expected = SPREADSHEETS[case]
    found = lists.partners("lijst.xlsx" if data[:2] == b"PK" else "lijst.csv", data)
    assert found.problems == ()
    assert [(e.name, e.sector, e.expected) for e in found.entries] == expected


PASTED = {
    "Word, numbered": ("1.\tJeugdhuis\n2.\tCAW\n", [("Jeugdhuis", "", 8), ("CAW", "", 8)]),
    "Word, one number": ("1.\tJeugdhuis", [("Jeugdhuis", "", 8)]),
    "Word, letters": ("a)\tJeugdhuis\nb)\tCAW", [("Jeugdhuis", "", 8), ("CAW", "", 8)]),
    "numbers with a blank": ("1. Jeugdhuis\n2. CAW", [("Jeugdhuis", "", 8), ("CAW", "", 8)]),
    "Word, bullets": ("•\tJeugdhuis\n•\tCAW", [("Jeugdhuis", "", 8), ("CAW", "", 8)]),
    "Word, its own bullet": ("\uf0b7\tJeugdhuis\n\uf0b7\tCAW", [("Jeugdhuis", "", 8), ("CAW", "", 8)]),
    "dashes": ("- Jeugdhuis\n- CAW", [("Jeugdhuis", "", 8), ("CAW", "", 8)]),
    "mail": ("> Jeugdhuis\n> CAW", [("Jeugdhuis", "", 8), ("CAW", "", 8)]),
    "first column counts": ("1\tBib\tSport\n2\tCAW\tWelzijn", [("Bib", "Sport", 8), ("CAW", "Welzijn", 8)]),
    "a cell of two lines": ('"Jeugdhuis\nnoord"\tSport\t8\nCAW\tWelzijn\t5', [("Jeugdhuis noord", "Sport", 8), ("CAW", "Welzijn", 5)]),
    "quotes in a name": ('"De Brug" vzw; Sport', [('"De Brug" vzw', "Sport", 8)]),
    "quoted CSV": ('"Bib, filiaal","Sport"', [("Bib, filiaal", "Sport", 8)]),
    "unknown heading": ("Naam partner\tAantal\nJeugdhuis De Brug\t8", [("Jeugdhuis De Brug", "", 8)]),
    "Markdown": ("| naam | aantal |\n|---|---|\n| Bib | 4 |", [("Bib", "", 4)]),
    "11.11.11": ("11.11.11\tWelzijn\t5", [("11.11.11", "Welzijn", 5)]),
    "1.000": ("Politie\tPolitie\t1.000", [("Politie", "Politie", 1000)]),
    "1 000": ("Politie;Politie;1 000", [("Politie", "Politie", 1000)]),
    "1\u00a0000": ("Politie;Politie;1\u00a0000", [("Politie", "Politie", 1000)]),
    "2,000": ("Politie\tPolitie\t2,000", [("Politie", "Politie", 2000)]),
    "1.200": ("Politie;Politie;1.200", [("Politie", "Politie", 1200)]),
    "1.000,0": ("Politie;Politie;1.000,0", [("Politie", "Politie", 1000)]),
    "8 personen": ("Bib; 8 personen", [("Bib", "", 8)]),
}  # fmt: skip


@pytest.mark.parametrize("case", PASTED)
def test_what_people_paste_gives_the_partners_that_they_see(case: str) -> None:
    text, expected = PASTED[case]
    found = lists.pasted(text)
    assert found.problems == ()
    assert [(e.name, e.sector, e.expected) for e in found.entries] == expected


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (HEAD + cells(DATE, "Welzijn"), "Rij 2: in kolom A (naam) staat een datum: “2011-11-11”."),
        (HEAD + cells(ERROR, "Sport"), "Rij 2: in kolom A (naam) staat een fout van Excel: “#N/A”."),
        (HEAD + cells("Bib", ERROR), "Rij 2: in kolom B (sector) staat een fout van Excel: “#N/A”."),
        (HEAD + cells(TRUTH, "Sport"), "Rij 2: in kolom A (naam) staat waar of onwaar: “WAAR”."),
        (HEAD + cells(FORMULA, "Sport"), "Rij 2: in kolom A (naam) staat een formule zonder berekende waarde."),
        (HEAD + cells("Bib", "", "<c><v>8.5</v></c>"), "Rij 2: “8.5” is geen aantal."),
    ],
)
def test_a_cell_that_is_no_text_is_named_with_row_and_column(rows: str, problem: str) -> None:
    found = lists.partners("lijst.xlsx", book(("B", "visible", rows)))
    assert found.entries == ()
    assert found.problems[0].startswith(problem)


@pytest.mark.parametrize("error", ["#N/A", "#NV", "#REF!", "#VERW!", "#WAARDE!", "#DEEL/0!", "#NAAM?", "#####"])
def test_an_error_of_excel_is_no_name_in_pasted_text(error: str) -> None:
    [problem] = lists.pasted(f"{error}\tSport\t8").problems
    assert problem.startswith("Rij 1: in kolom A (naam) staat een fout van Excel")


@pytest.mark.parametrize(
    "heading",
    ["1.1", "1,1", "01.01", "1/1", "1/01", "01/01", "1-jan", "01-jan", "1 jan", "1 januari", "1/jan", "2026-01-01",
     "1/01/2026", "1.1 Visie", DATE.replace("40858", "45658"), "<c><v>1.1000000000000001</v></c>"],
)  # fmt: skip
def test_a_heading_that_a_spreadsheet_rewrote_is_still_element_1_1(heading: str) -> None:
    rows = cells("partner", "functie", "wijze", heading, "1.2", "2.1") + cells("Bib", "ict", "", "groen", "", "rood")
    taken = lists.scans(book(("B", "visible", rows)), "scans.xlsx", FORM)
    assert taken.problems == []
    assert taken.rows[0].answers == {"1.1": "green", "2.1": "red"}


def test_headings_that_american_excel_took_for_dates_are_turned_back() -> None:
    days = [DATE.replace("40858", day) for day in ("45658", "45659", "45660", "45689")]  # 1/1, 1/2, 1/3 and 2/1
    rows = cells("partner", "functie", "wijze", *days) + cells("Bib", "", "", "groen", "oranje", "rood", "nvt")
    taken = lists.scans(book(("B", "visible", rows)), "scans.xlsx", questionnaire(3, 1))
    assert taken.rows[0].answers == {"1.1": "green", "1.2": "orange", "1.3": "red", "2.1": "not_applicable"}


def test_what_a_file_does_not_tell_is_offered_and_what_is_left_out_is_said() -> None:
    dos = read(LIST.encode("cp850"), "lijst.csv", partner_list.likeness)
    assert (dos.encoding, dos.readings["cp850"]) == ("cp850", "Café Zoë")
    assert read(LIST.encode("cp850"), "lijst.csv", partner_list.likeness, encoding="cp1252").encoding == "cp1252"
    two = book(("Noord", "visible", HEAD + CAW), ("Zuid", "visible", HEAD + CAW), ("Oud", "hidden", HEAD + CAW))
    grid = read(two, "lijst.xlsx", partner_list.likeness)
    assert (grid.sheet, grid.sheets, grid.clear) == ("Noord", ("Noord", "Zuid"), False)
    assert grid.notes == ("Gelezen is het blad “Noord”.", "Verborgen en niet gelezen: Oud.")
    assert read(two, "lijst.xlsx", partner_list.likeness, sheet="Zuid").sheet == "Zuid"
    found = lists.pasted("Naam\tBudget\nBib\t300 euro", ["Bib Zuid", "Bibb"])
    assert found.notes == ("Niet meegenomen: Budget.", "Rij 2: “Bib” lijkt op “Bibb”, die al in het netwerk zit.")


@pytest.mark.parametrize(
    ("place", "row"), [("XFD1048576", 1048576), ("A20001", ROWS + 1), ("SG2", 2), ("A1000000000", 10**9)]
)
def test_a_cell_far_from_the_list_is_named(place: str, row: int) -> None:
    data = book(("B", "visible", HEAD + cells(f'<c r="{place}"><v>1</v></c>', row=f' r="{row}"')))
    assert COLUMNS == 500
    with pytest.raises(UnreadableGrid, match=place):
        read(data, "lijst.xlsx", partner_list.likeness)


BOMBS: dict[str, Callable[[], tuple[str, str]]] = {
    "cells in one row": lambda: (HEAD + "<row>" + "<c/>" * 2_000_000 + "</row>", ""),
    "filled cells in one row": lambda: (HEAD + "<row>" + "<c><v>1</v></c>" * 2_000_000 + "</row>", ""),
    "empty rows": lambda: (HEAD + "<row/>" * 6_000_000, ""),
    "one long text": lambda: (HEAD + cells("x" * 35_000_000), ""),
    "one long tag": lambda: (HEAD + '<row a="' + "x" * 35_000_000 + '"/>', ""),
    "one long shared text": lambda: (HEAD, "<si><t>" + "x" * 95_000_000 + "</t></si>"),
    "many shared texts": lambda: (HEAD, "<si><t>x</t></si>" * 3_000_000),
}


@pytest.mark.process
@pytest.mark.parametrize("case", sample([*BOMBS], ["one long text"]))
def test_no_workbook_takes_long_or_more_than_200_mb(case: str, tmp_path: Path) -> None:
    rows, shared = BOMBS[case]()
    (tmp_path / "bomb.xlsx").write_bytes(book(("B", "visible", rows), shared=shared))
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom tests import lists\n"
        "def memory(): return int(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')).split()[1])\n"
        "data = Path(sys.argv[1]).read_bytes()\nlists.pasted('Bib')\nbefore, began = memory(), time.process_time()\n"
        "lists.partners('bomb.xlsx', data)\nprint(time.process_time() - began, memory() - before)"
    )
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "bomb.xlsx"],
        env=unmeasured,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, kilobytes = map(float, done.stdout.split())
    assert seconds < 10  # three on a quiet machine, which is three times as fast as the same one in a slow hour
    assert kilobytes < 200_000


def test_a_workbook_that_declares_entities_is_refused() -> None:
    laughs = f'<!DOCTYPE l [<!ENTITY a "{"x" * 1000}"><!ENTITY b "{"&a;" * 1000}"><!ENTITY c "{"&b;" * 1000}">]>'
    with pytest.raises(UnreadableGrid, match="niet te lezen als Excel-bestand"):
        read(book(("B", "visible", HEAD + cells("&c;")), doctype=laughs), "lijst.xlsx", partner_list.likeness)
