"""What a coordinator sends: mails of invitation and reminder, notices, and the letter with both links. Pure.

The words stand in content/berichten.toml; here they are checked and filled in. A paragraph that needs something we do
not have (no round yet, no end date) is left out, and a text for colleagues never holds the team link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import AfterValidator

from onlife.content import schema
from onlife.content.instruction import instruction
from onlife.content.schema import Schema, Text, fill, naming, places
from onlife.domain.contact import Contact
from onlife.text import labelled, long_date, paragraphs
from onlife.translation import DUTCH, N_, Worded, per_language, use
from onlife.translation import gettext as _

TEXTS = Path(__file__).parent / "berichten.toml"
PLACE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "greeting": "aanspreking",
        "partner": "partner",
        "network": "netwerk",
        "round": "scanronde",
        "closes_on": "einddatum",
        "scan_link": "scanlink",
        "team_link": "teamlink",
        "choose": "hoe_kiezen",
        "unknown": "niet_weten",
        "invite": "wie_vragen",
        "sender": "afzender",
    }
)
"""What a text can leave a place for -> what that is called for who writes own words."""

ADDRESS_MAX = 254
_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_WORD}(\.{_WORD})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

PRACTICE = N_("Dit is een oefenronde. Probeer gerust: wat je kiest, telt nergens mee en verdwijnt.")
"""Stands first in whatever is sent about a practice round, whatever words a network chose."""

Texts = Mapping[str, Mapping[str, Any]]


class Occasion(Worded):
    """Why a contact gets a mail. A notice says what comes up in the plan and the round."""

    INVITATION = "invitation", N_("Uitnodiging")
    REMINDER = "reminder", N_("Herinnering")
    NOTICE = "notice", N_("Geheugensteun")


TO_FILL_IN = (Occasion.INVITATION, Occasion.REMINDER)
"""The mails that ask to fill in a scan, of which there is one for colleagues as well."""


class Audience(Worded):
    """Whom a mail is for: the contact person of a partner, or all who fill in."""

    CONTACT = "contact", N_("voor de contactpersoon")
    COLLEAGUES = "colleagues", N_("om door te sturen naar collega's")


@dataclass(frozen=True)
class Facts:
    """What is filled in for one partner; empty or None is what there is not (yet).

    `practice`: whether the round is one for practice; `sender`: the lines below a mail; `contact`: the name of who gets it;
    `language`: of its words; `own`: the network's own words of its `LETTERS`.
    """

    partner: str
    joint: bool
    network: str
    scan_link: str
    team_link: str
    round: str = ""
    closes_on: date | None = None
    practice: bool = False
    sender: str = ""
    contact: str = ""
    language: str = DUTCH
    own: Texts = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def to(self, contact: Contact) -> Facts:
        """The same, for a mail to this contact."""
        return replace(self, contact=contact.name)

    def value(self, place: str) -> str:
        if place == "greeting":
            return _("Dag {contact}", contact=self.contact) if self.contact else _("Dag")
        if place == "closes_on":
            return long_date(self.closes_on) if self.closes_on else ""
        if place == "choose":
            return instruction().choose(joint=self.joint)
        if place in ("unknown", "invite"):
            return str(getattr(instruction(), place))
        return str(getattr(self, place))


@dataclass(frozen=True)
class Message:
    """A mail, ready to send. `unsubscribe`: the address at which who gets it ends it, where there is one."""

    subject: str
    body: str
    unsubscribe: str = ""

    def mailto(self, *receivers: str) -> str:
        """The address that opens this mail in a mail program."""
        body = quote(self.body.replace("\n", "\r\n"), safe="")
        return f"mailto:{','.join(quote(receiver, safe='@') for receiver in receivers)}?subject={quote(self.subject, safe='')}&body={body}"


@dataclass(frozen=True)
class NoticeLine:
    """One line of a notice: which sentence, and what it names."""

    key: str
    what: str
    day: str
    when: str


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
        raise ValueError(_("“{text}” is geen e-mailadres. Schrijf één adres, zoals naam@organisatie.be.", text=text))
    return text


def message(occasion: Occasion, audience: Audience, facts: Facts) -> Message:
    """The mail for this occasion and these readers of a partner."""
    with use(facts.language):
        words = _words_of(f"{occasion}.{audience}{'_joint' if facts.joint else ''}", facts)
        lines = _fill(words["body"], facts)
        body = "".join(f"\n{line}" if line in (facts.scan_link, facts.team_link) else f"\n\n{line}" for line in lines)
        subject = fill(words["subject"], facts.value)
        return Message(labelled(_("Oefenronde"), subject) if facts.practice else subject, body.strip())


def notice(facts: Facts, lines: Sequence[NoticeLine], choice: str) -> Message:
    """The mail that says what comes up; `choice` is the address at which who gets it chooses to get less."""
    with use(facts.language):
        words = _texts()["notice"]
        said = "\n".join(fill(_texts()["notice_line"][line.key], vars(line).__getitem__) for line in lines)
        own = {"items": said, "choice": choice}

        def value(place: str) -> str:
            return own.get(place) or facts.value(place)

        paragraphs = [line for line in words["body"].splitlines() if line and all(value(p) for p in places(line))]
        body = "".join(
            f"\n{fill(line, value)}" if line in ("{team_link}", "{choice}") else f"\n\n{fill(line, value)}"
            for line in paragraphs
        )
        return Message(fill(words["subject"], value), body.strip(), choice)


def letter(facts: Facts) -> Letter:
    """The letter for a partner."""
    with use(facts.language):
        words = _words_of(f"letter.{'joint' if facts.joint else 'individual'}", facts)
        lines = {key: fill(text, facts.value) for key, text in words.items() if key != "body"}
        return Letter(paragraphs=tuple(_fill(words["body"], facts)), **lines)


LETTERS: Mapping[str, str] = MappingProxyType(
    {
        f"{occasion}.{audience}{joint}": f"{occasion.word} {audience.word}{', gezamenlijke scan' if joint else ''}"
        for occasion in TO_FILL_IN
        for audience in Audience
        for joint in ("", "_joint")
    }
    | {"letter.individual": N_("Brief"), "letter.joint": N_("Brief, gezamenlijke scan")}
)
"""The texts of which a network can have its own words -> what they are called."""
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "subject": N_("Onderwerp"),
        "title": N_("Titel"),
        "body": N_("Tekst"),
        "scan_title": N_("Titel bij de scanlink"),
        "scan": N_("Tekst bij de scanlink"),
        "team_title": N_("Titel bij de teamlink"),
        "team": N_("Tekst bij de teamlink"),
        "closing": N_("Slot"),
    }
)
"""The parts of a letter -> what they are called."""
WORDS_MAX = 4000


def usual_words(letter: str) -> Mapping[str, str]:
    """Field -> the words of the app for one of `LETTERS`."""
    occasion, _, kind = letter.partition(".")
    words: Mapping[str, str] = _texts()[occasion][kind]
    return words


def on_screen(text: str) -> str:
    """Words of a letter with the names of places as who writes them reads them."""
    return fill(text, lambda place: f"{{{PLACE_WORDS[place]}}}")


def own_words(letter: str, typed: Mapping[str, str]) -> dict[str, str]:
    """Field -> words for one of `LETTERS` as they are kept; raises ValueError with a Dutch sentence.

    A mail has each of its links on a line of its own, and one for colleagues never the team link.
    """
    found = {}
    for part in usual_words(letter):
        text = paragraphs(typed.get(part, ""))
        if not text or len(text) > WORDS_MAX:
            raise ValueError(
                _(
                    "Vul bij “{fields}” iets in, hoogstens {words_max} tekens.",
                    fields=_(FIELDS[part]),
                    words_max=WORDS_MAX,
                )
            )
        try:
            found[part] = fill(text, _place)
            if Audience.COLLEAGUES in letter:
                _without_team_link(found[part])
        except ValueError as problem:
            raise ValueError(_("Bij “{fields}”: {problem}.", fields=_(FIELDS[part]), problem=problem)) from problem
    if "subject" in found:
        needed = ["{scan_link}", *([] if Audience.COLLEAGUES in letter else ["{team_link}"])]
        missing = [on_screen(place) for place in needed if place not in map(str.strip, found["body"].splitlines())]
        if missing:
            raise ValueError(
                _(
                    "Zet {missing} elk alleen op een regel: zonder die link kan niemand verder.",
                    missing=_(" en ").join(missing),
                )
            )
    return found


def _place(typed: str) -> str:
    """A place that somebody wrote by one of its two names."""
    known = next((place for place, word in PLACE_WORDS.items() if typed in (place, word)), "")
    if not known:
        raise ValueError(f"{{{typed}}} is niet bekend; kies uit {', '.join(PLACE_WORDS.values())}")
    return f"{{{known}}}"


def _words_of(letter: str, facts: Facts) -> Mapping[str, Any]:
    return facts.own.get(letter) or usual_words(letter)


def _without_team_link(text: str) -> str:
    if "{team_link}" in text:
        raise ValueError(_("de teamlink hoort nooit in een bericht voor collega's"))
    return text


_Words = Annotated[Text, naming(*PLACE_WORDS)]
_Shared = Annotated[_Words, AfterValidator(_without_team_link)]


class _MailEntry(Schema):
    subject: _Words
    body: _Words


class _SharedMail(Schema):
    subject: _Shared
    body: _Shared


class _MailsEntry(Schema):
    contact: _MailEntry
    contact_joint: _MailEntry
    colleagues: _SharedMail
    colleagues_joint: _SharedMail


class _LetterEntry(Schema):
    title: _Words
    body: _Words
    scan_title: _Words
    scan: _Words
    team_title: _Words
    team: _Words
    closing: _Words


class _LettersEntry(Schema):
    individual: _LetterEntry
    joint: _LetterEntry


_NoticeWords = Annotated[Text, naming(*PLACE_WORDS, "items", "choice")]
_LineWords = Annotated[Text, naming("what", "day", "when")]


class _Notice(Schema):
    subject: _Words
    body: _NoticeWords


class _NoticeLines(Schema):
    action: _LineWords
    follow_up: _LineWords
    half: _LineWords
    closing: _LineWords
    report: _LineWords


class _File(Schema):
    invitation: _MailsEntry
    reminder: _MailsEntry
    notice: _Notice
    notice_line: _NoticeLines
    letter: _LettersEntry


def load(path: Path = TEXTS) -> Texts:
    """Return the texts of a file. Raise ContentError if one is missing, unknown or would leak the team link."""
    return schema.read(path, _File).model_dump()


@per_language
def _texts() -> Texts:
    return load()


def _fill(text: str, facts: Facts) -> list[str]:
    """The lines of a text with everything filled in, without those that need what there is not."""
    lines = filter(None, text.splitlines())
    filled = [fill(line, facts.value) for line in lines if all(facts.value(place) for place in places(line))]
    return [_(PRACTICE), *filled] if facts.practice else filled
