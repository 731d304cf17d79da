"""Backups, moving, erasing, retention and the log book, for a server's keeper."""

from __future__ import annotations

import argparse
from pathlib import Path

from onlife.cli.common import ACTOR, FILE, counts, network_named, open_store, partner_named, round_named, write
from onlife.content.message import message
from onlife.export.tables import csv
from onlife.services import consent, control_socket, settings
from onlife.services.settings import SettingError
from onlife.store import Refused, Store
from onlife.store.engine import backup
from onlife.store.erasure import ErasureCounts
from onlife.store.retention import DATA_KINDS
from onlife.text import count, long_date, same, today


def back_up(ask: argparse.Namespace) -> None:
    with open_store() as store:
        file, rows = store.back_up(ask.file, ACTOR)
    print(*counts(rows), f"Back-up bewaard en nagelezen: {file}", sep="\n")
    print("Bewaar dit bestand even veilig als de gegevens zelf: al wie het heeft, kan alles lezen.")


def restore(ask: argparse.Namespace) -> None:
    folder, database = settings.data_folder(), settings.database()
    rows = backup.restore(ask.file, folder, database, replace=ask.replace)
    with open_store() as store:  # what does not open is said now, and the log book tells of it
        stopped = [] if ask.keep_sharing else consent.withdraw(store, ACTOR)
    print(*counts(rows), f"Teruggezet en nageteld in {'de databank' if database else folder}.", sep="\n")
    if not ask.keep_sharing:
        print(
            "Wat na deze back-up ingetrokken of gewijzigd werd, geldt weer zoals toen: links, kijklinks, wachtwoorden en wie "
            "toegang heeft. Laat elke coördinator Links en brieven en Beheer nakijken."
        )
    if stopped:
        print(
            "Delen niet meer met andere netwerken en vergelijken zich niet meer:",
            *(f"- {name}" for name in stopped),
            sep="\n",
        )
        print("Misschien stopte een netwerk daar na deze back-up mee. De coördinator zet het weer aan op Beheer.")


def move(ask: argparse.Namespace) -> None:
    folder, database, to_file = settings.data_folder(), settings.database(), ask.to == FILE
    if not database:
        raise SettingError("Zet ONLIFE_DATABASE op de databank waarheen of vanwaar je verhuist.")
    rows = backup.move(folder, database, to_file=to_file)
    print(*counts(rows), "Verhuisd; aan beide kanten geteld en gelijk.", sep="\n")
    if to_file:
        print(f"De gegevens staan nu in {folder}. Start de app zonder ONLIFE_DATABASE. De databank bleef zoals ze was.")
    else:
        print(f"De gegevens staan nu in de databank. Start de app met ONLIFE_DATABASE. {folder} bleef zoals het was.")


def write_dossier(ask: argparse.Namespace) -> None:
    from onlife.services import dossier  # draws figures: half of what a command imports

    folder: Path = ask.folder
    with open_store() as store:
        network = network_named(store, ask.network) if ask.network else None
        folder.mkdir(parents=True, exist_ok=True)
        for name, written in dossier.documents(network):
            (folder / name).write_bytes(written)
    print(f"De documenten staan in {folder}. Vul aan wat tussen vierkante haken staat en laat ze beoordelen.")


def erase_network(ask: argparse.Namespace) -> None:
    with open_store() as store:
        network = network_named(store, ask.network)
        _confirm(network.name, store.erasure.of_network(network), ask)
        _report_erasure(store, network.name, store.erasure.network(network, ACTOR), "", ask)


def erase_round(ask: argparse.Namespace) -> None:
    with open_store() as store:
        network = network_named(store, ask.network)
        scan_round = round_named(store, network, ask.round)
        _confirm(scan_round.name, store.erasure.of_round(scan_round), ask)
        _report_erasure(store, scan_round.name, store.erasure.round(scan_round, ACTOR), network.id, ask)


def erase_partner(ask: argparse.Namespace) -> None:
    with open_store() as store:
        network = network_named(store, ask.network)
        partner = partner_named(store, network, ask.partner)
        if ask.round:
            scan_round = round_named(store, network, ask.round)
            _confirm(partner.name, store.erasure.of_part(scan_round, partner), ask)
            done = store.erasure.part(scan_round, partner, ACTOR)
        else:
            _confirm(partner.name, store.erasure.of_partner(partner), ask)
            done = store.erasure.partner(partner, ACTOR)
        _report_erasure(store, partner.name, done, network.id, ask)


def _confirm(name: str, found: ErasureCounts, ask: argparse.Namespace) -> None:
    """Say what goes for good and ask for the name, unless it was given."""
    print("Dit gaat voorgoed weg:", *(f"  {number:>6} {kind}" for kind, number in found.items()), sep="\n")
    try:
        typed = (
            ask.yes_i_mean
            if ask.yes_i_mean is not None
            else control_socket.ask(control_socket.SHOWN, f"Typ de naam om te bevestigen ({name}): ")
        )
    except EOFError:
        typed = ""
    if not same(typed, name):
        raise Refused("Dat is niet de naam. Er is niets gewist.")


def _report_erasure(store: Store, name: str, done: bool, network: str, ask: argparse.Namespace) -> None:
    gone = store.destroy_older_backups(network, ACTOR) if ask.backups else 0  # first: printing may break off
    print(f"{name} is gewist." if done else f"{name} is gewist. {message('erasure.still_there')}")
    if ask.backups:
        print(f"Oudere back-ups vernietigd: {gone}. Er is eerst een nieuwe gemaakt.")
    elif last := backup.last_expiry(store.folder, today()):
        print(f"In oudere back-ups staat het nog, ten laatste tot {long_date(last)}.")


def run_retention(_ask: argparse.Namespace) -> None:
    with open_store() as store:
        names = {network.id: network.name for network in store.networks.all()} | {"": "deze installatie"}
        for gone in store.retention.run(actor=ACTOR):
            kind = DATA_KINDS[gone.kind]
            print(f"{names[gone.network]}: {kind.name}, {kind.count(gone.number)} vernietigd.")
        if store.needs_compaction:
            store.compact()
    print("Alles wat langer bewaard was dan ingesteld, is weg.")


def verify_log(_ask: argparse.Namespace) -> None:
    with open_store() as store:
        names = {network.id: network.name for network in store.networks.all()} | {"": "deze installatie"}
        checked = store.audit.check()
    if not checked.whole:
        places = [f"  {names.get(network, 'een gewist netwerk')}, regel {number}" for network, number in checked.broken]
        raise Refused("\n".join(["Het logboek klopt niet: er is iets gewijzigd, tussengevoegd of weg.", *places]))
    print(f"Het logboek klopt: {count(checked.rows, 'regel', 'regels')}, niets gewijzigd of weg.")


def export_log(ask: argparse.Namespace) -> None:
    with open_store() as store:
        table = csv(store.audit.everything(), separator=",")
        store.audit.note_export("", "logboek-volledig.csv", ACTOR)
    write(table.decode("utf-8-sig"), ask.output)
