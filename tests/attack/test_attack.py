"""Nobody who sees every screen and knows their own answers is certain of a colleague's; looser rules give them away.

`python -m tests.attack` plays many more histories.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from onlife.content import dossier
from onlife.domain import coarsening, divergence, network_result, privacy
from onlife.domain import shown as shown_domain
from onlife.domain.privacy import Groups
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scoring import LIGHTS
from onlife.export.result import results
from onlife.store import Store
from tests.attack import attacker, blocks, groups, insider, jointly, pools
from tests.attack.__main__ import CONTROLS, PEOPLE, attack
from tests.attack.attacker import SILENT, Choices, Look, every_choice, recovered
from tests.attack.histories import FORM
from tests.sample import sample
from tests.unit.examples import questionnaire


def certain_of(people: int, rules: attacker.Rules) -> list[tuple[Choices, int]]:
    """Every spread of so many people, with every answer of one of them, that gives away what all the others chose."""
    found = []
    for spread, row in rules(people).items():
        for own in (place for place, number in enumerate(spread) if number):
            if recovered([Look(people, row, people, (own,))], rules):
                found.append((spread, own))
    return found


@pytest.mark.parametrize("people", [4, 5, 8])
def test_no_spread_of_answers_gives_a_small_team_away_by_an_element(people: int) -> None:
    assert not certain_of(people, attacker.in_cooperation)
    assert (
        len(set(attacker.rules(people).values())) == 1
    )  # outside the cooperation block an element of a small team tells nothing
    assert certain_of(people, attacker.exact)


@pytest.mark.parametrize("people", PEOPLE)
@pytest.mark.parametrize("elements", [1, 2])
def test_no_spread_of_answers_gives_a_small_team_away_by_a_block(people: int, elements: int) -> None:
    found = blocks.listed_whole(people, elements)
    assert (found.certain, found.surest < 0.9) == (0, True)


@pytest.mark.parametrize(("people", "elements"), [(5, 3), (4, 5), (5, 6), (9, 6), (5, 8)])
def test_no_spread_of_answers_gives_a_small_team_away_by_a_block_of_many_elements(people: int, elements: int) -> None:
    few = blocks.size(people, elements, blocks.SILENT) < 10**7
    found = blocks.listed_whole(people, elements, places=blocks.SILENT if few else 3)
    assert (found.certain, found.surest < 0.98) == (0, True)


def test_the_dossier_tells_what_is_found_of_the_smallest_blocks_today() -> None:
    (told,) = (a for a in dossier.attack().attempts if a.name == "kleine teams op een bouwsteen van 1 element")
    found = [blocks.listed_whole(people, 1) for people in PEOPLE]
    assert told.views == sum(one.views for one in found) and told.certain == sum(one.certain for one in found)
    assert told.surest == pytest.approx(max(one.surest for one in found), abs=0.0005)


def test_listing_a_block_as_a_whole_finds_what_listing_its_elements_finds() -> None:
    for places in (3, 4, 5):
        one, other = blocks.listed(5, 2, places=places), blocks.listed_whole(5, 2, places=places)
        assert (one.views, one.certain) == (other.views, other.certain)
        assert one.surest == pytest.approx(other.surest)


def test_figures_of_a_block_that_are_finer_give_a_small_team_away() -> None:
    assert blocks.listed_whole(5, 2, blocks.exactly).certain
    assert blocks.listed(5, 2, blocks.exact_score).certain
    with blocks.slack(0):
        assert blocks.listed_whole(5, 2).certain


@pytest.mark.parametrize("elements", [5, 6])
@pytest.mark.parametrize("sizes", pools.SIZES)
def test_small_teams_that_are_shown_together_give_nobody_away(elements: int, sizes: tuple[int, ...]) -> None:
    views, certain = pools.sampled(sizes, elements, 8)
    assert views > 30 and certain == 0


@pytest.mark.slow
def test_teams_that_skipped_nearly_everything_would_give_that_away_together() -> None:
    assert pools.sampled((5, 5, 9), 5, 8, always=True)[1]


def test_teams_together_and_the_same_without_one_of_them_give_that_one_away() -> None:
    assert pools.without_one(5)[1]


def test_exact_totals_of_a_block_give_away_a_team_of_one_mind() -> None:
    """Whoever answered otherwise on one element knows that all others chose green."""
    team = ((5, 0, 0, 0, 0), (4, 0, 1, 0, 0))
    assert jointly.recovered([team], 0, (0, 2), [], jointly.exact_totals) == [0, 1]
    assert jointly.recovered([team], 0, (0, 2), []) == []


WAYS = [*insider.DEFENDED, *insider.SLIPS]


@pytest.mark.parametrize("way", sample(WAYS, WAYS[::4]))
def test_whoever_adds_scans_recovers_nothing_of_a_colleague(way: str, tmp_path: Path) -> None:
    slips = way in insider.SLIPS
    tried = insider.attack(tmp_path, {**insider.DEFENDED, **insider.SLIPS}[way], 1, slips=slips)
    assert tried.answers and tried.recovered == 0


def test_if_all_scans_counted_together_whoever_adds_them_would_recover_answers(tmp_path: Path) -> None:
    assert insider.attack(tmp_path, insider.asking_more(insider.on_paper), 1, together=True).recovered


@pytest.mark.slow
def test_no_function_group_beside_the_whole_gives_anybody_away() -> None:
    (views, certain), (_, loose) = groups.listed((10, 10)), groups.listed((10, 10), groups.told_of_whole)
    assert views > 100_000 and certain == 0 and loose


def test_how_sure_somebody_is_counts_every_way_to_have_answered() -> None:
    """Of two colleagues one chose green, and which is not known."""
    told: dict[attacker.Choices, attacker.Row] = {choices: (sum(choices),) for choices in attacker.every_choice(3)}
    assert attacker.certainty([Look(3, (3,), 3, (0,))], lambda _: told) == [Fraction(1, 5)]
    exact = attacker.exact(3)
    assert attacker.certainty([Look(3, exact[2, 0, 1, 0, 0], 3, (2,))], lambda _: exact) == [1]
    assert attacker.certainty([Look(3, exact[2, 0, 1, 0, 0], 3, (0,))], lambda _: exact) == [Fraction(1, 2)]


def test_no_spread_of_answers_gives_a_large_team_away() -> None:
    """Rows that stand for one spread only are the dangerous ones; the rest cannot make anybody certain."""
    for people in (10, 11, 12):
        alike = defaultdict(list)
        for spread, row in attacker.rules(people).items():
            alike[row].append(spread)
        single = [spreads[0] for spreads in alike.values() if len(spreads) == 1]
        assert single and max(max(spread) for spread in single) <= people - coarsening.DIFFERENT
        hidden = [spreads for spreads in alike.values() if len(spreads) > 1]
        for spreads in hidden:
            for own in range(SILENT + 1):
                fit = [spread for spread in spreads if spread[own]]
                assert not fit or min(max(spread) for spread in fit) < people - 1


def test_counts_of_nearly_everybody_give_away_when_they_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coarsening, "DIFFERENT", 1)
    clear()
    told = attacker.rules(10)
    clear()
    assert recovered([Look(10, told[9, 0, 1, 0, 0], 10, own=(2,))], lambda _: told)


def clear() -> None:
    """Forget what was computed by other rules."""
    attacker.rules.cache_clear()
    for known in vars(coarsening).values():
        if hasattr(known, "cache_clear"):
            known.cache_clear()


def test_a_block_says_nothing_that_its_elements_do_not_say() -> None:
    """Teams whose elements look alike have blocks that look alike, whatever they answered."""
    form, people = questionnaire(2), 10
    spreads = [spread for spread in every_choice(people) if spread[SILENT] == 0][::7]
    pairs = [(one, other) for one in spreads for other in spreads]
    counts = pd.DataFrame(
        [(f"{at}", f"1.{e}", *spread[:SILENT]) for at, pair in enumerate(pairs) for e, spread in enumerate(pair, 1)],
        columns=["partner", "element", *LIGHTS],
    )
    partners = [privacy.PartnerAnswers(f"{at}", "", "", False, people, True, True) for at in range(len(pairs))]
    shown = privacy.shown(counts, partners, form, privacy.THRESHOLD_MIN)
    rows = shown.elements.drop(columns=["element", "block"]).astype(str)
    by_partner = rows.groupby("partner", sort=False).agg(list).map(tuple).agg(tuple, axis=1)
    blocks = shown.blocks.drop(columns="block").astype(str).set_index("partner").agg(tuple, axis=1)
    assert blocks.groupby(by_partner).nunique().max() == 1
    assert blocks.nunique() > 50


@pytest.mark.slow
def test_what_is_computed_from_partners_says_nothing_that_their_elements_do_not_say() -> None:
    """Networks that differ only in answers behind the same row: export, network rows, filters and comparisons are alike."""
    form, people = questionnaire(1), 10
    alike = defaultdict(list)
    for spread, row in attacker.rules(people).items():
        alike[row].append(spread)
    rows = [spreads for spreads in alike.values() if len(spreads) > 1]
    banded, exact = rows[0][0], next(spreads[0] for spreads in alike.values() if len(spreads) == 1)
    assert len(rows) >= 3
    for spreads in rows:
        for other in (banded, exact):
            first, second = (_told_of_network(form, people, [spread, other]) for spread in (spreads[0], spreads[-1]))
            assert first == second


def _told_of_network(form: Questionnaire, people: int, spreads: list[Choices]) -> list[str]:
    """All that is computed from what two partners of different sectors show, beside their own elements."""
    counts = pd.DataFrame(
        [(f"{at}", "1.1", *spread[:SILENT]) for at, spread in enumerate(spreads)],
        columns=["partner", "element", *LIGHTS],
    )
    partners = [
        privacy.PartnerAnswers(f"{at}", f"P{at}", f"S{at}", False, people, True, True) for at in range(len(spreads))
    ]
    shown = privacy.shown(counts, partners, form, privacy.THRESHOLD_MIN)
    views = [shown, privacy.only(shown, ["S0"]), *privacy.in_both(shown, privacy.only(shown, ["S1"]))]
    return [
        frame.to_csv()
        for view in views
        for frame in (
            results(view, form),
            network_result.network_blocks(view),
            network_result.network_elements(view),
            network_result.positions(view),
            *findings_of(view, form),
        )
    ]


def findings_of(shown: shown_domain.Shown, form: Questionnaire) -> tuple[pd.DataFrame, pd.DataFrame]:
    found = divergence.between(shown, form)
    return found.places, found.alone


@pytest.mark.slow
def test_no_split_by_function_gives_a_group_away() -> None:
    """Two groups of ten on one element, over three colours: every pair of spreads, through the app's own rules."""
    spreads = [spread for spread in every_choice(10) if spread[3] == spread[SILENT] == 0]
    pairs = [(one, other) for one in spreads for other in spreads]
    rows = [
        (f"{at}", group, "1.1", *spread[:SILENT])
        for at, pair in enumerate(pairs)
        for group, spread in zip(privacy.GROUPS, pair, strict=True)
    ]
    by_group = pd.DataFrame(rows, columns=["partner", "group", "element", *LIGHTS])
    sizes = by_group[["partner", "group"]].assign(n=10)
    whole = by_group.groupby(["partner", "element"], as_index=False)[LIGHTS].sum()
    partners = [privacy.PartnerAnswers(f"{at}", "", "", False, 20, True, True) for at in range(len(pairs))]
    shown = privacy.shown(whole, partners, questionnaire(1), 5, Groups(by_group, sizes))
    split = {(r["partner"], r["group"]): tuple(r[LIGHTS]) for _, r in shown.splits.iterrows() if r["element"]}
    element = shown.elements.set_index("partner")
    looks = defaultdict(list)
    for at, pair in enumerate(pairs):
        seen = (*map(str, element.loc[f"{at}", [*LIGHTS, "band"]]), split.get((f"{at}", privacy.GROUPS[0])))
        looks[seen].append(pair)
    assert any(seen[-1] for seen in looks)
    for fits in looks.values():
        for own in range(3):
            mine = [(tuple(n - (p == own) for p, n in enumerate(one)), other) for one, other in fits if one[own]]
            for group, people in ((0, 9), (1, 10)):
                assert not mine or min(max(pair[group]) for pair in mine) < people


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("attack"), FORM)


def test_no_course_of_events_gives_anybody_away(store: Store) -> None:
    tried, certain, _ = attack(store, 6, seed=2026)
    assert tried > 20 and certain == 0


@pytest.mark.parametrize("control", sample([*CONTROLS], [*CONTROLS][:1]))
def test_looser_rules_give_somebody_away(store: Store, control: str) -> None:
    assert attack(store, 1, 10, rules=CONTROLS[control])[1]
