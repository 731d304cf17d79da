"""Why one works onlife, open to everyone: what a new partner reads first, in two minutes."""

import streamlit as st

from onlife.content import reading
from onlife.ui.parts import guidance, layout

layout.heading("Waarom onlife?", "In twee minuten: waar dit over gaat, voor wie het is en wat jullie samen doen.")
guidance.way_back()
st.markdown(reading.introduction())
with st.container(horizontal=True):
    layout.link("pages/lezen/bouwstenen.py", "De zeven bouwstenen", icon=":material/menu_book:")
    layout.link("pages/lezen/uitleg.py", "Begrippen", icon=":material/help:", deel=guidance.TERMS)
