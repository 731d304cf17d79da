"""The store server: the one process that has the data open, for app processes on the same machine (see `desk`, `quack`).

Who may ask is who can read `store.token` in the data folder: the user that the app runs as.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from onlife.store.desk import Desk
from onlife.store.engine.database import Database
from onlife.store.engine.ledger import write_whole
from onlife.store.quack import Listener
from onlife.store.remote import TOKEN

if TYPE_CHECKING:
    from onlife.store import Store


class Server:
    """Answers from the moment it is made until it is closed."""

    def __init__(self, address: str, folder: Path, store: Store, database: Database) -> None:
        token = folder / TOKEN
        if not token.exists():
            write_whole(token, secrets.token_urlsafe(32).encode())
        self._desk = Desk(store, database)
        self._listener = Listener(address, token.read_text(encoding="ascii").strip(), self._desk.answer)

    def close(self) -> None:
        """Stop answering; a transaction that is not over happens not."""
        self._desk.close()
        self._listener.close()
