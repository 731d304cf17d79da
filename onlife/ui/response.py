"""How far the partners are, for the coordinator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import pandas as pd
import streamlit as st

from onlife.charts import Figure
from onlife.domain.network import Round, RoundState
from onlife.domain.scan import Closing, Response
from onlife.domain.shown import Visibility
from onlife.text import long_date
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import layout, picture

PAPER_COLUMN = N_("Op papier")
FILE_COLUMN = N_("Uit bestand")


def response_table(visit: Visit, response: Sequence[Response]) -> pd.DataFrame:
    """Rows of name, answered, expected; a partner that scans together is expected to hand in one scan."""
    joint = {p.id: p.joint for p in session.store().networks.partners(visit.network.id, archived=True)}
    rows = [(row.name, row.submitted, 1 if joint[row.partner] else row.expected) for row in response]
    return pd.DataFrame(rows, columns=["name", "answered", "expected"])


def partner_states(
    scan_round: Round, response: Sequence[Response], closings: Mapping[str, Closing], too_few: AbstractSet[str]
) -> pd.DataFrame:
    """How far every partner is, in words and counts; how many came from paper or a file, in a round in which any did.

    `too_few`: who has too few scans to be shown.
    """
    rows = [
        (
            row.name,
            _state(scan_round, row, closings.get(row.partner, Closing()), few=row.partner in too_few),
            row.submitted,
            row.on_paper,
            row.from_file,
            row.begun,
            long_date(row.last_day) if row.last_day else "–",
        )
        for row in response
    ]
    columns = [
        _("Partner"),
        _("Stand"),
        _("Ingediend"),
        _(PAPER_COLUMN),
        _(FILE_COLUMN),
        _("Nog bezig"),
        _("Laatste activiteit"),
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.drop(columns=[column for column in (_(PAPER_COLUMN), _(FILE_COLUMN)) if not table[column].any()])


def _state(scan_round: Round, row: Response, closing: Closing, *, few: bool) -> str:
    if closing.erased:
        return "gewist"
    if closing.closed and few:
        return f"vrijgegeven, {Visibility.TOO_FEW.word}"
    if closing.closed:
        offered = _("vrijgegeven, nog niet bekeken") if closing.offered else _("afgesloten, nog niet vrijgegeven")
        return "vrijgegeven" if closing.released else offered
    if scan_round.state is not RoundState.OPEN:
        return _("niet ingevuld")
    return _("vult nog in") if row.submitted or row.begun else _("nog niet begonnen")


def silent_partners(scan_round: Round, response: Sequence[Response]) -> None:
    """The partners where nobody has begun, with a way to remind them while the round is open."""
    rows = [row for row in response if not row.submitted and not row.begun]
    is_open = scan_round.state is RoundState.OPEN
    if rows:
        with st.container(border=True):
            st.markdown(
                f"**{_('Nog niet begonnen') if is_open else _('Niet meegedaan')} ({len(rows)} van {len(response)})**"
            )
            st.text(", ".join(row.name for row in rows))
            if is_open:
                layout.link(
                    "pages/regie/links.py", _("Stuur een herinnering"), icon=":material/mail:", partner=rows[0].partner
                )
    elif is_open:
        st.success(_("Alle partners zijn begonnen."), icon=":material/check:")


def draw_counts(figure: Figure | None) -> None:
    """A figure of counts, with its table; it is not for export."""
    if figure is None:
        return
    picture.draw(figure, key=figure.name)
    with st.expander(_("Tabel"), icon=":material/table:"):
        picture.table(figure)
