"""Tries to log in, the second factor and the ends of sessions, on a real DuckDB file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from onlife import cli
from onlife.domain.account import Account
from onlife.security import totp
from onlife.services import installation
from onlife.store import Refused, Store, login_throttle, session
from onlife.store import account as stored_accounts
from tests import stores
from tests.sample import sample
from tests.unit.examples import questionnaire

pytestmark = pytest.mark.long

HOME, ELSEWHERE = "192.0.2.1", "203.0.113.9"
START = datetime(2026, 11, 1, 9)
EVERY = 5
"""Seconds between two tries of who guesses without end: no more than the shortest pause."""
Move = Callable[[timedelta], datetime]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(stores.empty(tmp_path), questionnaire(2, 1))
    yield store
    store.close()


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Moves the clock of the store on; gives back what it says."""
    passed = [timedelta()]
    for module in (stored_accounts, login_throttle, session):
        monkeypatch.setattr(module, "now", lambda: START + passed[0])

    def on(by: timedelta) -> datetime:
        passed[0] += by
        return START + passed[0]

    return on


@pytest.fixture
def account(store: Store) -> Account:
    return store.accounts.add("an", "An", "hash", "an")


def fail(store: Store, move: Move, minutes: float, name: str = "an", address: str = ELSEWHERE) -> int:
    """Guess without end, a try every few seconds, for so many minutes; how many tries got as far as the password."""
    tried = 0
    for _ in range(int(minutes * 60 / EVERY)):
        tried += isinstance(store.login_throttle.begin(name, address), str)
        move(timedelta(seconds=EVERY))
    return tried


def log_in(store: Store, name: str = "an", address: str = HOME) -> bool:
    attempt = store.login_throttle.begin(name, address)
    if isinstance(attempt, timedelta):
        return False
    store.login_throttle.end(attempt, name, address, inside=True)
    return True


# -- tries


def test_the_pause_grows_with_every_failed_try(store: Store, move: Move) -> None:
    pauses: list[timedelta] = []
    tries = 0
    while tries < 7:
        wait = store.login_throttle.begin("an", ELSEWHERE)
        if isinstance(wait, timedelta):
            pauses.append(wait)
            move(wait)
        else:
            tries += 1
    assert len(pauses) == 4, "the first tries may be typing errors"
    assert pauses == sorted(set(pauses))
    assert pauses[-1] <= timedelta(minutes=15)


@pytest.mark.long
@pytest.mark.parametrize("known", sample([True, False], [False]))
@pytest.mark.parametrize("every", [EVERY, pytest.param(1, marks=pytest.mark.slow)])
def test_an_account_is_never_tried_more_than_ten_times_in_a_quarter_of_an_hour(
    store: Store, move: Move, known: bool, every: int
) -> None:
    """From as many addresses as one likes, also from where the account came in before."""
    if known:
        log_in(store)
    moments: list[datetime] = []
    for second in range(0, 45 * 60, every):
        for address in (HOME, f"198.51.100.{second % 250}"):
            if isinstance(store.login_throttle.begin("an", address), str):
                moments.append(move(timedelta()))
        move(timedelta(seconds=every))
    busiest = max(sum(m <= other < m + timedelta(minutes=15) for other in moments) for m in moments)
    assert 5 <= busiest <= 10


def test_without_the_guard_it_would_be_tried_more_often(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_throttle, "TRIES", 1000)
    monkeypatch.setattr(login_throttle, "PAUSES", {3: 0})
    assert all(isinstance(store.login_throttle.begin("an", ELSEWHERE), str) for _ in range(30))


@pytest.mark.long
def test_no_wait_is_longer_than_a_quarter_of_an_hour(store: Store, move: Move) -> None:
    for _ in range(40):
        for _ in range(12):
            wait = store.login_throttle.begin("an", ELSEWHERE)
            assert isinstance(wait, str) or wait <= timedelta(minutes=15)
        move(timedelta(minutes=1))
    move(timedelta(minutes=15))
    assert log_in(store)


@pytest.mark.long
@pytest.mark.parametrize(
    "back", sample([timedelta(minutes=5), timedelta(hours=1), timedelta(days=400)], [timedelta(hours=1)])
)
def test_a_clock_that_is_set_back_locks_nobody_out_for_as_long_as_the_jump(
    back: timedelta, store: Store, move: Move
) -> None:
    fail(store, move, minutes=20)
    assert not isinstance(store.login_throttle.begin("an", ELSEWHERE), str)
    move(-back)
    wait = store.login_throttle.begin("an", ELSEWHERE)
    assert isinstance(wait, str) or wait <= login_throttle.TRY_WINDOW
    move(timedelta(minutes=1))
    assert fail(store, move, minutes=16) > 0, "and it counts anew from here"


@pytest.mark.long
def test_who_came_in_from_here_before_comes_in_while_strangers_guess_without_end(store: Store, move: Move) -> None:
    assert log_in(store)
    for _ in range(4):
        assert fail(store, move, 15) <= 7
        assert log_in(store)
    move(timedelta(minutes=15))
    fail(store, move, 5)
    assert log_in(store)
    assert not log_in(store, address="198.51.100.7"), "the control: from an address that is not known it waits"


def test_many_tries_at_once_are_not_more_than_one_by_one(store: Store) -> None:
    came: list[str | timedelta] = []
    threads = [
        threading.Thread(target=lambda: came.append(store.login_throttle.begin("an", ELSEWHERE))) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(one, str) for one in came) == 3


def test_an_address_that_tries_many_names_has_to_wait_and_others_do_not(store: Store, move: Move) -> None:
    tried = [store.login_throttle.begin(f"naam{number}", ELSEWHERE) for number in range(60)]
    assert sum(isinstance(one, str) for one in tried) == 50
    assert isinstance(store.login_throttle.begin("an", HOME), str)
    assert isinstance(store.login_throttle.begin("an", ""), str)
    move(timedelta(minutes=15))
    assert isinstance(store.login_throttle.begin("an", ELSEWHERE), str)


def test_a_name_counts_however_it_is_written_and_whether_or_not_it_exists(store: Store, account: Account) -> None:
    for name in ("an", "niemand"):
        for typed in (name, name.upper(), f" {name} "):
            assert isinstance(store.login_throttle.begin(typed, ELSEWHERE), str)
        assert isinstance(store.login_throttle.begin(name, ELSEWHERE), timedelta)


def test_tries_that_were_right_do_not_count(store: Store) -> None:
    assert all(log_in(store) for _ in range(20))


def test_a_restart_forgets_no_try(tmp_path: Path) -> None:
    waits = []
    for _ in range(2):
        store = Store(tmp_path, questionnaire(2, 1))
        waits = [store.login_throttle.begin("an", ELSEWHERE) for _ in range(4)]
        store.close()
    assert all(isinstance(wait, timedelta) for wait in waits)


def test_neither_name_nor_address_of_a_try_can_be_read_from_the_file(tmp_path: Path) -> None:
    store = Store(tmp_path, questionnaire(2, 1))
    attempt = store.login_throttle.begin("zeldzame-naam", ELSEWHERE)
    assert isinstance(attempt, str)
    store.login_throttle.end(attempt, "zeldzame-naam", ELSEWHERE, inside=True)
    store.close()
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("onlife.duckdb*"))
    assert attempt.encode() in stored, "the control: what is stored is found"
    assert b"zeldzame-naam" not in stored
    assert ELSEWHERE.encode() not in stored


# -- the second factor


def code(secret: str, moment: datetime) -> str:
    """What the app on the phone says at this moment (UTC)."""
    return pyotp.TOTP(secret).at(int((moment - datetime(1970, 1, 1)).total_seconds()))


@pytest.fixture
def secret(store: Store, account: Account, move: Move) -> str:
    """The secret of a factor that was switched on a while ago."""
    secret = totp.new_secret()
    store.accounts.set_factor(account.id, secret, code(secret, move(timedelta())), account.id)
    move(timedelta(minutes=5))
    return secret


def test_a_code_counts_once(store: Store, account: Account, secret: str, move: Move) -> None:
    now = move(timedelta())
    assert store.accounts.spend_code(account.id, code(secret, now))
    assert not store.accounts.spend_code(account.id, code(secret, now)), "the same code again"
    assert not store.accounts.spend_code(account.id, code(secret, now - timedelta(seconds=30))), "an older one"
    now = move(timedelta(seconds=30))
    assert store.accounts.spend_code(account.id, f" {code(secret, now)[:3]} {code(secret, now)[3:]} ")


def test_the_code_that_switched_it_on_is_used_up(store: Store, account: Account, move: Move) -> None:
    secret = totp.new_secret()
    now = move(timedelta())
    store.accounts.set_factor(account.id, secret, code(secret, now), account.id)
    assert not store.accounts.spend_code(account.id, code(secret, now))


@pytest.mark.parametrize("seconds", [-60, 60, 90, 3600])
def test_a_code_of_another_time_is_refused(
    store: Store, account: Account, secret: str, move: Move, seconds: int
) -> None:
    assert not store.accounts.spend_code(account.id, code(secret, move(timedelta()) + timedelta(seconds=seconds)))


@pytest.mark.parametrize("typed", ["", "000000x", "abc", "١٢٣٤٥٦", "1" * 500])
def test_nonsense_is_no_code(store: Store, account: Account, secret: str, typed: str) -> None:
    assert not store.accounts.spend_code(account.id, typed)


def test_with_a_wrong_code_the_factor_stays_off(store: Store, account: Account, move: Move) -> None:
    secret = totp.new_secret()
    with pytest.raises(Refused, match="klopt niet"):
        store.accounts.set_factor(account.id, secret, code(secret, move(timedelta()) + timedelta(hours=1)), account.id)
    assert not store.accounts.has_factor(account.id)


def test_every_recovery_code_counts_once(store: Store, account: Account, move: Move) -> None:
    secret = totp.new_secret()
    codes = store.accounts.set_factor(account.id, secret, code(secret, move(timedelta())), account.id)
    assert len(set(codes)) == 8
    assert store.accounts.spend_code(account.id, codes[0].lower().replace("-", " "))
    assert not store.accounts.spend_code(account.id, codes[0])
    assert store.accounts.recovery_left(account.id) == 7
    now = move(timedelta(minutes=1))
    assert store.accounts.spend_code(account.id, code(secret, now)), "a recovery code uses up nothing else"


def test_setting_it_up_anew_ends_the_old_codes(store: Store, account: Account, secret: str, move: Move) -> None:
    store.accounts.drop_factor(account.id, "an")
    now = move(timedelta(minutes=1))
    assert not store.accounts.spend_code(account.id, code(secret, now))
    new = totp.new_secret()
    codes = store.accounts.set_factor(account.id, new, code(new, now), account.id)
    assert not store.accounts.spend_code(account.id, code(secret, now))
    assert store.accounts.spend_code(account.id, codes[7])


def test_a_new_password_leaves_the_factor_on(store: Store, account: Account, secret: str) -> None:
    store.accounts.set_password(account, "another hash", "an")
    assert store.accounts.has_factor(account.id)


def test_the_secret_cannot_be_read_without_the_server_key_nor_used_for_another_account(
    tmp_path: Path, move: Move
) -> None:
    store = Store(tmp_path, questionnaire(2, 1))
    account = store.accounts.add("an", "An", "hash", "an")
    secret = totp.new_secret()
    codes = store.accounts.set_factor(account.id, secret, code(secret, move(timedelta())), account.id)
    store.close()
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("onlife.duckdb*"))
    assert account.id.encode() in stored, "the control: what is stored is found"
    for hidden in (secret, *codes, *map(totp.recovery_mark, codes)):
        assert hidden.encode() not in stored
    key, factor = (tmp_path / "server.key").read_bytes(), totp.Factor(secret, ("mark",))
    sealed = totp.seal(key, account.id, factor)
    assert totp.unseal(key, account.id, sealed) == factor
    assert totp.unseal(b"another key", account.id, sealed) is None
    assert totp.unseal(key, "another account", sealed) is None


def test_whoever_keeps_the_server_switches_it_off_for_who_lost_the_phone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], move: Move
) -> None:
    store = Store(tmp_path, installation.questionnaire())
    account = store.accounts.add("an", "An", "hash", "an")
    secret = totp.new_secret()
    store.accounts.set_factor(account.id, secret, code(secret, move(timedelta())), account.id)
    store.close()
    monkeypatch.setenv("ONLIFE_DATA", str(tmp_path))
    installation.store.cache_clear()
    assert cli.main(["account", "totp-off", "an"]) == 0
    assert "wachtwoord alleen" in capsys.readouterr().out
    assert cli.main(["account", "totp-off", "an"]) == 1
    assert capsys.readouterr().err == "De tweede stap staat al uit.\n"
    store = Store(tmp_path, installation.questionnaire())
    [kept] = store.accounts.all()
    assert (store.accounts.has_factor(kept.id), kept.password_hash) == (False, "hash")
    store.close()


# -- the ends of sessions


def test_a_session_ends_at_half_an_hour_without_use_and_not_before(store: Store, account: Account, move: Move) -> None:
    cookie = store.sessions.start("account", account.id)
    move(timedelta(minutes=29, seconds=59))
    assert store.actors.with_secret(cookie) is not None
    move(timedelta(minutes=30))
    assert store.actors.with_secret(cookie) is None


def test_a_session_in_use_ends_at_twelve_hours_and_not_before(store: Store, account: Account, move: Move) -> None:
    cookie = store.sessions.start("account", account.id)
    for _ in range(71):
        move(timedelta(minutes=10))
        assert store.actors.with_secret(cookie) is not None
    move(timedelta(minutes=9, seconds=59))
    assert store.actors.with_secret(cookie) is not None
    move(timedelta(seconds=1))
    assert store.actors.with_secret(cookie) is None


def test_logging_out_everywhere_ends_every_session_of_the_account_and_no_other(store: Store, account: Account) -> None:
    other = store.accounts.add("bo", "Bo", "hash", "an")
    kinds = ("account", "account", "ticket", "halfway")
    cookies = [store.sessions.start(kind, account.id) for kind in kinds]
    theirs = store.sessions.start("account", other.id)
    store.sessions.end_all(account.id)
    assert [store.sessions.get(cookie) for cookie in cookies] == [None] * 4
    assert store.actors.with_secret(theirs) is not None


@pytest.mark.parametrize("kind", ["ticket", "halfway"])
def test_who_is_not_inside_yet_is_nobody(store: Store, account: Account, kind: str) -> None:
    secret = store.sessions.start(kind, account.id)
    assert store.actors.with_secret(secret) is None
    assert store.actors.of({"onlife_account": secret}) == {}


def test_a_password_alone_gives_no_ticket_where_there_is_a_second_factor(store: Store, account: Account) -> None:
    assert store.sessions.spend_ticket(store.sessions.start("halfway", account.id)) is None
