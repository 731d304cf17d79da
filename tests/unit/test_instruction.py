"""How one chooses is said alike everywhere: feeling or experience decides, not knowing is an answer, n.v.t. has two reasons."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from onlife.content.guide import guide
from onlife.content.instruction import instruction
from onlife.content.letter import Audience, Facts, Occasion, letter, message
from onlife.services import settings

FACTS = Facts(
    "Jeugdhuis De Brug", False, "Netwerk Demerdal", "https://a.be/l/s", "https://a.be/l/t", "Najaar", date(2026, 11, 23)
)
WORDS = instruction()
OTHERWISE = re.compile(
    r"laat (het|ze|dat)( element)?( dan)? open|vaakst (zag|waar)|past bij jouw ervaring", re.IGNORECASE
)


def test_feeling_or_experience_decides_and_nothing_open_is_asked_of_who_does_not_know() -> None:
    for sentence in (WORDS.alone, WORDS.together):
        assert "gevoel of ervaring" in sentence
    assert "is een antwoord" in WORDS.unknown and "rode stelling" in WORDS.unknown
    for sentence in (WORDS.skip, WORDS.not_applicable):
        assert "werk niet" in sentence and "online" in sentence


def test_the_explanation_and_its_hint_say_it() -> None:
    scan = next(p.text for chapter in guide().chapters for p in chapter.paragraphs if p.id == "scan")
    assert all(sentence in scan for sentence in (WORDS.alone, WORDS.unknown, WORDS.not_applicable))
    assert WORDS.unknown in guide().hints["scan"].text


@pytest.mark.parametrize("joint", [False, True])
def test_invitations_say_how_one_chooses_and_whom_to_ask(joint: bool) -> None:
    facts = replace(FACTS, joint=joint)
    mail = message(Occasion.INVITATION, Audience.COLLEAGUES, facts).body
    assert WORDS.choose(joint=joint) in mail and WORDS.unknown in mail
    assert WORDS.invite in message(Occasion.INVITATION, Audience.CONTACT, facts).body
    printed = letter(facts)
    assert WORDS.invite in printed.paragraphs
    assert WORDS.choose(joint=joint) in " ".join([*printed.paragraphs, printed.scan])


@pytest.mark.parametrize("who", ["leidinggevenden", "ICT", "DPO", "minder rechtstreeks"])
def test_leaders_ict_dpo_and_who_meets_it_indirectly_are_asked_too(who: str) -> None:
    assert who in WORDS.invite


def test_no_text_says_otherwise() -> None:
    assert OTHERWISE.search("Weet je het niet, laat het dan open.")
    files = [file for kind in ("toml", "py", "html", "typ", "md") for file in settings.HOME.glob(f"[opd]*/**/*.{kind}")]
    assert len(files) > 100
    assert not [str(file) for file in files if OTHERWISE.search(" ".join(_read(file).split()))]


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
