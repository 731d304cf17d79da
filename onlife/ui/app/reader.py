"""In which language a page is read, and the way to another one."""

from __future__ import annotations

from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from onlife import translation
from onlife.services import language
from onlife.translation import DUTCH, LANGUAGES
from onlife.translation import gettext as _


def language_on(page: StreamlitPage, reader: str) -> str:
    """The language of a page for whoever reads in `reader`; its parts that run by themselves speak it, too."""
    spoken = language.of_page(page.url_path, reader)
    st.session_state["language"] = spoken
    return spoken


def switch(place: str, *, step: str = "", plain: str = "") -> str:
    """The way to the other languages as markup: a form, so that the choice stands in no address. `place`: where to come
    back; `step`: the screen of the scan; `plain`: the other words of the scan that there are in this language.
    """
    offered = {plain: _("Eenvoudige taal") if plain == language.PLAIN else _("Gewone taal")} if plain else {}
    offered |= {code: name for code, name in LANGUAGES.items() if code != translation.language()}
    back = {"naar": place} | ({"stap": step} if step else {})
    fields = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in back.items())
    buttons = "".join(
        f'<button type="submit" name="taal" value="{code}" lang="{code if code in LANGUAGES else DUTCH}">{name}</button>'
        for code, name in offered.items()
    )
    return f'<form method="post" action="/taal">{fields}{buttons}</form>'


def _of_session() -> str:
    return str(st.session_state.get("language", "")) if get_script_run_ctx(suppress_warning=True) else ""


translation.ask_session(_of_session)
