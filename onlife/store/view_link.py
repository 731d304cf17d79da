"""View links: for who reads along without an account, on chosen pages of a network and up to an end date.

The link itself stands with those of partners. For whom it is goes when it is revoked, and a while after its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from onlife.content.message import message
from onlife.domain.access import VIEW_PAGES
from onlife.domain.account import Link, LinkKind, ViewLink
from onlife.store.engine.database import Database, Refused
from onlife.store.engine.table import Table
from onlife.store.link import Links
from onlife.store.log_act import Act
from onlife.store.log_book import Log
from onlife.text import line, today

VIEW_LINKS = Table("view_events", "link", ViewLink, {"until": "until_day"})
LONGEST_VIEW = timedelta(days=366)


class ViewLinks:
    def __init__(self, database: Database, log: Log, links: Links) -> None:
        self._db = database
        self._log = log
        self._links = links

    def make(self, network: str, name: str, pages: Sequence[str], until: date, actor: str) -> None:
        """Make a link for somebody (`name`) to these pages, up to and including a day at most a year ahead."""
        if not line(name):
            raise Refused(message("view_link.name"))
        if not pages or not set(pages) <= set(VIEW_PAGES):
            raise Refused(message("view_link.pages"))
        if not today() <= until <= today() + LONGEST_VIEW:
            raise Refused(message("view_link.until"))
        with self._db.transaction():
            link = self._links.add(network, LinkKind.VIEW, actor)
            self._db.put(VIEW_LINKS, [ViewLink(link.id, network, line(name), tuple(pages), until)], actor)

    def revoke(self, view: ViewLink, actor: str) -> None:
        """Let a link open nothing any more; whoever came in by it is out at the next action."""
        with self._db.transaction():
            link = self._links.get(view.id)
            if link and not link.revoked:
                self._links.revoke(link, actor)
            self._db.delete(VIEW_LINKS.name, network=view.network, link=view.id)

    def of(self, network: str) -> list[ViewLink]:
        """The links of a network that were not revoked, newest first; also those whose end date is past."""
        return [*self._db.current(VIEW_LINKS, network=network)][::-1]

    def opens(self, link: Link) -> ViewLink | None:
        """What a link opens today; None if it is no view link, was revoked or is past its end date."""
        if link.kind is not LinkKind.VIEW or link.revoked:
            return None
        view = self._db.one(VIEW_LINKS, link=link.id)
        return view if view and today() <= view.until else None

    def note_opening(self, link: Link) -> None:
        """Note that somebody came in by a link in a browser that was not inside yet."""
        self._log.note(Act.LINK_OPENED, link.id, link.network, detail=link.kind.value, day_only=True)

    def visit_count(self, view: ViewLink) -> tuple[int, datetime | None]:
        """How often a link was opened, and on which day last (None for never)."""
        row = self._db.row(
            "SELECT count(*) AS number, max(moment) AS last FROM log_events WHERE network = ? AND actor = ? AND act = ?",
            *(view.network, view.id, Act.LINK_OPENED.value),
        )
        return (int(row["number"]), row["last"]) if row else (0, None)
