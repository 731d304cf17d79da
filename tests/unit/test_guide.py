"""The explanation is complete and points somewhere; the steps of a round are ticked from what happened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from math import comb
from pathlib import Path

import pytest

from onlife.content.guide import TEXTS, guide, load
from onlife.content.schema import ContentError
from onlife.content.statement import FIELDS
from onlife.domain.account import LinkKind
from onlife.domain.coarsening import EXACT_FROM, every_colouring
from onlife.domain.divergence import Verdict
from onlife.domain.meeting import State
from onlife.domain.network import Partner, Round
from onlife.domain.peer import MIN_NETWORKS
from onlife.domain.plan import FollowUp, PlanAction, Status
from onlife.domain.priority import Priority
from onlife.domain.privacy import POOL_PARTNERS, POOL_PEOPLE
from onlife.domain.scan import FilledScan
from onlife.security.token import new_id
from onlife.services import progress, settings
from onlife.store import Store
from onlife.text import today
from tests import stores
from tests.unit.examples import questionnaire

pytestmark = pytest.mark.long


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
        ('id = "partners"\ntitle = "Voeg', 'id = "anders"\ntitle = "Voeg', "de stappen zijn niet"),
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


VERBS = {"Voeg", "Maak", "Open", "Vul", "Bezorg", "Kijk", "Herinner", "Vraag", "Sluit", "Zet", "Hou", "Leg", "Spreek"}


def test_what_comes_next_is_a_task_and_never_a_claim() -> None:
    assert {step.title.split()[0] for step in guide().steps} == VERBS


class Year:
    """A network of two partners, and what happens in it."""

    def __init__(self, store: Store, name: str = "Zuid") -> None:
        self.store = store
        self.network = store.networks.add(name, name, 5, "an").id
        self.partners = [Partner(f"{key} {name}", self.network, key, "Jeugdwerk", 5, True) for key in ("a", "b")]

    @property
    def round(self) -> Round:
        """The newest."""
        return self.store.networks.rounds(self.network)[0]

    def join(self) -> None:
        self.store.networks.save_partners(self.partners, "an")
        self.store.links.make(self.network, [partner.id for partner in self.partners], "an")

    def leave(self) -> None:
        for partner in self.partners:
            self.store.networks.archive(partner, "an")

    def make_round(self) -> None:
        number = len(self.store.networks.rounds(self.network))
        self.store.networks.add_round(self.network, f"Ronde {number}", 1, None, "an")

    def open_round(self) -> None:
        self.store.networks.start_round(self.round, "an")

    def close_round(self) -> None:
        self.store.closings.close_round(self.round, "an")

    def end_yesterday(self) -> None:
        self.store.networks.save_round(replace(self.round, closes_on=today() - timedelta(1)), "an")

    def share(self) -> None:
        self.store.networks.save_round(replace(self.round, shared=True), "an")

    def state(self) -> None:
        self.store.statements.save({field.label: "ja" for field in FIELDS.values() if field.label != "datum"}, "an")

    def visit(self) -> None:
        self.store.sessions.start("team", self.store.links.of(self.network)[self.partners[0].id, LinkKind.TEAM].id)

    def fill_in(self, name: str) -> None:
        partner = next(partner.id for partner in self.partners if partner.name == name)
        self.store.scan_imports.add(self.round, [FilledScan(partner, "", True, {"1.1": "green"})])

    def close(self, *, release: bool = True) -> None:
        for partner in self.partners:
            if not self.store.closings.get(self.round.id, partner.id).closed:
                self.store.closings.close(self.round, partner, "contact", release=release)
                return

    def give_stars(self) -> None:
        self.store.priorities.keep(self.round, Priority(self.partners[0].id, "1", 5), "contact")
        self.store.priorities.share(self.round, self.partners[0].id, True, "contact")

    def meet(self) -> None:
        self.store.meetings.turn(self.store.meetings.start(self.round, "an"), State.ENDED, "an")

    def agree(self) -> None:
        self.store.priorities.keep(self.round, Priority("", "1", 5), "an")

    def act(self, status: Status = Status.PLANNED, begun: date | None = None) -> None:
        action = PlanAction(f"x {self.network}", self.network, "", "1", "Bellen", begun or today(), status=status)
        self.store.plans.keep(action, "an")

    def follow(self) -> None:
        self.store.plans.keep_follow_up(self.network, FollowUp(new_id(), f"x {self.network}", date(2026, 6, 1)), "an")


Happening = Callable[[Year], None]
A_YEAR: tuple[tuple[Happening, str], ...] = (
    (Year.join, "made"),
    (Year.make_round, "opened"),
    (Year.open_round, "statements"),
    (Year.state, "links"),
    (Year.visit, "first"),
    (lambda year: year.fill_in("a"), "everybody"),
    (lambda year: year.fill_in("b"), "finished"),
    (Year.close, "finished"),
    (Year.close, "closed"),
    (Year.close_round, "shared"),
    (Year.share, "stars"),
    (Year.give_stars, "met"),
    (Year.meet, "agreed"),
    (Year.agree, "plan"),
    (Year.act, "follow_up"),
    (Year.follow, "next"),
    (Year.make_round, "again"),
    (Year.open_round, "links"),  # the links are those of last year, but nobody came yet
    (Year.visit, "first"),
    (lambda year: year.fill_in("b"), "everybody"),
    (Year.close_round, "shared"),
    (Year.leave, "partners"),
)
"""What happens in a network, one thing after the other, and what is to be done then."""
FILLED_IN = [happening for happening, _ in A_YEAR[:7]]
CLOSED = [happening for happening, _ in A_YEAR[:10]]
OTHERWISE: Mapping[str, tuple[Sequence[Happening], str]] = {
    "people answer before the page on privacy is filled in": (
        (Year.join, Year.make_round, Year.open_round, lambda year: year.fill_in("a")),
        "everybody",
    ),
    "the last day is over and one partner did not begin": ((*FILLED_IN[:6], Year.end_yesterday), "closed"),
    "the last day is over and one partner did not close": ((*FILLED_IN, Year.end_yesterday), "closed"),
    "the last day is over and nobody began": ((*FILLED_IN[:5], Year.end_yesterday), "first"),
    "a round was closed without a scan": ((*FILLED_IN[:5], Year.close_round), "made"),
    "the next was closed without a scan": ((*CLOSED, Year.make_round, Year.open_round, Year.close_round), "shared"),
    "no partner released its result": (
        (*FILLED_IN, *2 * [partial(Year.close, release=False)], Year.close_round),
        "released",
    ),
    "they met and did not open the pages": ((*CLOSED, Year.meet), "agreed"),
    "they agreed without a meeting": ((*CLOSED, Year.agree), "plan"),
    "the plan was finished before this round": (
        (*CLOSED, Year.agree, lambda year: year.act(Status.DONE, date(2026, 1, 1))),
        "plan",
    ),
    "the plan that came of this round is finished": (
        (*CLOSED, Year.agree, lambda year: year.act(Status.DONE)),
        "follow_up",
    ),
    "the next round is ready before there is a plan": ((*CLOSED, Year.agree, Year.make_round), "plan"),
    "every partner left before the first round": ((Year.join, Year.make_round, Year.leave), "partners"),
}


def test_what_comes_next_through_a_year(store: Store) -> None:
    year = Year(store)
    assert progress.next_step(store, year.network).id == "partners"
    for at, (happens, following) in enumerate(A_YEAR):
        happens(year)
        assert progress.next_step(store, year.network).id == following, at


def test_of_all_networks_at_once_the_same_comes_next_as_of_each_by_itself(store: Store) -> None:
    """Networks that are each a step further than the one before, with what happens in one told of no other."""
    years = []
    for at in range(len(A_YEAR) + 1):
        year = Year(store, f"Zuid {at}")
        for happens, _ in A_YEAR[:at]:
            happens(year)
        years.append(year)
    found = progress.everywhere(store)
    assert found.keys() == {year.network for year in years}
    for year in years:
        assert found[year.network][1] == progress.next_step(store, year.network)
    # The texts of the installation are of all of them, and filled in by one.
    assert {step.id for _, step in found.values()} == {following for _, following in A_YEAR} - {"statements"}


def test_totals_of_a_round_count_its_own_partners_and_scans(store: Store) -> None:
    one, other = Year(store), Year(store, "Noord")
    for happens in FILLED_IN:
        happens(one)
    for happens in CLOSED[:6]:
        happens(other)
    one.close()
    known = progress.everywhere(store)
    about, beside = (known[year.network][0].about for year in (one, other))
    assert about and (about.partners, about.begun, about.finished, about.asked, about.scans) == (2, 2, 1, 2, 2)
    assert beside and (beside.partners, beside.begun, beside.finished, beside.asked, beside.scans) == (2, 1, 0, 2, 1)
    assert not about.tells_scans


@pytest.mark.parametrize("state", OTHERWISE)
def test_what_comes_next_where_it_goes_otherwise(state: str, store: Store) -> None:
    happenings, following = OTHERWISE[state]
    year = Year(store)
    for happens in happenings:
        happens(year)
    assert progress.next_step(store, year.network).id == following


def test_only_what_is_done_is_ticked(store: Store) -> None:
    """Even where what comes next skips it."""
    year = Year(store)
    for happens in (*FILLED_IN[:3], lambda year: year.fill_in("a"), Year.close_round, Year.agree):
        happens(year)
    have = progress.steps_done(store, year.network)
    assert not any(
        have[step] for step in ("statements", "shared", "stars", "met", "plan", "follow_up", "next", "again")
    )
    assert all(have[step] for step in ("partners", "made", "opened", "links", "first", "closed", "released", "agreed"))


def test_a_hint_that_was_put_away_stays_away_for_whoever_did_it(store: Store) -> None:
    store.hints.put_away("n", "", "an", "overzicht")
    store.hints.put_away("n", "", "an", "overzicht")
    assert store.hints.read("an") == {"overzicht"}
    assert store.hints.read("bo") == set()
