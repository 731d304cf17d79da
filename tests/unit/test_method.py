"""The constants that docs/method.md tells the field are those of the code."""

from __future__ import annotations

import re
from importlib import import_module

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
