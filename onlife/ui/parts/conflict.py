"""Somebody else was faster: both versions are on the screen and you choose. Nothing that was typed is lost.

On a page theirs stands in the fields and yours above them (`remember`, `offer`); in a dialog, whose fields keep what was
typed, yours stays and theirs stands above (`remember_theirs`, `show_theirs`, `base`).

Of a form with a few settings (`open_form`) the store puts together what each of two changed; only what both changed is asked
(`show_both`): yours stays in its field, and a second press keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeVar

import streamlit as st

from onlife.content import phrase
from onlife.security.token import fingerprint
from onlife.text import labelled, long_date
from onlife.translation import LANGUAGES
from onlife.translation import gettext as _
from onlife.ui.app import unsent
from onlife.ui.parts.markdown import plain

Mine = TypeVar("Mine")
Record = TypeVar("Record")


def base_version(place: str, record: Record) -> Record:
    """The version that the form at a place (a word of one's own for what is edited) was opened on: what somebody else keeps
    meanwhile must not wipe what is being typed.
    """
    known: Record = st.session_state.setdefault(_base_key(place), record)
    return known


def reopen(place: str) -> None:
    """Let the form at a place open anew, on what stands there now."""
    st.session_state.pop(_base_key(place), None)


def close(place: str, kind: type[Record]) -> Record | None:
    """The version that the form at a place was opened on, for the last time; None if none of this kind was open."""
    known = st.session_state.pop(_base_key(place), None)
    return known if isinstance(known, kind) else None


def forget_forms(*starts: str) -> None:
    """Let every form at a place that starts so open anew, without what was refused there."""
    keys = tuple(key(start) for start in starts for key in (_base_key, _key))
    for held in [held for held in st.session_state if str(held).startswith(keys)]:
        del st.session_state[held]


@dataclass(frozen=True)
class OpenForm(Generic[Record]):
    """What the form at a place opened on, as somebody sees it; its fields, each with its label; and what another put in those
    meanwhile. The key of a field is its name and `key`.
    """

    place: str
    seen: Record
    key: str
    labels: Mapping[str, str]
    both: Mapping[str, object] = field(default_factory=dict)

    @property
    def fields(self) -> list[str]:
        return [f"{name}-{self.key}" for name in self.labels]


def open_form(place: str, record: Record, labels: Mapping[str, str], account: str) -> OpenForm[Record]:
    """The form at a place in which an account changes those fields of a record or mapping that have a label. It opens anew once
    it was kept, or left: then its fields are gone. A dialog that was closed is left once its page runs again without it; until
    then it opens with what was typed. What is typed waits should the session end (`unsent`). Opened anew on the same record it has
    the same key: a field in which somebody types at that moment stays the same field.
    """
    known: OpenForm[Record] | None = st.session_state.get(_base_key(place))
    if known is None or known.fields[0] not in st.session_state:
        known = OpenForm(place, record, f"{place}-{fingerprint(repr(record))[:8]}", labels)
        st.session_state[_base_key(place)] = known
    watch(place, account, *known.fields)
    _say_both(known)
    return known


def open_forms(start: str) -> list[OpenForm[Any]]:
    """The forms that `open_form` opened at places that start so."""
    return [
        st.session_state[held]
        for held in st.session_state
        if str(held).startswith(_base_key(start)) and isinstance(st.session_state[held], OpenForm)
    ]


def typed(*fields: str) -> list[str]:
    """The texts that stand in those of these fields that hold one."""
    return [text for name in fields if (text := st.session_state.get(name))]


def watch(place: str, account: str, *fields: str) -> None:
    """Let what an account types in these fields of the form at a place wait should its session end, with what it opened on: a
    colleague may change that before it comes back.
    """
    unsent.watch(account, *fields, beside=_base_key(place))


def show_both(place: str, theirs: Mapping[str, object]) -> None:
    """What somebody else put meanwhile in fields that were changed here too. It counts as seen from here on, and stands there for
    as long as the form is open.
    """
    form: OpenForm[Any] = st.session_state[_base_key(place)]
    seen = {**form.seen, **theirs} if isinstance(form.seen, Mapping) else replace(form.seen, **theirs)
    st.session_state[_base_key(place)] = shown = replace(form, seen=seen, both=theirs)
    _say_both(shown)


def _say_both(form: OpenForm[Any]) -> None:
    if form.both:
        words = (labelled(form.labels[name], _in_words(name, value)) for name, value in form.both.items())
        st.warning(
            _(
                "Nog niets bewaard. Iemand anders vulde hier intussen iets anders in: {theirs}. Bewaar opnieuw als het jouwe moet blijven.",
                theirs=plain("; ".join(words)),
            ),
            icon=":material/group:",
        )


def _in_words(name: str, value: object) -> str:
    match name, value:
        case "language", str():
            return LANGUAGES.get(value) or _("zoals het netwerk")
        case "joint", bool():
            return phrase.way(value)
        case _, date():
            return long_date(value)
    return str(value or _("leeg"))


def form_key(place: str) -> str:
    """The key for the fields of the form at a place where something new is added; with another one they begin empty."""
    return f"{place}-{st.session_state.get(counter(place), 0)}"


def counter(place: str) -> str:
    """The name under which a session counts how often the form at a place was kept."""
    return f"added-{place}"


def begin_empty(place: str) -> None:
    """Let the form at a place begin anew: what was typed in it is kept."""
    st.session_state[counter(place)] = st.session_state.get(counter(place), 0) + 1
    reopen(place)


def remember(place: str, mine: object) -> None:
    """Hold what somebody had filled in at a place when it was refused; its form opens anew."""
    st.session_state[_key(place)] = mine
    reopen(place)


def forget(place: str) -> None:
    st.session_state.pop(_key(place), None)


def offer(place: str, words: Callable[[Mine], Iterable[str]], keep: Callable[[Mine], bool]) -> None:
    """What you had filled in, in words, and the two ways on; nothing if nobody was faster. `keep` runs as a callback, and says
    whether it kept yours.
    """
    mine: Mine | None = st.session_state.get(_key(place))
    if mine is None:
        return
    st.warning(_("Iemand anders wijzigde dit intussen; hieronder staat wat er nu bewaard is."), icon=":material/group:")
    st.markdown(_("Jij had ingevuld:"))
    for text in words(mine):
        st.text(text)
    with st.container(horizontal=True):
        st.button(_("Zet toch mijn versie"), key=f"take-mine-{place}", on_click=_take, args=(place, mine, keep))
        st.button(_("Laat staan wat er staat"), key=f"leave-{place}", on_click=forget, args=(place,))


def _take(place: str, mine: Mine, keep: Callable[[Mine], bool]) -> None:
    if keep(mine):
        forget(place)


def remember_theirs(place: str, event: int, words: str) -> None:
    """Hold what stands at a place now, under its number, and how it reads."""
    st.session_state[_key(place)] = event, words


def show_theirs(place: str) -> None:
    """What stands there now, above a form in which yours still stands; nothing if nobody was faster."""
    if _key(place) in st.session_state:
        st.warning(
            _(
                "Iemand anders wijzigde dit intussen. Nu staat er: {theirs}  \nSluit dit venster om dat te laten staan, of bewaar "
                "opnieuw om het jouwe te zetten.",
                theirs=plain(st.session_state[_key(place)][1]),
            ),
            icon=":material/group:",
        )


def base(place: str, event: int) -> int:
    """The number of what somebody has seen there: that of when the form opened (`event`), or of theirs once it was shown."""
    theirs: tuple[int, str] = st.session_state.get(_key(place), (event, ""))
    return theirs[0]


def _base_key(place: str) -> str:
    return f"opened-{place}"


def _key(place: str) -> str:
    return f"conflict-{place}"
