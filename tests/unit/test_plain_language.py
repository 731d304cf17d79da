"""The questionnaire in plain language asks the same, in short sentences, and its three steps are easily told apart."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from onlife.content.questionnaire import QUICKSCAN
from onlife.domain.light import COLOURS

PLAIN = QUICKSCAN.with_name("quickscan.eenvoudig.toml")
MOST_WORDS = 20
FIRST_WORDS = 3
STEPS = [colour.value for colour in COLOURS]
Table = dict[str, Any]


def blocks(file: str) -> list[Table]:
    return list(tomllib.loads(QUICKSCAN.with_name(file).read_text(encoding="utf-8"))["blocks"])


def elements(file: str) -> dict[str, Table]:
    return {element["id"]: element for block in blocks(file) for element in block["elements"]}


NORMAL, TWIN = elements(QUICKSCAN.name), elements(PLAIN.name)
TEXTS = {
    **{f"{block['id']} core_question": block["core_question"] for block in blocks(PLAIN.name)},
    **{f"{key} {name}": element[name] for key, element in TWIN.items() for name in ("hint", *STEPS)},
}


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s+(?=[A-Z])", text)


def test_it_asks_what_the_questionnaire_asks_in_the_same_order_and_nothing_else() -> None:
    assert list(TWIN) == list(NORMAL)
    assert [block["id"] for block in blocks(PLAIN.name)] == [block["id"] for block in blocks(QUICKSCAN.name)]
    assert all(set(block) == {"id", "core_question", "elements"} for block in blocks(PLAIN.name))
    assert all(set(element) == {"id", "hint", *STEPS} for element in TWIN.values())


@pytest.mark.parametrize("key", TWIN)
def test_the_first_words_tell_the_three_statements_apart(key: str) -> None:
    first = {tuple(TWIN[key][step].split()[:FIRST_WORDS]) for step in STEPS}
    assert len(first) == len(STEPS)


@pytest.mark.parametrize("key", TWIN)
def test_no_statement_is_that_of_another_step(key: str) -> None:
    for step in STEPS:
        assert TWIN[key][step] not in [NORMAL[key][other] for other in STEPS if other != step]


@pytest.mark.parametrize("key", TEXTS)
def test_every_sentence_is_short(key: str) -> None:
    assert [s for s in sentences(TEXTS[key]) if len(s.split()) > MOST_WORDS] == []
    assert key.endswith("hint") or TEXTS[key].strip()


def test_a_sentence_ends_where_the_next_begins_and_not_at_an_abbreviation() -> None:
    assert sentences("Kies n.v.t. als het zo is. Anders niet.") == ["Kies n.v.t. als het zo is.", "Anders niet."]
