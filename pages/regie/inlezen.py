"""Importing scans that were filled in before, from a spreadsheet: shown first, then all of them or none."""

from functools import partial

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.network import RoundState
from onlife.services import scan_file
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.parts import choose, conflict, import_list, layout, undo_import

NEW = "nieuw"

visit = session.require(Action.MANAGE)
rounds = {r.id: r for r in session.store().networks.rounds(visit.network.id) if r.state is not RoundState.CLOSED}

layout.heading(_("Scans inlezen"), _("Zet scans die al bestaan, op papier of in een ander bestand, bij een scanronde."))
st.markdown(
    _(
        "Zet elke scan op een rij van het [sjabloon](/uitvoer/sjabloon-scans.csv?netwerk={id}). Daarop "
        "staan de partner, de functie, de wijze (individueel of gezamenlijk) en de versie van de "
        "vragenlijst. Per element zet je er groen, oranje, rood of nvt. Je ziet eerst wat ingelezen "
        "wordt. Staat er één fout in, dan wordt niets ingelezen.",
        id=visit.network.id,
    )
)

names = {key: scan_round.name for key, scan_round in rounds.items()} | {NEW: _("Een nieuwe scanronde")}
chosen = rounds.get(choose.one("scanronde", _("Scanronde"), names, width=320))
name = (
    chosen.name
    if chosen
    else st.text_input(_("Naam van de nieuwe scanronde"), max_chars=80, key=f"new round {visit.network.id}")
)
opened = chosen if chosen and chosen.state is RoundState.OPEN else None
if opened is None:
    st.caption(_("Deze scanronde gaat open als de scans ingelezen zijn."))
else:
    undo_import.of_scans(visit, opened)
file = st.file_uploader(
    _("Bestand met scans (CSV of Excel)"),
    type=["csv", "txt", "xlsx"],
    key=conflict.form_key(import_list.file_place(visit.network)),
)
if file is None:
    st.stop()
questionnaire = session.questionnaire(opened or visit.network)
grid = import_list.ask_grid(partial(scan_file.read, file.getvalue(), file.name, questionnaire), "scans")
if grid is None:
    st.stop()
scans = import_list.ask_scans(grid, file.name, questionnaire)
import_list.notes(scans.notes)
if scans.problems:
    import_list.problems(scans.problems)
    st.stop()
choices, preview = import_list.ask_choices(visit.network, opened, scans)
if preview.problems:
    import_list.problems(list(preview.problems))
    st.stop()
import_list.show_scans(preview)
if st.button(
    _("Scans inlezen"),
    key=f"import-{chosen.id if chosen else NEW}",
    type="primary",
    icon=":material/upload_file:",
    disabled=bool(preview.unknown) or not preview.scans,
):
    import_list.import_button(visit, questionnaire, name or "", scans, choices)
