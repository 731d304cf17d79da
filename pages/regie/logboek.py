"""The log book: who did what and when, without answers or secrets."""

import streamlit as st

from onlife.domain.access import Action
from onlife.ui import log_book
from onlife.ui.app import session
from onlife.ui.parts import layout

visit = session.require(Action.MANAGE)
layout.heading("Logboek", "Wie deed wat en wanneer in dit netwerk. Antwoorden en geheimen staan er niet in.")
log_book.check_log(visit)
automatic = st.toggle("Toon ook de back-ups die de app zelf maakt")
told = log_book.network_log(visit, automatic=automatic)
wanted = st.text_input("Zoeken", placeholder="bv. een naam, een partner of 'aangemeld'")
found = (
    told[told.apply(lambda row: wanted.casefold() in " ".join(map(str, row)).casefold(), axis=1)] if wanted else told
)
st.dataframe(
    found,
    hide_index=True,
    height=560,
    column_order=("Moment", "Wat", "Wie", "Nr."),  # what happened is in sight on a phone as well
    column_config={"Wie": st.column_config.TextColumn(width=180)},
    alt="Het logboek van dit netwerk, nieuwste bovenaan",
)
st.caption("Stappen van een scan tonen enkel de dag, omdat ze naast antwoorden staan.")
st.markdown(f"[Logboek als CSV]({layout.export_address('/uitvoer/logboek.csv', visit)})")
