"""Templates for all networks: what the programme offers, and a coordinator who takes it over as a copy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from onlife.content.letter import LETTERS
from onlife.content.questionnaire import parse
from onlife.content.schema import ContentError
from onlife.domain.access import INSTALLATION
from onlife.services import offer as offers
from onlife.text import count
from onlife.translation import gettext as _
from onlife.ui import letter, sender
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict, layout
from onlife.ui.parts.action import perform
from onlife.ui.parts.markdown import plain


def keep() -> None:
    """For the programme: what every network can take over."""
    st.markdown(
        _(
            "Wat je hier klaarzet, kan elke coördinator overnemen bij *Beheer*. Het is dan van dat netwerk: wijzig je hier later "
            "iets, dan verandert er daar niets."
        )
    )
    shown: dict[str, Callable[[], None]] = {
        _("Afzender en logo"): partial(sender.ask, INSTALLATION, _("het programma"), session.require_programme),
        _("Brieven en mails"): partial(letter.show, INSTALLATION, session.require_programme),
        _("Vragenlijst"): _questionnaires,
        _("Soorten netwerken"): _kinds,
    }
    shown[st.radio(_("Wat zet je klaar?"), list(shown), horizontal=True)]()


def _kinds() -> None:
    kinds = session.store().kinds
    form = conflict.open_form("kinds", kinds.all(), {"kinds": ""}, session.require_programme().id)
    with st.form("kinds", enter_to_submit=False):
        typed = st.text_area(
            _("Soorten netwerken, één per regel"),
            "\n".join(form.seen),
            key=f"kinds-{form.key}",
            placeholder=_("bv. grote stad"),
            help=_(
                "Een coördinator kiest er één. Netwerken van een soort die meedoen aan de vergelijking, zien zich dan ook naast "
                "elkaar, vanaf zes."
            ),
        )
        wanted = st.form_submit_button(_("Soorten bewaren"), type="primary", icon=":material/save:")
    if wanted:
        perform(
            lambda: kinds.save(typed.splitlines(), session.require_programme().id, form.seen),
            _("De soorten zijn bewaard."),
            form="kinds",
        )


def _questionnaires() -> None:
    questionnaires = session.store().questionnaires
    for form in questionnaires.offers():
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(form.title)}** · versie {form.version}", width="stretch")
            if st.button(_("Bied niet meer aan"), key=f"stop-{form.version}", icon=":material/remove:"):
                _stop(form.version)
    file = st.file_uploader(_("Vragenlijst (TOML-bestand)"), type=["toml"], key=conflict.form_key("offer"))
    if file is None:
        return
    try:
        form = parse(file.getvalue(), file.name)
    except ContentError as problem:
        st.error(
            plain(_("{problem} Verbeter het bestand en kies het opnieuw.", problem=problem)), icon=":material/error:"
        )
        return
    st.success(plain(f"{form.title}, versie {form.version}: {len(form.elements)} elementen."), icon=":material/check:")
    if st.button(_("Bied deze vragenlijst aan"), type="primary", icon=":material/add:"):
        perform(
            lambda: questionnaires.offer(form, session.require_programme().id),
            _("Elk netwerk kan ze overnemen."),
            form="offer",
        )


def _stop(version: int) -> None:
    questionnaires = session.store().questionnaires
    perform(
        lambda: questionnaires.stop_offering(version, session.require_programme().id), _("Wie ze al overnam, houdt ze.")
    )


def take_over(visit: Visit) -> None:
    """For a coordinator: what the programme offers, each with what it would change here."""
    store, offered = session.store(), offers.offer(session.store())
    if not offered:
        layout.empty(_("Het programma biedt nu niets aan."))
        return
    st.markdown(_("Wat je overneemt, is van jullie. Wijzigt het programma later iets, dan verandert er hier niets."))
    if offered.sender.lines or offered.logo:
        with st.container(border=True):
            st.header(_("Afzender en logo"), anchor=False)
            st.text("\n".join(offered.sender.lines))
            if offered.logo:
                st.image(offered.logo, width=240, alt=_("Logo van het programma"))
            _button(visit, "sender", partial(offers.take_sender, store, visit.network), _("Afzender en logo"))
    if offered.letters:
        with st.container(border=True):
            st.header(_("Brieven en mails"), anchor=False)
            st.markdown("\n".join(f"- {LETTERS[key]}" for key in offered.letters))
            replaced = sum(key in store.letters.of(visit.network.id) for key in offered.letters)
            if replaced:
                st.caption(
                    _("Dit vervangt jullie eigen woorden in {count}.", count=count(replaced, _("tekst"), _("teksten")))
                )
            _button(visit, "letters", partial(offers.take_letters, store, visit.network), _("Brieven en mails"))
    for form in offered.questionnaires:
        with st.container(border=True):
            st.header(plain(f"{form.title}, versie {form.version}"), anchor=False)
            st.markdown(_("Kies ze daarna bij *Vragenlijst* om er de volgende scanronde mee te werken."))
            known = [one.questionnaire.version for one in store.questionnaires.options(visit.network.id)]
            if form.version in known:
                st.caption(_("Deze vragenlijst staat al bij jullie."))
                continue
            take = partial(offers.take_questionnaire, store, visit.network, form)
            _button(visit, str(form.version), take, _("De vragenlijst"))


def _button(visit: Visit, key: str, take: Callable[[str], None], what: str) -> None:
    if st.button(_("Neem over van het programma"), key=f"take-{key}", icon=":material/content_copy:"):
        perform(
            lambda: take(session.require_coordinator(visit).id), _("{what}: overgenomen van het programma.", what=what)
        )
