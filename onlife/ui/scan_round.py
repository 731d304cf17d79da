"""Scan rounds, for the coordinator: making, starting, sharing, closing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.network import Round, RoundState
from onlife.domain.scan import Response
from onlife.services import peer
from onlife.store import Refused
from onlife.text import count_scans, line, long_date, parse_date, plural, short_date, today
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict, layout
from onlife.ui.parts.action import UNCHANGED, perform
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import plain

PRACTICE = N_("Oefenronde")
"""What the round is called in which people only try."""


def ask_round(scan_round: Round | None, key: str) -> tuple[str, str]:
    """Name and end date as typed, inside a form."""
    name = st.text_input(
        _("Naam"),
        scan_round.name if scan_round else "",
        max_chars=80,
        placeholder=_("bv. Najaar 2026"),
        key=f"name-{key}",
    )
    closes_on = st.text_input(
        _("Invullen kan tot en met (mag leeg blijven)"),
        short_date(scan_round.closes_on) if scan_round and scan_round.closes_on else "",
        max_chars=30,
        placeholder="dd/mm/jjjj",
        help=_("Deze dag staat in de uitnodiging. De scanronde sluit niet vanzelf: jij beslist wanneer."),
        key=f"closes_on-{key}",
    )
    return name, closes_on


def add_round(visit: Visit, name: str, closes_on: str, form: str) -> None:
    """Add a round that was asked in the form at a place, which then begins empty."""
    store = session.store()

    def change() -> None:
        store.networks.add_round(
            visit.network.id,
            _name(name),
            session.questionnaire(visit.network).version,
            _last_day(closes_on),
            visit.actor.id,
        )

    perform(change, _("{line} staat klaar in concept.", line=line(name)), form=form)


@dialog(N_("Scanronde wijzigen"))
def change_round(scan_round: Round) -> None:
    visit = session.require(Action.MANAGE)
    store, place = session.store(), f"round-{scan_round.id}"
    form = conflict.open_form(place, scan_round, {"name": _("Naam"), "closes_on": _("Einddatum")}, visit.actor.id)
    seen = form.seen
    with st.form("change round", border=False, enter_to_submit=False):
        name, closes_on = ask_round(seen, form.key)
        wanted = st.form_submit_button(_("Bewaren"), type="primary")

    def change() -> None:
        day = seen.closes_on if seen.closes_on and closes_on == short_date(seen.closes_on) else _last_day(closes_on)
        store.networks.save_round(replace(seen, name=_name(name), closes_on=day), visit.actor.id, seen)

    if wanted:
        perform(change, _("De scanronde is gewijzigd."), form=place)


def start_round(visit: Visit, scan_round: Round) -> None:
    store = session.store()

    def change() -> None:
        if not store.networks.partners(visit.network.id):
            raise Refused(_("Er zijn nog geen partners om uit te nodigen. Voeg ze eerst toe."))
        store.networks.start_round(scan_round, visit.actor.id)

    perform(change, _("{name} is open. Bezorg de partners nu hun links, bij Links en brieven.", name=scan_round.name))


@dialog(N_("Scanronde sluiten"), width="medium")
def close_round(scan_round: Round) -> None:
    visit = session.require(Action.MANAGE)
    store = session.store()
    response = store.results.response(visit.network.id, scan_round.id)
    submitted, begun = _scans(response)
    lost = _(
        "\n- **{begun}** die begonnen maar niet ingediend {go} verloren.",
        begun=count_scans(begun),
        go=plural(begun, _("is, gaat"), _("zijn, gaan")),
    )
    st.markdown(
        _(
            "Je sluit **{round}** voor alle partners. Dit kan niet ongedaan gemaakt worden.\n- "
            "**{submitted}** {stay} dan vast: geschud, zonder dag of hervatcode.{lost}\n- De resultaten "
            "verschijnen op de netwerkpagina's. Wie zijn scan zelf afsloot en nog niet vrijgaf, staat er niet bij.",
            round=plain(scan_round.name),
            submitted=count_scans(submitted),
            stay=plural(submitted, _("ligt"), _("liggen")),
            lost=lost if begun else "",
        )
    )
    with st.form("close round", border=False, enter_to_submit=False):
        typed = st.text_input(_("Typ de naam van de scanronde om te bevestigen"), autocomplete="off")
        wanted = st.form_submit_button(_("Sluit deze scanronde"), type="primary", icon=":material/lock:")
    if wanted and line(typed).casefold() != scan_round.name.casefold():
        st.error(_("Dat is niet de naam van de scanronde. {value}", value=_(UNCHANGED)), icon=":material/error:")
    elif wanted:
        perform(
            lambda: peer.close_round(store, visit.network, scan_round, visit.actor.id),
            _("{name} is gesloten. De resultaten staan op de netwerkpagina's.", name=scan_round.name),
        )


def start_practice(visit: Visit) -> None:
    """The way to let people try, with what that means."""
    st.markdown(
        _(
            "In een **{word}** opent iedereen zijn gewone link en probeert uit hoe invullen gaat. Niets "
            "ervan telt of wordt getoond. Stop je ze, dan is alles weg en begint iedereen straks leeg aan de "
            "echte scanronde.",
            word=_(PRACTICE).casefold(),
        )
    )
    if st.button(_("Open een oefenronde"), icon=":material/play_arrow:"):
        store = session.store()
        perform(
            lambda: store.networks.practice(visit.network.id, _(PRACTICE), visit.actor.id),
            _("De oefenronde is open. Partners proberen met hun gewone scanlink."),
        )


def practice(scan_round: Round) -> None:
    """The round in which people try now, and its end."""
    store = session.store()
    response = store.results.response(scan_round.network, scan_round.id)
    with st.container(border=True):
        st.header(plain(scan_round.name), anchor=False)
        st.text(round_line(scan_round, response))
        st.caption(
            _("Niets hiervan telt. Stop de oefenronde voor je een echte scanronde opent: dan is alles ervan weg.")
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            layout.link(
                "pages/regie/deelname.py", _("Volg de deelname"), icon=":material/monitoring:", ronde=scan_round.id
            )
            if st.button(_("Stop de oefenronde"), type="primary", icon=":material/delete_sweep:"):
                if any(row.submitted or row.begun for row in response):
                    confirm_stop(scan_round)
                else:
                    _stop(scan_round)


def _scans(response: Sequence[Response]) -> tuple[int, int]:
    """How many scans were submitted, and how many only begun."""
    return sum(row.submitted for row in response), sum(row.begun for row in response)


@dialog(N_("Oefenronde stoppen"))
def confirm_stop(scan_round: Round) -> None:
    """Ask before what others tried goes: who took it for the real round, would lose what they meant."""
    response = session.store().results.response(scan_round.network, scan_round.id)
    submitted, begun = _scans(response)
    st.markdown(
        _(
            "**{submitted}** ingediend, **{begun}** begonnen. Stop je, dan is dat allemaal weg, ook bij wie nu bezig is. Wie het ernstig "
            "meende, begint straks opnieuw.",
            submitted=count_scans(submitted),
            begun=count_scans(begun),
        )
    )
    if st.button(_("Stop en wis alles ervan"), type="primary", icon=":material/delete_sweep:"):
        _stop(scan_round)


def _stop(scan_round: Round) -> None:
    visit = session.require(Action.MANAGE)
    perform(
        lambda: session.store().erasure.round(scan_round, visit.actor.id),
        _("De oefenronde is gestopt. Alles wat mensen probeerden, is gewist."),
    )


def share_round(visit: Visit, scan_round: Round) -> None:
    """Whether contact persons may see the network pages of a round."""
    wanted = st.toggle(
        _("Partners mogen de netwerkpagina's van deze scanronde bekijken"),
        value=scan_round.shared,
        key=f"shared-{scan_round.id}-{scan_round.shared}",
    )
    if wanted != scan_round.shared:
        perform(
            lambda: session.store().networks.save_round(replace(scan_round, shared=wanted), visit.actor.id, scan_round),
            _(
                "Contactpersonen kunnen de netwerkpagina's van {name} {wanted}.",
                name=scan_round.name,
                wanted=_("nu bekijken") if wanted else _("niet meer bekijken"),
            ),
        )


def round_line(scan_round: Round, response: Sequence[Response]) -> str:
    """State, end date and answers of a round in one line."""
    parts = [scan_round.state.word]
    if scan_round.closes_on:
        parts.append(_("invullen tot en met {day}", day=long_date(scan_round.closes_on)))
    if scan_round.state is not RoundState.CONCEPT:
        parts.append(f"{count_scans(sum(row.submitted for row in response))} ingediend")
    return " · ".join(parts)


def _name(name: str) -> str:
    if not line(name):
        raise ValueError(_("Geef de scanronde een naam, bijvoorbeeld Najaar 2026."))
    return line(name)


def _last_day(text: str) -> date | None:
    if not text.strip():
        return None
    day = parse_date(text)
    if day < today():
        raise ValueError(_("{day} is al voorbij. Kies een latere dag.", day=long_date(day)))
    return day
