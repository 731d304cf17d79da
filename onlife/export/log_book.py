"""The log book as a table to read and to take away."""

from __future__ import annotations

import pandas as pd

from onlife.text import zone
from onlife.translation import gettext as _


def table(events: pd.DataFrame) -> pd.DataFrame:
    """Rows of number, moment (UTC), who, what -> Nr., Moment (by the clocks here), Wie, Wat, in the order given.

    A moment at midnight to the microsecond is a day of which no time is kept.
    """
    moments = pd.to_datetime(events["moment"])
    here = moments.dt.tz_localize("UTC").dt.tz_convert(zone())
    days = moments.dt.strftime("%d/%m/%Y")
    said = days.where(moments == moments.dt.normalize(), here.dt.strftime("%d/%m/%Y %H:%M"))
    return pd.DataFrame(
        {
            "Nr.": events["number"].astype("Int64").astype("string").fillna(""),
            _("Moment"): said,
            _("Wie"): events["who"],
            _("Wat"): events["what"],
        }
    )
