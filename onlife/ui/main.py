"""The script behind every page: page setup, who is here, which pages there are, run the one that was asked for."""

from pathlib import Path

import streamlit as st

from onlife.ui import navigation, session, tabs

# An icon of our own: a Material or emoji icon would be fetched from a foreign host.
ICON = Path(__file__).with_name("frontend") / "icon.png"

st.set_page_config(page_title="Onlife netwerkscan", page_icon=str(ICON), layout="wide")
here = session.actors()
tabs.note(here)
page = navigation.pages(here)
navigation.footer(here)
page.run()
