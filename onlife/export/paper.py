"""The Quickscan on paper: to print in black and white, one box to tick per statement, room for a remark per block."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import segno

from onlife.content.instruction import instruction
from onlife.domain.light import COLOURS, Light
from onlife.domain.network import FUNCTION_GROUPS
from onlife.domain.questionnaire import Questionnaire
from onlife.export.pdf import typeset
from onlife.text import long_date
from onlife.translation import gettext as _


@dataclass(frozen=True)
class PaperForm:
    """What is printed above a scan; `partner` and `round` may be '' and leave room to write. `link`: for the QR code, or ''."""

    network: str
    round: str
    partner: str
    joint: bool = False
    link: str = ""
    closes_on: date | None = None
    plain: bool = False


def scan_form(questionnaire: Questionnaire, form: PaperForm, day: date) -> bytes:
    """The scan as PDF on A4. Beside every statement stands the key under which it is typed over."""
    told = {
        "title": questionnaire.title,
        "network": form.network,
        "round": form.round,
        "partner": form.partner,
        "joint": form.joint,
        "words": {
            "network": _("Netwerk:"),
            "organisation": _("Organisatie:"),
            "round": _("Scanronde:"),
            "function": _("Vanuit welke functie kijk jij?"),
            "phone": _("Liever op je telefoon?"),
            "alt": _("QR-code van de scanlink, om op een telefoon in te vullen"),
        },
        "choose": " ".join(
            (
                instruction().choose(joint=form.joint),
                instruction().unknown,
                instruction().not_applicable,
                _("Eén kruisje per element."),
            )
        ),
        "who-reads": _("Jullie vullen deze scan samen in. Een opmerking leest ook het netwerk.")
        if form.joint
        else _(
            "Schrijf geen naam: wie dit blad overtikt, ziet wat je koos en schreef. Je kruisjes ziet verder niemand; een "
            "opmerking lezen later je contactpersoon of het netwerk, los daarvan."
        ),
        "closes_on": _("tot en met {day}", day=long_date(form.closes_on)) if form.closes_on else "",
        "origin": _(
            "Quickscan onlife werken, versie {version}{plain}",
            version=questionnaire.version,
            plain=_(", in eenvoudige taal") if form.plain else "",
        ),
        "qr": qr(form.link) if form.link else "",
        "functions": [] if form.joint else [_(name) for name in FUNCTION_GROUPS.values()],
        "blocks": [
            {
                "title": f"{block.id}. {block.name}",
                "question": block.core_question,
                "remark": _("Opmerking bij {short} (mag leeg blijven)", short=block.short),
                "elements": [
                    {
                        "title": f"{element.id} {element.title}",
                        "hint": element.hint,
                        "statements": [
                            *((light.key, light.label, element.statements[light]) for light in COLOURS),
                            (Light.NOT_APPLICABLE.key, Light.NOT_APPLICABLE.word, instruction().skip),
                        ],
                    }
                    for element in block.elements
                ],
            }
            for block in questionnaire.blocks
        ],
    }
    return typeset("paper.typ", told, day)


def qr(address: str) -> str:
    """An address as a QR code in SVG."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()
