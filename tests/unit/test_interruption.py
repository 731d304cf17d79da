"""What was chosen or pressed is done whole, whatever is asked for meanwhile."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.testing.v1 import AppTest

from onlife.ui.app import interruption

pytestmark = pytest.mark.long


def page() -> None:
    """A page on which somebody presses something else at a moment that the test names."""
    import threading

    import streamlit as st
    from streamlit.proto.WidgetStates_pb2 import WidgetStates
    from streamlit.runtime.scriptrunner import get_script_run_ctx
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

    done = st.session_state.setdefault("done", [])

    def something_else_is_pressed(when: str) -> None:
        context = get_script_run_ctx()
        if context and context.script_requests and st.session_state.get("when") == when:
            st.session_state["when"] = ""
            states = st.session_state.get("states") or WidgetStates()
            address = st.session_state.get("address", context.query_string)
            again = RerunData(address, states, context.page_script_hash)
            browser = threading.Thread(target=context.script_requests.request_rerun, args=(again,))
            browser.start()
            browser.join()

    def leave() -> None:
        if st.session_state.get("then"):
            getattr(st, st.session_state["then"])()

    def keep() -> None:
        something_else_is_pressed("in a choice")
        done.append(f"kept {st.session_state['choice']}")

    def begin() -> None:
        something_else_is_pressed("in a callback")
        done.append("begun")
        leave()
        done.append("beyond")

    st.radio("Choose", ["a", "b"], index=None, key="choice", on_change=keep)
    st.button("Begin", on_click=begin)
    something_else_is_pressed("before the button")
    st.write("drawn")
    done.append("drawn")
    if st.button("Save"):
        something_else_is_pressed("in a press")
        st.write("saving")
        done.append("saved")
        leave()
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


def test_streamlit_alone_drops_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script_runner, "ScriptRequests", ScriptRequests)
    app = opened()
    app.session_state["when"] = "in a choice"
    app.radio[0].set_value("b").run()
    assert app.session_state["done"] == ["drawn", "end"], "if not, Streamlit keeps it now: take `interruption` out"


def test_a_choice_is_kept(app: AppTest) -> None:
    app.session_state["when"] = "in a choice"
    app.radio[0].set_value("b").run()
    assert app.session_state["done"] == ["kept b", "drawn", "end"]
    assert app.radio[0].value == "b"


@pytest.mark.parametrize(
    ("button", "when", "then", "done"),
    [
        (0, "in a callback", "", "begun beyond drawn end drawn end"),
        (0, "in a callback", "rerun", "begun drawn end"),
        (1, "in a press", "", "drawn saved end drawn end"),
        (1, "before the button", "", "drawn saved end drawn end"),
        (1, "in a press", "rerun", "drawn saved drawn end"),
        (1, "in a press", "stop", "drawn saved drawn end"),
        (1, "", "stop", "drawn saved"),
        (1, "", "rerun", "drawn saved drawn end"),
    ],
)
def test_a_press_is_done_before_another_run(app: AppTest, button: int, when: str, then: str, done: str) -> None:
    app.session_state["when"], app.session_state["then"] = when, then
    app.button[button].click().run()
    assert " ".join(app.session_state["done"]) == done


@pytest.mark.parametrize(
    ("meanwhile", "done"),
    [
        ("the same", "drawn saved end"),
        ("the same with another field", "drawn saved end kept b drawn saved end"),
        ("another", "drawn saved end begun beyond drawn end"),
    ],
)
def test_the_same_press_before_its_run_is_over_counts_once(app: AppTest, meanwhile: str, done: str) -> None:
    app.button[1].click()
    pressed = app._tree.get_widget_states()
    if meanwhile == "another":
        pressed = WidgetStates()
        pressed.widgets.add(id=app.button[0].proto.id, trigger_value=True)
    elif meanwhile == "the same with another field":
        pressed.widgets.add(id=app.radio[0].proto.id, string_value="b")
    app.session_state["when"], app.session_state["states"] = "in a press", pressed
    app.run()
    assert " ".join(app.session_state["done"]) == done


@pytest.mark.parametrize(("button", "when", "done"), [(0, "in a callback", "begun"), (1, "in a press", "drawn saved")])
def test_who_goes_elsewhere_after_a_press_comes_there(app: AppTest, button: int, when: str, done: str) -> None:
    app.session_state["when"], app.session_state["then"], app.session_state["address"] = when, "rerun", "page=elsewhere"
    app.button[button].click().run()
    assert " ".join(app.session_state["done"]) == f"{done} drawn end"
    assert app.query_params == {"page": "elsewhere"}


def test_what_only_draws_is_broken_off(app: AppTest) -> None:
    app.session_state["when"] = "before the button"
    app.run()
    assert app.session_state["done"] == ["drawn", "end"]
