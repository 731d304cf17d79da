"""The links of partners: a scan link for everybody, a team link for the contact. Of a token only its fingerprint is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onlife.domain.account import Link, LinkKind
from onlife.domain.network import Partner
from onlife.security.token import fingerprint, link_token, new_id
from onlife.store.engine.database import Database, now
from onlife.store.log_book import Act, Log

_LINK = "link, network, partner, kind, revoked, moment"


class Links:
    def __init__(self, database: Database, key: bytes, log: Log) -> None:
        self._db = database
        self._key = key
        self._log = log

    def of(self, network: str) -> dict[tuple[str, LinkKind], Link]:
        """The links in force, per partner and kind."""
        rows = self._db.newest("link_events", _LINK, "link", network=network)
        links = [_link(row) for row in rows if not row["revoked"]]
        return {(link.partner, link.kind): link for link in links}

    def make(self, network: str, partners: list[str], actor: str) -> None:
        """Give every partner named the scan link and the team link that it does not have yet."""
        with self._db.transaction():
            known = self.of(network)
            missing = [(p, kind) for p in partners for kind in LinkKind if (p, kind) not in known]
            self._db.add("link_events", *(self._link_event(network, p, kind, actor) for p, kind in missing))
            for partner, kind in missing:
                self._log.note(Act.LINK_MADE, actor, network, partner, kind.value)

    def replace(self, link: Link, actor: str) -> None:
        """Revoke a link and make a new one; whoever came in by the old one is out at the next action."""
        with self._db.transaction():
            self._revoke(link, actor)
            self._db.add("link_events", self._link_event(link.network, link.partner, link.kind, actor))
            self._log.note(Act.LINK_REPLACED, actor, link.network, link.partner, link.kind.value)

    def revoke(self, link: Link, actor: str) -> None:
        with self._db.transaction():
            self._revoke(link, actor)
            self._log.note(Act.LINK_REVOKED, actor, link.network, link.partner, link.kind.value)

    def revoke_all(self, partner: Partner, actor: str) -> None:
        """Revoke every link of a partner, which leaves."""
        with self._db.transaction():
            for (owner, _), link in self.of(partner.network).items():
                if owner == partner.id:
                    self.revoke(link, actor)

    def _revoke(self, link: Link, actor: str) -> None:
        secret = fingerprint(self.token(link))
        self._db.add("link_events", _link_row(link.network, link.partner, link.kind, link.id, secret, True, actor))

    def token(self, link: Link) -> str:
        return link_token(self._key, link.id)

    def with_token(self, token: str) -> Link | None:
        """The link that a token belongs to, revoked or not; None if there never was one."""
        self._db.refresh()
        rows = self._db.newest("link_events", _LINK, "link", secret=fingerprint(token))
        return _link(rows[0]) if rows else None

    def get(self, link: str) -> Link | None:
        rows = self._db.newest("link_events", _LINK, "link", link=link)
        return _link(rows[0]) if rows else None

    def opened(self, network: str) -> bool:
        """Whether anybody has come in through a link of a network."""
        return bool(
            self._db.row(
                "SELECT 1 FROM session_events JOIN link_events ON subject = link WHERE network = ? LIMIT 1", network
            )
        )

    def _link_event(self, network: str, partner: str, kind: LinkKind, actor: str) -> dict[str, object]:
        link = new_id()
        return _link_row(network, partner, kind, link, fingerprint(link_token(self._key, link)), False, actor)


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
