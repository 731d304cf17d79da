"""The colour that the network agreed on, beside what was measured: a badge, the reason, a list.

What was agreed in an earlier round still shows in later ones, with the name of that round, until something else is agreed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from onlife.content import phrase
from onlife.domain import finding
from onlife.domain.light import Light
from onlife.domain.meeting import Agreement
from onlife.domain.network import Round
from onlife.domain.questionnaire import Block, Element, Questionnaire
from onlife.domain.shown import Shown
from onlife.services import figures
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.parts.markdown import plain

COLOUR: Mapping[Light, str] = {Light.GREEN: "green", Light.ORANGE: "orange", Light.RED: "red"}


@dataclass(frozen=True)
class Settled:
    """What holds in a round: block or element id -> agreement. `earlier`: round id -> name, of the rounds before it."""

    agreements: Mapping[str, Agreement]
    earlier: Mapping[str, str]

    def since(self, about: str) -> str:
        """The name of the earlier round in which this was agreed, '' if it was in the round itself."""
        return self.earlier.get(self.agreements[about].round, "")


def of_rounds(rounds: Sequence[Round], scan_round: Round) -> Settled:
    """What was agreed in a round and in those before it that one may see (`rounds`, newest first) and that
    asked the same of it."""
    place = [r.id for r in rounds].index(scan_round.id)
    alike = [r for r in rounds[place:] if figures.comparable(r, scan_round)]
    found: dict[str, Agreement] = {}
    for before in reversed(alike):
        same = figures.alike(before, scan_round)
        agreed = session.store().meetings.agreements(before.id)
        found |= {about: agreement for about, agreement in agreed.items() if about in same}
    return Settled(found, {r.id: r.name for r in alike if r.id != scan_round.id})


def badge(about: str, known: Settled) -> str:
    """The agreed colour in Markdown, to stand behind a title; '' where nothing was agreed."""
    if about not in known.agreements:
        return ""
    light, since = known.agreements[about].light, known.since(about)
    return _(
        " :{colour}-badge[afgesproken{since}: {label}]",
        colour=COLOUR[light],
        since=_(" in {round}", round=plain(since)) if since else "",
        label=light.label,
    )


def reason(about: str, known: Settled) -> str:
    """Why this colour was agreed on, in Markdown; '' where nothing was said."""
    if about not in known.agreements or not known.agreements[about].reason:
        return ""
    return _(
        "Waarom {word}: {reason}", word=known.agreements[about].light.word, reason=plain(known.agreements[about].reason)
    )


def beside_measured(shown: Shown, known: Settled, questionnaire: Questionnaire) -> None:
    """Everything that was agreed, in the order of the questionnaire, each beside what was measured."""
    said = [
        _beside(place, shown, known, questionnaire) for place in questionnaire.places if place.id in known.agreements
    ]
    if said:
        st.markdown("\n\n".join(said))


def _beside(place: Block | Element, shown: Shown, known: Settled, questionnaire: Questionnaire) -> str:
    measured = phrase.measurement(shown, questionnaire, place.id)
    reason = plain(known.agreements[place.id].reason)
    return f"**{plain(finding.title(place))}** · gemeten: {measured}{badge(place.id, known)}  \n{reason}"
