"""Taking in scans that were filled in before, from a spreadsheet: all of them or none."""

import streamlit as st

from onlife import intake
from onlife.access import Action
from onlife.store import Refused, StoreError
from onlife.store.records import RoundState
from onlife.ui import components, session
from onlife.ui.components import plain

NEW = "Nieuwe scanronde"

visit = session.require(Action.MANAGE)
rounds = [r for r in session.store().networks.rounds(visit.network.id) if r.state is not RoundState.CLOSED]

components.heading("Scans inlezen", "Zet scans die al bestaan, op papier of in een ander bestand, bij een scanronde.")
st.markdown(
    "Zet elke scan op een rij van het "
    f"[sjabloon](/uitvoer/sjabloon-scans.csv?netwerk={visit.network.id}): de partner, de functie, de wijze "
    "(individueel of gezamenlijk) en per element groen, oranje, rood of nvt. "
    "Een partner die nog niet bestaat, wordt aangemaakt. Staat er één fout in, dan wordt niets ingelezen."
)

chosen = st.selectbox("Scanronde", [*(r.name for r in rounds), NEW], key="round", width=320)
name = st.text_input("Naam van de nieuwe scanronde", max_chars=80, key="new round") if chosen == NEW else chosen
opened = {r.name: r for r in rounds if r.state is RoundState.OPEN}
if chosen not in opened:
    st.caption("Deze scanronde gaat open als de scans ingelezen zijn.")
with st.form("intake", clear_on_submit=True):
    file = st.file_uploader("Bestand met scans (CSV of Excel)", type=["csv", "txt", "xlsx"])
    wanted = st.form_submit_button("Scans inlezen", type="primary", icon=":material/upload_file:")

if wanted and file is None:
    st.error("Kies eerst een bestand. Er is niets ingelezen.", icon=":material/error:")
elif wanted and file is not None:
    questionnaire = session.questionnaire(opened.get(chosen, visit.network))
    scans = intake.parse(file.getvalue(), file.name, questionnaire)
    try:
        taken = intake.take_in(session.store(), questionnaire, visit.network.name, name, scans, visit.actor.id)
    except intake.NotTakenIn as refused:
        st.error("**Er is niets ingelezen.** Verbeter dit en kies het bestand opnieuw:", icon=":material/error:")
        st.markdown("\n".join(f"- {plain(problem)}" for problem in refused.problems))
    except (Refused, StoreError) as refused:
        st.error(plain(f"{refused} Er is niets ingelezen."), icon=":material/error:")
    else:
        new = ", ".join(partner.name for partner in taken.new_partners)
        components.say(
            f"{components.scans(taken.scans)} ingelezen in {taken.round.name}."
            + (f" Nieuwe partners: {new}. Vul bij Partners hun sector aan." if new else "")
        )
        st.rerun()
