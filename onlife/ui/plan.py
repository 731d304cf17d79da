"""Actions on screen: in lists, on a board, one from close by with its form, its follow-up and its history.

Which action is open stands in the address as `?actie=`; `nieuw` opens an empty one, with the block and the elements of
the cell it was started from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from onlife.domain import plan
from onlife.domain.plan import GridWords, PlanAction, Status, Term
from onlife.security.token import new_id
from onlife.store import Overtaken, Refused, StoreError
from onlife.text import labelled, today
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import choose, conflict, layout
from onlife.ui.parts.action import perform
from onlife.ui.parts.markdown import plain
from onlife.ui.plan_action import NEW, keep, open_action
from onlife.ui.plan_words import NOBODY, differences, late_badge, partner_names, summary

LIST, PER_PARTNER, IN_TIME, BOARD = N_("Lijst"), N_("Per partner"), N_("Tijdlijn"), N_("Bord")
GRID = N_("Rooster")
"""The sight in which one changes many actions at once; for who may change them."""


def add(visit: Visit, label: str, owner: str) -> None:
    """The way to a new action, for who may add one."""
    if session.planner(visit.network.id, owner):
        st.button(label, type="primary", icon=":material/add:", on_click=open_action, args=(NEW,))


def cards(visit: Visit, actions: Sequence[PlanAction], key: str, *, told: str = "") -> None:
    """Actions in a list, each with what one needs to know and the way to the rest.

    `told`: what the heading above them says already, `block`, `lead` or `status`.
    """
    names = partner_names(visit)
    for action in actions:
        card(action, names, key, told=told)


def card(
    action: PlanAction, names: Mapping[str, str], place: str, *, told: str = "", key: str | None = None
) -> DeltaGenerator:
    """One action with the way to the rest of it; gives back its card. `place`: a word of its own for where it stands; `key`:
    of the card.
    """
    drawn = st.container(border=True, key=key)
    with drawn:
        words = plain(summary(action, names, told))
        st.markdown(f"**{plain(action.what)}**{late_badge(action, today())}  \n{words}")
        st.button(_("Bekijk de actie"), key=f"{place}-{action.id}", on_click=open_action, args=(action.id,))
    return drawn


def by_block(visit: Visit, actions: Sequence[PlanAction]) -> None:
    """The actions under the building block that each must move."""
    blocks: dict[str, list[PlanAction]] = {}
    for action in actions:
        block = session.questionnaire(action).block(action.block)
        blocks.setdefault(choose.block_name(block), []).append(action)
    for name, own in blocks.items():
        st.header(plain(name), anchor=False)
        cards(visit, own, "list", told="block")


def by_partner(visit: Visit, actions: Sequence[PlanAction]) -> None:
    """Under every partner what it leads and what it helps with, those that left too; last what nobody leads (any more)."""
    partners = session.store().networks.partners(visit.network.id, archived=True)
    for partner in partners:
        own = [a for a in actions if partner.id == a.lead or partner.id in a.partners]
        if own:
            st.header(plain(partner.name), anchor=False)
            cards(visit, own, partner.id)
    if loose := [a for a in actions if a.lead not in {partner.id for partner in partners}]:
        st.header(_("Nog zonder trekker"), anchor=False)
        cards(visit, loose, "loose", told="lead")


class _OpenGrid(NamedTuple):
    """What a grid was opened on: the actions, and its rows as they are drawn; those after the actions are new. `key`: under
    which the browser holds what is typed on top of that; `words`: how blocks and partners were called then; `refused`:
    something of it was, and stays as it was typed.
    """

    actions: list[PlanAction]
    rows: pd.DataFrame
    key: str
    words: GridWords
    refused: bool = False


def grid(visit: Visit, actions: Sequence[PlanAction], owner: str) -> None:
    """Many actions at once, one a row; a new row is a new action."""
    names, questionnaire = partner_names(visit), session.questionnaire(visit.network)
    blocks = {block.id: choose.block_name(block) for block in questionnaire.blocks}
    earlier = [action for action in actions if session.questionnaire(action) != questionnaire]
    if earlier:
        st.caption(
            _("Acties uit een vroegere vragenlijst ({number}) wijzig je een voor een, bij Lijst.", number=len(earlier))
        )
    words, place = GridWords(blocks, {"": _(NOBODY)} | names), f"grid-{visit.network.id}-{owner}"
    current = [action for action in actions if action not in earlier]
    for action in current:
        _offer(action, names)
    sheet = _sheet(place, current, words)
    words = sheet.words
    empty = PlanAction(NEW, visit.network.id, owner, next(iter(blocks)), "", today())
    edited = st.data_editor(
        sheet.rows,
        # None is required: a browser keeps a row to itself as long as one is empty, and with it what was typed.
        column_config={  # together as wide as a page of 1280 pixels; a wider one makes all of them grow
            _("Actie"): st.column_config.TextColumn(max_chars=plan.WHAT_LENGTH, width=250),
            _("Bouwsteen"): st.column_config.SelectboxColumn(
                options=list(blocks.values()), default=words.blocks[empty.block], width=125
            ),
            _("Termijn"): st.column_config.SelectboxColumn(
                options=[term.word for term in Term], help=_("leeg: volgt uit het einde"), width=110
            ),
            _("Einde"): st.column_config.TextColumn(help="dag/maand/jaar", width=95),
            _("Trekker"): st.column_config.SelectboxColumn(
                options=list(words.partners.values()), default=_(NOBODY), width=125
            ),
            _("Stand"): st.column_config.SelectboxColumn(
                options=[status.word for status in Status], default=empty.status.word, width=82
            ),
        },
        num_rows="add",
        hide_index=True,
        height="content",
        key=sheet.key,
    )
    if st.button(_("Rooster bewaren"), icon=":material/save:"):
        _keep_rows(visit, place, sheet._replace(rows=edited), empty, words)
        st.rerun()


def _sheet(place: str, actions: list[PlanAction], words: GridWords) -> _OpenGrid:
    """What the grid at a place was opened on, as long as something in it is not kept; else what stands there now."""
    newest = max((action.event for action in actions), default=0)
    fresh = _OpenGrid(actions, plan.to_rows(actions, words), f"{place}-{newest}", words)
    known: _OpenGrid = st.session_state.get(place, fresh)
    typed = st.session_state.get(known.key)  # None once another page was drawn
    waits = typed is not None and (known.refused or any(typed.values()))
    sheet: _OpenGrid = st.session_state.pop(f"refused-{place}", None) or (known if waits else fresh)
    st.session_state[place] = sheet
    return sheet


def _offer(action: PlanAction, names: Mapping[str, str]) -> None:
    """What was typed in the row of an action that somebody else changed meanwhile."""
    place = f"grid-{action.id}"

    def words(mine: PlanAction) -> list[str]:
        return [action.what, *differences(mine, action, names)]

    conflict.offer(place, words, lambda mine: keep(replace(mine, event=action.event), place))


def _keep_rows(visit: Visit, place: str, sheet: _OpenGrid, empty: PlanAction, words: GridWords) -> None:
    """Keep every row that was changed, and say what came of it; what is refused stays as it was typed."""
    plans, problems, kept, overtaken = session.store().plans, list[tuple[str, str]](), 0, 0
    rows: list[tuple[list[PlanAction], pd.DataFrame]] = []
    for at in range(len(sheet.rows)):
        row, before = sheet.rows[at : at + 1], sheet.actions[at : at + 1]
        changed, wrong = plan.from_rows(row, before, empty, words)
        for action in changed:
            wanted = replace(action, id=new_id()) if action.id == NEW else action
            try:
                plans.keep(wanted, visit.actor.id)
                kept += 1
            except Overtaken:
                conflict.remember(f"grid-{wanted.id}", wanted)
                overtaken += 1
            except (Refused, StoreError) as problem:
                wrong.append((action.what, str(problem)))
                continue
            before = [now for now in [plans.action(wanted.network, wanted.id)] if now]
        rows.append((before, row if wrong else plan.to_rows(before, words)))
        problems += wrong
    st.session_state.pop(place, None)
    if problems:
        rows.sort(key=lambda row: not row[0])  # new ones that are refused come last
        typed = pd.concat([row for _action, row in rows], ignore_index=True).fillna("")
        actions = [action for own, _row in rows for action in own]
        st.session_state[f"refused-{place}"] = _OpenGrid(actions, typed, f"{place}-{new_id()}", words, refused=True)
        layout.warn(
            _("Niet alles is bewaard. ")
            + " ".join(labelled(what or _("Nieuwe rij"), problem) for what, problem in problems)
        )
    if kept:
        layout.say(_("De andere rijen zijn bewaard.") if problems or overtaken else _("Het rooster is bewaard."))


def offers(visit: Visit) -> None:
    """What partners offer to the plan of the network, for the coordinator to accept."""
    offered = session.store().plans.offers(visit.network.id)
    if not offered or not session.coordinator(visit.network.id):
        return
    names = partner_names(visit)
    st.header(_("Aangeboden door partners"), anchor=False)
    for action in offered:
        with st.container(border=True):
            st.markdown(f"**{plain(action.what)}** · {plain(names.get(action.owner, ''))}")
            st.caption(plain(summary(action, names)))
            if st.button(_("Neem op in het plan"), key=f"accept-{action.id}-{action.event}", icon=":material/check:"):
                perform(
                    partial(session.store().plans.accept, action, visit.actor.id),
                    _("De actie staat in het plan."),
                )
