"""What Streamlit tells a browser of the theme at the beginning of every run, worked out once.

Streamlit 1.67 works it out six times a run from settings that never change while the app runs: an eighth of what a choice
costs (docs/performance.md).
"""

from __future__ import annotations

from functools import cache

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


def keep() -> None:
    """Have Streamlit send what it worked out the first time."""
    work_out = app_session._populate_theme_msg

    @cache
    def worked_out(section: str) -> bytes:
        message = CustomThemeConfig()
        work_out(message, section)
        return bytes(message.SerializeToString())

    def populate(msg: CustomThemeConfig, section: str = "theme") -> None:
        if known := worked_out(section):  # an empty part would count as there once it is merged into
            msg.MergeFromString(known)

    app_session._populate_theme_msg = populate
