"""The constants that docs/method.md tells the field are those of the code."""

from __future__ import annotations

import re
from importlib import import_module

from onlife.content import dossier
from onlife.services.settings import HOME

ROW = re.compile(r"^\| `(\w+)\.([A-Z_]+)` \| ([\d.]+) \|", re.MULTILINE)
BOUNDS = re.compile(r"^([A-Z_]+(?:, [A-Z_]+)*)(?:: \w+)? = [\w\d., ]+$", re.MULTILINE)


def told() -> dict[tuple[str, str], float]:
    text = (HOME / "docs" / "method.md").read_text(encoding="utf-8")
    return {(module, name): float(value) for module, name, value in ROW.findall(text)}


def test_the_constants_of_the_method_are_those_of_the_code() -> None:
    found = told()
    real = {(module, name): float(getattr(import_module(f"onlife.domain.{module}"), name)) for module, name in found}
    assert found == real


def test_no_number_of_the_rules_of_chance_and_pooling_is_kept_from_the_field() -> None:
    for module in ("divergence", "privacy"):
        source = (HOME / "onlife" / "domain" / f"{module}.py").read_text(encoding="utf-8")
        names = {name for line in BOUNDS.findall(source) for name in line.split(", ")}
        assert names - {name for of, name in told() if of == module} <= {"REMARKS_FROM", "EXACT", "BANDED", "ROUNDED"}


def test_the_field_and_the_papers_are_told_the_same_of_the_attack() -> None:
    text = (HOME / "docs" / "method.md").read_text(encoding="utf-8")
    measured = dossier.attack()
    rows = {
        "kleine teams": "every way in which",
        "teams van": "small teams together",
        "functiegroepen": "function groups",
    }
    for name, row in rows.items():
        views = sum(one.views for one in measured.against_rules if one.name.startswith(name))
        assert views and re.search(rf"^\| {row}.*\| {views:,} \| 0 \|$", text, re.MULTILINE), name
    surest = max(one.surest for one in measured.against_rules if one.surest is not None)
    assert f"was {surest} (" in text and f"| tried ({measured.day}) |" in text
    for control in (one for one in measured.attempts if one.control):
        assert f"{control.certain:,}" in text or "functiegroepen" in control.name, control.name
