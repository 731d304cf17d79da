"""Lists as the pages read them where nobody chooses anything: as they seem to be, with what is wrong told and not raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from onlife.domain.questionnaire import Questionnaire
from onlife.services import partner_list, scan_file, spreadsheet
from onlife.services.partner_list import PartnerList
from onlife.services.scan_file import ScanFile
from onlife.services.spreadsheet import Grid, UnreadableGrid


def pasted(text: str, known: Iterable[str] = ()) -> PartnerList:
    """The partners in a pasted list."""
    return _partners(lambda: partner_list.grid_from_text(text), known)


def partners(name: str, content: bytes, known: Iterable[str] = ()) -> PartnerList:
    """The partners in a CSV or XLSX file."""
    return _partners(lambda: spreadsheet.read(content, name, partner_list.likeness), known)


def scans(content: bytes, name: str, questionnaire: Questionnaire) -> ScanFile:
    """The scans in a CSV or XLSX file."""
    try:
        return scan_file.scans(scan_file.read(content, name, questionnaire), name, questionnaire)
    except UnreadableGrid as problem:
        return ScanFile([], [str(problem)])


def _partners(read: Callable[[], Grid], known: Iterable[str]) -> PartnerList:
    try:
        grid = read()
    except UnreadableGrid as problem:
        return PartnerList((), (str(problem),))
    return partner_list.entries(grid, partner_list.guess(grid), known, 8)
