"""Importing scans that were filled in before, from a spreadsheet: shown first, then all of them or none."""

from functools import partial

import streamlit as st

from onlife import intake
from onlife.access import Action
from onlife.store.records import RoundState
from onlife.ui import components, lists, session, undo

NEW = "nieuw"

visit = session.require(Action.MANAGE)
rounds = {r.id: r for r in session.store().networks.rounds(visit.network.id) if r.state is not RoundState.CLOSED}

components.heading("Scans inlezen", "Zet scans die al bestaan, op papier of in een ander bestand, bij een scanronde.")
st.markdown(
    "Zet elke scan op een rij van het "
    f"[sjabloon](/uitvoer/sjabloon-scans.csv?netwerk={visit.network.id}): de partner, de functie, de wijze "
    "(individueel of gezamenlijk) en per element groen, oranje, rood of nvt. "
    "Je ziet eerst wat ingelezen wordt. Staat er één fout in, dan wordt niets ingelezen."
)

names = {id: round.name for id, round in rounds.items()} | {NEW: "Een nieuwe scanronde"}
chosen = rounds.get(components.choose_one("scanronde", "Scanronde", names, width=320))
name = chosen.name if chosen else st.text_input("Naam van de nieuwe scanronde", max_chars=80, key="new round")
opened = chosen if chosen and chosen.state is RoundState.OPEN else None
if opened is None:
    st.caption("Deze scanronde gaat open als de scans ingelezen zijn.")
else:
    undo.of_scans(visit, opened)
file = st.file_uploader("Bestand met scans (CSV of Excel)", type=["csv", "txt", "xlsx"], key=lists.file_key())
if file is None:
    st.stop()
questionnaire = session.questionnaire(opened or visit.network)
grid = lists.ask_grid(partial(intake.read, file.getvalue(), file.name, questionnaire), "scans")
if grid is None:
    st.stop()
scans = lists.ask_scans(grid, file.name, questionnaire)
lists.notes(scans.notes)
if scans.problems:
    lists.problems(scans.problems)
    st.stop()
choices, preview = lists.ask_choices(visit.network, opened, scans)
if preview.problems:
    lists.problems(list(preview.problems))
    st.stop()
lists.show_scans(preview)
if st.button(
    "Scans inlezen", type="primary", icon=":material/upload_file:", disabled=bool(preview.unknown) or not preview.scans
):
    lists.take_in(visit, questionnaire, name or "", scans, choices)
