"""What a coordinator sends: mails of invitation and reminder, and the letter with both links. Pure.

The words stand in content/berichten.toml; here they are checked and filled in. A paragraph that needs something we do
not have (no round yet, no end date) is left out, and a text for colleagues never holds the team link.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import quote

from onlife.content.questionnaire import ContentError
from onlife.text import dutch_date

TEXTS = Path(__file__).parent / "berichten.toml"
PLACES = ("partner", "network", "round", "closes_on", "scan_link", "team_link")
_PLACE = re.compile(r"\{(\w*)\}")
_LETTER = ("title", "body", "scan_title", "scan", "team_title", "team", "closing")

ADDRESS_MAX = 254
_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_WORD}(\.{_WORD})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

Texts = Mapping[str, Mapping[str, Mapping[str, str]]]


class Occasion(StrEnum):
    INVITATION = "invitation"
    REMINDER = "reminder"

    @property
    def word(self) -> str:
        return {"invitation": "Uitnodiging", "reminder": "Herinnering"}[self.value]


class Audience(StrEnum):
    """Whom a mail is for: the contact person of a partner, or all who fill in."""

    CONTACT = "contact"
    COLLEAGUES = "colleagues"

    @property
    def word(self) -> str:
        return {"contact": "voor de contactpersoon", "colleagues": "om door te sturen naar collega's"}[self.value]


@dataclass(frozen=True)
class Facts:
    """What is filled in for one partner; empty or None is what there is not (yet)."""

    partner: str
    joint: bool
    network: str
    scan_link: str
    team_link: str
    round: str = ""
    closes_on: date | None = None

    def value(self, place: str) -> str:
        if place == "closes_on":
            return dutch_date(self.closes_on) if self.closes_on else ""
        return str(getattr(self, place))


@dataclass(frozen=True)
class Message:
    """A mail, ready to send."""

    subject: str
    body: str

    @property
    def mailto(self) -> str:
        """The address that opens this mail in a mail program, without a receiver."""
        body = quote(self.body.replace("\n", "\r\n"), safe="")
        return f"mailto:?subject={quote(self.subject, safe='')}&body={body}"


@dataclass(frozen=True)
class Letter:
    """A printed page: paragraphs above, then each of the two links with what it is for."""

    title: str
    paragraphs: tuple[str, ...]
    scan_title: str
    scan: str
    team_title: str
    team: str
    closing: str


def address(text: str) -> str:
    """One e-mail address as somebody typed it, of plain letters; raises ValueError with a Dutch sentence."""
    text = text.strip()
    if not _ADDRESS.fullmatch(text) or len(text) > ADDRESS_MAX:
        raise ValueError(f"“{text}” is geen e-mailadres. Schrijf één adres, zoals naam@organisatie.be.")
    return text


def message(occasion: Occasion, audience: Audience, facts: Facts) -> Message:
    """The mail for this occasion and these readers of a partner."""
    words = _texts()[occasion][f"{audience}_joint" if facts.joint else audience.value]
    lines = _filled(words["body"], facts)
    body = "".join(f"\n{line}" if line in (facts.scan_link, facts.team_link) else f"\n\n{line}" for line in lines)
    return Message(_line(words["subject"], facts), body.strip())


def letter(facts: Facts) -> Letter:
    """The letter for a partner."""
    words = _texts()["letter"]["joint" if facts.joint else "individual"]
    lines = {key: _line(words[key], facts) for key in _LETTER if key != "body"}
    return Letter(paragraphs=tuple(_filled(words["body"], facts)), **lines)


def load(path: Path = TEXTS) -> Texts:
    """The texts of a file. Raises ContentError if one is missing, holds an unknown name or would leak the team link."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{path.name}: het bestand is niet te lezen ({error}).") from error
    audiences = [f"{audience}{way}" for audience in Audience for way in ("", "_joint")]
    wanted = {(occasion.value, audience): ("subject", "body") for occasion in Occasion for audience in audiences}
    letters = {("letter", way): _LETTER for way in ("individual", "joint")}
    for (part, name), keys in (wanted | letters).items():
        words = content.get(part, {}).get(name, {})
        for key in keys:
            text = words.get(key)
            place = f"{path.name}, {part}.{name}"
            if not isinstance(text, str) or not text.strip():
                raise ContentError(f"{place}: “{key}” ontbreekt of is leeg.")
            unknown = set(_PLACE.findall(text)) - set(PLACES)
            if unknown:
                raise ContentError(f"{place}: {{{min(unknown)}}} is niet bekend; kies uit {', '.join(PLACES)}.")
            if name.startswith(Audience.COLLEAGUES) and "{team_link}" in text:
                raise ContentError(f"{place}: de teamlink hoort nooit in een bericht voor collega's.")
    return content


@cache
def _texts() -> Texts:
    return load()


def _filled(text: str, facts: Facts) -> list[str]:
    """The lines of a text with everything filled in, without those that need what there is not."""
    lines = filter(None, text.splitlines())
    return [_line(line, facts) for line in lines if all(facts.value(place) for place in _PLACE.findall(line))]


def _line(line: str, facts: Facts) -> str:
    return _PLACE.sub(lambda found: facts.value(found[1]), line)
