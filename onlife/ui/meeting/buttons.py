"""What can be pressed below a screen: the vote, and what is written down.

A button works with what stood on the screen when it was drawn, and asks for the right to it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import streamlit as st

from onlife.domain.meeting import Meeting, Point, Question, QuestionStep, Topic
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.meeting import address, dialogs
from onlife.ui.meeting.view import MeetingView
from onlife.ui.parts import layout
from onlife.ui.parts.action import perform_as


def draw(view: MeetingView, point: Point) -> None:
    """The buttons of a screen, in one row between the ways back and on."""
    at = view.points.index(point)
    with st.container(key="stage-foot", horizontal=True, vertical_alignment="center"):
        turn(_("← Vorige"), view.points[max(at - 1, 0)], key="previous", disabled=at == 0)
        with st.container(key="stage-middle", horizontal=True, horizontal_alignment="center"):
            _vote(view, point)
            for label, open_dialog in _dialogs(view, point):
                if st.button(label):
                    dialogs.ask_for(open_dialog, label)
                dialogs.restore(open_dialog, label)
        turn(
            _("Volgende →"),
            view.points[min(at + 1, len(view.points) - 1)],
            key="next",
            disabled=at + 1 == len(view.points),
        )


def turn(label: str, point: Point, *, key: str, disabled: bool = False) -> None:
    """A button to another screen."""
    st.button(label, key=key, on_click=show, args=(point.id,), disabled=disabled)


def show(screen: str) -> None:
    """Put another screen on the projector, in a callback."""
    layout.forget_messages()
    address.remember(screen)
    st.query_params[address.SCREEN] = screen


def _vote(view: MeetingView, point: Point) -> None:
    if point.kind is None:
        return
    last, kind, meetings = view.last_question(point), point.kind, session.store().meetings
    if last and last.step is QuestionStep.OPEN:
        reveal = partial(meetings.reveal, view.meeting, last.id)
        _act(_("Toon de stemmen"), view.meeting, lambda visit: reveal(visit.actor.id), primary=True)
        drop = partial(meetings.drop, view.meeting, last.id)
        done = _("De stemming is ingetrokken; niets ervan wordt getoond.")
        _act(_("Trek in"), view.meeting, lambda visit: drop(visit.actor.id), done)
    elif view.open_question:
        turn(_("Naar de open stemming"), view.place_of(view.open_question), key="to open vote")
    else:
        ask = partial(meetings.ask, view.meeting, kind, point.about)
        label = _("Stem opnieuw") if last else _("Open de stemming")
        _act(label, view.meeting, lambda visit: ask(visit.actor.id), primary=not last)


def _dialogs(view: MeetingView, point: Point) -> Iterator[tuple[str, partial[None]]]:
    """What is written down at a point: the words on its button, and the dialog that it opens."""
    last = view.last_question(point)
    voting = _votes_now(last)
    element = point.kind is not None and point.topic is not Topic.STARS
    if point.topic is Topic.WELCOME:
        yield _("Wie is er?"), partial(dialogs.presence, view)
    if point.topic is Topic.STARS and not voting:
        yield _("Spreek sterren af"), partial(dialogs.agree_stars, view, point.about)
    if point.kind and not voting:
        yield _("Spreek een kleur af"), partial(dialogs.agree, view, point.about)
    if point.topic is Topic.ACTIONS and view.open_actions():
        yield _("Stand aanpassen"), partial(dialogs.action_status, view, point)
    if point.topic not in (Topic.WELCOME, Topic.CLOSING) and not voting:
        block = view.questionnaire.element(point.about).block if element else point.about if point.kind else ""
        yield _("Start een actie"), partial(dialogs.new_action, view, block, point.about if element else "")
    if point.topic is Topic.CLOSING:
        yield _("Rond de vergadering af"), partial(dialogs.end, view.meeting)
    if last and view.reasons.get(last.id):
        yield _("Lees de redenen"), partial(dialogs.reasons, view, last)
    if voting and last:
        yield _("Stem op dit scherm"), partial(dialogs.vote, view, last)
    yield _("Noteer"), partial(dialogs.note, view, point)


def _votes_now(question: Question | None) -> bool:
    return question is not None and question.step is QuestionStep.OPEN


def _act(
    label: str, running: Meeting, change: Callable[[Visit], object], done: str = "", *, primary: bool = False
) -> None:
    """A button that does something at once."""
    st.button(label, type="primary" if primary else "secondary", on_click=_do, args=(running, change, done))


def _do(running: Meeting, change: Callable[[Visit], object], done: str) -> None:
    if st.session_state.get("last change") is change:
        return  # a press within the tick in which the screen runs by itself is told twice by Streamlit's page
    st.session_state["last change"] = change
    layout.forget_messages()
    perform_as(dialogs.leader(running), change, done)
