"""What is written for developers is true: every path, command, name and link in it exists."""

from __future__ import annotations

import re
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
