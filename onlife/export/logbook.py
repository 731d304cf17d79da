"""The log book as a table to read and to take away."""

from __future__ import annotations

import pandas as pd


def table(events: pd.DataFrame) -> pd.DataFrame:
    """Rows of event, moment (UTC), who, what -> Nr., Moment, Wie, Wat, in the order given.

    A moment at midnight to the microsecond is a day of which no time is kept.
    """
    moments = pd.to_datetime(events["moment"])
    days = moments.dt.strftime("%d/%m/%Y")
    said = days.where(moments == moments.dt.normalize(), moments.dt.strftime("%d/%m/%Y %H:%M"))
    return pd.DataFrame({"Nr.": events["event"], "Moment": said, "Wie": events["who"], "Wat": events["what"]})
