"""Who may import whom: the contracts in pyproject.toml hold, and the pages, no package, keep theirs. A class name means one thing."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from grimp import ImportGraph

from tests.contracts import OneHome

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "pages").rglob("*.py"))
PURE = [
    f"{folder}.{path.stem}".removesuffix(".__init__")
    for folder in ("domain", "content")
    for path in sorted((ROOT / "onlife" / folder).glob("*.py"))
]
NOT_FOR_PAGES = frozenset({"altair", "duckdb", "streamlit_authenticator", "pages"})


def imported_modules(source: str) -> set[str]:
    """The full name of every module a file imports, anywhere in it; a relative one keeps its leading dots."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def refused_imports(source: str, pages: frozenset[str]) -> set[str]:
    """What a page imports and may not: a driver, the charts library, the login library or another page."""
    return {
        name for name in imported_modules(source) if name.startswith(".") or name.split(".")[0] in NOT_FOR_PAGES | pages
    }


def test_pages_import_no_page_no_driver_no_charts_library_and_no_login_library() -> None:
    assert PAGES, "there are no pages"
    folders = frozenset(path.relative_to(ROOT / "pages").parts[0].removesuffix(".py") for path in PAGES)
    siblings = frozenset(path.stem for path in PAGES)
    refused = {
        str(path.relative_to(ROOT)): names
        for path in PAGES
        if (names := refused_imports(path.read_text(encoding="utf-8"), folders | siblings))
    }
    assert refused == {}


@pytest.mark.parametrize(
    "source",
    [
        "import duckdb",
        "import altair as alt",
        "from altair.vegalite import v6",
        "import streamlit_authenticator as stauth",
        "from pages.netwerk import overzicht",
        "from .overzicht import title",
        "from . import overzicht",
        "import overzicht",
        "from netwerk.overzicht import title",
        "def show():\n    import duckdb",
        "if True:\n    import streamlit as st, duckdb",
    ],
)
def test_a_page_that_crosses_a_border_is_noticed(source: str) -> None:
    assert refused_imports(source, frozenset({"netwerk", "overzicht"}))


def test_a_page_may_import_streamlit_and_the_package() -> None:
    source = "import streamlit as st\nfrom onlife.ui import session\nfrom onlife import charts, scoring"
    assert refused_imports(source, frozenset({"netwerk", "overzicht"})) == set()


def test_no_page_lies_directly_in_the_pages_folder() -> None:
    """Streamlit can run such a file past the script that guards it."""
    assert [path.name for path in PAGES if path.parent == ROOT / "pages"] == []


def test_rules_and_words_load_no_streamlit_and_no_store() -> None:
    unwanted = ("streamlit", "onlife.store", "duckdb", "altair", "starlette")
    imports = ", ".join(f"onlife.{module}" for module in PURE)
    program = f"import sys, {imports}; print(*(name for name in {unwanted!r} if name in sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (ran.returncode, ran.stderr, ran.stdout.strip()) == (0, "", "")


def test_every_import_contract_holds() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_a_library_outside_its_home_is_noticed() -> None:
    graph = ImportGraph()
    for module in ("onlife.store.engine.database", "onlife.ui.plan", "duckdb"):
        graph.add_module(module)
    graph.add_import(importer="onlife.store.engine.database", imported="duckdb")
    contract = OneHome("homes", {}, {"homes": ["duckdb: onlife.store"]})
    assert contract.check(graph, verbose=False).kept
    graph.add_import(importer="onlife.ui.plan", imported="duckdb")
    checked = contract.check(graph, verbose=False)
    assert (checked.kept, checked.metadata["strangers"]) == (False, [("duckdb", "onlife.ui.plan")])


def imported_when_loaded(modules: Mapping[str, str]) -> dict[str, set[str]]:
    """Module -> the modules of ours that it imports while it is loaded itself, from module -> source."""
    graph: dict[str, set[str]] = {name: set() for name in modules}
    for name, source in modules.items():
        for node in ast.parse(source).body:
            if isinstance(node, ast.ImportFrom) and node.module:
                wanted = {f"{node.module}.{alias.name}" for alias in node.names}
                graph[name] |= {one if one in modules else node.module for one in wanted} & modules.keys()
    return graph


def test_no_module_waits_for_itself() -> None:
    """A circle works or fails by which page somebody opens first."""
    files = (ROOT / "onlife").rglob("*.py")
    names = {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in files}
    TopologicalSorter(
        imported_when_loaded({name: file.read_text(encoding="utf-8") for name, file in names.items()})
    ).prepare()
    with pytest.raises(CycleError):
        TopologicalSorter(imported_when_loaded({"a.b": "from a.c import x", "a.c": "from a.b import y"})).prepare()


def test_a_page_is_read_in_one_go_and_no_module_is_too_long() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "onlife").rglob("*.py")}
    assert {str(path.relative_to(ROOT)): number for path, number in lines.items() if number > 400} == {}
    pages = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in PAGES}
    assert {name: number for name, number in pages.items() if number > 80} == {}


def repeated_classes(sources: Iterable[str]) -> set[str]:
    """The names of classes that stand more than once; an underscore in front makes no other name."""
    trees = (ast.walk(ast.parse(source)) for source in sources)
    names = Counter(node.name.lstrip("_") for tree in trees for node in tree if isinstance(node, ast.ClassDef))
    return {name for name, times in names.items() if times > 1}


def test_a_class_name_means_one_thing() -> None:
    files = sorted((ROOT / "onlife").rglob("*.py"))
    assert repeated_classes(file.read_text(encoding="utf-8") for file in files) == set()
    assert repeated_classes(["class Row: ...", "class _Row: ...", "class Grid: ..."]) == {"Row"}


SAYS_NOTHING = {
    *("asked", "begun", "called", "chosen", "done", "drawn", "filled", "found", "given", "held", "kept", "known", "led", "left"),
    *("made", "meant", "moved", "named", "noted", "offered", "opened", "said", "seen", "sent", "taken", "told", "tried", "wanted"),
    *("written", "agreed", "measured", "shared", "settled", "voted"),
}  # fmt: skip


def functions_that_say_nothing(source: str) -> set[str]:
    """The functions of modules and classes that are named by such a word alone."""
    bodies = [node.body for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Module | ast.ClassDef)]
    functions = (node for body in bodies for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name for node in functions if node.name.strip("_") in SAYS_NOTHING}


def test_a_function_is_named_by_what_it_gives_or_does() -> None:
    files = (ROOT / "onlife").rglob("*.py")
    found = {
        str(file.relative_to(ROOT)): functions_that_say_nothing(file.read_text(encoding="utf-8")) for file in files
    }
    assert {file: names for file, names in found.items() if names} == {}
    assert functions_that_say_nothing(
        "def _told(): ...\nclass A:\n    def kept(self): ...\n    def keep(self): ..."
    ) == {
        "_told",
        "kept",
    }
