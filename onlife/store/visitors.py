"""Who comes in: accounts, links and the sessions that both end in.

Of every secret only a fingerprint is stored. A session ends at logout, at its absolute end, after a time without
use, when its link is revoked or its account changes; whether it still holds is asked anew for every action.

Tries to log in are counted here, so that a restart forgets none. Of an account and an address together at most
`TRIES` count in `TRY_WINDOW`; addresses from which the account came in before keep `KEPT_TRIES` of those for
themselves, so that nobody can keep the rightful user out by trying without end.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from onlife.domain.access import Actor, Role
from onlife.domain.account import Account, Link, LinkKind, Session
from onlife.domain.network import Partner
from onlife.security import totp
from onlife.security.token import SESSION_COOKIES, fingerprint, link_token, new_id, new_secret
from onlife.store.engine.database import Database, Refused, now
from onlife.store.log_book import APP, Act, Log
from onlife.text import line

LIFETIME = MappingProxyType(
    {
        "ticket": timedelta(minutes=2),
        "halfway": timedelta(minutes=5),  # the password was right, the second factor is still to come
        "account": timedelta(hours=12),
        "team": timedelta(days=1),
        "scan": timedelta(days=60),
    }
)
IDLE = MappingProxyType({"account": timedelta(minutes=30)})
SEEN_EVERY = timedelta(minutes=1)

TRIES, TRY_WINDOW = 10, timedelta(minutes=15)
KEPT_TRIES = 3
ADDRESS_TRIES = 50
"""Per address more than per account: a whole town hall may share one."""
PAUSES = MappingProxyType({3: 5, 4: 10, 5: 20, 6: 40, 7: 80, 8: 160, 9: 300})
"""Number of failed tries -> seconds until the next one."""
KNOWN_FOR = timedelta(days=90)
CLOCK_SET_BACK = timedelta(minutes=1)
"""A try that lies further ahead is from before the clock was set back; it must not shut a door until it is reached."""
NAME_LENGTH = 80

_ACCOUNT = "account, username, name, password_hash, removed"
_LINK = "link, network, partner, kind, revoked, moment"


class Visitors:
    def __init__(self, database: Database, key: bytes, log: Log) -> None:
        self._db = database
        self._key = key
        self._log = log

    # -- accounts

    def accounts(self) -> list[Account]:
        """All accounts in alphabetical order."""
        rows = self._db.newest("account_events", _ACCOUNT, "account")
        return sorted((self._account(row) for row in rows if not row["removed"]), key=lambda a: a.username)

    def account(self, account: str) -> Account | None:
        rows = self._db.newest("account_events", _ACCOUNT, "account", account=account)
        return self._account(rows[0]) if rows and not rows[0]["removed"] else None

    def _account(self, row: Mapping[str, Any]) -> Account:
        roles = self._db.newest("membership_events", "network, role", "network", account=row["account"])
        networks = MappingProxyType({r["network"]: Role(r["role"]) for r in roles if r["role"]})
        return Account(row["account"], row["username"], row["name"], row["password_hash"], networks)

    def add_account(self, username: str, name: str, password_hash: str, actor: str) -> Account:
        username, name = line(username).lower(), line(name)
        if max(len(username), len(name)) > NAME_LENGTH:
            raise Refused(f"Een naam telt hoogstens {NAME_LENGTH} tekens.")
        with self._db.transaction():
            if any(a.username == username for a in self.accounts()):
                raise Refused(f"Er is al een account met de gebruikersnaam {username}.")
            account = Account(new_id(), username, name, password_hash)
            self._add_account_event(account, actor)
            self._log.note(Act.ACCOUNT_ADDED, actor, thing=account.id)
        return account

    def set_password(self, account: Account, password_hash: str, actor: str) -> None:
        """Change a password; every session of the account ends with it."""
        with self._db.transaction():
            self._add_account_event(Account(account.id, account.username, account.name, password_hash), actor)
            self._end_sessions(account.id)
            self._log.note(Act.PASSWORD, actor, thing=account.id)

    def remove_account(self, account: Account, actor: str) -> None:
        with self._db.transaction():
            self._add_account_event(account, actor, removed=True)
            self._end_sessions(account.id)
            self._log.note(Act.ACCOUNT_REMOVED, actor, thing=account.id)

    def set_role(self, account: str, network: str, role: Role | None, actor: str) -> None:
        granted = role.value if role else ""
        with self._db.transaction():
            self._db.add(
                "membership_events",
                {"moment": now(), "actor": actor, "account": account, "network": network, "role": granted},
            )
            self._log.note(Act.ROLE, actor, network, account, granted)

    def _add_account_event(self, account: Account, actor: str, removed: bool = False) -> None:
        self._db.add(
            "account_events",
            {
                "moment": now(),
                "actor": actor,
                "account": account.id,
                "username": account.username,
                "name": account.name,
                "password_hash": account.password_hash,
                "removed": removed,
            },
        )

    # -- tries to log in

    def begin_try(self, name: str, address: str) -> str | timedelta:
        """Begin a try and give back its id; or how long there may be none.

        It counts as failed until `end_try` says otherwise, so that many tries at once are not more than one by one.
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

    def end_try(self, attempt: str, name: str, address: str, *, inside: bool) -> None:
        """A try that was right; `inside`: nothing more is asked, and the address is known for this account from now."""
        where = self._mark("address", address) if address else ""
        self._try_event(attempt, "inside" if inside else "right", self._mark("name", name.strip().lower()), where)

    def _note_block(self, name: str) -> None:
        """One line per name and window, however often a door is tried that is shut."""
        account = next((a.id for a in self.accounts() if a.username == name.strip().lower()), "")
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

    # -- the second factor

    def has_factor(self, account: str) -> bool:
        return bool(self._factor_events(account))

    def set_factor(self, account: str, secret: str, code: str, actor: str) -> list[str]:
        """Switch the second factor on and give back its recovery codes; they are not to be had again."""
        step = totp.step_of(secret, code, now())
        if step is None:
            raise Refused("Deze code klopt niet. Kijk of de klok van je telefoon juist staat en neem de nieuwste code.")
        codes = totp.new_recovery_codes()
        factor = totp.Factor(secret, tuple(totp.recovery_mark(code) for code in codes))
        with self._db.transaction():
            self._factor_event(account, "on", totp.seal(self._key, account, factor), actor)
            self._factor_event(account, "spent", str(step), actor)
            self._log.note(Act.FACTOR_ON, actor, thing=account)
        return codes

    def spend_code(self, account: str, typed: str) -> bool:
        """Whether a code of the second factor is right; it is used up by asking, and so is every older one."""
        with self._db.transaction():
            events = self._factor_events(account)
            factor = totp.unseal(self._key, account, events[0]["value"]) if events else None
            if factor is None:
                return False
            spent = {row["value"] for row in events[1:]}
            step, mark = totp.step_of(factor.secret, typed, now()), totp.recovery_mark(typed)
            if step is not None and all(step > int(value) for value in spent if value.isdecimal() and len(value) < 64):
                used = str(step)
            elif mark in factor.recovery and mark not in spent:
                used = mark
            else:
                return False
            self._factor_event(account, "spent", used, account)
        return True

    def drop_factor(self, account: str, actor: str) -> None:
        """Switch the second factor off: the password alone is asked from now on."""
        if not self.has_factor(account):
            raise Refused("De tweede stap staat al uit.")
        with self._db.transaction():
            self._factor_event(account, "off", "", actor)
            self._log.note(Act.FACTOR_OFF, actor, thing=account)

    def recovery_left(self, account: str) -> int:
        """How many recovery codes have not been used yet."""
        spent = [row for row in self._factor_events(account)[1:] if len(row["value"]) == 64]
        return totp.RECOVERY_CODES - len(spent)

    def _factor_events(self, account: str) -> Sequence[Mapping[str, Any]]:
        """The event that switched the factor on and what was used up since; empty if it is off."""
        rows = self._db.rows("SELECT step, value FROM factor_events WHERE account = ? ORDER BY event", account)
        switched = max((i for i, row in enumerate(rows) if row["step"] != "spent"), default=None)
        return rows[switched:] if switched is not None and rows[switched]["step"] == "on" else []

    def _factor_event(self, account: str, step: str, value: str, actor: str) -> None:
        self._db.add(
            "factor_events", {"moment": now(), "actor": actor, "account": account, "step": step, "value": value}
        )

    # -- links

    def links(self, network: str) -> dict[tuple[str, LinkKind], Link]:
        """The links in force, per partner and kind."""
        rows = self._db.newest("link_events", _LINK, "link", network=network)
        links = [_link(row) for row in rows if not row["revoked"]]
        return {(link.partner, link.kind): link for link in links}

    def make_links(self, network: str, partners: list[str], actor: str) -> None:
        """Give every partner named the scan link and the team link that it does not have yet."""
        with self._db.transaction():
            known = self.links(network)
            missing = [(p, kind) for p in partners for kind in LinkKind if (p, kind) not in known]
            self._db.add("link_events", *(self._link_event(network, p, kind, actor) for p, kind in missing))
            for partner, kind in missing:
                self._log.note(Act.LINK_MADE, actor, network, partner, kind.value)

    def replace_link(self, link: Link, actor: str) -> None:
        """Revoke a link and make a new one; whoever came in by the old one is out at the next action."""
        with self._db.transaction():
            self._revoke(link, actor)
            self._db.add("link_events", self._link_event(link.network, link.partner, link.kind, actor))
            self._log.note(Act.LINK_REPLACED, actor, link.network, link.partner, link.kind.value)

    def revoke_link(self, link: Link, actor: str) -> None:
        with self._db.transaction():
            self._revoke(link, actor)
            self._log.note(Act.LINK_REVOKED, actor, link.network, link.partner, link.kind.value)

    def revoke_links(self, partner: Partner, actor: str) -> None:
        """Revoke every link of a partner, which leaves."""
        with self._db.transaction():
            for (owner, _), link in self.links(partner.network).items():
                if owner == partner.id:
                    self.revoke_link(link, actor)

    def _revoke(self, link: Link, actor: str) -> None:
        secret = fingerprint(self.token(link))
        self._db.add("link_events", _link_row(link.network, link.partner, link.kind, link.id, secret, True, actor))

    def token(self, link: Link) -> str:
        return link_token(self._key, link.id)

    def link_with_token(self, token: str) -> Link | None:
        """The link that a token belongs to, revoked or not; None if there never was one."""
        self._db.refresh()
        rows = self._db.newest("link_events", _LINK, "link", secret=fingerprint(token))
        return _link(rows[0]) if rows else None

    def link(self, link: str) -> Link | None:
        rows = self._db.newest("link_events", _LINK, "link", link=link)
        return _link(rows[0]) if rows else None

    def link_opened(self, network: str) -> bool:
        """Whether anybody has come in through a link of a network."""
        return bool(
            self._db.row(
                "SELECT 1 FROM session_events JOIN link_events ON subject = link WHERE network = ? LIMIT 1", network
            )
        )

    def _link_event(self, network: str, partner: str, kind: LinkKind, actor: str) -> dict[str, object]:
        link = new_id()
        return _link_row(network, partner, kind, link, fingerprint(link_token(self._key, link)), False, actor)

    # -- sessions

    def start_session(self, kind: str, subject: str, scan: str = "") -> str:
        """Begin a session and give back the secret for the cookie."""
        secret = new_secret()
        if kind == "account":
            with self._db.transaction():
                self._session_event(fingerprint(secret), "start", kind, subject, scan)
                self._log.note(Act.LOGIN, subject, thing=subject)
        else:
            self._session_event(fingerprint(secret), "start", kind, subject, scan)
        return secret

    def session(self, secret: str, *, using: bool = True) -> Session | None:
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

    def moved(self, secret: str) -> bool:
        """Whether the session of a cookie ended because its scan was resumed at another device."""
        rows = self._db.events("session_events", session=fingerprint(secret))
        return bool(rows) and rows[-1]["step"] == "moved"

    def spend_ticket(self, secret: str) -> Session | None:
        """The session of a one-time ticket; the ticket is used up by asking."""
        with self._db.transaction():
            session = self.session(secret)
            if session is None or session.kind != "ticket":
                return None
            self.end_session(secret)
        return session

    def end_session(self, secret: str) -> None:
        with self._db.transaction():
            session = self.session(secret)
            if session is None:
                return
            with self._db.transaction():
                self._session_event(fingerprint(secret), "end", session.kind, session.subject, session.scan)
                if session.kind == "account":
                    self._log.note(Act.LOGOUT, session.subject, thing=session.subject)

    def end_sessions(self, subject: str) -> None:
        """End every session of an account."""
        with self._db.transaction():
            self._end_sessions(subject)
            self._log.note(Act.LOGOUT_EVERYWHERE, subject, thing=subject)

    def _end_sessions(self, subject: str) -> None:
        rows = self._db.rows(
            "SELECT session, any_value(kind) AS kind FROM session_events WHERE subject = ? "
            "GROUP BY session HAVING NOT bool_or(step = 'end')",
            subject,
        )
        for row in rows:
            self._session_event(row["session"], "end", row["kind"], subject, "")

    def actor(self, secret: str, *, using: bool = True) -> tuple[str, Actor] | None:
        """Who stands behind a cookie right now: the kind of session and the actor, or None.

        A removed account and a revoked link have no actor, however young the session is.
        """
        session = self.session(secret, using=using)
        if session is None or session.kind not in SESSION_COOKIES:
            return None
        if session.kind == "account":
            account = self.account(session.subject)
            return (session.kind, Actor(account.id, account.name, account.networks)) if account else None
        link = self.link(session.subject)
        if link is None or link.revoked or self._left(link):
            return None
        role = Role.CONTACT if link.kind is LinkKind.TEAM else Role.RESPONDENT
        roles = MappingProxyType({link.network: role})
        return session.kind, Actor(link.id, role.word, roles, partner=link.partner, scan=session.scan)

    def _left(self, link: Link) -> bool:
        """Whether the partner of a link no longer takes part."""
        rows = self._db.newest("partner_events", "partner, archived", "partner", partner=link.partner)
        return not rows or bool(rows[0]["archived"])

    def actors(self, cookies: Mapping[str, str], *, using: bool = True) -> dict[str, Actor]:
        """Everything a browser is right now: kind of session -> actor. Without `using` no session lasts longer for it."""
        self._db.refresh()
        found = {}
        for kind, cookie in SESSION_COOKIES.items():
            known = self.actor(cookies[cookie], using=using) if cookies.get(cookie) else None
            if known and known[0] == kind:
                found[kind] = known[1]
        return found

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


def _full(failed: Sequence[datetime], most: int) -> datetime | None:
    """When there is room for one more try, of at most so many per window; None if there is room."""
    return failed[-most] + TRY_WINDOW if len(failed) >= most else None


def _pause(failed: Sequence[datetime]) -> datetime | None:
    """The growing pause after so many failed tries."""
    pause = PAUSES.get(min(len(failed), max(PAUSES)))
    return failed[-1] + timedelta(seconds=pause) if pause else None


def _link(row: Mapping[str, Any]) -> Link:
    return Link(row["link"], row["network"], row["partner"], LinkKind(row["kind"]), row["revoked"], row["moment"])


def _link_row(
    network: str, partner: str, kind: LinkKind, link: str, secret: str, revoked: bool, actor: str
) -> dict[str, object]:
    return {
        "moment": now(),
        "actor": actor,
        "network": network,
        "partner": partner,
        "kind": kind.value,
        "link": link,
        "secret": secret,
        "revoked": revoked,
    }
