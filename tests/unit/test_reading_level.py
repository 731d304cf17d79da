"""How Dutch is measured is right, and what everybody has to read to choose or to press stays short."""

from __future__ import annotations

import re

import pytest

from tests.reading_level.index import flesch_douma, sentences, syllables, words
from tests.reading_level.texts import CONTENT, FILES, buttons, clean, sources, told

pytestmark = pytest.mark.long

MOST_WORDS = 25


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("jij", 1),
        ("groeien", 2),
        ("open", 2),
        ("online", 3),
        ("situatie", 4),
        ("geopend", 3),
        ("ideeën", 3),
        ("één", 1),
        ("Vóór", 1),
        ("beïnvloed", 3),
        ("prioriteit", 4),
        ("organisatie", 5),
        ("coördinator", 5),
        ("geweldpreventie", 5),
        ("cc", 1),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, number: int) -> None:
    assert syllables(word) == number


def test_the_index_follows_the_formula() -> None:
    short, long = (
        "De kat zit op de mat.",
        "Onze organisatie evalueert.",
    )  # 6 words of 1, 3 words of 2, 5 and 4 syllables
    assert flesch_douma([short]) == pytest.approx(206.84 - 77 * 6 / 6 - 0.93 * 6)
    assert flesch_douma([short, long]) == pytest.approx(206.84 - 77 * 17 / 9 - 0.93 * 9 / 2)


def test_a_sentence_ends_where_the_next_begins_and_not_at_an_abbreviation() -> None:
    assert sentences("Kies n.v.t. als het past. Anders niet! *Zo* gaat het.") == [
        "Kies n.v.t. als het past.",
        "Anders niet!",
        "*Zo* gaat het.",
    ]
    assert words("Vul ‘Ik begon al’ in: wi-fi, 3 keer.") == ["Vul", "Ik", "begon", "al", "in", "wi-fi", "keer"]


def test_marks_and_values_are_no_words_and_a_heading_is_no_sentence() -> None:
    assert clean("Zie [Uitleg](/uitleg) van {partner}.") == "Zie Uitleg van Noord."
    assert told("## Kop\n\nEen **zin** die\ndoorloopt.\n\n- Nog een zin.") == ["Een zin die doorloopt.", "Nog een zin."]
    assert told("<p>{% if a %}Eerst dit.{% endif %}</p><button>Ga verder</button>") == ["Eerst dit."]


def test_no_text_of_the_content_is_forgotten() -> None:
    read = {file for patterns in FILES.values() for pattern in patterns for file in CONTENT.glob(pattern)}
    texts = {file for file in CONTENT.rglob("*") if file.suffix in (".toml", ".md")}
    left = {file.name for file in texts - read}
    assert {
        name for name in left if not re.fullmatch(r"demo\.toml|gewone_woorden\.toml|quickscan\.\d+\.toml", name)
    } == set()


def test_every_source_is_read() -> None:
    found = sources()
    assert min(map(len, found.values())) > 40
    assert ("Dit netwerk bestaat niet meer.", "onlife/content/messages.toml") in found["meldingen"]
    assert any(file == "onlife/ui/team.py" for _, file in found["schermen"])
    assert not any(sentence.startswith("Return ") for pairs in found.values() for sentence, _ in pairs)


@pytest.mark.parametrize("source", ["stellingen", "stellingen, eenvoudige taal"])
def test_the_sentences_of_a_statement_are_short(source: str) -> None:
    assert [sentence for sentence, _ in sources()[source] if len(words(sentence)) > MOST_WORDS] == []


def test_the_sentences_of_a_button_are_short() -> None:
    found = buttons()
    assert "Bewaar" in " ".join(found)
    assert [label for label in found if any(len(words(part)) > MOST_WORDS for part in sentences(label))] == []


OURS = ("stellingen, eenvoudige taal", "meldingen", "schermen", "webpagina’s", "documenten en grafieken")
OTHER = (
    "kan je",
    "zal je",
    "kunt u",
    "neen",
    "heel de",
    "inloggen",
    "opslaan",
    "e-mail",
    "gsm",
    "enquête",
    "doelpubliek",
)


@pytest.mark.slow
def test_one_thing_has_one_word() -> None:
    """The words that CONTRIBUTING.md does without and that can mean nothing else."""
    told_now = [sentence for source in OURS for sentence, _ in sources()[source]] + list(buttons())
    other = re.compile(rf"\b({'|'.join(OTHER)})\b", re.IGNORECASE)
    assert [text for text in told_now if other.search(text)] == []
