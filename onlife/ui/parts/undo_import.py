"""The way back from a file or a list that was read in, as long as nothing rests on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.network import Round
from onlife.store.import_batch import ImportBatch
from onlife.text import count_scans, long_date, today
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts.action import perform
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import plain

NAMES = 5
"""As many partners of a list or a file are named; more are counted."""


def of_scans(visit: Visit, scan_round: Round) -> None:
    """The files that were read into an open round: day, who, how many, and the way back."""
    batches = session.store().imports.of_scans(scan_round)
    if not batches:
        return
    actors = session.store().audit.names(visit.network.id)
    names = session.store().networks.partner_names(visit.network.id, archived=True)
    with st.expander(_("Al ingelezen ({number})", number=len(batches)), icon=":material/history:"):
        for batch in batches:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                who = actors.get(batch.actor, batch.actor)
                st.text(f"{long_date(batch.day)}, {who}: {_in_words(batch, names)}", width="content")
                if batch.frozen:
                    closed = ", ".join(names[key] for key in batch.frozen if key in names)
                    st.caption(_("Ligt vast: {closed} sloot intussen af.", closed=plain(closed)), width="content")
                elif st.button(_("Weer weghalen"), key=f"undo-{batch.id}", icon=":material/undo:"):
                    _confirm(scan_round, batch)


@dialog(N_("Ingelezen scans weghalen"))
def _confirm(scan_round: Round, batch: ImportBatch) -> None:
    visit = session.require(Action.MANAGE)
    store = session.store()
    names = store.networks.partner_names(visit.network.id)
    new = ", ".join(names[key] for key in batch.partners if key in names)
    st.markdown(
        _(
            "Van {day}: **{told}**. Dat telt dan niet meer mee in {name}. Wat mensen zelf invulden, "
            "blijft. Je kunt het bestand daarna opnieuw inlezen.",
            day=long_date(batch.day),
            told=plain(_in_words(batch, names)),
            name=plain(scan_round.name),
        )
        + (
            _("\n\nVoor dit bestand gemaakt en dan gearchiveerd, tenzij iemand er begon: {new}.", new=plain(new))
            if new
            else ""
        )
    )
    if st.button(_("Haal deze scans weg"), type="primary", icon=":material/undo:"):
        undo = partial(store.imports.undo_scans, scan_round, batch.id, visit.actor.id)
        perform(
            undo,
            _("{scans} weggehaald uit {name}.", scans=count_scans(len(batch.scans)), name=scan_round.name),
        )


def _in_words(batch: ImportBatch, names: Mapping[str, str]) -> str:
    """How many scans of whom, as far as that is known."""
    whom = [f"{names[key]} ({number})" for key, number in batch.of.items() if key in names]
    more = [_("en {number} andere partners", number=len(whom) - NAMES)] if len(whom) > NAMES else []
    return ", ".join([*whom[:NAMES], *more]) or _("scans die vastliggen")


def of_partners(visit: Visit) -> None:
    """The list that was added last, on the day itself, and the way back."""
    store = session.store()
    batch = next(iter(store.imports.of_partners(visit.network.id)), None)
    if batch is None or batch.day != today():
        return
    names = [p.name for p in store.networks.partners(visit.network.id) if p.id in batch.partners]
    who = ", ".join(names) if len(names) <= NAMES else f"{len(names)} partners"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", border=True):
        st.text(_("Net toegevoegd: {who}. Niemand begon al.", who=who), width="content")
        if st.button(_("Toch niet: haal weer weg"), key=f"undo {', '.join(names)}", icon=":material/undo:"):
            undo = partial(store.imports.undo_partners, visit.network.id, batch.id, visit.actor.id)
            perform(undo, _("{who} weer weggehaald. De links werken niet meer.", who=who))
