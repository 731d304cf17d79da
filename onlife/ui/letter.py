"""Own words for letters and mails, of a network or of the programme: one text at a time, with what can stand between braces."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from onlife.content.letter import FIELDS, LETTERS, PLACE_WORDS, WORDS_MAX
from onlife.domain.access import Actor
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.parts import choose, conflict
from onlife.ui.parts.action import perform

ONE_LINE = ("subject", "title", "scan_title", "team_title")


def show(network: str, writer: Callable[[], Actor]) -> None:
    """The words of one letter, to change and to put back; `writer` is who may right now, or the run ends."""
    own = session.store().letters.of(network)
    names = {key: f"{name}{_(' (eigen woorden)') if key in own else ''}" for key, name in LETTERS.items()}
    letter = choose.one("brief", _("Welke tekst"), names, width=560)
    place = f"letter-{network}-{letter}"
    known = session.store().letters.words(network, letter)
    form = conflict.open_form(place, known, {field: _(FIELDS[field]) for field in known}, writer().id)
    with st.form(f"letter-{letter}", enter_to_submit=False):
        typed = {field: _ask(field, text, form.key) for field, text in form.seen.items()}
        wanted = st.form_submit_button(_("Woorden bewaren"), type="primary", icon=":material/save:")
    if wanted:
        perform(lambda: _save(network, letter, typed, writer, form.seen), _("De woorden zijn bewaard."), form=place)
    if letter in own and st.button(_("Neem weer de gewone woorden"), icon=":material/undo:"):
        perform(lambda: _save(network, letter, {}, writer), _("Deze tekst heeft weer de gewone woorden."), form=place)
    st.markdown(
        _("Elke regel is een alinea. Wat tussen accolades staat, vult de app in: ")
        + ", ".join(f"`{{{word}}}`" for word in PLACE_WORDS.values())
        + _(
            ". Is er niets om in te vullen, zoals geen einddatum, dan valt die alinea weg. Een link staat alleen op zijn regel."
        )
    )


def _ask(field: str, known: str, key: str) -> str:
    key = f"{field}-{key}"
    if field in ONE_LINE:
        return st.text_input(_(FIELDS[field]), known, key=key, max_chars=WORDS_MAX)
    height = 320 if field == "body" else 110
    return st.text_area(_(FIELDS[field]), known, key=key, max_chars=WORDS_MAX, height=height)


def _save(
    network: str,
    letter: str,
    typed: Mapping[str, str],
    writer: Callable[[], Actor],
    seen: Mapping[str, str] | None = None,
) -> None:
    session.store().letters.save(network, letter, typed, writer().id, seen)
