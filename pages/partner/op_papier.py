"""Scans on paper, for the contact of a partner: print them, and type over what came back."""

import streamlit as st

from onlife.access import Action
from onlife.ui import components, paper, session

visit = session.require(Action.SEE_TEAM)
components.heading(
    "Op papier", "Voor collega's die liever op papier invullen: druk de scan af en tik ze hier snel over."
)
paper.form_links(visit, visit.own)
st.header("Overtikken", anchor=False)
st.markdown(
    "Wie overtikt, ziet wat iemand koos en schreef. Laat dit doen door iemand die de collega's daarin vertrouwen."
)
paper.entry(visit.own)
