"""What is written for developers is true: every path, command, name and link in it exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from onlife.services.settings import HOME

DECISIONS = sorted((HOME / "docs" / "adr").glob("*.md"))
WRITTEN = [HOME / "docs" / name for name in ("tests.md", "language.md", "method.md")]
DOCUMENTS = [HOME / "CONTRIBUTING.md", HOME / "ARCHITECTURE.md", *WRITTEN, *DECISIONS]
HEADINGS = ["Status", "Context", "Decision", "Consequences"]
SOURCES = (
    "onlife/**/*.py",
    "onlife/**/*.toml",
    "onlife/**/*.sql",
    "pages/**/*.py",
    "tests/app/*.py",
    ".streamlit/config.toml",
)
OF_OTHERS = ("pre-commit", ".venv")  # what comes with a tool, not with the code
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
MAKE = re.compile(r"\bmake ([a-z-]+)")


@cache
def words() -> frozenset[str]:
    """Every name that stands in the code or its settings."""
    files = [path for pattern in SOURCES for path in HOME.glob(pattern)] + [HOME / "pyproject.toml", HOME / "app.py"]
    return frozenset(word for file in files for word in re.findall(r"[\w-]+|\w+", file.read_text(encoding="utf-8")))


@cache
def targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z-]+):", (HOME / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def is_path(code: str) -> bool:
    return bool(re.fullmatch(r"[\w.][\w./*-]*", code)) and ("/" in code or code.endswith((".py", ".md", ".toml")))


def missing(text: str, place: Path) -> list[str]:
    """What a text in the folder `place` speaks of and does not exist."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    wrong = [f"make {target}" for target in MAKE.findall(text) if target not in targets()]
    for code in CODE.findall(prose):
        if code.startswith(("make ", *OF_OTHERS)):
            wrong += [path for path in re.findall(r"\btests/\S+", code) if not (HOME / path).exists()]
        elif is_path(code):
            wrong += [] if (HOME / code).exists() else [code]
        else:
            wrong += [code for name in re.findall(r"[A-Za-z_][\w-]*", code) if name not in words()]
    for link in LINK.findall(prose):
        if "://" not in link and not (place / link.split("#")[0]).exists():
            wrong.append(link)
    return wrong


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_everything_that_is_named_exists(document: Path) -> None:
    assert missing(document.read_text(encoding="utf-8"), document.parent) == []


@pytest.mark.parametrize(
    "text",
    [
        "see `onlife/domain/gone.py`",
        "run `make nothing`",
        "```sh\nmake nothing\n```",
        "ask `session.demand`",
        "made by `NoSuchThing`",
        "see [there](docs/gone.md)",
        "run `.venv/bin/python -m pytest tests/unit/test_gone.py`",
    ],
)
def test_what_does_not_exist_is_found(text: str) -> None:
    assert missing(text, HOME) != []


def test_decisions_are_numbered_one_after_another_and_have_the_usual_parts() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1)) != []
    for path in DECISIONS:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS, path.name
        assert re.search(r"\d{4}-\d\d-\d\d", text.split("## Context")[0]), f"{path.name} has no date"


EXAMPLES = ("Gentse", "md5_number_lower", "md5_number_upper", "politie", "samensamensam", "tafelmaan")
"""What docstrings show of texts of others and of DuckDB."""


def standing_alone(tree: ast.AST) -> list[ast.Constant]:
    """The texts in a module that are no value: its docstrings."""
    found = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    return [text for text in found if isinstance(text, ast.Constant) and isinstance(text.value, str)]


def names(tree: ast.AST) -> set[str]:
    """What is called something in a piece of code, and every word of its texts, but of docstrings."""
    told = {id(text) for text in standing_alone(tree)}
    found: set[str] = set()
    for node in ast.walk(tree):
        named = (getattr(node, part, None) for part in ("name", "id", "attr", "arg", "asname", "module"))
        found.update(word for name in named if isinstance(name, str) for word in name.split("."))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            found.update(re.findall(r"\w+", node.value))
    return found


def unknown(modules: Mapping[str, ast.Module]) -> list[str]:
    """What docstrings speak of and does not exist: a name of nothing, or one that its class does not have."""
    of_class = {
        node.name: names(node) for tree in modules.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    }
    settings = re.findall(r"\w+", (HOME / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    known = {*settings, *EXAMPLES}.union(*map(names, modules.values()), *(path.split("/") for path in modules))
    wrong = []
    for path, tree in modules.items():
        for text in standing_alone(tree):
            for code in CODE.findall(str(text.value)):
                if is_path(code) or not re.fullmatch(r"[A-Za-z_][\w.]*(\(.*\))?", code):
                    continue
                *owner, name = code.split("(")[0].split(".")
                if name not in (of_class.get(owner[-1], known) if owner else known):
                    wrong.append(f"{path}: {code}")
    return wrong


def test_what_docstrings_speak_of_exists() -> None:
    files = [*HOME.glob("onlife/**/*.py"), *HOME.glob("pages/**/*.py"), HOME / "app.py"]
    modules = {
        str(file.relative_to(HOME).with_suffix("")): ast.parse(file.read_text(encoding="utf-8")) for file in files
    }
    assert unknown(modules) == []


@pytest.mark.parametrize("code", ["Round.gone", "nothing_of_that_name", "gone(1)", "store.gone"])
def test_what_a_docstring_speaks_of_and_does_not_exist_is_found(code: str) -> None:
    module = ast.parse(f'"""See `{code}`."""\nclass Round:\n    """With a `name`."""\n    name: str\n    store: int\n')
    assert unknown({"onlife/round": module}) == [f"onlife/round: {code}"]


def test_the_store_names_each_of_its_parts() -> None:
    tree = ast.parse((HOME / "onlife" / "store" / "__init__.py").read_text(encoding="utf-8"))
    made = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    told = re.findall(r"^    store\.(\w+) ", ast.get_docstring(tree, clean=False) or "", re.MULTILINE)
    assert sorted(told) == sorted(
        part for part in made - {"folder", "without_ledger", "backup_failed"} if not part.startswith("_")
    )


def unplaced(plan: str) -> list[str]:
    """The folders and modules, and the pages in the row of their folder, that a plan of the house does not name."""
    ignored = (HOME / ".gitignore").read_text(encoding="utf-8").splitlines()
    top = [folder.name for folder in HOME.iterdir() if folder.is_dir() and folder.name[0] != "."]
    inside = [path.name for path in (HOME / "onlife").iterdir() if path.name[:2] != "__"]
    said = {*re.findall(r"[\w.]+", plan)}
    wrong = [name for name in top + inside if name not in said and f"{name}/" not in ignored]
    for page in (HOME / "pages").glob("*/*.py"):
        row = re.search(rf"^  {page.parent.name}/ .*$", plan, re.MULTILINE)
        if not row or not re.search(rf"\b{page.stem.replace('_', ' ')}\b", row[0].partition("/")[2]):
            wrong.append(f"{page.parent.name}/{page.name}")
    return sorted(wrong)


def test_the_plan_of_the_house_names_every_room() -> None:
    plan = (HOME / "README.md").read_text(encoding="utf-8").split("## De plattegrond")[1].split("```")[1]
    assert unplaced(plan) == []
    without = (
        plan.replace("mijn account", "").replace("programma/", "").replace("translation.py", "").replace("docs/", "")
    )
    assert unplaced(without) == ["docs", "programma/programma.py", "toegang/mijn_account.py", "translation.py"]


def astray(glossary: str) -> list[str]:
    """The words in code of a glossary, in rows of three cells, that stand in none of the files that their row names."""
    wrong = []
    for row in re.findall(r"^\|[^|]*\|([^|]*`[^|]*)\|([^|]*`[^|]*)\|$", glossary, re.MULTILINE):
        said, places = map(CODE.findall, row)
        written = {word for place in places for word in re.findall(r"\w+", place + (HOME / place).read_text("utf-8"))}
        wrong += [word for word in said if not written.issuperset(word.split("."))]
    return wrong


def test_the_words_of_the_glossary_stand_where_it_says() -> None:
    glossary = (HOME / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## The words of the domain")[1]
    assert "`Network`" in glossary and astray(glossary) == []
    assert astray("| wie meekijkt | `ViewLink`, `Role.VIEWER` | `onlife/domain/account.py` |") == ["Role.VIEWER"]
