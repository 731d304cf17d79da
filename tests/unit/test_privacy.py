"""What one person answered stays hidden: every guard with a case in which it must refuse."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlife.domain import network_result, privacy
from onlife.domain.privacy import Groups
from onlife.domain.scoring import Band
from onlife.domain.shown import BLOCKS, ELEMENTS, ENTERED, PARTNERS, SHARES, Visibility
from tests.frames import cell, row
from tests.unit.examples import partner, questionnaire, show

FORM = questionnaire(2, 1)
SHARED = questionnaire(2, 2, cooperation="1")
"""The same with a block that all partners share."""
LONG = questionnaire(2, 5, 1, cooperation="1")
"""And with a block long enough for small teams to be shown together."""
EXACT = ["green", "orange", "red", "not_applicable", "score", "consensus"]


def answers(green: int, orange: int, red: int, skipped: int = 0) -> dict[str, tuple[int, int, int, int]]:
    return {element.id: (green, orange, red, skipped) for element in FORM.elements}


def element(frame: pd.DataFrame, own_id: str, who: str | None = None) -> dict[str, Any]:
    found = frame[(frame["element"] == own_id) & ((frame["partner"] == who) if who else True)]
    return {str(key): value for key, value in found.iloc[0].items()}


@pytest.mark.parametrize(
    ("n", "joint", "closed", "released", "expected"),
    [
        (5, False, True, True, Visibility.SHOWN),
        (4, False, True, True, Visibility.TOO_FEW),
        (0, False, True, True, Visibility.TOO_FEW),
        (1, True, True, True, Visibility.SHOWN),
        (0, True, True, True, Visibility.TOO_FEW),
        (30, False, True, False, Visibility.NOT_RELEASED),
        (2, False, True, False, Visibility.NOT_RELEASED),
        (30, False, False, True, Visibility.NOT_CLOSED),
        (1, True, False, False, Visibility.NOT_CLOSED),
    ],
)
def test_a_result_is_shown_only_when_closed_released_and_large_enough(
    n: int, joint: bool, closed: bool, released: bool, expected: Visibility
) -> None:
    assert privacy.visibility(n, joint, closed, released, threshold=5) is expected


@pytest.mark.parametrize("threshold", [3, 11])
def test_a_threshold_outside_four_to_ten_is_refused(threshold: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        show({"a": answers(5, 0, 0)}, [partner("a", 5)], FORM, threshold)


def test_an_element_that_was_never_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="not in the questionnaire"):
        show({"a": {"9.9": (5, 0, 0, 0)}}, [partner("a", 5)], FORM)


@pytest.mark.parametrize("hidden", [partner("a", 4), partner("a", 12, released=False), partner("a", 12, closed=False)])
def test_a_hidden_partner_is_nowhere_but_in_the_list_and_without_its_n(hidden: privacy.PartnerAnswers) -> None:
    both = show({"a": answers(1, 1, 2), "b": answers(4, 4, 4)}, [hidden, partner("b", 12)], FORM)
    without = show({"b": answers(4, 4, 4)}, [partner("b", 12)], FORM)
    assert pd.isna(cell(both.partners.set_index("partner"), "a", "n"))
    for frame in (both.blocks, both.elements, both.splits):
        assert "a" not in set(frame["partner"])
    pd.testing.assert_frame_equal(network_result.network_blocks(both), network_result.network_blocks(without))
    pd.testing.assert_frame_equal(network_result.network_elements(both), network_result.network_elements(without))


def test_a_small_team_shows_bands_in_the_block_that_partners_share_and_elsewhere_no_element_at_all() -> None:
    given = {"a": {"1.1": (5, 2, 1, 1), "1.2": (1, 2, 6, 0), "2.1": (5, 2, 1, 1), "2.2": (1, 2, 6, 0)}}
    shown = show(given, [partner("a", 9)], SHARED)
    for key, band in (("1.1", Band.GREEN), ("1.2", Band.RED)):
        row = element(shown.elements, key, "a")
        assert (row["n"], row["band"]) == (9, band)
        assert row["position_from"] < row["position"] < row["position_to"]
        assert all(pd.isna(row[column]) for column in EXACT)
    for key in ("2.1", "2.2"):
        row = element(shown.elements, key, "a")
        assert row["n"] == 9
        assert all(pd.isna(row[column]) for column in [*EXACT, "band", "position"])
    assert shown.elements["element"].tolist() == ["1.1", "1.2", "2.1", "2.2"]


def test_a_small_team_shows_every_block_rounded_with_a_range_that_holds_it() -> None:
    given = {"a": {"1.1": (5, 2, 1, 1), "1.2": (1, 2, 6, 0), "2.1": (5, 2, 1, 1), "2.2": (1, 2, 6, 0)}}
    blocks = show(given, [partner("a", 9)], SHARED).blocks.set_index("block")
    real = (100 * 12 / 16 + 100 * 4 / 18) / 2
    for block in ("1", "2"):
        own = row(blocks, block)
        assert own["score_from"] <= real <= own["score_to"]
        assert all(pd.isna(own[column]) for column in [*EXACT[:4], "consensus"])
        for share, number in zip(SHARES, (6, 4, 7, 1), strict=True):
            assert own[f"{share}_from"] <= 100 * number / 18 <= own[f"{share}_to"]
    wide, fine = (cell(blocks, block, "score_to") - cell(blocks, block, "score_from") for block in ("1", "2"))
    assert fine <= 20 < wide  # in the shared block all that its bands can stand for
    assert cell(blocks, "2", "score") % 5 == 0


def test_the_figures_of_a_small_team_follow_from_its_block_as_a_whole() -> None:
    """Elements that change places change nothing outside the shared block."""
    one = {"a": {"2.1": (5, 0, 0, 0), "2.2": (0, 1, 4, 0)}}
    other = {"a": {"2.1": (1, 0, 4, 0), "2.2": (4, 1, 0, 0)}}
    first, second = (show(given, [partner("a", 5)], SHARED) for given in (one, other))
    pd.testing.assert_frame_equal(first.blocks, second.blocks)
    pd.testing.assert_frame_equal(first.elements, second.elements)


def test_a_large_team_does_not_give_an_element_of_nearly_one_mind_back_by_its_block() -> None:
    """Nine or ten of ten green look alike, on the element, in the block and in the network."""
    open_one = (4, 3, 3, 0)
    seen = []
    for hidden in ((10, 0, 0, 0), (9, 0, 1, 0), (8, 0, 2, 0)):
        shown = show({"a": {"1.1": hidden, "1.2": open_one, "2.1": open_one}}, [partner("a", 10)], FORM)
        frames = (
            shown.blocks,
            shown.elements,
            network_result.network_blocks(shown),
            network_result.network_elements(shown),
        )
        seen.append([frame.to_csv() for frame in frames])
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize(("n", "row"), [(10, (7, 1, 1, 1)), (10, (3, 4, 3, 0)), (12, (1, 1, 1, 9))])
def test_from_ten_scans_an_element_shows_its_counts(n: int, row: tuple[int, int, int, int]) -> None:
    shown = show({"a": dict.fromkeys(["1.1", "1.2", "2.1"], row)}, [partner("a", n)], FORM)
    assert tuple(element(shown.elements, "1.1", "a")[light] for light in EXACT[:4]) == row
    assert tuple(shown.blocks.iloc[0][EXACT[:4]]) == tuple(2 * count for count in row)
    assert shown.blocks["consensus"].notna().all()


@pytest.mark.parametrize(
    ("row", "band"), [((8, 1, 1, 0), Band.GREEN), ((0, 10, 0, 0), Band.MIXED), ((0, 0, 0, 8), None)]
)
def test_where_nearly_everybody_chose_alike_counts_stay_hidden(
    row: tuple[int, int, int, int], band: Band | None
) -> None:
    shown = show({"a": {"1.1": row, "1.2": (4, 3, 3, 0), "2.1": (4, 3, 3, 0)}}, [partner("a", 10)], FORM)
    found = element(shown.elements, "1.1", "a")
    assert all(pd.isna(found[column]) for column in EXACT)
    assert found["band"] == band if band else pd.isna(found["band"])
    assert element(shown.elements, "1.2", "a")["green"] == 4
    blocks = shown.blocks.set_index("block")
    assert blocks.loc["1", EXACT[:4]].isna().all()  # subtraction would give the hidden element
    assert blocks.loc["2", "green"] == 4


@pytest.mark.parametrize(("coloured", "band"), [(3, None), (4, Band.GREEN)])
def test_hardly_any_colours_make_no_band(coloured: int, band: Band | None) -> None:
    given = {"a": {"1.1": (coloured, 0, 0, 6 - coloured)}}
    found = element(show(given, [partner("a", 6)], SHARED).elements, "1.1", "a")
    assert found["band"] == band if band else pd.isna(found["band"])


def test_a_joint_scan_is_shown_in_full() -> None:
    shown = show({"a": answers(1, 0, 0)}, [partner("a", 1, joint=True)], FORM)
    row = element(shown.elements, "1.1", "a")
    assert (row["green"], row["score"], row["consensus"], row["band"]) == (1, 100, 1, Band.GREEN)
    assert shown.blocks["consensus"].tolist() == [1, 1]


def test_an_element_nobody_touched_is_no_score_and_no_zero() -> None:
    shown = show({"a": {"1.1": (5, 5, 0, 0)}}, [partner("a", 10)], FORM)
    row = element(shown.elements, "1.2", "a")
    assert all(pd.isna(row[column]) for column in [*EXACT, "band"])
    assert shown.blocks["score"].iloc[0] == 75
    assert pd.isna(shown.blocks["score"].iloc[1])


def test_a_block_in_which_everybody_skipped_everything_has_shares_and_no_score() -> None:
    shown = show({"a": answers(0, 0, 0, 1)}, [partner("a", 1, joint=True)], FORM)
    for own in shown.blocks.to_dict("records"):
        assert pd.isna(own["score"]) and own["share_not_applicable"] == 100 and own["share_green"] == 0


def test_frames_have_the_columns_that_are_promised_and_rows_numbered_from_nought() -> None:
    shown = show({who: answers(4, 4, 4) for who in "abc"}, [partner(who, 12) for who in "abc"], FORM)
    for part in (shown, privacy.only(shown, ["zorg"])):
        for frame, columns in ((part.partners, PARTNERS), (part.blocks, BLOCKS), (part.elements, ELEMENTS)):
            assert list(frame.columns) == columns
            assert list(frame.index) == list(range(len(frame))) != []
        whole = ["n", "left_out", "least", *ENTERED]
        assert {f"{part.partners[column].dtype}" for column in whole} == {"Int64"}
        assert part.partners[whole].to_numpy().tolist() == [[12, 0, 12, 0, 0]] * len(part.partners)


def test_every_partner_counts_once_in_the_network_however_many_answered() -> None:
    shown = show({"a": answers(45, 45, 0), "b": answers(0, 5, 5)}, [partner("a", 90), partner("b", 10)], FORM)
    block = network_result.network_blocks(shown).iloc[0]
    assert (block["partners"], block["n"], block["green"], block["score"]) == (2, 100, 90, 50)
    assert block["consensus"] == pytest.approx(1 + math.log2(0.75))


def test_hardly_any_colours_make_no_block_figures() -> None:
    few = {"a": {"1.1": (0, 0, 0, 6), "1.2": (2, 2, 0, 2), "2.1": (3, 0, 0, 3)}}
    blocks = show(few, [partner("a", 6)], FORM).blocks
    assert blocks[["score", *SHARES]].isna().all().all()


def test_the_network_has_counts_only_where_every_partner_has_them() -> None:
    given = {"a": answers(6, 6, 0), "b": answers(0, 2, 4)}
    both = network_result.network_blocks(show(given, [partner("a", 12), partner("b", 6)], FORM)).iloc[0]
    assert both[[*EXACT[:4], "consensus"]].isna().all()
    assert both["score_from"] <= (75 + 100 / 6) / 2 <= both["score_to"]
    assert network_result.network_blocks(show(given, [partner("a", 12)], FORM)).iloc[0]["orange"] == 12


def test_one_banded_partner_hides_the_exact_network_figures_of_an_element() -> None:
    partners = [partner("a", 12), partner("b", 20), partner("c", 7)]
    given = {"a": answers(12, 0, 0), "b": answers(0, 0, 20), "c": answers(1, 2, 4)}
    shown = show(given, partners, SHARED)
    row = element(network_result.network_elements(shown), "1.1")
    assert all(pd.isna(row[column]) for column in EXACT)
    assert (row["greens"], row["mixed"], row["reds"], row["band"]) == (1, 0, 2, Band.RED)
    assert (row["partners"], row["pooled"]) == (3, 0)
    own = network_result.positions(shown)
    assert row["position"] == pytest.approx(own.loc[own["element"] == "1.1", "position"].mean())
    assert network_result.network_blocks(shown)["consensus"].isna().all()


def test_a_partner_that_does_not_tell_an_element_is_not_counted_there() -> None:
    given = {"a": answers(6, 6, 0), "b": answers(0, 10, 10), "c": answers(1, 2, 4)}
    row = element(
        network_result.network_elements(show(given, [partner("a", 12), partner("b", 20), partner("c", 7)], FORM)), "1.1"
    )
    assert (row["partners"], row["position"]) == (2, 50)
    assert pd.isna(row["score"])


def test_exact_partners_give_exact_network_figures_of_an_element() -> None:
    partners = [partner("a", 12), partner("b", 20), partner("c", 1, joint=True)]
    given = {"a": answers(6, 6, 0), "b": answers(0, 10, 10), "c": answers(1, 0, 0)}
    row = element(network_result.network_elements(show(given, partners, FORM)), "1.1")
    assert (row["green"], row["orange"], row["red"]) == (7, 16, 10)
    assert row["score"] == row["position"] == pytest.approx((75 + 25 + 100) / 3)
    assert row["band"] == Band.GREEN  # two of three partners


def test_between_fewer_than_two_partners_there_is_no_consensus() -> None:
    shown = show({"a": answers(6, 6, 0)}, [partner("a", 12)], FORM)
    row = element(network_result.network_elements(shown), "1.1")
    assert pd.isna(row["consensus"])
    assert row["score"] == 75


def small(key: str, n: int, *, released: bool = True) -> privacy.PartnerAnswers:
    """A small team that was taken together with others when the round closed."""
    return replace(partner(key, n, released=released), pooled=True)


def long(*row: int) -> dict[str, tuple[int, int, int, int]]:
    green, orange, red, skipped = row
    return {element.id: (green, orange, red, skipped) for element in LONG.elements}


TEAMS = {"a": long(4, 1, 0, 0), "b": long(4, 0, 1, 0), "c": long(0, 0, 5, 0)}


def test_small_teams_together_show_the_bands_of_long_blocks_and_stand_for_as_many_in_the_network() -> None:
    shown = show(
        {**TEAMS, "d": long(0, 6, 6, 0)}, [small("a", 5), small("b", 5), small("c", 5), partner("d", 12)], LONG
    )
    assert shown.pool["element"].tolist() == [
        f"2.{at}" for at in range(1, 6)
    ]  # neither the cooperation block nor a short block
    row = element_of_pool = shown.pool.iloc[0]
    assert (row["partners"], row["n"], row["band"]) == (3, 15, Band.GREEN)
    assert not {"green", "score"} & set(element_of_pool.index)
    assert shown.pooled == {"a", "b", "c"}
    network = element(network_result.network_elements(shown), "2.1")
    assert (network["partners"], network["pooled"], network["band"]) == (1, 3, Band.GREEN)
    assert network["position"] == pytest.approx((25 + 3 * row["position"]) / 4)


def test_small_teams_tell_the_shared_block_each_for_themselves_however_long_it_is() -> None:
    form = questionnaire(5, 5, cooperation="1")
    every = {who: dict.fromkeys([e.id for e in form.elements], (4, 1, 0, 0)) for who in "abc"}
    shown = show(every, [small(who, 5) for who in "abc"], form)
    assert set(shown.pool["block"]) == {"2"}
    assert set(shown.elements.loc[shown.elements["band"].notna(), "block"]) == {"1"}


def test_what_small_teams_together_hardly_answered_is_not_shown_of_the_whole_block() -> None:
    """By its own figures each team may have skipped one element altogether; whether it did is not told by what is left out."""
    skipped = {who: {**given, "2.1": (0, 0, 1, 4) if who == "a" else (0, 0, 0, 5)} for who, given in TEAMS.items()}
    assert show(skipped, [small("a", 5), small("b", 5), small("c", 5)], LONG).pool.empty
    spread = {
        who: {**given, **dict.fromkeys(("2.1", "2.2", "2.3", "2.4", "2.5"), (3, 1, 0, 1))}
        for who, given in TEAMS.items()
    }
    assert show(
        spread, [small("a", 5), small("b", 5), small("c", 5)], LONG
    ).pool.empty  # as much, but of no one element


def test_where_hardly_anything_was_skipped_small_teams_are_shown_together() -> None:
    one = {who: {**given, "2.1": (3, 1, 0, 1) if who == "a" else given["2.1"]} for who, given in TEAMS.items()}
    pool = show(one, [small("a", 5), small("b", 5), small("c", 5)], LONG).pool
    assert pool["band"].notna().all() and "2.1" in set(pool["element"])


def test_small_teams_together_stand_in_the_order_of_the_questionnaire() -> None:
    form = questionnaire(1, 11, cooperation="1")
    every = {who: dict.fromkeys([e.id for e in form.elements], (4, 1, 0, 0)) for who in "abc"}
    shown = show(every, [small(who, 5) for who in "abc"], form)
    assert shown.pool["element"].tolist() == [element.id for element in form.block("2").elements]  # 2.10 after 2.9


@pytest.mark.parametrize(
    "teams",
    [
        [small("a", 7), small("b", 9)],  # two
        [small("a", 4), small("b", 5), small("c", 5)],  # fourteen people
        [small("a", 5), small("b", 5), small("c", 5, released=False)],
        [small("a", 5), small("b", 5), small("c", 4), small("d", 5)],  # one fell below the threshold
        [small("a", 5), small("b", 5), small("c", 10)],
        [small("a", 7), small("b", 7), replace(small("c", 1), joint=True)],  # what is told in full is no small team
        [partner("a", 5), partner("b", 5), partner("c", 5)],  # never taken together: the round is open
    ],
)
def test_small_teams_are_shown_together_whole_or_not_at_all(teams: list[privacy.PartnerAnswers]) -> None:
    shown = show({team.partner: long(team.n, 0, 0, 0) for team in teams}, teams, LONG)
    assert shown.pool.empty and shown.pooled == frozenset()
    assert (network_result.network_elements(shown)["pooled"] == 0).all()


def test_a_team_that_comes_later_does_not_change_the_teams_together() -> None:
    teams = [small("a", 5), small("b", 5), small("c", 5)]
    before = show(TEAMS, teams, LONG)
    after = show({**TEAMS, "d": long(0, 0, 9, 0)}, [*teams, partner("d", 9)], LONG)
    pd.testing.assert_frame_equal(before.pool, after.pool)


def test_a_filter_by_sector_keeps_the_teams_together_only_with_all_of_them() -> None:
    shown = show(TEAMS, [small("a", 5), small("b", 5), small("c", 5)], LONG)  # a and b jeugd, c zorg
    assert privacy.only(shown, ["jeugd"]).pool.empty and not privacy.only(shown, ["jeugd"]).pooled
    pd.testing.assert_frame_equal(privacy.only(shown, ["jeugd", "zorg"]).pool, shown.pool)


def test_two_rounds_compare_the_teams_together_only_where_they_are_the_same() -> None:
    teams = [small("a", 5), small("b", 5), small("c", 5)]
    same = show(TEAMS, teams, LONG)
    more = {**TEAMS, "d": long(0, 0, 9, 0)}
    with_d = show(more, [*teams, small("d", 9)], LONG)
    d_apart = show({**TEAMS, "d": long(0, 0, 12, 0)}, [*teams, partner("d", 12)], LONG)
    assert [len(side.pool) for side in privacy.in_both(same, same)] == [5, 5]
    assert [len(side.pool) for side in privacy.in_both(same, with_d)] == [0, 0]
    assert [len(side.pool) for side in privacy.in_both(d_apart, with_d)] == [0, 0]


def test_a_filter_by_sector_recomputes_the_network_from_what_is_shown() -> None:
    given = {"a": answers(12, 0, 0), "c": answers(0, 0, 12)}
    shown = show(given, [partner("a", 12), partner("c", 12), partner("d", 2)], FORM)
    care = privacy.only(shown, ["zorg"])
    assert care.partners["partner"].tolist() == ["c", "d"]
    own = care.blocks["score"].tolist()
    assert network_result.network_blocks(care)["score"].tolist() == own and max(own) < 25
    assert pd.isna(element(network_result.network_elements(care), "1.1")["score"])
    assert network_result.network_blocks(privacy.only(shown, [])).empty


def test_two_rounds_are_compared_on_the_partners_shown_in_both() -> None:
    before = show({"a": answers(6, 0, 0), "b": answers(0, 0, 6)}, [partner("a", 6), partner("b", 6)], FORM)
    after = show({"a": answers(0, 6, 0)}, [partner("a", 6), partner("b", 3)], FORM)
    pair = privacy.in_both(before, after)
    assert [set(shown.blocks["partner"]) for shown in pair] == [{"a"}, {"a"}]


@pytest.mark.parametrize(("n", "joint", "allowed"), [(9, False, False), (10, False, True), (1, True, True)])
def test_remarks_need_ten_scans_or_a_joint_one(n: int, joint: bool, allowed: bool) -> None:
    assert privacy.remarks_allowed(n, joint) is allowed


def split(
    leaders: int,
    workers: int,
    others: int,
    *,
    joint: bool = False,
    released: bool = True,
    odd: tuple[int, ...] = (),
    partners: str = "a",
) -> pd.DataFrame:
    """Groups that are half green and half red; on the last element `odd` says how many of each group chose green.

    Every one of the `partners` has them.
    """
    sizes = {"leidinggevende": leaders, "praktijkwerker": workers, "ict": others}
    rows = []
    for (group, n), green in zip(sizes.items(), odd or (None,) * 3, strict=True):
        for found in FORM.elements:
            chosen = green if green is not None and found.id == "2.1" else n // 2
            rows += [(who, group, found.id, chosen, 0, n - chosen, 0) for who in partners]
    by_group = pd.DataFrame(rows, columns=["partner", "group", "element", *EXACT[:4]])
    whole = by_group.groupby(["partner", "element"], as_index=False)[EXACT[:4]].sum()
    known = pd.DataFrame(
        [(who, *size) for who in partners for size in sizes.items()], columns=["partner", "group", "n"]
    )
    people = [partner(who, leaders + workers + others, joint=joint, released=released) for who in partners]
    return privacy.shown(whole, people, FORM, 5, Groups(by_group, known)).splits


@pytest.mark.parametrize(
    ("leaders", "workers", "others", "groups"),
    [
        (10, 12, 0, ["leidinggevende", "praktijkwerker"]),
        (10, 12, 10, ["leidinggevende", "praktijkwerker"]),
        (10, 12, 9, []),  # subtraction would show the nine others exactly
        (9, 12, 0, []),  # subtraction would show nine leaders exactly
        (6, 12, 4, ["praktijkwerker"]),
        (0, 20, 0, []),
    ],
)
def test_groups_are_shown_only_with_a_large_enough_complement_and_rest(
    leaders: int, workers: int, others: int, groups: list[str]
) -> None:
    assert list(split(leaders, workers, others)["group"].unique()) == groups


@pytest.mark.parametrize(
    ("leaders", "workers", "others", "odd", "shown"),
    [
        (10, 12, 0, (5, 6, 0), True),
        (10, 12, 0, (8, 6, 0), False),
        (10, 12, 0, (5, 10, 0), False),  # the practitioners are the complement of the leaders
        (10, 12, 10, (5, 6, 10), False),  # the others follow by subtraction
        (10, 12, 10, (0, 12, 10), False),
    ],
)
def test_a_group_is_shown_only_on_elements_where_no_part_is_of_one_mind(
    leaders: int, workers: int, others: int, odd: tuple[int, ...], shown: bool
) -> None:
    rows = split(leaders, workers, others, odd=odd)
    assert set(rows["element"]) == {"1.1", "1.2", "", *(["2.1"] if shown else [])}
    assert set(rows.loc[rows["element"] == "", "block"]) == {"1", *(["2"] if shown else [])}


def test_every_partner_shows_its_own_groups() -> None:
    rows = split(10, 12, 0, partners="ab")
    assert {*zip(rows["partner"], rows["group"], strict=True)} == {
        (who, group) for who in "ab" for group in ("leidinggevende", "praktijkwerker")
    }


def test_groups_of_a_joint_or_hidden_partner_are_not_shown() -> None:
    assert split(10, 12, 0, joint=True).empty
    assert split(10, 12, 0, released=False).empty


sizes = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14), st.integers(0, 14)), min_size=1, max_size=4)


@given(sizes, st.integers(4, 10))
def test_whatever_the_answers_nothing_small_is_ever_exact(rows: list[tuple[int, int, int]], threshold: int) -> None:
    partners = [partner(f"p{at}", sum(row)) for at, row in enumerate(rows)]
    given = {who.partner: answers(*row) for who, row in zip(partners, rows, strict=True)}
    shown = show(given, partners, FORM, threshold)
    assert (shown.blocks["n"] >= threshold).all()
    hidden = shown.elements[shown.elements["green"].isna()]
    assert hidden[EXACT].isna().all().all()
    told = shown.elements[shown.elements["green"].notna()]
    assert (told["n"] >= 10).all()
    assert (told["n"] - told[EXACT[:4]].max(axis=1) >= 3).all()
    network = network_result.network_elements(shown).set_index("element")
    for key in hidden.loc[hidden["band"].notna(), "element"]:
        assert pd.isna(network.loc[key, "score"])
