"""Whoever respondents, contacts and voters are, they read every sentence of theirs in their own language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from onlife.domain.light import Light
from onlife.domain.meeting import State, VoteKind
from onlife.domain.network import Partner
from onlife.domain.plan import LATE
from onlife.security.token import new_id
from onlife.services import documents, figures
from onlife.services.figures import View
from onlife.services.language import COOKIE, PAGES
from onlife.store import Store
from onlife.text import today
from onlife.translation import use
from onlife.ui import reading
from onlife.web.entrance import page_address
from tests import pseudo
from tests.app.conftest import Run, as_account, as_contact, as_respondent, as_voter, network_of, partner_named, unfold
from tests.app.matrix import MATRIX, cookies_of
from tests.app.test_joint_scan import made
from tests.catalogue import sentences_of_today
from tests.stores import file_database

TECHNICAL = {
    *(
        "id",
        "icon",
        "url",
        "page",
        "page_script_hash",
        "form_id",
        "key",
        "user_key",
        "type",
        "spec",
        "data",
        "language",
    ),
    *("cookies", "element_id", "url_path", "delta_path", "fragment_id", "query_string", "media_file_id", "proto_hash"),
    *(
        "selection_mode",
        "vega_lite_chart",
        "raw_values",
        "app_id",
        "parent_style_id",
        "component_name",
        "mixed",
        "column_config",
    ),
    *(
        "js_content",
        "css_content",
        "html_content",
        "json",
        "mime_type",
        "theme",
        "stretch",
        "styler",
        "autocomplete",
        "placeholder_id",
    ),
}
"""Fields of what Streamlit sends that nobody reads."""
WHO = ("nobody", "respondent", "contact", "voter")
SEEN = [
    (page, who)
    for page, seen_by in MATRIX.items()
    for who in WHO
    if page.split("/")[1].replace("_", "-") in PAGES | {"start"} and (who in seen_by or who == "nobody")
]


@pytest.fixture(autouse=True)
def marked() -> Iterator[str]:
    """The language of marks; whatever is asked of it is there for every other language."""
    with pseudo.known() as spoken:
        yield pseudo.CODE
    assert {sentence for sentence in spoken.asked if any(map(str.isalpha, sentence))} - sentences_of_today() == set()


def texts(test: AppTest) -> Iterator[str]:
    """Everything that stands in the page and its menu, field by field."""
    for root in (test.main, test.sidebar):
        for node in root:
            yield from _strings(getattr(node, "proto", None))


def _strings(message: Any) -> Iterator[str]:
    if message is None or not hasattr(message, "ListFields"):
        return
    for field, value in message.ListFields():
        if field.name in TECHNICAL:
            continue
        if field.type == field.TYPE_STRING:
            yield from [value] if isinstance(value, str) else value
        elif field.type == field.TYPE_MESSAGE:
            for one in [value] if hasattr(value, "ListFields") else value:
                yield from _strings(one)


def known(store: Store) -> set[str]:
    """What somebody named, which is the same in every language."""
    network = network_of(store)
    names = {network.name, network.town, "Quickscan", "Onlife netwerkscan", "Nederlands", "Français", "English", "NaN"}
    for partner in store.networks.partners(network.id, archived=True):
        names |= {partner.name, partner.sector}
    actions = store.plans.of(network.id)
    names |= {action.what for action in actions} | {action.responsible for action in actions if action.responsible}
    names |= {row["remark"] for row in file_database(store).rows("SELECT remark FROM frozen_remarks")}
    names |= set(store.senders.of(network.id).lines)
    names |= {scan_round.name for scan_round in store.networks.rounds(network.id, practice=True)}
    return names | {"www", "samvzw", "askolga", "test", "ABCD-EFGH-JKMN"}


def outside(store: Store, test: AppTest) -> dict[str, list[str]]:
    """Text of a page -> its words that were asked of no catalogue."""
    assert not test.exception
    said = known(store)
    return {text: left for text in texts(test) if (left := pseudo.words(text, said))}


@pytest.fixture
def visit(run: Run, marked: str) -> Run:
    """A page in the marked language, with everything on it that unfolds."""

    def page(name: str, cookies: dict[str, str], **query: str) -> AppTest:
        return unfold(run(name, cookies | {COOKIE: marked}, **query))

    return page


@pytest.mark.parametrize(("page", "who"), SEEN)
def test_every_sentence_of_a_page_comes_from_a_catalogue(
    page: str, who: str, store: Store, visit: Run, marked: str
) -> None:
    store.networks.save(replace(network_of(store), language=marked), "test")
    assert outside(store, visit(page, cookies_of(store, who))) == {}


def at_work(store: Store) -> Partner:
    """A partner whose people fill in one by one, and are not done."""
    scan_round = store.networks.open_round(network_of(store).id)
    assert scan_round is not None
    partners = [p for p in store.networks.partners(scan_round.network) if not p.joint]
    return next(p for p in partners if not store.closings.get(scan_round.id, p.id).closed)


def test_every_screen_of_a_scan_comes_from_a_catalogue(store: Store, visit: Run) -> None:
    cookies = as_respondent(store, at_work(store))
    scan = store.actors.of(cookies)["scan"].scan
    for step in ("functie", *"1234567", "indienen"):
        assert outside(store, visit("partner/scan", cookies, stap=step)) == {}, step
    store.scans.choose_function(scan, "praktijkwerker")
    store.scans.answer(scan, "1.1", Light.RED)
    store.scans.remark(scan, "1", "www")
    for step in ("1", "indienen"):
        assert outside(store, visit("partner/scan", cookies, stap=step)) == {}, step
    store.scans.submit(scan)
    assert outside(store, visit("partner/scan", cookies)) == {}
    scan_round = store.networks.open_round(network_of(store).id)
    assert scan_round is not None
    store.closings.close(scan_round, at_work(store), "test")
    assert outside(store, visit("partner/scan", cookies)) == {}


def test_every_screen_of_a_joint_scan_comes_from_a_catalogue(empty_store: Store, visit: Run) -> None:
    cookies = made(empty_store).begin()
    for step in ("1", "7", "indienen"):
        assert outside(empty_store, visit("partner/scan", cookies, stap=step)) == {}, step


@pytest.mark.slow
def test_the_team_page_of_every_partner_comes_from_a_catalogue(store: Store, visit: Run, marked: str) -> None:
    store.networks.save(replace(network_of(store), language=marked), "test")
    for partner in store.networks.partners(network_of(store).id):
        cookies = as_contact(store, partner)
        for scan_round in store.networks.rounds(partner.network):
            assert outside(store, visit("partner/ons_team", cookies, ronde=scan_round.id)) == {}, partner.name


def test_a_plan_and_its_form_come_from_a_catalogue(store: Store, run: Run, marked: str) -> None:
    cookies = as_contact(store, partner_named(store, "Jeugdhuis"))
    owner = partner_named(store, "Jeugdhuis")
    action = replace(
        store.plans.of(owner.network)[0],
        id=new_id(),
        owner=owner.id,
        what="www",
        goal="",
        remarks="",
        resources="",
        indicator="",
    )
    store.plans.keep(action, "test")
    assert outside(store, run("partner/ons_plan", cookies | {COOKIE: marked})) == {}
    assert outside(store, run("partner/ons_plan", cookies | {COOKIE: marked}, actie="nieuw")) == {}
    assert outside(store, run("partner/ons_plan", cookies | {COOKIE: marked}, actie=action.id)) == {}


@pytest.mark.parametrize("page", ["partner/ons_team", "partner/ons_plan"])
def test_what_a_partner_leads_and_is_late_comes_from_a_catalogue(store: Store, visit: Run, page: str) -> None:
    action = next(action for action in store.plans.of(network_of(store).id) if action.lead and not action.status.ended)
    store.plans.keep(replace(action, end=today() - timedelta(days=1)), "test")
    lead = next(p for p in store.networks.partners(action.network) if p.id == action.lead)
    read = visit(page, as_contact(store, lead))
    assert f"1 ⟦{LATE}⟧" in " ".join(texts(read)) and outside(store, read) == {}


def test_a_vote_comes_from_a_catalogue(store: Store, visit: Run) -> None:
    partner, other = partner_named(store, "Bibliotheek"), partner_named(store, "CAW")
    running = store.meetings.start(store.networks.rounds(partner.network)[0], "test")
    cookies = as_voter(store, partner)
    assert outside(store, visit("partner/stemmen", cookies)) == {}
    for kind, about, choice in ((VoteKind.COLOUR, "5.6", "red"), (VoteKind.STARS, "5", "4")):
        question = store.meetings.ask(running, kind, about, "test")
        assert outside(store, visit("partner/stemmen", cookies)) == {}
        store.meetings.vote(running.network, question.id, partner.id, choice, "test", "www")
        store.meetings.vote(running.network, question.id, other.id, choice, "test")
        assert outside(store, visit("partner/stemmen", cookies)) == {}
        store.meetings.reveal(running, question.id, "test")
        assert outside(store, visit("partner/stemmen", cookies)) == {}
    store.meetings.turn(running, State.PAUSED, "test")
    assert outside(store, visit("partner/stemmen", cookies)) == {}


def test_the_figures_of_a_partner_come_from_a_catalogue(store: Store, marked: str) -> None:
    network = network_of(store)
    looked_at = [
        (kind, View(network.id, store.networks.rounds(network.id)[-1].id, block="5", partner=partner.id))
        for kind in figures.OWN
        for partner in (partner_named(store, "CAW"), joint(store))
    ]
    for kind, view in looked_at:
        with use(marked):
            figure = figures.figure(kind, view)
            said = [
                figure.title,
                figure.note,
                figure.alt,
                *map(str, figure.table.columns),
                *figure.table.stack().map(str),
            ]
            drawn = [
                text for rows in figure.spec["datasets"].values() for row in rows for text in map(str, row.values())
            ]
        names = known(store)
        assert {text: left for text in said if (left := pseudo.words(text, names | {"nan"}))} == {}
        assert figure.title.count("⟦") and any("⟦" in text for text in drawn)


def test_what_a_partner_takes_away_or_prints_comes_from_a_catalogue(store: Store, marked: str) -> None:
    network, partner = network_of(store), partner_named(store, "CAW")
    view = View(network.id, store.networks.rounds(network.id)[-1].id, partner=partner.id)
    with use(marked):
        printed = {
            "result": documents.own_result(view, figures.shown_own(view)),
            **{
                p.name: documents.paper_form(network, p.id, "http://a.be", linked=True) for p in (partner, joint(store))
            },
        }
    for name, pdf in printed.items():
        said = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
        assert said.count("⟦") > 20 and pseudo.words(said, known(store)) == [], name


def joint(store: Store) -> Partner:
    return next(p for p in store.networks.partners(network_of(store).id) if p.joint)


def test_nothing_that_is_kept_is_in_the_language_of_who_wrote_it(store: Store, visit: Run, marked: str) -> None:
    """What a page keeps is read by others, in their language."""
    cookies = as_respondent(store, at_work(store))
    test = visit("partner/scan", cookies, stap="1")
    test.radio[0].set_value(Light.RED.value).run()
    test = visit("partner/scan", cookies, stap="indienen")
    next(button for button in test.button if button.icon == ":material/send:").click().run()
    contact = visit("partner/onze_keuze", as_contact(store, partner_named(store, "Bibliotheek")))
    assert not test.exception and not contact.exception
    database = file_database(store)
    tables = [row["table_name"] for row in database.rows("SELECT table_name FROM duckdb_tables()")]
    kept = [str(row) for table in tables for row in database.rows(f"SELECT * FROM {table}")]
    assert len(kept) > 500 and not [row for row in kept if "⟦" in row]


def test_an_address_says_the_same_in_every_language(store: Store, run: Run, marked: str) -> None:
    """What somebody sends a colleague who reads another language, and what a page in Dutch leads to."""
    contact = as_contact(store, partner_named(store, "Jeugdhuis"))
    begun = {"actie": "nieuw", "bouwsteen": "5 Samenwerking", "element": "5.4"}
    for cookies in (contact, contact | {COOKIE: marked}):
        practice = reading.practices().functions[0].practices[1]
        new = run("partner/ons_plan", cookies, **begun, praktijk=practice.id)
        assert str(new.text_input[0].value).strip("⟦⟧") == practice.name
        assert (new.selectbox[1].value, new.multiselect[0].value) == ("5", ["5.4"])
        team = run("partner/ons_team", cookies, bouwsteen="5 Collaboration")
        assert str(next(r for r in team.radio if "Bouwsteen" in r.label).value).startswith("5 ")
        assert "Tastle" in " ".join(texts(run("lezen/uitleg", cookies, deel="Begrippen")))


def test_another_language_shows_the_same_action_and_the_same_building_block(store: Store, run: Run) -> None:
    contact = as_contact(store, partner_named(store, "Jeugdhuis"))
    for page, query, back in (
        ("partner/ons_plan", {"actie": "nieuw"}, {"actie": "nieuw"}),
        ("partner/ons_team", {"bouwsteen": "5 Samenwerking", "ronde": "Van Zebra"}, {"bouwsteen": "5"}),
    ):
        (form,) = [text for text in texts(run(page, contact, **query)) if 'action="/taal"' in text]
        address = unescape(re.findall('name="naar" value="([^"]*)"', form)[0])
        path, _, asked = address.partition("?")
        assert path == f"/{page.split('/')[1].replace('_', '-')}" and back.items() <= dict(parse_qsl(asked)).items()
        assert "Zebra" not in address
        assert page_address(address) == address


def test_somebody_with_an_account_who_opened_a_link_chooses_a_language_on_its_pages(store: Store, run: Run) -> None:
    account, both = as_account(store, "coordinator"), as_contact(store, partner_named(store, "CAW"))
    both |= account
    offered = {
        page: [text for text in texts(run(page, cookies | {COOKIE: "fr"})) if 'action="/taal"' in text]
        for page, cookies in (
            ("partner/ons_team", both),
            ("lezen/uitleg", both),
            ("netwerk/overzicht", both),
            ("regie/partners", account),
        )
    }
    assert [len(forms) for forms in offered.values()] == [1, 1, 0, 0]
    assert all('value="nl"' in form and 'value="fr"' not in form for forms in offered.values() for form in forms)


def test_the_menu_of_a_coordinator_is_dutch_like_their_pages(store: Store, visit: Run) -> None:
    account = as_account(store, "coordinator")
    for cookies in (account, account | as_contact(store, partner_named(store, "CAW"))):
        test = visit("netwerk/overzicht", cookies)
        titles = [page.title for page in test.session_state["pages"].values()]
        assert "Overzicht" in titles and not [text for text in (*titles, *texts(test)) if "⟦" in text]


def test_every_page_opens_whatever_language_is_kept(store: Store, run: Run) -> None:
    """A file of a newer version can name one that there is not here."""
    network = network_of(store)
    store.networks.save(replace(network, language="../x"), "test")
    store.networks.save_partners([replace(p, language="xx") for p in store.networks.partners(network.id)], "test")
    for page, who in (("toegang/start", "contact"), ("partner/ons_team", "contact"), ("regie/beheer", "coordinator")):
        assert not run(page, cookies_of(store, who)).exception, page
    assert not run("regie/partners", cookies_of(store, "coordinator"), partner=partner_named(store, "CAW").id).exception
