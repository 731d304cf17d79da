"""The app as a web server: the Streamlit script, with our own routes and guards around it.

streamlit run app.py      (or `onlife serve`, `onlife demo`)
"""

from functools import partial
from pathlib import Path

import streamlit as st

from onlife import cli
from onlife.ui.app import faults, interruption, theme_message
from onlife.web import lifespan, middleware, routes
from onlife.web.headers import EXCEPTION_HANDLERS

theme_message.keep()
interruption.only_between_acts()
app = st.App(
    Path(__file__).parent / "onlife" / "ui" / "app" / "main.py",
    routes=routes(),
    middleware=middleware(),
    lifespan=partial(lifespan, run_command=cli.run_for_app),
    exception_handlers=EXCEPTION_HANDLERS,
    on_script_error=faults.say,
)
