"""The flat table of results holds what is shown, in a fixed order, and empty cells for the rest."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import pyarrow.parquet

from onlife.export.results import COLUMNS, parquet, results, sheets
from onlife.priorities import Priority
from tests.unit.examples import partner, questionnaire, show

FORM = questionnaire(2, 1)
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


def test_a_hidden_partner_has_empty_block_rows_and_a_banded_one_empty_scores() -> None:
    table = results(SHOWN, FORM).set_index(["partner", "element"])
    assert table.loc["Organisatie C"].drop(columns="block").isna().all().all()
    banded = table.loc[("Organisatie A", "1.1")]
    assert (banded["n"], banded["band"]) == (7, "overwegend groen")
    assert pd.isna(banded["score"]) and pd.isna(banded["green"])
    assert pd.isna(table.loc[("NETWERK", "1.1"), "score"])


def test_exact_elements_have_four_decimals_and_their_band_too() -> None:
    row = results(SHOWN, FORM).set_index(["partner", "element"]).loc[("Organisatie B", "1.1")]
    assert (row["score"], row["band"], row["green"]) == (70.8333, "overwegend groen", 8)


def test_in_a_file_hidden_is_empty() -> None:
    lines = results(SHOWN, FORM).to_csv(index=False).splitlines()
    assert lines[-1] == "Organisatie C,2," + "," * 8


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
    exact = tables["Elementen"].set_index(["Partnerorganisatie", "Element"]).loc[("Organisatie B", "1.1")]
    assert (exact["Groen"], exact["Score"], exact["Titel"]) == (8, 70.8333, FORM.element("1.1").title)
    banded = tables["Elementen"].set_index(["Partnerorganisatie", "Element"]).loc[("Organisatie A", "1.1")]
    assert pd.isna(banded["Groen"]) and pd.isna(banded["Score"]) and banded["Hoofdkleur"] == "overwegend groen"
    assert "Eensgezindheid" in tables["Begrippen"]["Begrip"].tolist()


def test_hidden_stays_hidden_in_the_sheets() -> None:
    tables = book()
    partners = tables["Partners"].set_index("Partnerorganisatie")
    assert partners.loc["Organisatie C", "Resultaat"] == "te weinig antwoorden"
    assert pd.isna(partners.loc["Organisatie C", "Scans"])
    assert "Organisatie C" not in tables["Elementen"]["Partnerorganisatie"].tolist()
    assert tables["Sterren"]["Wie"].tolist() == ["NETWERK (afgesproken)", "Organisatie A"]


def test_parquet_is_the_flat_table_and_says_where_it_comes_from() -> None:
    content = parquet(results(SHOWN, FORM), {"author": "Netwerk Zuid"})
    read = pyarrow.parquet.read_table(BytesIO(content))
    assert read.schema.metadata[b"author"] == b"Netwerk Zuid"
    pd.testing.assert_frame_equal(read.to_pandas(), results(SHOWN, FORM), check_dtype=False)
