"""Who has an account in a network, and in which role.

An account shared with a network that the coordinator does not manage is out of reach: its password is not theirs to
set. A network never loses its last coordinator.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from onlife.domain.access import INSTALLATION, Action, Role
from onlife.domain.account import Account
from onlife.domain.network import Network
from onlife.security import password as passwords
from onlife.services import settings
from onlife.store import Refused
from onlife.text import line
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import choose, conflict
from onlife.ui.parts.action import perform
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import plain

ROLES = (Role.COORDINATOR, Role.READER)
ROLE_WORDS = {Role.COORDINATOR: N_("coördinator: beheert alles"), Role.READER: N_("lezer: bekijkt de netwerkpagina's")}


def show(visit: Visit) -> None:
    """Who has access to this network, what can be done with an account, and giving somebody access."""
    st.dataframe(member_table(visit.network), hide_index=True, height="content")
    accounts = {account.id: account for account in members(visit.network.id)}
    chosen = choose.one("account", _("Account wijzigen"), {key: a.name for key, a in accounts.items()})
    change_member(visit, accounts[chosen])
    with st.form("account", enter_to_submit=False):
        hint = _(
            "{hint} Laat leeg als deze persoon hier al een account heeft voor een ander netwerk.", hint=passwords.hint()
        )
        if asked := ask_for_access(visit.network.id, ROLES, hint):
            give_role(visit.network, *asked, visit.actor.id)


def ask_for_access(place: str, roles: Sequence[Role], hint: str) -> tuple[str, str, Role, str] | None:
    """Fields for somebody who gets a role in a network, or in `INSTALLATION` for the programme: name, username, which role where
    there is a choice, and a password; None until they are sent.
    """
    key = conflict.form_key(_form(place))
    st.header(_("Iemand toegang geven"), anchor=False)
    name = st.text_input(_("Naam"), max_chars=80, key=f"account-name-{key}")
    username = st.text_input(_("Gebruikersnaam"), max_chars=80, autocomplete="off", key=f"account-username-{key}")
    role = roles[0]
    if len(roles) > 1:
        role = st.radio(
            _("Rol"), roles, index=1, format_func=lambda role: _(ROLE_WORDS[role]), key=f"account-role-{key}"
        )
    password = st.text_input(
        _("Beginwachtwoord"),
        type="password",
        autocomplete="new-password",
        help=hint,
        key=f"account-password-{key}",
    )
    wanted = st.form_submit_button(_("Toegang geven"), type="primary", icon=":material/person_add:")
    return (name, username, role, password) if wanted else None


def _form(place: str) -> str:
    return f"access-{place}"


def members(place: str) -> list[Account]:
    """The accounts with a role in a network, or in `INSTALLATION` for the programme, by name."""
    accounts = [account for account in session.store().accounts.all() if place in account.networks]
    return sorted(accounts, key=lambda account: account.name.casefold())


def member_table(network: Network) -> pd.DataFrame:
    """Name, username and role of each; with a provider also how they sign in, and where their role is from."""
    known = members(network.id)
    rows = [(a.name, a.username, a.networks[network.id].word, *_origin(a, network)) for a in known]
    table = pd.DataFrame(
        rows, columns=[_("Naam"), _("Gebruikersnaam"), _("Rol"), _("Meldt zich aan met"), _("Rol gegeven")]
    )
    return table if any(a.from_provider for a in known) else table.iloc[:, :3]


def _origin(account: Account, network: Network) -> tuple[str, str]:
    of_group = network.id in session.store().identities.of_group(account)
    return provider_name() if account.from_provider else "wachtwoord", _("door een groep") if of_group else "hier"


def provider_name() -> str:
    """What the provider is called; it may be gone from the settings while its accounts are still there."""
    provider = settings.sign_in_provider()
    return provider.name if provider else _("een aanmelddienst")


def give_role(network: Network | None, name: str, username: str, role: Role, password: str, actor: str) -> None:
    """Give somebody a role in a network, or without one in the programme; with an account if they have none."""
    accounts = session.store().accounts
    place, where = (network.id, _("in dit netwerk")) if network else (INSTALLATION, _("in het programma"))
    username = line(username).lower()
    known = next((a for a in accounts.all() if a.username == username), None)

    def change() -> None:
        if not username:
            raise ValueError(_("Vul een gebruikersnaam in."))
        if known and place in known.networks:
            raise Refused(_("{name} heeft al een account {where}.", name=known.name, where=where))
        if known and password.strip():
            raise Refused(
                _(
                    "De gebruikersnaam {username} bestaat al. Laat het wachtwoord leeg om dat account ook toegang te "
                    "geven, of kies een andere gebruikersnaam.",
                    username=username,
                )
            )
        if not known and not line(name):
            raise ValueError(_("Vul een naam in."))
        with session.store().transaction():
            names = (username, name, *((network.name,) if network else ()))
            account = known or accounts.add(username, name, passwords.hash_password(password, *names), actor)
            accounts.set_role(account.id, place, role, actor)

    done = _("{name} heeft nu toegang als {word}.", name=known.name if known else line(name), word=role.word)
    perform(change, done, form=_form(place))


def change_member(visit: Visit, account: Account) -> None:
    """What can be done with an account of this network: another role, a new password, no access any more."""
    role = account.networks[visit.network.id]
    other = Role.READER if role is Role.COORDINATOR else Role.COORDINATOR
    of_group = visit.network.id in session.store().identities.of_group(account)
    if of_group:
        st.caption(
            _(
                "De rol van {name} volgt bij elke aanmelding uit een groep bij {provider}.",
                name=plain(account.name),
                provider=plain(provider_name()),
            )
        )
    with st.container(horizontal=True):
        switch = not of_group and st.button(
            _("Maak {word}", word=other.word), key=f"role-{other}-{account.id}", icon=":material/swap_horiz:"
        )
        own_password = account.id != visit.actor.id and not account.from_provider
        renew = own_password and st.button(_("Nieuw wachtwoord"), key=f"renew-{account.id}", icon=":material/key:")
        remove = st.button(_("Toegang afnemen"), key=f"remove-{account.id}", icon=":material/person_remove:")
    if switch and account.id == visit.actor.id:
        step_down()
    elif switch:
        perform(lambda: _set_role(visit, account, other), _("{name} is nu {word}.", name=account.name, word=other.word))
    elif renew:
        reset_password(account)
    elif remove:
        remove_member(account)


def _set_role(visit: Visit, account: Account, role: Role | None) -> None:
    with session.store().transaction():  # of two who leave at the same time, one stays
        roles = {member.id: member.networks[visit.network.id] for member in members(visit.network.id)}
        others = {role for member, role in roles.items() if member != account.id}
        if role is not Role.COORDINATOR and Role.COORDINATOR not in others:
            raise Refused(_("Een netwerk heeft minstens één coördinator. Maak eerst iemand anders coördinator."))
        session.store().accounts.set_role(account.id, visit.network.id, role, visit.actor.id)


@dialog(N_("Lezer worden"))
def step_down() -> None:
    visit = session.require(Action.MANAGE)
    st.markdown(
        _(
            "Je ziet dan enkel nog de resultaten van **{name}**. Alleen een andere coördinator kan dat terugdraaien.",
            name=plain(visit.network.name),
        )
    )
    if st.button(_("Ja, maak mij lezer"), type="primary", icon=":material/swap_horiz:"):
        own = session.store().accounts.get(visit.actor.id)
        assert own is not None
        perform(lambda: _set_role(visit, own, Role.READER), _("Je bent nu lezer."), "pages/netwerk/overzicht.py")


@dialog(N_("Toegang afnemen"))
def remove_member(account: Account) -> None:
    visit = session.require(Action.MANAGE)
    st.markdown(
        _(
            "**{person}** kan dan meteen niets meer zien of doen in **{network}**. Wat deze persoon deed, blijft bewaard.",
            person=plain(account.name),
            network=plain(visit.network.name),
        )
    )
    if visit.network.id in session.store().identities.of_group(account):
        st.markdown(
            _(
                "Blijft **{name}** bij {provider} in de groep, dan komt de toegang bij de volgende "
                "aanmelding terug. Vraag daarom ook wie de groepen beheert.",
                name=plain(account.name),
                provider=plain(provider_name()),
            )
        )
    if st.button(
        _("Neem toegang af van {name}", name=plain(account.name)), type="primary", icon=":material/person_remove:"
    ):
        perform(
            lambda: _set_role(visit, account, None),
            _("{person} heeft geen toegang meer tot {network}.", person=account.name, network=visit.network.name),
        )


@dialog(N_("Nieuw wachtwoord"))
def reset_password(account: Account) -> None:
    visit = session.require(Action.MANAGE)
    st.markdown(
        _(
            "Spreek met **{name}** een nieuw wachtwoord af. Wie met dit account aangemeld is, moet zich "
            "opnieuw aanmelden.",
            name=plain(account.name),
        )
    )
    with st.form("reset password", border=False, enter_to_submit=False):
        password = st.text_input(
            _("Nieuw wachtwoord"), type="password", autocomplete="new-password", help=passwords.hint()
        )
        wanted = st.form_submit_button(_("Stel dit wachtwoord in"), type="primary")

    def change() -> None:
        mine = {network for network, role in visit.actor.networks.items() if role is Role.COORDINATOR}
        known = session.store().accounts.get(account.id) or account
        if not set(known.networks) <= mine:  # also one that it came to while this dialog was open
            raise Refused(
                _(
                    "{name} hoort ook bij een netwerk dat jij niet coördineert. Vraag dit aan de coördinator daar.",
                    name=account.name,
                )
            )
        set_password(known, password, visit.actor.id)

    if wanted:
        perform(change, _("{name} meldt zich voortaan aan met het nieuwe wachtwoord.", name=account.name))


def set_password(account: Account, password: str, actor: str) -> None:
    session.store().accounts.set_password(account, password_hash(account, password), actor)


def password_hash(account: Account, password: str) -> str:
    """The hash to keep of a new password of an account; raises ValueError with a Dutch sentence for one that is easily guessed."""
    networks = [network.name for network in session.store().networks.all() if network.id in account.networks]
    return passwords.hash_password(password, account.username, account.name, *networks)
