"""Making one partner of two, for the coordinator: everything that follows is said first."""

from __future__ import annotations

from functools import partial

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.network import Partner
from onlife.text import count_people
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.parts.action import perform
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import plain


@dialog(N_("Partners samenvoegen"), width="medium")
def merge(gone: Partner) -> None:
    visit = session.require(Action.MANAGE)
    store = session.store()
    others = {p.id: p for p in store.networks.partners(visit.network.id) if p.id != gone.id}
    st.markdown(_("**{name}** en een andere partner zijn eigenlijk één organisatie?", name=plain(gone.name)))
    chosen = st.selectbox(
        _("Welke partner blijft?"),
        list(others),
        index=None,
        format_func=lambda key: others[key].name,
        placeholder=_("Kies een partner"),
    )
    if chosen is None:
        return
    stays = others[chosen]
    if problem := store.merges.obstacle(stays, gone):
        st.warning(plain(problem), icon=":material/block:")
        return
    number = store.merges.people(stays, gone)
    st.markdown(
        _(
            "**{gone}** gaat verder onder de naam **{stays}**:\n- wat in de open scanronde begonnen of ingediend is, gaat mee; "
            "wie nu aan het invullen is, heeft zijn hervatcode nodig;\n",
            gone=plain(gone.name),
            stays=plain(stays.name),
        )
        + (
            _("- gevraagd: {people}; wie invult, leest dat;\n", people=count_people(number))
            if number != stays.expected
            else ""
        )
        + _(
            "- de links van {gone} werken niet meer: bezorg die mensen de link van {stays};\n- acties volgen; "
            "wat {stays} deelt, aan sterren gaf of toezegde, blijft gelden;\n- resultaten van gesloten "
            "scanrondes blijven onder de naam die ze hadden.\n\nDit kan niet ongedaan gemaakt worden.",
            gone=plain(gone.name),
            stays=plain(stays.name),
        )
    )
    if st.button(_("Voeg samen met {name}", name=plain(stays.name)), type="primary", icon=":material/merge:"):
        join = partial(store.merges.merge, stays, gone, visit.actor.id)
        perform(join, _("{gone} en {stays} zijn nu één partner: {stays}.", gone=gone.name, stays=stays.name))
