"""What Streamlit tells of the theme is what it would have worked out itself."""

from __future__ import annotations

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from onlife.ui.app import theme_message

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar", "theme.dark.sidebar")


def test_the_theme_is_told_as_streamlit_works_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    work_out, asked = app_session._populate_theme_msg, []

    def work_out_and_count(message: CustomThemeConfig, section: str = "theme") -> None:
        asked.append(section)
        work_out(message, section)

    monkeypatch.setattr(app_session, "_populate_theme_msg", work_out_and_count)
    before = config.get_option("theme.light.primaryColor")
    config.set_option("theme.light.primaryColor", "#123456")
    try:
        theme_message.keep()
        for section in SECTIONS * 2:
            wanted, told = CustomThemeConfig(), CustomThemeConfig()
            work_out(wanted, section)
            app_session._populate_theme_msg(told, section)
            assert told == wanted
        assert sorted(asked) == sorted(SECTIONS)
    finally:
        config.set_option("theme.light.primaryColor", before)


def test_a_part_of_the_theme_without_settings_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_session, "_populate_theme_msg", lambda message, section="theme": None)
    theme_message.keep()
    told = CustomThemeConfig()
    app_session._populate_theme_msg(told.dark, "theme.dark")
    assert not told.HasField("dark")
