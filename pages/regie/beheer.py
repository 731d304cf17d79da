"""The network itself and its accounts. Also where a new account makes its first network."""

import streamlit as st

from onlife.domain.access import Action
from onlife.security import password as passwords
from onlife.services import installation
from onlife.services import offer as offers
from onlife.translation import gettext as _
from onlife.ui import accounts as beheer
from onlife.ui import archive, backups, dossier, helped, letter, offer, peer, sender, statement
from onlife.ui.app import session
from onlife.ui.parts import choose, layout, markdown

newcomer = beheer.newcomer()
if newcomer:
    layout.heading(
        _("Welkom"), _("Hier begint jullie netwerk: de partners van een gemeente of regio die samen scannen.")
    )
    if session.store().networks.all():
        layout.empty(_(session.NO_NETWORK))
        st.stop()
    with st.form("first network", enter_to_submit=False):
        st.header(_("Maak je eerste netwerk"), anchor=False)
        asked = beheer.ask_network(None, "first")
        if st.form_submit_button(_("Netwerk maken"), type="primary"):
            beheer.add_network(newcomer, asked)
    beheer.add_sample(newcomer)
    st.stop()

visit = session.require(Action.MANAGE)
layout.heading(_("Beheer"), _("De gegevens van {name}, en wie er een account heeft.", name=visit.network.name))
for problem in installation.problems():
    st.error(markdown.plain(problem), icon=":material/error:")

tasks = [
    _("Dit netwerk"),
    _("Accounts"),
    _("Afzender"),
    _("Brieven en mails"),
    _("Verklaringen"),
    _("Dossier"),
    _("Archief"),
    "Back-ups",
]
tasks += [helped.TASK, _("Nieuw netwerk"), *([_("Van het programma")] if offers.offer(session.store()) else [])]
wanted = st.query_params.get("wat", "")
task = st.radio(_("Wat wil je doen?"), tasks, index=tasks.index(wanted) if wanted in tasks else 0, horizontal=True)

if task == "Dit netwerk":
    with st.form("this network", enter_to_submit=False):
        asked = beheer.ask_network(visit.network, visit.network.id)
        if st.form_submit_button(_("Bewaren"), type="primary", icon=":material/save:"):
            beheer.change_network(visit, asked)
    if visit.network.sample:
        beheer.clear_sample(visit)
    else:
        peer.ask(visit)

elif task == "Accounts":
    st.dataframe(beheer.member_table(visit.network), hide_index=True, height="content")
    accounts = {account.id: account for account in beheer.members(visit.network)}
    chosen = choose.one("account", _("Account wijzigen"), {key: a.name for key, a in accounts.items()})
    beheer.change_member(visit, accounts[chosen])
    with st.form("account", enter_to_submit=False):
        st.header(_("Iemand toegang geven"), anchor=False)
        name = st.text_input(_("Naam"), max_chars=80, key=f"account-name-{len(accounts)}")
        username = st.text_input(
            _("Gebruikersnaam"), max_chars=80, autocomplete="off", key=f"account-username-{len(accounts)}"
        )
        role = st.radio(_("Rol"), beheer.ROLES, index=1, format_func=beheer.ROLE_WORDS.__getitem__)
        password = st.text_input(
            _("Beginwachtwoord"),
            type="password",
            autocomplete="new-password",
            help=_(
                "{hint} Laat leeg als deze persoon hier al een account heeft voor een ander netwerk.",
                hint=passwords.hint(),
            ),
            key=f"account-password-{len(accounts)}",
        )
        if st.form_submit_button(_("Toegang geven"), type="primary", icon=":material/person_add:"):
            beheer.add_member(visit, name, username, role, password)

elif task == "Afzender":
    sender.show(visit)

elif task == "Brieven en mails":
    letter.show(visit.network.id, lambda: session.manager(visit))

elif task == _("Van het programma"):
    offer.take_over(visit)

elif task == "Verklaringen":
    statement.show(visit)

elif task == "Dossier":
    dossier.show(visit)

elif task == "Archief":
    archive.show(visit)

elif task == "Back-ups":
    backups.show()

elif task == helped.TASK:
    helped.manage(visit)

else:
    with st.form("new network", enter_to_submit=False):
        asked = beheer.ask_network(None, f"new-{len(visit.actor.networks)}")
        if st.form_submit_button(_("Netwerk maken"), type="primary"):
            beheer.add_network(visit.actor, asked)
    beheer.add_sample(visit.actor)
