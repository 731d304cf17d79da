"""The team page of a partner: response, closing and releasing with its consequence in words, the own result."""

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.network import RoundState
from onlife.services import figures, results
from onlife.services.figures import View
from onlife.translation import gettext as _
from onlife.ui import counting, plan_lead, reading, remark, team, team_link
from onlife.ui.app import session
from onlife.ui.parts import choose, documents, guidance, layout, picture

visit = session.require(Action.SEE_TEAM)
store = session.store()
layout.heading(
    visit.own.name,
    _("Jullie scan voor {name}: wie deed mee, afsluiten, jullie resultaat en wie het ziet.", name=visit.network.name),
)
with st.container(horizontal=True):
    guidance.about("ons-team")
    layout.link("pages/lezen/waarom.py", _("Waarom onlife?"), icon=":material/all_inclusive:")
rounds = store.networks.rounds(visit.network.id, practice=True, concept=False)
if not rounds:
    layout.empty(_("Er is nog geen scanronde gestart. De coördinator van het netwerk laat weten wanneer het zover is."))
    team_link.show(visit)
    st.stop()
plan_lead.lead_actions(visit, unfolded=False)
scan_round = choose.scan_round(rounds)
closing = store.closings.get(scan_round.id, visit.own.id)

team.response(visit, scan_round)
team_link.show(visit)
if not closing.closed:
    if scan_round.state is RoundState.OPEN:
        team.invite(visit)
        counting.of_team(visit, scan_round, closing)
        layout.link("pages/partner/op_papier.py", _("Liever op papier? Druk af en tik over"), icon=":material/print:")
        if not scan_round.practice:
            guidance.hint(visit, "afsluiten")
        team.close(visit, scan_round)
    else:
        layout.empty(_("Voor deze scanronde heeft niemand van jullie organisatie een scan ingediend."))
    st.stop()

team.release(visit, scan_round, closing)
if not closing.opened and not closing.released:
    team.open_result(visit, scan_round, closing)
    st.stop()

view = View(visit.network.id, scan_round.id, partner=visit.own.id)
shown = figures.shown_own(view)
st.header(_("Jullie resultaat"), anchor=False)
if shown.blocks.empty:
    layout.empty(
        _(
            "Jullie dienden minder dan {threshold} scans in via de link, op papier of uit een bestand (elk "
            "apart geteld). Om niemand te verraden, blijft het resultaat verborgen. Vraag de coördinator om "
            "jullie de volgende keer samen één scan te laten invullen.",
            threshold=visit.network.threshold,
        )
    )
    st.stop()
documents.own(visit, scan_round.id)
picture.figure("eigen-bouwstenen", view)
team.scan_sources(shown, visit.own.id)
if team.is_small(shown, visit.own.id):
    st.markdown(team.cooperation_only(session.questionnaire(scan_round)))
team.strengths(shown, visit.own.id, session.questionnaire(scan_round))
st.header(_("Per bouwsteen"), anchor=False)
block = choose.block(session.questionnaire(scan_round))
own = View(visit.network.id, scan_round.id, block=block.id, partner=visit.own.id)
if picture.figure("eigen-elementen", own) is None:
    st.markdown(_("Van deze bouwsteen zie je geen elementen. {value}", value=_(team.WHY_SMALL)))
reading.of_block(block)
team.inside(shown, block)
remark.of_own_team(visit, scan_round, results.own_remarks(store, shown, scan_round, visit.own.id))
