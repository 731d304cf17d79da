"""The Quickscan in plain language is the same questionnaire in other sentences, and nobody else's gets it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from onlife.content.plain_language import TWIN, in_plain_language
from onlife.content.questionnaire import bundle, load, parse, to_toml
from onlife.content.schema import ContentError
from onlife.domain.questionnaire import Questionnaire
from onlife.services.language import COOKIE, NORMAL, PLAIN, choice
from tests.unit.examples import questionnaire

FORM = load()


def test_it_has_the_same_ids_titles_and_version_and_other_sentences() -> None:
    plain = in_plain_language(FORM)
    assert plain is not None
    assert (plain.version, plain.title, plain.source, plain.follows) == (
        FORM.version,
        FORM.title,
        FORM.source,
        FORM.follows,
    )
    for block, own in zip(plain.blocks, FORM.blocks, strict=True):
        assert (block.id, block.name, block.short, block.comes_first) == (own.id, own.name, own.short, own.comes_first)
        assert block.core_question != own.core_question
    for element, meant in zip(plain.elements, FORM.elements, strict=True):
        assert (element.id, element.block, element.title, element.questions) == (
            meant.id,
            meant.block,
            meant.title,
            meant.questions,
        )
        assert list(element.statements) == list(meant.statements)
    assert sum(p.statements != m.statements for p, m in zip(plain.elements, FORM.elements, strict=True)) > 40


def test_a_questionnaire_that_came_back_from_the_store_has_it_too() -> None:
    assert in_plain_language(parse(to_toml(FORM), "vragenlijst")) is not None


@pytest.mark.parametrize(
    "form",
    [bundle()[1], questionnaire(2, 1), replace(FORM, version=70), replace(FORM, source="Een ander")],
    ids=["version 1", "own", "own number", "own text under the same number"],
)
def test_no_other_questionnaire_has_it(form: Questionnaire) -> None:
    assert in_plain_language(form) is None
    assert choice(form, {COOKIE: PLAIN}) == (form, "")


def test_a_browser_reads_what_it_chose_and_is_offered_the_other() -> None:
    assert choice(FORM, {}) == (FORM, PLAIN)
    assert choice(FORM, {COOKIE: "iets"}) == (FORM, PLAIN)
    plain, other = choice(FORM, {COOKIE: PLAIN})
    assert plain is in_plain_language(FORM) and other == NORMAL


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('id = "1.2"', 'id = "1.9"', "niet die van quickscan.toml"),
        ('id = "1"\n', 'id = "8"\n', "niet die van quickscan.toml"),
        ("core_question", "question", "onbekende sleutel “question”"),
    ],
)
def test_a_text_that_asks_something_else_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    file = tmp_path / "eenvoudig.toml"
    text = TWIN.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=reason):
        in_plain_language(FORM, file)
