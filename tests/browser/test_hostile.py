"""Texts that try to be more than text, in every field, on every page and in every file that leaves the app.

Nothing runs, nothing is fetched from elsewhere, and wherever a text comes out it is the same text, letter for letter.
Pages are read off `pages/`, so that a new one is walked too.
"""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.utils import getaddresses
from functools import partial
from html.parser import HTMLParser
from typing import Any, cast
from urllib.parse import quote, unquote, urlencode

import pandas as pd
import pytest
from aiosmtpd.controller import Controller
from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from onlife.content import letter
from onlife.content.letter import Audience, Occasion
from onlife.content.questionnaire import to_toml
from onlife.export import meeting_pack
from onlife.export.pdf import pdf
from onlife.export.report import Picture
from onlife.export.word import docx
from onlife.services import documents, figures, installation, mailing, smtp
from onlife.services import settings as settings_services
from onlife.services.figures import View
from onlife.ui.parts import markdown
from tests import lists
from tests.browser.hostile import ANYWHERE, LONG, TEXTS, Hostile, altered, build, own_form, packed
from tests.browser.test_doors import PAGES, address
from tests.browser.visitor import DESKTOP, Visitor, choose, dialog, press, says, settle
from tests.conftest import count
from tests.mail_servers import Box
from tests.ports import free_port
from tests.sample import sample
from tests.wire import Served, serving

LIVE = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
REACHED = """() => {
  const outside = [...document.querySelectorAll("a[href], area[href], [src], object[data], form[action]")]
    .map((element) => element.href || element.src || element.data || element.action || "")
    .filter((address) => /evil|javascript:/i.test(address) && !address.startsWith("mailto:"));
  return { ran: Boolean(window.hacked), outside, mails: [...document.querySelectorAll("a[href^='mailto:']")].map((a) => a.href),
    text: `${document.title} ${document.body.textContent}`,
    named: [...document.querySelectorAll("[aria-label], [alt], [title], [placeholder]")].flatMap((element) =>
      ["aria-label", "alt", "title", "placeholder"].map((name) => element.getAttribute(name) || "")),
    values: [...document.querySelectorAll("input, textarea")].map((field) => field.value) };
}"""


@dataclass(frozen=True)
class Walk:
    """A page to look at: who comes, where, and what they do first. `least`: how many texts must stand there."""

    who: str
    path: str
    then: Callable[[Page], None] | None = None
    least: int = 0

    @property
    def name(self) -> str:
        return f"{self.who} {self.path} {self.then.__name__ if self.then else ''}"


def _task(question: str, answer: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        choose(page, question, answer)
        settle(page)

    return act


def _search(page: Page) -> None:
    field = page.get_by_role("textbox").first
    field.fill(ANYWHERE[0])
    field.press("Enter")
    settle(page)


def _boxes(page: Page) -> None:
    """Open every box: the table behind a chart, what follows from an element, remarks."""
    closed = page.get_by_test_id("stMain").locator("details:not([open]) > summary")
    for _ in range(3 * closed.count()):  # a box may hold another one
        if closed.count():
            closed.first.click()
            settle(page)
    expect(closed).to_have_count(0)
    boxes = page.get_by_test_id("stExpander").filter(has_text=re.compile("Tabel"))
    expect(page.get_by_test_id("stTable")).to_have_count(boxes.count())


def _close(page: Page) -> None:
    press(page, "Sluit deze scanronde")
    asked = dialog(page)
    asked.get_by_role("textbox").fill(ANYWHERE[0])
    press(page, "Sluit deze scanronde", within=asked)
    says(page, "Dat is niet de naam van de scanronde")


def _search_for_all(page: Page) -> None:
    field = page.get_by_role("textbox", name="Zoeken")
    field.fill("zq")
    field.press("Enter")
    settle(page)


def _erase(page: Page) -> None:
    choose(page, "Wat wil je doen?", "Iets wissen")
    press(page, "Bekijk wat er dan verdwijnt")
    asked = dialog(page)
    asked.get_by_role("textbox").fill(" ".join(ANYWHERE[:9]))
    press(page, "Wis dit voorgoed", within=asked)
    says(page, "Dat is niet de naam")


def _read_in_form(page: Page) -> None:
    form = replace(own_form(), version=999)
    for name, content in (
        (f"{ANYWHERE[0]}.toml", f'{to_toml(form).decode()}"<b>{ANYWHERE[15]}" = 1'.encode()),
        ("vragenlijst.toml", to_toml(form)),
    ):
        field = page.locator("input[type=file]").first
        field.set_input_files({"name": name, "mimeType": "application/toml", "buffer": content})
        says(page, "Er is niets toegevoegd" if name != "vragenlijst.toml" else re.compile("versie 999:"))
    settle(page)


def _upload(page: Page) -> None:
    rows = [
        ",".join(f'"{text.replace(chr(34), chr(34) * 2)}"' for text in pack)
        for pack in zip(*[packed(110)] * 3, strict=True)
    ]
    heading = '"' + packed(100)[-1].replace('"', '""') + '"'
    if page.get_by_role("radiogroup", name="Wat wil je doen?").count():
        choose(page, "Wat wil je doen?", "Bestand inlezen")
    content = "\n".join([f"naam,sector,{heading}", *rows]).encode("utf-8", "replace").replace(b"\0", b"")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "lijst.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_test_id("stAlert").first.wait_for()
    settle(page)


class Tags(HTMLParser):
    """What a plain page of ours never holds: pictures from elsewhere, script of its own, attributes that run."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        runs = [name for name, _ in attrs if name.startswith("on")]
        outside = [
            value
            for name, value in attrs
            if name in ("href", "src", "action", "data") and re.search("evil|javascript:", value or "")
        ]
        self.odd += [*runs, *map(str, outside)]
        if tag in ("img", "iframe", "object", "base", "style") or (tag == "script" and "src" not in dict(attrs)):
            self.odd.append(tag)


OPEN = {page for page in PAGES if not page.startswith(("partner/", "toegang/"))}
WALKS: tuple[Walk, ...] = (
    *(Walk("coordinator", address(page)) for page in sorted(OPEN)),
    *(
        Walk("contact", address(page))
        for page in PAGES
        if page.startswith("partner/ons") or page.startswith("partner/onze")
    ),
    Walk("respondent", "/scan?stap=1", least=1),
    Walk("respondent", "/scan?stap=indienen", least=1),
    Walk("coordinator", "/plan?actie={action}", least=60),
    Walk("contact", "/plan?actie={action}", least=60),
    Walk("coordinator", "/plan?beeld=Bord", least=40),
    Walk("coordinator", "/plan?beeld=Per+partner", least=40),
    Walk("coordinator", "/plan?beeld=Tijdlijn"),
    *(
        Walk("coordinator", f"/{page}?netwerk={{network}}", _boxes, least=60)
        for page in ("overzicht", "bouwsteen", "samenwerking", "keuzehulp", "deelname")
    ),
    Walk("coordinator", "/beheer", _task("Wat wil je doen?", "Accounts")),
    Walk("coordinator", "/partners", _task("Wat wil je doen?", "Wijzigen of archiveren")),
    Walk("coordinator", "/partners", _upload, least=1),
    Walk("coordinator", "/inlezen", _upload),
    Walk("coordinator", "/logboek", _search),
    Walk("coordinator", "/rondes", _close, least=60),
    *(Walk("coordinator", f"/{page}?{{odd}}") for page in ("bouwsteen", "uitleg", "bouwstenen", "inspiratie", "plan")),
    Walk("coordinator", "/vergadering?{odd}", least=1),
    Walk("coordinator", "/opmerkingen?{odd}"),
    Walk("coordinator", "/plan?{odd}&actie=nieuw"),
    Walk("coordinator", "/opmerkingen", _search),
    Walk("coordinator", "/opmerkingen", _search_for_all, least=60),
    Walk("coordinator", "/inspiratie", _search),
    Walk("coordinator", "/vergadering", least=60),
    Walk("contact", "/vergadering", least=60),
    Walk("contact", "/stemmen", least=60),
    Walk("contact", "/op-papier", least=1),
    Walk("small", "/ons-team", least=60),
    Walk("coordinator", "/links", least=60),
    Walk("coordinator", "/wissen", _erase, least=1),
    Walk("coordinator", "/vragenlijst?netwerk={form}", least=60),
    Walk("coordinator", "/vragenlijst?netwerk={form}", _read_in_form, least=60),
    *(
        Walk("coordinator", f"/{page}?netwerk={{form}}", least=1)
        for page in ("overzicht", "vergadering", "bouwsteen", "samenwerking", "keuzehulp", "plan")
    ),
    Walk("form contact", "/ons-team", least=1),
    Walk("form contact", "/onze-keuze", least=60),
    Walk("form contact", "/stemmen", least=1),
    Walk("form contact", "/op-papier", least=1),
    Walk("form respondent", "/scan?stap=1", least=60),
    Walk("form respondent", "/scan?stap=indienen", least=1),
    Walk("nobody", "{scan_link}", least=1),
    Walk("nobody", "{team_link}", least=1),
    Walk("coordinator", "/uitvoer/brief?netwerk={network}", least=75),
)
ALWAYS = (
    "coordinator /plan?beeld=Bord ",
    "coordinator /partners _upload",
    "coordinator /vergadering ",
    "small /ons-team ",
    "form respondent /scan?stap=1 ",
)
"""Walks of every run: of each visitor, and one of each way in which texts are drawn or brought in."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return build(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def served(hostile: Hostile) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as given:
        # So that pages speak of mail; no mail is waiting to be sent.
        for name, value in {"HOST": "127.0.0.1", "SECURITY": "geen", "SENDER": "preventie@gemeente.be"}.items():
            given.setenv(f"ONLIFE_SMTP_{name}", value)
        settings_services.mail_server.cache_clear()
        with serving(hostile.folder) as running:
            yield running
    settings_services.mail_server.cache_clear()


@pytest.fixture(scope="module")
def guests(browser: Browser, served: Served, hostile: Hostile) -> Iterator[dict[str, Visitor]]:
    """Who walks: one browser each, whose every foreign request, script error and refused policy is a fault."""
    jars: dict[str, dict[str, str]] = {
        "coordinator": hostile.coordinator,
        "contact": hostile.contact,
        "small": hostile.small,
        "respondent": hostile.respondent,
        "form contact": hostile.form_contact,
        "form respondent": hostile.form_respondent,
        "nobody": {},
    }
    known = {who: Visitor(browser, served.origin, DESKTOP) for who in jars}
    for who, jar in jars.items():
        known[who].context.add_cookies([{"name": n, "value": v, "url": served.origin} for n, v in jar.items()])
    yield known
    for visitor in known.values():
        visitor.context.close()


def odd(hostile: Hostile) -> str:
    """Every text in every parameter of the address that pages know."""
    names = (
        *(
            "ronde",
            "sector",
            "bouwsteen",
            "partner",
            "eerder",
            "volgorde",
            "kleur",
            "beeld",
            "actie",
            "element",
            "stap",
            "verder",
        ),
        *("deel", "onderwerp", "scherm", "venster", "vragenlijst", "vergadering", "zoek", "functie"),
    )
    return urlencode([("netwerk", hostile.network.id), *((n, text) for n in names for text in packed(400)[-3:])])


def shown(visitor: Visitor, path: str, then: Callable[[Page], None] | None = None) -> dict[str, Any]:
    """Everything on a page: what its words are, where it leads, and whether anything ran."""
    visitor.open(path)
    if visitor.page.locator("#root").count():
        settle(visitor.page)
    if then:
        then(visitor.page)
    found: dict[str, Any] = visitor.page.evaluate(REACHED)
    return found


def flaws(found: dict[str, Any]) -> tuple[int, list[str]]:
    """How many texts stand on a page, and what is wrong with them."""
    number, wrong = altered(found["text"])
    # A label is read out as it was given to Streamlit, with what keeps it text.
    named = [piece if not altered(piece)[1] else re.sub(r"\\(.)", r"\1", piece) for piece in found["named"]]
    for piece in (*named, *found["values"], *map(unquote, found["mails"])):
        more, others = altered(piece)
        number, wrong = number + more, wrong + others
    wrong += [f"leads to {outside}" for outside in found["outside"]]
    return number, [*wrong, *(["a script ran"] if found["ran"] else [])]


@pytest.mark.parametrize(
    "walk",
    sample(WALKS, [next(walk for walk in WALKS if walk.name == name) for name in ALWAYS]),
    ids=lambda walk: walk.name,
)
def test_on_every_page_a_text_is_a_text(guests: dict[str, Visitor], hostile: Hostile, walk: Walk) -> None:
    visitor = guests[walk.who]
    path = walk.path.format(
        action=hostile.action,
        odd=odd(hostile),
        network=hostile.network.id,
        form=hostile.form.id,
        scan_link=hostile.scan_link,
        team_link=hostile.team_link,
    )
    if walk.who == "coordinator" and "netwerk=" not in path:
        path += ("&" if "?" in path else "?") + f"netwerk={hostile.network.id}"
    number, wrong = flaws(shown(visitor, path, walk.then))
    count("vijandige teksten op pagina's", number, len(wrong) + len(visitor.faults))
    assert not wrong, wrong
    assert not visitor.faults, visitor.faults
    assert number >= walk.least, f"only {number} texts stand there"


@pytest.mark.slow
def test_every_name_of_a_network_is_a_text_where_pages_begin(guests: dict[str, Visitor], hostile: Hostile) -> None:
    """In the sentence under the title and in the menu, on one page after another."""
    visitor, pages = guests["coordinator"], ("/overzicht", "/plan", "/partners", "/deelname", "/links")
    for at, network in enumerate(hostile.others[:: len(hostile.others) // 8]):
        number, wrong = flaws(shown(visitor, f"{pages[at % len(pages)]}?netwerk={network.id}"))
        count("vijandige teksten op pagina's", number, len(wrong))
        assert number and not wrong, wrong
    assert not visitor.faults, visitor.faults


def test_in_every_file_a_text_is_a_text_and_calculates_nothing(guests: dict[str, Visitor], hostile: Hostile) -> None:
    request = guests["coordinator"].context.request
    place = f"netwerk={hostile.network.id}&ronde={hostile.round}&bouwsteen=5&partner={hostile.partner}"
    tables = [f"/uitvoer/{name}.csv?{place}" for name in ("resultaten", "logboek", "verzendlijst")]
    kinds = sorted(set(figures.FIGURES) - figures.OWN)
    cells = pictures = 0
    for path in (*tables, *(f"/uitvoer/figuur/{kind}.csv?{place}" for kind in kinds)):
        answer = request.get(path)
        if answer.status == 404:
            continue
        separator = "," if "resultaten" in path else ";"
        for row in csv.reader(io.StringIO(answer.body().decode("utf-8-sig"), newline=""), delimiter=separator):
            for cell in row:
                cells += 1
                number = re.fullmatch(r"-?\d+([.,]\d+)?", cell)
                assert number or not LIVE.match(cell), (path, cell)
                assert not altered(cell.removeprefix("'"))[1], (path, cell)
    for kind in kinds:
        answer = request.get(f"/uitvoer/figuur/{kind}.svg?{place}")
        if answer.status == 404:
            continue
        pictures += 1
        drawing = ET.fromstring(answer.body())
        names = {element.tag.rpartition("}")[2] for element in drawing.iter()}
        assert not names & {"script", "foreignObject", "image", "iframe", "a", "use"}, names
        assert not [
            key for element in drawing.iter() for key in element.attrib if key.lower().startswith("on") or "href" in key
        ]
        assert not altered("".join(drawing.itertext()))[1]
    assert request.get(f"/uitvoer/figuur/warmtekaart.png?{place}").body().startswith(b"\x89PNG")
    count("vijandige teksten in bestanden", cells + pictures)
    assert cells > 1000 and pictures > 3


@pytest.mark.slow
def test_on_the_projector_a_text_is_a_text(guests: dict[str, Visitor], hostile: Hostile) -> None:
    """Screen after screen, with what is written down on them: notes, actions, reasons."""
    visitor = guests["coordinator"]
    page, number, seen = visitor.page, 0, set()
    visitor.open(f"/vergadering?scherm=welkom&netwerk={hostile.network.id}")
    title, place = page.locator("h1"), page.locator(".stage-place")
    onwards, back = page.get_by_role("button", name="Volgende"), page.get_by_role("button", name="Vorige")
    while True:
        title.wait_for()
        kind = page.url.partition("scherm=")[2].partition("&")[0].partition("-")[0]
        for name in () if kind in seen else ("Noteer", "Spreek een kleur af"):
            opener = page.get_by_role("button", name=name)
            if not opener.count():
                continue
            opener.click()
            dialog(page)
            settle(page)
            number, wrong = _add(page, number)
            assert not wrong, wrong
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)
        seen.add(kind)
        number, wrong = _add(page, number)
        assert not wrong, wrong
        if onwards.is_disabled():
            break
        here = place.inner_text()
        settle(page)  # pressed while its screen is still being drawn it counts with the press before
        onwards.click()
        expect(place).not_to_have_text(here)
    back.click()
    for name, field, keep in (
        ("Noteer", "Wat is er gezegd?", "Bewaar de notitie"),
        ("Start een actie", "Wat gaan we doen?", "Zet in het plan"),
    ):
        page.get_by_role("button", name=name).click()
        text = next(one for one in reversed(packed(200)))
        dialog(page).get_by_label(field).fill(text.replace("\0", ""))
        press(page, keep, within=dialog(page))
        expect(page.get_by_role("dialog")).to_have_count(0)
    number, wrong = _add(page, number)
    count("vijandige teksten op het scherm van de vergadering", number, len(wrong))
    assert not wrong, wrong
    assert not visitor.faults, visitor.faults
    assert {"welkom", "acties", "citaten", "punt", "sterren", "slot"} <= seen and number > 200


def _add(page: Page, number: int) -> tuple[int, list[str]]:
    more, wrong = flaws(page.evaluate(REACHED))
    return number + more, wrong


@pytest.mark.slow
def test_in_every_document_a_text_is_a_text(guests: dict[str, Visitor], hostile: Hostile) -> None:
    """Each opens again, holds the texts, calculates nothing and leads nowhere."""
    request = guests["coordinator"].context.request
    main = f"netwerk={hostile.network.id}&ronde={hostile.round}"
    form = f"netwerk={hostile.form.id}&ronde={hostile.form_round}"
    found = 0
    for path in (
        f"plan.xlsx?{main}", f"plan.docx?{main}", f"plan.ics?{main}", f"plan.csv?{main}", f"resultaten.xlsx?{main}",
        f"resultaten.xlsx?{form}", f"resultaten.parquet?{main}",
        f"vragenlijst.toml?{form}&versie=101", f"resultaten.csv?{form}", f"figuur/warmtekaart.csv?{form}",
    ):  # fmt: skip
        answer = request.get(f"/uitvoer/{path}", timeout=120_000)
        assert answer.status == 200, path
        texts = OPENED[path.partition("?")[0].rpartition(".")[2]](answer.body())
        wrong = [flaw for text in texts for flaw in altered(text.removeprefix("'"))[1]]
        assert not wrong, (path, wrong)
        number = sum(altered(text)[0] for text in texts)
        assert number, path
        found += number
    for path in (
        f"resultaat-partner.pdf?{main}&partner={hostile.partner}",
        f"scanformulier.pdf?{main}&partner={hostile.partner}&qr=ja", f"scanformulier.pdf?{form}",
    ):  # fmt: skip
        answer = request.get(f"/uitvoer/{path}", timeout=120_000)
        assert answer.status == 200, path
        assert _pdf(answer.body()), path
    count("vijandige teksten in documenten", found)


@pytest.mark.slow
@pytest.mark.parametrize("whose", ["network", "form"])
def test_in_a_meeting_pack_a_text_is_a_text(hostile: Hostile, served: Served, whose: str) -> None:
    """The pack as Word and as PDF, with one of its pictures: drawing them takes a minute, and no text is in them alone."""
    network, scan_round = (hostile.network, hostile.round) if whose == "network" else (hostile.form, hostile.form_round)
    known = installation.store().networks.round(network.id, scan_round)
    assert known
    report = meeting_pack.pack(documents._meeting(View(network.id, scan_round), network, known))
    pictures = [part for part in report.parts if isinstance(part, Picture)]
    report = replace(report, parts=tuple(part for part in report.parts if part not in pictures[1:]))
    texts = _docx(docx(report))
    wrong = [flaw for text in texts for flaw in altered(text)[1]]
    assert not wrong, wrong
    number = sum(altered(text)[0] for text in texts)
    count("vijandige teksten in documenten", number)
    assert number > 60 and _pdf(pdf(report)) > 60


def _xlsx(content: bytes) -> list[str]:
    cells = [cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    return [str(cell.value) for cell in cells if cell.value is not None]


def _docx(content: bytes) -> list[str]:
    document = Document(io.BytesIO(content))
    assert not [one for one in document.part.rels.values() if one.is_external]
    fields = {"".join(one.itertext()).strip() for one in document.element.iter() if str(one.tag).endswith("instrText")}
    assert not [field for field in fields if not field.startswith(("PAGE", "NUMPAGES", "TOC"))], fields
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def _ics(content: bytes) -> list[str]:
    calendar = Calendar.from_ical(content)
    assert {part.name for part in calendar.walk()} == {"VCALENDAR", "VEVENT", "VALARM"}
    told = {
        "PRODID",
        "VERSION",
        "X-WR-CALNAME",
        "UID",
        "DTSTAMP",
        "SUMMARY",
        "DTSTART",
        "DTEND",
        "TRANSP",
        "DESCRIPTION",
        "NAME",
        "REFRESH-INTERVAL",
        "X-PUBLISHED-TTL",
        "LAST-MODIFIED",
        "SEQUENCE",
        "URL",
    }
    assert {name for part in calendar.walk() for name in part} <= told | {"ACTION", "TRIGGER"}
    return [str(event[name]) for event in calendar.walk("VEVENT") for name in ("SUMMARY", "DESCRIPTION")]


def _csv(content: bytes) -> list[str]:
    separator = ";" if content.partition(b"\n")[0].count(b";") else ","
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator)
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if LIVE.match(cell) and not re.fullmatch(r"-?\d+([.,]\d+)?", cell)]
    return cells


def _parquet(content: bytes) -> list[str]:
    table = pd.read_parquet(io.BytesIO(content))
    return [str(value) for column in table.select_dtypes(exclude="number") for value in table[column].unique()]


def _toml(content: bytes) -> list[str]:
    import tomllib

    def texts(part: object) -> Iterator[str]:
        if isinstance(part, str):
            yield part
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from texts(inner)

    return list(texts(tomllib.loads(content.decode())))


OPENED: dict[str, Callable[[bytes], list[str]]] = {
    "xlsx": _xlsx,
    "docx": _docx,
    "ics": _ics,
    "csv": _csv,
    "parquet": _parquet,
    "toml": _toml,
}
"""How a document is looked into: its texts, and that none of them became more."""


def _pdf(content: bytes) -> int:
    """How many texts stand in a PDF that neither runs anything nor leads anywhere but to the app."""
    reader = PdfReader(io.BytesIO(content))
    assert not {"/OpenAction", "/AA", "/AcroForm"} & reader.root_object.keys()
    for page in reader.pages:
        for note in page.get("/Annots") or ():
            action = note.get_object().get("/A", {})
            assert action.get("/S", "/GoTo") == "/GoTo", action
    return sum(altered(page.extract_text())[0] for page in reader.pages)


def test_in_a_mail_a_text_is_a_text_and_no_header(hostile: Hostile, served: Served) -> None:
    store, box = installation.store(), Box()
    door = Controller(box, hostname="127.0.0.1", port=free_port())
    door.start()
    try:
        settings = settings_services.MailServer(
            "127.0.0.1", door.port, settings_services.Security.NONE, "preventie@gemeente.be", timeout=5
        )
        scan_round = store.networks.round(hostile.network.id, hostile.round)
        assert scan_round
        known = store.contacts.of(hostile.network.id)
        contacts = [known[partner.id][0] for partner in store.networks.partners(hostile.network.id)[:3]]
        number = store.mails.queue(scan_round, contacts, Occasion.REMINDER, served.origin, "test", again=True)
        mailing.send_due(store, settings, lambda: False)
    finally:
        door.stop()
    assert len(box.received) == number == len(contacts)
    facts = mailing.letter_fields(store, hostile.network, served.origin)
    writings = [
        letter.message(occasion, Audience.CONTACT, one) for occasion in letter.TO_FILL_IN for one in facts.values()
    ]
    sent = [smtp.compose(settings, "a@example.be", one, "x").as_bytes() for one in writings]
    found = 0
    for content in (*(envelope.content or b"" for envelope in box.received), *sent):
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.SMTP)
        headers = [name.casefold() for name in mail]
        assert sorted(headers) == sorted(set(headers)) and not {"bcc", "cc", "reply-to"} & set(headers)
        assert len(getaddresses([str(mail["To"])])) == 1 and not mail.is_multipart()
        for text in (mail["Subject"], mail.get_content()):
            more, wrong = altered(text)
            found += more
            assert not wrong, wrong
    count("vijandige teksten in mails", found)
    assert found > 60
    for text in TEXTS.values():
        for typed in (text, f"{text}@example.be", f"a@example.be\r\nBcc: {text}", f"a@{text}", f"a@example.be,{text}"):
            try:
                kept = letter.address(typed)
            except ValueError:
                continue
            addressed = smtp.compose(settings, kept, letter.Message("Dag", "Dag"), "x")
            assert not addressed["Bcc"] and [one for _, one in getaddresses([str(addressed["To"])])] == [kept], typed


@pytest.mark.slow
def test_what_is_typed_in_an_address_or_a_code_comes_back_as_text(guests: dict[str, Visitor], hostile: Hostile) -> None:
    request = guests["nobody"].context.request
    for text in TEXTS.values():
        safe = quote(text, safe="")
        answers = [
            request.get(f"/{safe}"),
            request.get(f"/l/{safe}"),
            request.get(f"/sessie/{safe}"),
            request.get(f"/uitvoer/figuur/{safe}.csv?netwerk={safe}"),
            request.get(f"{hostile.scan_link}?verder={safe}"),
            request.post(hostile.scan_link, form={"keuze": "code", "code": text}),
        ]
        count("vijandige teksten in adressen en codes", len(answers))
        for answer in answers:
            assert answer.status < 500
            page = Tags()
            page.feed(answer.text())
            assert not page.odd, (text, page.odd)


def test_a_hundred_thousand_signs_are_refused_in_words_or_kept_out(hostile: Hostile, served: Served) -> None:
    from datetime import date

    from onlife.domain.light import Light
    from onlife.domain.meeting import Agreement, Note
    from onlife.domain.network import Partner
    from onlife.domain.plan import FollowUp, PlanAction
    from onlife.domain.priority import Priority
    from onlife.store import Refused

    store = installation.store()
    network = hostile.network
    scan_round = store.networks.round(network.id, hostile.round)
    assert scan_round
    too_long: tuple[Callable[[], object], ...] = (
        lambda: store.networks.add(LONG, "x", 5, "x"),
        lambda: store.networks.add("x", LONG, 5, "x"),
        lambda: store.networks.add_round(network.id, LONG, 1, None, "x"),
        lambda: store.networks.save_partners([Partner("x", network.id, LONG, "", 1, False)], "x"),
        lambda: store.networks.save_partners([Partner("x", network.id, "x", LONG, 1, False)], "x"),
        lambda: store.accounts.add(LONG, "x", "x", "x"),
        lambda: store.accounts.add("x", LONG, "x", "x"),
        lambda: store.priorities.keep(scan_round, Priority("", "1", 1, LONG), "x"),
        lambda: store.priorities.keep(scan_round, Priority("", "1", 1, "", LONG), "x"),
        *(
            partial(store.plans.keep, replace(PlanAction("x", network.id, "", "1", what="x", begun=date.today()), **cast("dict[str, Any]", {name: LONG})), "x")
            for name in ("what", "goal", "resources", "indicator", "remarks")
        ),
        lambda: store.plans.keep_follow_up(network.id, FollowUp("x", "x", date.today(), True, LONG), "x"),
        lambda: store.plans.keep_follow_up(network.id, FollowUp("x", "x", date.today(), True, "", LONG), "x"),
        lambda: store.meetings.agree(scan_round, Agreement("5", Light.GREEN, LONG), "x"),
        lambda: store.meetings.note(store.meetings.all(network.id)[0], Note("plan", LONG), "x"),
    )  # fmt: skip
    before = store.totals()
    for write in too_long:
        with pytest.raises(Refused, match="teken"):
            write()
    assert lists.pasted(LONG).problems and lists.partners("x.csv", f"naam\n{LONG}".encode()).problems
    assert store.totals() == before


def test_without_the_care_texts_would_be_more_than_text(
    guests: dict[str, Visitor], hostile: Hostile, browser: Browser, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markdown, "MARKDOWN", re.compile(r"(?!)()"))
    monkeypatch.setattr(markdown, "AFTERWARDS", re.compile(r"(?!)()"))
    careless = Visitor(browser, served.origin, DESKTOP)
    careless.context.add_cookies(
        [{"name": n, "value": v, "url": served.origin} for n, v in hostile.coordinator.items()]
    )
    _, wrong = flaws(shown(careless, f"/plan?netwerk={hostile.network.id}"))
    careless.context.close()
    assert any("became" in one for one in wrong)
    assert any("leads to" in one for one in wrong)
