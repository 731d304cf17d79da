"""Invitations, reminders and letters: filled in, and the team link only for the contact person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from onlife.content import letter as letters
from onlife.content.letter import PRACTICE, TO_FILL_IN, Audience, Facts, Message, Occasion, letter, message
from onlife.content.schema import ContentError
from onlife.domain.contact import Contact
from onlife.translation import gettext as _
from onlife.translation import use

SCAN, TEAM = "https://scan.demerdal.be/l/" + "s" * 32, "https://scan.demerdal.be/l/" + "t" * 32
FACTS = Facts("Jeugdhuis De Brug", False, "Netwerk Demerdal", SCAN, TEAM, "Najaar 2026", date(2026, 11, 23))
JOINT = replace(FACTS, joint=True)
EVERY = [(occasion, audience, facts) for occasion in TO_FILL_IN for audience in Audience for facts in (FACTS, JOINT)]


@pytest.mark.parametrize(("occasion", "audience", "facts"), EVERY)
def test_a_mail_is_complete_and_ready_to_send(occasion: Occasion, audience: Audience, facts: Facts) -> None:
    mail = message(occasion, audience, facts)
    assert SCAN in mail.body.splitlines()
    assert "23 november 2026" in mail.body
    assert not {"{", "}"} & set(mail.subject + mail.body)


@pytest.mark.parametrize(("occasion", "audience", "facts"), EVERY)
def test_only_the_contact_person_gets_the_team_link(occasion: Occasion, audience: Audience, facts: Facts) -> None:
    assert (TEAM in message(occasion, audience, facts).body) == (audience is Audience.CONTACT)


def test_who_scans_together_reads_that_it_is_one_scan() -> None:
    assert "samen één scan" in message(Occasion.INVITATION, Audience.CONTACT, JOINT).body
    assert "samen één scan" in " ".join(letter(JOINT).paragraphs)
    assert "wat één collega kiest" in letter(FACTS).scan
    assert "wat één collega kiest" not in letter(JOINT).scan


@pytest.mark.parametrize("code", ["nl", "fr", "en"])
@pytest.mark.parametrize(("occasion", "audience", "facts"), EVERY)
def test_whatever_is_sent_about_a_practice_round_says_first_that_nothing_counts(
    occasion: Occasion, audience: Audience, facts: Facts, code: str
) -> None:
    own = {f"{occasion}.{audience}{'_joint' if facts.joint else ''}": {"subject": "Doe mee", "body": "{scan_link}"}}
    real = replace(facts, language=code)
    with use(code):
        said, title = _(PRACTICE), _("Oefenronde")
    for words in ({}, own):
        mail = message(occasion, audience, replace(real, practice=True, own=words))
        assert mail.body.startswith(said) and mail.subject.startswith(title)
        assert said not in message(occasion, audience, replace(real, own=words)).body
    assert letter(replace(real, practice=True)).paragraphs[0] == said not in letter(real).paragraphs


def test_without_round_and_end_date_their_paragraphs_are_left_out() -> None:
    facts = replace(FACTS, round="", closes_on=None)
    for text in (message(Occasion.INVITATION, Audience.CONTACT, facts).body, " ".join(letter(facts).paragraphs)):
        assert "tot en met" not in text
        assert "scanronde  loopt" not in text
        assert "Netwerk Demerdal" in text


def test_braces_in_a_name_are_just_letters() -> None:
    facts = replace(FACTS, partner="Huis {team_link} {x}")
    assert "Huis {team_link} {x}" in message(Occasion.INVITATION, Audience.COLLEAGUES, facts).body
    assert TEAM not in message(Occasion.INVITATION, Audience.COLLEAGUES, facts).body


def test_a_mail_address_gives_the_same_subject_and_text_back() -> None:
    mail = Message("Vraag & antwoord?", "Dag,\n\n100% onlife: één + één = 2 #samen")
    parts = parse_qs(urlsplit(mail.mailto()).query)
    assert parts["subject"] == [mail.subject]
    assert parts["body"] == [mail.body.replace("\n", "\r\n")]


@pytest.mark.parametrize("facts", [FACTS, JOINT])
def test_who_signs_stands_below_what_goes_to_the_contact_and_not_below_what_goes_to_colleagues(facts: Facts) -> None:
    signed = replace(facts, sender="An Peeters\nPreventiedienst Demerdal")
    for occasion in TO_FILL_IN:
        assert message(occasion, Audience.CONTACT, signed).body.endswith("\n\nAn Peeters\nPreventiedienst Demerdal")
        assert "Peeters" not in message(occasion, Audience.COLLEAGUES, signed).body
        assert message(occasion, Audience.CONTACT, facts).body.endswith("!")
    assert letter(signed).paragraphs[-1] == signed.sender and letter(facts).paragraphs[-1].endswith("23 november 2026.")


def test_a_mail_greets_its_contact_by_name_and_who_has_none_without() -> None:
    named = Contact("c", "n", "p", name="Els {scan_link} Maes", address="els@debrug.be")
    for occasion in TO_FILL_IN:
        assert message(occasion, Audience.CONTACT, FACTS.to(named)).body.startswith("Dag Els {scan_link} Maes,\n\n")
        for facts in (FACTS, FACTS.to(replace(named, name=""))):
            assert message(occasion, Audience.CONTACT, facts).body.startswith("Dag,\n\n")
        assert "Els" not in message(occasion, Audience.COLLEAGUES, FACTS.to(named)).body


@pytest.mark.parametrize(("occasion", "audience", "facts"), EVERY)
def test_a_mail_fits_in_what_windows_passes_to_a_mail_program(
    occasion: Occasion, audience: Audience, facts: Facts
) -> None:
    named = replace(facts, contact="Bartholomeus Vandenbroucke")
    signed = replace(named, sender="An Peeters\nPreventiedienst Demerdal\n011 11 22 33\nan.peeters@demerdal.be")
    assert len(message(occasion, audience, signed).mailto("contactpersoon@jeugdhuisdebrug.be")) <= 2000


def test_a_text_for_colleagues_that_holds_the_team_link_is_refused(tmp_path: Path) -> None:
    changed = letters.TEXTS.read_text(encoding="utf-8").replace("Dag collega,", "Dag collega, {team_link}", 1)
    with pytest.raises(ContentError, match="teamlink hoort nooit"):
        letters.load(_file(tmp_path, changed))


def test_an_unknown_name_in_a_text_is_refused(tmp_path: Path) -> None:
    changed = letters.TEXTS.read_text(encoding="utf-8").replace("tot en met {closes_on}", "tot {deadline}", 1)
    with pytest.raises(ContentError, match=r"invitation\.contact: \{deadline\} is niet bekend"):
        letters.load(_file(tmp_path, changed))


def test_a_missing_text_is_refused(tmp_path: Path) -> None:
    changed = letters.TEXTS.read_text(encoding="utf-8").replace("[reminder.contact_joint]", "[reminder.anders]")
    with pytest.raises(ContentError, match=r"berichten\.toml, reminder: onbekende sleutel “anders”"):
        letters.load(_file(tmp_path, changed))


def _file(folder: Path, text: str) -> Path:
    path = folder / "berichten.toml"
    path.write_text(text, encoding="utf-8")
    return path
