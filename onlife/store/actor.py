"""Who stands behind the cookies of a browser right now."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from onlife.domain.access import Actor, Role
from onlife.domain.account import ENTRANCES, Link, LinkKind
from onlife.security.token import SESSION_COOKIES
from onlife.store.account import Accounts
from onlife.store.engine.database import Database
from onlife.store.link import Links
from onlife.store.session import Sessions


class Actors:
    def __init__(self, database: Database, sessions: Sessions, accounts: Accounts, links: Links) -> None:
        self._db = database
        self._sessions = sessions
        self._accounts = accounts
        self._links = links

    def with_secret(self, secret: str, *, using: bool = True) -> tuple[str, Actor] | None:
        """Who stands behind a cookie right now: the kind of session and the actor, or None.

        A removed account and a revoked link have no actor, however young the session is.
        """
        session = self._sessions.get(secret, using=using)
        if session is None or session.kind not in SESSION_COOKIES:
            return None
        if session.kind == "account":
            account = self._accounts.get(session.subject)
            return (session.kind, Actor(account.id, account.name, account.networks)) if account else None
        link = self._links.get(session.subject)
        if link is None or link.kind not in ENTRANCES or link.revoked or self._left(link):
            return None
        role = Role.CONTACT if link.kind is LinkKind.TEAM else Role.RESPONDENT
        roles = MappingProxyType({link.network: role})
        return session.kind, Actor(link.id, role.word, roles, partner=link.partner, scan=session.scan)

    def _left(self, link: Link) -> bool:
        """Whether the partner of a link no longer takes part."""
        rows = self._db.newest("partner_events", "partner", partner=link.partner)
        return not rows or bool(rows[0]["archived"])

    def of(self, cookies: Mapping[str, str], *, using: bool = True) -> dict[str, Actor]:
        """Everything a browser is right now: kind of session -> actor. Without `using` no session lasts longer for it."""
        self._db.refresh()
        found = {}
        for kind, cookie in SESSION_COOKIES.items():
            known = self.with_secret(cookies[cookie], using=using) if cookies.get(cookie) else None
            if known and known[0] == kind:
                found[kind] = known[1]
        return found
