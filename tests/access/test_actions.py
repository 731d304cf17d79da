"""Every change to the store, sent by everybody who may not make it: nothing changes and nothing is told.

Somebody who may presses the buttons once; what their tab sent is then sent again, byte for byte, by everybody else to a
fresh copy of the same networks, and last by themselves, which shows that the messages do what they are said to do.
What writes is read off the store: a method that adds or deletes rows and stands in no row here fails.
"""

from __future__ import annotations

import ast
import itertools
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from onlife.services import installation
from onlife.services import settings as settings_services
from onlife.store import Store, meeting
from onlife.store.engine.ledger import Total
from onlife.ui.app import session
from tests import stores
from tests.access.world import World
from tests.app.conftest import HOME
from tests.conftest import count
from tests.wire import Served, Tab

Step = tuple[str, str, object]
VISITS = {"session_events", "login_events", "migrations"}
"""What coming in and looking around add to."""


@dataclass(frozen=True)
class Act:
    """One change: who may make it, on which page, by which steps, and which methods of the store it calls."""

    name: str
    who: str
    page: str
    steps: Sequence[Step]
    writes: Sequence[str]
    query: Mapping[str, str]


def act(name: str, who: str, page: str, writes: str, *steps: Step, **query: str) -> Act:
    return Act(name, who, page, steps, writes.split(), query)


def fill(label: str, value: object) -> Step:
    return "fill", label, value


def press(label: str) -> Step:
    return "press", label, None


def tell(component: str, event: str, **value: object) -> Step:
    return f"tell {event}", component, value


ELEMENT = installation.questionnaire().blocks[0].elements[0].title
ACTS = (
    act("a network is changed", "coordinator", "beheer", "network.save",
        fill("Naam", "Netwerk Anders"), press("Bewaren")),
    act("the sender is changed", "coordinator", "beheer", "sender.save",
        fill("Wat wil je doen?", "Afzender"), fill("Wie ondertekent", "An Peeters"), press("Afzender bewaren")),
    act("a network takes part in comparing", "coordinator", "beheer", "peer.take_part peer.bring",
        fill("Ons netwerk doet mee", True)),
    act("a network tells what helped", "coordinator", "beheer", "experience.share",
        fill("Wat wil je doen?", "Wat hielp"), press("Zet delen aan")),
    act("somebody gets an account", "coordinator", "beheer", "account.add account.set_role",
        fill("Wat wil je doen?", "Accounts"), fill("Naam", "Nieuw"), fill("Gebruikersnaam", "nieuw"),
        fill("Beginwachtwoord", "blauwe fietsen fluiten zacht"), press("Toegang geven")),
    act("somebody joins the programme", "programme", "programma", "account.set_role",
        fill("Wat wil je doen?", "Wie hoort erbij"), fill("Naam", "Tweede"), fill("Gebruikersnaam", "tweede"),
        fill("Beginwachtwoord", "gele fietsen fluiten hard"), press("Toegang geven")),
    act("the programme makes a network", "programme", "programma", "invitation.make",
        fill("Wat wil je doen?", "Nieuw netwerk"), fill("Naam", "Netwerk Nieuw"), press("Netwerk maken")),
    act("an invitation is ended", "programme", "programma", "invitation.end",
        fill("Wat wil je doen?", "Uitnodigingen"), press("Trek deze uitnodiging in")),
    act("the programme signs", "programme", "programma", "sender.save",
        fill("Wat wil je doen?", "Sjablonen"), fill("Wie ondertekent", "De provincie"), press("Afzender bewaren")),
    act("the programme writes an invitation", "programme", "programma", "letter.save",
        fill("Wat wil je doen?", "Sjablonen"), fill("Wat zet je klaar?", "Brieven en mails"),
        fill("Onderwerp", "Doe mee"), press("Woorden bewaren")),
    act("the programme names kinds of networks", "programme", "programma", "kind.save",
        fill("Wat wil je doen?", "Sjablonen"), fill("Wat zet je klaar?", "Soorten netwerken"),
        fill("Soorten netwerken", "grote stad"), press("Soorten bewaren")),
    act("a network says of which kind it is", "coordinator", "beheer", "kind.choose",
        fill("Wat voor netwerk zijn jullie?", "grote stad")),
    act("a network takes over who signs", "coordinator", "beheer", "sender.save audit.note_take_over",
        fill("Wat wil je doen?", "Van het programma"), press("Neem over van het programma")),
    act("a network writes its own invitation", "coordinator", "beheer", "letter.save",
        fill("Wat wil je doen?", "Brieven en mails"), fill("Onderwerp", "Doe met ons mee"), press("Woorden bewaren")),
    act("a partner is added", "coordinator", "partners", "import_batch.add_partners network.save_partners link.make",
        fill("Naam", "Vierde"), fill("Andere sector", "Sport"), press("Partner toevoegen")),
    act("another partner is added", "coordinator", "partners", "import_batch.add_partners",
        fill("Naam", "Vijfde"), fill("Andere sector", "Sport"), press("Partner toevoegen")),
    act("a list of partners is taken back", "coordinator", "partners", "import_batch.undo_partners",
        press("Toch niet: haal weer weg")),
    act("a round is prepared", "coordinator", "rondes", "network.add_round",
        fill("Naam", "Volgend jaar"), press("Scanronde maken")),
    act("a round is shared or not", "coordinator", "rondes", "network.save_round",
        fill("Partners mogen de netwerkpagina", False)),
    act("an element becomes a point", "coordinator", "bouwsteen", "meeting.mark",
        fill(f"1.1 {ELEMENT}", True), fill("Gesprekspunt", True)),
    act("the network agrees on stars", "coordinator", "keuzehulp", "priority.keep",
        fill("Sterren voor", "3★")),
    act("a lead proposes other dates", "contact", "plan", "proposal.propose",
        press("Bekijk de actie"), fill("Einde", "1/6/2030"), press("Leg voor aan de coördinator")),
    act("a lead says how its action goes", "contact", "plan", "plan.report",
        press("Bekijk de actie"), fill("Opmerkingen", "Het loopt"), press("Bewaren")),
    act("other dates are taken over", "coordinator", "plan", "proposal.accept", press("Neem de data over")),
    act("changes of the plan are seen", "coordinator", "plan", "plan_look.look", press("Ik heb het gezien")),
    act("an action becomes a template", "coordinator", "plan", "plan.keep_template",
        press("Bekijk de actie"), fill("Sjabloon", True)),
    act("an action is added", "coordinator", "plan", "plan.keep",
        press("Actie toevoegen"), fill("Wat gaan jullie doen?", "Samen iets doen"), press("Actie bewaren")),
    act("a follow-up moment is added", "coordinator", "plan", "plan.keep_follow_up",
        press("Bekijk de actie"), fill("Nieuw opvolgmoment", "1/6/2030"), press("Moment toevoegen"), beeld="Per partner"),
    act("the plan of the network gets a calendar link", "coordinator", "plan", "link.make",
        fill("In je eigen agenda", True), press("Maak een agendalink")),
    act("a calendar link is revoked", "coordinator", "plan", "link.revoke",
        fill("In je eigen agenda", True), press("Intrekken of vervangen"), press("Trek deze link in")),
    act("a partner gets a calendar link", "contact", "ons-plan", "link.make",
        fill("In je eigen agenda", True), press("Maak een agendalink")),
    act("a partner replaces its calendar link", "contact", "ons-plan", "link.replace",
        fill("In je eigen agenda", True), press("Intrekken of vervangen"), press("Vervang deze link")),
    act("somebody may look along", "coordinator", "links", "view_link.make link.add",
        fill("Voor wie", "de burgemeester"), press("Maak een kijklink")),
    act("a hint is put away", "filling contact", "ons-team", "hint.put_away", press("Begrepen")),
    act("a remark is quoted", "coordinator", "opmerkingen", "remark.quote",
        fill("Citeer in de vergadering", True), ronde="Later Merel"),
    act("a contact shares a remark", "filling contact", "ons-team", "remark.share",
        fill("Deel met het netwerk", True), ronde="Eerder Merel"),
    act("a contact is changed", "coordinator", "partners", "contact.change",
        fill("Wat wil je doen?", "Wijzigen of archiveren"), press("Wijzig Contact Merel"),
        fill("E-mailadres", "ander@Merel.example"), press("Bewaren")),
    act("a contact is added", "coordinator", "partners", "contact.save",
        fill("Wat wil je doen?", "Wijzigen of archiveren"), press("Contactpersoon toevoegen"),
        fill("Contactpersoon", "Tweede Contact"), press("Bewaren")),
    act("a contact is erased", "coordinator", "partners", "contact.erase",
        fill("Wat wil je doen?", "Wijzigen of archiveren"), press("Wijzig Contact Merel"),
        press("Wis deze contactpersoon")),
    act("contacts are invited", "coordinator", "links", "mail.queue", press("Uitnodiging versturen naar")),
    act("a kind of notices is switched off", "coordinator", "links", "reminder.choose", fill("Scanrondes", False)),
    act("data are kept shorter", "coordinator", "wissen", "retention.keep",
        fill("Opmerkingen uit scans", 20), press("Bewaren")),
    act("a backup is made", "coordinator", "beheer", "audit.note_backup",
        fill("Wat wil je doen?", "Back-ups"), press("Maak nu een back-up")),
    act("a point is taken off the agenda", "coordinator", "vergadering", "agenda.keep",
        fill("De agenda aanpassen", True), fill("Wat we delen", False)),
    act("a meeting begins", "coordinator", "vergadering", "meeting.start", press("Start de vergadering")),
    act("a vote is opened", "coordinator", "vergadering", "meeting.ask",
        press("Open de stemming"), scherm="samenwerking-5.1"),
    act("a partner votes", "contact", "stemmen", "meeting.vote", fill("Welke kleur", "groen")),
    act("a partner says why", "contact", "stemmen", "meeting.vote",
        fill("Waarom?", "Daarom"), press("Bewaar de reden")),
    act("a partner without a phone votes", "coordinator", "vergadering", "meeting.vote",
        press("Stem op dit scherm"), fill("Organisatie", "Derde"), fill("Welke kleur", "rood"), press("Bewaar de stem"),
        scherm="samenwerking-5.1"),
    act("a word is shown", "coordinator", "vergadering", "seat.give",
        press("Wie is er?"), fill("Woord van", "Eerste"), press("Toon het woord"), scherm="welkom"),
    act("another word is given", "coordinator", "vergadering", "seat.renew",
        press("Wie is er?"), fill("Woord van", "Eerste"), press("Toon het woord"), press("Geef een ander woord"),
        scherm="welkom"),
    act("votes are shown", "coordinator", "vergadering", "meeting.reveal",
        press("Toon de stemmen"), scherm="samenwerking-5.1"),
    act("a vote is opened again", "coordinator", "vergadering", "meeting.ask",
        press("Stem opnieuw"), scherm="samenwerking-5.1"),
    act("a vote is withdrawn", "coordinator", "vergadering", "meeting.drop",
        press("Trek in"), scherm="samenwerking-5.1"),
    act("a colour is agreed on", "coordinator", "vergadering", "meeting.agree",
        press("Spreek een kleur af"), fill("Afgesproken kleur", "groen"), press("Bewaar de afspraak"),
        scherm="samenwerking-5.1"),
    act("a note is made", "coordinator", "vergadering", "meeting.note",
        press("Noteer"), fill("Wat is er gezegd?", "Iets"), press("Bewaar de notitie"), scherm="welkom"),
    act("it is noted who is there", "coordinator", "vergadering", "meeting.note_present",
        press("Wie is er?"), fill("Eerste Merel", False), press("Bewaar"), scherm="welkom"),
    act("the meeting is paused", "coordinator", "vergadering", "meeting.turn", press("Pauze")),
    act("the meeting ends", "coordinator", "vergadering", "meeting.turn", press("Rond af"), press("Afronden")),
    act("an earlier choice holds", "joint respondent", "scan", "scan.confirm", press("Blijft zo"), stap="1"),
    act("a reason is given", "joint respondent", "scan", "scan.reason", fill("Waarom deze kleur", "Daarom"), stap="1"),
    act("an answer is given", "respondent", "scan", "scan.answer", fill(ELEMENT, "groen"), stap="1"),
    act("a function is chosen", "respondent", "scan", "scan.choose_function",
        fill("Jouw functiegroep", "Praktijkwerker"), stap="functie"),
    act("a remark is made", "respondent", "scan", "scan.remark", fill("Opmerking bij", "Iets"), stap="1"),
    act("a scan is handed in", "respondent", "scan", "scan.submit", press("Scan indienen"), stap="indienen"),
    act("a scan is reopened", "respondent", "scan", "scan.reopen", press("Heropen mijn scan")),
    act("a scan is handed in again", "respondent", "scan", "scan.submit",
        press("Scan indienen"), stap="indienen"),
    act("somebody erases the own scan", "respondent", "scan", "scan.erase",
        press("Mijn scan wissen"), press("Wis mijn scan voorgoed")),
    act("colleagues share a device", "filling contact", "ons-team", "closing.share_device",
        fill("Collega's vullen in op een gedeeld toestel", True)),
    act("a sheet of paper is typed over", "filling contact", "op-papier", "scan.type_over scan.begin scan.submit",
        tell("onlife.paper", "done", function="praktijkwerker", answers={"1.1": "green"}, remarks={})),
    act("slips are made", "filling contact", "ons-team", "slip.make", press("Maak 12 briefjes")),
    act("a partner shares its stars", "contact", "onze-keuze", "priority.share",
        fill("Toon onze sterren", False)),
    act("a partner chooses stars", "contact", "onze-keuze", "priority.keep", fill("Sterren voor", "2★")),
    act("a partner adds an action", "contact", "ons-plan", "plan.keep",
        press("Actie toevoegen"), fill("Wat gaan jullie doen?", "Zelf iets doen"), press("Actie bewaren")),
    act("a partner releases its result", "second contact", "ons-team", "closing.offer",
        press("Vrijgeven aan het netwerk"), press("Ja, vrijgeven")),
    act("a partner takes its release back", "second contact", "ons-team", "closing.withdraw",
        press("Trek het vrijgeven in")),
    act("a partner closes its scan", "filling contact", "ons-team", "closing.close",
        press("Scan afsluiten"), fill("En het netwerk?", "Nog niet vrijgeven"), press("Afsluiten")),
    act("a partner reopens its scan", "filling contact", "ons-team", "closing.reopen",
        press("Heropen de scan")),
    act("a partner closes its scan again", "filling contact", "ons-team", "closing.close",
        press("Scan afsluiten"), fill("En het netwerk?", "Nog niet vrijgeven"), press("Afsluiten")),
    act("a partner looks at its result", "filling contact", "ons-team", "closing.open_result",
        press("Bekijk ons resultaat")),
    act("a view link is revoked", "coordinator", "links", "view_link.revoke",
        press("Kijklink voor Raad intrekken"), press("Trek deze kijklink in")),
    act("a link is replaced", "coordinator", "links", "link.replace link.revoke",
        press("Intrekken en vervangen"), press("Vervang deze link")),
    act("a partner is archived", "coordinator", "partners", "network.archive",
        fill("Wat wil je doen?", "Wijzigen of archiveren"), press("Archiveren"), press("Archiveer")),
    act("the round is closed", "coordinator", "rondes", "closing.close_round network.end_round",
        press("Sluit deze scanronde"), fill("Typ de naam", "Later Merel"), press("Sluit deze scanronde")),
    act("people begin to practise", "coordinator", "rondes", "network.practice network.start_round",
        press("Open een oefenronde")),
    act("practice ends", "coordinator", "rondes", "erasure.round", press("Stop de oefenronde")),
    act("a partner is merged with another", "coordinator", "partners",
        "merge.merge contact.move plan.replace_partner link.revoke_all",
        fill("Wat wil je doen?", "Wijzigen of archiveren"),
        press("Samenvoegen met een andere partner"), fill("Welke partner blijft?", "Vierde"),
        press("Voeg samen met")),
    act("a partner puts a code on its team link", "second contact", "ons-team", "team_link.set_code",
        fill("Eigen code op de teamlink", "de eikels vallen in het gras"), press("Code zetten")),
    act("another questionnaire is chosen", "coordinator", "vragenlijst", "questionnaire.choose",
        press("Kies deze vragenlijst")),
    act("a partner is erased from a round", "coordinator", "wissen", "erasure.part",
        fill("Wat wil je doen?", "Iets wissen"), fill("Wat wil je wissen?", "Wat een partner"),
        fill("Scanronde", "Later Merel"),
        press("Bekijk wat er dan verdwijnt"), fill("Typ de naam om te bevestigen", "Derde Merel"),
        press("Wis dit voorgoed")),
    act("a partner is erased", "coordinator", "wissen", "erasure.partner",
        fill("Wat wil je doen?", "Iets wissen"), press("Bekijk wat er dan verdwijnt"),
        fill("Typ de naam om te bevestigen", "Derde Merel"), press("Wis dit voorgoed")),
    act("a round is erased, also from older backups", "coordinator", "wissen", "erasure.round audit.backups_destroyed",
        fill("Wat wil je doen?", "Iets wissen"), fill("Wat wil je wissen?", "Een scanronde"),
        press("Bekijk wat er dan verdwijnt"), fill("Vernietig ook meteen", True),
        fill("Typ de naam om te bevestigen", "Volgend jaar"), press("Wis dit voorgoed")),
    act("a network is erased", "other coordinator", "wissen", "erasure.network",
        fill("Wat wil je doen?", "Iets wissen"), fill("Wat wil je wissen?", "Dit netwerk"),
        press("Bekijk wat er dan verdwijnt"), fill("Typ de naam om te bevestigen", "Netwerk Zebra"),
        press("Wis dit voorgoed")),
)  # fmt: skip
ELSEWHERE = {
    "agenda.note_shown": "the screen itself, for who leads the meeting: tests/app/test_agenda.py",
    "audit.backups_expired": "after a backup, if one is too old: tests/integration/test_backup.py",
    "audit.note_restore": "when the app opens data without their ledger: tests/unit/test_audit.py",
    "erasure.remove_round": "erasure.round, and the retention of the app itself",
    "closing.step": "called by closings and scans, after what they check",
    "session.end_quietly": "called when a password changes or an account goes, in its own transaction",
    "log_book.note": "called by whatever else writes, in its own transaction",
    "log_book.forget": "the retention of the app itself: tests/unit/test_retention.py",
    "mail.note_sent": "where there is no mail server: tests/app/test_mail.py",
    "mail.queue_notices": "a job of the app, or without a mail server: tests/app/test_reminders.py",
    "mail.take_back": "where there is no mail server: tests/app/test_mail.py",
    "mail.take": "a job of the app itself: tests/integration/test_mail.py",
    "questionnaire.add": "an upload: tests/app/test_questionnaire.py",
    "questionnaire.offer": "an upload: tests/app/test_programme.py",
    "questionnaire.stop_offering": "stands where questionnaire.offer does: tests/app/test_programme.py",
    "questionnaire.keep": "called when a round opens or an action is added",
    "retention.run": "a job of the app itself: tests/unit/test_retention.py",
    "audit.note_export": "tests/access/test_exports.py: only what is handed out is noted",
    "experience.write": "a form of Beheer that asks for the right when it saves: tests/app/test_experience.py",
    "experience.show": "follows on experience.write as soon as seven networks wait: tests/unit/test_store_experiences.py",
    "experience.tell": "a job of the app itself: tests/unit/test_store_experiences.py",
    "kind.show": "follows on peer.show: tests/unit/test_kinds.py",
    "peer.show": "follows from the two before as soon as six networks wait: tests/unit/test_store_peers.py",
    "network.add": "network.save with a new id; a newcomer's first network (tests/browser/test_coordinator.py)",
    "transfer.take_in": "on the server's command line only: tests/integration/test_network_file.py",
    "proposal.decline": "stands beside proposal.accept: tests/app/test_plan_lead.py",
    "proposal.withdraw": "stands where proposal.propose does: tests/app/test_plan_lead.py",
    "plan.accept": "plan.keep for the plan of the network; tests/app/test_plan.py",
    "closing.publish": "a look at a network page that is allowed: tests/app/test_pages.py",
    "sender.save_logo": "an upload: tests/app/test_sender.py",
    "statement.save": "a form of Beheer that asks for the right when it saves: tests/app/test_statements.py",
    "slip.use": "called when a scan begins: tests/unit/test_counting.py",
    "closing.release": "closing.publish, once a result was offered",
    "import_batch.undo_scans": "follows an upload: tests/app/test_corrections.py",
    "scan.remove": "asks for the code of the own scan: tests/app/test_corrections.py",
    "scan_import.add": "an upload: tests/app/test_pages.py and tests/unit/test_import_scans.py",
    "account.set_password": "asks for the own or the other's account: tests/app/test_login.py",
    "account.remove": "on the server's command line only",
    "identity.sign_in": "what a provider proved: tests/integration/test_sign_in_attacks.py",
    "login_throttle.begin": "the login form: tests/unit/test_logins.py",
    "login_throttle.end": "the login form: tests/unit/test_logins.py",
    "account.set_factor": "asks for the password: tests/app/test_login.py",
    "account.spend_code": "the login form: tests/app/test_login.py",
    "account.drop_factor": "asks for the password: tests/app/test_login.py",
    "scan.resume": "the doors, with a code: tests/integration/test_links.py",
    "team_link.note_opening": "the doors: tests/integration/test_links.py",
    "view_link.note_opening": "the doors: tests/integration/test_view_links.py",
    "throttle.begin": "the doors: tests/integration/test_links.py",
    "throttle.end": "the doors: tests/integration/test_links.py",
    "invitation.accept": "the doors, with its token: tests/integration/test_invitations.py",
    "session.start": "the doors: tests/integration/test_web.py",
    "session.get": "notes that a session is in use: tests/unit/test_logins.py",
    "session.spend_ticket": "the doors: tests/integration/test_web.py",
    "session.end_all": "ends what is one's own, whoever one is: tests/app/test_login.py",
    "session.end": "the doors: tests/integration/test_web.py",
}
"""What writes and is no action of a page, and what proves that it is guarded."""
WRITING = {"_db.put", "_db.add", "_db.delete", "_db.destroy", "_log.note"}


def writers() -> set[str]:
    """`part.method` for every public method of the store that adds or deletes rows, itself or through another."""
    found = set()
    for file in sorted((HOME / "onlife" / "store").glob("*.py")):
        for part in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(part, ast.ClassDef) and file.stem not in ("database", "ledger", "records", "__init__"):
                methods = {m.name: _calls(m) for m in part.body if isinstance(m, ast.FunctionDef)}
                writing = {name for name, calls in methods.items() if calls & WRITING}
                while more := {n for n, calls in methods.items() if calls & {f"self.{w}" for w in writing}} - writing:
                    writing |= more
                found |= {f"{file.stem}.{name}" for name in writing if not name.startswith("_")}
    return found


def _calls(method: ast.FunctionDef) -> set[str]:
    calls = [ast.unparse(node.func) for node in ast.walk(method) if isinstance(node, ast.Call)]
    return {*calls, *(call.removeprefix("self.") for call in calls)}


def test_everything_that_writes_has_a_row() -> None:
    known = {write for act in ACTS for write in act.writes} | set(ELSEWHERE)
    assert not writers() - known, (
        f"zet deze schrijvers in een rij van ACTS, of in ELSEWHERE met wat ze bewaakt: {sorted(writers() - known)}"
    )
    assert not set(ELSEWHERE) - writers(), f"deze schrijven niet (meer): {sorted(set(ELSEWHERE) - writers())}"


def do(tab: Tab, act: Act) -> None:
    tab.open(act.page, **act.query)
    for kind, label, value in act.steps:
        if kind == "fill":
            tab.set(label, value)
        elif kind.startswith("tell"):
            tab.tell(label, kind.split()[1], value)
        else:
            tab.press(label)


def ledger(store: Store) -> dict[str, Total]:
    """What every table holds after the writes so far. The app knows it; to count the file takes longer than many messages."""
    return dict(stores.file_database(store)._ledger.totals)


def held(store: Store, world: World, act: Act, who: str) -> Mapping[str, object]:
    """What may not change: everything, or for somebody who may do the same elsewhere, whatever is not theirs."""
    kind = act.who.split()[-1]
    if who.split()[-1] != kind:
        return {table: total for table, total in ledger(store).items() if table not in VISITS}
    own, found = world.foreign if act.who.startswith("other") else world.own, {}
    partner = {"contact": own.released, "second contact": own.withheld, "joint respondent": own.together}.get(
        act.who, own.filling
    )
    for table, columns in store._db._columns.items():
        if "network" in columns:
            owner = next((column for column in ("partner", "holder") if column in columns), "")
            theirs = f"AND {owner} = '{partner.id}'" if owner and kind != "coordinator" else ""
            sql = f"SELECT count(*) AS n, max(event) AS newest FROM {table} WHERE network = ? {theirs}"
            if kind == "coordinator" or owner:
                found[table] = store._db.rows(sql, own.network.id)
    return found


def everybody_else(world: World, who: str) -> list[str]:
    """Who may not; of those without a session, one."""
    return [
        other
        for other in world.cookies
        if other not in (who, "made up", "wrong jar", "other respondent", "other viewer")
    ]


def some(world: World, act: Act) -> list[str]:
    """Of everybody else those who may do the same elsewhere, and three others: from act to act the next ones."""
    others = everybody_else(world, act.who)
    alike = [who for who in others if who.split()[-1] == act.who.split()[-1]]
    strangers = [who for who in others if who not in alike]
    return alike + [strangers[(ACTS.index(act) + 3 * at) % len(strangers)] for at in range(3)]


@pytest.fixture(scope="module", autouse=True)
def mail_server(served: Served) -> Iterator[None]:
    """A mail server in the settings of the app, that nobody writes to: the served app started without one."""
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("ONLIFE_SMTP_HOST", "127.0.0.1")
        settings.setenv("ONLIFE_SMTP_SENDER", "preventie@gemeente.example")
        settings_services.mail_server.cache_clear()
        yield
    settings_services.mail_server.cache_clear()


@contextmanager
def numbered() -> Iterator[None]:
    """Number meetings and questions from 1 on, so that what is recorded can be played."""
    numbers = itertools.count(1)
    with pytest.MonkeyPatch.context() as known:
        known.setattr(meeting, "new_id", lambda: str(next(numbers)).zfill(32))
        yield


@pytest.fixture(scope="module")
def recorded(served: Served, world: World, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[bytes]]:
    """Act -> what the tab of who may do it sent, on a copy of the networks that nobody looks at any more."""
    served.use(Path(shutil.copytree(world.folder, tmp_path_factory.mktemp("recorded") / "data")))
    sent = {}
    with numbered():
        for act in ACTS:
            with Tab(served, world.cookies[act.who]) as tab:
                do(tab, act)
                sent[act.name] = tab.sent
    return sent


@dataclass
class Replay:
    """How many others tried an act, what went wrong, and whether it happened when it came from who may."""

    others: int
    wrong: list[str]
    happened: bool


Played = Callable[[Act], Replay]


@pytest.fixture(scope="module", params=["some", pytest.param("everybody", marks=pytest.mark.slow)])
def played(
    request: pytest.FixtureRequest,
    recorded: Mapping[str, list[bytes]],
    served: Served,
    world: World,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Played]:
    """Act -> what went wrong when others sent its messages, and whether it happened when they came from who may.

    The acts before it come first: each begins where the one before ended, as when they were recorded.
    """
    store = served.use(Path(shutil.copytree(world.folder, tmp_path_factory.mktemp("played") / "data")))
    found: dict[str, Replay] = {}

    def up_to(act: Act) -> Replay:
        for one in ACTS[: ACTS.index(act) + 1]:
            if one.name not in found:
                others = some(world, one) if request.param == "some" else everybody_else(world, one.who)
                found[one.name] = replay(served, store, world, one, recorded[one.name], others)
        return found[act.name]

    with numbered():
        yield up_to


def replay(
    served: Served, store: Store, world: World, act: Act, messages: list[bytes], others: Sequence[str]
) -> Replay:
    wrong = []
    known: dict[bool, Mapping[str, object]] = {}
    for who in others:
        alike = who.split()[-1] == act.who.split()[-1]
        before = known.get(alike) or held(store, world, act, who)
        with Tab(served, world.cookies[who]) as tab:
            for message in messages:
                answer = tab.send_if_answered(message)
                wrong += [f"{who} received {word}" for word in answer.holds(world.forbidden(who)) if who in KNOWN]
        after = held(store, world, act, who)
        known = {alike: after} if alike else {**known, alike: after}  # who is alike may change what is their own
        wrong += [f"{who} changed {table}" for table in after if after[table] != before.get(table)]
    before = ledger(store)
    wrong += [] if store.totals() == before else ["something changed past the ledger"]
    with Tab(served, world.cookies[act.who]) as tab:
        for message in messages:
            tab.send_if_answered(message)
    return Replay(len(others), wrong, ledger(store) != before)


KNOWN = ("nobody", "coordinator", "reader", "contact", "respondent", "viewer", "programme", "made up", "wrong jar")


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_who_may_not_changes_nothing_and_hears_nothing(act: Act, played: Played) -> None:
    replayed = played(act)
    count("handelingen van iemand anders", replayed.others, len(replayed.wrong))
    assert not replayed.wrong
    assert replayed.happened, "the control: from who may, the same messages change something"


def test_without_the_guard_the_same_messages_would_change_something(
    recorded: Mapping[str, list[bytes]],
    served: Served,
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = served.use(Path(shutil.copytree(world.folder, tmp_path / "data")))
    monkeypatch.setattr(session, "_is_allowed", lambda visit, action: True)
    added = next(act for act in ACTS if act.name == "a partner is added")
    replayed = replay(served, store, world, added, recorded[added.name], ["reader"])
    assert "reader changed partner_events" in replayed.wrong


def test_whatever_runs_without_its_page_asks_for_the_right_itself() -> None:
    """Fragments and dialogs can be asked for by their own number, long after the page refused."""
    asks = ("leader(", "typist(", "_still_own(", "session.require", "session.find", "session.planner", "session.actors")
    runs = ("st.fragment", "st.dialog", "fragment.part")
    silent, seen = [], 0
    for file in sorted((HOME / "onlife" / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(ast.unparse(d).startswith(runs) for d in node.decorator_list):
                if (file.name, node.name) == ("fragment.py", "run"):
                    continue  # what `fragment.part` makes of the functions that it decorates
                if (file.name, node.name) == ("reconnect.py", "ask_for_run"):
                    continue  # remembers its own number and nothing else
                seen += 1
                first = " ".join(ast.unparse(statement) for statement in node.body[:3])
                silent += [] if any(ask in first for ask in asks) else [f"{file.name}: {node.name}"]
    assert seen > 5
    assert not silent, f"deze vragen niet meteen naar het recht: {silent}"
