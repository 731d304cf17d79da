"""What a sentence for strangers may not hold, and what it may."""

from __future__ import annotations

import pytest

from onlife.content.message import explain
from onlife.content.ordinary_words import ordinary_words
from onlife.domain.recognition import SENTENCE_MAX, SENTENCE_MIN, flaw, maybe_names, rewritten

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
        "We deden het stap voor stap.Daarna ging het vlotter.",
        "In 2023, 2024, 2025 en 2026 telden we 12, 15, 18, 20 en 25 jongeren.",
        "Van 31/12/2024, 01/09/2025 tot 15/01/2026: elke week de straat op, 2 keer.",
        "Meldpunten 1712, 102 en 106 hangen in elk caf\u00e9 \U0001f44d.",
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
        *("G e n t", "G - e - n - t", "G3nt", "G\u20acnt", "C0mpaan", "Water5tad", "Me11e", "\u24bc\u24d4\u24dd\u24e3"),
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
        ("Schrijf naar jan\uff20voorbeeld als je meer wilt weten.", "way_address"),
        ("Mail naar iemand apenstaart voorbeeld als je wilt.", "way_address"),
        *(
            (f"Kijk op {site} voor al onze afspraken.", "way_site")
            for site in (
                *("voorbeeld punt be", "voorbeeld . be", "voorbeeld\u2024be", "voorbeeld\u3002be", "voorbeeld[.]be"),
                *("voorbeeld dot be", "[hier](voorbeeld/pagina)", "hxxps://voorbeeld", "#kringske", "VOORBEELD.BE"),
            )
        ),
        *(
            (f"Bel {number} en vraag hoe het gaat.", "way_telephone")
            for number in (
                *(
                    "0470, 12, 34, 56",
                    "0470*12*34*56",
                    "0470\u201312\u201334\u201356",
                    "0470_12_34_56",
                    "0470:12:34:56",
                ),
                "\u2070\u2074\u2077\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076",
                "".join(f"{digit}\ufe0f\u20e3" for digit in "0470123456"),
                *("nul vier zeven nul een twee drie vier vijf zes", "+32, 470, 12, 34, 56", "\uff10470 12 34 56"),
            )
        ),
        *(
            (f"We zitten elke week samen in {street}.", "way_street")
            for street in ("de Kerkstraat 12", "Stationsplein 4 bus 2", "Oude Steenweg 114", "de kerkstraat nr. 3")
        ),
        *(
            (f"Toen deed {told} mee, en het lukte ons.", "letters")
            for told in (
                *(
                    "\u0262\u1d07\u0274\u1d1b",
                    "\u0261ent",
                    "Waters\u0167ad",
                    "\U0001f176\U0001f174\U0001f17d\U0001f183",
                ),
                *("\U0001f156\U0001f154\U0001f15d\U0001f163", "\U0001f1ec\U0001f1ea\U0001f1f3\U0001f1f9", "G\u03b5nt"),
            )
        ),
        ("a" * (SENTENCE_MIN - 1), "length"),
        ("a" * (SENTENCE_MAX + 1), "length"),
    ],
)
def test_a_way_to_reach_somebody_and_a_length_that_does_not_fit_are_refused(text: str, why: str) -> None:
    assert key(text) == why


def test_the_refusal_says_which_words_and_whom_they_tell() -> None:
    found = flaw("Samen met de Gentse scholen spraken we af.", NAMES, ordinary_words())
    assert found and "“gentse” doet denken aan Gent" in explain(found)


def test_words_with_a_capital_that_begin_no_sentence_are_asked_about() -> None:
    text = (
        "Samen met Wendy en JH spraken we in Ledeberg af. Daarna ging het via WhatsApp: Iedereen keek mee met (Wendy)."
    )
    assert maybe_names(text, ordinary_words()) == ["Wendy", "Ledeberg"]
    assert maybe_names("Een lijst van wie wat doet, met DPO en Instagram.", ordinary_words()) == []


def test_a_sentence_in_other_words_is_another_one_and_a_long_one_is_compared_whole() -> None:
    said = "We spraken af wie een signaal opvolgt, en hielden die lijst elke maand bij."
    assert rewritten("En hielden die lijst elke maand bij: we spraken af wie een signaal opvolgt!", [said])
    assert not rewritten("Elk team heeft nu iemand die zaken van het net verder bekijkt.", [said])
    assert rewritten("ab cd " * 33, ["ab cd " * 33 + "x"])
