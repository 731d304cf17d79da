"""The file in which a network moves: all of its rows under a passphrase. And the rows of an archive, which anybody may read.

What is read is never trusted: nothing is unpacked to disk, and no more than `NETWORK_FILE_BYTES_MAX` is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from onlife.security import passphrase as passphrases
from onlife.security.passphrase import Damaged, WrongPassphrase
from onlife.store import Refused, Store
from onlife.store.engine.ledger import write_whole
from onlife.store.transfer import NetworkRows, TakenIn
from onlife.translation import N_
from onlife.translation import gettext as _

MAGIC = b"onlife-netwerk 1\n"
NETWORK_FILE_BYTES_MAX = 512 * 1024 * 1024
NOTHING = N_("Er is niets ingelezen.")


def write(rows: NetworkRows, name: str, file: Path, passphrase: str) -> None:
    """Write the rows of a network under a passphrase, readable for the owner of the file only; refuses to replace a file."""
    if file.exists():
        raise Refused(_("{file} bestaat al. Kies een andere naam.", file=file))
    try:
        sealed = passphrases.seal(as_json(rows), passphrase, name)
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    write_whole(file, MAGIC + sealed)


def is_move(content: bytes) -> bool:
    """Whether a file is one that a network moves in."""
    return content.startswith(MAGIC)


def take_in(store: Store, content: bytes, passphrase: str, actor: str) -> tuple[TakenIn, NetworkRows]:
    """Take in the network of a file; refuses one that is damaged or opens with another passphrase."""
    try:
        rows = from_json(passphrases.unseal(content.removeprefix(MAGIC), passphrase))
    except Damaged as damaged:
        raise Refused(_("Dit bestand is beschadigd. {value}", value=_(NOTHING))) from damaged
    except WrongPassphrase as wrong:
        raise Refused(_("Met dit wachtwoord gaat het bestand niet open. {value}", value=_(NOTHING))) from wrong
    return store.transfers.take_in(rows, actor), rows


def read(file: Path) -> bytes:
    """What is in a file; refuses one that is too large to be one of ours."""
    if file.stat().st_size > NETWORK_FILE_BYTES_MAX:
        raise Refused(_("{file} is te groot voor een netwerk. {value}", file=file, value=_(NOTHING)))
    return file.read_bytes()


def as_json(rows: NetworkRows) -> bytes:
    """Rows as JSON: days and moments as text (ISO 8601), maps as objects. The same rows are the same bytes."""
    told = {
        "shape": rows.shape,
        "network": rows.network,
        "members": list(rows.members),
        "tables": {table: list(found) for table, found in sorted(rows.tables.items()) if found},
    }
    return json.dumps(told, ensure_ascii=False, indent=1, default=_text).encode()


def from_json(content: bytes) -> NetworkRows:
    """The rows again; refuses what is not of that form."""
    try:
        told = json.loads(content)
        tables: Mapping[str, Any] = told["tables"]
        rows = NetworkRows(str(told["network"]), int(told["shape"]), tables, told["members"])
        if not all(isinstance(row, dict) and row for found in tables.values() for row in found):
            raise TypeError("a row is no object")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(_("Wat in dit bestand staat, past niet in de app. {value}", value=_(NOTHING))) from error
    return rows


def _text(value: object) -> str:
    assert isinstance(value, date)  # a moment is one too
    return value.isoformat()
