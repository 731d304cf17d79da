"""What was chosen or pressed is done whole, whatever is asked for meanwhile."""

from __future__ import annotations

import pytest
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.testing.v1 import AppTest

from onlife.ui.app import interruption


def page() -> None:
    """A page on which something else is pressed in the middle of whatever goes on."""
    import threading

    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

    done, asked = st.session_state.setdefault("done", []), st.session_state.setdefault("asked", set())

    def press_something_else(when: str) -> None:
        """As the browser does, once."""
        context = get_script_run_ctx()
        if when not in asked:
            asked.add(when)
            again = RerunData(query_string=context.query_string, page_script_hash=context.page_script_hash)
            browser = threading.Thread(target=context.script_requests.request_rerun, args=(again,))
            browser.start()
            browser.join()

    def keep() -> None:
        press_something_else("in a choice")
        done.append(f"kept {st.session_state['choice']}")

    def begin() -> None:
        press_something_else("in a callback")
        done.append("begun")
        st.rerun()

    st.radio("Choose", ["a", "b"], index=None, key="choice", on_change=keep)
    st.button("Begin", on_click=begin)
    if "early" in st.session_state:
        press_something_else("before the button")
    if "drawing" in st.session_state:
        press_something_else("while drawing")
        st.write("drawn")
        done.append("drawn")
    if st.button("Save"):
        press_something_else("in a press")
        st.write("saving")
        done.append("saved")
        if "again" in st.session_state:
            st.rerun()
            done.append("beyond")
    done.append("end")


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(script_runner, "ScriptRequests", ScriptRequests)
    interruption.only_between_acts()
    return opened()


def opened() -> AppTest:
    app = AppTest.from_function(page).run()
    app.session_state["done"].clear()
    return app


def test_streamlit_alone_drops_a_choice() -> None:
    app = opened()
    app.radio[0].set_value("b").run()
    assert app.session_state["done"] == ["end"], "if this fails, Streamlit does it itself: take `interruption` out"


def test_a_choice_is_kept(app: AppTest) -> None:
    app.radio[0].set_value("b").run()
    assert app.session_state["done"] == ["kept b", "end"]
    assert app.radio[0].value == "b"


def test_a_callback_that_asks_for_a_run_itself_comes_to_its_end(app: AppTest) -> None:
    app.button[0].click().run()
    assert app.session_state["done"] == ["begun", "end"]


@pytest.mark.parametrize(
    ("state", "done"),
    [("", ["saved", "end", "end"]), ("early", ["saved", "end", "end"]), ("again", ["saved", "end"])],
    ids=["in the press", "before its button", "and asks for a run itself"],
)
def test_a_press_is_done_before_the_other_run(app: AppTest, state: str, done: list[str]) -> None:
    app.session_state[state or "nothing"] = True
    app.button[1].click().run()
    assert app.session_state["done"] == done


def test_what_only_draws_is_broken_off(app: AppTest) -> None:
    app.session_state["drawing"] = True
    app.run()
    assert app.session_state["done"] == ["drawn", "end"]
