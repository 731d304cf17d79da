"""From an element to what follows from it: a point for the meeting, an action in the plan."""

from __future__ import annotations

import streamlit as st

from onlife.access import Action
from onlife.questionnaire import Element
from onlife.store import Refused, StoreError
from onlife.store.records import Round
from onlife.ui import components, session
from onlife.ui.session import Visit

MARKED = ":blue-badge[gesprekspunt]"


def badge(element: Element, points: list[str]) -> str:
    """The mark of a point for discussion, in Markdown, to stand behind the title of an element."""
    return f" {MARKED}" if element.id in points else ""


def follow(visit: Visit, round: Round, element: Element, points: list[str], key: str) -> None:
    """For the coordinator: make an element a point for the meeting, or start an action from it."""
    if not visit.may(Action.MANAGE):
        return
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        field = f"point-{key}-{round.id}-{element.id}"
        components.follow(field, element.id in points)
        st.toggle("Gesprekspunt", key=field, on_change=_mark, args=(round, element.id, field))
        if st.button("Start een actie", key=f"act-{key}-{element.id}", icon=":material/flag:"):
            asked = session.questionnaire(round)
            earlier = asked != session.questionnaire(visit.network)
            components.turn_to(
                "pages/netwerk/plan.py",
                actie="nieuw",
                bouwsteen=components.block_name(asked.block(element.block)),
                element=element.id,
                vragenlijst=str(asked.version) if earlier else "",
            )


def _mark(round: Round, element: str, field: str) -> None:
    visit = session.planner(round.network, "")
    if visit is None:
        st.session_state["problem"] = components.NO_LONGER
        return
    try:
        session.store().meetings.mark(round, element, bool(st.session_state[field]), visit.actor.id)
    except (Refused, StoreError) as problem:
        st.session_state["problem"] = str(problem)
