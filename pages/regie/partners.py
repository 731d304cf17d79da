"""The partner organisations of a network: add one, paste a list, read a file, change, archive."""

from functools import partial

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.network import EXPECTED_MAX
from onlife.services import partner_list, spreadsheet
from onlife.ui import contact, merge
from onlife.ui import partner as partner_ui
from onlife.ui.app import session, unsent
from onlife.ui.parts import choose, guidance, import_list, layout, picture, undo_import

visit = session.require(Action.MANAGE)
partners = session.store().networks.partners(visit.network.id)
names = [partner.name for partner in partners]

layout.heading("Partners", f"De organisaties die meedoen in {visit.network.name}, en hoe ze de scan invullen.")
guidance.about("partners")
guidance.what_now(visit)
if partners:
    st.dataframe(
        partner_ui.partner_table(partners),
        hide_index=True,
        height="content",
        row_height=picture.row_height(names),
        column_config={"Naam": st.column_config.TextColumn(width=300)},
        alt="De partners van dit netwerk",
    )
    undo_import.of_partners(visit)
    partner_ui.propose_joint(visit, partners)
else:
    layout.empty("Er zijn nog geen partners. Plak hieronder een lijst, lees een bestand in, of voeg de eerste toe.")

tasks = ["Eén toevoegen", "Lijst plakken", "Bestand inlezen", *(["Wijzigen of archiveren"] if partners else [])]
task = st.radio("Wat wil je doen?", tasks, horizontal=True, key="partners-task")

if task == "Eén toevoegen":
    with st.form("one", enter_to_submit=False):
        entry = partner_ui.ask_partner(visit, None, f"new-{len(partners)}")
        if st.form_submit_button("Partner toevoegen", type="primary", icon=":material/add:"):
            partner_ui.add_partners(visit, partner_list.check(entry, names))

elif task == "Lijst plakken":
    unsent.watch(visit.actor.id, "partners-task", f"list-{len(partners)}")
    with st.form("list", enter_to_submit=False):
        text = st.text_area(
            "Eén partner per regel",
            height=200,
            placeholder="Jeugdhuis De Brug; Jeugdwerk; 8\nBibliotheek; Bibliotheek; 3; gezamenlijk\nOCMW",
            help="Na de naam mag je sector, aantal personen, wijze, contactpersoon, e-mailadres en telefoon zetten, met een "
            "puntkomma of tab ertussen. Kopiëren uit een rekenblad werkt ook.",
            key=f"list-{len(partners)}",
        )
        usual = st.number_input("Aantal personen waar er geen bij staat", min_value=1, max_value=EXPECTED_MAX, value=8)
        st.form_submit_button("Lijst bekijken", type="primary", icon=":material/table_view:")
    grid = import_list.ask_grid(lambda **_: partner_list.grid_from_text(text), "list") if text.strip() else None
    if grid:
        found = partner_list.entries(grid, import_list.ask_columns(grid, "list"), names, int(usual))
        partner_ui.preview_partners(found)
        if not found.problems and st.button("Alles toevoegen", type="primary", icon=":material/playlist_add:"):
            partner_ui.add_partners(visit, found)

elif task == "Bestand inlezen":
    st.markdown(
        "Een CSV- of Excel-bestand met een kolom naam. Mogen erbij: sector, aantal, wijze, contactpersoon, e-mailadres en telefoon. "
        f"[Begin met het sjabloon]({layout.export_address('/uitvoer/sjabloon-partners.csv', visit)})."
    )
    file = st.file_uploader("Kies een bestand", type=["csv", "xlsx"], key=f"file-{len(partners)}")
    read = partial(spreadsheet.read, file.getvalue(), file.name, partner_list.likeness) if file else None
    grid = import_list.ask_grid(read, "file") if read else None
    if grid:
        found = partner_list.entries(grid, import_list.ask_columns(grid, "file"), names, 8)
        partner_ui.preview_partners(found)
        if not found.problems and st.button("Alles toevoegen", type="primary", icon=":material/playlist_add:"):
            partner_ui.add_partners(visit, found)

else:
    by_id = {partner.id: partner for partner in partners}
    partner = by_id[choose.one("partner", "Partner", {key: known.name for key, known in by_id.items()})]
    with st.form("change", enter_to_submit=False):
        entry = partner_ui.ask_partner(visit, partner, partner.id)
        if st.form_submit_button("Wijzigingen bewaren", type="primary", icon=":material/save:"):
            partner_ui.change_partner(
                visit, partner, partner_list.check(entry, [name for name in names if name != partner.name])
            )
    contact.of_partner(visit, partner)
    with st.container(horizontal=True):
        if st.button("Archiveren", icon=":material/archive:"):
            partner_ui.archive_partner(partner)
        if len(partners) > 1 and st.button("Samenvoegen met een andere partner", icon=":material/merge:"):
            merge.merge(partner)

partner_ui.archived_partners(visit)
