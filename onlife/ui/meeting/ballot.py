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
from onlife.domain.meeting import Meeting, Question, QuestionStep, State, VoteKind
from onlife.domain.network import Partner
from onlife.services.cache import cached
from onlife.store import Refused, Store, StoreError
from onlife.ui.app import session
from onlife.ui.parts import fragment, layout
from onlife.ui.parts.markdown import light_mark, plain

POLL_SECONDS = 1
CACHE_SIZE = 64


class Now(NamedTuple):
    """Where the meeting of a network stands: its newest question, what that is about, all its votes once they are revealed."""

    meeting: Meeting | None
    question: Question | None
    about: str
    votes: dict[str, str]
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
        layout.empty("Er loopt geen vergadering. Deze pagina volgt vanzelf zodra ze begint; herladen hoeft niet.")
    elif now.meeting.state is State.PAUSED:
        layout.empty("De vergadering is even gepauzeerd. Deze pagina gaat vanzelf verder.")
    elif now.question is None:
        layout.empty("Welkom. Zodra er een vraag is, verschijnt ze hier vanzelf.")
    else:
        _question(now, now.question, visit.own)


def _question(now: Now, question: Question, own: Partner) -> None:
    st.header(plain(now.about), anchor=False)
    mine = session.store().meetings.own_vote(question.id, own.id)
    if problem := st.session_state.get(f"problem with {question.id}"):
        st.error(plain(problem), icon=":material/error:")
    if question.step is QuestionStep.OPEN:
        _choose(question, own, mine)
        return
    st.markdown(f"**{plain(phrase.question(question.kind))}**")
    st.caption(f"Alle stemmen zijn getoond. {plain(own.name)} koos: {_label(question, mine) or 'niets'}.")
    for option, names in meeting.spread(question.kind, now.votes, now.names):
        if names:
            answer = light_mark(option.light) if option.light else option.label
            st.markdown(f"**{answer}** · {len(names)}  \n{plain(', '.join(names))}")
    if outcome := meeting.outcome(question.kind, now.votes):
        st.caption(explain(outcome))
    if now.agreed:
        st.success(f"Afgesproken: {plain(now.agreed)}", icon=":material/handshake:")


def _choose(question: Question, own: Partner, mine: str) -> None:
    labels = {
        option.value: light_mark(option.light) if option.light else f"{option.label} · {option.value} op 5"
        for option in question.kind.options
    }
    key = f"vote-{question.id}"
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
            args=(question, own, key),
        )
    st.caption(
        f":green[✓] De stem van {plain(own.name)} is bewaard. Wijzigen kan tot alle stemmen getoond worden."
        if mine
        else f"Je stemt voor {plain(own.name)}. Niemand ziet wat jullie kiezen tot alle stemmen samen getoond worden."
    )


def _vote(question: Question, own: Partner, key: str) -> None:
    visit = session.find(Action.VOTE)
    if visit is None or visit.network.id != own.network or visit.own.id != own.id:
        layout.warn(fragment.NO_LONGER)
        return
    choice = str(st.session_state[key])
    problem = ""
    try:
        session.store().meetings.vote(own.network, question.id, own.id, choice, visit.actor.id)
    except (Refused, StoreError) as refusal:
        problem = str(refusal)
    st.session_state[f"problem with {question.id}"] = problem


@cached(lambda store, network: (store, network, store.meetings.newest_event(network)), CACHE_SIZE)
def _now(store: Store, network: str) -> Now:
    """The same for every phone in the room until something happens; no vote of an open question is in it."""
    running = store.meetings.running(network)
    questions = store.meetings.questions(running) if running else []
    names = {p.id: p.name for p in store.networks.partners(network, archived=True)}
    if running is None or not questions:
        return Now(running, None, "", {}, names, "")
    newest = questions[-1]
    agreed = store.meetings.agreed(running.round).get(newest.about)
    return Now(
        running,
        newest,
        _about(store, running, newest),
        store.meetings.votes(running).get(newest.id, {}),
        names,
        agreed.light.label if agreed else "",
    )


def _about(store: Store, running: Meeting, question: Question) -> str:
    scan_round = store.networks.round(running.network, running.round)
    assert scan_round is not None
    questionnaire = session.questionnaire(scan_round)
    if question.kind is VoteKind.STARS:
        return f"{question.about}. {questionnaire.block(question.about).name}"
    return f"{question.about} {questionnaire.element(question.about).title}"


def _label(question: Question, choice: str) -> str:
    return next((option.label for option in question.kind.options if option.value == choice), "")
