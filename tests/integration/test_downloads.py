"""What can be taken away over HTTP: by whom, in which form, and what it says to others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from onlife import web
from onlife.domain.access import Role
from onlife.domain.account import LinkKind
from onlife.domain.light import Light
from onlife.domain.meeting import Agreement, Meeting, Note, State, VoteKind
from onlife.domain.network import Network, Partner, Round
from onlife.domain.plan import PlanAction
from onlife.security.token import SESSION_COOKIES
from onlife.services import demo, documents, figures
from onlife.services.figures import View
from onlife.store import Store
from tests import stores
from tests.frames import cell
from tests.sample import sample

Come = Callable[[str], TestClient]
PACK, PLAN = ("docx", "pdf"), ("xlsx", "docx", "ics", "csv")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with stores.opened(stores.with_demo(tmp_path_factory.mktemp("downloads"))) as opened:
        other = opened.networks.add("Netwerk Elders", "Elders", 5, "test")
        account = opened.accounts.add("vreemd", "Vreemd", "x", "test")
        opened.accounts.set_role(account.id, other.id, Role.COORDINATOR, "test")
        yield opened


@pytest.fixture(scope="module")
def network(store: Store) -> Network:
    return next(n for n in store.networks.all() if n.name != "Netwerk Elders")


@pytest.fixture(scope="module")
def scan_round(store: Store, network: Network) -> Round:
    """The autumn round: not every partner has a result in it."""
    return next(r for r in store.networks.rounds(network.id) if r.name == demo.AUTUMN)


@pytest.fixture
def come(store: Store, network: Network) -> Come:
    """Somebody with a browser: an account by its name, `contact X` and `respondent X` of the partner X, or nobody."""

    def visitor(who: str) -> TestClient:
        client = TestClient(Starlette(routes=web.routes(), middleware=web.middleware()), follow_redirects=False)
        kind, _, start = who.partition(" ")
        if kind in ("contact", "respondent"):
            found = partner(store, network, start)
            link_kind, cookie = (LinkKind.TEAM, "team") if kind == "contact" else (LinkKind.SCAN, "scan")
            link = store.links.of(network.id)[found.id, link_kind]
            scan = store.scans.begin(found).id if kind == "respondent" else ""
            client.cookies.set(SESSION_COOKIES[cookie], store.sessions.start(cookie, link.id, scan))
        elif who:
            account = next(a for a in store.accounts.all() if a.username == who)
            client.cookies.set(SESSION_COOKIES["account"], store.sessions.start("account", account.id))
        return client

    return visitor


def partner(store: Store, network: Network, start: str) -> Partner:
    return next(p for p in store.networks.partners(network.id) if p.name.startswith(start))


def shared_documents(network: Network, scan_round: Round) -> list[str]:
    place = f"netwerk={network.id}&ronde={scan_round.id}"
    return [
        *(f"/uitvoer/vergadering.{ending}?{place}" for ending in PACK),
        *(f"/uitvoer/plan.{ending}?netwerk={network.id}" for ending in PLAN),
        f"/uitvoer/resultaten.xlsx?{place}",
        f"/uitvoer/resultaten.parquet?{place}",
    ]


@pytest.mark.parametrize("who", ["", "vreemd", "respondent Bibliotheek"])
def test_documents_of_the_network_are_refused_to_whom_it_does_not_concern(
    who: str, come: Come, network: Network, scan_round: Round
) -> None:
    browser = come(who)
    for address in shared_documents(network, scan_round):
        answer = browser.get(address)
        assert answer.status_code == 403, address
        assert network.name not in answer.text


@pytest.mark.parametrize("kind", sample(["plan", "resultaten", "vergadering"], ["plan", "resultaten"]))
@pytest.mark.parametrize("who", ["coordinator", "lezer", "contact CAW"])
def test_documents_of_the_network_are_for_whoever_sees_its_pages(
    who: str, kind: str, come: Come, store: Store, network: Network, scan_round: Round
) -> None:
    browser = come(who)
    before = len(store.audit.events(network.id))
    asked = [address for address in shared_documents(network, scan_round) if f"/{kind}." in address]
    for address in asked:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["cache-control"] == "no-store"
    assert len(store.audit.events(network.id)) == before + len(asked) > before


def test_the_result_of_a_partner_is_for_its_contact_and_once_released_for_the_coordinator(
    come: Come, store: Store, network: Network, scan_round: Round
) -> None:
    def address(start: str) -> str:
        return f"/uitvoer/resultaat-partner.pdf?netwerk={network.id}&ronde={scan_round.id}&partner={partner(store, network, start).id}"

    sport = partner(store, network, "Sportdienst")  # closed, and chose not to release
    assert come("contact Sportdienst").get(address("Sportdienst")).status_code == 404  # nobody looked at it yet
    store.closings.open_result(scan_round, sport, "test")
    given = come("contact Sportdienst").get(address("Sportdienst"))
    assert given.status_code == 200
    pages = PdfReader(BytesIO(given.content)).pages
    assert len(pages) == 2 and sport.name in pages[0].extract_text()
    assert come("coordinator").get(address("Sportdienst")).status_code == 404
    assert come("coordinator").get(address("Politiezone")).status_code == 200
    assert come("coordinator").get(address("Straathoekwerk")).status_code == 404  # too few answers
    assert come("coordinator").get(address("Bibliotheek")).status_code == 404  # still filling in
    for stranger in ("", "lezer", "vreemd", "contact CAW", "respondent Bibliotheek"):
        for whose in ("Sportdienst", "Politiezone"):
            assert come(stranger).get(address(whose)).status_code == 403


def test_the_own_plan_of_a_partner_is_for_its_contact_alone(come: Come, store: Store, network: Network) -> None:
    own = partner(store, network, "CAW")
    address = f"/uitvoer/plan.csv?netwerk={network.id}&partner={own.id}"
    assert come("contact CAW").get(address).status_code == 200
    for stranger in ("", "coordinator", "lezer", "vreemd", "contact Politiezone"):
        assert come(stranger).get(address).status_code == 403


def test_the_scan_on_paper_is_for_the_coordinator_and_for_the_contact_of_that_partner(
    come: Come, store: Store, network: Network
) -> None:
    own = partner(store, network, "Bibliotheek")
    address = f"/uitvoer/scanformulier.pdf?netwerk={network.id}&partner={own.id}&qr=ja"
    for who in ("coordinator", "contact Bibliotheek"):
        given = come(who).get(address)
        assert given.status_code == 200
        first = PdfReader(BytesIO(given.content)).pages[0].extract_text()
        assert own.name in first and "Liever op je telefoon?" in first
    for stranger in ("", "lezer", "vreemd", "contact Politiezone", "respondent Bibliotheek"):
        assert come(stranger).get(address).status_code == 403
    everybodys = f"/uitvoer/scanformulier.pdf?netwerk={network.id}"
    assert come("coordinator").get(everybodys).status_code == 200
    assert come("contact Bibliotheek").get(everybodys).status_code == 403
    assert come("coordinator").get(f"{everybodys}&partner=onzin").status_code == 404


def test_an_unknown_ending_or_round_is_a_dutch_page(come: Come, network: Network, scan_round: Round) -> None:
    browser = come("lezer")
    for address in (
        f"/uitvoer/vergadering.exe?netwerk={network.id}&ronde={scan_round.id}",
        f"/uitvoer/vergadering.pdf?netwerk={network.id}&ronde=onzin",
        f"/uitvoer/plan.exe?netwerk={network.id}",
        f"/uitvoer/plan.parquet?netwerk={network.id}",
        f"/uitvoer/resultaten.xlsx?netwerk={network.id}&ronde=onzin",
    ):
        answer = browser.get(address)
        assert answer.status_code == 404 and "Dit is er niet" in answer.text, address


def test_what_is_taken_away_opens_and_names_the_network(come: Come, network: Network, scan_round: Round) -> None:
    browser = come("lezer")
    place = f"netwerk={network.id}&ronde={scan_round.id}"
    word = Document(BytesIO(browser.get(f"/uitvoer/vergadering.docx?{place}").content))
    assert word.core_properties.author == network.name
    book = load_workbook(BytesIO(browser.get(f"/uitvoer/resultaten.xlsx?{place}").content))
    assert book.properties.creator == network.name and "Begrippen" in book.sheetnames
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert Calendar.from_ical(browser.get(f"/uitvoer/plan.ics?{place}").content).walk("VEVENT")


@pytest.mark.slow
def test_no_scan_link_leaves_in_a_document_of_the_network(
    come: Come, store: Store, network: Network, scan_round: Round
) -> None:
    tokens = [store.links.token(link).encode() for link in store.links.of(network.id).values()]
    browser = come("coordinator")
    for address in shared_documents(network, scan_round):
        content = browser.get(address).content
        if content.startswith(b"PK"):
            archive = ZipFile(BytesIO(content))
            content = b"".join(archive.read(name) for name in archive.namelist())
        assert not [token for token in tokens if token in content]


def test_results_say_what_the_pages_say(come: Come, network: Network, scan_round: Round) -> None:
    content = come("lezer").get(f"/uitvoer/resultaten.xlsx?netwerk={network.id}&ronde={scan_round.id}").content
    sheet = load_workbook(BytesIO(content))["Partners"]
    rows = {row[0]: (row[3], row[7]) for row in sheet.iter_rows(min_row=2, values_only=True)}
    shown = figures.shown_in(View(network.id, scan_round.id)).partners.set_index("name")
    assert set(rows) == set(shown.index)
    for name, (scans, result) in rows.items():
        assert result == cell(shown, name, "visibility")
        assert (scans is None) == (result != "getoond")


@pytest.mark.slow
def test_a_meeting_pack_is_made_once_until_something_changes(store: Store, network: Network, scan_round: Round) -> None:
    view = View(network.id, scan_round.id)
    heard: list[float] = []
    first = documents.meeting_pack(view, "pdf", heard.append)
    heard.clear()
    assert documents.meeting_pack(view, "pdf", heard.append) is first and not heard
    store.meetings.mark(scan_round, "5.1", True, "test")
    second = documents.meeting_pack(view, "pdf", heard.append)
    assert second is not first and heard[-1] == 1.0
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(second)).pages)
    assert "Gesprekspunten" in text


def spoken(content: bytes, ending: str) -> str:
    """The words of a meeting pack."""
    if ending == "pdf":
        return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    alternatives = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells, *alternatives])


@pytest.fixture(scope="module")
def held(store: Store, network: Network, scan_round: Round) -> Meeting:
    """A meeting with a vote, an agreement, a note and an action, that two partners came to."""
    meetings, (one, other, *_) = store.meetings, store.networks.partners(network.id)
    meeting = meetings.start(scan_round, "test", date(2026, 11, 27))
    for choice, attempt in ((Light.RED, 1), (Light.GREEN, 2)):
        question = meetings.ask(meeting, VoteKind.COLOUR, "5.1", "test")
        meetings.vote(network.id, question.id, one.id, choice.value, "test", f"Reden {attempt}")
        meetings.vote(network.id, question.id, other.id, Light.ORANGE.value, "test")
        meetings.reveal(meeting, question.id, "test")
    unseen = meetings.ask(meeting, VoteKind.COLOUR, "5.2", "test")
    meetings.vote(network.id, unseen.id, one.id, Light.RED.value, "test", "Nooit getoond")
    meetings.note_present(meeting, [one.id, other.id], [one.id, other.id], "test")
    meetings.agree(scan_round, Agreement("5.1", Light.ORANGE, "Het begin is er.", meeting.id), "test")
    meetings.note(meeting, Note("verschil-5.1", "Eerst elkaar leren kennen."), "test")
    meetings.note(meeting, Note("citaten-2", "Dit herkennen we."), "test")
    store.plans.keep(PlanAction("held", network.id, "", "5", "Samen eten", meeting.day, lead=other.id), "test")
    meetings.turn(meeting, State.ENDED, "test")
    return meeting


def test_the_report_of_a_meeting_tells_what_was_measured_voted_and_agreed_and_who_does_what(
    come: Come, store: Store, network: Network, held: Meeting
) -> None:
    one, other, *_ = store.networks.partners(network.id)
    place = f"netwerk={network.id}&vergadering={held.id}"
    word, printed = (come("lezer").get(f"/uitvoer/verslag.{ending}?{place}").content for ending in PACK)
    tables = [[cell.text for cell in row.cells] for t in Document(BytesIO(word)).tables for row in t.rows]
    about, measured, voted, agreed, why = next(row for row in tables if row[0].startswith("5.1 "))
    assert re.fullmatch(r"[●◆■] .+ \(\d+ partners, \d+ scans\)", measured)
    assert (voted, agreed, why) == ("● groen 1\n◆ oranje 1", "◆ oranje", "Het begin is er.")
    assert ["Samen eten", other.name, "", "nog geen datum"] in tables
    said = [paragraph.text for paragraph in Document(BytesIO(word)).paragraphs]
    assert ", ".join(sorted((one.name, other.name), key=str.casefold)) in said
    assert any(text.endswith("Eerst elkaar leren kennen.") and about in text for text in said)
    assert any(text.endswith("Dit herkennen we.") and "2" not in text for text in said)
    assert [text for text in said if "Reden" in text] == [f"{one.name} “Reden 1”", f"{one.name} “Reden 2”"]
    on_paper = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(printed)).pages)
    for words in (about, why, "Samen eten", "Eerst elkaar leren kennen.", network.name, "27 november 2026"):
        assert words in on_paper
    for text in (on_paper, *said):
        assert "Nooit getoond" not in text


def test_a_meeting_that_goes_on_or_is_of_others_has_no_report(
    come: Come, store: Store, network: Network, held: Meeting
) -> None:
    elsewhere = next(n for n in store.networks.all() if n.id != network.id)
    stranger = come("vreemd")
    asked = f"/uitvoer/verslag.pdf?netwerk={{}}&vergadering={held.id}"
    assert stranger.get(asked.format(network.id)).status_code == 403
    assert stranger.get(asked.format(elsewhere.id)).status_code == 404
    assert come("lezer").get(f"/uitvoer/verslag.txt?netwerk={network.id}&vergadering={held.id}").status_code == 404
    running = store.meetings.start(store.networks.rounds(network.id)[-1], "test")
    try:
        going_on = f"/uitvoer/verslag.pdf?netwerk={network.id}&vergadering={running.id}"
        assert come("coordinator").get(going_on).status_code == 404
    finally:
        store.meetings.turn(running, State.ENDED, "test")


@pytest.mark.slow
def test_the_report_of_the_last_meeting_stands_in_the_pack_of_its_round(
    store: Store, network: Network, scan_round: Round, held: Meeting
) -> None:
    pack = Document(BytesIO(documents.meeting_pack(View(network.id, scan_round.id), "docx")))
    said = [paragraph.text for paragraph in pack.paragraphs]
    assert "Verslag van de vergadering van 27 november 2026" in said
    assert any(text.endswith("Eerst elkaar leren kennen.") for text in said)


def test_the_plan_of_the_network_comes_from_the_coordinator_and_that_of_a_partner_does_not(
    store: Store, network: Network
) -> None:
    sender = " · ".join(store.senders.of(network.id).lines)
    assert sender
    for owner in ("", partner(store, network, "CAW").id):
        plan = Document(BytesIO(documents.plan(network, owner, "docx", "")))
        assert (sender in [paragraph.text for paragraph in plan.paragraphs]) == (not owner)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["docx", pytest.param("pdf", marks=pytest.mark.slow)])
def test_a_meeting_pack_beside_an_earlier_round_tells_what_moved(
    come: Come, store: Store, network: Network, scan_round: Round, ending: str
) -> None:
    beside = figures.beside_earlier(View(network.id, scan_round.id), store.networks.rounds(network.id))
    place = f"/uitvoer/vergadering.{ending}?{urlencode(beside.query())}"
    said = spoken(come("lezer").get(place).content, ending)
    assert "Wat bewoog er sinds een vorige scanronde?" in said
    assert f"Bouwstenen: {demo.SPRING} en {demo.AUTUMN}" in said
    moves = figures.movements_of_actions(store.plans.of(network.id), beside)
    assert len(moves) and all(own["Element"] in said and own["Actie"] in said for own in moves.to_dict("records"))
    if ending == "docx":
        assert figures.figure("evolutie", beside).alt in said, "the chart of the page"
    alone = come("lezer").get(f"/uitvoer/vergadering.{ending}?netwerk={network.id}&ronde={scan_round.id}").content
    assert "Wat bewoog er sinds een vorige scanronde?" not in spoken(alone, ending)


def test_a_round_stands_beside_the_newest_earlier_one_that_asked_the_same_and_that_one_may_see(
    store: Store, network: Network, scan_round: Round
) -> None:
    rounds = store.networks.rounds(network.id)
    spring = next(r for r in rounds if r.name == demo.SPRING)
    view = View(network.id, scan_round.id)
    assert figures.beside_earlier(view, rounds).before == spring.id
    assert figures.beside_earlier(view, [scan_round]) == view
    first = View(network.id, spring.id)
    assert figures.beside_earlier(first, rounds) == first, "a later round is nothing to move from"
    nobody = replace(view, sectors=("Bestaat niet",))
    assert figures.beside_earlier(nobody, rounds) == nobody


def test_an_earlier_round_that_is_not_opened_to_partners_is_in_no_pack_of_theirs(
    come: Come, store: Store, network: Network, scan_round: Round
) -> None:
    spring = next(r for r in store.networks.rounds(network.id) if r.name == demo.SPRING)
    place = f"/uitvoer/vergadering.pdf?netwerk={network.id}&ronde={scan_round.id}"
    try:
        store.networks.save_round(replace(spring, shared=False), "test")
        assert come("contact CAW").get(f"{place}&eerder={spring.id}").status_code == 403
        assert come("lezer").get(f"{place}&eerder={spring.id}").status_code == 200
        assert come("contact CAW").get(place).status_code == 200
    finally:
        store.networks.save_round(spring, "test")
    assert come("lezer").get(f"{place}&eerder=onzin").status_code == 404


def test_a_contact_gets_nothing_of_rounds_that_are_not_opened_to_partners(
    come: Come, store: Store, network: Network, scan_round: Round
) -> None:
    browser = come("contact CAW")
    rounds = store.networks.rounds(network.id)
    try:
        store.networks.save_round(replace(scan_round, shared=False), "test")
        assert browser.get(f"/uitvoer/vergadering.pdf?netwerk={network.id}&ronde={scan_round.id}").status_code == 403
        assert browser.get(f"/uitvoer/resultaten.xlsx?netwerk={network.id}&ronde={scan_round.id}").status_code == 403
        assert (
            browser.get(f"/uitvoer/plan.csv?netwerk={network.id}").status_code == 200
        )  # another round is open to them
        for other in rounds:
            store.networks.save_round(replace(other, shared=False), "test")
        assert browser.get(f"/uitvoer/plan.csv?netwerk={network.id}").status_code == 403
        assert come("lezer").get(f"/uitvoer/plan.csv?netwerk={network.id}").status_code == 200
    finally:
        for other in rounds:
            store.networks.save_round(other, "test")
