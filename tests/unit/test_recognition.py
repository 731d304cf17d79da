"""What a sentence for strangers may not hold, and what it may."""

from __future__ import annotations

import pytest

from onlife.content.message import explain
from onlife.content.ordinary_words import ordinary_words
from onlife.domain.recognition import LEAST, MOST, flaw

NAMES = (
    *(
        "Netwerk Waterstad",
        "Gent",
        "Jeugdhuis De Kring",
        "Centrum voor Algemeen Welzijnswerk",
        "CAW Oost",
        "Jan Peeters",
    ),
    *("Politiezone Merelbeke-Melle", "vzw Compaan", "Samen Sterk", "Sociaal Huis"),
)


def key(text: str) -> str:
    found = flaw(text, NAMES, ordinary_words())
    return found.key.partition(".")[2] if found else ""


@pytest.mark.parametrize(
    "text",
    [
        "We maakten een korte afspraak over wie online signalen opvolgt.",
        "Een jeugdhuis en de sociale dienst van de stad deelden één lijst met signalen.",
        "In 2024-2025 en vanaf 12/03/2025 zaten we elke maand samen.",
        "We overlegden o.a. met scholen, enz. Daarna ging het vlotter.",
        "Met 12 jongeren testten we het in 1712 minuten: <b>het</b> werkt.",
        "Samen werken we sterk en met jeugd in de kijker.",
    ],
)
def test_what_points_to_nobody_may_be_said(text: str) -> None:
    assert key(text) == ""


@pytest.mark.parametrize(
    "told",
    [
        *(
            "Jeugdhuis De Kring",
            "de kring",
            "DE KRING",
            "De-Kring",
            "jeugdhuisdekring",
            "Waterstad",
            "waterstadse",
            "gent",
        ),
        *("Gentse", "GENT", "Gént", "ge-nt", "G.e.n.t", "Compaan", "COMPÁÁN", "Compaans", "com-paan", "C o m p a a n"),
        *(
            "compaanwerking",
            "C.A.W.",
            "CAW",
            "caw",
            "CVAW",
            "Peeters",
            "Jan",
            "Merelbeke",
            "Melle",
            "samen sterk",
            "SH",
        ),
        *("politiezone", "\U0001d406\U0001d41e\U0001d427\U0001d42d"),
    ],
)
def test_a_name_and_what_is_left_of_it_is_refused_however_it_is_written(told: str) -> None:
    assert key(f"Toen deed {told} mee, en het lukte ons heel goed.") == "name"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Schrijf naar jan@voorbeeld.be als je meer wilt weten.", "way_address"),
        ("Schrijf naar iemand (at) voorbeeld als je wilt.", "way_address"),
        ("Alles staat op https://voorbeeld en dat helpt.", "way_site"),
        ("Alles staat op voorbeeld.be en dat helpt echt.", "way_site"),
        ("Bel 09 123 45 67 en vraag hoe het gaat.", "way_telephone"),
        ("Bel +32 (0)470/12.34.56 en vraag hoe het gaat.", "way_telephone"),
        ("Toen deed G\u0435nt mee, met een letter uit het Russisch.", "letters"),
        ("a" * (LEAST - 1), "length"),
        ("a" * (MOST + 1), "length"),
    ],
)
def test_a_way_to_reach_somebody_and_a_length_that_does_not_fit_are_refused(text: str, why: str) -> None:
    assert key(text) == why


def test_the_refusal_says_which_words_and_whom_they_tell() -> None:
    found = flaw("Samen met de Gentse scholen spraken we af.", NAMES, ordinary_words())
    assert found and "“gentse” doet denken aan Gent" in explain(found)
