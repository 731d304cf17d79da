"""An archive as one ZIP: files by their path, what they are, and checksums. The same files are the same bytes.

Reading one back never unpacks to disk, takes no file that the checksums do not name, and stops at `ARCHIVE_BYTES_MAX`
however small they were packed. It holds one file of them in memory, of `FILE_BYTES_MAX` at most: it runs in the app itself.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import pandas as pd

from onlife.content import phrase
from onlife.domain.meeting import Agreement
from onlife.domain.network import Partner
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scan import Response
from onlife.text import short_date
from onlife.translation import gettext as _

FORMAT = 1
"""The version of what stands where in an archive."""
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
ARCHIVE_BYTES_MAX = 512 * 1024 * 1024
FILE_BYTES_MAX = 64 * 1024 * 1024
"""A network with a full round of twelve partners takes 0.3 of these megabytes."""
CHUNK = 1024 * 1024
MOST_FILES = 5000
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP knows: when a file was packed says nothing."""


class NoArchive(ValueError):
    """No archive of this app, or a damaged one."""


def pack(files: Mapping[str, bytes], about: Mapping[str, str]) -> bytes:
    """The files by path as ZIP, with a manifest that says what the archive is `about` and lists them, and their checksums."""
    listed = [{"path": path, "bytes": len(content), "sha256": _sum(content)} for path, content in sorted(files.items())]
    told = {"kind": "onlife-archief", "format": FORMAT, **about, "files": listed}
    whole = {**files, MANIFEST: json.dumps(told, ensure_ascii=False, indent=1).encode()}
    sums = "".join(f"{_sum(content)}  {path}\n" for path, content in sorted(whole.items()))
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as packed:
        for path, content in sorted({**whole, SUMS: sums.encode()}.items()):
            entry = ZipInfo(path, _OLDEST)
            entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, 0o644 << 16, 3
            packed.writestr(entry, content)
    return made.getvalue()


def unpack(content: bytes, wanted: str) -> bytes:
    """One file of an archive, once the checksums of all of them hold; raises NoArchive otherwise."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = [entry.filename for entry in packed.infolist() if not entry.is_dir()]
            if len(names) > MOST_FILES or len(set(names)) < len(names):
                raise NoArchive("too many files, or two of one name")
            left, sums = ARCHIVE_BYTES_MAX, dict(_named_sums(_read(packed, SUMS)))
            if {*sums, SUMS} != set(names):
                raise NoArchive("other files than the checksums name")
            for name, expected in sums.items():
                known = hashlib.sha256()
                for part in _parts(packed, name, left):
                    known.update(part)
                    left -= len(part)
                if known.hexdigest() != expected:
                    raise NoArchive(name)
            return _read(packed, wanted)
    except (BadZipFile, KeyError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise NoArchive(str(error)) from error


def _read(packed: ZipFile, name: str) -> bytes:
    return b"".join(_parts(packed, name, FILE_BYTES_MAX))


def _parts(packed: ZipFile, name: str, most: int) -> Iterator[bytes]:
    """What is in a file, piece by piece; raises NoArchive once it is more than `most` bytes."""
    with packed.open(name) as file:
        while part := file.read(CHUNK):
            most -= len(part)
            if most < 0:
                raise NoArchive("more than an archive holds")
            yield part


def _named_sums(text: bytes) -> Iterable[tuple[str, str]]:
    for line in text.decode("utf-8").splitlines():
        expected, _, name = line.partition("  ")
        yield name, expected


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def slug(name: str, otherwise: str) -> str:
    """A name as part of a path: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or otherwise


def partners(found: Iterable[Partner]) -> pd.DataFrame:
    """One row per partner of a network."""
    rows = [(p.name, p.sector, phrase.way(p.joint), p.expected, "ja" if p.archived else "nee") for p in found]
    return pd.DataFrame(
        rows, columns=[_("Partnerorganisatie"), _("Sector"), _("Wijze"), _("Gevraagde mensen"), _("Gearchiveerd")]
    )


def response(found: Iterable[Response]) -> pd.DataFrame:
    """One row per partner: how many were asked and how many scans it handed in."""
    rows = [
        (
            r.name,
            r.sector,
            r.expected,
            r.submitted,
            r.on_paper,
            r.from_file,
            short_date(r.last_day) if r.last_day else "",
        )
        for r in found
    ]
    headings = [
        _("Partnerorganisatie"),
        _("Sector"),
        _("Gevraagde mensen"),
        _("Ingediende scans"),
        _("Van papier"),
        _("Uit bestand"),
    ]
    return pd.DataFrame(rows, columns=[*headings, _("Laatste dag")])


def agreements(found: Mapping[str, Agreement], questionnaire: Questionnaire) -> pd.DataFrame:
    """One row per building block or element on which a colour was agreed."""
    rows = [
        (
            place.id,
            getattr(place, "title", "") or getattr(place, "name", ""),
            found[place.id].light.label,
            found[place.id].reason,
        )
        for place in questionnaire.places
        if place.id in found
    ]
    return pd.DataFrame(rows, columns=[_("Nummer"), _("Bouwsteen of element"), _("Afgesproken kleur"), _("Waarom")])
