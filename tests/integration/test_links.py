"""Links that somebody else handed on: minted resume codes, forms of other sites, and the coordinator's hold on team links."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from onlife import web
from onlife.domain.access import Role
from onlife.domain.account import ENTRANCES, LinkKind
from onlife.domain.light import Light
from onlife.domain.network import Partner
from onlife.security import password
from onlife.security.token import SESSION_COOKIES, new_id
from onlife.services import installation
from onlife.store import Refused, Store
from onlife.web import entrance, write_guard
from tests import stores

CODE = "de eikels vallen in het gras"
ELSEWHERE = (
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://testserver:81"},
)


async def read(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A network of two partners in an open round, with a coordinator and a reader."""
    with stores.opened(stores.empty(tmp_path)) as opened:
        _fill(opened)
        yield opened


def _fill(opened: Store) -> None:
    network = opened.networks.add("Netwerk", "Stad", 5, "an")
    partners = [Partner(new_id(), network.id, name, "Sector", 6, False) for name in ("Bib", "Jeugdhuis")]
    opened.networks.save_partners(partners, "an")
    opened.links.make(network.id, [partner.id for partner in partners], "an")
    scan_round = opened.networks.add_round(network.id, "Najaar", installation.questionnaire().version, None, "an")
    opened.networks.start_round(scan_round, "an")
    for username, role in (("coordinator", Role.COORDINATOR), ("lezer", Role.READER)):
        opened.accounts.set_role(opened.accounts.add(username, username, "-", "an").id, network.id, role, "an")


@pytest.fixture
def app(store: Store) -> Starlette:
    puts = Route("/_stcore/upload_file/{tab}/{file}", read, methods=["PUT"])
    return Starlette(routes=[*web.routes(), puts], middleware=web.middleware())


def visitor(app: Starlette) -> TestClient:
    return TestClient(app, follow_redirects=False)


@pytest.fixture
def library(store: Store) -> Partner:
    return next(p for p in store.networks.partners(store.networks.all()[0].id) if p.name == "Bib")


def path(store: Store, who: Partner, kind: LinkKind) -> str:
    return f"/l/{store.links.token(store.links.of(who.network)[who.id, kind])}"


def begun(store: Store, browser: TestClient) -> str:
    return store.actors.of(dict(browser.cookies))["scan"].scan


# -- minted links


def test_a_scan_in_which_nothing_was_chosen_is_not_resumed(store: Store, library: Partner) -> None:
    scan = store.scans.begin(library).id
    store.scans.choose_function(scan, "ict")
    with pytest.raises(Refused, match="nog niets gekozen"):
        store.scans.resume(library, store.scans.code(scan))
    store.scans.answer(scan, "1.1", Light.RED)
    assert store.scans.resume(library, store.scans.code(scan)), "the control: with a choice it is"


def test_who_handed_on_a_link_with_a_code_reads_nothing_of_what_is_chosen_afterwards(
    app: Starlette, store: Store, library: Partner
) -> None:
    boss, colleague, link = visitor(app), visitor(app), path(store, library, LinkKind.SCAN)
    boss.post(link, data={"keuze": "nieuw"})
    scan = begun(store, boss)
    store.scans.answer(scan, "1.1", Light.GREEN)
    minted = store.scans.code(scan)
    assert colleague.post(link, data={"keuze": "code", "code": minted}).headers["location"] == "/scan?hervat=ja"
    assert begun(store, colleague) == scan and store.scans.code(scan) != minted
    assert store.actors.of(dict(boss.cookies)) == {}, "the tab of who began it is out"
    assert store.sessions.was_moved(boss.cookies[SESSION_COOKIES["scan"]]), "and is told why"
    again = boss.post(link, data={"keuze": "code", "code": minted})
    assert again.status_code == 404 and "gaat verder op een ander toestel" in again.text
    third = visitor(app).post(link, data={"keuze": "code", "code": store.scans.code(scan)})
    assert third.status_code == 303, "the control: the new code leads on"


def test_an_address_with_a_code_asks_first_whose_scan_it_is(app: Starlette, store: Store, library: Partner) -> None:
    link, owner = path(store, library, LinkKind.SCAN), visitor(app)
    owner.post(link, data={"keuze": "nieuw"})
    code = store.scans.code(begun(store, owner))
    page = visitor(app).get(f"{link}?verder={code}").text
    assert "Begon jij deze scan zelf?" in page and "Kreeg je dit adres van iemand anders" in page
    for choice in ("code", "nieuw"):
        assert f'<button class="button" type="submit" name="keuze" value="{choice}"' in page
    assert "Begon jij" not in owner.get(f"{link}?verder={code}").text, "who has it open goes on"


def test_a_person_without_link_goes_on_with_the_code_alone(app: Starlette, store: Store, library: Partner) -> None:
    scan = store.scans.begin(library).id
    store.scans.answer(scan, "1.1", Light.RED)
    code = store.scans.code(scan)
    assert store.scans.partner_with(code.lower().replace("-", " ")) == library
    assert store.scans.partner_with("ABCD-EFGH-JKMN") is None
    link = store.links.of(library.network)[library.id, LinkKind.SCAN]
    browser = visitor(app)
    taken = browser.get(f"/sessie/{store.sessions.start('ticket', link.id, scan)}")
    assert taken.headers["location"] == "/scan?hervat=ja" and begun(store, browser) == scan


# -- what comes from elsewhere


def changing(app: Starlette) -> list[tuple[str, str]]:
    ways = [(method, route.path) for route in app.routes if isinstance(route, Route) for method in route.methods or ()]
    return [way for way in ways if way[0] not in write_guard.READING or way[1].startswith(write_guard.TICKETS)]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_nothing_that_another_site_sends_changes_anything(
    app: Starlette, store: Store, library: Partner, headers: dict[str, str]
) -> None:
    ways = changing(app)
    assert len(ways) >= len(entrance.DOORS) + 3
    account = store.accounts.all()[0]
    cookie = {"Cookie": f"{SESSION_COOKIES['account']}={store.sessions.start('account', account.id)}"}
    token = path(store, library, LinkKind.SCAN).removeprefix("/l/")
    ticket = store.sessions.start("ticket", account.id)
    before = store.totals()
    for method, route in ways:
        place = route.replace("{token:anything}", token).replace("{ticket}", ticket)
        answer = visitor(app).request(method, f"http://testserver{place}", headers={**headers, **cookie})
        assert answer.status_code == 403, (method, route)
        assert method == "HEAD" or "andere website" in answer.text
        assert "set-cookie" not in answer.headers
    assert store.totals() == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_what_our_own_page_sends_is_answered(
    app: Starlette, store: Store, library: Partner, headers: dict[str, str]
) -> None:
    answer = visitor(app).post(path(store, library, LinkKind.SCAN), data={"keuze": "nieuw"}, headers=headers)
    assert answer.status_code == 303


def test_looking_changes_nothing_on_any_door(app: Starlette, store: Store, library: Partner) -> None:
    browser = visitor(app)
    account = store.accounts.all()[0]
    browser.cookies.set(SESSION_COOKIES["account"], store.sessions.start("account", account.id))
    ticket, before = store.sessions.start("ticket", account.id), store.totals()
    for look in ("/afmelden", f"/sessie/{ticket}", path(store, library, LinkKind.TEAM), "/stem"):
        browser.head(look)
    browser.get("/afmelden")
    assert store.totals() == before


def test_what_is_too_large_is_not_read(app: Starlette, store: Store, library: Partner) -> None:
    link = path(store, library, LinkKind.SCAN)
    big = {"keuze": "nieuw", "code": "x" * write_guard.FORM_MAX}
    assert visitor(app).post(link, data=big).status_code == 413

    def trickle() -> Iterator[bytes]:
        yield from (b"x" * write_guard.FORM_MAX,) * 3  # without a length that says so

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert visitor(app).post(link, content=trickle(), headers=form).status_code == 413


def test_of_a_link_that_never_was_no_body_is_read(app: Starlette) -> None:
    broken = {"Content-Type": "multipart/form-data"}  # without a boundary: reading it is a fault
    assert visitor(app).post("/l/bestaatniet", content=b"x", headers=broken).status_code == 404


def test_only_who_may_bring_a_file_uploads_and_only_so_much(app: Starlette, store: Store) -> None:
    place, file = "/_stcore/upload_file/tab/1", b"x" * 100_000
    browser = visitor(app)
    assert browser.put(place, content=file).status_code == 403
    people = {a.username: a for a in store.accounts.all()}
    for name, status in (("lezer", 403), ("coordinator", 200)):
        browser.cookies.set(SESSION_COOKIES["account"], store.sessions.start("account", people[name].id))
        assert browser.put(place, content=file).status_code == status, name
    assert browser.put(place, content=b"x" * (write_guard.UPLOAD_MAX + 1)).status_code == 413


# -- limits


def test_a_link_gives_no_more_than_so_many_empty_scans(
    app: Starlette, store: Store, library: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "EMPTY_MAX", 2 * library.expected)
    link = path(store, library, LinkKind.SCAN)
    team = [visitor(app) for _ in range(2 * library.expected)]
    assert {each.post(link, data={"keuze": "nieuw"}).status_code for each in team} == {303}
    full = visitor(app).post(link, data={"keuze": "nieuw"})
    assert full.status_code == 429 and "nog niets gekozen" in full.text
    store.scans.answer(begun(store, team[0]), "1.1", Light.RED)
    assert visitor(app).post(link, data={"keuze": "nieuw"}).status_code == 303, "somebody began to choose"


def test_resume_codes_are_not_tried_without_end(app: Starlette, store: Store, library: Partner) -> None:
    browser, link = visitor(app), path(store, library, LinkKind.SCAN)
    tries = [browser.post(link, data={"keuze": "code", "code": "ABCD-EFGH-JKMN"}) for _ in range(entrance.CODE_TRIES)]
    assert {answer.status_code for answer in tries} == {404}
    assert browser.post(link, data={"keuze": "code", "code": "ABCD-EFGH-JKMN"}).status_code == 429
    assert browser.post(link, data={"keuze": "nieuw"}).status_code == 303, "a new scan still begins"


def test_a_try_that_was_right_does_not_count(store: Store) -> None:
    for _ in range(5):
        attempt = store.tries.begin("x", 2)
        assert isinstance(attempt, str)
        store.tries.end(attempt)
    assert isinstance(store.tries.begin("x", 2), str) and isinstance(store.tries.begin("x", 2), str)
    wait = store.tries.begin("x", 2)
    assert isinstance(wait, timedelta) and timedelta(minutes=14) < wait <= timedelta(minutes=15)
    assert isinstance(store.tries.begin("y", 2), str), "something else is counted by itself"


# -- the team link


def test_each_browser_that_comes_in_by_a_team_link_is_noted(app: Starlette, store: Store, library: Partner) -> None:
    link = store.links.of(library.network)[library.id, LinkKind.TEAM]
    line = f"teamlink van {library.name} geopend"
    first, second, place = visitor(app), visitor(app), path(store, library, LinkKind.TEAM)
    for browser in (first, first, second):
        assert browser.post(place).headers["location"] == "/ons-team"
    assert store.audit.events(library.network)["what"].tolist().count(line) == 2, "the first came twice in one session"
    assert list(store.team_links.visits_by_day(link).values()) == [2]
    assert store.audit.check().whole


def test_with_a_code_the_link_alone_opens_nothing(app: Starlette, store: Store, library: Partner) -> None:
    contact, coordinator, place = visitor(app), visitor(app), path(store, library, LinkKind.TEAM)
    link = store.links.of(library.network)[library.id, LinkKind.TEAM]
    for browser in (contact, coordinator):
        browser.post(place)
    store.team_links.set_code(link, password.hash_password(CODE), contact.cookies[SESSION_COOKIES["team"]])
    assert "team" in store.actors.of(dict(contact.cookies))
    assert store.actors.of(dict(coordinator.cookies)) == {}, "who was inside already is out"
    refused = coordinator.post(place, data={"code": "iets anders dat lang is"})
    assert refused.status_code == 403 and "set-cookie" not in refused.headers and 'name="code"' in refused.text
    assert visitor(app).post(place, data={"code": CODE}).status_code == 303
    assert CODE not in str(store._db.rows("SELECT * FROM team_code_events"))
    assert f"eigen code op de teamlink van {library.name} gezet" in store.audit.events(library.network)["what"].tolist()


def test_the_code_of_a_team_link_is_not_tried_without_end(app: Starlette, store: Store, library: Partner) -> None:
    place, link = path(store, library, LinkKind.TEAM), store.links.of(library.network)[library.id, LinkKind.TEAM]
    store.team_links.set_code(link, password.hash_password(CODE), "")
    tries = [visitor(app).post(place, data={"code": "mis"}).status_code for _ in range(entrance.TRIES)]
    assert set(tries) == {403}
    assert visitor(app).post(place, data={"code": CODE}).status_code == 429


def test_a_replaced_team_link_has_no_code_and_everybody_of_the_team_reads_the_day(
    app: Starlette, store: Store, library: Partner
) -> None:
    link = store.links.of(library.network)[library.id, LinkKind.TEAM]
    store.team_links.set_code(link, password.hash_password(CODE), "")
    assert store.team_links.replacement_day(library) is None
    assert "eigen code op" in visitor(app).get(path(store, library, LinkKind.SCAN)).text
    store.links.replace(link, "an")
    assert visitor(app).post(path(store, library, LinkKind.TEAM)).status_code == 303
    assert isinstance(store.team_links.replacement_day(library), date)
    for kind in ENTRANCES:
        assert "verving" in visitor(app).get(path(store, library, kind)).text
    other = next(p for p in store.networks.partners(library.network) if p.id != library.id)
    assert store.team_links.replacement_day(other) is None


def test_a_partner_that_was_archived_and_brought_back_counts_as_replaced(store: Store, library: Partner) -> None:
    link = store.links.of(library.network)[library.id, LinkKind.TEAM]
    store.links.revoke(link, "an")
    store.links.make(library.network, [library.id], "an")
    assert isinstance(store.team_links.replacement_day(library), date)


# -- after logging in


@pytest.mark.parametrize(
    ("asked", "lands"),
    [
        ("/plan?netwerk=n&ronde=r", "/plan?netwerk=n&ronde=r"),
        ("/partners?", "/partners"),
        ("", "/"),
        ("https://evil.example/plan", "/"),
        ("//evil.example/plan", "/"),
        ("/\\evil.example", "/"),
        ("/uitvoer/resultaten.csv", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_a_login_leads_to_the_page_that_was_asked_for_and_to_no_other_site(
    app: Starlette, store: Store, asked: str, lands: str
) -> None:
    ticket = store.sessions.start("ticket", store.accounts.all()[0].id)
    assert visitor(app).get(f"/sessie/{ticket}", params={"naar": asked}).headers["location"] == lands
