"""The fields of an action: what, who and when first, the rest when one asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from onlife.content.message import message
from onlife.domain import plan
from onlife.domain.plan import PlanAction, Status, Term
from onlife.text import parse_date, short_date
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.parts.markdown import plain
from onlife.ui.plan_words import LABELS, NOBODY

WIDTH = 816
"""How wide a field is at most, in pixels: what the stylesheet gives them on a wide screen."""
MORE = ("term", "start", "responsible", "partners", "goal", "indicator", "resources", "remarks")
"""The fields that one asks for."""
TEXTS = ("what", "responsible", "goal", "indicator", "resources", "remarks")
"""The fields in which one writes."""
BY_DATES = ""
"""The choice of a term that follows from begin and end."""


@dataclass
class _Form:
    """What was asked so far. `wrong`: what is to be said at a field, by its name; `key`: what sets this form apart."""

    action: PlanAction
    names: Mapping[str, str]
    wrong: Mapping[str, str]
    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def ask(self, name: str, draw: Callable[..., Any], *options: Any, **settings: Any) -> None:
        self.values[name] = draw(_(LABELS[name]), *options, key=_field(name, self.key), **settings)
        if name in self.wrong:
            st.caption(f":red[{plain(self.wrong[name])}]")


def ask(action: PlanAction, names: Mapping[str, str], wrong: Mapping[str, str], key: str) -> dict[str, Any]:
    """Name of a field -> what stands in it; dates as they were typed, the term as Term or BY_DATES."""
    form = _Form(action, names, wrong, key)
    form.ask("what", st.text_input, action.what, max_chars=plan.WHAT_LENGTH)
    left, right = st.columns(2, width=WIDTH)
    with left:
        leads = ["", *names]
        at = leads.index(action.lead) if action.lead in leads else 0
        form.ask("lead", st.selectbox, leads, index=at, format_func=lambda key: names.get(key, _(NOBODY)))
    with right:
        form.ask("end", st.text_input, _as_typed(action.end))
    _block(form)
    _elements(form)
    if action.event:
        _status(form)
    said = any(getattr(action, name) for name in MORE if name != "term") or not plan.follows_dates(action)
    with st.expander(_("Meer over deze actie"), icon=":material/tune:", expanded=said or bool(wrong.keys() & {*MORE})):
        _more(form)
    return form.values


def fields(names: Iterable[str], key: str) -> list[str]:
    """The keys of these fields in the form with this key."""
    return [_field(name, key) for name in names]


def _field(name: str, key: str) -> str:
    return f"{name}-{key}"


def from_form(action: PlanAction, values: Mapping[str, Any]) -> tuple[PlanAction, dict[str, str]]:
    """The action as the form has it, and what is wrong with the dates that were typed, by field."""
    values, wrong = dict(values), {}
    for name in ("start", "end"):
        try:
            values[name] = parse_date(values[name]) if values[name].strip() else None
        except ValueError as problem:
            wrong[name], values[name] = str(problem), None
    term = values.pop("term")
    wanted = replace(action, **{**values, "elements": tuple(values["elements"]), "partners": tuple(values["partners"])})
    return replace(wanted, term=plan.term_by_dates(wanted) if term == BY_DATES else term), wrong


def _block(form: _Form) -> None:
    questionnaire = session.questionnaire(form.action)
    blocks = [block.id for block in questionnaire.blocks]
    form.ask(
        "block",
        st.selectbox,
        blocks,
        index=blocks.index(form.action.block),
        format_func=lambda key: f"{key}. {questionnaire.block(key).name}",
    )


def _elements(form: _Form) -> None:
    block = session.questionnaire(form.action).block(form.values["block"])
    elements = {e.id: f"{e.id} {e.title}" for e in block.elements}
    form.ask(
        "elements",
        st.multiselect,
        list(elements),
        default=[e for e in form.action.elements if e in elements],
        format_func=elements.get,
        placeholder=_("Kies elementen"),
        select_all=False,
    )


def _status(form: _Form) -> None:
    form.ask(
        "status",
        st.radio,
        list(Status),
        index=list(Status).index(form.action.status),
        format_func=lambda status: status.word,
        horizontal=True,
    )


def _more(form: _Form) -> None:
    action, names = form.action, form.names
    form.ask("start", st.text_input, _as_typed(action.start), width=WIDTH // 2)
    terms = [BY_DATES, *Term]
    form.ask(
        "term",
        st.radio,
        terms,
        index=0 if plan.follows_dates(action) else terms.index(action.term),
        format_func=lambda term: term.word if term else _("volgt uit begin en einde"),
        captions=[_by_dates(action), *(message(f"term.{term.value}") for term in Term)],
    )
    form.ask(
        "responsible",
        st.text_input,
        action.responsible,
        max_chars=plan.RESPONSIBLE_LENGTH,
        placeholder=message("plan.responsible"),
    )
    form.ask(
        "partners",
        st.multiselect,
        list(names),
        default=[p for p in action.partners if p in names],
        format_func=names.get,
        placeholder=_("Kies partners"),
        select_all=False,
    )
    for name in ("goal", "indicator", "resources", "remarks"):
        form.ask(name, st.text_area, getattr(action, name), max_chars=plan.TEXT_LENGTH, height="content")


def _by_dates(action: PlanAction) -> str:
    return (
        _("nu {term}", term=action.term.word)
        if action.end and plan.follows_dates(action)
        else _("vanzelf, zodra er een einde is")
    )


def _as_typed(day: Any) -> str:
    return short_date(day) if day else ""
