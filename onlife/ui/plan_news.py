"""What others changed in the plan since the coordinator last said to have seen it: which action, who, when and what."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from onlife.domain.plan import FollowUp, PlanAction
from onlife.domain.proposal import Proposal, ProposalStep
from onlife.store.plan_look import PlanChange
from onlife.text import count, labelled, local, long_date
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts.action import perform_in_callback
from onlife.ui.parts.markdown import plain
from onlife.ui.plan_action import open_action
from onlife.ui.plan_words import LABELS, differing, in_words, partner_names

ACTIONS_MAX = 10
"""Of as many actions it says what changed; more are counted."""
IN_FULL = ("status", "end", "start", "lead", "term")
"""Fields of which it says what stands there now; the others are named."""
ANSWERS = {
    ProposalStep.OPEN: N_("stelt andere data voor"),
    ProposalStep.ACCEPTED: N_("nam de voorgestelde data over"),
    ProposalStep.DECLINED: N_("nam de voorgestelde data niet over"),
    ProposalStep.WITHDRAWN: N_("trok een voorstel van data in"),
}


def show(visit: Visit) -> None:
    """For the coordinator: what is new, folded, with the step that says it was seen; nothing where nothing is."""
    if not session.coordinator(visit.network.id):
        return
    changes = session.store().plan_looks.changes(visit.network.id, visit.actor.id)
    if not changes:
        return
    number = count(len(changes), _("wijziging"), _("wijzigingen"))
    with st.expander(
        _("Nieuw sinds je laatste bezoek: {number} door anderen", number=number), icon=":material/notifications:"
    ):
        _tell(visit, changes)
        newest = changes[0].event  # as it is drawn: what comes while one reads stays new
        st.button(_("Ik heb het gezien"), icon=":material/done_all:", on_click=_see, args=(visit.network.id, newest))


def _see(network: str, newest: int) -> None:
    if visit := session.coordinator(network):
        perform_in_callback(lambda: session.store().plan_looks.look(network, visit.actor.id, newest))


def _tell(visit: Visit, changes: Sequence[PlanChange]) -> None:
    names, people = partner_names(visit), session.store().audit.names(visit.network.id)
    titles = {action.id: action.what for action in session.store().plans.of(visit.network.id)}
    by_action: dict[str, list[PlanChange]] = {}
    for change in changes:
        by_action.setdefault(change.action, []).append(change)
    for action, own in [*by_action.items()][:ACTIONS_MAX]:
        lines = [
            f"- {long_date(local(change.moment).date())} · "
            + labelled(plain(people.get(change.actor, change.actor)), plain(_words(change, names)))
            for change in own
        ]
        st.markdown("\n".join([f"**{plain(titles.get(action, ''))}**\n", *lines]))
        st.button(_("Bekijk de actie"), type="tertiary", key=f"news-{action}", on_click=open_action, args=(action,))
    if (more := len(by_action) - ACTIONS_MAX) > 0:
        st.caption(_("En nog {count}.", count=count(more, _("andere actie"), _("andere acties"))))


def _words(change: PlanChange, names: dict[str, str]) -> str:
    if isinstance(change.now, Proposal):
        return _(ANSWERS[change.now.step])
    if isinstance(change.now, FollowUp):
        day = long_date(change.now.day)
        return (
            _("noteerde wat er te zien was op {day}", day=day)
            if change.now.held
            else _("opvolgmoment op {day}", day=day)
        )
    if change.before is None:
        return _("nieuw in het plan")
    return ", ".join(_field(change.now, name, names) for name in differing(change.now, change.before)) or _("bewaard")


def _field(action: PlanAction, name: str, names: dict[str, str]) -> str:
    label = _(LABELS[name]).partition(" (")[0].partition(":")[0].rstrip("?").casefold()
    if name not in IN_FULL:
        return _("{what} gewijzigd", what=label)
    return f"{label} {in_words(action, name, names) or _('leeg')}"
