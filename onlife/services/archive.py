"""The archive of a network: what its coordinator may see, in files that open without the app, and in one that an app reads back.

Everything comes from the same tables and documents as the other exports, so the privacy rules hold here as there.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from datetime import date
from importlib.metadata import version

from onlife.content.archive import readme
from onlife.content.questionnaire import to_toml
from onlife.domain.network import Network, Round, RoundState
from onlife.export import archive as files
from onlife.export import log_book, result
from onlife.export.archive import NoArchive, slug
from onlife.export.report import Step
from onlife.export.tables import csv
from onlife.services import archived_result, documents, figures, installation, network_file, results
from onlife.services.cache import cached
from onlife.services.documents import no_progress
from onlife.services.figures import View
from onlife.store import Refused, Store
from onlife.store.archive import ARCHIVED
from onlife.store.transfer import NetworkRows, TakenIn
from onlife.text import long_date, today, zone
from onlife.translation import gettext as _

ROWS = "gegevens/netwerk.json"
CACHE_SIZE = 2
"""How many archives are kept, some megabytes each."""


def file_name(network: Network) -> str:
    return f"archief-{slug(network.name, 'netwerk')}-{today()}.zip"


def _cache_key(network: Network, _step: Step = no_progress) -> Hashable:
    return network, len(installation.store().audit.events(network.id)), today(), *_events(network)


def _events(network: Network) -> tuple[int, int]:
    store = installation.store()
    return store.networks.newest_event(network.id), store.meetings.newest_event(network.id)


@cached(_cache_key, CACHE_SIZE, one_at_a_time=True)
def archive(network: Network, step: Step = no_progress) -> bytes:
    """The archive of a network as ZIP."""
    store, found = installation.store(), dict[str, bytes]()
    rounds = closed_rounds(network)
    for at, scan_round in enumerate(rounds, start=1):
        place = f"scanrondes/{at}-{slug(scan_round.name, 'scanronde')}"
        found |= {f"{place}/{name}": content for name, content in _of_round(network, scan_round)}
        step(at / (len(rounds) + 1))
    found |= dict(_of_meetings(network, rounds))
    plan = documents.plan_table(network, "").to_dict("records")
    names = [scan_round.name for scan_round in rounds]
    about = {"app": version("onlife"), "network": network.name, "day": today().isoformat()}
    found |= {
        "partners.csv": csv(files.partners(store.networks.partners(network.id, archived=True))),
        "plan/plan.csv": documents.plan(network, "", "csv", ""),
        "plan/plan.json": json.dumps(plan, ensure_ascii=False, indent=1, default=_day).encode(),
        "logboek.csv": csv(log_book.table(store.audit.events(network.id))),
        "LEESMIJ.txt": readme(
            network=network.name, day=long_date(today()), app=about["app"], zone=str(zone()), rounds=names
        ).encode("utf-8-sig"),
        ROWS: network_file.as_json(_rows(network, rounds)),
    }
    forms = [installation.questionnaire_of(network), *(installation.questionnaire_of(one) for one in rounds)]
    for form in forms:
        found[f"vragenlijsten/versie-{form.version}.toml"] = to_toml(form)
    made = files.pack(found, about)
    step(1.0)
    return made


def closed_rounds(network: Network) -> list[Round]:
    """The rounds that an archive holds, oldest first."""
    rounds = installation.store().networks.rounds(network.id)
    return [scan_round for scan_round in reversed(rounds) if scan_round.state is RoundState.CLOSED]


def take_in(store: Store, content: bytes, actor: str) -> TakenIn:
    """Take in the network of an archive: what was shown of its closed rounds can be looked at again.

    Refuses what is no archive or is damaged, and figures that no page could show.
    """
    try:
        rows = network_file.from_json(files.unpack(content, ROWS))
    except NoArchive as problem:
        raise Refused(
            _("Dit is geen verhuisbestand en geen archief van deze app, of het is beschadigd. Er is niets ingelezen.")
        ) from problem
    with store.transaction():
        came = store.transfers.take_in(rows, actor, only=ARCHIVED)
        try:
            for scan_round in store.networks.rounds(came.network.id):
                questionnaire = store.questionnaires.get(scan_round.content_version)
                result.results(results.of_network(store, questionnaire, came.network, scan_round), questionnaire)
                store.results.response(came.network.id, scan_round.id)
                store.results.submitted_by_day(scan_round.id)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise Refused(_("De resultaten in dit archief zijn niet te tonen. Er is niets ingelezen.")) from problem
    return came


def _of_round(network: Network, scan_round: Round) -> Iterator[tuple[str, bytes]]:
    store, questionnaire = installation.store(), installation.questionnaire_of(scan_round)
    view = View(network.id, scan_round.id)
    table = result.results(figures.shown_in(view), questionnaire)
    yield "resultaten.csv", csv(table.rename(columns=result.HEADINGS))
    yield "resultaten-analyse.csv", csv(table, separator=",")
    for name, sheet in documents.results_sheets(view).items():
        yield f"tabellen/{slug(name, 'tabel')}.csv", csv(sheet)
    yield "deelname.csv", csv(files.response(store.results.response(network.id, scan_round.id)))
    yield "afspraken.csv", csv(files.agreements(store.meetings.agreements(scan_round.id), questionnaire))
    rounds = store.networks.rounds(network.id, concept=False)
    yield "vergaderpakket.pdf", documents.meeting_pack(figures.beside_earlier(view, rounds), "pdf")


def _of_meetings(network: Network, rounds: list[Round]) -> Iterator[tuple[str, bytes]]:
    about = {scan_round.id for scan_round in rounds}
    held = [meeting for meeting in installation.store().meetings.past(network.id) if meeting.round in about]
    for at, meeting in enumerate(reversed(held), start=1):
        yield f"vergaderingen/{at}-verslag-{meeting.day}.pdf", documents.meeting_report(network, meeting, "pdf")


def _rows(network: Network, rounds: list[Round]) -> NetworkRows:
    store = installation.store()
    shown = {
        scan_round.id: archived_result.to_json(
            figures.shown_in(View(network.id, scan_round.id)),
            store.results.response(network.id, scan_round.id),
            store.results.submitted_by_day(scan_round.id),
        )
        for scan_round in rounds
    }
    return store.archives.rows(network, rounds, shown)


def _day(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()
