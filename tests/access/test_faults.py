"""Whatever breaks, a visitor reads a Dutch sentence with a number; what broke stands in the log under that number.

Each row breaks one thing in the app while it runs: in the store, in what is computed, in what is drawn, in a route.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from onlife.content import reading
from onlife.domain import finding
from onlife.domain.account import LinkKind
from onlife.export import log_book
from onlife.security.token import SESSION_COOKIES
from onlife.services import cache, documents, figures, mailing, progress, results, scan_file
from onlife.store import Store
from onlife.store.account import Accounts
from onlife.store.actor import Actors
from onlife.store.audit import Audit
from onlife.store.closing import Closings
from onlife.store.engine.database import Database
from onlife.store.hint import Hints
from onlife.store.link import Links
from onlife.store.meeting import Meetings
from onlife.store.network import Networks
from onlife.store.plan import Plans
from onlife.store.priority import Priorities
from onlife.store.progress import Progress
from onlife.store.questionnaire import Questionnaires
from onlife.store.remark import Remarks
from onlife.store.result import Results
from onlife.store.retention import Retention
from onlife.store.scan import Scans
from onlife.store.session import Sessions
from onlife.ui import concern as concern_ui
from onlife.ui import own_account
from onlife.ui import plan as plan_ui
from onlife.ui import reading as reading_ui
from onlife.ui.app import faults, navigation, session
from onlife.ui.parts import documents as takeaway_ui
from onlife.ui.parts import guidance, layout, picture
from onlife.web import downloads, entrance, leave, mail_merge, shell
from tests.access.world import World
from tests.conftest import count
from tests.wire import Served, Tab

SECRET = 'SELECT secret FROM link_events -- File "/srv/onlife/store.py"'
INSIDE = re.compile(
    r"SELECT|link_events|/srv|/work|/usr|/tmp|site-packages|Traceback|\.py\b|duckdb|ValueError|StoreError"
)
NUMBER = re.compile(r"\b([0-9a-f]{8})\b")

# what breaks, who meets it, on which page
PAGES: tuple[tuple[object, str, str, str], ...] = (
    (Networks, "all", "coordinator", "mijn-account"),
    (Networks, "get", "reader", "overzicht"),
    (Networks, "rounds", "coordinator", "rondes"),
    (Networks, "partners", "coordinator", "partners"),
    (Networks, "partner", "contact", "ons-team"),
    (Networks, "newest_result_event", "reader", "samenwerking"),
    (Networks, "newest_event", "coordinator", "keuzehulp"),
    (Results, "response", "coordinator", "deelname"),
    (Closings, "get", "contact", "ons-team"),
    (Scans, "scan", "respondent", "scan"),
    (Results, "submitted_by_day", "coordinator", "deelname"),
    (Priorities, "by_sharing_partner", "reader", "keuzehulp"),
    (Priorities, "of", "contact", "onze-keuze"),
    (Plans, "of", "reader", "plan"),
    (Plans, "of", "contact", "ons-plan"),
    (Meetings, "points", "reader", "bouwsteen"),
    (Audit, "events", "coordinator", "logboek"),
    (Accounts, "all", "nobody", "aanmelden"),
    (Actors, "of", "reader", "plan"),
    (Links, "of", "coordinator", "links"),
    (Networks, "get", "coordinator", "beheer"),
    (Database, "rows", "nobody", "aanmelden"),
    (Database, "rows", "coordinator", "overzicht"),
    (finding, "common_ground", "reader", "overzicht"),
    (finding, "block_summary", "reader", "bouwsteen"),
    (finding, "standing_alone", "reader", "samenwerking"),
    (results, "remarks", "reader", "opmerkingen"),
    (figures, "shown_in", "reader", "overzicht"),
    (figures, "figure", "reader", "evolutie"),
    (mailing, "letter_fields", "coordinator", "links"),
    (log_book, "table", "coordinator", "logboek"),
    (picture, "draw", "reader", "overzicht"),
    (layout, "heading", "nobody", "privacy"),
    (navigation, "footer", "reader", "overzicht"),
    (plan_ui, "cards", "reader", "plan"),
    (session, "questionnaire", "respondent", "scan"),
    (Scans, "on_paper", "contact", "op-papier"),
    (Scans, "obstacle", "coordinator", "papier"),
    (Meetings, "past", "reader", "vergadering"),
    (Meetings, "agreements", "reader", "overzicht"),
    (Meetings, "running", "contact", "stemmen"),
    (Meetings, "newest_event", "contact", "stemmen"),
    (Retention, "months", "coordinator", "wissen"),
    (Questionnaires, "options", "coordinator", "vragenlijst"),
    (Questionnaires, "get", "reader", "opmerkingen"),
    (Remarks, "of", "reader", "opmerkingen"),
    (Remarks, "quotes", "reader", "opmerkingen"),
    (Hints, "read", "reader", "samenwerking"),
    (progress, "steps_done", "coordinator", "uitleg"),
    (guidance, "chapters", "nobody", "uitleg"),
    (takeaway_ui, "documents", "reader", "meenemen"),
    (reading_ui, "chapter", "nobody", "bouwstenen"),
    (reading_ui, "find", "nobody", "inspiratie"),
    (concern_ui, "walk", "nobody", "verontrusting"),
    (reading, "introduction", "nobody", "waarom"),
    (own_account, "show_roles", "reader", "mijn-account"),
    (Progress, "all", "programme", "programma"),
)
# what breaks, who meets it, at which address of ours
ROUTES: tuple[tuple[object, str, str, str], ...] = (
    (figures, "figure", "reader", "/uitvoer/figuur/warmtekaart.csv"),
    (downloads, "results", "reader", "/uitvoer/resultaten.csv"),
    (log_book, "table", "coordinator", "/uitvoer/logboek.csv"),
    (scan_file, "template", "coordinator", "/uitvoer/sjabloon-scans.csv"),
    (mail_merge, "letter", "coordinator", "/uitvoer/brief"),
    (mailing, "mail_merge", "coordinator", "/uitvoer/verzendlijst.csv"),
    (Questionnaires, "options", "coordinator", "/uitvoer/vragenlijst.toml"),
    (documents, "meeting_pack", "reader", "/uitvoer/vergadering.docx"),
    (documents, "plan", "reader", "/uitvoer/plan.ics"),
    (documents, "results_workbook", "reader", "/uitvoer/resultaten.xlsx"),
    (documents, "results_parquet", "reader", "/uitvoer/resultaten.parquet"),
    (documents, "paper_form", "coordinator", "/uitvoer/scanformulier.pdf"),
    (Audit, "note_export", "reader", "/uitvoer/resultaten.csv"),
    (Networks, "get", "reader", "/uitvoer/resultaten.csv"),
    (Actors, "of", "reader", "/uitvoer/resultaten.csv"),
    (Database, "rows", "reader", "/uitvoer/resultaten.csv"),
    (Links, "with_token", "nobody", "/l/{link}"),
    (Networks, "open_round", "nobody", "/l/{link}"),
    (entrance, "page", "nobody", "/l/{link}"),
    (Sessions, "spend_ticket", "nobody", "/sessie/kaartje"),
    (leave, "page", "reader", "/afmelden"),
    (shell, "app_html", "nobody", "/overzicht"),
)
rows = {
    f"{getattr(thing, '__name__', thing)}.{name} on {place}": (thing, name, who, place)
    for thing, name, who, place in (*PAGES, *ROUTES)
}


@pytest.fixture(scope="module")
def store(served: Served, world: World, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One copy for all: what breaks changes nothing."""
    return served.use(shutil.copytree(world.folder, tmp_path_factory.mktemp("faults") / "data"))


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.ERROR, "onlife"):
        yield caplog


def broken(*_: Any, **__: Any) -> Any:
    raise ValueError(SECRET)


def told(log: pytest.LogCaptureFixture, said: str) -> bool:
    """Whether a number on the screen leads to the line in the log that holds what happened."""
    return any(
        number in record.getMessage() and record.exc_info and SECRET in str(record.exc_info[1])
        for number in NUMBER.findall(said)
        for record in log.records
    )


def met(served: Served, world: World, who: str, place: str, link: str) -> str:
    """What comes back to somebody who goes there, as one text."""
    if place.startswith("/"):
        side = world.own
        query = {"netwerk": side.network.id, "ronde": side.round.id}
        jar = {name: value for name, value in world.cookies[who].items() if name in SESSION_COOKIES.values()}
        answer = httpx.get(f"{served.origin}{place.format(link=link)}", params=query, cookies=jar)
        assert answer.status_code == 500, answer.status_code
        assert "content-security-policy" in answer.headers
        return answer.text
    with Tab(served, world.cookies[who]) as tab:
        answers = tab.open(place)
    parts = ("body", "label", "message", "stack_trace", "help")
    return " ".join(str(getattr(element, part, "")) for _, element, _ in answers.elements() for part in parts)


def breaks(monkeypatch: pytest.MonkeyPatch, thing: object, name: str) -> None:
    monkeypatch.setattr(thing, name, broken)


@pytest.mark.parametrize("row", rows)
def test_what_breaks_is_a_dutch_sentence_with_a_number_that_leads_to_the_log(
    served: Served, store: Store, world: World, log: pytest.LogCaptureFixture, row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing, name, who, place = rows[row]
    link = store.links.token(store.links.of(world.own.network.id)[world.own.filling.id, LinkKind.SCAN])
    cache.clear()
    breaks(monkeypatch, thing, name)
    said = met(served, world, who, place, link)
    shown = INSIDE.findall(said)
    count("fouten in de app", 1, bool(shown) or not told(log, said))
    assert not shown, said
    assert "Hier liep iets mis" in said
    assert told(log, said)


def test_there_are_enough_faults_and_every_page_has_one() -> None:
    assert len(rows) >= 50
    met_pages = {f"/{place}" for *_, place in PAGES}
    silent = shell.page_paths() - met_pages - {"/", "/toegankelijkheid", "/inlezen"}
    assert not silent, f"laat op deze pagina's iets breken: {sorted(silent)}"


def test_without_the_sentence_the_fault_itself_would_be_on_the_screen(
    served: Served, store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "sentence", lambda reference, fault: SECRET)
    breaks(monkeypatch, Plans, "of")
    assert INSIDE.search(met(served, world, "reader", "plan", ""))
