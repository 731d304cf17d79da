"""A figure on a page: the chart, how to read it, the table behind it, ways to save it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn
from urllib.parse import urlencode

import streamlit as st

from onlife import charts
from onlife.charts import Figure
from onlife.domain.access import Action
from onlife.domain.finding import waiting
from onlife.domain.shown import Shown
from onlife.services import figures
from onlife.services.figures import NothingToShow, View
from onlife.translation import gettext as _
from onlife.ui.app import state
from onlife.ui.app.session import Visit
from onlife.ui.parts.fragment import rerun_if_changed
from onlife.ui.parts.layout import empty
from onlife.ui.parts.markdown import plain

FITS, TALL = 45, 72
"""The longest name of one line in a table, and the pixels of rows in which one wraps: Streamlit asks for more than 64."""


def row_height(names: Iterable[str]) -> int | None:
    """How high the rows of a table are, so that a name that is too long for one line goes on below."""
    return TALL if any(len(name) > FITS for name in names) else None


def draw(figure: Figure, *, key: str, select: bool = False, note: str = "") -> Any:
    """A chart under its title, with how to read it and what else is to be said of it (Markdown); gives back the selection,
    if asked for.
    """
    st.header(plain(figure.title), anchor=False)
    event = st.vega_lite_chart(
        spec=charts.on_screen(figure, dark=st.context.theme.type == "dark"),
        alt=figure.alt,
        key=key,
        on_select="rerun" if select else "ignore",
        width="stretch",
    )
    if figure.note or note:
        st.caption("\n\n".join(filter(None, (plain(figure.note), note))))
    return event


def figure(kind: str, view: View, *, select: bool = False, note: str = "") -> Any:
    """A chart, with the table behind it and ways to save it one click away; of one that there is not, only the note.

    Gives back the selection, if asked for, and None where there is nothing.
    """
    try:
        found = figures.figure(kind, view)
    except NothingToShow:
        if note:
            st.caption(note)
        return None
    event = draw(found, key=f"{kind} {view.query()}", select=select, note=note)
    whole = state.WHOLE.get()  # what is shown; the right to take it away is asked where it is given
    with on_demand(
        _("Tabel en bewaren") if whole else _("Tabel"), key=f"table {kind} {view.query()}", icon=":material/table:"
    ) as box:
        if box.open:
            table(found)
        if box.open and whole:
            links = [
                f"[{word}](/uitvoer/figuur/{kind}.{ending}?{view_query(view)})"
                for word, ending in (
                    (_("Afbeelding (PNG)"), "png"),
                    (_("Afbeelding (SVG)"), "svg"),
                    (_("Tabel (CSV)"), "csv"),
                )
            ]
            st.markdown(" · ".join(links))
    return event


def table(figure: Figure) -> None:
    """The figures behind a chart as a table of the page itself: read out whole, printed whole, as large as its letters.

    `st.dataframe` paints on a canvas, of which a screen reader and a printer get only the rows that are in sight. What
    stands in the cells and heads of `st.table` is Markdown.
    """
    cells = figure.table.astype("string").fillna("–").replace("", "–")
    st.table(cells.map(plain).rename(columns=plain), hide_index=True, alt=figure.title)


def on_demand(label: str, *, key: str, icon: str | None = None) -> Any:
    """A closed box that runs the page again when it is opened: draw in it only what it is `open` for.

    What nobody opens costs nothing, and the page asks for the right to it anew. With another label it is another box to
    Streamlit, and closed: what is done in it must not change its label.
    """
    return st.expander(label, icon=icon, key=key, on_change=rerun_if_changed)


def nothing_yet(visit: Visit, shown: Shown) -> NoReturn:
    """That no result is shown in what is chosen, when one is, and of whom it waits; the page ends."""
    empty(
        _(
            "In deze keuze is nog geen resultaat vrijgegeven. Je ziet een resultaat zodra een partner zijn scan "
            "afsluit en vrijgeeft, of zodra de scanronde sluit."
        ),
        *(("pages/regie/deelname.py", _("Bekijk de deelname")) if visit.may(Action.MANAGE) else ()),
    )
    hidden_partners(shown)
    st.stop()


def hidden_partners(shown: Shown) -> None:
    """Which partners are not in the figures, and why."""
    if out := left_out(shown):
        st.caption(out)


def left_out(shown: Shown) -> str:
    """Which partners are not in the figures, and why, in Markdown; '' if all are."""
    return "  \n".join(f"**{plain(reason)}:** {plain(', '.join(names))}" for reason, names in waiting(shown).items())


def view_query(view: View) -> str:
    """A view as the query of an address."""
    return urlencode(view.query())


def selection(event: Any, name: str) -> dict[str, Any]:
    """The fields of the mark that was clicked in a figure; empty without one."""
    points = event.selection.get(name, []) if event else []
    return dict(points[0]) if points else {}
