"""What came out of a meeting, to read and to take away: presence, decisions, votes, notes, actions."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from onlife.content import phrase
from onlife.content.message import explain
from onlife.domain import meeting
from onlife.domain.access import Action
from onlife.domain.meeting import Meeting
from onlife.export.meeting_report import MeetingContent
from onlife.services import documents
from onlife.text import long_date
from onlife.translation import gettext as _
from onlife.ui import reminder
from onlife.ui.app.session import Visit
from onlife.ui.parts import agreement, layout
from onlife.ui.parts import choose as choose_parts
from onlife.ui.parts.agreement import Settled
from onlife.ui.parts.documents import WORDS
from onlife.ui.parts.markdown import plain


def of_meetings(visit: Visit, held: Sequence[Meeting]) -> None:
    """The report of one of the meetings that were held (newest first), about rounds that this visitor may see."""
    st.header(_("Verslagen"), anchor=False)
    if held:
        show(visit, choose(held))
    else:
        layout.empty(_("Er is nog geen vergadering afgerond. Haar verslag verschijnt hier."))


def choose(held: Sequence[Meeting]) -> Meeting:
    """One of the meetings that were held (newest first), in the address."""
    days = {one.id: long_date(one.day) for one in held}
    chosen = choose_parts.one("vergadering", _("Vergadering van"), days, width=320)
    return next(one for one in held if one.id == chosen)


def show(visit: Visit, held: Meeting) -> None:
    """The report of a meeting."""
    content = documents.outcome_of(visit.network, held)
    st.caption(_("Over {round}", round=plain(content.round)))
    with st.container(horizontal=True):
        for ending in documents.WRITERS:
            st.link_button(
                _("Verslag ({words})", words=WORDS[ending]),
                layout.export_address(f"verslag.{ending}", visit.network.id, vergadering=held.id),
                icon=":material/download:",
            )
    if visit.may(Action.MANAGE):
        reminder.of_report(visit, held)
    st.markdown(
        _(
            "**Aanwezig ({number})**  \n{here}",
            number=len(content.here),
            here=plain(", ".join(content.here)) or _("Niet genoteerd."),
        )
    )
    _decisions(content)
    _votes(content)
    _notes(content)
    if content.actions:
        st.header(_("Acties van die dag"), anchor=False)
        names = content.names
        st.markdown(
            "\n".join(f"- {plain(a.what)} · {plain(names.get(a.lead, 'nog niemand'))}" for a in content.actions)
        )
        layout.link("pages/netwerk/plan.py", _("Naar het plan"))


def _decisions(content: MeetingContent) -> None:
    st.header(_("Afgesproken"), anchor=False)
    agreement.beside_measured(content.shown, Settled(content.agreed, {}), content.questionnaire)
    for own in content.priorities:
        block = content.questionnaire.block(own.block)
        st.markdown(f"**{block.id}. {plain(block.name)}** · {'★' * own.stars}")
        for text in filter(None, (own.comment, own.direction)):
            st.text(text)
    if not content.agreed and not content.priorities:
        st.markdown(_("In deze vergadering is nog niets afgesproken."))


def _votes(content: MeetingContent) -> None:
    st.header(_("Gestemd"), anchor=False)
    for question in content.questions:
        with st.container(border=True):
            again = f" · {question.attempt}e stemming" if question.attempt > 1 else ""
            st.markdown(f"**{plain(phrase.vote_subject(question, content.questionnaire))}**{again}")
            for label, who in content.spread(question):
                st.markdown(f"{label} ({len(who)}): {plain(', '.join(who))}")
            for name, reason in meeting.sorted_by_name(content.reasons[question.id], content.names):
                st.markdown(f"{plain(name)}: “{plain(reason)}”")
            if not content.votes[question.id]:
                st.markdown(_("Niemand stemde."))
            if outcome := meeting.outcome(question.kind, content.votes[question.id]):
                st.caption(explain(outcome))
    if not content.questions:
        st.markdown(_("Er is niet gestemd."))


def _notes(content: MeetingContent) -> None:
    st.header(_("Notities"), anchor=False)
    for note in content.notes:
        with st.container(border=True):
            st.markdown(f"**{plain(phrase.point(note.point, content.questionnaire, content.titles))}**")
            st.text(note.text)
    if not content.notes:
        st.markdown(_("Er zijn geen notities."))
