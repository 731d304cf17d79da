"""The explanation is complete and points somewhere; the steps of a round are ticked from what happened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from math import comb
from pathlib import Path

import pytest

from onlife.content.guide import STEPS, TEXTS, guide, load
from onlife.content.schema import ContentError
from onlife.content.statement import FIELDS
from onlife.domain.account import LinkKind
from onlife.domain.coarsening import EXACT_FROM, every_colouring
from onlife.domain.divergence import Verdict
from onlife.domain.network import Partner
from onlife.domain.peer import MIN_NETWORKS
from onlife.domain.plan import FollowUp, PlanAction, Status
from onlife.domain.priority import Priority
from onlife.domain.privacy import POOL_PARTNERS, POOL_PEOPLE
from onlife.domain.scan import FilledScan
from onlife.services import progress, settings
from onlife.store import Store
from tests import stores
from tests.unit.examples import questionnaire


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(stores.empty(tmp_path), questionnaire(2, 1))
    yield made
    made.close()


def test_every_step_and_hint_leads_somewhere() -> None:
    for step in guide().steps:
        assert (settings.HOME / "pages" / f"{step.page.split('?')[0]}.py").is_file(), step
    for hint in guide().hints.values():
        assert guide().chapter_of(hint.more)
    assert guide().chapter_of("bestaat niet") is None


ASKED = r'guidance\.about\("([^"]+)"\)|about="([^"]+)"'


def test_the_explanation_of_a_page_of_the_network_is_of_that_page_alone() -> None:
    pages = (settings.HOME / "pages").glob("netwerk/*.py")
    asked = [one or other for page in pages for one, other in re.findall(ASKED, page.read_text("utf-8"))]
    assert len(asked) > 5 and len(asked) == len(set(asked))
    assert all(guide().chapter_of(paragraph) for paragraph in asked)


def test_terms_stand_in_alphabetical_order_and_hold_the_figures_of_the_privacy_rules() -> None:
    words = [term.word.casefold() for term in guide().terms]
    assert words == sorted(words)
    meanings = {term.word: term.meaning for term in guide().terms}
    assert "van 4 tot 10" in meanings["Drempel"]
    assert "{" not in "".join(meanings.values())


def test_the_comparison_is_explained_with_the_number_of_networks_its_rule_asks_for() -> None:
    (told,) = (p.text for c in guide().chapters for p in c.paragraphs if p.id == "andere-netwerken")
    assert f"vanaf {MIN_NETWORKS} netwerken" in told
    assert "{" not in told


def test_the_explanation_tells_the_figures_of_small_teams_as_the_rules_have_them() -> None:
    told = {p.id: p.text for c in guide().chapters for p in c.paragraphs}
    assert f"minder dan {EXACT_FROM} scans" in told["ongeveer"]
    assert f"vanaf {POOL_PARTNERS} teams en {POOL_PEOPLE} mensen" in " ".join(told["kleine-teams"].split())
    assert not re.search(r"signific|p-waarde", " ".join(told.values()), re.IGNORECASE)


def test_the_words_about_chance_are_those_of_the_pages_and_their_example_is_true() -> None:
    (told,) = (" ".join(p.text.split()) for c in guide().chapters for p in c.paragraphs if p.id == "toeval")
    for verdict in Verdict:
        assert verdict.value in told.casefold()
    assert "een derde groen, een derde oranje, een derde rood" in told and "zeven mensen" in told
    assert "in vier van de tien gevallen liggen hun scores toch 20 punten of meer uiteen" in told
    people = 7
    scores = [
        (50 * (2 * green + orange) / people, comb(people, green) * comb(people - green, orange) / 3**people)
        for green, orange, _ in every_colouring(people).tolist()
    ]
    apart = sum(p * q for one, p in scores for other, q in scores if abs(one - other) >= 20)
    assert round(apart, 1) == 0.4


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('id = "partners"\ntitle = "Partners', 'id = "anders"\ntitle = "Partners', "de stappen zijn niet"),
        ('more = "scan"', 'more = "weg"', "weg is geen onderwerp"),
        ('word = "Element"', "", "“word” ontbreekt"),
        ("van {threshold_min} tot", "van {drempel} tot", "{drempel} is niet bekend"),
        ('id = "plan"\ntitle = "Plan:', 'id = "bouwsteen"\ntitle = "Plan:', "twee keer"),
        ("[[hints]]", "[[tips]]", "onbekende sleutel “tips”"),
        ("[[terms]]", "[terms", "geen geldige TOML. Regel"),
    ],
)
def test_a_malformed_explanation_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    text = TEXTS.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "uitleg.toml"
    file.write_text(text.replace(old, new) if old.startswith("[[") else text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=r"uitleg\.toml") as refused:
        load(file)
    assert reason in str(refused.value)


DONE = [step for step in STEPS if step != "statements"]


def test_a_scan_round_is_ticked_step_by_step_from_start_to_plan(store: Store) -> None:
    network = store.networks.add("Zuid", "Zuid", 5, "an")

    def ticked() -> list[str]:
        have = progress.done(store, network.id)
        following = progress.next_step(store, network.id)
        open_steps = [step for step in STEPS if not have[step] and not (step == "statements" and have["first"])]
        assert (following.id if following else None) == next(iter(open_steps), None)
        return [step for step in STEPS if have[step]]

    assert ticked() == []
    partners = [Partner(key, network.id, key, "Jeugdwerk", 5, True) for key in ("a", "b")]
    store.networks.save_partners(partners, "an")
    store.links.make(network.id, ["a", "b"], "an")
    assert ticked() == ["partners"]
    scan_round = store.networks.add_round(network.id, "Najaar", 1, None, "an")
    assert ticked() == ["partners"]
    store.networks.start_round(scan_round, "an")
    assert ticked() == ["partners", "round"]
    link = store.links.of(network.id)["a", LinkKind.TEAM]
    store.sessions.start("team", link.id)
    assert ticked() == ["partners", "round", "links"]
    store.statements.save({field.label: "ja" for field in FIELDS.values() if field.label != "datum"}, "an")
    assert ticked() == ["partners", "round", "statements", "links"]
    store.statements.save({"rechtsgrond": ""}, "an")
    answers = {"1.1": "green"}
    store.scan_imports.add(scan_round, [FilledScan("a", "", True, answers)])
    assert ticked() == ["partners", "round", "links", "first"]
    store.scan_imports.add(scan_round, [FilledScan("b", "", True, answers)])
    assert ticked() == list(DONE[:5])
    store.closings.close(scan_round, partners[0], "contact", release=True)
    assert ticked() == [*DONE[:5], "released"]
    store.closings.close_round(scan_round, "an")
    assert ticked() == list(DONE[:7])
    closed = store.networks.round(network.id, scan_round.id)
    assert closed is not None
    store.networks.save_round(replace(closed, shared=True), "an")
    store.priorities.keep(scan_round, Priority("a", "1", 5), "contact")
    store.priorities.share(scan_round, "a", True, "contact")
    store.priorities.keep(scan_round, Priority("", "1", 5), "an")
    assert ticked() == list(DONE[:10])
    action = PlanAction("x", network.id, "", "1", "Bellen", date(2026, 1, 1))
    store.plans.keep(action, "an")
    store.plans.keep_follow_up(network.id, FollowUp("f", "x", date(2026, 6, 1)), "an")
    assert ticked() == list(DONE[:12])
    store.networks.add_round(network.id, "Voorjaar", 1, None, "an")
    assert ticked() == DONE
    assert progress.next_step(store, network.id) is None


def test_an_ended_action_is_no_plan(store: Store) -> None:
    network = store.networks.add("Zuid", "Zuid", 5, "an")
    store.plans.keep(PlanAction("x", network.id, "", "1", "Bellen", date(2026, 1, 1), status=Status.DROPPED), "an")
    assert not progress.done(store, network.id)["plan"]


def test_a_hint_that_was_put_away_stays_away_for_whoever_did_it(store: Store) -> None:
    store.hints.put_away("n", "", "an", "overzicht")
    store.hints.put_away("n", "", "an", "overzicht")
    assert store.hints.read("an") == {"overzicht"}
    assert store.hints.read("bo") == set()
