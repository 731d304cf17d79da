"""What can be taken away, over routes that ask for the right to it: figures, results, templates.

Streamlit's own download addresses have no access check; these do, with the cookies of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from onlife.charts import Figure
from onlife.content.questionnaire import to_toml
from onlife.domain.access import Action, Actor
from onlife.domain.network import Network, Round
from onlife.export import log_book
from onlife.export.images import png, svg
from onlife.export.result import HEADINGS, results
from onlife.export.tables import csv
from onlife.services import figures, installation, scan_file
from onlife.services.figures import NothingToShow, View
from onlife.web import mail_merge
from onlife.web.guard import file_response, guarded, require

ENDINGS: Mapping[str, Callable[[Figure], bytes]] = MappingProxyType(
    {"png": png, "svg": svg, "csv": lambda figure: csv(figure.table)}
)


def view_of(request: Request) -> View:
    """What the address of a download looks at."""
    ask = request.query_params
    return View(
        ask.get("netwerk", ""),
        ask.get("ronde", ""),
        tuple(ask.getlist("sector")),
        ask.get("bouwsteen", ""),
        ask.get("partner", ""),
        ask.get("eerder", ""),
        ask.get("volgorde", figures.ORDERS[0]),
        ask.get("kleur", figures.COLOURS[0]),
        tuple(ask.getlist("rondes")),
        ask.get("element", ""),
        ask.get("zaal", "") == "ja",
    )


def require_rounds(request: Request, view: View) -> tuple[Actor, Network]:
    """Whoever may see the round of a view and the earlier ones beside it; raises Forbidden otherwise."""
    for earlier in filter(None, (view.before, *view.rounds)):
        require(request, Action.SEE_NETWORK, scan_round=earlier)
    asked = require(request, Action.SEE_NETWORK, scan_round=view.round)
    scan_round = installation.store().networks.round(asked[1].id, view.round)
    if scan_round and scan_round.practice:
        raise NothingToShow
    return asked


def _figure(request: Request) -> Response:
    kind, ending = request.path_params["kind"], request.path_params["ending"]
    view = view_of(request)
    if kind in figures.OWN:
        asked = require(request, Action.SEE_TEAM, partner=view.partner)
    else:
        asked = require_rounds(request, view)
    if ending not in ENDINGS:
        raise NothingToShow
    figure = figures.figure(kind, view)
    return file_response(asked, ENDINGS[ending](figure), f"{figure.name}.{ending}")


def _results(request: Request) -> Response:
    """For a spreadsheet as it is used here: Dutch headings, semicolons, decimal commas."""
    asked, table = _requested_results(request)
    return file_response(asked, csv(table.rename(columns=HEADINGS)), "resultaten.csv")


def _results_for_analysts(request: Request) -> Response:
    """For who calculates further, as `onlife export results` writes it."""
    asked, table = _requested_results(request)
    return file_response(asked, csv(table, separator=","), "resultaten-analyse.csv")


def _requested_results(request: Request) -> tuple[tuple[Actor, Network], pd.DataFrame]:
    view = view_of(request)
    asked = require(request, Action.SEE_NETWORK, scan_round=view.round)
    scan_round = installation.store().networks.round(view.network, view.round)
    if scan_round is None:
        raise NothingToShow
    return asked, results(figures.shown_in(view), installation.questionnaire_of(scan_round))


def _scan_template(request: Request) -> Response:
    asked = require(request, Action.MANAGE)
    template = scan_file.template(installation.questionnaire_of(_next_round(asked[1])))
    return file_response(asked, template, "sjabloon-scans.csv")


def _next_round(network: Network) -> Round | Network:
    """What a scan that is filled in from here on belongs to: the round that is open, otherwise the next one."""
    return installation.store().networks.open_round(network.id) or network


def _questionnaire(request: Request) -> Response:
    asked = require(request, Action.MANAGE)
    version = request.query_params.get("versie", "")
    for offered in installation.store().questionnaires.options(asked[1].id):
        if version == str(offered.questionnaire.version):
            return file_response(asked, to_toml(offered.questionnaire), f"vragenlijst-versie-{version}.toml")
    raise NothingToShow


def _log_book(request: Request) -> Response:
    asked = require(request, Action.MANAGE)
    table = log_book.table(installation.store().audit.events(asked[1].id))
    return file_response(asked, csv(table), "logboek.csv")


def routes() -> list[Route]:
    return [
        Route("/uitvoer/figuur/{kind}.{ending}", guarded(_figure)),
        Route("/uitvoer/resultaten.csv", guarded(_results)),
        Route("/uitvoer/resultaten-analyse.csv", guarded(_results_for_analysts)),
        Route("/uitvoer/sjabloon-scans.csv", guarded(_scan_template)),
        Route("/uitvoer/vragenlijst.toml", guarded(_questionnaire)),
        Route("/uitvoer/logboek.csv", guarded(_log_book)),
        *mail_merge.routes(),
    ]
