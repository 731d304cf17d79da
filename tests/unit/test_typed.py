"""What is kept of typed text: everything that can be seen, and nothing else."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlife.store import Refused, Store
from onlife.text import clean, line
from tests import stores
from tests.unit.examples import questionnaire


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jeugdhuis De Brug", "Jeugdhuis De Brug"),
        ("Café ’t Hoekje – één", "Café ’t Hoekje – één"),
        ("<b>=1+1</b> :smile: $x$", "<b>=1+1</b> :smile: $x$"),
        ("een\r\ntwee\rdrie\u2028vier", "een\ntwee\ndrie\nvier"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("ge\u202enepo\u202c", "genepo"),
        ("Poli\u200btie\ufeff\u2060\u00ad", "Politie"),
        ("a\tb\x0bc", "a b c"),
        ("e\u0301", "é"),
        ("\ud800x\ue000\uffff", "x"),
        ("👩\u200d👧 en 🏳️\u200d🌈", "👩\u200d👧 en 🏳️\u200d🌈"),
        ("a\u200db \u200d👧", "ab 👧"),
        ("Fijn 🩷 team", "Fijn 🩷 team"),
        ("🩵🫨🫩🪏🫆", "🩵🫨🫩🪏🫆"),
        ("🧑\u200d🩰 en \U0001faef", "🧑\u200d🩰 en \U0001faef"),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("a\U000e0067\U000e007f 🏴\U000e0067", "a 🏴"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("Poli\u200ctie", "Politie"),
        ("❤️ 👍🏽 1️⃣", "❤️ 👍🏽 1️⃣"),
    ],
)
def test_what_cannot_be_seen_is_taken_out_and_the_rest_stays(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_a_name_is_one_line_without_space_to_spare() -> None:
    assert line("  Jeugdhuis\u200b \n De\tBrug ") == "Jeugdhuis De Brug"


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_leaves_nothing_unseen(typed: str) -> None:
    kept = clean(typed)
    assert clean(kept) == kept
    assert not [
        s
        for s in kept
        if s not in "\n\u200d\u200c"
        and not "\U0001f000" <= s < "\U0001fb00"
        and not "\U000e0020" <= s <= "\U000e007f"
        and unicodedata.category(s) in ("Cc", "Cf", "Cs", "Cn", "Co")
    ]


def test_a_name_with_signs_that_cannot_be_seen_is_the_same_name(tmp_path: Path) -> None:
    store = Store(stores.empty(tmp_path), questionnaire(2, 1))
    store.networks.add("Netwerk Zuid", "Zuid", 5, "test")
    with pytest.raises(Refused, match="al een netwerk"):
        store.networks.add("Netwerk\u200b Zu\u202eid", "Zuid", 5, "test")
    with pytest.raises(Refused, match="hoogstens"):
        store.networks.add("x" * 100_000, "Zuid", 5, "test")
    store.accounts.add("an", "An", "hash", "test")
    with pytest.raises(Refused, match="al een account"):
        store.accounts.add("a\u200bn", "An", "hash", "test")
    store.close()


def test_no_field_goes_round_the_door(tmp_path: Path) -> None:
    """Also one that knows nothing of this rule: what the database is given is cleaned."""
    store = Store(stores.empty(tmp_path), questionnaire(2, 1))
    store.audit.exported("n", "bestand\u202e\x00.csv", "a\u200bn")
    [row] = store._db.rows("SELECT detail, actor FROM log_events")
    assert row == {"detail": "bestand.csv", "actor": "an"} and store.audit.check().whole
    store.close()
