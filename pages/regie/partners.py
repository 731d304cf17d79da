"""The partner organisations of a network: add one, paste a list, read a file, change, archive."""

from functools import partial

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.network import EXPECTED_MAX
from onlife.services import partner_list, spreadsheet
from onlife.translation import gettext as _
from onlife.ui import contact, merge
from onlife.ui import partner as partner_ui
from onlife.ui.app import session, unsent
from onlife.ui.parts import choose, guidance, import_list, layout, picture, undo_import

visit = session.require(Action.MANAGE)
partners = session.store().networks.partners(visit.network.id)
names = [partner.name for partner in partners]

layout.heading(
    _("Partners"), _("De organisaties die meedoen in {name}, en hoe ze de scan invullen.", name=visit.network.name)
)
guidance.about("partners")
guidance.what_now(visit)
if partners:
    st.dataframe(
        partner_ui.partner_table(partners),
        hide_index=True,
        height="content",
        row_height=picture.row_height(names),
        column_config={_("Naam"): st.column_config.TextColumn(width=300)},
        alt=_("De partners van dit netwerk"),
    )
    undo_import.of_partners(visit)
    partner_ui.propose_joint(visit, partners)
else:
    layout.empty(_("Er zijn nog geen partners. Plak hieronder een lijst, lees een bestand in, of voeg de eerste toe."))

tasks = [
    _("Eén toevoegen"),
    _("Lijst plakken"),
    _("Bestand inlezen"),
    *([_("Wijzigen of archiveren")] if partners else []),
]
task = st.radio(_("Wat wil je doen?"), tasks, horizontal=True, key="partners-task")

if task == "Eén toevoegen":
    with st.form("one", enter_to_submit=False):
        entry = partner_ui.ask_partner(visit, None, f"new-{len(partners)}")
        if st.form_submit_button(_("Partner toevoegen"), type="primary", icon=":material/add:"):
            partner_ui.add_partners(visit, partner_list.check(entry, names))

elif task == "Lijst plakken":
    unsent.watch(visit.actor.id, "partners-task", f"list-{len(partners)}")
    with st.form("list", enter_to_submit=False):
        text = st.text_area(
            _("Eén partner per regel"),
            height=200,
            placeholder=_("Jeugdhuis De Brug; Jeugdwerk; 8\nBibliotheek; Bibliotheek; 3; gezamenlijk\nOCMW"),
            help=_(
                "Na de naam mag je sector, aantal personen, wijze, contactpersoon, e-mailadres en telefoon zetten, met een "
                "puntkomma of tab ertussen. Kopiëren uit een rekenblad werkt ook."
            ),
            key=f"list-{len(partners)}",
        )
        usual = st.number_input(
            _("Aantal personen waar er geen bij staat"), min_value=1, max_value=EXPECTED_MAX, value=8
        )
        st.form_submit_button(_("Lijst bekijken"), type="primary", icon=":material/table_view:")
    grid = import_list.ask_grid(lambda **_: partner_list.grid_from_text(text), "list") if text.strip() else None
    if grid:
        found = partner_list.entries(grid, import_list.ask_columns(grid, "list"), names, int(usual))
        partner_ui.preview_partners(found)
        if not found.problems and st.button(_("Alles toevoegen"), type="primary", icon=":material/playlist_add:"):
            partner_ui.add_partners(visit, found)

elif task == "Bestand inlezen":
    st.markdown(
        _(
            "Een CSV- of Excel-bestand met een kolom naam. Mogen erbij: sector, aantal, wijze, "
            "contactpersoon, e-mailadres en telefoon. [Begin met het sjabloon]({address}).",
            address=layout.export_address("sjabloon-partners.csv", visit.network.id),
        )
    )
    file = st.file_uploader(_("Kies een bestand"), type=["csv", "xlsx"], key=f"file-{len(partners)}")
    read = partial(spreadsheet.read, file.getvalue(), file.name, partner_list.likeness) if file else None
    grid = import_list.ask_grid(read, "file") if read else None
    if grid:
        found = partner_list.entries(grid, import_list.ask_columns(grid, "file"), names, 8)
        partner_ui.preview_partners(found)
        if not found.problems and st.button(_("Alles toevoegen"), type="primary", icon=":material/playlist_add:"):
            partner_ui.add_partners(visit, found)

else:
    by_id = {partner.id: partner for partner in partners}
    partner = by_id[choose.one("partner", "Partner", {key: known.name for key, known in by_id.items()})]
    with st.form("change", enter_to_submit=False):
        entry = partner_ui.ask_partner(visit, partner, partner.id)
        if st.form_submit_button(_("Wijzigingen bewaren"), type="primary", icon=":material/save:"):
            partner_ui.change_partner(
                visit, partner, partner_list.check(entry, [name for name in names if name != partner.name])
            )
    contact.of_partner(visit, partner)
    with st.container(horizontal=True):
        if st.button(_("Archiveren"), icon=":material/archive:"):
            partner_ui.archive_partner(partner)
        if len(partners) > 1 and st.button(_("Samenvoegen met een andere partner"), icon=":material/merge:"):
            merge.merge(partner)

partner_ui.archived_partners(visit)
