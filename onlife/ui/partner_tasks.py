"""Partners: the ways to bring organisations in, and to change one. `names`: those of the partners that are there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from onlife.domain.network import EXPECTED_MAX, Partner
from onlife.services import partner_list, spreadsheet
from onlife.services.spreadsheet import Grid
from onlife.translation import gettext as _
from onlife.ui import contact, merge
from onlife.ui import partner as partner_ui
from onlife.ui.app import unsent
from onlife.ui.app.session import Visit
from onlife.ui.parts import choose, conflict, import_list, layout

USUAL = 8
"""People where a list says nothing of how many."""


def add_one(visit: Visit, names: Sequence[str]) -> None:
    with st.form("one", enter_to_submit=False):
        entry = partner_ui.ask_partner(visit, None, f"new-{conflict.form_key(partner_ui.place(visit))}")
        if st.form_submit_button(_("Partner toevoegen"), type="primary", icon=":material/add:"):
            partner_ui.add_partners(visit, partner_list.check(entry, names))


def paste_list(visit: Visit, names: Sequence[str]) -> None:
    place = partner_ui.place(visit)
    key = f"list-{conflict.form_key(place)}"
    unsent.watch(visit.actor.id, "partners-task", key, beside=conflict.counter(place))
    with st.form("list", enter_to_submit=False):
        text = st.text_area(
            _("Eén partner per regel"),
            height=200,
            placeholder=_("Jeugdhuis De Brug; Jeugdwerk; 8\nBibliotheek; Bibliotheek; 3; gezamenlijk\nOCMW"),
            help=_(
                "Na de naam mag je sector, aantal personen, wijze, contactpersoon, e-mailadres en telefoon zetten, met een "
                "puntkomma of tab ertussen. Kopiëren uit een rekenblad werkt ook."
            ),
            key=key,
        )
        usual = st.number_input(
            _("Aantal personen waar er geen bij staat"), min_value=1, max_value=EXPECTED_MAX, value=USUAL
        )
        st.form_submit_button(_("Lijst bekijken"), type="primary", icon=":material/table_view:")
    if text.strip():
        grid = import_list.ask_grid(lambda **_: partner_list.grid_from_text(text), "list")
        _add_all(visit, grid, "list", names, int(usual))


def read_file(visit: Visit, names: Sequence[str]) -> None:
    st.markdown(
        _(
            "Een CSV- of Excel-bestand met een kolom naam. Mogen erbij: sector, aantal, wijze, "
            "contactpersoon, e-mailadres en telefoon. [Begin met het sjabloon]({address}).",
            address=layout.export_address("sjabloon-partners.csv", visit.network.id),
        )
    )
    file = st.file_uploader(
        _("Kies een bestand"), type=["csv", "xlsx"], key=f"file-{conflict.form_key(partner_ui.place(visit))}"
    )
    if file:
        read = partial(spreadsheet.read, file.getvalue(), file.name, partner_list.likeness)
        _add_all(visit, import_list.ask_grid(read, "file"), "file", names, USUAL)


def _add_all(visit: Visit, grid: Grid | None, place: str, names: Sequence[str], usual: int) -> None:
    """What was read, shown before it is added."""
    if not grid:
        return
    found = partner_list.entries(grid, import_list.ask_columns(grid, place), names, usual)
    partner_ui.preview_partners(found)
    if not found.problems and st.button(_("Alles toevoegen"), type="primary", icon=":material/playlist_add:"):
        partner_ui.add_partners(visit, found)


def change(visit: Visit, partners: Sequence[Partner]) -> None:
    by_id = {partner.id: partner for partner in partners}
    partner = by_id[choose.one("partner", "Partner", {key: known.name for key, known in by_id.items()})]
    others = [known.name for known in partners if known.name != partner.name]
    form = conflict.open_form(f"partner-{partner.id}", partner, partner_ui.labels(), visit.actor.id)
    with st.form(f"change-{partner.id}", enter_to_submit=False):
        entry = partner_ui.ask_partner(visit, form.seen, form.key)
        if st.form_submit_button(_("Wijzigingen bewaren"), type="primary", icon=":material/save:"):
            partner_ui.change_partner(visit, form, partner_list.check(entry, others))
    contact.of_partner(visit, partner)
    with st.container(horizontal=True):
        if st.button(_("Archiveren"), key=f"archive-{partner.id}", icon=":material/archive:"):
            partner_ui.archive_partner(partner)
        if len(partners) > 1 and st.button(
            _("Samenvoegen met een andere partner"), key=f"merge-{partner.id}", icon=":material/merge:"
        ):
            merge.merge(partner)
