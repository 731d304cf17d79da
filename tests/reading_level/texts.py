"""What a visitor reads, per source: content, pages of the server, and the sentences and buttons that stand in code."""

from __future__ import annotations

import ast
import html
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onlife.services.settings import HOME
from tests.reading_level.index import sentences

CONTENT = HOME / "onlife" / "content"
FILES = {
    "stellingen": ["quickscan.toml"],
    "stellingen, eenvoudige taal": ["quickscan.eenvoudig.toml"],
    "leespagina’s": ["bouwstenen/*.toml", "lezen/*"],
    "inspiratie": ["inspiratie.toml"],
    "verontrusting": ["verontrusting.toml"],
    "uitleg": ["uitleg.toml", "kiezen.toml", "meenemen.toml", "evaluatie.toml"],
    "mails en brieven": ["berichten.toml"],
    "meldingen": ["messages.toml"],
    "dossier": ["dossier/*.toml", "archief.toml"],
}
STATEMENTS = ("blocks", "elements", "green", "orange", "red")
CODE = {
    "schermen": ["pages/**/*.py", "onlife/ui/**/*.py"],
    "webpagina’s": ["onlife/web/*.py", "onlife/web/templates/*.html"],
    "documenten en grafieken": ["onlife/services/*.py", "onlife/charts/*.py", "onlife/export/*.py"],
}
BUTTONS = {"button", "form_submit_button", "download_button", "link_button", "popover"}
NAME = "Noord"  # what stands in a place for a value


def clean(text: str) -> str:
    """Return a text without the marks of Markdown, Jinja and HTML, and with a name for every value."""
    text = re.sub(r"\{%.*?%\}|<!--.*?-->", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}|\{[^{}]*\}", NAME, text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"</?(?:b|strong|em|i|a|span|bdi)\b[^>]*>", "", text)
    return html.unescape(re.sub(r"<[^>]+>", "\n\n", text)).replace("**", "").replace("`", "")


def told(text: str) -> list[str]:
    """Return the whole sentences of a text: what ends as a sentence does. Labels and headings are none."""
    lines = [re.sub(r"^[-#*\d.\s]+", "", part) for part in re.split(r"\n\s*\n|\n(?=[-#*] )", clean(text))]
    found = [sentence for line in lines for sentence in sentences(" ".join(line.split()))]
    return [sentence for sentence in found if re.search(r"[.?!][)”’]?$", sentence) and " " in sentence]


def strings(value: Any, keys: tuple[str, ...] = ()) -> Iterator[str]:
    """The texts of a table; if there are `keys`, only of those."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, keys)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not keys or key in keys:
                yield from strings(item, keys)


def content(file: Path) -> Iterator[str]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".md":
        yield text
    elif file.suffix == ".toml":
        for found in strings(tomllib.loads(text), STATEMENTS if file.name.startswith("quickscan") else ()):
            yield from found.splitlines() if file.name == "berichten.toml" else [found]


def written(node: ast.AST) -> str:
    """The text of a string in code, with a name for every value; '' for what is no string. Of one that is translated, the
    Dutch."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_") and node.args:
        return written(node.args[0])
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(written(part) or NAME for part in node.values)
    return ""


def code(file: Path) -> Iterator[str]:
    """The strings of a module that are no docstring."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    inner = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)} - {tree}
    remarks = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    whole = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    alone = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in inner]
    for node in (*whole, *alone):
        if node not in remarks:
            yield written(node)


def sources() -> dict[str, list[tuple[str, str]]]:
    """Return source -> its sentences, each with the file that it stands in."""
    found: dict[str, list[tuple[str, str]]] = {}
    for folder, table in ((CONTENT, FILES), (HOME, CODE)):
        for source, patterns in table.items():
            files = sorted({file for pattern in patterns for file in folder.glob(pattern)})
            found[source] = [(part, place(file)) for file in files for text in texts(file) for part in told(text)]
    return found


def place(file: Path) -> str:
    return file.relative_to(HOME).as_posix()


def texts(file: Path) -> Iterator[str]:
    if file.suffix == ".py":
        return code(file)
    return iter([file.read_text(encoding="utf-8")]) if file.suffix == ".html" else content(file)


def buttons() -> dict[str, str]:
    """Return the label of every button -> the file that it stands in."""
    found: dict[str, str] = {}
    for pattern in CODE["schermen"]:
        for file in HOME.glob(pattern):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in BUTTONS:
                    found |= {written(value): place(file) for value in node.args[:1] if written(value)}
    for file in (HOME / "onlife/web/templates").glob("*.html"):
        labels = re.findall(r"<button[^>]*>(.*?)</button>", file.read_text(encoding="utf-8"), re.DOTALL)
        found |= {clean(label).strip(): place(file) for label in labels}
    return found
