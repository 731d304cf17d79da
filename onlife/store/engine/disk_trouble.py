"""What is wrong with a disk, in a sentence."""

from __future__ import annotations

import errno
import os

import duckdb

from onlife.content.message import message

HELD_BY_ANOTHER = ("Could not set lock", "being used by another process")
"""How DuckDB says on Linux and macOS, and on Windows, that another process has the file."""
_TROUBLES = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EROFS: "read_only",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
}


def disk_trouble(error: Exception) -> str | None:
    """What is wrong with the disk, in a sentence, if that is what a fault comes from; DuckDB tells it in words only."""
    trouble = None
    if isinstance(error, OSError):
        trouble = _TROUBLES.get(error.errno or 0)
    if isinstance(error, duckdb.Error):
        trouble = next((kind for number, kind in _TROUBLES.items() if os.strerror(number) in str(error)), None)
    return trouble and message(f"disk.{trouble}")
