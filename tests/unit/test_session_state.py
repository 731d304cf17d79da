"""Each thing that a session holds has one name, written in one place."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
PARTS = ("onlife/ui", "pages")
PREFIX = "…"
"""Stands at the end of a key of which only the beginning stands in the code."""


def keys(source: str) -> set[str]:
    """The keys of the session state that a module names, also through a constant or a function of its own; of an f-string, and
    of what is looked for with `startswith`, how it begins.
    """
    tree = ast.parse(source)
    said = _said(tree)
    return {key for node in ast.walk(tree) for part in _keyed(node) for key in _texts(part, said)}


def _said(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """Name -> what it stands for in this module: the values of a variable, or what a function returns."""
    said = defaultdict(list)
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                said[name].append(value)
            case ast.FunctionDef(name=name, body=[*_, ast.Return(value=ast.expr() as value)]):
                said[name].append(value)
    return said


def _keyed(node: ast.AST) -> Iterator[ast.expr]:
    """What a piece of code looks up, writes or removes in the session state, and with what it looks for it there."""
    match node:
        case ast.Subscript(value=whole, slice=key) if _is_state(whole):
            yield key
        case ast.Call(func=ast.Attribute(value=whole), args=[key, *_]) if _is_state(whole):
            yield key
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[whole]) if _is_state(whole):
            yield key
        case ast.Call(func=ast.Name(id="Value"), args=[key, *_]):
            yield key
        case ast.comprehension(iter=whole, ifs=[*conditions]) if _is_state(whole):
            for condition in conditions:
                for call in ast.walk(condition):
                    match call:
                        case ast.Call(func=ast.Attribute(attr="startswith"), args=[start]):
                            yield ast.JoinedStr([start])


def _is_state(whole: ast.expr) -> bool:
    return ast.unparse(whole).endswith("session_state")


def _texts(key: ast.expr, said: dict[str, list[ast.expr]], deep: int = 4) -> Iterator[str]:
    """The texts that a key can be, each with PREFIX where more follows."""
    match key:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=[first, *_]):
            inner = first.value if isinstance(first, ast.FormattedValue) else first
            for text in _texts(inner, said, deep):
                yield text.removesuffix(PREFIX) + PREFIX
        case ast.IfExp(body=one, orelse=other):
            yield from (*_texts(one, said, deep), *_texts(other, said, deep))
        case ast.Tuple(elts=parts):
            for part in parts:
                yield from _texts(part, said, deep)
        case ast.Name(id=name) | ast.Call(func=ast.Name(id=name)) if deep:
            for value in said.get(name, ()):
                yield from _texts(value, said, deep - 1)


def shared(modules: dict[str, set[str]]) -> dict[str, list[str]]:
    """Key -> the modules that name it or what begins with it, if there are several."""
    found = {}
    for key in set().union(*modules.values()):
        start = key.removesuffix(PREFIX)
        places = [
            place
            for place, named in modules.items()
            if key in named or (start != key and any(other.startswith(start) for other in named))
        ]
        if len(places) > 1:
            found[key] = sorted(places)
    return found


def test_every_way_to_a_key_is_seen() -> None:
    source = """
st.session_state["a"], st.session_state.get("b", 0), "c" in st.session_state, Value("d", "")
del st.session_state[f"e-{place}"]
st.session_state.setdefault("f", {})
st.session_state[named]
G = "g"
st.session_state[G], st.session_state[f"{G}-{place}"], st.session_state[_place(partner)]
def _place(partner):
    return f"h-{partner.id}"
starts = ("i-", "j-")
[key for key in st.session_state if str(key).startswith(starts)]
"""
    assert keys(source) == {"a", "b", "c", "d", "e-…", "f", "g", "g…", "h-…", "i-…", "j-…"}


def test_a_key_that_begins_as_what_another_module_names_is_shared() -> None:
    owner = keys('st.session_state[_opened(place)]\ndef _opened(place):\n    return f"opened-{place}"')
    reader = keys('st.session_state.pop(f"opened-action-{action}", None)')
    sweeper = keys('[k for k in st.session_state if str(k).startswith(("opened-dates-", "own-"))]')
    assert shared({"owner": owner, "reader": reader}) == {"opened-…": ["owner", "reader"]}
    assert shared({"owner": owner, "sweeper": sweeper}) == {"opened-…": ["owner", "sweeper"]}
    assert shared({"owner": owner, "other": {"opened", "own-…"}}) == {}


def test_no_key_of_a_session_stands_in_two_modules() -> None:
    modules = {
        module.relative_to(HOME).as_posix(): keys(module.read_text())
        for part in PARTS
        for module in (HOME / part).rglob("*.py")
    }
    assert {"unsent", "message", "page", "opened-…", "conflict-…"} <= set().union(*modules.values())
    assert shared(modules) == {}
