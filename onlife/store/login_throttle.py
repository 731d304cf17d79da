"""Tries to log in, counted here so that a restart forgets none.

Of an account and an address together at most `TRIES` count in `TRY_WINDOW`; addresses from which the account came in
before keep `KEPT_TRIES` of those for themselves, so that nobody can keep the rightful user out by trying without end.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from onlife.security.token import new_id
from onlife.store.account import Accounts
from onlife.store.engine.database import Database
from onlife.store.log_act import APP, Act
from onlife.store.log_book import Log
from onlife.text import now

TRIES, TRY_WINDOW = 10, timedelta(minutes=15)
KEPT_TRIES = 3
ADDRESS_TRIES = 50
"""Per address more than per account: a whole town hall may share one."""
PAUSES = MappingProxyType({3: 5, 4: 10, 5: 20, 6: 40, 7: 80, 8: 160, 9: 300})
"""Number of failed tries -> seconds until the next one."""
KNOWN_FOR = timedelta(days=90)
CLOCK_SET_BACK = timedelta(minutes=1)
"""A try that lies further ahead is from before the clock was set back; it must not shut a door until it is reached."""


class LoginThrottle:
    def __init__(self, database: Database, key: bytes, log: Log, accounts: Accounts) -> None:
        self._db = database
        self._key = key
        self._log = log
        self._accounts = accounts

    def begin(self, name: str, address: str) -> str | timedelta:
        """Begin a try and give back its id; or how long there may be none.

        It counts as failed until `end` says otherwise, so that many tries at once are not more than one by one.
        An address of "" is not known and not counted.
        """
        who, where = self._mark("name", name.strip().lower()), self._mark("address", address) if address else ""
        with self._db.transaction():
            wait = self._wait(who, where)
            if wait:
                self._note_block(name)
                return wait
            attempt = new_id()
            self._try_event(attempt, "tried", who, where)
        return attempt

    def end(self, attempt: str, name: str, address: str, *, inside: bool) -> None:
        """A try that was right; `inside`: nothing more is asked, and the address is known for this account from now."""
        where = self._mark("address", address) if address else ""
        self._try_event(attempt, "inside" if inside else "right", self._mark("name", name.strip().lower()), where)

    def _note_block(self, name: str) -> None:
        """One line per name and window, however often a door is tried that is shut."""
        account = next((a.id for a in self._accounts.all() if a.username == name.strip().lower()), "")
        if not self._db.row(
            "SELECT 1 FROM log_events WHERE network = '' AND act = ? AND thing = ? AND moment > ?",
            *(Act.LOGIN_BLOCKED.value, account, now() - TRY_WINDOW),
        ):
            self._log.note(Act.LOGIN_BLOCKED, APP, thing=account)

    def _wait(self, who: str, where: str) -> timedelta | None:
        """How long a try has to wait; None if it need not."""
        moment = now()
        came_in = self._db.rows(
            "SELECT DISTINCT address FROM login_events WHERE name = ? AND step = 'inside' AND moment > ?",
            *(who, moment - KNOWN_FOR),
        )
        known = {row["address"] for row in came_in} - {""}
        rows = self._db.rows(
            "SELECT moment, attempt, step, name, address FROM login_events "
            "WHERE (name = ? OR address = ?) AND moment > ? AND moment <= ? ORDER BY event",
            *(who, where, moment - TRY_WINDOW, moment + CLOCK_SET_BACK),
        )
        right = {row["attempt"] for row in rows if row["step"] != "tried"}
        failed = [row for row in rows if row["attempt"] not in right]
        of_name = [row for row in failed if row["name"] == who]
        here = [row["moment"] for row in of_name if (row["address"] in known) == (where in known)]
        waits = [_full([row["moment"] for row in of_name], TRIES), _pause(here)]
        if where not in known:
            waits.append(_full(here, TRIES - KEPT_TRIES))
            waits.append(_full([row["moment"] for row in failed if where and row["address"] == where], ADDRESS_TRIES))
        until = max((wait for wait in waits if wait), default=moment)
        return until - moment if until > moment else None

    def _try_event(self, attempt: str, step: str, who: str, where: str) -> None:
        self._db.add("login_events", {"moment": now(), "attempt": attempt, "step": step, "name": who, "address": where})

    def _mark(self, kind: str, text: str) -> str:
        return hmac.new(self._key, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()


def _full(failed: Sequence[datetime], most: int) -> datetime | None:
    """When there is room for one more try, of at most so many per window; None if there is room."""
    return failed[-most] + TRY_WINDOW if len(failed) >= most else None


def _pause(failed: Sequence[datetime]) -> datetime | None:
    """The growing pause after so many failed tries."""
    pause = PAUSES.get(min(len(failed), max(PAUSES)))
    return failed[-1] + timedelta(seconds=pause) if pause else None
