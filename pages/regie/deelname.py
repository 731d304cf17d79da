"""Who takes part in a round: counts and days, never a colour."""

import streamlit as st

from onlife import charts
from onlife.domain.access import Action
from onlife.domain.shown import Visibility
from onlife.services import figures
from onlife.translation import gettext as _
from onlife.ui import response as response_ui
from onlife.ui import scan_round
from onlife.ui.app import session
from onlife.ui.parts import choose, guidance, layout, picture
from onlife.ui.parts.markdown import plain

visit = session.require(Action.MANAGE)
store = session.store()

layout.heading(_("Deelname"), _("Wie deed al mee? Je ziet alleen aantallen en dagen, nooit wat iemand koos."))
guidance.about("ronde")
guidance.what_now(visit)
rounds = store.networks.rounds(visit.network.id, practice=True, concept=False)
if not rounds:
    choose.without_round(visit)
the_scan_round = choose.scan_round(rounds)
response = store.results.response(visit.network.id, the_scan_round.id)
if not response:
    layout.empty(_("Er zijn nog geen partners."), "pages/regie/partners.py", _("Voeg partners toe"))
    st.stop()
st.caption(plain(scan_round.round_line(the_scan_round, response)))
if the_scan_round.practice:
    st.caption(_("Dit is oefenen: niets hiervan telt."))

response_ui.silent_partners(the_scan_round, response)
response_ui.draw_counts(charts.response_bars(response_ui.response_table(visit, response)))
st.header(_("Stand per partner"), anchor=False)
partners = figures.shown_in(figures.View(visit.network.id, the_scan_round.id)).partners
too_few = set(partners[partners["visibility"] == Visibility.TOO_FEW.value]["partner"])
states = response_ui.partner_states(the_scan_round, response, store.closings.of(the_scan_round.id), too_few)
st.dataframe(
    states,
    hide_index=True,
    height="content",
    row_height=picture.row_height(states["Partner"]),
    column_config={_("Stand"): st.column_config.TextColumn(width=240)},
)
response_ui.draw_counts(
    charts.activity_bars(store.results.submitted_by_day(the_scan_round.id).rename(columns={"submitted": "answered"}))
)
