"""The questionnaires of a network: which ones there are, add one from a file, choose what the next round works with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from onlife.content.questionnaire import parse
from onlife.content.schema import ContentError
from onlife.domain.network import Round
from onlife.domain.questionnaire import Questionnaire
from onlife.store.questionnaire import QuestionnaireOption
from onlife.text import count
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import action, conflict, layout
from onlife.ui.parts.markdown import plain


def questionnaire_list(visit: Visit, offered: Sequence[QuestionnaireOption], scan_round: Round | None) -> None:
    """What the network can choose from, and what it works with."""
    for one in offered:
        form = one.questionnaire
        with st.container(border=True):
            badge = _(" :green-badge[voor de volgende scanronde]") if one.chosen else ""
            if scan_round is not None and scan_round.content_version == form.version:
                badge += _(" :blue-badge[{name} loopt hiermee]", name=plain(scan_round.name))
            st.markdown(f"**{plain(form.title)}** · versie {form.version}{badge}")
            st.caption(plain(f"{_size(form)}.{_follows(form)} {form.source}"))
            with st.container(horizontal=True, vertical_alignment="center"):
                if not one.chosen and st.button(_("Kies deze vragenlijst"), key=f"choose-{form.version}"):
                    action.perform(
                        partial(session.store().questionnaires.choose, visit.network.id, form.version, visit.actor.id),
                        _("De volgende scanronde werkt met versie {version}.", version=form.version),
                    )
                address = layout.export_address("vragenlijst.toml", visit.network.id, versie=str(form.version))
                st.markdown(_("[Bewaar als bestand]({address})", address=address), width="content")


def add(visit: Visit, offered: Sequence[QuestionnaireOption]) -> None:
    """Read a file, say what is wrong with it or what is in it, and add it."""
    place = f"questionnaire-{visit.network.id}"
    file = st.file_uploader(_("Vragenlijst (TOML-bestand)"), type=["toml"], key=conflict.form_key(place))
    if file is None:
        return
    try:
        form = parse(file.getvalue(), file.name)
    except ContentError as problem:
        st.error(
            plain(_("{problem} Er is niets toegevoegd. Verbeter het bestand en kies het opnieuw.", problem=problem)),
            icon=":material/error:",
        )
        return
    st.success(plain(f"{form.title}, versie {form.version}: {_size(form)}."), icon=":material/check:")
    st.dataframe(_contents(form), hide_index=True, height="content")
    _renaming_note(form, next(one.questionnaire for one in offered if one.chosen))
    if st.button(_("Vragenlijst toevoegen"), type="primary", icon=":material/add:"):
        action.perform(
            lambda: session.store().questionnaires.add(visit.network.id, form, visit.actor.id),
            _("Versie {version} staat klaar. Kies ze om er de volgende scanronde mee te werken.", version=form.version),
            form=place,
        )


def _renaming_note(form: Questionnaire, now: Questionnaire) -> None:
    """A word where a number gets another name: a number always stands for the same thing."""
    names = {block.id: block.name for block in now.blocks}
    other = [f"{b.id} “{names[b.id]}” wordt “{b.name}”" for b in form.blocks if names.get(b.id, b.name) != b.name]
    if other:
        st.warning(
            plain(
                _(
                    "Deze bouwstenen krijgen een andere naam: {other}. Gaat het om iets anders dan vroeger, geef ze "
                    "dan een nummer dat nog niet gebruikt is.",
                    other="; ".join(other),
                )
            ),
            icon=":material/edit_note:",
        )


def _follows(form: Questionnaire) -> str:
    """What it says of the versions before it."""
    return "".join(
        _(
            " Volgt op versie {version}: {count} iets anders.",
            version=earlier.version,
            count=count(len(earlier.changed), _("element vraagt"), _("elementen vragen")),
        )
        for earlier in form.follows
    )


def _size(form: Questionnaire) -> str:
    return _("{blocks} bouwstenen, {elements} elementen", blocks=len(form.blocks), elements=len(form.elements))


def _contents(form: Questionnaire) -> pd.DataFrame:
    rows = [(f"{b.id}. {b.name}", len(b.elements), sum(bool(e.questions) for e in b.elements)) for b in form.blocks]
    return pd.DataFrame(rows, columns=[_("Bouwsteen"), _("Elementen"), _("Elementen met gespreksvragen")])
