"""The shared plan of the network: as a list, per partner, in time, on a board; one action from close by."""

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


grid = [plan.GRID] if session.coordinator(visit.network.id) else []
sight = choose.sight([plan.LIST, plan.PER_PARTNER, plan.IN_TIME, plan.BOARD, *grid])
if sight == plan.LIST:
    plan.by_block(visit, actions)
elif sight == plan.PER_PARTNER:
    plan.by_partner(visit, actions)
elif sight == plan.BOARD:
    plan_board.show(visit, actions)
elif sight == plan.GRID:
    plan.grid(visit, actions, "")
elif picture.figure("tijdlijn", View(visit.network.id, "")) is None:
    layout.empty(_("Geef acties een einddatum, dan staan ze hier in de tijd."))
if visit.whole:
    st.markdown(
        _(
            "Neem het plan mee: {links}",
            links=documents.links("plan", ("xlsx", "docx", "ics", "csv"), View(visit.network.id, "")),
        )
    )
calendar_link.show(visit.network.id, owner="")
