"""Lists that somebody reads in: choose what a file does not tell, say what its columns are, see what would be added."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from onlife.domain.network import Network, Round
from onlife.domain.questionnaire import Questionnaire
from onlife.services import import_scans, partner_list, scan_file
from onlife.services.import_scans import Choices, Preview
from onlife.services.scan_file import ScanFile
from onlife.services.spreadsheet import DOS, WINDOWS, Grid, UnreadableGrid, name_list, shorten
from onlife.store import Refused, StoreError
from onlife.text import count_scans, plural
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict, layout
from onlife.ui.parts.markdown import plain

ENCODING_NAMES = {WINDOWS: "Windows", DOS: "MS-DOS"}
NOT_READ = N_("niet meenemen")
NEW_PARTNER = N_("een nieuwe partner")
ASKED = 20
"""How many columns or names are asked about, so that no file draws hundreds of fields."""


def file_place(network: Network) -> str:
    """The place of the field for a file with scans: a file that was read in does not stay chosen."""
    return f"scans-{network.id}"


def ask_grid(read: Callable[..., Grid], key: str) -> Grid | None:
    """A file as a grid, after asking for the sheet or the letters where the file does not tell; None if unreadable."""
    try:
        grid = read()
        sheet, encoding = grid.sheet, grid.encoding
        if len(grid.sheets) > 1:
            sheet = st.selectbox(_("Blad"), grid.sheets, index=grid.sheets.index(grid.sheet), key=f"sheet-{key}")
        if grid.readings:
            encoding = st.radio(
                _("Welke lezing is juist?"),
                list(grid.readings),
                index=list(grid.readings).index(grid.encoding),
                format_func=lambda name: f"{plain(grid.readings[name])} ({ENCODING_NAMES[name]})",
                horizontal=True,
                key=f"encoding-{key}",
            )
        if (sheet, encoding) != (grid.sheet, grid.encoding):
            grid = read(sheet=sheet, encoding=encoding)
    except UnreadableGrid as problem:
        st.error(plain(_("{problem} Er is niets toegevoegd.", problem=problem)), icon=":material/error:")
        return None
    return grid


def ask_columns(grid: Grid, key: str) -> dict[int, str]:
    """What every column of a list of partners is: a guess that can be changed."""
    columns = partner_list.guess(grid)
    fields = [*partner_list.HEADINGS]
    if grid.heading is None:
        fields = ["naam", partner_list.FACTS, *partner_list.PERSON]
    with st.container(horizontal=True, gap="small"):
        for at, guess in [*columns.items()][:ASKED]:
            choices = [*fields, partner_list.LEFT_OUT]
            columns[at] = st.selectbox(
                plain(partner_list.title(grid, at)),
                choices,
                index=choices.index(guess),
                format_func=lambda field: field or _(NOT_READ),
                width=180,
                key=f"column-{key}-{at}-{guess}",
            )
    return columns


def notes(told: tuple[str, ...]) -> None:
    if told:
        st.info("\n".join(f"- {plain(note)}" for note in told), icon=":material/info:")


def ask_scans(grid: Grid, filename: str, questionnaire: Questionnaire) -> ScanFile:
    """The scans in a grid, after asking what the columns are that nobody knows."""
    known = scan_file.headings(grid, questionnaire)
    unknown = [heading for heading, column in known.items() if not column] if grid.heading is not None else []
    missing = [name for name in scan_file.columns(questionnaire) if name not in known.values()]
    chosen: dict[str, str] = {}
    if unknown:
        st.markdown(_("Deze kolommen ken ik niet. Zeg wat ze zijn, of laat ze weg."))
        with st.container(horizontal=True, gap="small"):
            for at, heading in enumerate(unknown[:ASKED]):
                chosen[heading] = st.selectbox(
                    plain(heading),
                    [scan_file.LEFT_OUT, *missing],
                    format_func=lambda column: column or _(NOT_READ),
                    width=180,
                    key=f"column-{at}-{heading}",
                )
    chosen |= dict.fromkeys(unknown[ASKED:], scan_file.LEFT_OUT)
    return scan_file.scans(grid, filename, questionnaire, chosen)


def ask_choices(network: Network, scan_round: Round | None, scans: ScanFile) -> tuple[Choices, Preview]:
    """Who is meant by names that nobody knows, and whether scans that are there already are read again."""
    store = session.store()
    first = import_scans.preview(store, network, scan_round, scans, Choices())
    names: dict[str, str] = {}
    everybody = store.networks.partner_names(network.id)
    if len(first.unknown) > ASKED:
        st.error(
            _(
                "In dit bestand staan {number} namen van partners die we niet kennen, zoals {name_list}. Voeg ze "
                "eerst toe bij Partners, of verbeter het bestand.",
                number=len(first.unknown),
                name_list=plain(name_list([*first.unknown][:3])),
            ),
            icon=":material/error:",
        )
        return Choices(), first
    for name, meant in first.unknown.items():
        likely = [partner.id for partner in meant]
        options = [*likely, import_scans.NEW, *(key for key in everybody if key not in likely)]
        asked = st.selectbox(
            _(
                "**{name}** is geen partner. {likely}",
                name=plain(name),
                likely=_("Bedoel je …?") if likely else _("Wie is dit?"),
            ),
            options,
            index=None,
            placeholder=_("Kies een partner"),
            format_func=lambda key: everybody.get(key, _(NEW_PARTNER)),
            key=f"meant-{name}",
        )
        if asked in options:  # or what a partner was called before
            names[name] = asked
    chosen = import_scans.preview(store, network, scan_round, scans, Choices(names))
    doubles = False
    if there := sum(chosen.doubles.values()):
        st.warning(
            _(
                "{scans} {plural} al in deze scanronde, met dezelfde antwoorden: ",
                scans=count_scans(there),
                plural=plural(there, _("staat"), _("staan")),
            )
            + ", ".join(f"{plain(name)} ({number})" for name, number in chosen.doubles.items())
            + _(". Ze worden niet opnieuw ingelezen."),
            icon=":material/content_copy:",
        )
        doubles = st.checkbox(_("Lees ze toch nog eens in"))
    choices = Choices(names, doubles=doubles)
    return choices, import_scans.preview(store, network, scan_round, scans, choices)


def show_scans(preview: Preview) -> None:
    """How many scans of whom would be added."""
    shown = pd.DataFrame(list(preview.scans.items()), columns=[_("Partner"), _("Scans")])
    if not shown.empty:
        st.dataframe(shown, hide_index=True, alt=_("Wat ingelezen wordt"))


def problems(found: list[str]) -> None:
    st.error(_("**Er is niets ingelezen.** Verbeter dit en kies het bestand opnieuw:"), icon=":material/error:")
    st.markdown("\n".join(f"- {plain(problem)}" for problem in shorten(found)))


def import_button(visit: Visit, questionnaire: Questionnaire, name: str, scans: ScanFile, choices: Choices) -> None:
    try:
        taken = import_scans.import_all(
            session.store(), questionnaire, visit.network.name, name, scans, visit.actor.id, choices
        )
    except import_scans.ImportRejected as refused:
        problems(refused.problems)
    except (Refused, StoreError) as refused:
        st.error(plain(_("{refused} Er is niets ingelezen.", refused=refused)), icon=":material/error:")
    else:
        new = ", ".join(partner.name for partner in taken.new_partners)
        layout.say(
            _("{scans} ingelezen in {name}.", scans=count_scans(taken.scans), name=taken.round.name)
            + (_(" Nieuwe partners: {new}. Vul bij Partners hun sector aan.", new=new) if new else "")
        )
        conflict.begin_empty(file_place(visit.network))
        st.rerun()
