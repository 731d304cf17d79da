"""The script behind every page: who is here, which pages there are, page setup, run the one that was asked for."""

import streamlit as st

from onlife import translation
from onlife.services import language
from onlife.ui.app import navigation, open_tabs, reader, reconnect, render_lock, session

with render_lock.hold():
    st.set_page_config(page_icon=navigation.ICON)  # first, or the browser asks for the icon of the menu
    here = session.actors()
    open_tabs.remember(here)
    spoken = language.of_visitor(st.context.cookies.to_dict(), here)
    with translation.use(translation.DUTCH if "account" in here else spoken):
        page = navigation.pages(here)
        st.set_page_config(page_title=f"{navigation.title(page)} · Onlife netwerkscan", layout=navigation.layout(page))
        navigation.footer(here)
        navigation.languages(here, page, spoken)
    with translation.use(reader.language_on(page, spoken)):
        navigation.network(here)
        navigation.sample(here)
        reconnect.ask_for_run()  # before the page, which may stop itself
        page.run()
