"""What to do with a worrying signal online, open to everyone: question by question, as a drawing, and whom to involve."""

import streamlit as st

from onlife.ui import components, worry

components.heading(
    "Verontrusting", "Je ziet online iets dat je verontrust. Wat doe je, met wie, en wat vergeet je niet?"
)
with st.bottom:  # in sight however long the page is
    worry.emergency()
st.markdown(components.plain(worry.path().judgement))
sight = components.choose_sight(worry.SIGHTS)
if sight == "Schema":
    worry.chart()
elif sight == "Wie betrek je?":
    worry.people()
else:
    worry.walk()
st.caption(components.plain(worry.path().source))
