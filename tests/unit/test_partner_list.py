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
from onlife.services import contact_list, partner_list
from onlife.services.contact_list import Person
from onlife.services.partner_list import Entry, PartnerList
from tests import lists


def pasted(text: str, *known: str) -> PartnerList:
    return lists.pasted(text, known)


def from_csv(text: str, *known: str, encoding: str = "utf-8-sig") -> PartnerList:
    return lists.partners("partners.csv", text.encode(encoding), known)


def from_xlsx(*rows: tuple[str | float | None, ...]) -> PartnerList:
    book, content = Workbook(), BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(content)
    return lists.partners("Partners.XLSX", content.getvalue())


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
    assert pasted(line) == PartnerList((entry,))


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
    assert from_csv(text, encoding=encoding) == PartnerList(
        (Entry("Réseau", "Cultuur", 4, True), Entry("CAW", "", 8, False))
    )


def test_columns_may_stand_in_any_order_and_a_name_may_hold_the_separator() -> None:
    assert from_csv('aantal;naam\n5;"Sint-Jan; campus Noord"') == PartnerList(
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
    assert found == PartnerList((Entry("CLB", "CLB", 6, False), Entry("Bib", "", 3, True)))


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
    found = lists.partners(name, content)
    assert found.entries == ()
    assert found.problems[0].startswith(f"{name} is ")


def test_a_list_longer_than_a_network_is_refused() -> None:
    assert "meer dan 500 rijen" in pasted("\n".join(f"P{i}" for i in range(600))).problems[-1]


def test_the_template_can_be_filled_in_and_read_back() -> None:
    template = csv(pd.DataFrame(partner_list.EXAMPLES, columns=list(partner_list.HEADINGS)))
    found = lists.partners("sjabloon-partners.csv", template + b"CAW Noord;Welzijn;4;samen\r\n")
    assert found.problems == ()
    assert [(e.name, e.joint) for e in found.entries] == [("CAW Noord", True)]
    assert found.notes == ("Overgeslagen: 3 voorbeeldrijen van het sjabloon.",)


def test_one_typed_partner_follows_the_same_rules() -> None:
    assert partner_list.check(Entry(" Bib ", "bibliotheek", 3, True), ()) == PartnerList(
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
    found = lists.partners(name, content)
    assert found.entries or found.problems


def test_signs_that_cannot_be_seen_do_not_come_in_and_do_not_make_another_name() -> None:
    [entry] = pasted("CL\u200bB\x07; W\u202eelzijn; 3", "OCMW").entries
    assert (entry.name, entry.sector) == ("CLB", "Welzijn")
    assert pasted("O\u200bCMW", "OCMW").problems == ("Rij 1: “OCMW” zit al in het netwerk.",)


@pytest.mark.parametrize("line", ["Bib; an@bib.be; 3", "Bib; 3; an@bib.be", "Bib\t3\tan@bib.be", "Bib, 3, an@bib.be"])
def test_an_address_is_read_wherever_it_stands(line: str) -> None:
    assert pasted(line) == PartnerList((Entry("Bib", "", 3, False, (Person(address="an@bib.be"),)),))


@pytest.mark.parametrize(
    ("heading", "person"),
    [
        ("contactpersoon", Person(name="An Peeters")),
        ("Contact", Person(name="An Peeters")),
        ("Naam contactpersoon", Person(name="An Peeters")),
        ("Aanspreekpunt", Person(name="An Peeters")),
        ("E-mailadres", Person(address="an@bib.be")),
        ("Mail contactpersoon", Person(address="an@bib.be")),
        ("contact (e-mail)", Person(address="an@bib.be")),
        ("Contact", Person(address="an@bib.be")),
        ("Tel.", Person(telephone="09 123 45 67")),
        ("GSM-nummer", Person(telephone="09 123 45 67")),
        ("telefoon contact", Person(telephone="09 123 45 67")),
    ],
)
def test_a_contact_is_read_under_the_usual_headings(heading: str, person: Person) -> None:
    assert pasted(f"naam\t{heading}\nBib\t{person.as_line}").entries[0].contacts == (person,)


def test_a_list_without_headings_tells_who_is_written_to_by_what_the_columns_hold() -> None:
    found = pasted(
        "OCMW\tWelzijn\tAn Peeters\tan@ocmw.be\t09 123 45 67\t12\nCAW\tWelzijn\tBo De Wit\tbo@caw.be\t0478123456\t5"
    )
    assert found.entries == (
        Entry("OCMW", "Welzijn", 12, False, (Person("An Peeters", "an@ocmw.be", "09 123 45 67"),)),
        Entry("CAW", "Welzijn", 5, False, (Person("Bo De Wit", "bo@caw.be", "0478123456"),)),
    )


def test_a_column_that_nobody_knows_is_named_and_left_out() -> None:
    found = from_csv("naam;e-mail;Straat\nBib;an@bib.be;Markt 1")
    assert (found.problems, found.notes) == ((), ("Niet meegenomen: Straat.",))
    assert found.entries[0].contacts == (Person(address="an@bib.be"),)


@pytest.mark.parametrize(
    ("cells", "people"),
    [
        (("An Peeters", "an@bib.be; bo@bib.be", ""), (Person("An Peeters", "an@bib.be"), Person("", "bo@bib.be"))),
        (("", "an@bib.be, bo@bib.be", "1; 2"), (Person("", "an@bib.be", "1"), Person("", "bo@bib.be", "2"))),
        (("", "An Peeters <an@bib.be>", ""), (Person("An Peeters", "an@bib.be"),)),
        (("An Peeters an@bib.be", "", ""), (Person("An Peeters", "an@bib.be"),)),
        (("Peeters, An", "an@bib.be", ""), (Person("Peeters, An", "an@bib.be"),)),
        (("Peeters, An", "an@bib.be bo@bib.be", ""), (Person("Peeters, An", "an@bib.be"), Person("", "bo@bib.be"))),
        (("An Peeters, Bo Maes", "a@x.be;b@x.be", ""), (Person("An Peeters", "a@x.be"), Person("Bo Maes", "b@x.be"))),
        (("", "mailto:an@bib.be", "-"), (Person("", "an@bib.be"),)),
        (("", "an@bib.be;an@bib.be", ""), (Person("", "an@bib.be"),)),
        (("-", "-", "-"), ()),
    ],
)
def test_several_people_in_one_cell_are_told_apart(cells: tuple[str, str, str], people: tuple[Person, ...]) -> None:
    assert contact_list.persons(*cells) == people


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("onbekend", "“onbekend” is geen e-mailadres"),
        ("an@bib", "“an@bib” is geen e-mailadres"),
        ("a@b@c.be", "“a@b@c.be”"),
    ],
)
def test_what_is_no_address_is_a_problem_of_its_row(cell: str, problem: str) -> None:
    [found] = from_csv(f"naam;e-mail\nBib;an@bib.be\nOCMW;{cell}\n").problems
    assert found.startswith("Rij 3: ") and problem in found


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_any_cells_give_people_or_a_problem(name: str, mail: str, telephone: str) -> None:
    try:
        people = contact_list.persons(name, mail, telephone)
    except ValueError:
        return
    assert all(person.as_line and person == contact_list.check(person) for person in people)
