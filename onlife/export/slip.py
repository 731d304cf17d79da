"""Slips to print, cut out and draw from a hat: a code and its QR code, good for one scan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from onlife.export.paper import qr
from onlife.export.pdf import typeset


def slips(codes: Sequence[str], link: str, *, partner: str, network: str, scan_round: str, day: date) -> bytes:
    """The slips as PDF on A4, ten on a page; `link` is the scan link of the partner."""
    told = {
        "title": f"Briefjes {partner}",
        "origin": "Quickscan onlife werken",
        "network": network,
        "round": scan_round,
        "partner": partner,
        "link": link,
        "codes": [(code, qr(f"{link}?briefje={quote(code)}")) for code in codes],
    }
    return typeset("slips.typ", told, day)
