"""What is wrong with a disk, in a sentence."""

from __future__ import annotations

import errno
import os

import duckdb

HELD_BY_ANOTHER = ("Could not set lock", "being used by another process")
"""How DuckDB says on Linux and macOS, and on Windows, that another process has the file."""
NOT_KEPT_BY_DISK = "Wat je net deed, is niet bewaard; wat al bewaard was, blijft. Verwittig wie de app beheert."
_DISK_TROUBLES = {
    errno.ENOSPC: "De schijf van de server is vol.",
    errno.EDQUOT: "De schijf van de server is vol.",
    errno.EFBIG: "De schijf van de server is vol.",
    errno.EROFS: "De schijf van de server laat niet schrijven.",
    errno.EACCES: "De app mag op de schijf van de server niet lezen of schrijven.",
    errno.EPERM: "De app mag op de schijf van de server niet lezen of schrijven.",
}


def disk_trouble(error: Exception) -> str | None:
    """What is wrong with the disk, in a sentence, if that is what a fault comes from; DuckDB tells it in words only."""
    if isinstance(error, OSError):
        return _DISK_TROUBLES.get(error.errno or 0)
    if isinstance(error, duckdb.Error):
        return next((said for number, said in _DISK_TROUBLES.items() if os.strerror(number) in str(error)), None)
    return None
