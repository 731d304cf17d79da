"""The log book as a table to read and to take away."""

from __future__ import annotations

import pandas as pd


def table(events: pd.DataFrame) -> pd.DataFrame:
    """Rows of event, moment (UTC), who, what -> Nr., Moment, Wie, Wat, in the order given."""
    moments = pd.to_datetime(events["moment"]).dt.strftime("%d/%m/%Y %H:%M")
    return pd.DataFrame({"Nr.": events["event"], "Moment": moments, "Wie": events["who"], "Wat": events["what"]})
