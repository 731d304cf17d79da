"""The log book as a table to read and to take away."""

from __future__ import annotations

from datetime import datetime, time

import pandas as pd

from onlife.text import local, short_date
from onlife.translation import gettext as _


def table(events: pd.DataFrame) -> pd.DataFrame:
    """Rows of number, moment (UTC), who, what -> Nr., Moment (by the clocks here), Wie, Wat, in the order given.

    A moment at midnight to the microsecond is a day of which no time is kept.
    """
    return pd.DataFrame(
        {
            "Nr.": events["number"].astype("Int64").astype("string").fillna(""),
            _("Moment"): pd.to_datetime(events["moment"]).map(_as_text).astype("str"),
            _("Wie"): events["who"],
            _("Wat"): events["what"],
        }
    )


def _as_text(moment: datetime) -> str:
    here = local(moment)
    return short_date(moment) if moment.time() == time() else f"{short_date(here)} {here:%H:%M}"
