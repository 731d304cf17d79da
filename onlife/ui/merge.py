"""Making one partner of two, for the coordinator: everything that follows is said first."""

from __future__ import annotations

from functools import partial

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.network import Partner
from onlife.text import count_people, plural
from onlife.ui.app import session
from onlife.ui.parts.action import perform
from onlife.ui.parts.markdown import plain


@st.dialog("Partners samenvoegen", width="medium")
def merge(gone: Partner) -> None:
    visit = session.require(Action.MANAGE)
    store = session.store()
    others = {p.id: p for p in store.networks.partners(visit.network.id) if p.id != gone.id}
    st.markdown(f"**{plain(gone.name)}** en een andere partner zijn eigenlijk één organisatie?")
    chosen = st.selectbox(
        "Welke partner blijft?",
        list(others),
        index=None,
        format_func=lambda key: others[key].name,
        placeholder="Kies een partner",
    )
    if chosen is None:
        return
    stays = others[chosen]
    if problem := store.merging.obstacle(stays, gone):
        st.warning(plain(problem), icon=":material/block:")
        return
    number = store.merging.people(stays, gone)
    st.markdown(
        f"**{plain(gone.name)}** gaat verder onder de naam **{plain(stays.name)}**:\n"
        "- wat in de open scanronde begonnen of ingediend is, gaat mee; wie nu aan het invullen is, heeft zijn hervatcode nodig;\n"
        + (
            f"- gevraagd {plural(number, 'is', 'zijn')} dan {count_people(number)}: wie invult, leest dat;\n"
            if number != stays.expected
            else ""
        )
        + f"- de links van {plain(gone.name)} werken niet meer: bezorg die mensen de link van {plain(stays.name)};\n"
        f"- acties volgen; wat {plain(stays.name)} deelt, aan sterren gaf of toezegde, blijft gelden;\n"
        "- resultaten van gesloten scanrondes blijven onder de naam die ze hadden.\n\n"
        "Dit kan niet ongedaan gemaakt worden."
    )
    if st.button(f"Voeg samen met {plain(stays.name)}", type="primary", icon=":material/merge:"):
        join = partial(store.merging.merge, stays, gone, visit.actor.id)
        perform(join, f"{gone.name} en {stays.name} zijn nu één partner: {stays.name}.")
