"""The links of partners: a scan link for everybody, a team link for the contact, the calendar links of plans, and view links.

Of a token only its fingerprint is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from onlife.content.message import message
from onlife.domain.account import ENTRANCES, Link, LinkKind
from onlife.domain.network import Partner
from onlife.security.token import fingerprint, link_token, new_id
from onlife.store.engine.database import Database, Refused
from onlife.store.engine.table import Table
from onlife.text import now

LINKS = Table("link_events", "link", Link, {"made": "moment"})


class Links:
    def __init__(self, database: Database, key: bytes) -> None:
        self._db = database
        self._key = key

    def of(self, network: str) -> dict[tuple[str, LinkKind], Link]:
        """The links in force, per partner and kind."""
        links = [link for link in self._db.current(LINKS, network=network) if not link.revoked]
        return {(link.partner, link.kind): link for link in links}

    def make(self, network: str, partners: list[str], actor: str, kinds: Iterable[LinkKind] = ENTRANCES) -> None:
        """Give every partner named the links that it does not have yet: scan and team link, or those of `kinds`."""
        with self._db.transaction():
            known = self.of(network)
            missing = [
                Link(new_id(), network, partner, kind, False, now())
                for partner in partners
                for kind in kinds
                if (partner, kind) not in known
            ]
            self._put(missing, actor)

    def add(self, network: str, kind: LinkKind, actor: str) -> Link:
        """A new link of the network itself, beside those that it has."""
        link = Link(new_id(), network, "", kind, False, now())
        self._put([link], actor)
        return link

    def replace(self, link: Link, actor: str) -> None:
        """Revoke a link and make a new one; whoever came in by the old one is out at the next action. Raises Refused for one that
        was replaced or revoked before: a second new one would work beside the first, and nobody would see it.

        With a team link goes the calendar link that somebody made who came in by it.
        """
        with self._db.transaction():
            if self.of(link.network).get((link.partner, link.kind)) != link:
                raise Refused(message("link.gone"))
            calendar = self.of(link.network).get((link.partner, LinkKind.CALENDAR))
            gone = [link, calendar] if calendar and link.kind is LinkKind.TEAM else [link]
            revoked = [replace(old, revoked=True, made=now()) for old in gone]
            self._put([*revoked, replace(link, id=new_id(), made=now())], actor)

    def revoke(self, link: Link, actor: str) -> None:
        """Let a link open nothing any more. Raises Refused for one that was replaced or revoked before: another may work in its place."""
        with self._db.transaction():
            known = self.get(link.id)
            if known is None or known.revoked:
                raise Refused(message("link.gone"))
            self._put([replace(link, revoked=True, made=now())], actor)

    def revoke_all(self, partner: Partner, actor: str) -> None:
        """Revoke every link of a partner, which leaves."""
        with self._db.transaction():
            for (owner, _), link in self.of(partner.network).items():
                if owner == partner.id:
                    self.revoke(link, actor)

    def _put(self, links: Sequence[Link], actor: str) -> None:
        self._db.put(LINKS, links, actor, secret=lambda link: fingerprint(self.token(link)))

    def token(self, link: Link) -> str:
        return link_token(self._key, link.id)

    def with_token(self, token: str) -> Link | None:
        """The link that a token belongs to, revoked or not; None if there never was one."""
        self._db.refresh()
        return self._db.one(LINKS, secret=fingerprint(token))

    def get(self, link: str) -> Link | None:
        return self._db.one(LINKS, link=link)

    def was_opened(self, network: str, since: str = "") -> bool:
        """Whether anybody has come in through a link of a network, with `since` after that round was opened."""
        return bool(
            self._db.row(
                "SELECT 1 FROM session_events s JOIN link_events ON subject = link WHERE network = $1 AND ($2 = '' OR s.moment > "
                "(SELECT min(moment) FROM round_events WHERE network = $1 AND round = $2 AND state = 'open')) LIMIT 1",
                network,
                since,
            )
        )
