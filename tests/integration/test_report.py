"""A report in Word and in PDF: the same words, real headings, alternative texts, and no text that is a command."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from onlife.charts import Figure, response_bars
from onlife.export.pdf import pdf
from onlife.export.report import FilledForm, Heading, Items, Picture, Report, ReportTable, Text, printable
from onlife.export.word import docx

HOSTILE = '#panic("x") $x$ *vet* <b> =1+1 \\ @ref "; DROP & \x00\x0b\ud800 `code` #sys.inputs [haak] // weg'


def figure() -> Figure:
    made = response_bars(pd.DataFrame([("Jeugdhuis ● De Brug", 3, 5)], columns=["name", "answered", "expected"]))
    assert made is not None
    return made


def report(*parts: object, title: str = "Verslag") -> Report:
    return Report(title, "Najaar 2026", "Netwerk Zuid", date(2026, 11, 25), 3, tuple(parts))  # type: ignore[arg-type]


WHOLE = report(
    Heading("Een hoofdstuk"),
    Text("Een zin.", "lead", strong="Let op:"),
    Items((("Eerst", "dit"), ("", "dan dat"))),
    Heading("Een deel", 2),
    ReportTable(("Partner", "n"), (("CAW", "12"), ("OCMW", "–")), (3, 1)),
    FilledForm((("Trekker", "CAW"), ("Opmerkingen", ""))),
    Picture(figure()),
)


def pages(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def test_word_has_headings_repeated_table_heads_and_alternative_texts() -> None:
    document = Document(BytesIO(docx(WHOLE)))
    headings = [
        (p.style.name, p.text) for p in document.paragraphs if p.style and str(p.style.name).startswith("Heading")
    ]
    assert headings == [("Heading 1", "Een hoofdstuk"), ("Heading 2", "Een deel")]
    table, form = document.tables
    assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Partner", "n"], ["CAW", "12"], ["OCMW", "–"]]
    assert [cell.text for cell in form.rows[0].cells] == ["Trekker", "CAW"]
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == figure().alt


def test_word_says_who_made_it_when_and_in_which_language() -> None:
    properties = Document(BytesIO(docx(WHOLE))).core_properties
    assert (properties.title, properties.author, properties.language) == (
        "Verslag · Netwerk Zuid",
        "Netwerk Zuid",
        "nl-BE",
    )
    assert properties.created.date() == date(2026, 11, 25)
    assert "versie 3" in properties.comments


def test_pdf_is_tagged_in_dutch_and_says_the_same() -> None:
    content = pdf(WHOLE)
    reader = PdfReader(BytesIO(content))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Verslag · Netwerk Zuid", "Netwerk Zuid")
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "nl-BE" and root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert figure().alt in _alternatives(root["/StructTreeRoot"])  # type: ignore[index]
    (text,) = pages(content)
    for words in ("Een hoofdstuk", "Let op: Een zin.", "dan dat", "OCMW", "Trekker", "25 november 2026", "1 / 1"):
        assert words in text


def _alternatives(node: object) -> set[str]:
    """Every alternative text below a node of the structure of a PDF."""
    found: set[str] = set()
    stack, seen = [node], 0
    while stack and seen < 5000:
        here = stack.pop()
        here = here.get_object() if hasattr(here, "get_object") else here
        seen += 1
        if isinstance(here, dict):
            if "/Alt" in here:
                found.add(str(here["/Alt"]))
            if "/K" in here:
                stack.append(here["/K"])
        elif isinstance(here, list):
            stack += here
    return found


def test_typed_text_is_text_and_never_a_command() -> None:
    hostile = report(
        Heading(HOSTILE), Text(HOSTILE, strong=HOSTILE), Items(((HOSTILE, HOSTILE),)), ReportTable((HOSTILE,), ((HOSTILE,),), (1,)),
        FilledForm(((HOSTILE, HOSTILE),)), title=HOSTILE,
    )  # fmt: skip
    text = " ".join(pages(pdf(hostile)))
    assert text.replace(" ", "").count('#panic("x")$x$*vet*<b>=1+1\\@ref') >= 8
    words = "\n".join(p.text for p in Document(BytesIO(docx(hostile))).paragraphs)
    assert words.count('#panic("x") $x$ *vet* <b> =1+1 \\ @ref "; DROP &') >= 4


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_text_at_all_can_be_written(typed: str) -> None:
    anything = report(Heading("Kop"), Text(typed, strong=typed), ReportTable(("a",), ((typed,),), (1,)))
    assert len(PdfReader(BytesIO(pdf(anything))).pages) >= 1
    assert Document(BytesIO(docx(anything))).tables[0].rows[1].cells[0].text.split() == printable(typed).split()


def test_a_report_of_our_own_words_is_accessible_and_keeps_for_years() -> None:
    made = pdf(WHOLE)
    assert standards(made) == {b"ua1", b"a2", b"aA"}
    resources: Any = [page["/Resources"] for page in PdfReader(BytesIO(made)).pages]
    fonts = [font.get_object() for own in resources for font in own["/Font"].values()]
    whole = [font.get("/DescendantFonts", [font])[0].get_object()["/FontDescriptor"] for font in fonts]
    assert whole and all(any(key.startswith("/FontFile") for key in font) for font in whole)
    assert b"/OutputIntents" in made


def test_emoji_of_any_age_are_shown_and_keep_to_those_rules() -> None:
    assert len(standards(pdf(report(Heading("Kop"), Text("Fijn 🩷 team 👍🏽 👩‍👩‍👧 🇧🇪 🫨"))))) == 3


def standards(made: bytes) -> set[bytes]:
    """What a PDF says that it keeps to, in its metadata."""
    return {b"".join(said) for said in re.findall(rb"<pdf(a|ua)id:(?:part|conformance)>(\w)<", made)}


def test_a_name_in_another_script_is_still_written() -> None:
    content = pdf(report(Heading("Kop"), Text("שלום 日本")))
    assert not standards(content) and b"/MarkInfo" in content


def test_lines_stay_lines() -> None:
    document = Document(BytesIO(docx(report(Heading("Kop"), Text("een\r\ntwee\rdrie")))))
    assert "een\ntwee\ndrie" in [p.text for p in document.paragraphs]


@pytest.mark.parametrize("write", [pdf, docx])
def test_progress_grows_to_the_end(write: object) -> None:
    heard: list[float] = []
    write(WHOLE, heard.append)  # type: ignore[operator]
    assert heard == sorted(heard) and heard[-1] == 1.0 and len(heard) >= len(WHOLE.parts)


def test_the_signs_of_the_lights_are_in_the_fonts_of_a_report() -> None:
    (text,) = pages(pdf(report(Heading("Kop"), Text("● ◆ ■ ★ ☆ ✓ – é"))))
    assert "● ◆ ■ ★ ☆ ✓ – é" in text
