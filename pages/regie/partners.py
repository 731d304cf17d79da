"""The partner organisations of a network: add one, paste a list, read a file, change, archive."""

from functools import partial

import streamlit as st

from onlife.domain.access import Action
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui import partner as partner_ui
from onlife.ui import partner_tasks
from onlife.ui.app import session
from onlife.ui.parts import choose, guidance, layout, picture, undo_import

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

tasks = {
    N_("Eén toevoegen"): partial(partner_tasks.add_one, visit, names),
    N_("Lijst plakken"): partial(partner_tasks.paste_list, visit, names),
    N_("Bestand inlezen"): partial(partner_tasks.read_file, visit, names),
}
if partners:
    tasks[N_("Wijzigen of archiveren")] = partial(partner_tasks.change, visit, partners)
tasks[choose.task(list(tasks), "partners-task")]()
partner_ui.archived_partners(visit)
