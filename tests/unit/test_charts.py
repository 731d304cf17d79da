"""Figures by their specification: the same scale everywhere, everything labelled, nothing hidden drawn."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest
import vl_convert

from onlife import charts
from onlife.charts import Figure, theme
from onlife.domain import privacy
from onlife.domain.finding import movements
from onlife.domain.peer import Strip
from onlife.domain.priority import Priority
from onlife.domain.privacy import Groups
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.shown import Shown
from onlife.export.images import png, svg
from onlife.services.peer import scores
from tests.frames import row
from tests.sample import sample
from tests.unit.examples import COLUMNS, counts, partner, questionnaire, show


def with_cooperation(form: Questionnaire, cooperation: str) -> Questionnaire:
    """The same, with one block that has questions for the conversation."""
    blocks = [
        replace(block, elements=tuple(replace(element, questions=("Waarom?",)) for element in block.elements))
        if block.id == cooperation
        else block
        for block in form.blocks
    ]
    return replace(form, blocks=tuple(blocks))


FORM = with_cooperation(questionnaire(3, 2), "2")
PARTNERS = [
    partner("d", 4),
    partner("a", 12),
    partner("b", 7),
    partner("c", 1, joint=True),
    partner("e", 20, released=False),
    partner("f", 20, closed=False),
    partner("g", 30),
]
LIGHTS = {"a": (8, 2, 1, 1), "b": (1, 2, 4, 0), "c": (0, 1, 0, 0), "d": (4, 0, 0, 0), "g": (0, 8, 22, 0)}
ANSWERS = {who: {element.id: row for element in FORM.elements} for who, row in LIGHTS.items()}
SIZES = pd.DataFrame([("g", "leidinggevende", 12), ("g", "praktijkwerker", 18)], columns=["partner", "group", "n"])
BY_GROUP = pd.DataFrame(
    [
        ("g", group, e.id, *row)
        for e in FORM.elements
        for group, row in (("leidinggevende", (0, 4, 8, 0)), ("praktijkwerker", (0, 4, 14, 0)))
    ],
    columns=["partner", "group", *COLUMNS[1:]],
)
SHOWN = privacy.shown(counts(ANSWERS), PARTNERS, FORM, 5, Groups(BY_GROUP, SIZES))
EMPTY = show({}, [], FORM)
UNRELEASED = show(ANSWERS, [partner("a", 12, released=False)], FORM)
RESPONSE = pd.DataFrame({"name": ["Jeugdhuis", "CAW"], "answered": [3, 0], "expected": [6, 0]})
ACTIVITY = pd.DataFrame({"day": [date(2026, 10, 30), date(2026, 11, 2)], "answered": [2, 5]})
CHOSEN = {"Organisatie A": {"1": Priority("a", "1", 5), "2": Priority("a", "2", 2)}}
GIVEN = {
    f"Organisatie {who}": {"1": Priority(who, "1", stars)} for who, stars in zip("ABCDE", (5, 5, 2, 4, 5), strict=True)
}
NAMES = ("lente", "herfst")
ROUNDS = ("Lente", "Herfst", "Winter", "Weer lente")
VEGAS_OWN = "#4c78a8"
"""What Vega colours a mark that is given no colour."""
STRIPS = {block.id: Strip(0 if at % 2 else 90, 10 if at % 2 else 100) for at, block in enumerate(FORM.blocks)}


DRAW: dict[str, Callable[[Shown], Figure | None]] = {
    "heat_map": lambda shown: charts.heat_map(shown, FORM),
    "heat_map_sector": lambda shown: charts.heat_map(shown, FORM, "sector"),
    "stacked_bars": lambda shown: charts.stacked_bars(shown, FORM, "1"),
    "element_matrix": lambda shown: charts.element_matrix(shown, FORM, "1"),
    "element_matrix_room": lambda shown: charts.element_matrix(shown, FORM, "1", room=True),
    "agreement_dots": lambda shown: charts.agreement_dots(shown, FORM, "1"),
    "agreement_dots_cooperation": lambda shown: charts.agreement_dots(shown, FORM, "2"),
    "agreement_dots_element": lambda shown: charts.agreement_dots(shown, FORM, "1", "1.1"),
    "beside_others": lambda shown: charts.beside_others(shown, FORM, "b"),
    "importance": lambda shown: charts.importance(CHOSEN, shown, FORM),
    "dumbbell": lambda shown: charts.dumbbell(shown, shown, FORM, NAMES),
    "dumbbell_elements": lambda shown: charts.dumbbell(shown, shown, FORM, NAMES, "1"),
    "trend": lambda shown: charts.trend(ROUNDS, [movements(shown, shown, FORM)] * 3, FORM),
    "strips": lambda shown: charts.strips(scores(shown), STRIPS, FORM),
    "groups_dumbbell": lambda shown: charts.groups_dumbbell(shown, FORM),
    "groups_dumbbell_elements": lambda shown: charts.groups_dumbbell(shown, FORM, "1", "g"),
    "block_bars": lambda shown: charts.block_bars(shown, FORM, "b"),
    "network_bars": lambda shown: charts.block_bars(shown, FORM),
    "element_rows": lambda shown: charts.element_rows(shown, FORM, "a"),
    "element_rows_banded": lambda shown: charts.element_rows(shown, FORM, "b", "2"),
}
ALONE: dict[str, Callable[[], Figure | None]] = {
    "response_bars": lambda: charts.response_bars(RESPONSE),
    "activity_bars": lambda: charts.activity_bars(ACTIVITY),
    "block_stars": lambda: charts.block_stars(GIVEN, FORM, "1"),
}
"""Figures of something else than what is shown of scans."""
DRAWN = [*DRAW, *ALONE]
every = pytest.mark.parametrize("name", DRAWN)
a_few = pytest.mark.parametrize("name", sample(DRAWN, ["stacked_bars", "agreement_dots", "response_bars"]))
"""Of what takes Vega itself to draw."""


@cache
def drawn(name: str) -> Figure:
    figure = ALONE[name]() if name in ALONE else DRAW[name](SHOWN)
    assert figure is not None
    return figure


def contrast(one: str, other: str) -> float:
    """Of WCAG 2.2."""

    def luminance(colour: str) -> float:
        shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def parts(spec: Any, key: str) -> Iterator[Any]:
    """Every value under this key, at any depth."""
    if isinstance(spec, dict):
        for name, value in spec.items():
            if name == key:
                yield value
            yield from parts(value, key)
    elif isinstance(spec, list):
        for value in spec:
            yield from parts(value, key)


def rows(figure: Figure) -> list[dict[str, Any]]:
    return [row for data in figure.spec["datasets"].values() for row in data]


def labels_of(figure: Figure) -> list[str]:
    """Labels of the rows, top to bottom, with their lines."""
    y = next(y for y in parts(figure.spec, "y") if "domain" in y.get("scale", {}))
    written = y["axis"]["labelExpr"].removeprefix("split(")
    domain = json.JSONDecoder().raw_decode(written)[0] if written.startswith("[") else y["scale"]["domain"]
    return [label for label in domain if label.strip()]


def order(figure: Figure) -> list[str]:
    """Names on the rows, top to bottom."""
    return [" ".join(label.replace("\u200b", "").split()) for label in labels_of(figure)]


def test_every_kind_of_figure_is_drawn() -> None:
    assert len(DRAWN) == 23
    assert all(map(drawn, DRAWN))


@every
def test_a_figure_is_what_vega_lite_reads(name: str) -> None:
    alt.LayerChart.from_dict(drawn(name).spec, validate=True)


@every
def test_a_figure_says_what_it_shows_in_one_dutch_sentence_and_carries_its_table(name: str) -> None:
    figure = drawn(name)
    assert figure.alt.endswith(".") and "\n" not in figure.alt and any(sign.isdigit() for sign in figure.alt)
    assert len(figure.table) and figure.title and figure.note
    assert all(
        not str(heading)[0].islower() or heading in (*NAMES, "leidinggevenden", "praktijkwerkers")
        for heading in figure.table
    )
    assert figure.name == figure.name.lower() and " " not in figure.name


@every
def test_a_figure_follows_the_width_of_its_page_and_is_plain_data(name: str) -> None:
    spec = drawn(name).spec
    assert spec["width"] == "container" and spec["height"] > 0
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec


@every
def test_letters_are_large_enough_for_a_projector_and_labels_are_never_cut_off(name: str) -> None:
    spec = drawn(name).spec
    written = [size["expr"].split() for key in ("fontSize", "labelFontSize") for size in parts(spec, key)]
    assert all(int(size) >= 13 for words in written for size in (words[4], words[-1]))
    assert all(words[:4] == ["width", ">", "1100", "?"] and int(words[4]) >= 16 for words in written)
    axes = [axis for axis in parts([spec["encoding"], spec["layer"]], "axis") if axis]
    assert all(axis["labelLimit"] == 0 for axis in axes)


@a_few
def test_a_figure_becomes_a_picture_on_white_paper(name: str) -> None:
    assert png(drawn(name)).startswith(b"\x89PNG")
    picture = svg(drawn(name)).decode()
    assert drawn(name).title in picture
    seen = re.sub(r'<path[^>]* opacity="0"[^>]*>', "", picture)
    assert VEGAS_OWN not in seen  # a mark whose colour did not arrive


def test_the_heat_map_is_coloured_from_red_over_sand_to_green_whatever_the_scores_are() -> None:
    ends = {"a": (10, 0, 0, 0), "b": (0, 10, 0, 0), "c": (0, 0, 10, 0)}
    joint = [partner(who, 1, joint=True) for who in ends]
    one = {who: {e.id: (g // 10, o // 10, r // 10, 0) for e in FORM.elements} for who, (g, o, r, _) in ends.items()}
    for asked in (joint, joint[:1], joint[1:]):
        figure = charts.heat_map(show(one, asked, FORM), FORM)
        assert figure is not None
        drawn = {row["partner"]: row["fill"] for row in rows(figure) if row.get("fill") and row["partner"] in ends}
        assert drawn == {
            p.partner: dict(zip(ends, reversed([c.upper() for c in theme.SCALE]), strict=True))[p.partner]
            for p in asked
        }


@pytest.mark.parametrize("name", ["element_matrix"])
def test_scores_are_coloured_on_a_fixed_scale_from_red_over_sand_to_green(name: str) -> None:
    scale = next(
        fill["scale"] for fill in parts(drawn(name).spec, "fill") if isinstance(fill, dict) and "field" in fill
    )
    assert scale["domain"] == [0, 50, 100]
    assert scale["range"] == list(theme.SCALE)


@pytest.mark.parametrize(
    "name",
    [
        "agreement_dots",
        "beside_others",
        "importance",
        "dumbbell",
        "dumbbell_elements",
        "groups_dumbbell",
        "stacked_bars",
    ],
)
def test_what_is_compared_stands_between_0_and_100(name: str) -> None:
    scales = [x["scale"] for x in parts(drawn(name).spec, "x") if isinstance(x, dict)]
    assert scales and all(scale["domain"] == [0, 100] for scale in scales)


def test_the_heat_map_has_the_network_on_top_and_partners_by_name_or_by_sector() -> None:
    names = [f"Organisatie {letter}" for letter in "ABCDEFG"]
    names[2] += " (samen ingevuld)"
    assert order(drawn("heat_map")) == ["Netwerk", "Tussen partners", *names]
    assert [label.split(" (")[-1] for label in order(drawn("heat_map_sector"))[2:]] == ["jeugd)"] * 2 + ["zorg)"] * 5


def cells(figure: Figure | None) -> dict[tuple[str, str], dict[str, Any]]:
    """The cells of a heat map that hold a figure, by partner and block."""
    assert figure is not None
    return {(row["partner"], row["block"]): row for row in rows(figure) if row.get("score") is not None}


def test_every_figure_of_the_heat_map_is_a_whole_number_and_a_rounded_one_says_so_in_an_open_cell() -> None:
    found = cells(drawn("heat_map"))
    for who, rounded in (("a", False), ("b", True), ("c", False), ("NETWERK", True)):
        cell = found[who, "1"]
        assert cell["text"] == f"{'≈' if rounded else ''}{cell['score']}"
        assert (cell["fill"] != cell["edge"]) is rounded
        assert ("tussen" in cell["explanation"]) is rounded
    table = drawn("heat_map").table.set_index("Partnerorganisatie")
    assert table.loc["Organisatie B", FORM.blocks[0].short] == found["b", "1"]["explanation"]


def scored(levels: Mapping[str, Any]) -> tuple[Shown, list[privacy.PartnerAnswers]]:
    """Partners that scanned jointly; `levels`: green answers to each of the blocks."""
    given = {
        who: {e.id: (1, 0, 0, 0) if at < level else (0, 0, 1, 0) for b, level in zip(FORM.blocks, own, strict=True)
              for at, e in enumerate(b.elements)}
        for who, own in levels.items()
    }  # fmt: skip
    asked = [partner(who, 1, joint=True) for who in levels]
    return show(given, asked, FORM), asked


def test_the_difference_from_the_rest_leaves_a_partner_itself_out() -> None:
    shown, _ = scored({"a": (2, 0), "b": (0, 0), "c": (0, 0)})
    found = cells(charts.heat_map(shown, FORM, colours="verschil met de rest"))
    assert [found[who, "1"]["text"] for who in "abc"] == ["+67", "\u221233", "\u221233"]
    assert found["b", "2"]["text"] == "0"
    assert found["NETWERK", "1"]["text"] == "22", "what the network has, as before"


def test_that_differences_are_rounded_is_said_once_for_a_column_and_what_is_exact_stays_exact() -> None:
    answers = {who: {e.id: LIGHTS[who] for e in FORM.elements} for who in "abg"}
    shown = show(answers, [partner("a", 12), partner("b", 7), partner("g", 30)], FORM)
    figure = charts.heat_map(shown, FORM, colours="verschil met de rest")
    found = cells(figure)
    assert figure is not None and found["NETWERK", "1"]["text"].startswith("≈")
    assert not [who for who in "abg" if "≈" in found[who, "1"]["text"]]
    assert [found[who, "1"]["firm"] for who in "abg"] == [True, False, True]
    assert all("≈" in found[who, "1"]["explanation"] and "tussen" in found[who, "1"]["explanation"] for who in "abg")
    assert figure.note.count("≈") == 1
    exact, _ = scored({"a": (2, 0), "b": (0, 0), "c": (0, 0)})
    plain = cells(charts.heat_map(exact, FORM, colours="verschil met de rest"))
    assert not [cell for cell in plain.values() if "≈" in cell["text"] + cell["explanation"]]


def test_who_answers_alike_stands_together_and_never_by_score() -> None:
    for high, low in ((2, 0), (0, 2)):
        shown, _ = scored({"a": (high, low), "b": (low, high), "c": (high, low), "d": (low, high)})
        names = [label.split(" (")[0][-1] for label in order(charts.heat_map(shown, FORM, "gelijkenis"))]  # type: ignore[arg-type]
        assert names[-4:] == ["A", "C", "B", "D"]


def test_the_heat_map_says_at_a_block_that_partners_see_it_clearly_differently() -> None:
    split = {who: {e.id: (9, 0, 3, 0) if who in "abc" else (3, 0, 9, 0) for e in FORM.elements} for who in "abcdef"}
    shown = show(split, [partner(who, 12) for who in split], FORM)
    figure = charts.heat_map(shown, FORM)
    assert figure is not None
    (row,) = figure.table[figure.table["Partnerorganisatie"] == "Tussen partners"].to_dict("records")
    assert all(row[block.short].startswith("zien dit duidelijk anders") for block in FORM.blocks)
    assert "duidelijk anders bij" in figure.alt
    alike = {who: {e.id: (9, 0, 3, 0) for e in FORM.elements} for who in split}
    same = charts.heat_map(show(alike, [partner(who, 12) for who in split], FORM), FORM)
    assert same is not None and "duidelijk anders" not in same.alt


def test_signs_on_differences_are_explained_only_where_they_stand() -> None:
    split = {who: {e.id: (9, 0, 3, 0) if who in "abc" else (3, 0, 9, 0) for e in FORM.elements} for who in "abcdef"}
    many, two = (show(split, [partner(who, 12) for who in some], FORM) for some in ("abcdef", "ab"))
    for draw in (charts.heat_map, lambda shown, form: charts.element_matrix(shown, form, "2")):
        figure, few = draw(many, FORM), draw(two, FORM)
        assert figure is not None and few is not None
        assert "≠ zien dit duidelijk anders" in figure.note and "Tussen partners" in order(figure)
        assert "≠" not in few.note and "Tussen partners" not in order(few)


def test_a_long_name_takes_two_lines_and_stands_whole_in_the_table_and_the_tooltip() -> None:
    name = "Vereniging voor buurtgericht jeugdwerk en vrijetijdsbesteding in de gehele Demerstreek en omstreken"
    long = [privacy.PartnerAnswers("a", name, "jeugd", False, 12, True, True), *PARTNERS[2:]]
    figure = charts.heat_map(show(ANSWERS, long, FORM), FORM)
    label = next(label for label in labels_of(figure) if "Vereniging" in label)  # type: ignore[arg-type]
    assert len([line for line in label.split("\n") if line.strip("\u200b")]) == 2 and "…" in label
    assert name in figure.table["Partnerorganisatie"].tolist()  # type: ignore[union-attr]
    assert cells(figure)["a", "1"]["who"] == name


def test_a_block_that_nobody_answered_has_a_cell_of_its_own_colour_so_that_its_dash_is_read_in_the_dark() -> None:
    skipped = {**ANSWERS["a"], **{element.id: (0, 0, 0, 12) for element in FORM.blocks[0].elements}}
    figure = charts.heat_map(show({**ANSWERS, "a": skipped}, PARTNERS, FORM), FORM)
    assert figure is not None
    tracks = [layer for layer in figure.spec["layer"] if layer["mark"].get("style") == "track"]
    cells = [cell for layer in tracks for cell in figure.spec["datasets"][layer["data"]["name"]]]
    assert [cell["partner"] for cell in cells if cell.get("text") == "–"] == ["a"]


@pytest.mark.parametrize("looks", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_what_stands_on_a_track_is_seen_on_a_light_and_on_a_dark_page(looks: Mapping[str, Any]) -> None:
    track = looks["track"]["color"]
    stripes = {stop["color"] for stop in looks["hatch"]["color"]["stops"]}
    assert min(contrast(looks["words"]["color"], under) for under in (track, *stripes)) >= 4.5
    carrying = [looks[name]["color"] for name in ("own", "other")]
    assert min(contrast(colour, "#FFFFFF") for colour in carrying) >= 4.5
    edges = [
        looks["red"]["color"],
        looks["alone green"]["stroke"],
        looks["alone red"]["stroke"],
        looks["open"]["stroke"],
    ]
    assert min(contrast(colour, track) for colour in (*carrying, *edges)) >= 3


@every
def test_a_chart_takes_its_surfaces_from_the_page_and_nothing_of_the_light_one_is_left_in_the_dark(name: str) -> None:
    light, dark = (charts.on_screen(drawn(name), dark=dark)["config"]["style"] for dark in (False, True))
    asked = {
        style
        for mark in parts(drawn(name).spec["layer"], "style")
        for style in ([mark] if isinstance(mark, str) else mark)
    }
    assert set(light) == set(dark) == asked
    assert drawn(name).spec["config"]["style"] == light
    assert all(light[style] != dark[style] for style in asked)


def test_the_heat_map_says_in_words_why_a_partner_is_hidden_and_gives_no_number() -> None:
    figure = drawn("heat_map")
    said = {row["row"].strip("\u200b \n"): row["text"] for row in rows(figure) if "text" in row}
    for who, reason in (("D", "te weinig antwoorden"), ("E", "nog niet vrijgegeven"), ("F", "nog niet afgesloten")):
        assert said[f"Organisatie {who}"] == reason
        assert reason == figure.table.set_index("Partnerorganisatie").loc[f"Organisatie {who}", "Toestand"]
    assert not [row for row in rows(figure) if row.get("score") is not None and row["partner"] in "def"]


def test_a_click_on_a_cell_names_its_partner_and_block() -> None:
    (parameter,) = drawn("heat_map").spec["params"]
    assert parameter["name"] == "cell"
    assert parameter["select"]["fields"] == ["partner", "block"]
    clicked = [row for row in rows(drawn("heat_map")) if "block" in row]
    assert {row["partner"] for row in clicked} == {"NETWERK", "WOORDEN", *"abcdefg"}


def pieces(name: str, partner: str) -> list[dict[str, Any]]:
    """The pieces of the bar of a partner, from left to right."""
    bar = {row["colour"]: row for row in rows(drawn(name)) if row.get("who") == partner}
    return sorted(bar.values(), key=lambda row: row["from"])


def test_bars_hold_green_orange_red_and_skipped_in_that_order_as_shares_of_all_answers() -> None:
    bar = pieces("stacked_bars", "Organisatie A")
    assert [(row["colour"], row["sign"], row["figure"], row["geteld"]) for row in bar] == [
        ("groen", "●", "67", "24 van 36 (67 %)"),
        ("oranje", "◆", "17", "6 van 36 (17 %)"),
        ("rood", "■", "8", "3 van 36 (8 %)"),
        ("n.v.t.", "–", "8", "3 van 36 (8 %)"),
    ]
    assert max(row["to"] for row in bar) == pytest.approx(100)


def test_a_small_team_stands_in_the_same_bars_lighter_and_said_to_be_about() -> None:
    """Its seven people chose 3 times green, 6 times orange and 12 times red."""
    large, small = pieces("stacked_bars", "Organisatie A"), pieces("stacked_bars", "Organisatie B")
    assert [row["colour"] for row in small] == [row["colour"] for row in large][:3]  # nobody skipped
    assert (small[2]["sign"], small[2]["figure"]) == ("■", "≈60") and small[2]["geteld"] == "ongeveer 60 % (52–68 %)"
    assert {row["how"] for row in large} == {"exact"} and {row["how"] for row in small} == {"afgerond"}
    assert max(row["to"] for row in small) == pytest.approx(100)
    table = drawn("stacked_bars").table.set_index("Partnerorganisatie")
    assert table.loc["Organisatie B", "Rood"] == "ongeveer 60 % (52–68 %)"
    assert table.loc["Organisatie D", "Toestand"] == "te weinig antwoorden"


def test_what_bands_say_of_a_block_is_drawn_as_a_rough_guess() -> None:
    figure = charts.stacked_bars(SHOWN, FORM, "2")
    assert figure is not None
    small = [row for row in rows(figure) if row.get("who") == "Organisatie B"]
    assert {row["how"] for row in small} == {"ruw"}
    assert all(row["figure"].endswith("0") for row in small)
    assert "ruwe schatting" in figure.note and "ruwe schatting" not in drawn("stacked_bars").note


def test_the_matrix_holds_a_band_in_every_cell_and_a_score_where_it_may_be_told() -> None:
    figure = charts.element_matrix(SHOWN, FORM, "2")
    assert figure is not None
    column = figure.table.set_index("Partnerorganisatie")["2.1 Element 1 van blok 2, met een titel"]
    assert column["Organisatie A"] == "overwegend groen (82 op 100)"
    assert column["Organisatie B"] == "overwegend rood"
    assert column["Organisatie D"] == "te weinig antwoorden"
    cells = {row["who"]: row for row in rows(figure) if row.get("word")}
    assert [(cells[f"Organisatie {who}"]["text"], cells[f"Organisatie {who}"]["score"]) for who in "ABG"] == [
        ("●", 82), ("■", None), ("■", 13),
    ]  # fmt: skip


def test_at_the_head_of_an_element_stands_whether_partners_see_it_differently() -> None:
    answers = {who: {element.id: (6, 6, 6, 0) for element in FORM.elements} for who in "abcde"}
    for who in "abcde":
        answers[who]["2.1"] = (18, 0, 0, 0) if who < "c" else (0, 0, 18, 0)
    shown = show(answers, [partner(who, 18) for who in "abcde"], FORM)
    figure = charts.element_matrix(shown, FORM, "2")
    assert figure is not None
    said = row(figure.table.set_index("Partnerorganisatie"), "Tussen partners")
    assert list(said.values()) == ["zien dit duidelijk anders", "zien dit gelijk"]
    assert "partners zien duidelijk anders: 2.1 Element 1 van blok 2, met een titel." in figure.alt


def test_small_teams_have_rows_in_the_cooperation_only_and_stand_together_elsewhere() -> None:
    cooperation = charts.element_matrix(SHOWN, FORM, "2")
    assert cooperation is not None
    assert order(cooperation)[0] == "Tussen partners"
    assert order(cooperation)[1:] == [who for who in order(drawn("heat_map")) if who != "Tussen partners"]
    assert "Organisatie B" not in order(drawn("element_matrix"))
    form = with_cooperation(questionnaire(5, 1), "2")
    small = [replace(partner(who, 6), pooled=True) for who in "abc"]
    answers = {who: {element.id: (6, 0, 0, 0) for element in form.elements} for who in "abc"}
    together = charts.element_matrix(show(answers, small, form), form, "1")
    assert together is not None
    assert order(together) == ["Netwerk", "Kleine teams samen (3)"]
    assert together.table.iloc[-1].tolist()[1:] == ["overwegend groen"] * 5


def test_the_columns_of_the_matrix_are_as_many_as_fit_on_a_phone() -> None:
    columns = next(x["scale"]["domain"] for x in parts(drawn("element_matrix").spec, "x"))
    assert len({head.count("\n") for head in columns}) == 1
    assert [head.replace("\u200b", "").split()[0] for head in columns] == [
        element.id for element in FORM.blocks[0].elements
    ]


def test_a_long_name_takes_two_lines_and_stands_whole_in_the_table() -> None:
    long = replace(
        partner("a", 12), name="Samenwerkingsverband voor jongeren en gezinnen in de ruime omgeving van Gent"
    )
    figure = charts.stacked_bars(show(ANSWERS, [long], FORM), FORM, "1")
    assert figure is not None
    label = [line for line in labels_of(figure)[-1].split("\n") if line.strip("\u200b")]
    assert len(label) == 2 and label[1].endswith("… · n = 12")
    assert long.name in figure.table["Partnerorganisatie"].tolist()


def test_labels_of_several_lines_hang_equally_high_because_their_empty_lines_keep_a_letter() -> None:
    """What Vega trims away has no height in a browser, and the lines below it move up."""
    many = {**ANSWERS, "c": ANSWERS["d"]}
    drawings = (charts.element_matrix(SHOWN, FORM, "1"), charts.agreement_dots(show(many, PARTNERS, FORM), FORM, "1"))
    for figure in filter(None, drawings):
        labels = [label.split("\n") for label in labels_of(figure)]
        assert len({len(lines) for lines in labels}) == 1
        first = [next(at for at, line in enumerate(lines) if line.strip(" \u200b")) for lines in labels]
        assert all(line and not line.isspace() for lines, at in zip(labels, first, strict=True) for line in lines[:at])


def test_what_partners_see_clearly_differently_stands_first_with_its_word() -> None:
    answers = {who: {element.id: (6, 6, 6, 0) for element in FORM.elements} for who in "abcde"}
    for who in "abcde":
        answers[who]["1.3"] = (18, 0, 0, 0) if who < "c" else (0, 0, 18, 0)
    shown = show(answers, [partner(who, 18) for who in "abcde"], FORM)
    figure = charts.agreement_dots(shown, FORM, "1")
    assert figure is not None
    assert [label[:3] for label in order(figure)] == ["1.3", "1.1", "1.2"]
    assert "≠ zien dit duidelijk anders" in order(figure)[0] and "■ rood bij 3 van 5" in order(figure)[0]
    assert "= zien dit gelijk" in order(figure)[1]
    assert figure.table["Tussen partners"].tolist()[0] == "zien dit duidelijk anders"


def test_the_middle_of_the_partners_is_drawn_over_their_dots() -> None:
    marks = [layer["mark"]["type"] for layer in drawn("agreement_dots").spec["layer"]]
    assert marks[-1] == "tick" and "point" in marks


def words_on(figure: Figure | None, width: int = 960, height: int = 290) -> list[str]:
    """Everything that is written on a figure as the projector gets it, in no order."""
    assert figure is not None
    spec = charts.on_projector(figure, width, height, dark=False) | {"datasets": figure.spec["datasets"]}
    drawing = ElementTree.fromstring(vl_convert.vegalite_to_svg(spec))
    assert (drawing.get("width"), drawing.get("height")) == (str(width), str(height))
    texts = (text for text in drawing.iter("{http://www.w3.org/2000/svg}text"))
    return [" ".join(part.strip("\u200b ") for part in text.itertext() if part.strip("\u200b ")) for text in texts]


def test_on_one_element_every_partner_stands_with_its_name_and_no_other_element_does() -> None:
    figure = charts.agreement_dots(SHOWN, FORM, "1", "1.2")
    assert figure is not None
    told = SHOWN.elements[(SHOWN.elements["element"] == "1.2") & SHOWN.elements["position"].notna()]["partner"]
    names = set(SHOWN.partners.set_index("partner").loc[told, "name"])
    assert names <= {word.removesuffix(" (samen ingevuld)") for word in words_on(figure)}
    assert len(figure.table) == 1
    assert all(name in figure.alt for name in names)
    assert charts.agreement_dots(SHOWN, FORM, "2", "1.2") is None  # an element of another block


@pytest.mark.parametrize(("number", "named"), [(charts.NAMED, True), (charts.NAMED + 1, False)])
def test_where_names_have_no_room_only_the_dots_are_drawn(number: int, named: bool) -> None:
    partners = [replace(partner(f"p{at:02}", 12), name=f"Huis {at:02}") for at in range(number)]
    shown = show({own.partner: ANSWERS["a"] for own in partners}, partners, FORM)
    assert ("Huis 00" in words_on(charts.agreement_dots(shown, FORM, "1", "1.1", room=True))) is named
    stars = {own.name: {"1": Priority(own.partner, "1", 3)} for own in partners}
    assert ("Huis 00" in words_on(charts.block_stars(stars, FORM, "1"))) is named


def test_partners_stand_under_the_stars_that_they_gave_a_block() -> None:
    figure = charts.block_stars(GIVEN, FORM, "1")
    assert figure is not None
    columns = {row["who"]: math.ceil(row["place"]) for row in rows(figure)}
    assert columns == dict(zip(GIVEN, (5, 5, 2, 4, 5), strict=True))
    assert {*GIVEN, "★★★★★", "★"} <= {*words_on(figure)}
    assert "5 sterren: Organisatie A, Organisatie B, Organisatie E" in figure.alt
    assert charts.block_stars(dict([*GIVEN.items()][:2]), FORM, "1") is None  # too few for a picture


def test_for_a_room_the_matrix_has_upright_heads_and_only_partners_that_show_something() -> None:
    whole, room = (charts.element_matrix(SHOWN, FORM, "1", room=room) for room in (False, True))
    assert whole is not None and room is not None
    hidden = {*SHOWN.partners[SHOWN.partners["visibility"] != "getoond"]["name"]}
    assert hidden & {*whole.table["Partnerorganisatie"]}
    assert not hidden & {*room.table["Partnerorganisatie"]}
    assert set(parts(room.spec, "labelAngle")) == {0}


def test_a_partner_stands_beside_the_mean_of_all_others_itself_left_out() -> None:
    table = drawn("beside_others").table.set_index("Bouwsteen")
    scores = SHOWN.blocks[SHOWN.blocks["block"] == "1"].set_index("partner")["score"]
    rest = round(scores.drop("b").mean())
    own, others = table.loc["1 Bouwsteen nummer 1"]
    assert own == "ongeveer 30 (25–35)" and others == f"ongeveer {rest} (3 partners)"


def test_one_partner_alone_has_nobody_to_stand_beside() -> None:
    assert charts.beside_others(show(ANSWERS, PARTNERS[1:2], FORM), FORM, "a") is None


def test_importance_and_state_of_a_block_stand_in_one_picture() -> None:
    points = {row["rank"]: (row["place"], row["stars"]) for row in rows(drawn("importance")) if "rank" in row}
    assert {block: stars for block, (_, stars) in points.items()} == {"1": 5, "2": 2}
    words = {row["text"] for row in rows(drawn("importance")) if "text" in row}
    assert "belangrijk en nog niet groen" in words
    assert "de meeste sterren kreeg 1 Blok 1 (5,0)" in drawn("importance").alt
    low = [block for block, (state, stars) in points.items() if state < 50 and stars >= 3]
    assert drawn("importance").alt.endswith(f"nog niet groen: {', '.join(f'{key} Blok {key}' for key in low)}.") and low


def test_a_mean_of_one_or_two_partners_says_so_in_the_picture_of_importance() -> None:
    told = {f"Organisatie {who}": {"1": Priority(who, "1", 5)} for who in "abc"}
    told["Organisatie a"] = {**told["Organisatie a"], "2": Priority("a", "2", 2)}
    figure = charts.importance(told, SHOWN, FORM)
    assert figure is not None
    names = {row["rank"]: row["label"] for row in rows(figure) if "label" in row}
    assert names == {"1": "Blok 1", "2": "Blok 2 (1)"}
    assert figure.note.endswith("tussen haakjes = zo weinig partners gaven sterren")
    told["Organisatie b"] = told["Organisatie c"] = told["Organisatie a"]
    firm = charts.importance(told, SHOWN, FORM)
    assert firm is not None and "haakjes" not in firm.note


def test_two_rounds_are_compared_on_the_same_partners_only() -> None:
    after = show({**ANSWERS, "a": {e.id: (0, 0, 12, 0) for e in FORM.elements}}, PARTNERS[1:2], FORM)
    figure = charts.dumbbell(SHOWN, after, FORM, NAMES)
    assert figure is not None
    assert figure.note == (
        "Grijs, boven = lente; blauw, onder = herfst; vol, met ≠ = meer dan toeval; open = binnen wat toeval kan geven; "
        "1 partner met een resultaat in beide scanrondes; lente: 12 scans, herfst: 12 scans; "
        "gemiddelden van cijfers die soms afgerond zijn"
    )
    assert figure.table.iloc[0].tolist()[::3] == ["1 Bouwsteen nummer 1", "duidelijk achteruit"]


def test_a_line_over_rounds_is_full_only_where_it_moved_by_more_than_chance() -> None:
    red = show({**ANSWERS, "a": {e.id: (0, 0, 12, 0) for e in FORM.elements}}, PARTNERS, FORM)
    steps = [movements(SHOWN, SHOWN, FORM), movements(SHOWN, red, FORM), movements(red, red, FORM)]
    figure = charts.trend(ROUNDS, steps, FORM)
    assert figure is not None
    told = [row.split(": ")[-1] for row in figure.table.iloc[0].tolist()[1:]]
    assert told == [move.way.value for move in (step[0] for step in steps)]
    dots = {row["who"]: row["kind"] for row in rows(figure) if row.get("what") == "1 Bouwsteen nummer 1"}
    assert dots == dict(zip(ROUNDS, ("open", "open", "own" if steps[1][0].clear else "open", "open"), strict=True))
    assert charts.trend(ROUNDS[:2], steps[:1], FORM) is None


def test_a_move_that_chance_explains_is_drawn_open_and_never_called_one() -> None:
    lower = {**ANSWERS["a"], **{e.id: (1, 2, 9, 0) for e in FORM.blocks[0].elements}}
    figure = charts.dumbbell(SHOWN, show({**ANSWERS, "a": lower}, PARTNERS[1:2], FORM), FORM, NAMES)
    assert figure is not None
    kinds = {
        row["what"]: {dot["kind"] for dot in rows(figure) if dot.get("what") == row["what"]}
        for row in rows(figure)
        if "what" in row
    }
    assert kinds == {"1 Bouwsteen nummer 1": {"own", "other"}, "2 Bouwsteen nummer 2": {"open", "open other"}}
    assert [label.endswith("≠ duidelijk achteruit") for label in order(figure)] == [True, False]
    assert figure.table["Verschil"].tolist() == ["duidelijk achteruit", "binnen wat toeval kan geven"]
    assert figure.alt.endswith("meer dan toeval: 1 Bouwsteen nummer 1 duidelijk achteruit.")


def test_leaders_and_practitioners_are_called_different_only_where_chance_does_not_explain_it() -> None:
    apart = BY_GROUP.copy()
    apart.loc[(apart["group"] == "leidinggevende") & (apart["element"] == "1.1"), ["green", "orange", "red"]] = (
        9,
        0,
        3,
    )
    answers = {**ANSWERS, "g": {**ANSWERS["g"], "1.1": (9, 4, 17, 0)}}
    shown = privacy.shown(counts(answers), PARTNERS, FORM, 5, Groups(apart, SIZES))
    figure = charts.groups_dumbbell(shown, FORM, "1", "g")
    assert figure is not None
    said = dict(zip(figure.table["Wat"].str[:3], figure.table["Verschil"], strict=True))
    assert said.pop("1.1") == "duidelijk anders"
    assert set(said.values()) == {"binnen wat toeval kan geven"}


def test_an_element_is_compared_over_the_partners_that_answered_it_in_both_rounds() -> None:
    later = {who: dict(given) for who, given in ANSWERS.items()}
    later["a"]["1.1"] = (0, 0, 0, 12)
    after = show(later, PARTNERS, FORM)
    figure = charts.dumbbell(SHOWN, after, FORM, NAMES, "1")
    assert figure is not None
    move = next(move for move in movements(SHOWN, after, FORM) if move.place.id == "1.1")
    first = figure.table.iloc[0]
    assert [first["lente"], first["herfst"]] == [f"{mean:.0f}" for mean in (move.before, move.after)]
    assert move.before == move.after and first["Verschil"] == "binnen wat toeval kan geven"


def test_a_figure_is_rounded_once_so_that_two_pages_never_tell_it_differently() -> None:
    """9.459 is 9, not 10 by way of 9.5."""
    shown = show({"a": {e.id: (0, 7, 30, 0) for e in FORM.elements}}, [partner("a", 37)], FORM)
    evolution, overview = charts.dumbbell(shown, shown, FORM, NAMES), charts.heat_map(shown, FORM)
    assert evolution is not None and overview is not None
    assert {row["text"] for row in rows(evolution) if row.get("who") == "lente"} == {"9", "lente"}
    assert overview.table.iloc[0]["Blok 1"] == "9"


def test_the_note_of_a_block_over_two_rounds_counts_who_tells_its_elements() -> None:
    whole, elements = (charts.dumbbell(SHOWN, SHOWN, FORM, NAMES, block) for block in (None, "1"))
    assert whole is not None and elements is not None
    behind = [move for move in movements(SHOWN, SHOWN, FORM) if move.place.id.startswith("1.")]
    everybody = len(SHOWN.blocks["partner"].unique())
    assert f"{everybody} partners met een resultaat in beide scanrondes" in whole.note
    assert {move.partners for move in behind} == {everybody - 1}
    assert f"{everybody - 1} partners met een resultaat in beide scanrondes" in elements.note
    assert f"lente: {behind[0].scans[0]} scans" in elements.note


def test_a_banded_partner_is_drawn_without_counts_per_element() -> None:
    figure = drawn("element_rows_banded")
    assert not [row for row in rows(figure) if "share" in row]
    assert figure.table["Toestand"].tolist() == ["overwegend rood"] * 2
    assert figure.note.endswith("enkel zijn hoofdkleur") and "antwoorden" not in figure.note


def test_outside_the_cooperation_block_a_small_team_has_no_picture_of_its_elements() -> None:
    assert charts.element_rows(SHOWN, FORM, "b", "1") is None
    everything = charts.element_rows(SHOWN, FORM, "b")
    assert everything is not None
    assert [label[:3] for label in order(everything)] == ["2.1", "2.2"]


def test_days_without_scans_are_part_of_the_course() -> None:
    table = drawn("activity_bars").table
    assert table["Dag"].tolist() == [
        "30 oktober 2026",
        "31 oktober 2026",
        "1 november 2026",
        "2 november 2026",
    ]
    assert table["Ingevulde scans"].tolist() == [2, 0, 0, 5]


def test_a_course_of_a_few_days_has_bars_and_no_blocks() -> None:
    for days, size in ((1, 36), (7, 36), (8, None), (30, None)):
        scans = pd.DataFrame({"day": pd.date_range("2026-11-02", periods=days), "answered": [3] * days})
        figure = charts.activity_bars(scans)
        assert figure is not None
        (layer,) = figure.spec["layer"]
        assert layer["mark"].get("size") == size


def test_partners_of_the_same_name_keep_rows_of_their_own() -> None:
    twins = [privacy.PartnerAnswers(key, "Jeugdhuis", "jeugd", False, 12, True, True) for key in "ab"]
    figure = charts.heat_map(show(ANSWERS, twins, FORM), FORM)
    assert figure is not None
    assert order(figure) == ["Netwerk", "Jeugdhuis", "Jeugdhuis (2)"]


def test_without_anything_to_show_nothing_is_drawn() -> None:
    assert not any(draw(EMPTY) for draw in DRAW.values())
    assert [name for name, draw in DRAW.items() if draw(UNRELEASED)] == ["heat_map", "heat_map_sector"]
    assert charts.response_bars(RESPONSE.iloc[:0]) is None
    assert charts.activity_bars(ACTIVITY.iloc[:0]) is None


def test_a_chart_carries_no_figure_finer_than_the_screen_shows() -> None:
    assert all(float(cell["score"]).is_integer() for cell in cells(drawn("heat_map")).values())
    for name in DRAWN:
        places = [row["place"] for row in rows(drawn(name)) if "place" in row]
        assert all(round(place, 1) == place for place in places)


def without_numbers(picture: bytes) -> str:
    """A drawing without the numbers that Vega gives to gradients and clips in the order in which it makes them."""
    return re.sub(r"(gradient_|clip)\d+", r"\1", picture.decode())


@a_few
def test_what_is_said_once_for_all_layers_is_drawn_as_if_each_had_said_it(name: str) -> None:
    figure = drawn(name)
    shared = figure.spec["encoding"]
    assert shared
    each = [{**layer, "encoding": {**shared, **layer["encoding"]}} for layer in figure.spec["layer"]]
    once, often = figure, replace(figure, spec={**figure.spec, "layer": each, "encoding": {}})
    assert without_numbers(svg(once)) == without_numbers(svg(often))
