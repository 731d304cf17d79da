"""Who counts on a team page: how many people are asked, whether they share a device, and slips."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from onlife.domain.network import Round
from onlife.domain.scan import Closing
from onlife.text import count, count_scans, long_date
from onlife.translation import gettext as _
from onlife.ui import team
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict, fragment, layout
from onlife.ui.parts.action import perform_in_callback

PEOPLE_MAX = 500


def of_team(visit: Visit, scan_round: Round, closing: Closing) -> None:
    """What makes that everybody counts once, to look at and to change as long as the scan is open."""
    if not visit.own.joint:
        _everybody(visit, scan_round, closing)
    with st.expander(_("Een testscan weghalen"), icon=":material/science:"):
        _test_scan(visit, closing)


def _everybody(visit: Visit, scan_round: Round, closing: Closing) -> None:
    repeats = len(session.store().closings.repeats(scan_round.id, visit.own.id))
    if repeats:
        st.warning(
            _(
                "{scans} kwamen van een toestel waarop al een scan was ingediend. Die tellen niet mee in "
                "jullie resultaat. Vulden collega's in op hetzelfde toestel? Duid dat hieronder aan voor je "
                "afsluit.",
                scans=count_scans(repeats),
            ),
            icon=":material/devices:",
        )
    with st.expander(_("Wie telt mee?"), icon=":material/group:"):
        st.markdown(_("Iedereen telt één keer. Wat je hier wijzigt, leest elke collega op de startpagina van de scan."))
        for rise in session.store().networks.raises(scan_round, visit.own):
            st.markdown(
                _(
                    "- {day}: van {before} naar {after} mensen",
                    day=long_date(rise.day),
                    before=rise.before,
                    after=rise.after,
                )
            )
        _people(visit)
        key = f"sharing-{scan_round.id}-{visit.own.id}"
        fragment.follow_store(key, closing.sharing)
        st.toggle(
            _("Collega's vullen in op een gedeeld toestel"),
            key=key,
            on_change=_share,
            args=(visit, scan_round, key),
            help=_("Zonder dit telt van elk toestel één scan."),
        )
        _slips(visit, scan_round)


def _test_scan(visit: Visit, closing: Closing) -> None:
    """A scan goes by its own code, so that nobody removes a colleague's; everybody reads how many went."""
    st.markdown(
        _(
            "Vulde je zelf een scan in om te proberen? Typ de hervatcode die bij die scan stond: de scan verdwijnt voorgoed en telt "
            "niet mee. Het staat in het logboek, en elke collega leest op de startpagina hoeveel testscans weggehaald zijn."
        )
    )
    if closing.removed:
        st.caption(_("Weggehaald in deze scanronde: {removed}.", removed=closing.removed))
    with st.form("test scan", border=False, clear_on_submit=True):
        code = st.text_input(_("Hervatcode van de testscan"), autocomplete="off", max_chars=40)
        if st.form_submit_button(_("Testscan weghalen"), icon=":material/delete:") and code.strip():
            team.do(visit, lambda: session.store().scans.remove(visit.own, code, visit.actor.id))
            layout.say(_("De testscan is weg."))
            st.rerun()


def _people(visit: Visit) -> None:
    """How many they are. What is typed stays when a colleague raises it meanwhile, and the higher number holds."""
    place, label = f"people-{visit.own.id}", _("Met hoeveel zijn jullie?")
    form = conflict.open_form(place, visit.own, {"number": label}, visit.actor.id)
    before = form.seen.expected
    with st.form(place, border=False):
        key = f"number-{form.key}"
        number = st.number_input(label, before, max(PEOPLE_MAX, before), before, key=key)
        if st.form_submit_button(_("Aantal verhogen")) and number > before:
            conflict.reopen(place)
            if number > visit.own.expected:
                changed = replace(visit.own, expected=int(number))
                team.do(visit, lambda: session.store().networks.save_partners([changed], visit.actor.id, [visit.own]))
            layout.say(_("Jullie zijn nu met {number}.", number=max(int(number), visit.own.expected)))
            st.rerun()


def _share(visit: Visit, scan_round: Round, key: str) -> None:
    sharing, share_device = bool(st.session_state[key]), session.store().closings.share_device
    if not team.may_still(visit):
        layout.warn(_(fragment.NO_LONGER))
        return
    perform_in_callback(lambda: share_device(scan_round, visit.own, visit.actor.id, sharing=sharing))


def _slips(visit: Visit, scan_round: Round) -> None:
    """Printed codes, drawn from a hat: the only way to be sure that nobody fills in twice."""
    slips = session.store().slips.of(scan_round.id, visit.own.id)
    st.markdown(
        _(
            "**Zeker weten dat niemand twee keer invult?** Druk voor elke collega een briefje af, vouw ze en laat trekken uit een "
            "hoed. Met elk briefje begint één scan; zonder briefje geen. Niemand weet wie welk briefje trok."
        )
    )
    missing = visit.own.expected - len(slips.unused) - slips.used
    with st.container(horizontal=True):
        if missing > 0 and st.button(
            _("Maak er {missing} bij", missing=missing)
            if slips
            else _("Maak {slips}", slips=count(missing, _("briefje"), _("briefjes"))),
            key=f"slips-{visit.own.id}-{missing}",
            icon=":material/content_cut:",
        ):
            team.do(visit, lambda: session.store().slips.make(scan_round, visit.own, visit.actor.id))
            st.rerun()
        if slips.unused:
            address = layout.export_address("briefjes.pdf", visit.network.id, partner=visit.own.id)
            st.link_button(_("Briefjes afdrukken (PDF)"), address, icon=":material/print:")
    if slips:
        st.caption(
            _("{used} van {printed} briefjes zijn gebruikt.", used=slips.used, printed=slips.used + len(slips.unused))
        )
