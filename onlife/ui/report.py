"""What came out of a meeting, to read: presence, decisions, votes, notes, actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from onlife.content.message import explain
from onlife.domain import meeting
from onlife.domain.meeting import Meeting, Question, Topic, VoteKind
from onlife.domain.network import Round
from onlife.domain.questionnaire import Questionnaire
from onlife.services import figures
from onlife.services.figures import View
from onlife.text import dutch_date
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import agreed, layout
from onlife.ui.parts import choose as choose_parts
from onlife.ui.parts.agreed import Settled
from onlife.ui.parts.markdown import plain


def of_meetings(visit: Visit, held: Sequence[Meeting], rounds: Mapping[str, Round]) -> None:
    """The report of one of the meetings that were held (newest first), about rounds that may be seen."""
    st.header("Verslagen", anchor=False)
    if held:
        chosen = choose(held)
        show(visit, chosen, rounds[chosen.round])
    else:
        layout.empty("Er is nog geen vergadering afgerond. Haar verslag verschijnt hier.")


def choose(held: Sequence[Meeting]) -> Meeting:
    """One of the meetings that were held (newest first), in the address."""
    days = {one.id: dutch_date(one.day) for one in held}
    chosen = choose_parts.one("vergadering", "Vergadering van", days, width=320)
    return next(one for one in held if one.id == chosen)


def show(visit: Visit, held: Meeting, scan_round: Round) -> None:
    """The report of a meeting about a round."""
    store = session.store()
    names = {p.id: p.name for p in store.networks.partners(visit.network.id, archived=True)}
    here = sorted((names[p] for p in store.meetings.present(held) if p in names), key=str.casefold)
    st.caption(f"Over {plain(scan_round.name)}")
    st.markdown(f"**Aanwezig ({len(here)})**  \n{plain(', '.join(here)) or 'Niet genoteerd.'}")
    _decisions(held, scan_round)
    questionnaire = session.questionnaire(scan_round)
    _votes(held, names, questionnaire)
    _notes(held, questionnaire)
    begun = [a for a in store.plans.of(visit.network.id) if a.begun == held.day]
    if begun:
        st.header("Acties van die dag", anchor=False)
        st.markdown("\n".join(f"- {plain(a.what)} · {plain(names.get(a.lead, 'nog niemand'))}" for a in begun))
        layout.link("pages/netwerk/plan.py", "Naar het plan")


def _decisions(held: Meeting, scan_round: Round) -> None:
    questionnaire = session.questionnaire(scan_round)
    st.header("Afgesproken", anchor=False)
    made = {a.about: a for a in session.store().meetings.agreed(scan_round.id).values() if a.meeting == held.id}
    agreed.beside_measured(figures.shown_in(View(held.network, scan_round.id)), Settled(made, {}), questionnaire)
    stars = session.store().priorities.of(scan_round.id, "")
    for block in questionnaire.blocks:
        own = stars.get(block.id)
        if own and own.stars:
            st.markdown(f"**{block.id}. {plain(block.name)}** · {'★' * own.stars}")
            for text in filter(None, (own.comment, own.direction)):
                st.text(text)
    if not made and not any(own.stars for own in stars.values()):
        st.markdown("In deze vergadering is nog niets afgesproken.")


def _votes(held: Meeting, names: Mapping[str, str], questionnaire: Questionnaire) -> None:
    st.header("Gestemd", anchor=False)
    votes, reasons = session.store().meetings.votes(held), session.store().meetings.reasons(held)
    revealed = [q for q in session.store().meetings.questions(held) if q.id in votes]
    for question in revealed:
        with st.container(border=True):
            again = f" · {question.attempt}e stemming" if question.attempt > 1 else ""
            st.markdown(f"**{plain(_asked(question, questionnaire))}**{again}")
            for option, who in meeting.spread(question.kind, votes[question.id], names):
                if who:
                    st.markdown(f"{option.label} ({len(who)}): {plain(', '.join(who))}")
            if outcome := meeting.outcome(question.kind, votes[question.id]):
                st.caption(explain(outcome))
            for name, reason in meeting.named(reasons[question.id], names):
                st.markdown(f"{plain(name)}: “{plain(reason)}”")
    if not revealed:
        st.markdown("Er is niet gestemd.")


def _notes(held: Meeting, questionnaire: Questionnaire) -> None:
    st.header("Notities", anchor=False)
    notes = [note for note in session.store().meetings.notes(held).values() if note.text]
    for note in notes:
        with st.container(border=True):
            st.markdown(f"**{plain(_point(note.point, questionnaire))}**")
            st.text(note.text)
    if not notes:
        st.markdown("Er zijn geen notities.")


def _asked(question: Question, questionnaire: Questionnaire) -> str:
    what = "Sterren" if question.kind is VoteKind.STARS else "Kleur"
    return f"{what} voor {_title(question.about, questionnaire)}"


def _title(about: str, questionnaire: Questionnaire) -> str:
    """A block or an element as one reads it."""
    for block in questionnaire.blocks:
        if block.id == about:
            return f"{block.id}. {block.name}"
        for element in block.elements:
            if element.id == about:
                return f"{element.id} {element.title}"
    return about


def _point(key: str, questionnaire: Questionnaire) -> str:
    """A point of the agenda as one reads it."""
    topic, _, about = key.partition("-")
    if topic not in set(Topic):
        return key
    word = Topic(topic).word
    between = " " if word.endswith("?") else ": "
    return f"{word}{between}{_title(about, questionnaire)}" if about and Topic(topic) is not Topic.ACTIONS else word
