"""Sessions of browsers: begun by a link, a login or a word in a meeting, ended at logout, at their absolute end or after a time without use.

Of a secret only its fingerprint is stored; whether a session still holds is asked anew for every action.
"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

from onlife.domain.account import Session
from onlife.security.token import fingerprint, new_secret
from onlife.store.engine.database import Database
from onlife.store.log_act import Act
from onlife.store.log_book import Log
from onlife.text import now

LIFETIME = MappingProxyType(
    {
        "ticket": timedelta(minutes=2),
        "halfway": timedelta(minutes=5),  # the password was right, the second factor is still to come
        "account": timedelta(hours=12),
        "team": timedelta(days=1),
        "seat": timedelta(days=1),
        "scan": timedelta(days=60),
        "view": timedelta(days=1),
    }
)
IDLE = MappingProxyType({"account": timedelta(minutes=30)})
SEEN_EVERY = timedelta(minutes=1)


class Sessions:
    def __init__(self, database: Database, log: Log) -> None:
        self._db = database
        self._log = log

    def start(self, kind: str, subject: str, scan: str = "") -> str:
        """Begin a session and give back the secret for the cookie."""
        secret = new_secret()
        if kind == "account":
            with self._db.transaction():
                self._session_event(fingerprint(secret), "start", kind, subject, scan)
                self._log.note(Act.LOGIN, subject, thing=subject)
        else:
            self._session_event(fingerprint(secret), "start", kind, subject, scan)
        return secret

    def get(self, secret: str, *, using: bool = True) -> Session | None:
        """The session of a cookie, if it still holds. Using it is noted at most once per `SEEN_EVERY`."""
        mark = fingerprint(secret)
        rows = self._db.events("session_events", session=mark)
        if not rows or rows[-1]["step"] in ("end", "moved") or rows[0]["expires"] <= now():
            return None
        first, last = rows[0], rows[-1]
        idle = IDLE.get(first["kind"])
        if idle and last["moment"] + idle <= now():
            return None
        if using and idle and last["moment"] + SEEN_EVERY <= now():
            self._session_event(mark, "seen", first["kind"], first["subject"], first["scan"])
        return Session(first["kind"], first["subject"], first["scan"])

    def was_moved(self, secret: str) -> bool:
        """Whether the session of a cookie ended because its scan was resumed at another device."""
        rows = self._db.events("session_events", session=fingerprint(secret))
        return bool(rows) and rows[-1]["step"] == "moved"

    def spend_ticket(self, secret: str) -> Session | None:
        """The session of a one-time ticket; the ticket is used up by asking."""
        with self._db.transaction():
            session = self.get(secret)
            if session is None or session.kind != "ticket":
                return None
            self.end(secret)
        return session

    def end(self, secret: str) -> None:
        with self._db.transaction():
            session = self.get(secret)
            if session is None:
                return
            with self._db.transaction():
                self._session_event(fingerprint(secret), "end", session.kind, session.subject, session.scan)
                if session.kind == "account":
                    self._log.note(Act.LOGOUT, session.subject, thing=session.subject)

    def end_all(self, subject: str) -> None:
        """End every session of an account."""
        with self._db.transaction():
            self.end_quietly(subject)
            self._log.note(Act.LOGOUT_EVERYWHERE, subject, thing=subject)

    def end_quietly(self, subject: str) -> None:
        """End every session of an account; who calls says in the log book why."""
        rows = self._db.rows(
            "SELECT session, any_value(kind) AS kind FROM session_events WHERE subject = ? "
            "GROUP BY session HAVING NOT bool_or(step = 'end')",
            subject,
        )
        for row in rows:
            self._session_event(row["session"], "end", row["kind"], subject, "")

    def _session_event(self, mark: str, step: str, kind: str, subject: str, scan: str) -> None:
        moment = now()
        self._db.add(
            "session_events",
            {
                "moment": moment,
                "session": mark,
                "step": step,
                "kind": kind,
                "subject": subject,
                "scan": scan,
                "expires": moment + LIFETIME[kind],
            },
        )
