"""Remarks, help, an own questionnaire and mail to contact persons, each as somebody does it in a browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import expect

from onlife.content.guide import guide
from onlife.services import installation
from onlife.services.demo import BIB, CAW
from onlife.store import Store
from tests.browser.conftest import Arrive
from tests.browser.server import Server
from tests.browser.visitor import PHONE, choose, press, says, settle
from tests.browser.world import DEMO_COORDINATOR, HOME, World
from tests.contacts import contacts, without_contacts
from tests.mail_servers import Box
from tests.ports import free_port

QUOTE = "Bij twijfel bellen we nu met de jurist van de zone"


@pytest.fixture
def own_server(pristine: Path, tmp_path: Path) -> Iterator[tuple[Server, Box]]:
    """A fresh server with a mail server beside it, and addresses for two contact persons of the demo network."""
    folder = Path(shutil.copytree(pristine, tmp_path / "data"))
    store = Store(folder, installation.questionnaire())
    network = next(n for n in store.networks.all() if any(p.name == BIB for p in store.networks.partners(n.id)))
    partners = {p.name: p.id for p in store.networks.partners(network.id)}
    addresses = {partners[BIB]: "an@bib.example.be", partners[CAW]: "bo@caw.example.be"}
    without_contacts(store, network.id)
    store.contacts.save(contacts(network.id, addresses), "browsertest")
    store.close()
    box = Box(to_rcpt=["550 5.1.1 Unknown user"])
    mail = Controller(box, hostname="127.0.0.1", port=free_port())
    mail.start()
    settings = {
        "ONLIFE_SMTP_HOST": "127.0.0.1",
        "ONLIFE_SMTP_PORT": str(mail.port),
        "ONLIFE_SMTP_SECURITY": "geen",
        "ONLIFE_SMTP_SENDER": "preventie@gemeente.be",
    }
    running = Server(folder, tmp_path / "server.log", settings)
    try:
        yield running.ready(), box
    finally:
        running.stop()
        mail.stop()
    assert "Traceback" not in running.log(), running.log()


@pytest.mark.slow
def test_a_remark_is_searched_and_quoted_and_stands_on_its_building_block(
    arrive: Arrive, demo_coordinator: Any
) -> None:
    page = arrive(state=demo_coordinator).show("/opmerkingen")
    page.get_by_role("textbox", name="Zoeken").fill("jurist")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("zoek=jurist"))
    settle(page)
    says(page, re.compile(QUOTE))
    expect(page.get_by_text("Onze vrijwilligers zijn zelf jong")).to_have_count(0)
    page.get_by_text("Citeer in de vergadering").click()
    expect(page.get_by_label("Citeer in de vergadering")).to_be_checked()
    settle(page)
    page.goto("/bouwsteen?bouwsteen=6 Recht %26 ethiek")
    settle(page)
    page.locator("summary").filter(has_text="voor de vergadering").click()
    says(page, re.compile(QUOTE))
    quoted = page.get_by_label("Citeer in de vergadering").first
    expect(quoted).to_be_checked()
    page.get_by_text("Citeer in de vergadering").first.click()
    expect(quoted).not_to_be_checked()


@pytest.mark.slow
def test_a_hint_read_on_one_device_is_gone_on_another(arrive: Arrive, world: World) -> None:
    text = guide().hints["afsluiten"].text
    phone = arrive(device=PHONE).enter(world.team_link(BIB), "Open de teampagina")
    says(phone, text)
    press(phone, "Begrepen")
    expect(phone.get_by_text(text)).to_have_count(0)
    laptop = arrive().enter(world.team_link(BIB), "Open de teampagina")
    expect(laptop.get_by_text(text)).to_have_count(0)


@pytest.mark.slow
def test_help_leads_from_a_page_to_its_paragraph_and_from_a_step_to_its_page(
    arrive: Arrive, demo_coordinator: Any
) -> None:
    page = arrive(state=demo_coordinator).show("/evolutie")
    press(page, "Uitleg")
    page.get_by_role("link", name="Uitleg bij deze pagina").click()
    expect(page).to_have_url(re.compile("onderwerp=evolutie"))
    settle(page)
    says(page, re.compile("enkel de elementen die in beide hetzelfde vragen"))
    choose(page, "Wat wil je weten?", "Stappen van een scanronde")
    says(page, re.compile("stappen gedaan"))
    page.get_by_test_id("stMain").get_by_role("link", name="Ga verder").click()
    expect(page).to_have_url(re.compile("/(deelname|rondes)"))  # not all closed; after the last day, on to closing


@pytest.mark.slow
def test_an_own_questionnaire_is_checked_added_and_chosen_while_the_round_keeps_its_own(
    own_server: tuple[Server, Box], arrive: Arrive, world: World
) -> None:
    visitor = arrive(origin=own_server[0].origin)
    visitor.log_in(DEMO_COORDINATOR)
    page = visitor.show("/vragenlijst")
    wrong = (HOME / "docs/vragenlijst-voorbeeld.toml").read_text(encoding="utf-8")
    files = page.locator("input[type=file]")
    for text, told in (
        (wrong.replace('red = "Wie hulp', 'rood = "Wie hulp'), "element 1.1"),
        (wrong.replace("version = 100", "version = 1"), "2 bouwstenen, 3 elementen"),
    ):
        files.set_input_files({"name": "eigen.toml", "mimeType": "application/toml", "buffer": text.encode()})
        says(page, re.compile(told))
    press(page, "Vragenlijst toevoegen")
    says(page, re.compile("Versie 1 bestaat al met een andere tekst"))
    files.set_input_files({"name": "eigen.toml", "mimeType": "application/toml", "buffer": wrong.encode()})
    says(page, re.compile("versie 100: 2 bouwstenen, 3 elementen"))
    press(page, "Vragenlijst toevoegen")
    says(page, re.compile("Versie 100 staat klaar"))
    press(page, "Kies deze vragenlijst")
    says(page, "De volgende scanronde werkt met versie 100.")
    says(page, re.compile("loopt hiermee"))
    colleague = arrive(origin=own_server[0].origin)
    assert "42 korte keuzes in 7 bouwstenen" in " ".join(colleague.open(world.scan_link(BIB)).split())


@pytest.mark.slow
def test_an_invitation_reaches_the_contacts_and_a_refusal_is_seen(
    own_server: tuple[Server, Box], arrive: Arrive
) -> None:
    server, box = own_server
    visitor = arrive(origin=server.origin)
    visitor.log_in(DEMO_COORDINATOR)
    page = visitor.show("/links")
    press(page, "Uitnodiging versturen naar 2 contactpersonen")
    says(page, re.compile("2 mails vertrekken"))
    says(page, re.compile("Unknown user"))
    says(page, "Er is geen mail meer onderweg.")
    (first,) = box.received
    press(page, "Opnieuw naar")
    says(page, re.compile("1 mail vertrekt"))
    while len(box.received) < 2:  # what the page said before may still stand there
        page.wait_for_timeout(100)
    says(page, "Er is geen mail meer onderweg.")
    receivers = [envelope.rcpt_tos for envelope in box.received]
    assert sorted(receivers) == [["an@bib.example.be"], ["bo@caw.example.be"]]
    assert isinstance(first.content, bytes) and server.origin.encode() in first.content


@pytest.mark.slow
def test_who_is_next_is_mailed_in_the_own_mail_program_and_noted_as_sent(
    pristine: Path, tmp_path: Path, arrive: Arrive
) -> None:
    folder = Path(shutil.copytree(pristine, tmp_path / "data"))
    store = Store(folder, installation.questionnaire())
    network = next(n for n in store.networks.all() if any(p.name == BIB for p in store.networks.partners(n.id)))
    partners = {p.name: p.id for p in store.networks.partners(network.id)}
    without_contacts(store, network.id)
    store.contacts.save(contacts(network.id, {partners[BIB]: "an@bib.example.be", partners[CAW]: "bo@caw.be"}), "an")
    store.close()
    running = Server(folder, tmp_path / "server.log", {})
    try:
        visitor = arrive(origin=running.ready().origin)
        visitor.log_in(DEMO_COORDINATOR)
        page = visitor.show("/links")
        invitation = re.compile("^mailto:.*jullie%20links")
        following = page.get_by_role("link", name=f"({BIB})").first
        expect(following).to_have_attribute("href", re.compile(r"^mailto:an@bib\.example\.be\?subject="))
        following.click()
        says(page, re.compile("Het laatst genoteerd: uitnodiging aan an@bib.example.be"))
        expect(page.get_by_role("link", name=f"({CAW})").first).to_have_attribute("href", invitation)
        visitor.faults = [fault for fault in visitor.faults if "foreign request: mailto:" not in fault]
    finally:
        running.stop()
