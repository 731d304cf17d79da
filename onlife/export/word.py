"""A report as a Word document that can be edited: real headings, repeated table heads, alternative texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_COLOR_INDEX, WD_PARAGRAPH_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from onlife.content.dossier import BLANK
from onlife.export import images
from onlife.export.report import (
    LOGO,
    PAGE_WIDTH,
    FilledForm,
    Heading,
    Items,
    Part,
    Picture,
    Report,
    ReportTable,
    Step,
    Text,
    keep_with_next,
    printable,
)
from onlife.text import long_date
from onlife.translation import tag

FONT = "Calibri"
INK, PRIMARY, GREY = RGBColor(0x1D, 0x27, 0x33), RGBColor(0x1F, 0x4E, 0x79), RGBColor(0x5C, 0x61, 0x68)
SAND, RULE = "F1EEE7", "D9D4C8"
BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")
FORM_WIDTHS = (4.4, 12.6)


def docx(report: Report, step: Step = lambda done: None) -> bytes:
    """The report on A4."""
    document = Document()
    _set_up(document, report)
    _opening(document, report)
    drawn = iter(images.report_pngs(report, lambda done: step(0.9 * done)))
    for at, (part, keep) in enumerate(zip(report.parts, keep_with_next(report), strict=True)):
        _write(document, part, drawn, keep=keep)
        step(0.9 + 0.1 * (at + 1) / len(report.parts))
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _set_up(document: Word, report: Report) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    properties = document.core_properties
    properties.title = printable(f"{report.title} · {report.author}")
    properties.author = properties.last_modified_by = printable(report.author)
    properties.language = tag()
    properties.comments = properties.keywords = report.origin
    properties.created = properties.modified = datetime.combine(report.day, time())
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = _child(defaults, "w:lang")
    for attribute in ("w:val", "w:eastAsia"):
        language.set(qn(attribute), tag())
    _style(document, "Normal", 10.5, INK, after=6)
    _style(document, "Title", 24, PRIMARY, bold=True, after=6)
    _style(document, "Heading 1", 18, PRIMARY, bold=True, before=18, after=8)
    _style(document, "Heading 2", 13, PRIMARY, bold=True, before=12, after=5)
    _style(document, "Heading 3", 11, INK, bold=True, before=9, after=4)
    _style(document, "List Bullet", 10.5, INK, after=3)
    _style(document, "Caption", 9, GREY, after=8)
    _style(document, "Subtitle", 13, GREY, after=6)
    for line in document.styles["Table Grid"].element.iter(*(qn(f"w:{side}") for side in BORDERS)):
        line.set(qn("w:color"), RULE)
    edge = document.styles["Title"].element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    if edge is not None:
        edge.getparent().remove(edge)
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["Caption"]
    footer.add_run(printable(f"{report.title} · {report.author} · "))
    _field(footer, "PAGE")


def _style(
    document: Word, name: str, size: float, colour: RGBColor, *, bold: bool = False, before: int = 0, after: int = 0
) -> None:
    style: Any = document.styles[name]
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
    style.font.bold, style.font.italic = bold, False
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    fonts = style.element.rPr.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # the theme would win over the name
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    fonts.set(qn("w:hAnsi"), FONT)


def _opening(document: Word, report: Report) -> None:
    if report.logo:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.RIGHT
        shape = paragraph.add_run().add_picture(BytesIO(report.logo), height=Cm(LOGO[1]))
        _shrink(shape, Cm(LOGO[0]))
        shape._inline.docPr.set("descr", printable(report.logo_alt))
    document.add_paragraph(printable(report.title), style="Title")
    about = (report.author, report.subtitle, long_date(report.day))
    document.add_paragraph(printable(" · ".join(filter(None, about))), style="Subtitle")
    if report.sender:
        document.add_paragraph(printable(" · ".join(report.sender)), style="Caption")


def _shrink(shape: InlineShape, width: Length) -> None:
    """Make a picture no wider than this."""
    if shape.width > width:
        shape.width, shape.height = width, Length(shape.height * width // shape.width)


def _write(document: Word, part: Part, drawn: Iterator[bytes], *, keep: bool) -> None:
    match part:
        case Heading():
            heading = document.add_heading(printable(part.text), level=part.level)
            heading.paragraph_format.page_break_before = part.apart
        case Text():
            _text(document, part).paragraph_format.keep_with_next = keep
        case Items():
            for strong, text in part.items:
                _lead_in(document.add_paragraph(style="List Bullet"), strong, text)
        case ReportTable():
            _table(document, part.headings, part.rows, [PAGE_WIDTH * w / sum(part.widths) for w in part.widths])
        case FilledForm():
            _form(document, part)
        case Picture():
            _picture(document, part, next(drawn))


def _text(document: Word, part: Text) -> Paragraph:
    paragraph = document.add_paragraph(style="Caption" if part.style == "note" else "Normal")
    _lead_in(paragraph, part.strong, part.text)
    if part.style == "lead":
        for run in paragraph.runs:
            run.font.size = Pt(12)
    return paragraph


def _lead_in(paragraph: Paragraph, strong: str, text: str) -> None:
    if strong:
        paragraph.add_run(printable(strong) + (" " if text else "")).bold = True
    if text:
        _say(paragraph, text)


def _say(paragraph: Paragraph, text: str) -> list[Run]:
    """Text, with what is left to be filled in marked as one marks it on paper; the runs it became."""
    runs = [paragraph.add_run(printable(part)) for part in BLANK.split(text) if part]
    for run in runs:
        if BLANK.fullmatch(run.text):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    return runs


def _table(document: Word, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    table = document.add_table(1 + len(rows), len(headings), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for cell, word in zip(table.rows[0].cells, headings, strict=True):
        _fill(cell, word, bold=True)
        _shade(cell)
    _child(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    for row, words in zip(table.rows[1:], rows, strict=True):
        _child(row._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, word in zip(row.cells, words, strict=True):
            _fill(cell, word)
    _set_widths(table, widths)
    _gap(document)


def _form(document: Word, form: FilledForm) -> None:
    table = document.add_table(len(form.rows), 2, style="Table Grid")
    table.autofit = False
    for row, (asked, written) in zip(table.rows, form.rows, strict=True):
        _child(row._tr.get_or_add_trPr(), "w:cantSplit")
        _fill(row.cells[0], asked, bold=True)
        _shade(row.cells[0])
        _fill(row.cells[1], written)
    _set_widths(table, FORM_WIDTHS)
    _gap(document)


def _gap(document: Word) -> None:
    """Two tables that touch would be one; an empty line of its own height would push the first page over its end."""
    gap = document.add_paragraph().paragraph_format
    gap.line_spacing, gap.space_after = Pt(4), Pt(2)


def _fill(cell: _Cell, text: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    for run in _say(paragraph, text):
        run.bold, run.font.size = bold, Pt(9.5)


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _shade(cell: _Cell) -> None:
    shade = _child(cell._tc.get_or_add_tcPr(), "w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", SAND)):
        shade.set(qn(f"w:{name}"), value)


def _picture(document: Word, part: Picture, drawn: bytes) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = bool(part.figure.note)
    shape = paragraph.add_run().add_picture(BytesIO(drawn), width=Cm(PAGE_WIDTH))
    if shape.height > Cm(part.height):
        shape.width = Length(shape.width * Cm(part.height) // shape.height)
        shape.height = Cm(part.height)
    place = shape._inline.docPr
    place.set("descr", printable(part.figure.alt))
    place.set("name", printable(part.figure.title))
    if part.figure.note:
        document.add_paragraph(printable(part.figure.note), style="Caption")


def _field(paragraph: Paragraph, name: str) -> None:
    """A field that Word fills in, such as the page number."""
    run = paragraph.add_run()._r
    for kind in ("begin", "", "end"):
        if kind:
            _child(run, "w:fldChar").set(qn("w:fldCharType"), kind)
        else:
            _child(run, "w:instrText").text = name


def _child(parent: Any, name: str) -> Any:
    child = OxmlElement(name)
    parent.append(child)
    return child
