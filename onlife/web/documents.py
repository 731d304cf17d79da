"""Documents to take away: meeting packs and reports, results, the plan, the archive, the scan on paper, and the dossier for who
buys the app or answers for its data."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from onlife.domain.access import Action
from onlife.services import archive, documents, dossier, figures, installation
from onlife.services.figures import NothingToShow
from onlife.web.downloads import require_rounds, view_of
from onlife.web.guard import Forbidden, file_response, guarded, origin, require


def _meeting_pack(request: Request) -> Response:
    view, ending = view_of(request), request.path_params["ending"]
    asked = require_rounds(request, view)
    content = documents.meeting_pack(view, ending)
    return file_response(asked, content, f"vergaderpakket.{ending}")


def _meeting_report(request: Request) -> Response:
    """For who may see the round that the meeting was about; a meeting that is still going on has no report yet."""
    ask, ending = request.query_params, request.path_params["ending"]
    meetings = installation.store().meetings.past(ask.get("netwerk", ""))
    held = next((one for one in meetings if one.id == ask.get("vergadering")), None)
    asked = require(request, Action.SEE_NETWORK, scan_round=held.round if held else "")
    if held is None:
        raise NothingToShow
    content = documents.meeting_report(asked[1], held, ending)
    return file_response(asked, content, f"verslag-{held.day}.{ending}")


def _own_result(request: Request) -> Response:
    """For the partner's contact; for the coordinator once the network may see it."""
    view = view_of(request)
    try:
        asked = require(request, Action.SEE_TEAM, partner=view.partner)
    except Forbidden:
        asked = require(request, Action.MANAGE)
        shown = documents.visible_to_network(view)
    else:
        shown = figures.shown_own(view)
    return file_response(asked, documents.own_result(view, shown), "resultaat-partner.pdf")


def _plan(request: Request) -> Response:
    """The plan of the network, or with `partner` the own plan of that partner, for its contact."""
    view, ending = view_of(request), request.path_params["ending"]
    if view.partner:
        asked = require(request, Action.PLAN, partner=view.partner)
    else:
        asked = require(request, Action.SEE_NETWORK)
    return file_response(asked, documents.plan(asked[1], view.partner, ending, origin(request)), f"plan.{ending}")


def _results_workbook(request: Request) -> Response:
    view = view_of(request)
    asked = require(request, Action.SEE_NETWORK, scan_round=view.round)
    return file_response(asked, documents.results_workbook(view), "resultaten.xlsx")


def _results_parquet(request: Request) -> Response:
    view = view_of(request)
    asked = require(request, Action.SEE_NETWORK, scan_round=view.round)
    return file_response(asked, documents.results_parquet(view), "resultaten.parquet")


def _scan_form(request: Request) -> Response:
    """With `qr`, the QR code of the partner's scan link stands on it; with `taal`, it is in plain language."""
    partner = request.query_params.get("partner", "")
    asked = require(request, Action.TYPE_OVER, partner=partner)
    linked = bool(request.query_params.get("qr"))
    plain = bool(request.query_params.get("taal"))
    content = documents.paper_form(asked[1], partner, origin(request), linked=linked, plain=plain)
    return file_response(asked, content, "scan-op-papier.pdf")


def _slips(request: Request) -> Response:
    """For the partner's contact only: nobody else hands them out."""
    partner = request.query_params.get("partner", "")
    asked = require(request, Action.RELEASE, partner=partner)
    return file_response(asked, documents.slips(asked[1], partner, origin(request)), "briefjes.pdf")


def _table_slips(request: Request) -> Response:
    """For who leads the meeting."""
    asked = require(request, Action.LEAD_MEETING)
    actor, network = asked
    content = documents.table_slips(network, origin(request), actor.id)
    return file_response(asked, content, "tafelbriefjes.pdf")


def _dossier(request: Request) -> Response:
    """One document of the dossier."""
    asked, name, ending = require(request, Action.MANAGE), request.path_params["name"], request.path_params["ending"]
    return file_response(asked, dossier.document(name, ending, asked[1]), f"{name}.{ending}")


def _whole_dossier(request: Request) -> Response:
    asked = require(request, Action.MANAGE)
    return file_response(asked, dossier.archive(asked[1]), "dossier.zip")


def _archive(request: Request) -> Response:
    asked = require(request, Action.MANAGE)
    network = asked[1]
    return file_response(asked, archive.archive(network), archive.file_name(network))


def routes() -> list[Route]:
    return [
        Route("/uitvoer/vergadering.{ending}", guarded(_meeting_pack)),
        Route("/uitvoer/verslag.{ending}", guarded(_meeting_report)),
        Route("/uitvoer/resultaat-partner.pdf", guarded(_own_result)),
        Route("/uitvoer/plan.{ending}", guarded(_plan)),
        Route("/uitvoer/resultaten.xlsx", guarded(_results_workbook)),
        Route("/uitvoer/resultaten.parquet", guarded(_results_parquet)),
        Route("/uitvoer/scanformulier.pdf", guarded(_scan_form)),
        Route("/uitvoer/briefjes.pdf", guarded(_slips)),
        Route("/uitvoer/archief.zip", guarded(_archive)),
        Route("/uitvoer/tafelbriefjes.pdf", guarded(_table_slips)),
        Route("/uitvoer/dossier.zip", guarded(_whole_dossier)),
        Route("/uitvoer/dossier/{name}.{ending}", guarded(_dossier)),
    ]
