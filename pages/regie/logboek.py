"""The log book: who did what and when, without answers or secrets."""

import streamlit as st

from onlife.domain.access import Action
from onlife.translation import gettext as _
from onlife.ui import log_book
from onlife.ui.app import session
from onlife.ui.parts import layout

visit = session.require(Action.MANAGE)
layout.heading(_("Logboek"), _("Wie deed wat en wanneer in dit netwerk. Antwoorden en geheimen staan er niet in."))
log_book.check_log(visit)
automatic = st.toggle(_("Toon ook de back-ups die de app zelf maakt"))
told = log_book.network_log(visit, automatic=automatic)
wanted = st.text_input(_("Zoeken"), placeholder=_("bv. een naam, een partner of 'aangemeld'"))
found = (
    told[told.apply(lambda row: wanted.casefold() in " ".join(map(str, row)).casefold(), axis=1)] if wanted else told
)
st.dataframe(
    found,
    hide_index=True,
    height=560,
    column_order=(_("Moment"), _("Wat"), _("Wie"), "Nr."),  # what happened is in sight on a phone as well
    column_config={_("Wie"): st.column_config.TextColumn(width=180)},
    alt=_("Het logboek van dit netwerk, nieuwste bovenaan"),
)
st.caption(_("Stappen van een scan tonen enkel de dag, omdat ze naast antwoorden staan."))
st.markdown(_("[Logboek als CSV]({address})", address=layout.export_address("logboek.csv", visit.network.id)))
