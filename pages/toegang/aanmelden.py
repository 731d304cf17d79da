"""Logging in, and making the first account of an empty installation."""

import secrets
from urllib.parse import urlencode

import streamlit as st

from onlife.security import password as passwords
from onlife.security.token import normal_code
from onlife.services import installation, sign_in
from onlife.store import Refused, StoreError
from onlife.translation import gettext as _
from onlife.ui.app import login, session
from onlife.ui.parts import layout, markdown

store = session.store()
if "account" in session.actors():
    layout.heading(_("Aanmelden"), _("Je bent al aangemeld."))
    layout.link("pages/netwerk/overzicht.py", _("Naar het overzicht"))
    st.stop()

if store.accounts.all():
    layout.heading(_("Aanmelden"), _("Voor coördinatoren en lezers van een netwerk."))
    login.offer_provider()
    if sign_in.only_by_provider(store):
        st.stop()
    ticket = ""
    try:
        if account := login.ask(store):
            ticket = store.sessions.start("ticket", account.id)
    except StoreError as problem:
        st.error(markdown.plain(str(problem)), icon=":material/error:")
    if ticket:
        wanted = st.query_params.get("naar", "")
        address = f"/sessie/{ticket}?{urlencode({'naar': wanted})}" if wanted else f"/sessie/{ticket}"
        layout.redirect(address, _("Verder naar je netwerk"))
    st.caption(_("Wachtwoord vergeten? Een andere coördinator of wie de server beheert, stelt een nieuw in."))
    st.stop()

layout.heading(
    _("Eerste account"),
    _("Deze installatie is nog leeg. Maak het account van de coördinator met de code uit de terminal."),
)
with st.form("first account"):
    code = st.text_input(_("Code uit de terminal"), autocomplete="off")
    name = st.text_input(_("Jouw naam"), max_chars=80)
    username = st.text_input(_("Gebruikersnaam"), max_chars=80, autocomplete="username")
    password = st.text_input(_("Wachtwoord"), type="password", help=passwords.hint(), autocomplete="new-password")
    if st.form_submit_button(_("Account maken"), type="primary"):
        try:
            if not secrets.compare_digest(normal_code(code), installation.first_account_code()):
                raise ValueError(_("Deze code klopt niet. Ze staat in de terminal waarin de app gestart is."))
            if not name.strip() or not username.strip():
                raise ValueError(_("Vul je naam en een gebruikersnaam in."))
            password_hash = passwords.hash_password(password, username, name)
            with store.transaction():
                account = store.accounts.add(username, name, password_hash, actor="eerste start")
                ticket = store.sessions.start("ticket", account.id)
        except (ValueError, Refused, StoreError) as problem:
            st.error(markdown.plain(str(problem)), icon=":material/error:")
        else:
            layout.redirect(f"/sessie/{ticket}", _("Verder naar je netwerk"))
