"""From an element to what follows from it: something to read, a point for the meeting, an action in the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.network import Round
from onlife.domain.questionnaire import Element
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui import reading
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import agreement, choose, fragment, layout, picture
from onlife.ui.parts.action import perform_as
from onlife.ui.parts.agreement import Settled
from onlife.ui.parts.markdown import plain

MARKED = N_(":blue-badge[Gesprekspunten]")


@dataclass(frozen=True)
class ElementContext:
    """What the network made of the elements of a round: its points for the meeting, by id, and what it agreed on.

    `visit`: who looks at it.
    """

    visit: Visit
    round: Round
    points: Sequence[str]
    settled: Settled


def element_context(visit: Visit, rounds: Sequence[Round], scan_round: Round) -> ElementContext:
    """What holds in a round (`rounds`: all that one may see, newest first)."""
    return ElementContext(
        visit, scan_round, session.store().meetings.points(scan_round.id), agreement.of_rounds(rounds, scan_round)
    )


def legend(known: ElementContext, elements: Sequence[Element]) -> None:
    """What one does with the rows of these elements, and which of them are points for the meeting."""
    ways = [_("erover te lezen")] if any(map(reading.about, elements)) else []
    if elements and known.visit.may(Action.MANAGE):
        ways += [_("er een gesprekspunt van te maken"), _("een actie te starten")]
    lines = (
        [_("Open een element om {ways}.", ways=_(" of ").join(filter(None, (", ".join(ways[:-1]), ways[-1]))))]
        if ways
        else []
    )
    marked = dict.fromkeys(element.id for element in elements if element.id in known.points)
    if marked:
        lines.append(f"{_(MARKED)} {' · '.join(marked)}")
    if lines:
        st.markdown("  \n".join(lines))


def element_row(known: ElementContext, element: Element, *, place: str, told: str = "", inside: str = "") -> None:
    """An element as one line that opens on what follows from it; a line of text where nothing does.

    `told` and `inside` are Markdown: what the line says beside title and badge, and what one reads when it is open.
    An element may stand in several places of a page. That it is a point for the meeting is not said in the line (see
    `picture.on_demand`) but by `invite`.
    """
    badge = agreement.badge(element.id, known.settled)
    title = f"{element.id} {plain(element.title)}"
    line = f"**{title}**{badge}  \n{told}" if told else f"{title}{badge}"
    text = "\n\n".join(filter(None, (agreement.reason(element.id, known.settled), inside)))
    leads, reads = known.visit.may(Action.MANAGE), reading.about(element)
    if not (text or leads or reads):
        st.markdown(line)
        return
    with picture.on_demand(line, key=f"row-{place}-{known.round.id}-{element.id}") as box:
        if text:  # also while it is closed: a printed page opens it
            st.markdown(text)
        if box.open and (leads or reads):
            with st.container(horizontal=True, vertical_alignment="center"):
                reading.link(element)
                if leads:
                    _follow(known, element, place)


def _follow(known: ElementContext, element: Element, place: str) -> None:
    """For the coordinator: make an element a point for the meeting, or start an action from it."""
    field = f"point-{place}-{known.round.id}-{element.id}"
    fragment.follow_store(field, element.id in known.points)
    st.toggle(_("Gesprekspunt"), key=field, on_change=_mark, args=(known.round, element.id, field))
    if st.button(_("Start een actie"), key=f"act-{place}-{element.id}", icon=":material/flag:"):
        asked = session.questionnaire(known.round)
        earlier = asked != session.questionnaire(known.visit.network)
        layout.switch_page(
            "pages/netwerk/plan.py",
            actie="nieuw",
            bouwsteen=choose.block_name(asked.block(element.block)),
            element=element.id,
            vragenlijst=str(asked.version) if earlier else "",
        )


def _mark(scan_round: Round, element: str, field: str) -> None:
    wanted, mark = bool(st.session_state[field]), session.store().meetings.mark
    perform_as(session.coordinator(scan_round.network), lambda visit: mark(scan_round, element, wanted, visit.actor.id))
