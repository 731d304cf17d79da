"""Words for what rules return, where it takes more than one sentence of `message`."""

from __future__ import annotations

from collections.abc import Mapping

from onlife.content.message import count_of, message
from onlife.domain.divergence import LEAST, comparable
from onlife.domain.finding import BlockSummary, Ends, Finding, Held, Measured, Move, about, block_summary, number, title
from onlife.domain.finding import measurement as measured_of
from onlife.domain.meeting import WITHOUT_PLACE, Question, Topic, VoteKind
from onlife.domain.priority import Priority
from onlife.domain.questionnaire import Block, Questionnaire
from onlife.domain.scoring import Band
from onlife.domain.shown import Shown
from onlife.text import labelled, quoted


def stars(priority: Priority) -> str:
    """The stars as one reads them, '' without any."""
    return "★" * priority.stars + (f" · {message('priority.suggested')}" if priority.suggested else "")


def why(priority: Priority) -> str:
    """Why these stars, as far as somebody said."""
    return message("priority.suggested") if priority.suggested else priority.comment


def way(joint: bool) -> str:
    """How a partner scans: everybody by themselves or one scan together."""
    return "gezamenlijk" if joint else "individueel"


WAYS = {way(joint): joint for joint in (False, True)}
"""What is said -> `joint`."""


def question(kind: VoteKind) -> str:
    """What a vote asks."""
    return message(f"vote_question.{kind.value}")


def vote_subject(voted: Question, questionnaire: Questionnaire) -> str:
    """What was voted on, in few words."""
    return message(f"vote_about.{voted.kind.value}", title=title(questionnaire.place(voted.about)))


def quote(place: str, remark: str, questionnaire: Questionnaire) -> str:
    """A remark word for word; the reason of a colour with its element."""
    asked = questionnaire.place(place)
    return quoted(remark) if isinstance(asked, Block) else labelled(title(asked), quoted(remark))


def point(key: str, questionnaire: Questionnaire, titles: Mapping[str, str]) -> str:
    """A point of the agenda as one reads it. `titles`: of the points of the network itself, by their id."""
    if key in titles:
        return titles[key]
    name, _, at = key.partition("-")
    if name not in set(Topic):
        return key
    word = Topic(name).word
    if Topic(name) in WITHOUT_PLACE or not at:
        return word
    about = title(questionnaire.place(at))
    return f"{word} {about}" if word.endswith("?") else labelled(word, about)


def measurement(shown: Shown, questionnaire: Questionnaire, about_id: str) -> str:
    """What was measured of a block or an element, with what lies behind it; says so where nothing is shown."""
    place = questionnaire.place(about_id)
    found: Measured | BlockSummary | None
    if isinstance(place, Block):
        found = None if shown.blocks.empty else block_summary(shown, questionnaire, place.id)
    else:
        found = measured_of(shown, questionnaire, place.id)
    if found is None:
        return message("measured.nothing")
    if isinstance(found, Measured):
        told = f"{found.band.light.symbol} {found.band.word}"
    else:
        told = message("measured.score", score=about(found.score))
    behind = f"{count_of(found.partners, 'partner')}, {count_of(found.scans, 'scan')}"
    return f"{told} ({behind})"


def meanings(kind: VoteKind, about: str, questionnaire: Questionnaire) -> list[str]:
    """What each option of a vote means, in their order: the statements of an element, or what so many stars say."""
    if kind is VoteKind.STARS:
        return [message(f"star.{option.value}") for option in kind.options]
    statements = questionnaire.element(about).statements
    return [statements[option.light] for option in kind.options if option.light]


def entry_counts(paper: int, from_file: int) -> str:
    """How many scans somebody else entered than who answered; '' if none."""
    ways = (
        message("entered.paper", number=paper) if paper else "",
        message("entered.file", number=from_file) if from_file else "",
    )
    return f" {message('word.and')} ".join(filter(None, ways))


def nothing_found(shown: Shown, questionnaire: Questionnaire, words: str) -> str:
    """What is said where partners do not differ: these words, unless there are too few of them to say so."""
    return words if comparable(shown, questionnaire) else message("finding.too_few", least=LEAST)


def finding(found: Finding) -> str:
    """What stands out."""
    match found.fact:
        case Held() as held:
            return _bands(held)
        case Ends(low, high):
            return message("finding.ends", low=about(low), high=about(high))
        case Band() as band:
            return message("finding.alone", partner=found.partner, band=band.word)
        case Move() as step:
            return move(step)


def move(step: Move) -> str:
    """What moved between two rounds."""
    return message("finding.moved", way=step.way.value, before=number(step.before), after=number(step.after))


def versions(before: Questionnaire, after: Questionnaire, first: str, second: str) -> str:
    """What is not compared between two rounds, by name, that asked different versions, and why."""
    same, earlier = after.alike(before), after.since(before)
    asked = dict.fromkeys(element.id for element in (*after.elements, *before.elements))
    changed = [element for element in asked if element not in same]
    number = len(asked) - len(changed)
    said = [message("versions.same", before=first, old=before.version, after=second, new=after.version, number=number)]
    if changed:
        said.append(message("versions.changed", elements=", ".join(changed)))
    return " ".join([*said, *([earlier.note] if earlier and earlier.note else [])])


def _bands(held: Held) -> str:
    bands = ", ".join(f"{partners} {band.word}" for band, partners in held.bands.items() if partners)
    said = [
        message("finding.pooled", bands=bands, teams=held.pooled)
        if held.pooled
        else message("finding.held", bands=bands)
    ]
    if held.silent:
        said.append(message("finding.silent", partners=count_of(held.silent, "partner")))
    return " ".join(said)
