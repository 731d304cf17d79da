"""The Quickscan is complete, and a malformed file is refused with a sentence that says where and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlife.content.questionnaire import load, parse
from onlife.content.schema import ContentError
from onlife.domain.light import COLOURS
from onlife.domain.questionnaire import SHORT_MAX

GOOD = """
version = 3
title = "Proef"
source = "Verzonnen"
[[blocks]]
id = "1"
name = "Samen"
short = "Samen"
core_question = "Hoe?"
[[blocks.elements]]
id = "1.1"
title = "Elkaar kennen"
green = "Ja."
orange = "Half."
red = "Nee."
questions = ["Wie wel?"]
[[blocks.elements]]
id = "1.4"
title = "Afspreken"
hint = "Ook mondeling telt."
green = "Ja."
orange = "Half."
red = "Nee."
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "proef.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_quickscan_asks_42_elements_in_seven_blocks_with_three_statements_each() -> None:
    quickscan = load()
    assert [block.id for block in quickscan.blocks] == list("1234567")
    assert [len(block.elements) for block in quickscan.blocks] == [8, 6, 6, 5, 6, 6, 5]
    assert all(len(block.short) <= SHORT_MAX for block in quickscan.blocks)
    for element in quickscan.elements:
        assert list(element.statements) == list(COLOURS)
        assert len(set(element.statements.values())) == 3


def test_no_id_of_the_quickscan_is_ever_lost() -> None:
    sizes = [8, 6, 6, 5, 6, 6, 5]
    written = [f"{block}.{at}" for block, size in enumerate(sizes, start=1) for at in range(1, size + 1)]
    assert [element.id for element in load().elements] == written


def test_each_element_of_samenwerking_brings_questions_for_the_conversation() -> None:
    assert all(element.questions for element in load().block("5").elements)


def test_another_questionnaire_of_the_same_shape_loads(tmp_path: Path) -> None:
    other = load(write(tmp_path, GOOD))
    assert (other.version, other.block("1").name) == (3, "Samen")
    assert [element.id for element in other.elements] == ["1.1", "1.4"]
    assert (other.element("1.4").hint, other.element("1.1").questions) == (
        "Ook mondeling telt.",
        ("Wie wel?",),
    )


def test_an_id_that_is_not_there_is_refused(tmp_path: Path) -> None:
    other = load(write(tmp_path, GOOD))
    with pytest.raises(KeyError):
        other.element("1.2")
    with pytest.raises(KeyError):
        other.block("2")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("version = 3", "version = ", "geen geldige TOML"),
        ("version = 3", "", "bovenaan: “version” ontbreekt"),
        ("version = 3", 'version = "3"', "moet een geheel getal"),
        ("version = 3", "version = true", "moet een geheel getal"),
        ("version = 3", "version = 0", "moet een geheel getal"),
        ('title = "Proef"', 'title = " "', "“title” is leeg"),
        ('title = "Proef"', "title = 1", "“title” moet tekst zijn"),
        ('source = "Verzonnen"', 'source = "x"\nauthor = "y"', "onbekende sleutel “author”"),
        ('id = "1"\n', "", "bouwsteen Samen: “id” ontbreekt"),
        ('id = "1"\n', 'id = "a"\n', "bouwsteen a: het id van een bouwsteen is een getal"),
        ('short = "Samen"', 'short = "Samenwerkingen!"', "bouwsteen 1: “short” telt 15 tekens"),
        ('core_question = "Hoe?"', "", "bouwsteen 1: “core_question” ontbreekt"),
        ('id = "1.4"', 'id = "2.4"', "bouwsteen 1: het id van element 2.4 volgt niet op zijn bouwsteen"),
        ('id = "1.4"', 'id = "1.04"', "bouwsteen 1: het id van element 1.04 volgt niet op zijn bouwsteen"),
        ('id = "1.4"', 'id = "1.1"', "id 1.1 komt twee keer voor"),
        ('red = "Nee."\nquestions', "questions", "element 1.1: “red” ontbreekt"),
        ('hint = "Ook mondeling telt."', 'hint = ""', "element 1.4: “hint” is leeg"),
        ('hint = "Ook mondeling telt."', 'blauw = "x"', "element 1.4: onbekende sleutel “blauw”"),
        ('["Wie wel?"]', '"Wie wel?"', "element 1.1: “questions” moet een lijst zijn"),
        ('["Wie wel?"]', "[1]", "element 1.1: “questions” moet tekst zijn"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(ContentError) as refused:
        load(write(tmp_path, GOOD.replace(old, new, 1)))
    assert reason in str(refused.value)
    assert str(refused.value).startswith("proef.toml")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('version = 1\ntitle = "a"\nsource = "b"\n', "“blocks” ontbreekt"),
        ('version = 1\ntitle = "a"\nsource = "b"\nblocks = []\n', "“blocks” is leeg"),
        ('version = 1\ntitle = "a"\nsource = "b"\nblocks = ["x"]\n', "hier hoort een tabel te staan"),
        (GOOD.split("[[blocks.elements]]")[0], "bouwsteen 1: “elements” ontbreekt"),
    ],
)
def test_a_file_without_content_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ContentError, match=reason):
        load(write(tmp_path, text))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"weg\.toml: het bestand bestaat niet"):
        load(tmp_path / "weg.toml")


@pytest.mark.parametrize("number", ["1" * 100_000, "-" + "9" * 5_000, "0x" + "f" * 5_000, "1" * 100_000 + ".0"])
def test_a_number_without_end_is_a_fault_in_the_file_and_not_in_the_app(number: str) -> None:
    with pytest.raises(ContentError, match=r"eigen\.toml"):
        parse(f'version = {number}\ntitle = "x"\nsource = "y"\n'.encode(), "eigen.toml")
