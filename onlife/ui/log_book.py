"""The log book on screen, and whether it is whole."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from onlife.export import log_book as logbook
from onlife.text import count
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit


def network_log(visit: Visit, *, automatic: bool) -> pd.DataFrame:
    """The log book of the network with Dutch headings, newest first."""
    return logbook.table(session.store().audit.events(visit.network.id, automatic=automatic))


def check_log(visit: Visit) -> None:
    """Whether the log book is whole."""
    checked = session.store().audit.check(visit.network.id)
    if checked.whole:
        lines = count(checked.rows, _("regel"), _("regels"))
        st.success(_("Het logboek klopt: {lines}, niets gewijzigd of weg.", lines=lines), icon=":material/verified:")
    else:
        numbers = ", ".join(str(number) for _, number in checked.broken[:10])
        st.error(
            _(
                "Het logboek klopt niet{numbers}: iemand wijzigde het buiten de app om, of er is iets weg. "
                "Verwittig wie de server beheert en bewaar de back-ups.",
                numbers=_(" (regel {numbers} van de keten)", numbers=numbers) if numbers else "",
            ),
            icon=":material/gpp_bad:",
        )
