"""Text with separators: CSV in the encodings of Windows and DOS, and what people paste."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING, Literal

from onlife.services.spreadsheet.grid import (
    CELLS,
    COLUMNS,
    ROWS,
    Grid,
    GridRow,
    Odd,
    UnreadableGrid,
    letters,
    odd_text,
    row_of,
)

if TYPE_CHECKING:
    from onlife.services.spreadsheet import Likeness

WINDOWS, DOS = "cp1252", "cp850"
SEPARATORS = ("\t", ";", ",", "|")
PEEK = 60
_UNREADABLE = "{} is niet te lezen. Bewaar het als CSV (UTF-8) of als Excel-bestand (.xlsx)."
_SETTING = re.compile(r"[\s\"']*sep=(.)[\"']?[;,\t ]*(?:\r\n|\r|\n|$)", re.IGNORECASE)
_RULER = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?\s*")
_BULLET = re.compile(
    r"[ \t\u00a0>]*(?:[•·●○▪■□▫◦‣⁃∙❖➢➤✓✔*\uf0a7\uf0b7\uf0d8\uf02d][ \t\u00a0]*|[-–—+][ \t\u00a0]+|o\t+)"
)
_NUMBERING = re.compile(r"[ \t\u00a0>]*(?:\(?\d{1,3}[.)]|[a-z][.)]|[ivxl]{1,5}[.)])(\t+|[ \u00a0]+)")
_QUOTE = re.compile(r"[ \t]*>+ ?")
_STARS = re.compile(r"\*\*(.+)\*\*|__(.+)__|`(.+)`")
_LIKELY = frozenset("éèëêïîìöôòüûùçàâäáíóúñÉÈËÊÏÖÜÇÁÀ’‘€°œæøåßÅØ")
_APART = frozenset("“”„«»–—…•·´¡¿‚‰‹›ˆ‡†ƒŠŒŽ¢£¤¥¦§©®¨¯±÷×¶¸¬ªº")


def read(data: bytes, name: str, likeness: Likeness, encoding: str = "") -> Grid:
    """A CSV file. The reading of accents is decided by what is plausible, and both are offered."""
    text, encoding, readings, clear = _decode(data, name, encoding)
    if text.lstrip()[:1] == "<" and re.match(r"\s*<(?:!doctype|html|\?xml|table|meta)", text, re.IGNORECASE):
        raise UnreadableGrid(f"{name} is een webpagina, geen CSV. Open het in Excel en bewaar het als XLSX.")
    try:
        rows, notes = _rows(text, likeness, strict=True)
    except csv.Error:
        raise UnreadableGrid(
            f"{name} is geen geldig CSV-bestand: een tekst tussen aanhalingstekens loopt fout."
        ) from None
    return Grid(rows, _heading(rows, likeness), notes, encoding=encoding, readings=readings, clear=clear)


def paste(text: str, likeness: Likeness) -> Grid:
    """A pasted list: from a spreadsheet, a table or list of Word, a mail, Markdown, or typed."""
    text = "\n".join(_without_bullets(text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    try:
        rows, notes = _rows(text, likeness, strict=True, commas=False)
    except csv.Error:  # a quotation mark that belongs to a name
        try:
            rows, notes = _rows(text, likeness, strict=False, commas=False)
        except csv.Error:
            raise UnreadableGrid("Een regel van deze tekst is te lang om te lezen.") from None
    return Grid(rows, _heading(rows, likeness), notes)


def _heading(rows: list[GridRow], likeness: Likeness) -> int | None:
    places = {at: likeness(row.cells) for at, row in enumerate(rows[:PEEK])}
    best = max(places, key=lambda at: places[at], default=None)
    return best if best is not None and places[best] else None


# -- rows and cells


def _rows(text: str, likeness: Likeness, *, strict: bool, commas: bool = True) -> tuple[list[GridRow], tuple[str, ...]]:
    text, separator = _setting(text)
    markdown = any(map(_is_ruler, text.split("\n", PEEK)[:PEEK]))
    if markdown:
        text, separator = _without_table(text), "|"
    separator = separator or _separator(text, likeness, commas)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if strict and not markdown else csv.QUOTE_NONE
    rows: list[GridRow] = []
    notes: list[str] = []
    cells = 0
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator or "\x1f", strict=strict, quoting=quoting)
    for number, texts in enumerate(reader, start=1):
        if number > ROWS:
            notes.append(f"Na {ROWS} rijen is niet verder gekeken.")
            break
        row = row_of(number, texts[:COLUMNS])
        for at in range(COLUMNS, len(texts)):
            if texts[at].strip():
                raise UnreadableGrid(
                    f"In kolom {letters(at)} van rij {number} staat nog iets, ver van de lijst. Maak die cel leeg."
                )
        if row is None or not any(cell.strip(";,|") for cell in row.cells):
            continue
        cells += len(row.cells)
        if cells > CELLS:
            raise UnreadableGrid("Deze lijst is te groot. Deel ze op.")
        odd = {at: found for at, cell in enumerate(row.cells) if (found := _odd(cell))}
        rows.append(GridRow(row.number, row.cells, odd) if odd else row)
    return rows, tuple(notes)


def _odd(cell: str) -> Odd | None:
    return odd_text(cell) if cell[:1] in "#0123456789TFO" else None


def _setting(text: str) -> tuple[str, str]:
    """The text without a first line `sep=;`, which tells Excel its separator."""
    found = _SETTING.match(text)
    return (text[found.end() :], found[1]) if found and found[1] in (*SEPARATORS, ":") else (text, "")


def _separator(text: str, likeness: Likeness, commas: bool) -> str:
    """What sets the cells apart: what makes headings appear, else what gives most rows the same number of cells.

    '' if every line is one cell. A comma may belong to a name: unless it sets headings apart it has to stand in every row,
    and with `commas` only.
    """
    sample = text[:20_000]
    whole = filter(None, (row_of(0, [line]) for line in sample.splitlines()[:PEEK]))
    alone = max((likeness(row.cells) for row in whole), default=0)
    best, score = "", (alone, 0, 0)
    for separator in SEPARATORS:
        if separator not in sample:
            continue
        read = islice(csv.reader(StringIO(sample, newline=""), delimiter=separator), PEEK)
        rows = [row.cells for texts in read if (row := row_of(0, texts[:COLUMNS]))]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, often = widths.most_common(1)[0] if widths else (0, 0)
        headings = max((likeness(row) for row in rows), default=0)
        doubted = separator == "," and headings <= alone
        if often >= (len(rows) if doubted else 1) and (commas or not doubted) and (headings, often, width) > score:
            best, score = separator, (headings, often, width)
    return best


def _is_ruler(line: str) -> bool:
    """Whether a line is what Markdown writes below the headings of a table."""
    return "-" in line and len(line) < 2000 and _RULER.fullmatch(line) is not None


def _without_table(text: str) -> str:
    """A Markdown table without its ruler and outer strokes; every row keeps its number."""
    lines = ["" if _is_ruler(line) else line.strip() for line in text.split("\n")]
    lines = [line.removeprefix("|").removesuffix("|") for line in lines]
    return "\n".join("|".join(_without_marks(part.strip()) for part in line.split("|")) for line in lines)


def _without_marks(text: str) -> str:
    found = _STARS.fullmatch(text)
    return next(filter(None, found.groups())) if found else text


def _without_bullets(lines: list[str]) -> list[str]:
    """Lines without the bullets, numbers and marks of a quoted mail that a list put before them."""
    filled = [line for line in lines if line.strip()]
    if filled and all(_QUOTE.match(line) for line in filled):
        lines = [line[found.end() :] if (found := _QUOTE.match(line)) else line for line in lines]
    numbers = [_NUMBERING.match(line) for line in lines]
    often = 2 * sum(found is not None for found in numbers) > len(filled)
    plain = []
    for line, numbered in zip(lines, numbers, strict=True):
        if numbered and (often or "\t" in numbered[1]):
            line = line[numbered.end() :]
        elif (bullet := _BULLET.match(line)) and not _STARS.match(line.strip()):
            line = line[bullet.end() :]
        plain.append(line)
    return plain


# -- letters


def _decode(data: bytes, name: str, wanted: str) -> tuple[str, str, dict[str, str], bool]:
    """The text, its encoding, and where a file does not tell it: how each reading looks, and whether one is clear."""
    for mark, encoding in (
        (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):  # fmt: skip
        if data.startswith(mark):
            return _whole(data, encoding, name), encoding, {}, True
    if b"\0" in data:
        even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
        return _whole(data, "utf-16-le" if odd > even else "utf-16-be", name), "utf-16", {}, True
    try:
        return data.decode("utf-8"), "utf-8", {}, True
    except UnicodeDecodeError:
        pass
    texts = {encoding: data.decode(encoding, "replace") for encoding in (WINDOWS, DOS)}
    scores = {encoding: _plausible(text) for encoding, text in texts.items()}
    likely = max(scores, key=lambda encoding: scores[encoding])  # Windows where both are as good
    chosen = wanted if wanted in texts else likely
    readings = {encoding: _sample(text) for encoding, text in texts.items()}
    clear = bool(wanted) or (scores[likely] > 0 and min(scores.values()) < 0)
    return texts[chosen], chosen, readings, clear


def _whole(data: bytes, encoding: str, name: str) -> str:
    """UTF-16 or UTF-8 that has to be right, without a mark at its beginning."""
    try:
        text = data.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError:
        raise UnreadableGrid(_UNREADABLE.format(name)) from None
    odd = sum(not (sign.isprintable() or sign.isspace()) for sign in text[:2000])
    if "\0" in text or odd * 20 > len(text[:2000]):
        raise UnreadableGrid(_UNREADABLE.format(name))
    return text


def _plausible(text: str) -> int:
    """How much the signs outside ASCII look like Dutch or French words: letters inside words for, other signs against."""
    score = 0
    for found in re.finditer(r"[^\x00-\x7f]", text[:200_000]):
        sign, at = found[0], found.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        beside = before.isalpha() or after.isalpha()
        if sign in _LIKELY:
            turned = sign.isupper() and before.islower()
            score += -1 if turned or not beside else 1
        elif sign in _APART:
            score += -1 if before.isalpha() and after.isalpha() else 0
        else:
            score -= 1
    return score


def _sample(text: str) -> str:
    """The first word with a sign outside ASCII, and what stands around it."""
    found = re.search(r"[^\x00-\x7f]", text)
    if not found:
        return ""
    at = found.start()
    before, after = (re.split(r'[;,\t|\r\n"]', part) for part in (text[max(0, at - 30) : at], text[at : at + 30]))
    return f"{before[-1]}{after[0]}".strip()
