"""Stars per building block: choosing them, with a reason, and seeing what somebody else wrote meanwhile.

Every choice is kept at once, like those of a scan; what a person typed lives in the store and not in Streamlit's state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from onlife.content import phrase
from onlife.domain import finding, priority
from onlife.domain.network import Round
from onlife.domain.priority import Priority
from onlife.domain.questionnaire import Block
from onlife.domain.shown import Shown
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui import reading
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict, fragment, layout, markdown, text_field
from onlife.ui.parts.action import perform_as, perform_in_callback
from onlife.ui.parts.markdown import plain

REASONS = {True: N_("Waarom deze sterren?"), False: N_("Waarom spreken jullie dit af?")}


@fragment.part
def choose(block: Block, scan_round: Round, partner: str, told: str) -> None:
    """The stars of a block for a partner, or for the network (''), with what its result says beside it."""
    if session.planner(scan_round.network, partner) is None:
        st.rerun()
    now = session.store().priorities.of(scan_round.id, partner).get(block.id, priority.starting(partner, block))
    with st.container(border=True):
        st.markdown(f"**{block.id}. {plain(block.name)}**")
        st.caption(plain(told) if told else _("Nog geen resultaat om te tonen."))
        if block.comes_first:
            st.markdown(plain(block.comes_first))
        reading.of_block(block)
        place = _place(scan_round, now)
        layout.show_problem(place)
        conflict.offer(place, _in_words, lambda mine: _store(replace(mine, event=now.event), scan_round))
        fields = _fields(scan_round, now)
        fragment.follow_store(fields["stars"], now.stars or None)
        st.radio(
            _("Sterren voor {label}", label=markdown.label(block.short)),
            list(priority.STARS),
            index=None,
            format_func=lambda number: f"{number}★",
            horizontal=True,
            key=fields["stars"],
            help=_("5 sterren: hier zetten jullie het meest op in; 1 ster: dit kan wachten."),
            on_change=_keep,
            args=(now, scan_round),
        )
        kept = text_field.draw(
            st.text_area,
            _(REASONS[bool(partner)]),
            fields["comment"],
            now.comment,
            _keep,
            now,
            scan_round,
            max_chars=priority.COMMENT_LENGTH,
            height="content",
        )
        if now.stars >= priority.HIGH or now.direction:
            kept &= text_field.draw(
                st.text_input,
                _("Waar willen jullie over enkele maanden staan? (mag leeg blijven)"),
                fields["direction"],
                now.direction,
                _keep,
                now,
                scan_round,
                max_chars=priority.DIRECTION_LENGTH,
            )
        if kept:
            # One caption that changes its words: a new one would be told to nobody who hears the page.
            fragment.saved_mark(
                bool(now.event) and not now.suggested,
                plain(phrase.stars(now)) if now.suggested else _("nog geen keuze"),
            )
        if now.suggested:
            st.button(
                _("Bevestig dit voorstel"),
                key=f"confirm-{scan_round.id}-{partner}-{block.id}",
                icon=":material/check:",
                on_click=_confirm,
                args=(now, scan_round),
            )


def many(chosen: Sequence[Priority]) -> None:
    """A gentle word at more than three high priorities."""
    if priority.too_many(chosen):
        st.info(
            _(
                "Je zet {number} bouwstenen hoog. Twee of drie tegelijk is vaak haalbaarder: waar telt een "
                "inspanning nu het meest?",
                number=len(priority.high(chosen)),
            ),
            icon=":material/lightbulb:",
        )


def share(visit: Visit, scan_round: Round) -> None:
    """Whether the network sees the stars of this partner."""
    key = f"share-{scan_round.id}-{visit.own.id}"
    fragment.follow_store(key, session.store().priorities.is_shared(scan_round.id, visit.own.id))
    st.toggle(
        _("Toon onze sterren en toelichting aan het netwerk"),
        key=key,
        on_change=_share,
        args=(scan_round, visit.own.id, key),
        help=_("Dan staan ze bij Keuzehulp naast die van de andere partners. Je kunt ze ook weer verbergen."),
    )


def network_stars(block: Block, kept: dict[str, Priority], told: str) -> None:
    """What the network agreed on a block, to read."""
    own = kept.get(block.id, priority.starting("", block))
    with st.container(border=True):
        st.markdown(f"**{block.id}. {plain(block.name)}** · {plain(phrase.stars(own)) or _('nog geen afspraak')}")
        st.caption(plain(told) if told else _("Nog geen resultaat om te tonen."))
        for text in filter(None, (own.comment, own.direction)):
            st.text(text)
        reading.of_block(block)


def of_partners(block: Block, chosen: dict[str, dict[str, Priority]], names: dict[str, str]) -> None:
    """What every partner chose for a block and why, in alphabetical order."""
    for who in sorted(chosen, key=lambda partner: names[partner].casefold()):
        own = chosen[who].get(block.id, priority.starting(who, block))
        if own.stars:
            st.markdown(f"**{plain(names[who])}** · {plain(phrase.stars(own))}")
            for text in filter(None, (own.comment, own.direction)):
                st.text(text)


def network_summary(block: Block, shown: Shown, chosen: dict[str, dict[str, Priority]]) -> str:
    """What lies beside the stars of a block: counts, and how far partners agree on the stars."""
    found = finding.spread(block.id, [p for own in chosen.values() for p in own.values()])
    agree = {
        True: _("de partners zijn het eens over de sterren"),
        False: _("de partners kiezen verschillend"),
        None: "",
    }
    return " · ".join(filter(None, (finding.counts_in_words(shown, block.id), agree[found.agrees])))


def _keep(before: Priority, scan_round: Round) -> None:
    state, fields = st.session_state, _fields(scan_round, before)
    wanted = Priority(
        before.partner,
        before.block,
        state.get(fields["stars"]) or 0,
        state.get(fields["comment"]) or "",
        state.get(fields["direction"], before.direction) or "",
        before.event,
    )
    _store(wanted, scan_round)
    fragment.rerun_if_changed()


def _confirm(now: Priority, scan_round: Round) -> None:
    _store(replace(now, suggested=False), scan_round)
    fragment.rerun_if_changed()


def _store(wanted: Priority, scan_round: Round) -> bool:
    """Keep a choice; its block says what came of it. Return whether it is kept."""
    visit, place = session.planner(scan_round.network, wanted.partner), _place(scan_round, wanted)
    if visit is None:
        layout.warn(_(fragment.NO_LONGER))
        return False
    keep = partial(session.store().priorities.keep, scan_round, wanted, visit.actor.id)

    def overtaken() -> None:
        conflict.remember(place, wanted)
        text_field.release(*_fields(scan_round, wanted).values())

    return perform_in_callback(keep, part=place, overtaken=overtaken)


def _fields(scan_round: Round, chosen: Priority) -> dict[str, str]:
    """The keys of the fields in which a priority is chosen, by their names."""
    return {
        name: f"{name}-{scan_round.id}-{chosen.partner}-{chosen.block}" for name in ("stars", "comment", "direction")
    }


def _place(scan_round: Round, chosen: Priority) -> str:
    """Where the stars of a block are chosen: what waits there is of this round and of who chose, and of no other."""
    return f"stars-{scan_round.id}-{chosen.partner}-{chosen.block}"


def _share(scan_round: Round, partner: str, key: str) -> None:
    shared, share = bool(st.session_state[key]), session.store().priorities.share
    perform_as(
        session.planner(scan_round.network, partner), lambda visit: share(scan_round, partner, shared, visit.actor.id)
    )
    fragment.rerun_if_changed()


def _in_words(mine: Priority) -> list[str]:
    return list(filter(None, ("★" * mine.stars or _("geen sterren"), mine.comment, mine.direction)))
