"""One's own account: where it may come, its password, the second step of logging in, and leaving everywhere."""

from __future__ import annotations

import streamlit as st

from onlife.domain.access import Actor
from onlife.domain.account import Account
from onlife.security import password as passwords
from onlife.security import totp
from onlife.store import Refused, StoreError
from onlife.translation import gettext as _
from onlife.ui.accounts import password_hash, provider_name
from onlife.ui.app import login, session
from onlife.ui.parts import layout
from onlife.ui.parts.action import perform, perform_or_stop
from onlife.ui.parts.markdown import plain


def show_roles(actor: Actor) -> None:
    """Who one is here: name, username, and the role in each network."""
    account = _own(actor)
    st.markdown(f"**{plain(account.name)}**, gebruikersnaam **{plain(account.username)}**")
    networks = sorted(session.store().networks.all(), key=lambda network: network.name.casefold())
    roles = [f"- {role.word} van {plain(n.name)}" for n in networks if (role := actor.role(n.id))]
    roles += [_("- programma: je ziet hoe ver elk netwerk is")] if session.of_programme() else []
    if roles:
        st.markdown("\n".join(roles))
    else:
        session.say_without_network()


def ask_secrets(actor: Actor) -> None:
    """One's password and second step; where one signs in through a provider, it is there that both are."""
    if _own(actor).from_provider:
        st.info(
            _(
                "Je meldt je aan met {provider}. Daar wijzig je ook je wachtwoord en hoe je je aanmeldt. Een "
                "rol die je van een groep daar kreeg, wordt bij elke aanmelding opnieuw gevraagd.",
                provider=plain(provider_name()),
            ),
            icon=":material/login:",
        )
    else:
        ask_password(actor)
        ask_factor(actor)


def ask_password(actor: Actor) -> None:
    """Change one's own password; other devices are logged out, this one goes on."""
    with st.form("own password", enter_to_submit=False):
        st.header(_("Wachtwoord"), anchor=False)
        old = st.text_input(_("Huidig wachtwoord"), type="password", autocomplete="current-password")
        new = st.text_input(_("Nieuw wachtwoord"), type="password", autocomplete="new-password", help=passwords.hint())
        wanted = st.form_submit_button(_("Wachtwoord wijzigen"), type="primary", icon=":material/key:")
    if not wanted:
        return
    store = session.store()
    try:
        account = _own(actor)
        login.prove(store, account, old)
        hashed = password_hash(account, new)
        with store.transaction():
            store.accounts.set_password(account, hashed, account.id)
            ticket = store.sessions.start("ticket", account.id)
    except (Refused, StoreError, ValueError) as problem:
        st.error(plain(_("{problem} Er is niets gewijzigd.", problem=problem)), icon=":material/error:")
    else:
        st.success(_("Je wachtwoord is gewijzigd. Op andere toestellen ben je nu afgemeld."), icon=":material/check:")
        layout.redirect(f"/sessie/{ticket}", _("Verder werken"))


def ask_factor(actor: Actor) -> None:
    """The second step of logging in: set it up with an app, keep the recovery codes, switch it off."""
    accounts = session.store().accounts
    st.header(_("Tweede stap bij het aanmelden"), anchor=False)
    codes = st.session_state.get("recovery codes")
    if codes:
        _show_recovery_codes(codes)
    elif accounts.has_factor(actor.id):
        left = accounts.recovery_left(actor.id)
        st.markdown(
            _(
                "Staat aan: na je wachtwoord vraagt de app een code. Je hebt nog {left} van de 8 herstelcodes.",
                left=left,
            )
        )
        with st.form("factor off", enter_to_submit=False):
            password = st.text_input(_("Je wachtwoord"), type="password", autocomplete="current-password")
            if st.form_submit_button(_("Tweede stap uitzetten"), icon=":material/lock_open:"):
                perform(lambda: _drop_factor(actor, password), _("De tweede stap staat uit."))
    elif "new factor" in st.session_state:
        _set_up_factor(actor, st.session_state["new factor"])
    else:
        st.markdown(_("Met een code uit een app op je telefoon is een gestolen wachtwoord alleen niet genoeg."))
        if st.button(_("Tweede stap instellen"), icon=":material/phonelink_lock:"):
            st.session_state["new factor"] = totp.new_secret()
            st.rerun()


def _set_up_factor(actor: Actor, secret: str) -> None:
    st.markdown(_("Scan deze code met een app zoals Aegis, 2FAS of Google Authenticator, of typ de sleutel over."))
    st.image(totp.qr(secret, _own(actor).username), alt=_("QR-code voor de app op je telefoon"), width=220)
    st.code(secret, language=None)
    with st.form("factor on", enter_to_submit=False):
        code = st.text_input(_("Code uit je app"), autocomplete="one-time-code", max_chars=20)
        password = st.text_input(_("Je wachtwoord"), type="password", autocomplete="current-password")
        wanted = st.form_submit_button(_("Tweede stap aanzetten"), icon=":material/phonelink_lock:")

    def change() -> None:
        login.prove(session.store(), _own(actor), password)
        codes = session.store().accounts.set_factor(actor.id, secret, code, actor.id)
        st.session_state["recovery codes"] = codes
        del st.session_state["new factor"]

    if wanted:
        perform(change, _("De tweede stap staat aan. Bewaar nu je herstelcodes."))
    if st.button(_("Toch niet"), type="tertiary"):
        del st.session_state["new factor"]
        st.rerun()


def _show_recovery_codes(codes: list[str]) -> None:
    st.markdown(
        _(
            "Dit zijn je herstelcodes, voor als je je telefoon niet hebt. Elke code werkt één keer. Bewaar ze op een veilige "
            "plek: je ziet ze alleen nu."
        )
    )
    st.code("\n".join(codes), language=None)
    if st.button(_("Ik heb ze bewaard"), icon=":material/check:"):
        del st.session_state["recovery codes"]
        st.rerun()


def _drop_factor(actor: Actor, password: str) -> None:
    login.prove(session.store(), _own(actor), password)
    session.store().accounts.drop_factor(actor.id, actor.id)


def leave_everywhere(actor: Actor) -> None:
    """End every session of one's account, this one too."""
    st.header(_("Overal afmelden"), anchor=False)
    st.markdown(_("Ergens nog aangemeld, of een toestel kwijt? Dit meldt je af op elk toestel, ook hier."))
    if _own(actor).from_provider:
        st.caption(
            _(
                "Meld je op een toestel dat je kwijt bent ook af bij {provider}.",
                provider=plain(provider_name()),
            )
        )
    if st.button(_("Overal afmelden"), icon=":material/logout:"):
        perform_or_stop(lambda: session.store().sessions.end_all(actor.id))
        st.success(_("Je bent overal afgemeld."), icon=":material/check:")
        layout.redirect("/afmelden", _("Verder"))


def _own(actor: Actor) -> Account:
    account = session.store().accounts.get(actor.id)
    if account is None:
        raise Refused(_("Je account bestaat niet meer."))
    return account
