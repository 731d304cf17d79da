"""Filling in the Quickscan: one screen per building block, every choice kept at once."""

import streamlit as st

from onlife.access import Action
from onlife.store.records import RoundState
from onlife.ui import components, guidance, scan, session, wissen

visit = session.require(Action.FILL_IN)
own = scan.own(visit)

components.heading(
    f"Quickscan van {visit.own.name}",
    "Jullie vullen deze scan samen in: kies samen wat het best past."
    if visit.own.joint
    else "Kies bij elk element wat het best past bij jouw ervaring. Niemand anders ziet wat jij kiest.",
)
scan.say_problem()
if own is None:
    components.empty(
        "De scan van jullie organisatie is afgesloten. De antwoorden zijn geschud en opgeteld, "
        "dus je eigen scan bestaat niet meer en kan ook niet meer apart gewist worden. "
        "Vraag je contactpersoon naar het resultaat."
    )
    st.stop()

round = session.store().networks.round(own.network, own.round)
st.caption(f"{components.plain(visit.network.name)} · {components.plain(round.name if round else '')}")
if round and own.submitted:
    scan.submitted(visit, own, session.questionnaire(round))
    if st.button("Mijn scan wissen", type="tertiary", icon=":material/delete:"):
        wissen.confirm_scan()
    st.stop()
if round is None or round.state is not RoundState.OPEN:
    components.empty("De scanronde is gesloten. Er kan niets meer ingevuld worden.")
    st.stop()

questionnaire = session.questionnaire(round)
steps = scan.screens(visit, questionnaire)
step = scan.current(steps, own, questionnaire)
components.top(step)
scan.resume_help(visit, own)
guidance.hint(visit, "scan")
scan.screen(step, steps, own, questionnaire)
if st.button("Mijn scan wissen", type="tertiary", icon=":material/delete:"):
    wissen.confirm_scan()
