"""What there is to read is complete, belongs to the Quickscan, and a malformed file is refused with place and reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from onlife.content import questionnaire, reading
from onlife.content.schema import ContentError
from onlife.domain.light import Light

FUNCTIONS = [
    "Toegang en contact",
    "Informatie en ondersteuning",
    "Ontmoeting en participatie",
    "Inzicht in leefwerelden",
    "Signalen opmerken",
    "Tegenverhalen en weerbaarheid",
    "Educatie",
    "Talent en vaardigheden",
    "Loskomen van extremisme",
    "Burgerparticipatie, dialoog en debat",
]

QUICKSCAN = """
version = 1
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
"""
CHAPTER = """
block = "1"
why = ["Daarom."]
attention = ["Let op."]
handholds = ["Doe dit."]
[example]
title = "Zo"
text = ["Het begon klein."]
[[tools]]
name = "Kaartspel"
use = "praten"
[[elements]]
id = "1.1"
text = "Kennen is kunnen."
red = "Zeg dag."
orange = "Vraag hoe het gaat."
"""
PRACTICES = """
note = "Kies."
[[functions]]
id = "contact"
name = "Contact"
text = "Bereiken."
[[functions.practices]]
id = "chat"
name = "Chat"
text = "Praten."
"""
EVALUATION = """
[[kinds]]
id = "proces"
name = "Hoe?"
text = "Verloop."
questions = ["Wat liep vlot?"]
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def other(folder: Path, chapter: str = CHAPTER) -> reading.Library:
    write(folder / "lezen" / "1.toml", chapter)
    return reading.library(write(folder / "scan.toml", QUICKSCAN), folder / "lezen")


# -- what ships with the app


def test_every_element_of_the_quickscan_has_a_passage_with_a_first_step_for_red_and_for_orange() -> None:
    library = reading.library()
    assert set(library.chapters) == {block.id for block in questionnaire.load().blocks}
    for element in questionnaire.load().elements:
        passage = library.about(element)
        assert passage is not None and passage.text, element.id
        assert set(passage.first) == {Light.RED, Light.ORANGE}
        assert passage.first[Light.RED] != passage.first[Light.ORANGE]


def test_nothing_is_written_twice() -> None:
    library = reading.library()
    texts = [
        text
        for chapter in library.chapters.values()
        for text in (
            *chapter.why,
            *chapter.attention,
            *chapter.handholds,
            *(point for topic in chapter.topics for point in topic.points),
            *(text for story in (*chapter.cases, chapter.example) for text in story.text),
            *(each for p in chapter.passages.values() for each in (p.text, *p.first.values())),
        )
    ]
    assert len(texts) == len(set(texts)) > 42 * 3
    titles = {element.title for element in library.quickscan.elements}
    assert not titles & set(texts)


def test_no_paragraph_is_a_wall_of_text() -> None:
    for chapter in reading.library().chapters.values():
        stories = (text for story in (*chapter.cases, chapter.example) for text in story.text)
        points = (point for topic in chapter.topics for point in topic.points)
        for text in (*chapter.why, *chapter.attention, *chapter.handholds, *points, *stories):
            assert len(text.split()) <= 80, text
        for passage in chapter.passages.values():
            for text in (passage.text, *passage.first.values()):
                assert len(text.split()) <= 55, text


def test_a_new_partner_reads_why_in_two_minutes() -> None:
    said = reading.introduction()
    assert 200 < len(said.split()) <= 450
    for word in ("onlife", "Online werken", "Hybride werken", "Online informatie", "preventiepiramide", reading.KIT):
        assert f"**{word}**" in said or f"[{word}]" in said


def test_every_tool_says_what_it_is_for_and_none_stands_twice_in_a_chapter() -> None:
    for chapter in reading.library().chapters.values():
        names = [tool.name for tool in chapter.tools]
        assert len(names) == len(set(names))
        assert all(tool.use for tool in chapter.tools)


def test_every_practice_belongs_to_one_of_the_functions_of_the_kit() -> None:
    practices = reading.practices()
    assert [function.name for function in practices.functions] == FUNCTIONS
    for function in practices.functions:
        assert function.practices
        assert all(practice.function == function.name and practice.text for practice in function.practices)


def test_one_looks_back_at_process_effect_and_plan() -> None:
    kinds = reading.evaluations()
    assert [kind.id for kind in kinds] == ["proces", "effect", "plan"]
    assert all(question.endswith("?") for kind in kinds for question in kind.questions)


# -- finding


def test_practices_are_found_by_function_and_by_words() -> None:
    practices = reading.practices()
    everything = reading.matching(practices, "", "")
    assert len(everything) == sum(len(function.practices) for function in practices.functions)
    assert {p.function for p in reading.matching(practices, "Educatie", "")} == {"Educatie"}
    assert [p.name for p in reading.matching(practices, "", "DISCORD gent")] == ["Hikikomori-project"]
    assert reading.matching(practices, "Educatie", "hikikomori") == []
    assert reading.matching(practices, "Bestaat niet", "") == []


def test_a_passage_is_about_an_element_only_where_id_and_title_are_the_same() -> None:
    library = reading.library()
    own = library.quickscan.element("5.3")
    assert library.about(own) is not None
    assert library.about(replace(own, statements={})) is not None
    assert library.about(replace(own, title="Elkaar kennen")) is None
    assert library.about(replace(own, id="9.9")) is None


def test_only_an_element_with_a_passage_can_be_asked_for() -> None:
    library = reading.library()
    asked = library.element("5.3")
    assert asked is not None and asked.block == "5"
    assert library.element("9.9") is None and library.element("") is None


# -- what is refused


def test_a_chapter_on_another_quickscan_loads(tmp_path: Path) -> None:
    library = other(tmp_path)
    assert list(library.chapters) == ["1"]
    assert library.chapters["1"].tools[0].by == ""
    assert library.about(questionnaire.load().element("1.1")) is None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('block = "1"', 'block = "2"', "1.toml, bovenaan: bouwsteen 2 is er niet"),
        ('block = "1"', "", "1.toml, bovenaan: “block” ontbreekt"),
        ('why = ["Daarom."]', "", "1.toml, bovenaan: “why” ontbreekt"),
        ('why = ["Daarom."]', "why = []", "1.toml, bovenaan: “why” is leeg"),
        ('handholds = ["Doe dit."]', 'handholds = "Doe dit."', "“handholds” moet een lijst zijn"),
        ('title = "Zo"', "", "1.toml, example: “title” ontbreekt"),
        ('title = "Zo"', 'title = "Zo"\nwie = "x"', "onbekende sleutel “wie”"),
        ('[example]\ntitle = "Zo"\ntext = ["Het begon klein."]\n', "", "“example” ontbreekt"),
        ('use = "praten"', "", "tool Kaartspel: “use” ontbreekt"),
        (
            'use = "praten"',
            'use = "praten"\n[[topics]]\ntitle = "Meer"\npoints = []',
            "thema nummer 1: “points” is leeg",
        ),
        ('use = "praten"', 'use = "praten"\n[[cases]]\ntitle = "Echt"', "praktijkvoorbeeld nummer 1: “text” ontbreekt"),
        ('name = "Kaartspel"', "", "tool nummer 1: “name” ontbreekt"),
        ('id = "1.1"', 'id = "1.2"', "element 1.2: deze bouwsteen heeft dat element niet"),
        (
            '[[elements]]\nid = "1.1"\ntext = "Kennen is kunnen."\nred = "Zeg dag."\norange = "Vraag hoe het gaat."\n',
            "",
            "“elements” ontbreekt",
        ),
        ('red = "Zeg dag."', "", "element 1.1: “red” ontbreekt"),
        ('red = "Zeg dag."', 'red = "Zeg dag."\ngreen = "x"', "element 1.1: onbekende sleutel “green”"),
        ("[[elements]]", '[[elements]]\nid = "1.1"\ntext = "x"\nred = "y"\norange = "z"\n[[elements]]', "twee keer"),
    ],
)
def test_a_malformed_chapter_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in CHAPTER
    with pytest.raises(ContentError) as refused:
        other(tmp_path, CHAPTER.replace(old, new, 1))
    assert reason in str(refused.value)


def test_a_block_without_a_chapter_and_an_element_without_a_passage_are_refused(tmp_path: Path) -> None:
    block = QUICKSCAN[QUICKSCAN.index("[[blocks]]") :].replace('"1', '"2')
    element = QUICKSCAN[QUICKSCAN.index("[[blocks.elements]]") :].replace('"1.1"', '"1.2"')
    write(tmp_path / "lezen" / "1.toml", CHAPTER)
    with pytest.raises(ContentError, match="lezen: bouwsteen 2 heeft geen hoofdstuk"):
        reading.library(write(tmp_path / "scan.toml", QUICKSCAN + block), tmp_path / "lezen")
    with pytest.raises(ContentError, match=r"1\.toml, bovenaan: element 1\.2 ontbreekt"):
        reading.library(write(tmp_path / "scan.toml", QUICKSCAN + element), tmp_path / "lezen")


def test_a_second_chapter_on_the_same_block_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "lezen" / "2.toml", CHAPTER)
    with pytest.raises(ContentError, match="heeft al een hoofdstuk"):
        other(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('note = "Kies."', "", "“note” ontbreekt"),
        ('text = "Bereiken."', "", "functie contact: “text” ontbreekt"),
        ('text = "Praten."', "", "praktijk chat: “text” ontbreekt"),
        ('text = "Praten."', 'text = "Praten."\nlink = "x"', "praktijk chat: onbekende sleutel “link”"),
        (
            '[[functions.practices]]\nid = "chat"\nname = "Chat"\ntext = "Praten."',
            "",
            "functie contact: “practices” ontbreekt",
        ),
    ],
)
def test_malformed_practices_are_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in PRACTICES
    with pytest.raises(ContentError) as refused:
        reading.practices(write(tmp_path / "inspiratie.toml", PRACTICES.replace(old, new, 1)))
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('questions = ["Wat liep vlot?"]', "", "soort proces: “questions” ontbreekt"),
        ('id = "proces"', "", "soort Hoe?: “id” ontbreekt"),
    ],
)
def test_malformed_evaluation_questions_are_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    with pytest.raises(ContentError) as refused:
        reading.evaluations(write(tmp_path / "evaluatie.toml", EVALUATION.replace(old, new, 1)))
    assert reason in str(refused.value)
