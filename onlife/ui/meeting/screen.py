"""The screen on the projector: its frame, and what makes it follow the meeting."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.agenda import minutes_left
from onlife.domain.meeting import Meeting, Point, State
from onlife.store import StoreError
from onlife.text import count
from onlife.translation import gettext as _
from onlife.ui.app import session, state
from onlife.ui.meeting import address, buttons, content, dialogs, markup, view
from onlife.ui.meeting.view import MeetingView
from onlife.ui.parts import layout, script
from onlife.ui.parts.markdown import plain

POLL_SECONDS = 1


def show(running: Meeting) -> None:
    """The screen that the address names, and the dialog that is open over it."""
    address.remember(st.query_params[address.SCREEN])
    _follow(running)
    dialogs.draw()


@st.fragment(run_every=POLL_SECONDS)
def _follow(running: Meeting) -> None:
    """The screen; it counts votes while they come in.

    An open dialog runs by itself and stays, whatever happens here, so that nothing typed in it is lost.
    """
    visit, store = session.find_in(running.network, Action.LEAD_MEETING), session.store()
    if visit is None:
        address.leave()
    now = store.meetings.running(running.network)
    with st.container(key="stage", gap="xsmall"):
        if now is None or now.state is not State.RUNNING:
            if not dialogs.is_open():
                address.leave()
            _halt_notice(now)
        else:
            _draw(view.read(store, visit.network, now, address.of_vote(now)))


def _draw(known: MeetingView) -> None:
    points = known.points
    point = address.standing(points)
    script.scroll_to_top(point.id)
    place = f"{points.index(point) + 1} / {len(points)}"
    _top(f"{known.network} · {known.item(point).heading}", " · ".join(filter(None, (_time_left(known, point), place))))
    with st.container(key="stage-main"):
        content.draw(known, point)
    buttons.draw(known, point)
    answered = st.session_state.setdefault("answered key", 0)
    script.presenter([p.id for p in points], point.id, answered, partial(_turn, known, point))


def _time_left(known: MeetingView, point: Point) -> str:
    """How long there still is for a point, as far as somebody said; from its first time on the screen on."""
    agendas = session.store().agendas
    with suppress(StoreError):  # a full disk stops no meeting
        agendas.note_shown(known.meeting, point.id)
    left = minutes_left(known.item(point), agendas.since_first_shown(known.meeting.id, point.id))
    if left is None:
        return ""
    return (
        _("nog {count}", count=count(left, _("minuut"), _("minuten")))
        if left > 0
        else _("{count} over tijd", count=count(-left, _("minuut"), _("minuten")))
    )


def _top(section: str, place: str) -> None:
    with st.container(key="stage-top", horizontal=True, vertical_alignment="center"):
        st.html(markup.text("p", "section", section))
        with st.container():
            _messages()
        st.button(_("Volledig scherm"), key="full-screen", type="tertiary")  # `presenter.js` does what it says
        if st.button(_("Verlaat het scherm"), type="tertiary"):
            layout.forget_messages()
            address.leave()
        if place:
            st.html(markup.text("p", "place", place), width="content")


def _messages() -> None:
    """What the last press did, for as long as nothing else is pressed."""
    if message := state.MESSAGE.get():
        st.caption(f":green[✓] {plain(message)}")
    if problem := state.problem().get():
        st.error(plain(problem), icon=":material/error:")


def _turn(known: MeetingView, point: Point) -> None:
    """A key was pressed: the screen that it leads to."""
    asked = script.component_event("presenter", "screen")
    st.session_state["answered key"] = asked["number"]
    buttons.show(next((p.id for p in known.points if p.id == asked["screen"]), point.id))


def _halt_notice(now: Meeting | None) -> None:
    """Somebody else paused or ended the meeting: a dialog that is open here is not closed by that."""
    _top(_("Vergadering"), "")
    content.heading(_("De vergadering is {word}", word=now.state.word if now else State.ENDED.word))
