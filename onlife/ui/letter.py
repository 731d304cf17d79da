"""Own words for letters and mails, of a network or of the programme: one text at a time, with what can stand between braces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from onlife.content.letter import FIELDS, LETTERS, PLACE_WORDS, WORDS_MAX, on_screen, usual_words
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
    key = conflict.form_key(place)
    words = _on_screen(own.get(letter) or usual_words(letter))
    known = conflict.drawn(place, words, f"{next(iter(words))}-{key}")
    with st.form(place, enter_to_submit=False):
        typed = {field: _ask(field, text, key) for field, text in known.items()}
        wanted = st.form_submit_button(_("Woorden bewaren"), type="primary", icon=":material/save:")
    if wanted:
        keep = partial(_keep, network, letter, known, typed, writer)
        perform(keep, _("De woorden zijn bewaard."), form=place)
    if letter in own and st.button(_("Neem weer de gewone woorden"), icon=":material/undo:"):
        put_back = partial(_put_back, network, letter, writer)
        perform(put_back, _("Deze tekst heeft weer de gewone woorden."), form=place)
    st.caption(
        _("Elke regel is een alinea. Wat tussen accolades staat, vult de app in: ")
        + ", ".join(f"`{{{word}}}`" for word in PLACE_WORDS.values())
        + _(
            ". Is er niets om in te vullen, zoals geen einddatum, dan valt die alinea weg. Een link staat alleen op zijn regel."
        )
    )


def _ask(field: str, known: str, form: str) -> str:
    key = f"{field}-{form}"
    if field in ONE_LINE:
        return st.text_input(FIELDS[field], known, key=key, max_chars=WORDS_MAX)
    height = 320 if field == "body" else 110
    return st.text_area(FIELDS[field], known, key=key, max_chars=WORDS_MAX, height=height)


def _keep(
    network: str, letter: str, opened: Mapping[str, str], typed: Mapping[str, str], writer: Callable[[], Actor]
) -> None:
    actor, store = writer(), session.store()
    with store.transaction():
        now = _on_screen(store.letters.of(network).get(letter) or usual_words(letter))
        store.letters.save(network, letter, conflict.combine(opened, typed, now), actor.id)


def _put_back(network: str, letter: str, writer: Callable[[], Actor]) -> None:
    session.store().letters.save(network, letter, {}, writer().id)


def _on_screen(words: Mapping[str, str]) -> dict[str, str]:
    return {field: on_screen(text) for field, text in words.items()}
