"""Voting on a phone: the question that is open, one's own answer, and after the reveal what everybody answered.

Nothing of what others chose comes here before it is revealed. The page asks every second what is open; as long as nothing
happened in the meeting, that costs one question to the store.
"""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from onlife.content import phrase
from onlife.content.message import explain
from onlife.domain import meeting
from onlife.domain.access import Action
from onlife.domain.meeting import Meeting, Option, Question, QuestionStep, State, VoteKind
from onlife.domain.network import Partner
from onlife.domain.priority import STARS
from onlife.services.cache import cached
from onlife.store import Refused, Store, StoreError
from onlife.text import quoted
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.parts import fragment, layout, text_field
from onlife.ui.parts.markdown import light_mark, plain

POLL_SECONDS = 1
CACHE_SIZE = 64


class Now(NamedTuple):
    """Where the meeting of a network stands: its newest question, what that is about, what its answers mean, and all
    its votes with their reasons once they are revealed."""

    meeting: Meeting | None
    question: Question | None
    about: str
    meanings: list[str]
    votes: dict[str, str]
    reasons: dict[str, str]
    names: dict[str, str]
    agreed: str


@st.fragment(run_every=POLL_SECONDS)
def follow() -> None:
    """What the meeting is about right now, and one's own vote in it."""
    visit = session.find(Action.VOTE)
    if visit is None:
        st.rerun()
    store = session.store()
    now = _now(store, visit.network.id)
    if now.meeting is None:
        layout.empty(_("Er loopt geen vergadering. Deze pagina volgt vanzelf zodra ze begint; herladen hoeft niet."))
    elif now.meeting.state is State.PAUSED:
        layout.empty(_("De vergadering is even gepauzeerd. Deze pagina gaat vanzelf verder."))
    elif now.question is None:
        layout.empty(_("Welkom. Zodra er een vraag is, verschijnt ze hier vanzelf."))
    else:
        _question(now, now.question, visit.own)


def _question(now: Now, question: Question, own: Partner) -> None:
    st.header(plain(now.about), anchor=False)
    mine = session.store().meetings.own_vote(question.id, own.id)
    if problem := st.session_state.get(f"problem with {question.id}"):
        st.error(plain(problem), icon=":material/error:")
    if question.step is QuestionStep.OPEN:
        _choose(now, question, own, mine)
        if mine:
            _say_why(question, own)
        return
    st.markdown(f"**{plain(phrase.question(question.kind))}**")
    st.caption(
        _(
            "Alle stemmen zijn getoond. {name} koos: {label}.",
            name=plain(own.name),
            label=_label(question, mine) or _("niets"),
        )
    )
    for option, names in meeting.spread(question.kind, now.votes, now.names):
        if names:
            answer = light_mark(option.light) if option.light else option.label
            st.markdown(f"**{answer}** · {len(names)}  \n{plain(', '.join(names))}")
    for name, reason in meeting.sorted_by_name(now.reasons, now.names):
        st.markdown(f"**{plain(name)}**  \n{quoted(plain(reason))}")
    if outcome := meeting.outcome(question.kind, now.votes):
        st.caption(explain(outcome))
    if now.agreed:
        st.success(_("Afgesproken: {agreed}", agreed=plain(now.agreed)), icon=":material/handshake:")


def _choose(now: Now, question: Question, own: Partner, mine: str) -> None:
    labels = {
        option.value: f"{_answer(option)}  \n{plain(meaning)}"
        for option, meaning in zip(question.kind.options, now.meanings, strict=True)
    }
    key = f"vote-{question.id}-{own.id}"
    fragment.follow_store(key, mine or None)
    with st.container(key=f"ballot-{question.kind.value}"):
        st.radio(
            phrase.question(question.kind),
            list(labels),
            index=None,
            format_func=labels.__getitem__,
            key=key,
            width="stretch",
            on_change=_vote,
            args=(question, own, "choice"),
        )
    st.caption(
        _(
            ":green[✓] De stem van {name} is bewaard. Wijzigen kan tot alle stemmen getoond worden, ook op "
            "een ander toestel van jullie tafel. De laatste keuze telt.",
            name=plain(own.name),
        )
        if mine
        else _(
            "Je stemt voor {name}. Niemand ziet wat jullie kiezen tot alle stemmen samen getoond worden.",
            name=plain(own.name),
        )
    )


def _answer(option: Option) -> str:
    if option.light:
        return f":{option.light.value}[{option.light.symbol}] **{option.light.word}**"
    return f"**{option.label}** · {_('{stars} op {most}', stars=option.value, most=max(STARS))}"


def _say_why(question: Question, own: Partner) -> None:
    """Why they vote so, for who wants to say; it stands beside the vote once all are shown."""
    key = f"reason-{question.id}-{own.id}"
    kept = session.store().meetings.own_reason(question.id, own.id)
    text_field.follow(key, kept)
    with st.form(f"why-{question.id}-{own.id}", border=False):
        st.text_input(_("Waarom? (mag leeg blijven)"), kept, max_chars=meeting.VOTE_REASON_LENGTH, key=key)
        st.caption(_("Eén zin, zonder namen van personen. Straks leest iedereen hem naast jullie stem."))
        label = _("Wijzig de reden") if kept else _("Bewaar de reden")
        st.form_submit_button(label, on_click=_vote, args=(question, own, "reason"))
    if kept:
        st.caption(_(":green[✓] De reden is bewaard."))


def _vote(question: Question, own: Partner, changed: str) -> None:
    """Keep the choice or the reason, whichever was `changed` here: the other may have come from another device meanwhile."""
    visit = session.find_in(own.network, Action.VOTE)
    if visit is None or visit.own.id != own.id:
        layout.warn(_(fragment.NO_LONGER))
        return
    store, typed, problem = session.store(), st.session_state, ""
    meetings = store.meetings
    try:
        with store.transaction():
            place = question.id, own.id
            choice = typed[f"vote-{question.id}-{own.id}"] if changed == "choice" else meetings.own_vote(*place)
            reason = typed[f"reason-{question.id}-{own.id}"] if changed == "reason" else meetings.own_reason(*place)
            meetings.vote(own.network, *place, str(choice), visit.actor.id, str(reason))
    except (Refused, StoreError) as refusal:
        problem = str(refusal)
    st.session_state[f"problem with {question.id}"] = problem


@cached(lambda store, network: (store, network, store.meetings.newest_event(network)), CACHE_SIZE)
def _now(store: Store, network: str) -> Now:
    """The same for every phone in the room until something happens; no vote of an open question is in it."""
    running = store.meetings.running(network)
    questions = store.meetings.questions(running) if running else []
    names = store.networks.partner_names(network, archived=True)
    if running is None or not questions:
        return Now(running, None, "", [], {}, {}, names, "")
    newest = questions[-1]
    agreed = store.meetings.agreements(running.round).get(newest.about)
    return Now(
        running,
        newest,
        *_about(store, running, newest),
        store.meetings.votes(running).get(newest.id, {}),
        store.meetings.reasons(running).get(newest.id, {}),
        names,
        agreed.light.label if agreed else "",
    )


def _about(store: Store, running: Meeting, question: Question) -> tuple[str, list[str]]:
    """What a question is about, and what its answers mean."""
    scan_round = store.networks.round(running.network, running.round)
    assert scan_round is not None
    questionnaire = session.questionnaire(scan_round)
    meanings = phrase.meanings(question.kind, question.about, questionnaire)
    if question.kind is VoteKind.STARS:
        return f"{question.about}. {questionnaire.block(question.about).name}", meanings
    return f"{question.about} {questionnaire.element(question.about).title}", meanings


def _label(question: Question, choice: str) -> str:
    return next((option.label for option in question.kind.options if option.value == choice), "")
