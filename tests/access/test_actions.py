"""Every change to the store, sent by everybody who may not make it: nothing changes and nothing is told.

Somebody who may presses the buttons once; what their tab sent is then sent again, byte for byte, by everybody else to a
fresh copy of the same networks, and last by themselves, which shows that the messages do what they are said to do.
What writes is read off the store: a method that adds or deletes rows and stands in no row here fails.
"""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from onlife import installation
from onlife.store import Store
from onlife.ui import session
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


ELEMENT = installation.questionnaire().blocks[0].elements[0].title
ACTS = (
    act("a network is changed", "coordinator", "beheer", "networks.save",
        fill("Naam", "Netwerk Anders"), press("Bewaren")),
    act("somebody gets an account", "coordinator", "beheer", "visitors.add_account visitors.set_role",
        fill("Wat wil je doen?", "Accounts"), fill("Naam", "Nieuw"), fill("Gebruikersnaam", "nieuw"),
        fill("Beginwachtwoord", "blauwe fietsen fluiten zacht"), press("Toegang geven")),
    act("a partner is added", "coordinator", "partners", "networks.save_partners visitors.make_links",
        fill("Naam", "Vierde"), fill("Andere sector", "Sport"), press("Partner toevoegen")),
    act("a round is prepared", "coordinator", "rondes", "networks.add_round",
        fill("Naam", "Volgend jaar"), press("Scanronde maken")),
    act("a round is shared or not", "coordinator", "rondes", "networks.save_round",
        fill("Partners mogen de netwerkpagina", False)),
    act("an element becomes a point", "coordinator", "bouwsteen", "meetings.mark",
        fill("Gesprekspunt", True)),
    act("the network agrees on stars", "coordinator", "keuzehulp", "priorities.keep",
        fill("Sterren voor", "3 ★")),
    act("an action is added", "coordinator", "plan", "plans.keep",
        press("Actie toevoegen"), fill("Wat gaan jullie doen?", "Samen iets doen"), press("Actie bewaren")),
    act("a follow-up moment is added", "coordinator", "plan", "plans.keep_follow_up",
        press("Bekijk de actie"), fill("Nieuw opvolgmoment", "1/6/2030"), press("Moment toevoegen")),
    act("an answer is given", "respondent", "scan", "scans.answer", fill(ELEMENT, "groen"), stap="1"),
    act("a function is chosen", "respondent", "scan", "scans.choose_function",
        fill("Jouw functiegroep", "Praktijkwerker"), stap="functie"),
    act("a remark is made", "respondent", "scan", "scans.remark", fill("Opmerking bij", "Iets"), stap="1"),
    act("a scan is handed in", "respondent", "scan", "scans.submit", press("Scan indienen"), stap="indienen"),
    act("a scan is reopened", "respondent", "scan", "scans.reopen", press("Heropen mijn scan")),
    act("a scan is handed in again", "respondent", "scan", "scans.submit",
        press("Scan indienen"), stap="indienen"),
    act("a partner shares its stars", "contact", "onze-keuze", "priorities.share",
        fill("Toon onze sterren", False)),
    act("a partner chooses stars", "contact", "onze-keuze", "priorities.keep", fill("Sterren voor", "2 ★")),
    act("a partner adds an action", "contact", "ons-plan", "plans.keep",
        press("Actie toevoegen"), fill("Wat gaan jullie doen?", "Zelf iets doen"), press("Actie bewaren")),
    act("a partner releases its result", "second contact", "ons-team", "scans.release",
        press("Vrijgeven aan het netwerk"), press("Ja, vrijgeven")),
    act("a partner closes its scan", "filling contact", "ons-team", "scans.close",
        press("Scan afsluiten"), fill("En het netwerk?", "Nog niet vrijgeven"), press("Afsluiten")),
    act("a partner reopens its scan", "filling contact", "ons-team", "scans.reopen_partner",
        press("Heropen de scan")),
    act("a partner closes its scan again", "filling contact", "ons-team", "scans.close",
        press("Scan afsluiten"), fill("En het netwerk?", "Nog niet vrijgeven"), press("Afsluiten")),
    act("a partner looks at its result", "filling contact", "ons-team", "scans.open_result",
        press("Bekijk ons resultaat")),
    act("a link is replaced", "coordinator", "links", "visitors.replace_link visitors.revoke_link",
        press("Intrekken en vervangen"), press("Vervang deze link")),
    act("a partner is archived", "coordinator", "partners", "networks.archive",
        fill("Wat wil je doen?", "Wijzigen of archiveren"), press("Archiveren"), press("Archiveer")),
    act("the round is closed", "coordinator", "rondes", "scans.close_round networks.end_round",
        press("Sluit deze scanronde"), fill("Typ de naam", "Later Merel"), press("Sluit deze scanronde")),
    act("everybody leaves everywhere", "coordinator", "beheer", "visitors.end_sessions",
        fill("Wat wil je doen?", "Mijn account"), press("Overal afmelden")),
)  # fmt: skip
ELSEWHERE = {
    "audit.exported": "tests/access/test_exports.py: only what is handed out is noted",
    "networks.add": "networks.save with a new id; a newcomer's first network (tests/browser/test_coordinator.py)",
    "networks.start_round": "one round at a time is open; tests/browser/test_coordinator.py opens it",
    "plans.accept": "plans.keep for the plan of the network; tests/app/test_plan.py",
    "scans.begin": "behind a link, no page: tests/unit/test_web.py",
    "scans.take_in": "an upload: tests/app/test_pages.py and tests/unit/test_intake.py",
    "visitors.set_password": "asks for the own or the other's account: tests/app/test_login.py",
    "visitors.remove_account": "on the server's command line only",
    "visitors.begin_try": "the login form: tests/unit/test_logins.py",
    "visitors.end_try": "the login form: tests/unit/test_logins.py",
    "visitors.set_factor": "asks for the password: tests/app/test_login.py",
    "visitors.spend_code": "the login form: tests/app/test_login.py",
    "visitors.drop_factor": "asks for the password: tests/app/test_login.py",
    "visitors.start_session": "the doors: tests/unit/test_web.py",
    "visitors.session": "notes that a session is in use: tests/unit/test_logins.py",
    "visitors.spend_ticket": "the doors: tests/unit/test_web.py",
    "visitors.end_session": "the doors: tests/unit/test_web.py",
    "visitors.actor": "notes that a session is in use",
    "visitors.actors": "notes that a session is in use",
}
"""What writes and is no action of a page, and what proves that it is guarded."""


def writers() -> set[str]:
    """`part.method` for every public method of the store that adds or deletes rows, itself or through another."""
    found = set()
    for file in sorted((HOME / "onlife" / "store").glob("*.py")):
        for part in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(part, ast.ClassDef) and file.stem not in ("database", "ledger", "records", "__init__"):
                methods = {m.name: _calls(m) for m in part.body if isinstance(m, ast.FunctionDef)}
                writing = {name for name, calls in methods.items() if calls & {"_db.add", "_db.delete"}}
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
        else:
            tab.press(label)


def held(store: Store, world: World, act: Act, who: str) -> Mapping[str, object]:
    """What may not change: everything, or for somebody who may do the same elsewhere, whatever is not theirs."""
    kind = act.who.split()[-1]
    if who.split()[-1] != kind:
        return {table: total for table, total in store.totals().items() if table not in VISITS}
    own, found = world.own, {}
    partner = {"contact": own.released, "second contact": own.withheld}.get(act.who, own.filling)
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
    return [other for other in world.cookies if other not in (who, "made up", "wrong jar", "other respondent")]


@pytest.fixture(scope="module")
def recorded(served: Served, world: World, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[bytes]]:
    """Act -> what the tab of who may do it sent, on a copy of the networks that nobody looks at any more."""
    served.use(Path(shutil.copytree(world.folder, tmp_path_factory.mktemp("recorded") / "data")))
    sent = {}
    for act in ACTS:
        with Tab(served, world.cookies[act.who]) as tab:
            do(tab, act)
            sent[act.name] = tab.sent
    return sent


Played = Callable[[Act], tuple[list[str], bool]]


@pytest.fixture(scope="module")
def played(
    recorded: Mapping[str, list[bytes]], served: Served, world: World, tmp_path_factory: pytest.TempPathFactory
) -> Played:
    """Act -> what went wrong when others sent its messages, and whether it happened when they came from who may.

    The acts before it come first: each begins where the one before ended, as when they were recorded.
    """
    store = served.use(Path(shutil.copytree(world.folder, tmp_path_factory.mktemp("played") / "data")))
    found: dict[str, tuple[list[str], bool]] = {}

    def up_to(act: Act) -> tuple[list[str], bool]:
        for one in ACTS[: ACTS.index(act) + 1]:
            if one.name not in found:
                found[one.name] = replay(served, store, world, one, recorded[one.name])
        return found[act.name]

    return up_to


def replay(served: Served, store: Store, world: World, act: Act, messages: list[bytes]) -> tuple[list[str], bool]:
    wrong = []
    for who in everybody_else(world, act.who):
        before = held(store, world, act, who)
        with Tab(served, world.cookies[who]) as tab:
            for message in messages:
                answer = tab.send_if_answered(message)
                wrong += [f"{who} received {word}" for word in answer.holds(world.forbidden(who)) if who in KNOWN]
        after = held(store, world, act, who)
        wrong += [f"{who} changed {table}" for table in after if after[table] != before.get(table)]
    before = store.totals()
    with Tab(served, world.cookies[act.who]) as tab:
        for message in messages:
            tab.send_if_answered(message)
    return wrong, store.totals() != before


KNOWN = ("nobody", "coordinator", "reader", "contact", "respondent", "made up", "wrong jar")


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_who_may_not_changes_nothing_and_hears_nothing(act: Act, played: Played, world: World) -> None:
    wrong, happened = played(act)
    count("handelingen van iemand anders", len(everybody_else(world, act.who)), len(wrong))
    assert not wrong
    assert happened, "the control: from who may, the same messages change something"


def test_without_the_guard_the_same_messages_would_change_something(
    recorded: Mapping[str, list[bytes]],
    served: Served,
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = served.use(Path(shutil.copytree(world.folder, tmp_path / "data")))
    monkeypatch.setattr(session, "_allowed", lambda visit, action: True)
    added = next(act for act in ACTS if act.name == "a partner is added")
    wrong, _ = replay(served, store, world, added, recorded[added.name])
    assert "reader changed partner_events" in wrong


def test_whatever_runs_without_its_page_asks_for_the_right_itself() -> None:
    """Fragments and dialogs can be asked for by their own number, long after the page refused."""
    asks = ("session.require", "session.find", "session.planner", "session.actors")
    silent, seen = [], 0
    for file in sorted((HOME / "onlife" / "ui").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                ast.unparse(d).startswith(("st.fragment", "st.dialog")) for d in node.decorator_list
            ):
                seen += 1
                first = " ".join(ast.unparse(statement) for statement in node.body[:3])
                silent += [] if any(ask in first for ask in asks) else [f"{file.name}: {node.name}"]
    assert seen > 5
    assert not silent, f"deze vragen niet meteen naar het recht: {silent}"
