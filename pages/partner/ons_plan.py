"""The own plan of a partner, in the same form as that of the network; an action can be offered to the network."""

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.plan import in_order
from onlife.services.figures import View
from onlife.translation import gettext as _
from onlife.ui import calendar_link, plan, plan_action, plan_lead
from onlife.ui.app import session
from onlife.ui.parts import documents, layout

visit = session.require(Action.SEE_TEAM)
layout.heading(
    _("Ons plan"),
    _("Wat {name} zelf gaat doen. Alleen jullie zien dit, tot jullie een actie aanbieden.", name=visit.own.name),
)
action = plan_action.action_in_address(visit, owner=visit.own.id)
if action:
    plan_action.detail(visit, action)
    st.stop()

actions = in_order(session.store().plans.of(visit.network.id, visit.own.id), session.questionnaire(visit.network))
plan.add(visit, _("Actie toevoegen"), owner=visit.own.id)
if not actions:
    layout.empty(_("Jullie plan is nog leeg. Begin bij de bouwstenen die jullie bij Onze keuze hoog zetten."))
    plan_action.worked_example()
plan.by_block(visit, actions)
plan_lead.lead_actions(visit, unfolded=True)
if actions:
    own = View(visit.network.id, "", partner=visit.own.id)
    st.markdown(_("Neem jullie plan mee: {links}", links=documents.links("plan", ("xlsx", "docx", "ics", "csv"), own)))
calendar_link.show(visit.network.id, owner=visit.own.id)
