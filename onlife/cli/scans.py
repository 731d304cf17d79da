"""Scans in, results out: import, closing a round, exports."""

from __future__ import annotations

import argparse

from onlife.cli.common import ACTOR, network_named, open_store, partner_named, round_named, write, write_table
from onlife.domain.network import Network, Round
from onlife.domain.questionnaire import Questionnaire
from onlife.export import result as results_export
from onlife.services import import_scans, installation, peer, results, scan_file
from onlife.services.spreadsheet import DOS, WINDOWS, UnreadableGrid
from onlife.store import Refused, Store
from onlife.text import count_scans, same

ENCODINGS = {"windows": WINDOWS, "dos": DOS}


def import_file(ask: argparse.Namespace) -> None:
    with open_store() as store:
        questionnaire = _questionnaire(store, ask.network, ask.round)
        scans = _scans(ask, questionnaire)
        choices = import_scans.Choices(
            _partner_names(store, ask), new=ask.new_partners, doubles=ask.doubles, more_people=ask.more_people
        )
        taken = import_scans.import_all(store, questionnaire, ask.network, ask.round, scans, ACTOR, choices)
    print(*scans.notes, sep="\n", end="\n" if scans.notes else "")
    print(f"{count_scans(taken.scans)} ingelezen in {taken.round.name} van {taken.network.name}.")
    if taken.doubles:
        print(f"Al eerder ingelezen en overgeslagen: {taken.doubles}. Met --doubles lees je ze toch in.")
    if taken.new_partners:
        print(f"Nieuwe partners: {', '.join(partner.name for partner in taken.new_partners)}.")


def _scans(ask: argparse.Namespace, questionnaire: Questionnaire) -> scan_file.ScanFile:
    """The scans in a file; what the file does not tell is asked, never guessed."""
    name = ask.file.name
    try:
        grid = scan_file.read(
            ask.file.read_bytes(), name, questionnaire, sheet=ask.sheet, encoding=ENCODINGS.get(ask.encoding, "")
        )
    except UnreadableGrid as problem:
        raise Refused(f"{problem} Er is niets ingelezen.") from problem
    if ask.sheet and ask.sheet != grid.sheet:
        raise Refused(f"{name} heeft geen blad “{ask.sheet}” met scans. Wel: {', '.join(grid.sheets)}.")
    if not grid.clear and grid.readings:
        shown = ", ".join(f"{word}: {grid.readings[encoding]}" for word, encoding in ENCODINGS.items())
        raise Refused(f"{name} zegt niet hoe letters met accenten bewaard zijn ({shown}). Kies met --encoding.")
    if not grid.clear:
        raise Refused(f"{name} heeft meer dan één blad. Kies er een met --sheet: {', '.join(grid.sheets)}.")
    return scan_file.scans(grid, name, questionnaire, dict.fromkeys(ask.skip_column, scan_file.LEFT_OUT))


def _partner_names(store: Store, ask: argparse.Namespace) -> dict[str, str]:
    """Name in the file -> the partner that is meant, from --partner "NAAM IN BESTAND=PARTNER"."""
    pairs = [pair.partition("=") for pair in ask.partner]
    network = network_named(store, ask.network) if pairs else None
    return {name: partner_named(store, network, meant).id for name, _, meant in pairs if network}


def _questionnaire(store: Store, network_name: str, round_name: str) -> Questionnaire:
    """What the scans of a round answer: what it asks if it is open, else what its network works with."""
    network = store.networks.by_name(network_name)
    if network is None:
        return store.questionnaires.own
    scan_round = store.networks.open_round(network.id)
    named = scan_round is not None and same(scan_round.name, round_name)
    return (
        store.questionnaires.get(scan_round.content_version)
        if scan_round and named
        else store.questionnaires.of(network.id)
    )


def close_round(ask: argparse.Namespace) -> None:
    with open_store() as store:
        network = network_named(store, ask.network)
        scan_round = round_named(store, network, ask.round)
        peer.close_round(store, network, scan_round, ACTOR)
        store.compact()
    print(f"{scan_round.name} van {network.name} is gesloten. De resultaten liggen vast.")


def export_results(ask: argparse.Namespace) -> None:
    with open_store() as store:
        network = network_named(store, ask.network)
        scan_round = round_named(store, network, ask.round)
        questionnaire = store.questionnaires.get(scan_round.content_version)
        shown = results.of_network(store, questionnaire, network, scan_round)
    write_table(results_export.results(shown, questionnaire), ask.output)


def export_findings(ask: argparse.Namespace) -> None:
    with open_store() as store:
        network = network_named(store, ask.network)
        scan_round = round_named(store, network, ask.round)
        since = _earlier(store, network, scan_round, ask.since) if ask.since is not None else None
        questionnaire = store.questionnaires.get(scan_round.content_version)
        shown = results.of_network(store, questionnaire, network, scan_round)
        asked = store.questionnaires.get(since.content_version) if since else questionnaire
        before = results.of_network(store, asked, network, since) if since else None
    write_table(results_export.findings(shown, questionnaire, before, asked), ask.output)


def _earlier(store: Store, network: Network, scan_round: Round, name: str) -> Round:
    """The round of this name, if it came before and asked something that is the same."""
    since = round_named(store, network, name)
    ids = [each.id for each in store.networks.rounds(network.id)]
    if ids.index(since.id) <= ids.index(scan_round.id):
        raise Refused(f"{since.name} is geen eerdere scanronde dan {scan_round.name}.")
    forms = [store.questionnaires.get(asked.content_version) for asked in (since, scan_round)]
    if not forms[0].alike(forms[1]):
        raise Refused(
            f"{since.name} en {scan_round.name} hebben niet dezelfde vragenlijst. Ze zijn niet te vergelijken."
        )
    return since


def export_template(ask: argparse.Namespace) -> None:
    write(scan_file.template(installation.questionnaire()).decode("utf-8"), ask.output)
