"""No sentence stands outside the catalogue, and what respondents, contacts and voters read is there in every language."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages import Message

from onlife.services.settings import HOME
from onlife.translation import CATALOGUES, DUTCH, LANGUAGES
from tests.catalogue import CALLS, catalogue, messages, template

pytestmark = pytest.mark.long

OTHERS = sorted(LANGUAGES.keys() - {DUTCH})
SPOKEN = ("pages", "onlife/ui", "onlife/web", "onlife/charts", "onlife/export", "onlife/store", "onlife/domain")
BESIDE = {"onlife/store/engine", "onlife/web/__init__.py", "onlife/store/log_view.py", "onlife/store/transfer.py"}
"""What is read by whoever runs the server or changes the code."""
DUTCH_WORD = re.compile(
    r"\b(de|het|een|jullie|niet|wie|hier|voor|met|nog|geen|dit|deze|kan|bij|naar|als|uit|aan|staat|zijn|wordt|alle|ons)\b"
)
SQL = ("WITH ", "SELECT ")
BLANKS = (" ", "\n")
NO_WORDS = re.compile(r"&#?\w+;|<[^>]*>|\]\([^)]*\)|:material/\w+:|:[\w{}-]+\[|https?:\S+|\d:\d")
LOOSE = re.compile(r"(?:^|[^\u00a0\u202f?!…(])[;?!»]|(?:^|[^\u00a0\u202f]):|«(?:[^\u00a0\u202f]|$)")
"""A sign of French that can end up at the beginning of a line, away from its word."""
ELIDES = re.compile(r"\b(?:de|que|jusque|lorsque|puisque) (?:\*\*)?(?:\{|%\()(\w+)", re.IGNORECASE)
"""A French word that a vowel after it shortens, before what an organisation, a person or a round is called."""
NUMBERS = {
    *("before", "elements", "exact_from", "least", "length", "most", "partners", "period"),
    *("pool_partners", "pool_people", "remarks_from", "start", "threshold", "threshold_min", "together"),
}
MARKS = (r"\{\w+\}", r"%\(\w+\)s", r"\]\([^)]*\)", r":[a-z]+(?:-badge)?\[", r"</?\w+", r"^\s*- ", r"  \n", r"\*\*")


def sentences_outside(file: Path) -> list[str]:
    """Dutch of more than two words in a module that is no docstring and is asked of no catalogue."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    asked = {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS
        for part in ast.walk(node.args[0])
    }
    told = {
        part for node in ast.walk(tree) if isinstance(node, (ast.Expr, ast.Subscript)) for part in [node, *_said(node)]
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in asked | told
        and len(re.findall(r"[^\W\d_]{2,}", node.value)) > 2
        and DUTCH_WORD.search(node.value)
        and " " in node.value.strip()
        and not node.value.lstrip().startswith(SQL)
    ]


def _said(node: ast.Expr | ast.Subscript) -> list[ast.AST]:
    """A docstring, or the key of what is looked up."""
    if isinstance(node, ast.Subscript):
        return [*ast.walk(node.slice)]
    return [node.value] if isinstance(node.value, ast.Constant) else []


def test_no_sentence_of_the_app_stands_outside_the_catalogue() -> None:
    files = {file for folder in SPOKEN for file in (HOME / folder).rglob("*.py")}
    places = {file: file.relative_to(HOME).as_posix() for file in files}
    found = {
        place: outside
        for file, place in sorted(places.items())
        if not any(place.startswith(beside) for beside in BESIDE) and (outside := sentences_outside(file))
    }
    assert len(files) > 150 and found == {}


def test_a_sentence_outside_is_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        '"""Dit is een docstring van de module."""\nsay("Dit staat hier nog niet")\n_("Dit staat er wel in")\n'
    )
    assert sentences_outside(module) == ["Dit staat hier nog niet"]


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_holds_the_sentences_of_today_each_with_its_translation(code: str) -> None:
    known = {message.id: message for message in catalogue(code) if message.id}
    wanted = {message.id for message in template() if message.id}
    assert known.keys() ^ wanted == set(), "run `make messages`"
    assert [sentence for sentence, message in known.items() if not message.string or message.fuzzy] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_keeps_places_links_and_marks(code: str) -> None:
    assert [
        message.id for message in catalogue(code) if message.id and marks(str(message.id)) != marks(_string(message))
    ] == []


def marks(text: str) -> dict[str, Counter[str]]:
    ends = Counter([text[:1] in BLANKS and "begins with a blank", text[-1:] in BLANKS and "ends with a blank"])
    return {"ends": ends} | {mark: Counter(re.findall(mark, text, re.MULTILINE)) for mark in MARKS}


def _string(message: Message) -> str:
    return str(message.string)


def test_every_language_has_a_catalogue_and_no_catalogue_is_without_a_language() -> None:
    assert {file.stem for file in CATALOGUES.glob("*.po")} == set(OTHERS)


def test_a_sign_of_french_keeps_to_its_word() -> None:
    said = {str(message.id): _string(message) for message in catalogue("fr") if message.id}
    assert [sentence for sentence, french in said.items() if LOOSE.search(NO_WORDS.sub("", french))] == []


@pytest.mark.parametrize("loose", ["; hachuré = environ", "Prêt ?", "Prêt?", "« Prêt\u00a0»", "ici : rien", ": rien"])
def test_a_loose_sign_of_french_is_found(loose: str) -> None:
    assert LOOSE.search(NO_WORDS.sub("", loose))


def test_no_french_word_that_a_vowel_shortens_stands_before_a_name() -> None:
    assert names_after_an_elision(_string(message) for message in catalogue("fr") if message.id) == set()


def names_after_an_elision(sentences: Iterable[str]) -> set[str]:
    return {name for sentence in sentences for name in ELIDES.findall(sentence)} - NUMBERS


@pytest.mark.parametrize("french", ["Quickscan de {partner}", "Ce que {partner} fait", "Partis de **{partner}**"])
def test_a_name_after_such_a_word_is_found(french: str) -> None:
    assert names_after_an_elision([french, "à partir de {threshold} scans chez {name}"]) == {"partner"}


def test_a_page_of_the_server_shows_no_mark_of_markdown() -> None:
    said = [sentence for sentence, place in messages() if place.startswith("onlife/web/")]
    assert len(said) > 150 and [sentence for sentence in said if re.search(r"\*\S|\]\(", sentence)] == []


def test_what_stands_in_a_sentence_has_a_name_that_tells_what_it_is() -> None:
    assert [sentence for sentence, _place in messages() if re.search(r"\w_\d\}", sentence)] == []
