"""The path for worrying signals is whole: six steps, and whoever answers its questions always arrives."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from onlife.content.concern import ConcernGuide, ConcernQuestion, Outcome, load, walk
from onlife.content.schema import ContentError

GOOD = """
source = "Verzonnen"
scope = "Voor iedereen."
block = "1"
judgement = "Denk na."
emergency = "Bel 112."
nobody_else = "De rest niet."
[[steps]]
id = "1"
title = "Zien"
short = "Zien"
points = ["Kijk."]
skip = "dringend"
skip_to = "2"
[[steps]]
id = "2"
title = "Doen"
short = "Doen"
points = ["Doe."]
[[zus]]
name = "Zorgvuldigheid"
text = "Dacht ik aan iedereen?"
[[people]]
id = "collega"
who = "Een collega"
role = "kent het"
mandate = "mee kijken"
need = "ja"
why = "Twee zien meer."
[[questions]]
id = "zeker"
step = "1"
ask = "Weet je het zeker?"
before = ["Kijk nog eens."]
yes = "dringend"
no = "niets"
[[questions]]
id = "dringend"
step = "1"
ask = "Is het dringend?"
before = ["Denk na."]
yes = "bel"
no = "niets"
[[outcomes]]
id = "bel"
step = "2"
when = "dringend"
short = "Bel"
title = "Bel iemand"
do = ["Bel."]
people = ["collega"]
[[outcomes]]
id = "niets"
step = "1"
when = "rustig"
short = "Niets"
title = "Niets"
do = ["Rust."]
people = ["collega"]
"""


def written(folder: Path, old: str = "", new: str = "") -> ConcernGuide:
    assert old in GOOD
    path = folder / "verontrusting.toml"
    path.write_text(GOOD.replace(old, new, 1) if old else GOOD, encoding="utf-8")
    return load(path)


def arrivals(guide: ConcernGuide) -> dict[tuple[bool, ...], Outcome]:
    """Every row of answers as long as the path has questions -> where it arrives."""
    found = {}
    for answers in product((True, False), repeat=len(guide.questions)):
        _, end = walk(guide, answers)
        assert isinstance(end, Outcome), answers
        found[answers] = end
    return found


def test_the_path_has_six_steps_that_each_say_what_to_do() -> None:
    guide = load()
    assert [step.id for step in guide.steps] == list("123456")
    assert all(step.title and step.points for step in guide.steps)


def test_whatever_one_answers_one_arrives_and_every_ending_can_be_reached() -> None:
    guide = load()
    ends = arrivals(guide)
    assert {end.id for end in ends.values()} == set(guide.outcomes)
    for end in ends.values():
        assert end.do and bool(end.people) is (end.id not in ("geen", "geweken")), (
            "nobody is needed where nothing is left to do"
        )
        assert end.follow_up is (end.id != "geen")


def test_a_threat_that_is_acute_always_leads_past_others_before_a_decision() -> None:
    """Nobody decides alone: every ending of step 5 comes after the question of step 4."""
    guide = load()
    for answers, end in arrivals(guide).items():
        answered, _ = walk(guide, answers)
        if end.step == "5":
            assert "4" in {question.step for question in answered}


def test_nothing_more_is_asked_of_who_need_not_do_anything_and_of_nobody_else() -> None:
    assert [end.id for end in load().outcomes.values() if not end.follow_up] == ["geen"]


def test_the_way_that_intrudes_least_comes_first_when_danger_is_acute() -> None:
    said = " ".join(load().outcomes["noodtoestand"].do)
    order = ["omgeving", "hulpverlening", "arts", "112", "parket", "politie"]
    assert [said.index(word) for word in order] == sorted(said.index(word) for word in order)


def test_acute_danger_leads_to_those_who_can_avert_it_and_names_112() -> None:
    guide = load()
    answered, end = walk(guide, [True, False, True])
    assert [question.id for question in answered] == ["integriteit", "aanspreekbaar", "na_overleg"]
    assert isinstance(end, Outcome) and end.id == "noodtoestand"
    assert any("112" in line for line in end.do)
    assert "112" in guide.emergency


def test_each_way_of_the_kit_is_there() -> None:
    guide = load()

    def end(*answers: bool) -> str:
        return walk(guide, answers)[1].id

    assert end(False) == "geen"
    assert end(True, True, False, False) == "gesprek"
    assert end(True, True, False, True, True) == "betrekken"
    assert end(True, True, False, True, False, True) == "noodtoestand"
    assert end(True, True, False, True, False, False, True) == "melden"
    assert end(True, True, True, False, False) == "geweken"


def test_zus_is_asked_in_full() -> None:
    assert [check.name for check in load().zus] == ["Zorgvuldigheid", "Uitlegbaarheid", "Standvastigheid"]


def test_everyone_to_involve_has_a_role_a_mandate_and_a_need() -> None:
    for person in load().people.values():
        assert person.role and person.mandate and person.need


def test_unanswered_the_path_stands_at_its_first_question(tmp_path: Path) -> None:
    guide = written(tmp_path)
    answered, here = walk(guide, [])
    assert answered == [] and isinstance(here, ConcernQuestion) and here.id == "zeker"


def test_answers_after_the_end_change_nothing(tmp_path: Path) -> None:
    guide = written(tmp_path)
    assert walk(guide, [False]) == walk(guide, [False, True, True])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('yes = "bel"', 'yes = "weg"', "vraag dringend leidt naar “weg”"),
        ('yes = "bel"', 'yes = "zeker"', "vraag dringend leidt naar “zeker”"),
        ('yes = "bel"', 'yes = "dringend"', "vraag dringend leidt naar “dringend”"),
        ('yes = "bel"', 'yes = "niets"', "niets leidt naar bel"),
        ('yes = "dringend"', 'yes = "niets"', "niets leidt naar dringend"),
        ('id = "zeker"\nstep = "1"', 'id = "zeker"\nstep = "3"', "zeker hoort bij stap 3"),
        ('skip_to = "2"', 'skip_to = "1"', "stap 1 springt naar 1"),
        ('id = "niets"', 'id = "bel"', "id bel komt twee keer voor"),
        ('do = ["Bel."]\npeople = ["collega"]', 'do = ["Bel."]\npeople = ["buur"]', "persoon “buur” is er niet"),
        ('do = ["Bel."]', "do = []", "einde bel: “do” is leeg"),
        ('points = ["Kijk."]', "", "stap 1: “points” ontbreekt"),
        ('need = "ja"', "", "persoon collega: “need” ontbreekt"),
        ('emergency = "Bel 112."', "", "“emergency” ontbreekt"),
        ('ask = "Is het dringend?"', 'ask = "Is het dringend?"\nmaybe = "bel"', "onbekende sleutel “maybe”"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    with pytest.raises(ContentError) as refused:
        written(tmp_path, old, new)
    assert reason in str(refused.value)
    assert str(refused.value).startswith("verontrusting.toml")
