"""Lists of partners: read whole, or not at all with every problem named by its row."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from onlife.domain.network import EXPECTED_MAX
from onlife.export.tables import csv
from onlife.services import partner_list
from onlife.services.partner_list import Entry, Roster


def pasted(text: str, *known: str) -> Roster:
    return partner_list.from_text(text, known, 8)


def from_csv(text: str, *known: str, encoding: str = "utf-8-sig") -> Roster:
    return partner_list.from_file("partners.csv", text.encode(encoding), known, 8)


def from_xlsx(*rows: tuple[str | float | None, ...]) -> Roster:
    book, content = Workbook(), BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(content)
    return partner_list.from_file("Partners.XLSX", content.getvalue(), (), 8)


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("OCMW", Entry("OCMW", "", 8, False)),
        ("  Jeugdhuis   De Brug ", Entry("Jeugdhuis De Brug", "", 8, False)),
        ("Bib; Bibliotheek; 3; gezamenlijk", Entry("Bib", "Bibliotheek", 3, True)),
        ("Bib\tBibliotheek\t3\tGezamenlijk", Entry("Bib", "Bibliotheek", 3, True)),
        ("Bib, bibliotheek, 3, samen", Entry("Bib", "Bibliotheek", 3, True)),
        ("Bib; 3", Entry("Bib", "", 3, False)),
        ("Bib; gezamenlijk", Entry("Bib", "", 8, True)),
        ("Zone Demer; Veiligheid", Entry("Zone Demer", "Veiligheid", 8, False)),
        ("Politie Demer, dienst Jeugd", Entry("Politie Demer, dienst Jeugd", "", 8, False)),
        ("Politie; politie; 25.0; individueel", Entry("Politie", "Politie", 25, False)),
    ],
)
def test_a_pasted_line_tells_what_is_known_of_a_partner(line: str, entry: Entry) -> None:
    assert pasted(line) == Roster((entry,))


def test_empty_lines_and_a_line_with_headings_are_passed_over() -> None:
    found = pasted("naam; sector; aantal\n\nOCMW; Welzijn; 12\n \nCLB; CLB; 6\n")
    assert [e.name for e in found.entries] == ["OCMW", "CLB"]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Bib\nbib", "Rij 2: “bib” staat ook al in rij 1."),
        ("CLB\nOCMW", "Rij 2: “OCMW” zit al in het netwerk."),
        ("; Welzijn", "Rij 1: de naam ontbreekt."),
        ("CLB; 0", "Rij 1: 0 personen kan niet"),
        ("CLB; CLB; veel", "Rij 1: “veel” past niet"),
        ("CLB; 3 of 4", "Rij 1: “3 of 4” past niet"),
        ("x" * 121, "Rij 1: de naam telt 121 tekens"),
        ("", "geen enkele partnerorganisatie"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, problem: str) -> None:
    [found] = pasted(text, "Ocmw").problems
    assert problem in found


def test_every_problem_is_named_at_once() -> None:
    assert [p[:5] for p in pasted("A; x; y\nB\nC; 0\nb").problems] == ["Rij 1", "Rij 3", "Rij 4"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_a_csv_is_read_as_spreadsheets_here_save_it(separator: str, encoding: str) -> None:
    text = "Naam;Sector;Aantal;Wijze\r\nRéseau;Cultuur;4;gezamenlijk\r\nCAW;;;\r\n".replace(";", separator)
    assert from_csv(text, encoding=encoding) == Roster(
        (Entry("Réseau", "Cultuur", 4, True), Entry("CAW", "", 8, False))
    )


def test_columns_may_stand_in_any_order_and_a_name_may_hold_the_separator() -> None:
    assert from_csv('aantal;naam\n5;"Sint-Jan; campus Noord"') == Roster(
        (Entry("Sint-Jan; campus Noord", "", 5, False),)
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "geen enkele partnerorganisatie"),
        ("naam;aantal\nA;acht", "Rij 2: “acht” is geen aantal"),
        ("naam;aantal\nA;-3", "Rij 2: -3 personen kan niet"),
        ("naam;wijze\nA;soms", "Rij 2: “soms” is geen wijze"),
        ('naam;sector\n"A;B\n', "aanhalingsteken"),
    ],
)
def test_a_csv_that_cannot_be_read_says_where(text: str, problem: str) -> None:
    found = from_csv(text)
    assert problem in found.problems[0]


def test_an_xlsx_is_read_with_numbers_as_numbers() -> None:
    found = from_xlsx(
        ("Naam", "Sector", "Aantal", "Wijze"), ("CLB", "clb", 6, None), (None,), ("Bib", None, 3.0, "gezamenlijk")
    )
    assert found == Roster((Entry("CLB", "CLB", 6, False), Entry("Bib", "", 3, True)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"no spreadsheet"),
        ("a.xlsx", b"PK\x03\x04broken"),
        ("a.csv", b"\0\0\0\x81"),
        ("a.xls", b"\xd0\xcf\x11\xe0"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.xls", b"<html><table><tr><td>naam"),
    ],
)
def test_another_kind_of_file_is_refused_in_words(name: str, content: bytes) -> None:
    found = partner_list.from_file(name, content, (), 8)
    assert found.entries == ()
    assert found.problems[0].startswith(f"{name} is ")


def test_a_list_longer_than_a_network_is_refused() -> None:
    assert "meer dan 500 rijen" in pasted("\n".join(f"P{i}" for i in range(600))).problems[-1]


def test_the_template_can_be_filled_in_and_read_back() -> None:
    template = csv(pd.DataFrame(partner_list.EXAMPLES, columns=list(partner_list.HEADINGS)))
    found = partner_list.from_file("sjabloon-partners.csv", template + b"CAW Noord;Welzijn;4;samen\r\n", (), 8)
    assert found.problems == ()
    assert [(e.name, e.joint) for e in found.entries] == [("CAW Noord", True)]
    assert found.notes == ("Overgeslagen: 3 voorbeeldrijen van het sjabloon.",)


def test_one_typed_partner_follows_the_same_rules() -> None:
    assert partner_list.check(Entry(" Bib ", "bibliotheek", 3, True), ()) == Roster(
        (Entry("Bib", "Bibliotheek", 3, True),)
    )
    assert partner_list.check(Entry("BIB", "", 3, True), ["Bib"]).problems == ("“BIB” zit al in het netwerk.",)
    assert partner_list.check(Entry(" ", "", 3, True), ()).problems == ("de naam ontbreekt.",)


@given(st.text(max_size=300))
def test_any_pasted_text_gives_entries_or_problems_and_never_an_accident(text: str) -> None:
    found = pasted(text)
    assert found.entries or found.problems
    assert all(e.name and 1 <= e.expected <= EXPECTED_MAX for e in found.entries)


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.txt"]))
def test_any_file_gives_entries_or_problems_and_never_an_accident(content: bytes, name: str) -> None:
    found = partner_list.from_file(name, content, (), 8)
    assert found.entries or found.problems


def test_signs_that_cannot_be_seen_do_not_come_in_and_do_not_make_another_name() -> None:
    [entry] = pasted("CL\u200bB\x07; W\u202eelzijn; 3", "OCMW").entries
    assert (entry.name, entry.sector) == ("CLB", "Welzijn")
    assert pasted("O\u200bCMW", "OCMW").problems == ("Rij 1: “OCMW” zit al in het netwerk.",)


@pytest.mark.parametrize("line", ["Bib; an@bib.be; 3", "Bib; 3; an@bib.be", "Bib\t3\tan@bib.be"])
def test_an_address_is_read_only_where_mail_is_sent(line: str) -> None:
    read = partner_list.from_text(line, (), 8, addresses=True)
    assert read == Roster((Entry("Bib", "", 3, False, "an@bib.be"),))
    assert all(not entry.address for entry in pasted(line).entries)


def test_a_column_of_addresses_is_read_only_where_mail_is_sent() -> None:
    text = b"naam;e-mail\nBib;an@bib.be\nOCMW;\n"
    read = partner_list.from_file("partners.csv", text, (), 8, addresses=True)
    assert [entry.address for entry in read.entries] == ["an@bib.be", ""]
    without = partner_list.from_file("partners.csv", text, (), 8)
    assert (without.problems, without.notes) == ((), ("Niet meegenomen: e-mail.",))
    assert [entry.address for entry in without.entries] == ["", ""]


def test_what_is_no_address_is_a_problem_of_its_row() -> None:
    read = partner_list.from_file(
        "partners.csv", b"naam;e-mail\nBib;an@bib.be\nOCMW;an@bib.be bo@bib.be\n", (), 8, addresses=True
    )
    assert read.problems == (
        "Rij 3: “an@bib.be bo@bib.be” is geen e-mailadres. Schrijf één adres, zoals naam@organisatie.be.",
    )
