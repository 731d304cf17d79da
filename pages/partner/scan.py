"""Filling in the Quickscan: one screen per building block, every choice kept at once."""

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.network import RoundState
from onlife.translation import gettext as _
from onlife.ui import erasing, resume, scan
from onlife.ui.app import session
from onlife.ui.parts import layout, script

visit = session.find(Action.FILL_IN) or resume.ask()
scan.arrive()
own = scan.own(visit)

if own is None:
    scan.heading(visit)
    layout.empty(
        _(
            "De scan van jullie organisatie is afgesloten. Wat ingediend was, is geschud en opgeteld; wat niet ingediend was, "
            "is weg. Je eigen scan bestaat dus niet meer en kan ook niet meer apart gewist worden. "
            "Vraag je contactpersoon naar het resultaat."
        )
    )
    st.stop()

scan_round = session.store().networks.round(own.network, own.round)
if scan_round and own.submitted:
    scan.heading(visit, scan_round)
    scan.after_submission(visit, own, scan_round, session.questionnaire(scan_round))
    if st.button(_("Mijn scan wissen"), key=f"erase-{own.id}", type="tertiary", icon=":material/delete:"):
        erasing.confirm_scan()
    st.stop()
if scan_round is None or scan_round.state is not RoundState.OPEN:
    scan.heading(visit, scan_round)
    layout.empty(_("De scanronde is gesloten. Er kan niets meer ingevuld worden."))
    st.stop()

questionnaire = session.questionnaire(scan_round)
steps = scan.screens(visit, questionnaire)
step = scan.current(steps, own, questionnaire)
script.scroll_to_top(step)
scan.screen(step, steps, visit, own, scan_round, questionnaire)
scan.help_text(visit, own)
if st.button(_("Mijn scan wissen"), key=f"erase-{own.id}", type="tertiary", icon=":material/delete:"):
    erasing.confirm_scan()
