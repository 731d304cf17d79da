"""What processes say to each other comes out as it went in, whatever stands in it."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onlife.store import StoreError
from onlife.store.quack import Caller, Listener, Silence, is_address
from onlife.store.wire import literal, pack, unpack
from tests.unit.conftest import Line

HOSTILE = [
    "'",
    "''",
    "\0",
    "\\",
    "'); DROP TABLE x; --",
    '{"day":"x"}',
    "\u202e",
    "\ud800",
    "é\u0301",
    "$1",
    "\r\n",
    "",
]
texts = st.text() | st.sampled_from(HOSTILE) | st.text("'\\\";-$\0\n", max_size=20)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts | st.dates() | st.datetimes()
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4))


@given(values)
def test_a_value_comes_out_as_it_went_in(value: object) -> None:
    packed = pack(value)
    assert packed.isascii() and packed.isprintable()
    back = unpack(packed)
    assert back == value and type(back) is type(value)


@settings(deadline=None)
@given(texts)
def test_a_packed_text_is_one_literal_in_sql_and_nothing_else(text: str) -> None:
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT {literal(pack(text))}").fetchall() == [(pack(text),)]


def test_a_moment_is_no_day_and_a_truth_no_number() -> None:
    back = unpack(pack([datetime(2026, 11, 25), date(2026, 11, 25), True, 1, "1", 2**100]))
    assert [type(part) for part in back] == [datetime, date, bool, int, str, int]


def test_what_no_row_can_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        pack(object())
    with pytest.raises(ValueError):
        literal("a\0b")


@settings(deadline=None, max_examples=25)
@given(values)
def test_over_the_line_it_is_the_same(line: Line, value: object) -> None:
    line.answer = lambda request: request
    caller = Caller(line.address, lambda: line.secret)
    try:
        assert unpack(caller.call(pack(value))) == value
    finally:
        caller.close()


def test_a_long_request_arrives_whole(line: Line) -> None:
    line.answer = lambda request: request
    caller = Caller(line.address, lambda: line.secret)
    text = pack(["é'\0" * 100_000])
    assert caller.call(text) == text
    caller.close()


def test_without_the_token_nobody_is_answered(line: Line) -> None:
    asked: list[str] = []
    line.answer = lambda request: asked.append(request) or "answer"
    stranger = Caller(line.address, lambda: "some other token that is as long as the right one")
    with pytest.raises(Silence):
        stranger.call("x")
    stranger.close()
    assert asked == []


def test_who_has_the_token_reaches_no_file_and_changes_no_setting(line: Line) -> None:
    line.answer = lambda request: request
    caller = Caller(line.address, lambda: line.secret)
    caller.call("x")
    for sql in (
        "SELECT * FROM read_text('/etc/hostname')",
        "SET enable_external_access = true",
        "ATTACH '/tmp/x.duckdb'",
    ):
        with pytest.raises(duckdb.Error):
            caller._connection.execute("FROM quack_query_by_name($1, $2)", [caller._open[0], sql]).fetchall()
    caller.close()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("quack:localhost:8600", True), ("quack:127.0.0.1:1", True), ("quack:localhost:65536", False),
        ("quack:localhost:0", False), ("quack:10.0.0.1:8600", False), ("localhost:8600", False), ("quack:localhost", False),
    ],
)  # fmt: skip
def test_only_addresses_of_this_machine_are_taken(text: str, right: bool) -> None:
    assert is_address(text) is right


def test_a_port_that_is_taken_is_said(line: Line) -> None:
    with pytest.raises(StoreError, match="bezet"):
        Listener(line.address, line.secret, lambda request: request).close()
