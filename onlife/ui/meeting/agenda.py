"""The agenda of the meeting about a round, before it begins: look at it, drop points, change their order, add one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from onlife.content import phrase
from onlife.domain import agenda
from onlife.domain.access import Action
from onlife.domain.agenda import FIXED, MOST_MINUTES, TITLE_LENGTH, AgendaItem
from onlife.domain.meeting import Point, Topic
from onlife.domain.network import Round
from onlife.security.token import new_id
from onlife.text import count
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.meeting.view import agenda_of
from onlife.ui.parts import conflict, layout, picture
from onlife.ui.parts.action import perform, perform_as
from onlife.ui.parts.markdown import plain

OPENED = "agenda"


def show(visit: Visit, scan_round: Round) -> list[Point]:
    """What the meeting will be about, in order, with the ways to change it; gives back its screens."""
    items = agenda_of(visit.network, scan_round)
    points = agenda.points_on(items)
    minutes = sum(item.minutes for item in items if item.kept)
    taking = f", samen **{count(minutes, _('minuut'), _('minuten'))}**" if minutes else ""
    st.markdown(
        _(
            "De vergadering telt **{count}**{taking}, in deze volgorde:",
            count=count(len(points), _("scherm"), _("schermen")),
            taking=taking,
        )
    )
    st.markdown("\n".join(f"{at}. {_line(own)}" for at, own in enumerate(agenda.stretches(items), start=1)))
    _edit(visit, scan_round, items)
    return points


def _line(stretch: Sequence[AgendaItem]) -> str:
    minutes = sum(item.minutes for item in stretch)
    behind = [f"{len(stretch)} schermen"] if len(stretch) > 1 else []
    behind += [count(minutes, _("minuut"), _("minuten"))] if minutes else []
    return f"{plain(stretch[0].heading)} ({', '.join(behind)})" if behind else plain(stretch[0].heading)


def _edit(visit: Visit, scan_round: Round, items: list[AgendaItem]) -> None:
    with picture.on_demand(_("De agenda aanpassen"), key=OPENED, icon=":material/edit_note:") as box:
        if not box.open:
            return
        st.markdown(
            _(
                "Vink af wat nu niet hoeft, en zeg hoeveel minuten een punt mag duren: het scherm telt dan af. Wat in een vorige "
                "vergadering over deze scanronde aan bod kwam, staat al af. Alles wordt meteen bewaard."
            )
        )
        for at, item in enumerate(items):
            if item.point.topic not in FIXED:
                _row(scan_round, items, at)
        _add(visit, scan_round, items)


def _row(scan_round: Round, items: list[AgendaItem], at: int) -> None:
    """A point with what can be changed of it."""
    item = items[at]
    what, mark = name(item, scan_round), f"{item.id}-{_last_event(items)}"

    def change(**wanted: object) -> list[AgendaItem]:
        return [*items[:at], replace(item, **wanted), *items[at + 1 :]]  # type: ignore[arg-type]  # fields of an item

    with st.container(horizontal=True, vertical_alignment="center", key=f"agenda-row-{at}"):
        kept, minutes = f"kept-{mark}", f"minutes-{mark}"
        st.checkbox(
            plain(what),
            item.kept,
            key=kept,
            on_change=lambda: _keep(scan_round, change(kept=bool(st.session_state[kept])), _last_event(items)),
            width="stretch",
        )
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            st.number_input(
                _("Minuten voor {what}", what=plain(what)),
                1,
                MOST_MINUTES,
                item.minutes or None,
                key=minutes,
                label_visibility="collapsed",
                placeholder="minuten",
                on_change=lambda: _keep(
                    scan_round, change(minutes=int(st.session_state[minutes] or 0)), _last_event(items)
                ),
                width=120,
            )
            for label, by, last in ((_("Hoger"), -1, 1), (_("Lager"), 1, len(items) - 2)):
                st.button(
                    label,
                    key=f"{label}-{mark}",
                    type="tertiary",
                    disabled=at == last,
                    on_click=_keep,
                    args=(scan_round, agenda.move(items, at, by), _last_event(items)),
                )


def _add(visit: Visit, scan_round: Round, items: list[AgendaItem]) -> None:
    """A point of the network itself, after another one."""
    place = f"own-point-{scan_round.id}"
    key = conflict.form_key(place)
    with st.form(key, border=False):
        what = st.text_input(_("Een eigen punt"), max_chars=TITLE_LENGTH, placeholder=_("bv. Rondvraag"))
        names = {item.id: name(item, scan_round) for item in items[:-1]}
        after = st.selectbox(
            _("Komt na"), list(names), len(names) - 1, format_func=names.__getitem__, key=f"after-{key}"
        )
        if not st.form_submit_button(_("Voeg toe"), icon=":material/add:"):
            return
    own = AgendaItem(Point(Topic.OWN, new_id()).id, visit.network.id, scan_round.id, 0, title=what)
    at = list(names).index(after) + 1 if after in names else len(items) - 1

    def add() -> None:
        wanted = agenda.in_order([*items[:at], own, *items[at:]])
        session.store().agendas.keep(scan_round, wanted, _last_event(items), visit.actor.id)

    perform(add, _("Het punt staat op de agenda."), form=place)


def _keep(scan_round: Round, wanted: Sequence[AgendaItem], seen: int) -> None:
    visit = session.find_in(scan_round.network, Action.LEAD_MEETING)
    perform_as(visit, lambda visit: session.store().agendas.keep(scan_round, wanted, seen, visit.actor.id))


def _last_event(items: Sequence[AgendaItem]) -> int:
    return max(item.event for item in items)


def name(item: AgendaItem, scan_round: Round) -> str:
    """What a point of the agenda is called, with its number where a topic takes more screens."""
    words = item.title or phrase.point(item.id, session.questionnaire(scan_round), {})
    return f"{words} ({item.point.about})" if item.point.about.isdigit() and item.point.kind is None else words


def waiting(visit: Visit, scan_round: Round) -> None:
    """What was on the agenda of earlier meetings about this round and was not reached."""
    earlier = session.store().agendas.earlier(scan_round)
    if not earlier.reached:
        return
    left = [
        item for item in agenda_of(visit.network, scan_round) if item.kept and item.point.topic not in agenda.EVERY_TIME
    ]
    if left:
        layout.empty(_("Nog niet aan bod gekomen: {name}.", name=", ".join(name(item, scan_round) for item in left)))
