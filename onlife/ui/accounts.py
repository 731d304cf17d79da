"""Networks and who has an account in them.

An account shared with a network that the coordinator does not manage is out of reach: its password is not theirs to
set. A network never loses its last coordinator.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from onlife.domain.access import INSTALLATION, Action, Actor, Role
from onlife.domain.account import Account
from onlife.domain.network import Network
from onlife.domain.privacy import THRESHOLD_DEFAULT, THRESHOLD_MAX, THRESHOLD_MIN
from onlife.security import password as passwords
from onlife.services import demo, installation, language, settings
from onlife.store import Refused
from onlife.text import line
from onlife.translation import LANGUAGES, N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts.action import perform
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import plain

ROLES = (Role.COORDINATOR, Role.READER)
ROLE_WORDS = {Role.COORDINATOR: "coördinator: beheert alles", Role.READER: N_("lezer: bekijkt de netwerkpagina's")}


# -- networks


def newcomer() -> Actor | None:
    """The account here that belongs to no network yet."""
    here = session.actors().get("account")
    return here if here and not here.networks else None


def ask_network(network: Network | None, key: str) -> Network:
    """The fields of a network, inside a form."""
    name = st.text_input(
        _("Naam"),
        network.name if network else "",
        max_chars=80,
        placeholder=_("bv. Netwerk Onlife Demerdal"),
        key=f"name-{key}",
    )
    town = st.text_input(_("Gemeente of regio"), network.town if network else "", max_chars=80, key=f"town-{key}")
    threshold = st.number_input(
        _("Drempel: vanaf hoeveel ingediende scans een individueel resultaat verschijnt"),
        min_value=THRESHOLD_MIN,
        max_value=THRESHOLD_MAX,
        value=network.threshold if network else THRESHOLD_DEFAULT,
        help=_(
            "Hoe hoger, hoe beter niemand te herkennen is. Zodra er antwoorden zijn, kan de drempel alleen nog omhoog. "
            "Wordt een klein team daardoor verborgen, dan verdwijnen in die scanronde ook de cijfers van de kleine teams samen."
        ),
        key=f"threshold-{key}",
    )
    known = network or Network("", "", "", THRESHOLD_DEFAULT)
    spoken = st.radio(
        _("Taal van links, brieven en mails"),
        list(LANGUAGES),
        index=list(LANGUAGES).index(language.of_mail(network=known)),
        format_func=LANGUAGES.__getitem__,
        horizontal=True,
        help=_(
            "Wie invult of stemt, kan zelf een andere taal kiezen. De pagina's voor coördinatoren zijn er in het Nederlands."
        ),
        key=f"language-{key}",
    )
    return replace(known, name=line(name), town=line(town), threshold=int(threshold), language=spoken)


def add_network(actor: Actor, asked: Network) -> None:
    """Make a network with its maker as coordinator."""
    store = session.store()

    def change() -> None:
        _check_network(asked)
        _may_add(actor)
        with store.transaction():
            made = store.networks.add(asked.name, asked.town, asked.threshold, actor.id, language=asked.language)
            store.accounts.set_role(actor.id, made.id, Role.COORDINATOR, actor.id)
        st.query_params["netwerk"] = made.id  # the page that comes next is about it

    perform(change, _("{name} is gemaakt. Voeg nu de partners toe.", name=asked.name), "pages/regie/partners.py")


def add_sample(actor: Actor) -> None:
    """Make a network with made-up data, to look around in, and go there."""

    def change() -> None:
        _may_add(actor)
        with st.spinner(_("Het voorbeeldnetwerk wordt gemaakt …")):
            made = demo.add_sample(session.store(), installation.questionnaire(), actor.id)
        st.query_params["netwerk"] = made.id

    st.markdown(
        _(
            "Kijk eerst rond in een **voorbeeldnetwerk**: twaalf verzonnen partners, twee scanrondes, een vergadering en een plan. Je mag er "
            "alles in proberen. Er gaan geen mails uit, en met één druk is het weer weg."
        )
    )
    if st.button(_("Begin met een voorbeeldnetwerk"), icon=":material/explore:"):
        perform(change, _("Dit is je voorbeeldnetwerk. Kijk gerust rond."), "pages/netwerk/overzicht.py")


def clear_sample(visit: Visit) -> None:
    """The way to be rid of a made-up network."""
    st.markdown(
        _(
            "Alles in dit netwerk is verzonnen. Rondgekeken? Ruim het op: partners, resultaten, plan en links zijn dan weg."
        )
    )
    if st.button(_("Ruim het voorbeeldnetwerk op"), type="primary", icon=":material/delete_sweep:"):
        erase = partial(session.store().erasure.network, visit.network, visit.actor.id)
        perform(erase, _("Het voorbeeldnetwerk is opgeruimd."), "pages/toegang/start.py")


def _may_add(actor: Actor) -> None:
    if session.store().networks.all() and Role.COORDINATOR not in actor.networks.values():
        raise Refused(_("Alleen wie al een netwerk coördineert, kan er nog een maken."))


def change_network(visit: Visit, asked: Network) -> None:
    store = session.store()

    def change() -> None:
        _check_network(asked)
        store.networks.save(asked, visit.actor.id)

    perform(change, _("De gegevens van het netwerk zijn bewaard."))


def _check_network(asked: Network) -> None:
    if not asked.name:
        raise ValueError(_("Geef het netwerk een naam."))


# -- accounts


def members(network: Network) -> list[Account]:
    """The accounts of a network, by name."""
    accounts = [account for account in session.store().accounts.all() if network.id in account.networks]
    return sorted(accounts, key=lambda account: account.name.casefold())


def member_table(network: Network) -> pd.DataFrame:
    """Name, username and role of each; with a provider also how they sign in, and where their role is from."""
    known = members(network)
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


def add_member(visit: Visit, name: str, username: str, role: Role, password: str) -> None:
    """Give somebody an account in this network; one that exists already only gets the role."""
    give_role(visit.network, name, username, role, password, visit.actor.id)


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

    perform(change, _("{name} heeft nu toegang als {word}.", name=known.name if known else line(name), word=role.word))


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
        switch = not of_group and st.button(_("Maak {word}", word=other.word), icon=":material/swap_horiz:")
        own_password = account.id != visit.actor.id and not account.from_provider
        renew = own_password and st.button(_("Nieuw wachtwoord"), icon=":material/key:")
        remove = st.button(_("Toegang afnemen"), icon=":material/person_remove:")
    if switch and account.id == visit.actor.id:
        step_down()
    elif switch:
        perform(lambda: _set_role(visit, account, other), _("{name} is nu {word}.", name=account.name, word=other.word))
    elif renew:
        reset_password(account)
    elif remove:
        remove_member(account)


def _set_role(visit: Visit, account: Account, role: Role | None) -> None:
    others = [
        a for a in members(visit.network) if a.id != account.id and a.networks[visit.network.id] is Role.COORDINATOR
    ]
    if role is not Role.COORDINATOR and not others:
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
            "**{name}** kan dan meteen niets meer zien of doen in **{name_2}**. Wat deze persoon deed, blijft bewaard.",
            name=plain(account.name),
            name_2=plain(visit.network.name),
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
            _("{name} heeft geen toegang meer tot {name_2}.", name=account.name, name_2=visit.network.name),
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
        if not set(account.networks) <= mine:
            raise Refused(
                _(
                    "{name} hoort ook bij een netwerk dat jij niet coördineert. Vraag dit aan de coördinator daar.",
                    name=account.name,
                )
            )
        set_password(account, password, visit.actor.id)

    if wanted:
        perform(change, _("{name} meldt zich voortaan aan met het nieuwe wachtwoord.", name=account.name))


def set_password(account: Account, password: str, actor: str) -> None:
    store = session.store()
    networks = [network.name for network in store.networks.all() if network.id in account.networks]
    password_hash = passwords.hash_password(password, account.username, account.name, *networks)
    store.accounts.set_password(account, password_hash, actor)
