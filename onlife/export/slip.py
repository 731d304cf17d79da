"""Slips to print and cut out: those that are drawn from a hat, good for one scan, and those with the word of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote

from onlife.export.paper import qr
from onlife.export.pdf import typeset
from onlife.translation import gettext as _


def slips(codes: Sequence[str], link: str, *, partner: str, network: str, scan_round: str, day: date) -> bytes:
    """The slips as PDF on A4, ten on a page; `link` is the scan link of the partner."""
    return _sheet(
        _("Briefjes {partner}", partner=partner),
        network,
        day,
        [
            {
                "head": partner,
                "about": _("Quickscan · {network} · {scan_round}", network=network, scan_round=scan_round),
                "link": link,
                "code": code,
                "foot": _("Goed voor één scan. Niemand weet wie dit briefje trok."),
                "alt": _("QR-code om met dit briefje te beginnen"),
                "qr": qr(f"{link}?briefje={quote(code)}"),
            }
            for code in codes
        ],
    )


def table_slips(words: Mapping[str, str], address: str, *, network: str, meeting_day: str, day: date) -> bytes:
    """The word of every partner (name -> word) as PDF on A4, ten on a page; `address` is where one votes in the meeting."""
    return _sheet(
        _("Tafelbriefjes {network}", network=network),
        network,
        day,
        [
            {
                "head": partner,
                "about": _("Vergadering van {meeting_day} · {network}", meeting_day=meeting_day, network=network),
                "link": address,
                "code": word,
                "foot": _("Eén stem per organisatie, tot de vergadering eindigt. Geef dit woord niet door."),
                "alt": _("QR-code om mee te stemmen"),
                "qr": qr(address),
            }
            for partner, word in words.items()
        ],
    )


def _sheet(title: str, network: str, day: date, slips: Sequence[Mapping[str, str]]) -> bytes:
    told = {"title": title, "origin": _("Quickscan onlife werken"), "network": network, "slips": slips}
    return typeset("slips.typ", told, day)
