"""The pages of the server in another language: every sentence of theirs can be translated, and what was typed stays escaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from types import SimpleNamespace as Thing
from typing import Any

import pytest
from jinja2 import nodes

from onlife.translation import LANGUAGES, use
from onlife.web import shell
from tests import pseudo

READ_ALOUD = ("alt", "aria-label", "placeholder", "title")
WORD = re.compile(r"[^\W\d_]{2,}")
CODE = "ABCD-EFGH-JKMN"  # how a code looks, in every language
NETWORK = Thing(name="⟦Zuid⟧", threshold=4)
PARTNER = Thing(id="merel", name="⟦Merel⟧", expected=6, joint=False)
ROUND = Thing(name="⟦Najaar⟧", practice=False)
LETTER = Thing(
    text=Thing(
        **dict.fromkeys(("title", "scan_title", "scan", "closing", "team_title", "team"), "⟦x⟧"), paragraphs=["⟦x⟧"]
    ),
    facts=Thing(scan_link="⟦x⟧", team_link="⟦x⟧"),
    scan_qr="",
    team_qr="",
)
WELCOME: dict[str, Any] = {
    "network": NETWORK,
    "partner": PARTNER,
    "round": ROUND,
    "token": "t",
    "raises": [],
    "removed": 0,
    "remarks_from": 8,
    "exact_from": 5,
    "kept": Thing(results="⟦5 jaar⟧", remarks="⟦1 jaar⟧"),
    "questionnaire": Thing(elements=range(42), blocks=range(7), source="⟦bron⟧"),
    "instruction": Thing(choose=lambda joint: "⟦kies⟧", unknown="⟦x⟧", not_applicable="⟦x⟧"),
    **dict.fromkeys(("code", "problem", "slip", "replaced"), ""),
    **dict.fromkeys(("closed", "unfinished", "earlier", "slips", "sharing", "team_has_code"), False),
}
EARLIER = Thing(round=ROUND, answers=range(9))
SEEN: list[tuple[str, dict[str, Any]]] = [
    ("elsewhere.html", {"address": "https://a.be", "title": "⟦x⟧", "text": "⟦x⟧", "label": "⟦x⟧"}),
    *(
        ("invitation.html", {"network": NETWORK, "token": "t", "here": here, "provider": provider, "password": password, "problem": "⟦x⟧", "name": "", "username": "", "hint": "⟦x⟧", "until": "⟦x⟧"})
        for here, provider, password in ((None, "", True), (Thing(name="⟦An⟧"), "⟦Stad⟧", True), (None, "⟦Stad⟧", False))
    ),
    ("leave.html", {}),
    *(("letter.html", {"network": NETWORK, "letters": [LETTER] * many, "logo": "AA"}) for many in (1, 2)),
    *(
        ("maintenance.html", {"why": Thing(what="⟦x⟧", to_do="⟦x⟧", passes=passes, reference="12")})
        for passes in (True, False)
    ),
    *(
        ("reminders.html", {"network": NETWORK, "partner": PARTNER, "kept": on, "kinds": [("a", "⟦x⟧", on)], "any_on": on})
        for on in (True, False)
    ),
    ("seat.html", {"network": NETWORK, "partners": [PARTNER], "chosen": "merel", "problem": "⟦x⟧", "code": "c"}),
    ("sentence.html", {"title": "⟦x⟧", "text": "⟦x⟧"}),
    ("sign_in.html", {"title": "⟦x⟧", "text": "⟦x⟧", "farewell": "/weg"}),
    ("stem.html", {"problem": "⟦x⟧"}),
    *(
        ("team.html", {"network": NETWORK, "partner": PARTNER, "token": "t", "problem": "⟦x⟧", "replaced": "⟦x⟧", "asks_code": asks})
        for asks in (True, False)
    ),
    ("view.html", {"network": NETWORK, "token": "t", "view": Thing(name="⟦de raad⟧"), "until": "⟦x⟧"}),
    *(
        ("welcome.html", {**WELCOME, **facts})
        for facts in (
            {"round": None, "replaced": "⟦x⟧"},
            {"closed": True, "problem": "⟦x⟧"},
            {"slips": True, "code": CODE, "removed": 1, "raises": [("⟦x⟧", 5, 6)], "team_has_code": True},
            {"unfinished": True, "sharing": True, "removed": 2, "round": Thing(name="⟦Proef⟧", practice=True)},
            {"earlier": EARLIER, "partner": Thing(name="⟦Merel⟧", joint=True), "removed": 2},
            {},
        )
    ),
]  # fmt: skip
"""Each page in each of its states; between marks too is what the page was given."""


class Heard(HTMLParser):
    """What one reads of a page, or hears of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag in ("style", "script")
        self.words += [value for name, value in attrs if value and name in READ_ALOUD and value != CODE]

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def left(html: str) -> list[str]:
    """The words of a page that no translation reaches."""
    return WORD.findall(pseudo.bare(" ".join(Heard(html).words)))


@pytest.mark.parametrize(("template", "values"), SEEN)
def test_nothing_of_a_page_stays_dutch_in_another_language(template: str, values: dict[str, Any]) -> None:
    with pseudo.spoken():
        html = bytes(shell.page(template, **values).body).decode()
    assert f'<html lang="{pseudo.CODE}">' in html and html.count("⟦") > 3
    assert left(html) == []


def test_the_frame_of_the_app_is_of_the_language_that_is_asked_for() -> None:
    with pseudo.spoken():
        html = shell.app_html(pseudo.CODE)
    assert f'lang="{pseudo.CODE}"' in html and "<noscript>⟦" in html and left(html) == []
    assert 'lang="nl"' in shell.app_html("nl") and "<noscript>Deze app" in shell.app_html("nl")


def test_a_word_that_was_forgotten_is_found() -> None:
    html = "<style>p { color: red }</style><p>⟦Dag ⟦Jan⟧, <b>kom</b>⟧</p>"
    assert left(html) == [] and left(f"{html}<p>binnen</p>") == ["binnen"]
    assert left('<img alt="Logo">') == ["Logo"]


@pytest.mark.parametrize("template", shell.templates.list_templates())
def test_every_branch_of_a_template_can_be_translated(template: str) -> None:
    source, *_ = shell.templates.loader.get_source(shell.templates, template)  # type: ignore[union-attr]
    bare = shell.templates.parse(source).find_all(nodes.TemplateData)
    assert left("".join(part.data for part in bare)) == []


def test_every_state_of_every_page_is_looked_at() -> None:
    parts = {"base.html", "stuck.html"}
    assert {template for template, _ in SEEN} | parts == set(shell.templates.list_templates())


def test_what_somebody_typed_is_escaped_within_a_sentence() -> None:
    network = Thing(name="<b>Zuid</b> & 5 %", threshold=4)
    html = bytes(shell.page("welcome.html", **{**WELCOME, "network": network}).body).decode()
    assert "&lt;b&gt;Zuid&lt;/b&gt; &amp; 5 % zoekt samen uit" in html and "<b>Zuid" not in html


def test_the_foot_leads_to_the_other_languages_where_a_page_offers_them() -> None:
    with use("nl"):
        html = bytes(shell.page("leave.html", back='/l/"x"').body).decode()
        without = bytes(shell.page("leave.html").body).decode()
    assert 'action="/taal"' in html and 'name="naar" value="/l/&#34;x&#34;"' in html
    assert re.findall(r'value="(\w\w)" lang="\1"', html) == list(LANGUAGES)
    assert re.findall(r'value="(\w\w)"[^>]* aria-current="true"', html) == ["nl"]
    assert "/taal" not in without
