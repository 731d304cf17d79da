"""What a new action starts from, as its address says: a first step to read, a practice, or an action that the network keeps
as a template.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from onlife.content.message import message
from onlife.content.reading import FIRST, Practice
from onlife.domain.access import Action
from onlife.domain.light import Light
from onlife.domain.plan import WHAT_LENGTH, PlanAction
from onlife.domain.questionnaire import Element
from onlife.security.token import new_id
from onlife.services import experience, installation
from onlife.translation import gettext as _
from onlife.ui import reading
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import choose, fragment, layout
from onlife.ui.parts.action import perform_in_callback

PARAMETERS = ("element", "kleur", "praktijk", "elders", "sjabloon")
"""What an address can say of a start."""
ICON = ":material/flag:"


def plan_page() -> str:
    """The page of the plan that whoever is here may add to, '' for none."""
    if session.find(Action.MANAGE):
        return "pages/netwerk/plan.py"
    return "pages/partner/ons_plan.py" if session.find(Action.PLAN) else ""


def from_step(page: str, element: Element, light: Light) -> None:
    """Beside a first step: the way to an action that is filled in with it; nothing without a page to go to."""
    if page:
        block = choose.block_name(reading.library().quickscan.block(element.block))
        where = {"bouwsteen": block, "element": element.id, "kleur": light.value}
        layout.link(page, _("Maak hier een actie van"), icon=ICON, actie="nieuw", **where)


def from_practice(page: str, practice: Practice) -> None:
    """Beside a practice: the way to an action that is filled in with it; nothing without a page to go to."""
    if page:
        layout.link(page, _("Maak hier een actie van"), icon=ICON, actie="nieuw", praktijk=practice.id)


def from_elsewhere(page: str, element: Element, sentence: str) -> None:
    """Beside what helped another network: the way to an action that is filled in with it; nothing without a page to go to."""
    if page:
        block = choose.block_name(installation.questionnaire().block(element.block))
        where = {"bouwsteen": block, "element": element.id, "elders": sentence}
        layout.link(page, _("Maak hier een actie van"), icon=ICON, actie="nieuw", **where)


def from_address(action: PlanAction) -> PlanAction:
    """A new action with what its address says that it starts from."""
    return _with_template(_with_elsewhere(_with_practice(_with_step(action))))


def _with_step(action: PlanAction) -> PlanAction:
    light = next((light for light in FIRST if st.query_params.get("kleur") in (light.value, light.word)), None)
    if light is None or len(action.elements) != 1:
        return action
    element = session.questionnaire(action).element(action.elements[0])
    passage = reading.library().about(element)
    if passage is None:
        return action
    indicator = message("plan.indicator", element=f"{element.id} {element.title}", light=light.word)
    return replace(action, what=passage.first[light][:WHAT_LENGTH], indicator=indicator)


def _with_practice(action: PlanAction) -> PlanAction:
    practice = reading.practices().practice(st.query_params.get("praktijk", ""))
    if practice is None:
        return action
    whose = ", ".join(filter(None, (practice.by, practice.place)))
    return replace(action, what=practice.name, remarks="\n".join(filter(None, (practice.text, whose))))


def _with_elsewhere(action: PlanAction) -> PlanAction:
    wanted = st.query_params.get("elders", "")
    read = experience.elsewhere(session.store()).values() if wanted and session.find(Action.SEE_NETWORK) else ()
    known = any(wanted in told.sentences for told in read)
    return replace(action, what=wanted[:WHAT_LENGTH]) if known else action


def _with_template(action: PlanAction) -> PlanAction:
    wanted = st.query_params.get("sjabloon")
    kept = next((t for t in _templates(action) if t.id == wanted), None)
    if kept is None:
        return action
    return replace(
        action,
        block=kept.block,
        elements=kept.elements,
        content_version=kept.content_version,
        what=kept.what,
        term=kept.term,
        responsible=kept.responsible,
        goal=kept.goal,
        indicator=kept.indicator,
        resources=kept.resources,
    )


def choose_template(action: PlanAction) -> None:
    """For a new action of the network: which of the templates it starts from, if the network keeps any."""
    titles = {kept.id: kept.what for kept in _templates(action)}
    if titles:
        ids, chosen = ["", *titles], st.query_params.get("sjabloon", "")
        st.selectbox(
            _("Begin van een sjabloon"),
            ids,
            index=ids.index(chosen) if chosen in ids else 0,
            format_func=lambda key: titles.get(key, _("zonder sjabloon")),
            key="template",
            on_change=_take_template,
        )


def _take_template() -> None:
    for name in PARAMETERS:
        st.query_params.pop(name, None)
    if st.session_state["template"]:
        st.query_params["sjabloon"] = st.session_state["template"]
    another_form()


def another_form() -> None:
    """Let the form of a new action begin anew: its fields would keep what stands in them."""
    st.query_params["keer"] = new_id()


def keep_as_template(visit: Visit, action: PlanAction) -> None:
    """For the coordinator: whether the network keeps an action as a template."""
    key = f"template-{action.id}"
    fragment.follow_store(key, any(kept.id == action.id for kept in _templates(action)))
    st.toggle(
        _("Sjabloon: hier kunnen nieuwe acties van beginnen"),
        key=key,
        on_change=_keep_template,
        args=(action, key),
    )


def _keep_template(action: PlanAction, key: str) -> None:
    if visit := session.coordinator(action.network):
        kept = bool(st.session_state[key])
        perform_in_callback(
            lambda: session.store().plans.keep_template(action.network, action.id, kept, visit.actor.id)
        )


def _templates(action: PlanAction) -> list[PlanAction]:
    return [] if action.owner else session.store().plans.templates(action.network)
