"""The flat table of results holds what is shown, in a fixed order, and empty cells for the rest."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pandas as pd
import pyarrow.parquet

from onlife.domain.priority import Priority
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.shown import Shown
from onlife.export.result import COLUMNS, FOUND, RANGES, TOGETHER, findings, parquet, results, sheets
from tests.frames import cell, row
from tests.unit.examples import Counts, partner, questionnaire, show


def with_shared_block(*sizes: int) -> Questionnaire:
    """Blocks of these sizes, the last of which all partners share."""
    form = questionnaire(*sizes)
    cooperation = form.blocks[-1]
    shared = tuple(replace(element, questions=("Wanneer?",)) for element in cooperation.elements)
    return replace(form, blocks=(*form.blocks[:-1], replace(cooperation, elements=shared)))


FORM = with_shared_block(2, 1)
GIVEN = {
    "b": {"1.1": (8, 1, 3, 0), "1.2": (4, 4, 4, 0), "2.1": (0, 0, 11, 1)},
    "a": {"1.1": (5, 2, 0, 0), "1.2": (1, 1, 5, 0), "2.1": (0, 7, 0, 0)},
    "c": {"1.1": (0, 0, 2, 0)},
}
SHOWN = show(GIVEN, [partner("b", 12), partner("a", 7), partner("c", 2)], FORM)


def test_the_network_comes_first_then_partners_by_name_and_each_block_before_its_elements() -> None:
    table = results(SHOWN, FORM)
    assert list(table.columns) == COLUMNS
    places = list(zip(table["partner"], table["block"], table["element"], strict=True))
    whole = [("1", ""), ("1", "1.1"), ("1", "1.2"), ("2", ""), ("2", "2.1")]
    assert places == [
        *(("NETWERK", *place) for place in whole),
        *(("Organisatie A", *place) for place in whole),
        *(("Organisatie B", *place) for place in whole),
        ("Organisatie C", "1", ""),
        ("Organisatie C", "2", ""),
    ]


def test_a_hidden_partner_has_empty_block_rows_and_a_small_team_bands_in_the_shared_block_only() -> None:
    table = results(SHOWN, FORM).set_index(["partner", "element"])
    assert table.loc["Organisatie C"].drop(columns="block").isna().all().all()
    shared, other = row(table, ("Organisatie A", "2.1")), row(table, ("Organisatie A", "1.1"))
    assert (shared["n"], shared["band"]) == (7, "gemengd")
    assert other["n"] == 7 and pd.isna(other["band"])
    for own in (shared, other):
        assert pd.isna(own["score"]) and pd.isna(own["green"])
    assert pd.isna(cell(table, ("NETWERK", "1.1"), "score"))


def test_a_block_has_the_score_that_pages_show_and_ranges_that_hold_the_real_figures() -> None:
    blocks = results(SHOWN, FORM).query("element == ''").set_index(["partner", "block"])
    small, large = row(blocks, ("Organisatie A", "1")), row(blocks, ("Organisatie B", "1"))
    on_screen = SHOWN.blocks.set_index(["partner", "block"])["score"]
    assert small["score"] == on_screen["a", "1"] != 50 * (2 * 6 + 3) / 14
    real = {
        "score": 50 * (12 / 7 + 3 / 7) / 2,
        "share_green": 600 / 14,
        "share_orange": 300 / 14,
        "share_red": 500 / 14,
    }
    for name, value in real.items():
        assert small[f"{name}_from"] <= value <= small[f"{name}_to"] < small[f"{name}_from"] + 30
    assert small["share_not_applicable_from"] == 0
    assert pd.isna(small["green"])
    assert (large["score"], large["score_from"], large["score_to"]) == (60.4167, 60.4167, 60.4167)
    assert (large["share_green_from"], large["share_green_to"]) == (50, 50)


def test_the_ranges_of_the_network_are_those_of_the_mean_of_its_partners() -> None:
    blocks = results(SHOWN, FORM).query("element == '' and block == '1'").set_index("partner")
    partners = blocks.loc[["Organisatie A", "Organisatie B"], ["score", *RANGES]].astype(float)
    network = pd.Series(row(blocks[["score", *RANGES]], "NETWERK"), dtype=float)
    pd.testing.assert_series_equal(network, partners.mean(), check_names=False, atol=1e-3)


def test_elements_and_hidden_partners_have_no_ranges() -> None:
    table = results(SHOWN, FORM)
    assert table.loc[(table["element"] != "") | (table["partner"] == "Organisatie C"), RANGES].isna().all().all()
    assert table.loc[(table["element"] == "") & (table["partner"] != "Organisatie C"), RANGES].notna().all().all()


def together() -> tuple[Shown, Questionnaire]:
    """Three small teams that were taken together when the round closed."""
    form = with_shared_block(5, 1)
    own: dict[str, Counts] = {"1.1": (5, 1, 0, 0), "1.2": (0, 1, 5, 0)}
    teams = [replace(partner(who, 6), pooled=True) for who in "abc"]
    return show(dict.fromkeys("abc", own), teams, form), form


def test_the_small_teams_together_have_rows_of_elements_after_those_of_the_network() -> None:
    shown, form = together()
    table = results(shown, form)
    assert table["partner"].drop_duplicates().tolist()[:3] == ["NETWERK", TOGETHER, "Organisatie A"]
    rows = table[table["partner"] == TOGETHER]
    assert list(zip(rows["element"], rows["n"], rows["band"].fillna(""), strict=True))[:3] == [
        ("1.1", 18, "overwegend groen"),
        ("1.2", 18, "overwegend rood"),
        ("1.3", 18, ""),
    ]
    assert rows.drop(columns=["partner", "block", "element", "n", "band"]).isna().all().all()
    elements = sheets(shown, form, {}, {})["Elementen"]
    assert (elements["Partnerorganisatie"] == TOGETHER).sum() == 5


def test_every_finding_of_the_pages_is_a_row() -> None:
    table = findings(*many())
    assert list(table.columns) == FOUND
    rows = {
        (own["finding"], own["block"], own["element"], own["partner"]): own["words"] for own in table.to_dict("records")
    }
    assert rows["differs", "2", "2.2", ""].startswith("Partners: 3 overwegend groen, 3 overwegend rood")
    assert rows["alone", "2", "2.3", "Organisatie A"] == "Organisatie A staat hier alleen met overwegend rood."
    assert ("shared", "2", "2.1", "") in rows
    assert ("differs", "1", "", "") in rows  # a whole block
    assert not (table["finding"] == "moved").any()
    assert {row.partner for row in table.itertuples() if row.finding != "alone"} == {""}


def test_beside_an_earlier_round_what_moved_is_there_too() -> None:
    now, form = many()
    before = show(
        {who: dict.fromkeys(("2.1", "2.2", "2.3"), (0, 0, 12, 0)) for who in "abcdef"},
        [partner(who, 12) for who in "abcdef"],
        form,
    )
    table = findings(now, form, before)
    moved = table[table["finding"] == "moved"].set_index("element")["words"]
    assert moved["2.1"].startswith("Ging duidelijk vooruit: van ")


def test_where_chance_explains_every_difference_nothing_is_found() -> None:
    shown, form = many(alike=True)
    assert findings(shown, form, shown).empty


def test_a_round_without_any_result_has_the_headings_of_findings_only() -> None:
    table = findings(show(GIVEN, [partner("c", 2)], FORM), FORM)
    assert table.to_csv(index=False).strip() == "finding,block,element,partner,words"


def many(*, alike: bool = False) -> tuple[Shown, Questionnaire]:
    """Six partners of twelve people. Unless they are alike: half of them turn block 1 and element 2.2 over, all are green on
    2.1, and one is red where the others are green on 2.3.
    """
    form = with_shared_block(2, 3)
    mixed: Counts = (4, 4, 4, 0)
    if alike:
        given = {who: dict.fromkeys(("1.1", "1.2", "2.1", "2.2", "2.3"), mixed) for who in "abcdef"}
    else:
        green, red, all_green, all_red = (9, 2, 1, 0), (1, 2, 9, 0), (12, 0, 0, 0), (0, 0, 12, 0)
        given = {
            who: {
                "1.1": green if who in "abc" else red,
                "1.2": green if who in "abc" else red,
                "2.1": all_green,
                "2.2": green if who in "abc" else red,
                "2.3": all_red if who == "a" else all_green,
            }
            for who in "abcdef"
        }
    return show(given, [partner(who, 12) for who in "abcdef"], form), form


def test_exact_elements_have_four_decimals_and_their_band_too() -> None:
    own = row(results(SHOWN, FORM).set_index(["partner", "element"]), ("Organisatie B", "1.1"))
    assert (own["score"], own["band"], own["green"]) == (70.8333, "overwegend groen", 8)


def test_in_a_file_hidden_is_empty() -> None:
    lines = results(SHOWN, FORM).to_csv(index=False).splitlines()
    assert lines[-1] == "Organisatie C,2," + "," * (len(COLUMNS) - 3)


def test_a_round_without_any_result_still_lists_its_partners() -> None:
    table = results(show(GIVEN, [partner("c", 2)], FORM), FORM)
    assert table["partner"].tolist() == ["Organisatie C", "Organisatie C"]


def book() -> dict[str, pd.DataFrame]:
    stars = {"a": {"1": Priority("a", "1", 4, "Omdat")}, "z": {"1": Priority("z", "1", 5)}}
    return sheets(SHOWN, FORM, stars, {"1": Priority("", "1", 3)})


def test_the_sheets_hold_what_the_flat_table_holds_and_what_the_words_mean() -> None:
    tables = book()
    flat = results(SHOWN, FORM)
    assert list(tables) == ["Netwerk", "Partners", "Bouwstenen", "Elementen", "Functiegroepen", "Sterren", "Begrippen"]
    assert len(tables["Netwerk"]) + len(tables["Bouwstenen"]) + len(tables["Elementen"]) == len(flat)
    elements = tables["Elementen"].set_index(["Partnerorganisatie", "Element"])
    exact = row(elements, ("Organisatie B", "1.1"))
    assert (exact["Groen"], exact["Score"], exact["Titel"]) == (8, 70.8333, FORM.element("1.1").title)
    banded = row(elements, ("Organisatie A", "2.1"))
    assert pd.isna(banded["Groen"]) and pd.isna(banded["Score"]) and banded["Hoofdkleur"] == "gemengd"
    whole = row(tables["Bouwstenen"].set_index(["Partnerorganisatie", "Bouwsteen"]), ("Organisatie A", "1"))
    assert whole["Score van"] < whole["Score"] < whole["Score tot"]
    assert whole["% groen van"] < 600 / 14 < whole["% groen tot"]
    assert "Eensgezindheid" in tables["Begrippen"]["Begrip"].tolist()


def test_hidden_stays_hidden_in_the_sheets() -> None:
    tables = book()
    partners = tables["Partners"].set_index("Partnerorganisatie")
    assert partners.loc["Organisatie C", "Resultaat"] == "te weinig antwoorden"
    assert pd.isna(cell(partners, "Organisatie C", "Scans"))
    assert "Organisatie C" not in tables["Elementen"]["Partnerorganisatie"].tolist()
    assert tables["Sterren"]["Wie"].tolist() == ["NETWERK (afgesproken)", "Organisatie A"]


def test_parquet_is_the_flat_table_and_says_where_it_comes_from() -> None:
    content = parquet(results(SHOWN, FORM), {"author": "Netwerk Zuid"})
    read = pyarrow.parquet.read_table(BytesIO(content))
    assert read.schema.metadata[b"author"] == b"Netwerk Zuid"
    pd.testing.assert_frame_equal(read.to_pandas(), results(SHOWN, FORM), check_dtype=False)
