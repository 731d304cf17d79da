"""Practices by function of online work, open to everyone."""

import streamlit as st

from onlife.ui import reading
from onlife.ui.parts import components

components.heading(
    "Inspiratie", "Wat anderen al doen, geordend naar waarvoor online werken dient. Misschien bestaat jullie idee al."
)
practices = reading.practices()
st.markdown(components.plain(practices.note))
chosen = reading.find(practices)
if not chosen:
    components.empty("Geen enkele praktijk past bij wat je zoekt. Kies alle functies of probeer een ander woord.")
reading.show(practices, chosen)
reading.where_from()
