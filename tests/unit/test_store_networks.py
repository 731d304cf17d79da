"""Networks, partners, rounds, links, accounts and sessions, on a real DuckDB file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from onlife.domain.access import Action, Resource, Role, may
from onlife.domain.account import Account, LinkKind
from onlife.domain.network import Network, Partner, Round, RoundState
from onlife.security.token import SESSION_COOKIES, new_id
from onlife.services import mailing
from onlife.store import Refused, Store, StoreError, session
from tests import stores
from tests.unit.examples import questionnaire


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(stores.empty(tmp_path), questionnaire(2, 1))
    yield store
    store.close()


@pytest.fixture
def network(store: Store) -> Network:
    return store.networks.add("Netwerk Demerdal", "Diest", 5, "an")


def roles_of(store: Store, account: Account) -> dict[str, Role]:
    known = store.accounts.get(account.id)
    assert known is not None
    return dict(known.networks)


def partner(network: Network, name: str, *, joint: bool = False, expected: int = 8) -> Partner:
    return Partner(new_id(), network.id, name, "Welzijn", expected, joint)


def a_round(store: Store, network: Network, name: str = "Najaar") -> Round:
    return store.networks.add_round(network.id, name, 1, date(2026, 11, 23), "an")


def opened(store: Store, network: Network) -> Round:
    scan_round = a_round(store, network)
    store.networks.start_round(scan_round, "an")
    found = store.networks.round(network.id, scan_round.id)
    assert found is not None
    return found


# -- networks


def test_a_network_is_found_by_its_name_however_it_is_written(store: Store, network: Network) -> None:
    assert store.networks.by_name(" netwerk DEMERDAL ") == network
    assert store.networks.all() == [network]
    assert store.networks.get("another") is None


def test_two_networks_never_share_a_name(store: Store, network: Network) -> None:
    with pytest.raises(Refused, match="al een netwerk"):
        store.networks.add(network.name.upper(), "Diest", 5, "an")
    assert store.networks.all() == [network]


def test_the_threshold_can_be_lowered_until_somebody_has_answered(store: Store, network: Network) -> None:
    store.networks.save(replace(network, threshold=3), "an")
    library = partner(network, "Bibliotheek")
    store.networks.save_partners([library], "an")
    opened(store, network)
    store.scans.begin(library)
    with pytest.raises(Refused, match="alleen nog omhoog"):
        store.networks.save(replace(network, threshold=2), "an")
    store.networks.save(replace(network, threshold=6), "an")
    assert [n.threshold for n in store.networks.all()] == [6]


# -- partners


def test_partners_stand_in_alphabetical_order(store: Store, network: Network) -> None:
    store.networks.save_partners([partner(network, name) for name in ("OCMW", "bibliotheek", "CLB")], "an")
    assert [p.name for p in store.networks.partners(network.id)] == ["bibliotheek", "CLB", "OCMW"]


def test_of_a_list_with_a_name_that_is_taken_nobody_is_added(store: Store, network: Network) -> None:
    store.networks.save_partners([partner(network, "CLB")], "an")
    with pytest.raises(Refused, match="clb"):
        store.networks.save_partners([partner(network, "OCMW"), partner(network, "clb")], "an")
    assert [p.name for p in store.networks.partners(network.id)] == ["CLB"]


def test_a_partner_changes_without_becoming_another(store: Store, network: Network) -> None:
    before = partner(network, "CLB")
    store.networks.save_partners([before], "an")
    after = replace(before, name="CLB Demerdal", expected=12, joint=True)
    store.networks.save_partners([after], "an")
    assert store.networks.partners(network.id) == [after]


def test_an_archived_partner_is_kept_aside_and_its_name_is_free_again(store: Store, network: Network) -> None:
    old = partner(network, "CLB")
    store.networks.save_partners([old], "an")
    store.networks.archive(old, "an")
    assert store.networks.partners(network.id) == []
    assert [p.archived for p in store.networks.partners(network.id, archived=True)] == [True]
    store.networks.save_partners([partner(network, "CLB")], "an")
    with pytest.raises(Refused, match="CLB"):
        store.networks.save_partners([old], "an")


def test_a_partner_is_not_found_from_another_network(store: Store, network: Network) -> None:
    other = store.networks.add("Netwerk Kempen", "Geel", 5, "an")
    library = partner(network, "Bibliotheek")
    store.networks.save_partners([library], "an")
    assert store.networks.partner(other.id, library.id) is None
    assert store.networks.partners(other.id) == []


# -- rounds


def test_a_round_goes_from_concept_to_open_to_closed(store: Store, network: Network) -> None:
    store.networks.save_partners([partner(network, "CLB")], "an")
    scan_round = a_round(store, network)
    assert scan_round.state is RoundState.CONCEPT
    store.networks.start_round(scan_round, "an")
    assert store.networks.open_round(network.id) == replace(scan_round, state=RoundState.OPEN)
    store.closings.close_round(scan_round, "an")
    assert [r.state for r in store.networks.rounds(network.id)] == [RoundState.CLOSED]
    with pytest.raises(Refused, match="concept"):
        store.networks.start_round(scan_round, "an")
    with pytest.raises(Refused, match="open scanronde"):
        store.closings.close_round(scan_round, "an")


def test_a_network_has_one_open_round_at_a_time(store: Store, network: Network) -> None:
    opened(store, network)
    second = a_round(store, network, "Voorjaar")
    with pytest.raises(Refused, match="Sluit eerst Najaar"):
        store.networks.start_round(second, "an")


def test_two_rounds_of_a_network_never_share_a_name(store: Store, network: Network) -> None:
    a_round(store, network)
    with pytest.raises(Refused, match="al een scanronde"):
        a_round(store, network, " najaar ")


def test_changing_a_round_never_changes_its_state(store: Store, network: Network) -> None:
    scan_round = a_round(store, network)
    store.networks.start_round(scan_round, "an")
    store.networks.save_round(replace(scan_round, name="Herfst", shared=True), "an")
    found = store.networks.round(network.id, scan_round.id)
    assert found == replace(scan_round, name="Herfst", shared=True, state=RoundState.OPEN)


def test_what_a_network_shows_gets_a_new_number_with_every_change(store: Store, network: Network) -> None:
    numbers = [store.networks.newest_event(network.id)]
    store.networks.save_partners([partner(network, "CLB")], "an")
    numbers.append(store.networks.newest_event(network.id))
    scan_round = a_round(store, network)
    numbers.append(store.networks.newest_event(network.id))
    store.networks.save_round(replace(scan_round, shared=True), "an")
    numbers.append(store.networks.newest_event(network.id))
    assert numbers == sorted(set(numbers))


# -- links


@pytest.fixture
def library(store: Store, network: Network) -> Partner:
    library = partner(network, "Bibliotheek")
    with store.transaction():
        store.networks.save_partners([library], "an")
        store.links.make(network.id, [library.id], "an")
    return library


def test_a_partner_gets_two_links_once(store: Store, network: Network, library: Partner) -> None:
    links = store.links.of(network.id)
    assert set(links) == {(library.id, LinkKind.SCAN), (library.id, LinkKind.TEAM)}
    store.links.make(network.id, [library.id], "an")
    assert store.links.of(network.id) == links


def test_the_database_holds_no_link_that_could_be_followed(
    store: Store, network: Network, library: Partner, tmp_path: Path
) -> None:
    tokens = [store.links.token(link) for link in store.links.of(network.id).values()]
    store.close()
    written = b"".join(path.read_bytes() for path in tmp_path.glob("onlife.duckdb*"))
    assert library.id.encode() in written
    assert not any(token.encode() in written for token in tokens)


def test_a_link_shows_again_after_a_restart(store: Store, network: Network, library: Partner, tmp_path: Path) -> None:
    link = store.links.of(network.id)[library.id, LinkKind.SCAN]
    token = store.links.token(link)
    store.close()
    again = Store(tmp_path, questionnaire(2, 1))
    assert again.links.with_token(token) == link
    again.close()


def test_a_replaced_link_lets_nobody_in_any_more(store: Store, network: Network, library: Partner) -> None:
    link = store.links.of(network.id)[library.id, LinkKind.TEAM]
    token, cookie = store.links.token(link), store.sessions.start("team", link.id)
    assert store.actors.with_secret(cookie) is not None
    store.links.replace(link, "an")
    assert store.actors.with_secret(cookie) is None
    old = store.links.with_token(token)
    assert old is not None and old.revoked
    new = store.links.of(network.id)[library.id, LinkKind.TEAM]
    assert store.links.token(new) != token


def test_a_link_reaches_its_own_partner_only(store: Store, network: Network, library: Partner) -> None:
    link = store.links.of(network.id)[library.id, LinkKind.TEAM]
    found = store.actors.with_secret(store.sessions.start("team", link.id))
    assert found is not None
    kind, actor = found
    assert kind == "team"
    assert may(actor, Action.SEE_TEAM, Resource(network.id, library.id))
    assert not may(actor, Action.SEE_TEAM, Resource(network.id, "another"))
    assert not may(actor, Action.MANAGE, Resource(network.id))


def test_the_mail_merge_has_a_row_per_partner_with_its_own_links(
    store: Store, network: Network, library: Partner
) -> None:
    school = partner(network, "=School", joint=True)
    store.networks.save_partners([school], "an")
    assert list(mailing.mail_merge(store, network, "https://x.be")["partner"]) == ["Bibliotheek"]
    store.links.make(network.id, [school.id], "an")
    opened(store, network)
    table = mailing.mail_merge(store, network, "https://x.be")
    assert list(table.columns) == mailing.COLUMNS
    assert list(table["wijze"]) == ["gezamenlijk", "individueel"]
    links = [*table["scanlink"], *table["teamlink"]]
    tokens = {store.links.token(link) for link in store.links.of(network.id).values()}
    assert {link.removeprefix("https://x.be/l/") for link in links} == tokens
    assert all(row["scanlink"] in row["uitnodiging"] for _, row in table.iterrows())
    assert "23 november 2026" in table["herinnering"][0]


def test_a_partner_without_valid_links_is_not_written_to(store: Store, network: Network, library: Partner) -> None:
    store.links.revoke(store.links.of(network.id)[library.id, LinkKind.SCAN], "an")
    assert mailing.letter_fields(store, network, "https://x.be") == {}


# -- accounts


def test_an_account_has_a_role_per_network_that_can_be_taken_back(store: Store, network: Network) -> None:
    account = store.accounts.add(" An ", "An Peeters", "hash", "an")
    store.accounts.set_role(account.id, network.id, Role.COORDINATOR, "an")
    [known] = store.accounts.all()
    assert (known.username, dict(known.networks)) == ("an", {network.id: Role.COORDINATOR})
    store.accounts.set_role(account.id, network.id, Role.READER, "an")
    assert roles_of(store, account) == {network.id: Role.READER}
    store.accounts.set_role(account.id, network.id, None, "an")
    assert roles_of(store, account) == {}


def test_two_accounts_never_share_a_user_name(store: Store) -> None:
    store.accounts.add("an", "An", "hash", "an")
    with pytest.raises(Refused, match="gebruikersnaam an"):
        store.accounts.add("AN", "Anna", "hash", "an")


def test_a_removed_account_is_out_at_once(store: Store) -> None:
    account = store.accounts.add("an", "An", "hash", "an")
    cookie = store.sessions.start("account", account.id)
    store.accounts.remove(account, "an")
    assert store.actors.with_secret(cookie) is None
    assert store.accounts.all() == []


def test_a_new_password_ends_every_session_of_the_account(store: Store) -> None:
    account = store.accounts.add("an", "An", "hash", "an")
    cookies = [store.sessions.start("account", account.id) for _ in range(3)]
    store.accounts.set_password(account, "another hash", "an")
    assert [store.actors.with_secret(cookie) for cookie in cookies] == [None] * 3
    [known] = store.accounts.all()
    assert known.password_hash == "another hash"


def test_a_role_that_is_taken_back_holds_for_who_is_already_in(store: Store, network: Network) -> None:
    account = store.accounts.add("an", "An", "hash", "an")
    store.accounts.set_role(account.id, network.id, Role.COORDINATOR, "an")
    cookies = {SESSION_COOKIES["account"]: store.sessions.start("account", account.id)}
    assert may(store.actors.of(cookies)["account"], Action.MANAGE, Resource(network.id))
    store.accounts.set_role(account.id, network.id, None, "an")
    assert not may(store.actors.of(cookies)["account"], Action.MANAGE, Resource(network.id))


# -- sessions


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Moves the time of the sessions on."""
    passed = [timedelta()]
    start = datetime(2026, 11, 1, 9)
    monkeypatch.setattr(session, "now", lambda: start + passed[0])

    def move(by: timedelta) -> None:
        passed[0] += by

    return move


def test_a_ticket_is_spent_once(store: Store) -> None:
    account = store.accounts.add("an", "An", "hash", "an")
    ticket = store.sessions.start("ticket", account.id)
    assert store.sessions.spend_ticket(ticket) is not None
    assert store.sessions.spend_ticket(ticket) is None


def test_a_session_cookie_is_no_ticket(store: Store) -> None:
    account = store.accounts.add("an", "An", "hash", "an")
    cookie = store.sessions.start("account", account.id)
    assert store.sessions.spend_ticket(cookie) is None
    assert store.actors.with_secret(cookie) is not None


def test_a_cookie_counts_only_in_its_own_place(store: Store) -> None:
    account = store.accounts.add("an", "An", "hash", "an")
    secret = store.sessions.start("account", account.id)
    assert store.actors.of({SESSION_COOKIES["team"]: secret}) == {}
    assert set(store.actors.of({SESSION_COOKIES["account"]: secret})) == {"account"}


def test_a_made_up_cookie_is_nobody(store: Store) -> None:
    assert store.actors.with_secret("made up") is None


def test_logging_out_ends_the_session(store: Store) -> None:
    account = store.accounts.add("an", "An", "hash", "an")
    cookie = store.sessions.start("account", account.id)
    store.sessions.end(cookie)
    assert store.actors.with_secret(cookie) is None


def test_an_account_left_alone_for_half_an_hour_is_logged_out(store: Store, clock: Callable[[timedelta], None]) -> None:
    account = store.accounts.add("an", "An", "hash", "an")
    cookie = store.sessions.start("account", account.id)
    for _ in range(3):
        clock(timedelta(minutes=29))
        assert store.sessions.get(cookie) is not None
    clock(timedelta(minutes=31))
    assert store.sessions.get(cookie) is None


def test_an_account_in_use_is_logged_out_after_half_a_day(store: Store, clock: Callable[[timedelta], None]) -> None:
    account = store.accounts.add("an", "An", "hash", "an")
    cookie = store.sessions.start("account", account.id)
    for _ in range(12 * 3 - 1):
        clock(timedelta(minutes=20))
        assert store.sessions.get(cookie) is not None
    clock(timedelta(minutes=20))
    assert store.sessions.get(cookie) is None


# -- the file


@pytest.mark.process
def test_a_second_app_is_told_that_the_folder_is_in_use(store: Store, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from onlife.store import Store, StoreError\n"
        "try: Store(Path(sys.argv[1]), None)\n"
        "except StoreError as error: print(error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert "al in gebruik" in ran.stdout, ran.stderr


def test_a_damaged_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "onlife.duckdb").write_bytes(b"this is no database" * 1000)
    (tmp_path / "server.key").write_bytes(b"k" * 32)
    with pytest.raises(StoreError, match="niet geopend"):
        Store(tmp_path, questionnaire(1))


def test_of_several_changes_that_belong_together_all_or_none_happen(store: Store, network: Network) -> None:
    with pytest.raises(Refused), store.transaction():
        store.networks.save_partners([partner(network, "CLB")], "an")
        store.networks.add(network.name, "", 5, "an")
    assert store.networks.partners(network.id) == []


def test_data_are_readable_for_their_owner_only(store: Store, network: Network, tmp_path: Path) -> None:
    files = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir()}
    assert files == {"onlife.duckdb": 0, "onlife.duckdb.wal": 0, "onlife.ledger": 0, "server.key": 0}
