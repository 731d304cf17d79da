"""The plan as a board: a column for every status, and cards that one moves by a button or by dragging them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from onlife.domain.plan import PlanAction, Status
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import script
from onlife.ui.parts.action import perform_as
from onlife.ui.plan import card
from onlife.ui.plan_words import partner_names

MOVES = (Status.PLANNED, Status.RUNNING, Status.DONE)
"""Where a button takes a card. One stops an action from close by, or drags it where something was stopped before."""


def show(visit: Visit, actions: Sequence[PlanAction]) -> None:
    """A column for every status; for what was stopped only where something was."""
    by_status = {status: [a for a in actions if a.status is status] for status in Status}
    if not by_status[Status.DROPPED]:
        del by_status[Status.DROPPED]
    names = partner_names(visit)
    leads = session.coordinator(visit.network.id) is not None
    movable = {action.id: action for action in actions if leads or session.lead_of(action)}
    for column, (status, own) in zip(st.columns(len(by_status)), by_status.items(), strict=True):
        with column, st.container(key=f"board-column-{status.value}", height="stretch"):
            st.header(f"{status.word.capitalize()} ({len(own)})", anchor=False)
            for action in own:
                key = f"board-card-{action.id}" if action.id in movable else None
                drawn = card(action, names, "board", told="status", key=key)
                if action.id in movable:
                    with drawn.container(horizontal=True, gap="small"):
                        _buttons(action)

    if movable:
        script.board(partial(_drop, movable))


def _drop(movable: Mapping[str, PlanAction]) -> None:
    """Move what was dragged, if it was a card of this board, to another column that there is."""
    told = script.component_event("board", "moved") or {}
    action, status = movable.get(str(told.get("action"))), str(told.get("status"))
    if action and status in [*Status] and status != action.status:
        _move(action, Status(status))


def _buttons(action: PlanAction) -> None:
    for status in MOVES:
        if status is not action.status:
            st.button(
                _("Naar {word}", word=status.word),
                key=f"move-{status.value}-{action.id}",
                type="tertiary",
                icon=f":material/arrow_{'forward' if MOVES.index(status) > _place(action) else 'back'}:",
                on_click=_move,
                args=(action, status),
            )


def _place(action: PlanAction) -> int:
    return MOVES.index(action.status) if action.status in MOVES else len(MOVES)


def _move(action: PlanAction, status: Status) -> None:
    """Give an action, as it was drawn, another status; what somebody changed meanwhile is not overwritten."""
    plans, wanted = session.store().plans, replace(action, status=status)
    done = _("{action}: nu {status}.", action=action.what, status=status.word)
    if planner := session.planner(action.network, action.owner):
        perform_as(planner, lambda visit: plans.keep(wanted, visit.actor.id), done)
    else:
        perform_as(session.lead_of(action), lambda visit: plans.report(wanted, visit.own.id, visit.actor.id), done)
