"""Filling in the Quickscan: one screen per building block, every choice kept at once."""

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.network import RoundState
from onlife.ui import erasing, resume, scan
from onlife.ui.app import session
from onlife.ui.parts import layout, script

visit = session.find(Action.FILL_IN) or resume.ask()
scan.arrive()
own = scan.own(visit)

if own is None:
    scan.heading(visit)
    layout.empty(
        "De scan van jullie organisatie is afgesloten. De antwoorden zijn geschud en opgeteld, "
        "dus je eigen scan bestaat niet meer en kan ook niet meer apart gewist worden. "
        "Vraag je contactpersoon naar het resultaat."
    )
    st.stop()

round = session.store().networks.round(own.network, own.round)
if round and own.submitted:
    scan.heading(visit, round)
    scan.submitted(visit, own, session.questionnaire(round))
    if st.button("Mijn scan wissen", type="tertiary", icon=":material/delete:"):
        erasing.confirm_scan()
    st.stop()
if round is None or round.state is not RoundState.OPEN:
    scan.heading(visit, round)
    layout.empty("De scanronde is gesloten. Er kan niets meer ingevuld worden.")
    st.stop()

questionnaire = session.questionnaire(round)
steps = scan.screens(visit, questionnaire)
step = scan.current(steps, own, questionnaire)
script.scroll_to_top(step)
scan.screen(step, steps, visit, own, round, questionnaire)
scan.help(visit, own)
if st.button("Mijn scan wissen", type="tertiary", icon=":material/delete:"):
    erasing.confirm_scan()
