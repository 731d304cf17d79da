"""One action of a plan from close by: its form, what somebody else changed meanwhile, and the action to read.

Which action is open stands in the address as `?actie=`; `nieuw` opens an empty one, with the block and the elements of
the cell it was started from.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from onlife.content.message import explain
from onlife.domain import plan
from onlife.domain.plan import PlanAction
from onlife.security.token import new_id
from onlife.text import today
from onlife.translation import gettext as _
from onlife.ui import experience, plan_form, plan_lead, plan_start
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import choose, conflict, fragment, layout
from onlife.ui.parts.action import perform_in_callback
from onlife.ui.parts.markdown import plain
from onlife.ui.plan_follow_up import follow_ups, history, moved_elements, note_fields
from onlife.ui.plan_words import LABELS, differences, in_words, partner_names

NEW = "nieuw"


def action_in_address(visit: Visit, owner: str) -> PlanAction | None:
    """The action in the address, of the plan of this owner; a new one if it is asked for by who may add it."""
    wanted = st.query_params.get("actie", "")
    if not wanted:
        _forget()
    if wanted == NEW and session.planner(visit.network.id, owner):
        version = content_version(visit)
        blocks = session.store().questionnaires.get(version).blocks
        block = choose.block_in_address(blocks) or blocks[0]
        elements = tuple(e.id for e in block.elements if e.id in st.query_params.get_all("element"))
        empty = PlanAction(NEW, visit.network.id, owner, block.id, "", today(), elements, content_version=version)
        return plan_start.from_address(empty)
    found = session.store().plans.action(visit.network.id, wanted) if wanted else None
    if found and found.owner == owner:
        return found
    _tell_lost(wanted)
    return None


def open_action(action: str) -> None:
    st.query_params["actie"] = action


def detail(visit: Visit, action: PlanAction) -> None:
    """One action from close by."""
    if st.button(_("Terug naar het plan"), icon=":material/arrow_back:"):
        close_action()
    if session.planner(visit.network.id, action.owner):
        plan_lead.proposals(visit, of=action.id)
        _form(visit, action)
    else:
        _read(visit, action)
    if action.id == NEW:
        return
    if not action.owner and session.coordinator(visit.network.id):
        plan_start.keep_as_template(visit, action)
        experience.way_to_tell(visit, action)
    moved_elements(visit, action)
    follow_ups(visit, action)
    if visit.whole:
        history(visit, action)


def _form(visit: Visit, action: PlanAction) -> None:
    if action.id != NEW:
        action = conflict.base_version(f"action-{action.id}", action)
    # A browser sends the words of an option: they stay as they are while somebody fills in.
    names = conflict.base_version(f"action-names-{action.id}", partner_names(visit))
    st.header(_("Nieuwe actie") if action.id == NEW else _("De actie"), anchor=False)
    if action.id == NEW:
        if before := st.session_state.get("action-before"):  # it stays, or the fields would move while one types
            st.success(plain(_("Bewaard: {before}", before=before)), icon=":material/check:")
        worked_example()
        experience.way_to_read(action)
        plan_start.choose_template(action)
    words = partial(differences, theirs=action, names=names)
    conflict.offer(f"action-{action.id}", words, lambda mine: _store(replace(mine, event=action.event)))
    key = _form_key(action)
    if action.id == NEW:
        key += f"-{visit.network.id}-{action.owner}"
    values = plan_form.ask(action, names, st.session_state.get(f"action-beside-{action.id}", {}), key)
    conflict.watch(f"action-{action.id}", visit.actor.id, *plan_form.fields(values, key))
    offered = action.owner and st.toggle(_("Bied deze actie aan het netwerk aan"), action.offered, key=f"offered-{key}")
    with st.container(horizontal=True):
        if st.button(_("Actie bewaren"), key=f"keep-{key}", type="primary", icon=":material/save:"):
            _keep(replace(action, offered=bool(offered)), values)
        if action.id == NEW and st.button(
            _("Bewaar en begin een volgende"), key=f"another-{key}", icon=":material/playlist_add:"
        ):
            _keep(replace(action, offered=bool(offered)), values, another=True)
    if st.session_state.pop(f"action-refused-{action.id}", False):
        st.error(_("Nog niet bewaard: kijk hierboven naar wat in het rood staat."), icon=":material/error:")


def _form_key(action: PlanAction) -> str:
    """What sets the form of an action apart: its version, and how often a new one was begun."""
    return f"{action.id}-{action.event}-{st.query_params.get('keer', '')}"


def worked_example() -> None:
    """The way to an action that the publication worked out, told in our words."""
    layout.link(
        "pages/lezen/uitleg.py",
        _("Zo ziet een uitgewerkte actie eruit"),
        icon=":material/lightbulb:",
        onderwerp="plan-voorbeeld",
    )


def _keep(action: PlanAction, values: dict[str, Any], *, another: bool = False) -> None:
    """Keep what is in the form and go on with this or with another action, or say at each field what is in the way."""
    wanted, wrong = plan_form.from_form(action, values)
    flaws = plan.flaws(wanted, session.questionnaire(action))
    wrong = {name: explain(flaw) for name, flaw in flaws.items()} | wrong
    if wrong:
        st.session_state[f"action-beside-{action.id}"], st.session_state[f"action-refused-{action.id}"] = wrong, True
        st.rerun()
    st.session_state.pop(f"action-beside-{action.id}", None)
    kept = _store(replace(wanted, id=new_id()) if wanted.id == NEW else wanted)
    if kept and another:
        _begin_another(wanted)
    st.rerun()


def _store(wanted: PlanAction) -> bool:
    """Keep an action; the run that follows says what came of it. Return whether it is kept."""
    advice = {name: explain(reason) for name, reason in plan.advice(wanted).items()}
    kept = keep(wanted, f"action-{wanted.id}", _(" Kijk nog even naar wat in het rood staat.") if advice else "")
    if kept:
        _forget()
        st.session_state[f"action-beside-{wanted.id}"] = advice
        open_action(wanted.id)
    return kept


def keep(wanted: PlanAction, place: str, more: str = "") -> bool:
    """Keep an action and say so, with something `more`; if somebody else was faster it waits at a place of `conflict`. Return
    whether it is kept.
    """
    visit = session.planner(wanted.network, wanted.owner)
    if visit is None:
        layout.warn(_(fragment.NO_LONGER))
        return False
    return perform_in_callback(
        partial(session.store().plans.keep, wanted, visit.actor.id),
        _("De actie is bewaard.{more}", more=more),
        overtaken=partial(conflict.remember, place, wanted),
    )


def _begin_another(before: PlanAction) -> None:
    """An empty form after an action that was kept, about the same building block."""
    open_action(NEW)
    st.query_params["bouwsteen"] = choose.block_name(session.questionnaire(before).block(before.block))
    plan_start.another_form()
    for name in plan_start.PARAMETERS:
        st.query_params.pop(name, None)
    layout.forget_messages()
    st.session_state["action-before"] = before.what


def _read(visit: Visit, action: PlanAction) -> None:
    names = partner_names(visit)
    st.header(plain(action.what), anchor=False)
    if lead := session.lead_of(action):
        plan_lead.report(lead, action)
        st.subheader(_("De actie"), anchor=False)
    else:
        _tell_lost(action.id)
    for name, label in LABELS.items():
        if name != "what" and (said := in_words(action, name, names)):
            with st.container(gap=None):
                st.markdown(f"**{plain(_(label).partition(' (')[0])}**")
                st.text(said)


def _tell_lost(action: str) -> None:
    """For who had a form of this action open and may no longer change it: that nothing is kept, and what was typed, to copy."""
    base = conflict.close(f"action-{action}", PlanAction)
    if base is None:
        return
    st.warning(
        _("Deze actie is niet meer aan jullie om te wijzigen. Wat je net invulde, is niet bewaard."),
        icon=":material/group:",
    )
    known = {str(value) for value in vars(base).values()}
    _status, remarks = plan_lead.report_fields(base)
    for text in conflict.typed(*plan_form.fields(plan_form.TEXTS, _form_key(base)), remarks, *note_fields()):
        if text not in known:
            st.text(text)


def _forget() -> None:
    """Back at the list: what a form remembered of an action is over."""
    conflict.forget_forms("action-", plan_lead.DATES)
    for key in [k for k in st.session_state if str(k).startswith("action-")]:
        del st.session_state[key]


def close_action() -> None:
    for name in ("actie", "keer", *plan_start.PARAMETERS):
        st.query_params.pop(name, None)
    st.rerun()


def content_version(visit: Visit) -> int:
    """The questionnaire of a new action: that of the round it is started from, else what the network works with."""
    asked = st.query_params.get("vragenlijst", "")
    rounds = [scan_round.content_version for scan_round in session.store().networks.rounds(visit.network.id)]
    return int(asked) if asked in map(str, rounds) else session.questionnaire(visit.network).version
