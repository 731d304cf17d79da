"""Practices by function of online work, open to everyone."""

from functools import partial

import streamlit as st

from onlife.ui import helped, plan_start, reading
from onlife.ui.parts import layout, markdown

layout.heading(
    "Inspiratie", "Wat anderen al doen, geordend naar waarvoor online werken dient. Misschien bestaat jullie idee al."
)
practices = reading.practices()
st.markdown(markdown.plain(practices.note))
chosen = reading.find(practices)
if not chosen:
    layout.empty("Geen enkele praktijk past bij wat je zoekt. Kies alle functies of probeer een ander woord.")
reading.show(practices, chosen, partial(plan_start.from_practice, plan_start.plan_page()))
reading.where_from()
helped.section(plan_start.plan_page())
