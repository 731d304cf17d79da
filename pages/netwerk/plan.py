"""The shared plan of the network: as a list, per partner, in time, on a board; one action from close by."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.plan import in_order
from onlife.services.figures import View
from onlife.translation import gettext as _
from onlife.ui import calendar_link, plan, plan_action, plan_board, plan_lead, plan_news
from onlife.ui.app import session
from onlife.ui.parts import choose, documents, guidance, layout, picture

visit = session.require(Action.SEE_PAGE)
layout.heading(_("Plan"), _("Wat {name} samen gaat doen, wie het trekt en tegen wanneer.", name=visit.network.name))
guidance.about("plan")
action = plan_action.action_in_address(visit, owner="")
if action:
    plan_action.detail(visit, action)
    st.stop()

actions = in_order(session.store().plans.of(visit.network.id), session.questionnaire(visit.network))
plan.add(visit, _("Actie toevoegen"), owner="")
plan_news.show(visit)
plan.offers(visit)
plan_lead.proposals(visit)
if not actions:
    layout.empty(_("Het plan is nog leeg. Begin bij de bouwstenen waar jullie bij Keuzehulp samen op inzetten."))
    plan_action.worked_example()
    st.stop()


def in_time() -> None:
    if picture.figure("tijdlijn", View(visit.network.id, "")) is None:
        layout.empty(_("Geef acties een einddatum, dan staan ze hier in de tijd."))


sights: dict[str, Callable[[], None]] = {
    plan.LIST: partial(plan.by_block, visit, actions),
    plan.PER_PARTNER: partial(plan.by_partner, visit, actions),
    plan.IN_TIME: in_time,
    plan.BOARD: partial(plan_board.show, visit, actions),
}
if session.coordinator(visit.network.id):
    sights[plan.GRID] = partial(plan.grid, visit, actions, "")
sights[choose.sight(list(sights))]()
if visit.whole:
    st.markdown(
        _(
            "Neem het plan mee: {links}",
            links=documents.links("plan", ("xlsx", "docx", "ics", "csv"), View(visit.network.id, "")),
        )
    )
calendar_link.show(visit.network.id, owner="")
