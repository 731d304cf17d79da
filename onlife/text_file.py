"""Text files as they come in, whatever editor or service manager wrote them."""

from __future__ import annotations

import codecs
from pathlib import Path

_MISREAD = ("Ã", "â€")
"""What signs of UTF-8 look like as Windows reads them: then something else is broken."""


class Unreadable(ValueError):
    """A file that a setting names or holds cannot be read; the message says why in Dutch and is no whole sentence."""


def read(path: Path) -> str:
    """The text of a file. Raises Unreadable."""
    try:
        return decode(path.read_bytes())
    except FileNotFoundError as error:
        raise Unreadable("het bestand bestaat niet") from error
    except IsADirectoryError as error:
        raise Unreadable("dit is een map, geen bestand") from error
    except PermissionError as error:
        raise Unreadable("de app mag dit bestand niet lezen") from error
    except (OSError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("het bestand is niet te lezen") from error


def decode(data: bytes) -> str:
    """Text in UTF-8 or UTF-16, with a mark at its beginning or without, or as Windows wrote it in this part of the world.

    Raises Unreadable with the line of what is none of these.
    """
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif data[1::2].count(0) > len(data) // 4:
        encoding = "utf-16-le"
    elif data[::2].count(0) > len(data) // 4:
        encoding = "utf-16-be"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        text = "" if encoding.startswith("utf-16") else data.decode("cp1252", "ignore")
        if not text or any(map(text.count, _MISREAD)) or text.encode("cp1252") != data:
            line = data.count(b"\n", 0, error.start) + 1
            raise Unreadable(f"regel {line} is geen leesbare tekst. Bewaar het bestand als UTF-8") from error
        return text
