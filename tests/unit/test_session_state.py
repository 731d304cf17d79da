"""Each thing that a session holds has one name, written in one place."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
PARTS = ("onlife/ui", "pages")


def keys(source: str) -> set[str]:
    """The keys of the session state that stand in a module as text; of an f-string how it begins."""
    return {key for node in ast.walk(ast.parse(source)) for part in _keyed(node) if (key := _text(part))}


def _keyed(node: ast.AST) -> Iterator[ast.expr]:
    """What a piece of code looks up, writes or removes in the session state."""
    match node:
        case ast.Subscript(value=whole, slice=key) if _is_state(whole):
            yield key
        case ast.Call(func=ast.Attribute(value=whole), args=[key, *_]) if _is_state(whole):
            yield key
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[whole]) if _is_state(whole):
            yield key
        case ast.Call(func=ast.Name(id="Value"), args=[key, *_]):
            yield key


def _is_state(whole: ast.expr) -> bool:
    return ast.unparse(whole).endswith("session_state")


def _text(key: ast.expr) -> str:
    match key:
        case ast.Constant(value=str(text)) | ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return text
        case ast.IfExp(body=one):
            return _text(one)
    return ""


def test_every_way_to_a_key_is_seen() -> None:
    source = """
st.session_state["a"], st.session_state.get("b", 0), "c" in st.session_state, Value("d", "")
del st.session_state[f"e-{place}"]
st.session_state.setdefault("f", {})
st.session_state[named]
"""
    assert keys(source) == {"a", "b", "c", "d", "e-", "f"}


def test_no_key_of_a_session_stands_in_two_modules() -> None:
    places = defaultdict(set)
    for part in PARTS:
        for module in (HOME / part).rglob("*.py"):
            for key in keys(module.read_text()):
                places[key].add(module.relative_to(HOME).as_posix())
    assert {"unsent", "message", "page"} <= places.keys()
    assert {key: found for key, found in places.items() if len(found) > 1} == {}
