"""Completing the privacy page and the accessibility statement, for the coordinator."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from onlife.content.statement import FIELDS, missing, read_statement, statement
from onlife.domain.access import Action
from onlife.store.retention import period
from onlife.store.statement import LENGTH
from onlife.text import labelled
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict, layout
from onlife.ui.parts.action import perform
from onlife.ui.parts.layout import link

PLACE = "statements"
TASK = N_("Verklaringen")
"""How completing them is called, on the page and in its address."""


def show(visit: Visit) -> None:
    """One field for everything that only the municipality knows; what stands in the file of the server is fixed."""
    store = session.store()
    known, fixed = store.statements.values(), read_statement(store.folder)
    st.header(_(TASK), anchor=False)
    st.markdown(
        _(
            "Hier vullen jullie de pagina's *Privacy* en *Toegankelijkheid* aan. Dat geldt voor alle netwerken van deze app. Blijft "
            "iets leeg, dan lezen bezoekers daar dat ze het aan hun coördinator kunnen vragen."
        )
    )
    if empty := missing({**known, **fixed.values}):
        st.info(_("Nog leeg: {empty}.", empty=", ".join(empty)), icon=":material/edit_note:")
    stands = {field.label: fixed.values.get(field.label) or known.get(field.label, "") for field in FIELDS.values()}
    labels = {label: label.capitalize() for label in stands}
    form = conflict.open_form(PLACE, stands, labels, visit.actor.id)
    with st.form("statements", enter_to_submit=False):
        typed = {
            field.label: st.text_input(
                labelled(field.label.capitalize(), _(field.meaning)),
                form.seen[field.label],
                max_chars=LENGTH,
                disabled=field.label in fixed.values,
                help=_("Staat in verklaring.toml op de server.") if field.label in fixed.values else None,
                key=f"{field.label}-{form.key}",
            )
            for field in FIELDS.values()
        }
        wanted = st.form_submit_button(_("Bewaren"), type="primary", icon=":material/save:")
    layout.link("pages/lezen/privacy.py", _("Bekijk de privacypagina"))
    if wanted:
        own = {label: value for label, value in typed.items() if label not in fixed.values}
        perform(lambda: _save(own, form.seen, visit), _("De verklaringen zijn aangevuld."), form=PLACE)


def _save(values: Mapping[str, str], seen: Mapping[str, str], visit: Visit) -> None:
    session.require(Action.MANAGE)
    session.store().statements.save(values, visit.actor.id, seen)


def show_statement(name: str) -> None:
    """A statement of the municipality (`privacy`, `toegankelijkheid`); who can complete it is told what is missing."""
    store = session.store()
    kept = {f"kept_{kind}": period(months) for kind, months in store.retention.longest().items()}
    found = statement(name, {**store.statements.values(), **read_statement(store.folder).values}, kept)
    if found.missing and session.find(Action.MANAGE):
        st.warning(_("Nog in te vullen: {missing}.", missing=", ".join(found.missing)), icon=":material/edit_note:")
        link("pages/regie/beheer.py", _("Vul aan bij Beheer"), wat=TASK)
    st.markdown(found.text)
