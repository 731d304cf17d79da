"""What was being typed when a session ended, and who gets it back."""

from __future__ import annotations

from time import monotonic

from streamlit.testing.v1 import AppTest

from onlife.ui.app import unsent


def page() -> None:
    import streamlit as st

    from onlife.ui.app import unsent

    who = st.query_params.get("who", "")
    if who == "nobody":
        st.json(unsent.unsent_fields())
        return
    unsent.bring_back(who)
    st.session_state.setdefault("opened", who)
    unsent.watch(who, "field", "list", beside="opened")
    st.text_input("Field", "as it was", key="field")
    st.multiselect("List", ["a", "b"], key="list")
    st.text_input("Secret", key="secret")
    st.write(st.session_state.pop("message", ""))


def refused(typing: AppTest) -> str:
    """The code that the page gives out once it is refused."""
    typing.query_params["who"] = "nobody"
    typing.run()
    return str(typing.json[0].proto.body).rsplit(":", 1)[-1].strip(' "}')


def typed() -> AppTest:
    test = AppTest.from_function(page)
    test.query_params["who"] = "an"
    test.run()
    test.text_input(key="field").set_value("half a sentence")
    test.text_input(key="secret").set_value("a password")
    return test.multiselect(key="list").set_value(["b"]).run()


def back(code: str, who: str = "an") -> AppTest:
    test = AppTest.from_function(page)
    test.query_params["who"], test.query_params[unsent.PARAMETER] = who, code
    return test.run()


def test_it_comes_back_for_the_same_account_once() -> None:
    code = refused(typed())
    first = back(code)
    assert (first.text_input(key="field").value, first.multiselect(key="list").value) == ("half a sentence", ["b"])
    assert unsent.PARAMETER not in first.query_params
    assert "staat er weer" in first.markdown[0].value
    assert first.text_input(key="secret").value == "", "only what a form names is kept"
    assert back(code).text_input(key="field").value == "as it was"


def test_somebody_else_gets_nothing_and_ends_the_code() -> None:
    code = refused(typed())
    assert back(code, "bert").text_input(key="field").value == "as it was"
    assert back(code).text_input(key="field").value == "as it was"


def test_a_page_that_is_refused_twice_still_knows_it() -> None:
    test = typed()
    code = refused(test)
    assert code == refused(test) != ""
    assert back(code).session_state["opened"] == "an", "what stays in the session is no reason for a code of its own"


def test_no_more_is_kept_than_there_is_room_for() -> None:
    unsent._waiting.update({str(n): (monotonic(), "an", {"field": ""}) for n in range(unsent.AT_MOST + 5)})
    assert back(refused(typed())).text_input(key="field").value == "half a sentence"
    assert len(unsent._waiting) <= unsent.AT_MOST
