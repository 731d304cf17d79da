"""Accounts at the door: streamlit-authenticator's form, our own counting and checking. Nothing else knows that library.

A good password, and the code of the second factor where there is one, give a one-time ticket, which the web server
exchanges for the session cookie; the library's own cookie stays off, because scripts can read it. Every try goes
through the store first, so that guessing is slow; a name that does not exist is answered like one that does.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import streamlit as st
import streamlit_authenticator as stauth

from onlife.domain.account import Account
from onlife.security import password as passwords
from onlife.services import settings
from onlife.store import Refused, Store
from onlife.text import length
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.parts import layout
from onlife.ui.parts.markdown import plain

FIELDS = {
    "Form name": N_("Jouw account"),
    "Username": N_("Gebruikersnaam"),
    "Password": N_("Wachtwoord"),
    "Login": N_("Aanmelden"),
}
WRONG = N_("Gebruikersnaam of wachtwoord klopt niet.")
WRONG_CODE = N_("Deze code klopt niet of is al gebruikt. Wacht op de volgende code in je app.")


class WrongPassword(Refused):
    """No account has this name and password."""


def offer_provider() -> None:
    """A button that leads to the provider of this installation, where it has one, and back to the page that was asked for."""
    provider = settings.sign_in_provider()
    if not provider:
        return
    label = _("Aanmelden met {name}", name=plain(provider.name))
    st.button(label, type="primary", icon=":material/login:", on_click=_choose_provider)
    if "provider" in st.session_state:
        layout.redirect(f"/aanmelden/oidc?{urlencode({'naar': st.query_params.get('naar', '/')})}", _("Verder"))


def _choose_provider() -> None:
    """Kept, as the component of the form beside it asks for a run when it has loaded, and that one must lead there, too."""
    st.session_state["provider"] = True


def ask(store: Store) -> Account | None:
    """Show the form, then the second step where there is one; the account that somebody proved to be, once."""
    halfway = store.sessions.get(st.session_state.get("halfway", ""))
    waiting = store.accounts.get(halfway.subject) if halfway and halfway.kind == "halfway" else None
    if waiting:
        return _ask_code(store, waiting)
    account = _ask_password(store)
    if account and store.accounts.has_factor(account.id):
        st.session_state["halfway"] = store.sessions.start("halfway", account.id)
        st.rerun()
    return account


def _ask_password(store: Store) -> Account | None:
    accounts = {account.username: account for account in store.accounts.all() if not account.from_provider}
    credentials = {"usernames": {name: {"name": a.name, "password": a.password_hash} for name, a in accounts.items()}}
    authenticator = stauth.Authenticate(
        credentials, cookie_key="unused", cookie_expiry_days=0, auto_hash=False, login_sleep_time=0
    )
    proven: list[Account] = []

    def check(username: str, password: str) -> bool:
        """Stands in for the library's own check, which counts nothing and is quick about names it does not know."""
        known = accounts.get(username.strip().lower())
        try:
            _prove_password(store, username, known, password)
        except Refused as refusal:
            st.error(str(refusal), icon=":material/error:")
            return False
        assert known is not None
        proven.append(known)
        return True

    authenticator.authentication_controller.authentication_model.check_credentials = check
    beside = {"Form name": _("Of met een wachtwoord")} if settings.sign_in_provider() else {}
    authenticator.login(fields={key: _(said) for key, said in FIELDS.items()} | beside)
    for left in ("authentication_status", "username", "name", "email", "roles", "logout"):
        st.session_state.pop(left, None)
    return proven[0] if proven else None


def _ask_code(store: Store, account: Account) -> Account | None:
    with st.form("second step", clear_on_submit=True):
        st.header(_("Nog één stap"), anchor=False)
        code = st.text_input(
            _("Code uit je app"),
            autocomplete="one-time-code",
            max_chars=20,
            help=_("Je telefoon niet bij je? Vul een van je herstelcodes in."),
        )
        wanted = st.form_submit_button(_("Verder"), type="primary")
    st.caption(_("Telefoon en herstelcodes kwijt? Wie de server beheert, zet deze stap voor je uit."))
    if st.button(_("Opnieuw beginnen"), type="tertiary"):
        _forget_halfway(store)
        st.rerun()
    if not wanted:
        return None
    try:
        attempt = _begin(store, account.username)
        if not store.accounts.spend_code(account.id, code):
            raise Refused(_(WRONG_CODE))
    except Refused as refusal:
        st.error(str(refusal), icon=":material/error:")
        return None
    store.login_throttle.end(attempt, account.username, _address(), inside=True)
    _forget_halfway(store)
    return account


def _forget_halfway(store: Store) -> None:
    store.sessions.end(st.session_state.pop("halfway", ""))


def prove(store: Store, account: Account, password: str) -> None:
    """Ask for the password again, for what somebody at an open screen must not do; raises Refused."""
    try:
        _prove_password(store, account.username, account, password)
    except WrongPassword as refusal:
        raise WrongPassword(_("Je huidige wachtwoord klopt niet.")) from refusal


def _prove_password(store: Store, username: str, account: Account | None, password: str) -> None:
    attempt = _begin(store, username)
    if not passwords.verify(password, account.password_hash if account else None) or account is None:
        raise WrongPassword(_(WRONG))
    store.login_throttle.end(attempt, username, _address(), inside=not store.accounts.has_factor(account.id))


def _begin(store: Store, username: str) -> str:
    attempt = store.login_throttle.begin(username, _address())
    if isinstance(attempt, timedelta):
        raise Refused(
            _("Er is te vaak geprobeerd aan te melden. Probeer het opnieuw over {length}.", length=length(attempt))
        )
    return attempt


def _address() -> str:
    """Where the visitor's browser is; empty on the server's own machine, or behind a proxy that does not say."""
    return st.context.ip_address or ""
