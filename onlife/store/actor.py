"""Who stands behind the cookies of a browser right now."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from onlife.domain.access import Actor, Role
from onlife.domain.account import ENTRANCES, Link, LinkKind
from onlife.domain.meeting import Seat
from onlife.security.token import SESSION_COOKIES
from onlife.store.account import Accounts
from onlife.store.engine.database import Database
from onlife.store.link import Links
from onlife.store.seat import Seats
from onlife.store.session import Sessions
from onlife.store.view_link import ViewLinks


class Actors:
    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        accounts: Accounts,
        links: Links,
        seats: Seats,
        view_links: ViewLinks,
    ) -> None:
        self._db = database
        self._sessions = sessions
        self._accounts = accounts
        self._links = links
        self._seats = seats
        self._view_links = view_links

    def with_secret(self, secret: str, *, using: bool = True) -> tuple[str, Actor] | None:
        """Who stands behind a cookie right now: the kind of session and the actor, or None.

        A removed account, a revoked link, a view link past its end and a seat of a meeting that ended have no actor, however
        young the session is.
        """
        session = self._sessions.get(secret, using=using)
        if session is None or session.kind not in SESSION_COOKIES:
            return None
        if session.kind == "account":
            account = self._accounts.get(session.subject)
            return (session.kind, Actor(account.id, account.name, account.networks)) if account else None
        if session.kind == "seat":
            seat = self._seats.get(session.subject)
            return (session.kind, self._of_partner(seat, Role.VOTER)) if seat and not self._has_left(seat) else None
        link = self._links.get(session.subject)
        if link and (view := self._view_links.opens(link)):
            roles = MappingProxyType({link.network: Role.VIEWER})
            return session.kind, Actor(link.id, view.name, roles, pages=view.pages)
        if link is None or link.kind not in ENTRANCES or link.revoked or self._has_left(link):
            return None
        role = Role.CONTACT if link.kind is LinkKind.TEAM else Role.RESPONDENT
        return session.kind, self._of_partner(link, role, session.scan)

    def _of_partner(self, came_by: Link | Seat, role: Role, scan: str = "") -> Actor:
        roles = MappingProxyType({came_by.network: role})
        return Actor(came_by.id, "", roles, partner=came_by.partner, scan=scan)

    def _has_left(self, came_by: Link | Seat) -> bool:
        """Whether the partner of a link or a seat no longer takes part."""
        rows = self._db.newest("partner_events", "partner", partner=came_by.partner)
        return not rows or bool(rows[0]["archived"])

    def of(self, cookies: Mapping[str, str], *, using: bool = True, refresh: bool = True) -> dict[str, Actor]:
        """Everything a browser is right now: kind of session -> actor. Without `using` no session lasts longer for it;
        without `refresh` who asks for many browsers took in what other processes wrote before."""
        if refresh:
            self._db.refresh()
        found = {}
        for kind, cookie in SESSION_COOKIES.items():
            known = self.with_secret(cookies[cookie], using=using) if cookies.get(cookie) else None
            if known and known[0] == kind:
                found[kind] = known[1]
        return found
