"""Letters to print, the list for a mail merge and the empty partner list: what a coordinator hands out.

They carry the links of partners, so they answer to nobody but a coordinator of that network and are never kept by a
browser.
"""

from __future__ import annotations

from base64 import b64encode

import pandas as pd
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from onlife.content.letter import letter
from onlife.domain.access import Action
from onlife.export.tables import csv
from onlife.services import installation, mailing, partner_list
from onlife.translation import gettext as _
from onlife.web.guard import file_response, guarded, origin, require
from onlife.web.shell import page, sentence


def _letters(request: Request) -> Response:
    network = require(request, Action.MANAGE)[1]
    known = mailing.letter_fields(installation.store(), network, origin(request))
    asked = request.query_params.get("partner", "")
    chosen = [facts for partner, facts in known.items() if asked in ("", partner)]
    if not chosen:
        return sentence(_("Geen brief"), _("Er is geen partner met geldige links. Kijk bij Links en brieven."), 404)
    letters = [
        {
            "text": letter(facts),
            "facts": facts,
            "scan_qr": Markup(
                mailing.qr(facts.scan_link, _("QR-code van de scanlink van {partner}", partner=facts.partner))
            ),
            "team_qr": Markup(
                mailing.qr(facts.team_link, _("QR-code van de teamlink van {partner}", partner=facts.partner))
            ),
        }
        for facts in chosen
    ]
    logo = b64encode(installation.store().senders.logo(network.id)).decode()
    return page("letter.html", network=network, letters=letters, logo=logo)


def _mail_merge(request: Request) -> Response:
    asked = require(request, Action.MANAGE)
    table = mailing.mail_merge(installation.store(), asked[1], origin(request))
    return file_response(asked, csv(table), "verzendlijst.csv")


def _partner_template(request: Request) -> Response:
    asked = require(request, Action.MANAGE)
    table = pd.DataFrame(partner_list.EXAMPLES, columns=list(partner_list.HEADINGS))
    return file_response(asked, csv(table), "sjabloon-partners.csv")


def routes() -> list[Route]:
    return [
        Route("/uitvoer/brief", guarded(_letters)),
        Route("/uitvoer/verzendlijst.csv", guarded(_mail_merge)),
        Route("/uitvoer/sjabloon-partners.csv", guarded(_partner_template)),
    ]
