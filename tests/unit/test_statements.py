"""The statements that a municipality completes."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlife.statements import FIELDS, StatementError, statement
from onlife.store.retention import KINDS, period

KEPT = {f"kept_{kind}": period(known.months) for kind, known in KINDS.items()}
NAMES = ["privacy", "toegankelijkheid"]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_missing_is_named_in_the_text(name: str, tmp_path: Path) -> None:
    found = statement(name, tmp_path, KEPT)
    assert found.missing and "{" not in found.text
    assert all(f"({label}: nog in te vullen)" in found.text for label, _ in found.missing)


@pytest.mark.parametrize("name", NAMES)
def test_a_completed_statement_misses_nothing(name: str, tmp_path: Path) -> None:
    lines = [f'{label} = "Waarde van {label}"' for label, _ in FIELDS.values()]
    (tmp_path / "verklaring.toml").write_text("\n".join(lines), encoding="utf-8")
    found = statement(name, tmp_path, KEPT)
    assert not found.missing and "nog in te vullen" not in found.text
    assert "Waarde van contact" in found.text


def test_every_field_stands_in_a_statement(tmp_path: Path) -> None:
    named = {label for name in NAMES for label, _ in statement(name, tmp_path, KEPT).missing}
    assert named == {label for label, _ in FIELDS.values()}


def test_what_the_municipality_writes_is_shown_letter_for_letter(tmp_path: Path) -> None:
    (tmp_path / "verklaring.toml").write_text('contact = "![x](http://elders) <b>"', encoding="utf-8")
    assert r"\!\[x\]\(http://elders\) \<b\>" in statement("privacy", tmp_path, KEPT).text


@pytest.mark.parametrize("text", ["contact = ", 'onbekend = "x"', "contact = 3"])
def test_a_file_that_cannot_be_read_is_refused_with_its_name(text: str, tmp_path: Path) -> None:
    (tmp_path / "verklaring.toml").write_text(text, encoding="utf-8")
    with pytest.raises(StatementError, match=r"verklaring\.toml"):
        statement("privacy", tmp_path, KEPT)


def test_how_long_things_are_kept_is_said_as_it_is_set(tmp_path: Path) -> None:
    (tmp_path / "verklaring.toml").write_text('bewaartermijn = "voor altijd"', encoding="utf-8")
    said = statement("privacy", tmp_path, {**KEPT, "kept_results": "7 jaar"}).text
    assert "hoogstens 7 jaar na het sluiten" in said and "kept_" not in said
    assert "voor altijd" not in said
