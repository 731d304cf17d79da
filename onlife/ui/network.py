"""A network as its coordinator makes and changes it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from onlife.domain.access import Actor, Role
from onlife.domain.network import Network
from onlife.domain.privacy import THRESHOLD_DEFAULT, THRESHOLD_MAX, THRESHOLD_MIN
from onlife.services import demo, installation, language
from onlife.store import Refused
from onlife.text import line
from onlife.translation import LANGUAGES
from onlife.translation import gettext as _
from onlife.ui import peer
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict
from onlife.ui.parts.action import perform
from onlife.ui.parts.conflict import OpenForm


def show(visit: Visit) -> None:
    """What is known of this network, and whether it stands beside others; for a made-up one the way to be rid of it."""
    labels = {
        "name": _("Naam"),
        "town": _("Gemeente of regio"),
        "threshold": _("Drempel"),
        "language": _("Taal"),
    }
    form = conflict.open_form(f"network-{visit.network.id}", visit.network, labels, visit.actor.id)
    with st.form("this network", enter_to_submit=False):
        asked = ask_network(form.seen, form.key)
        if st.form_submit_button(_("Bewaren"), type="primary", icon=":material/save:"):
            _change(visit, asked, form)
    if visit.network.sample:
        _clear_sample(visit)
    else:
        peer.ask(visit)


def make(actor: Actor, title: str = "") -> None:
    """The form that makes a network, under a title, and the way to a made-up one."""
    with st.form("new network", enter_to_submit=False):
        if title:
            st.header(title, anchor=False)
        asked = ask_network(None, "new")
        if st.form_submit_button(_("Netwerk maken"), type="primary"):
            _add(actor, asked)
    _add_sample(actor)


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


def _add(actor: Actor, asked: Network) -> None:
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


def _add_sample(actor: Actor) -> None:
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


def _clear_sample(visit: Visit) -> None:
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


def _change(visit: Visit, asked: Network, form: OpenForm[Network]) -> None:
    store = session.store()

    def change() -> None:
        _check_network(asked)
        store.networks.save(asked, visit.actor.id, form.seen)

    perform(change, _("De gegevens van het netwerk zijn bewaard."), form=form.place)


def _check_network(asked: Network) -> None:
    if not asked.name:
        raise ValueError(_("Geef het netwerk een naam."))
