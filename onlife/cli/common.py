"""What several commands ask: the store, and things by their names."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from onlife.domain.account import Account
from onlife.domain.network import Network, Partner, Round
from onlife.export.tables import csv
from onlife.services import control_socket, installation, settings
from onlife.services.settings import SettingError
from onlife.store import Refused, Store
from onlife.text import plural, same

BAD_INPUT, CANNOT_START = 1, 2
POSTGRESQL, FILE = "postgresql", "file"
ACTOR = "opdrachtregel"


def write_table(table: pd.DataFrame, output: Path | None) -> None:
    write(csv(table, separator=",").decode("utf-8-sig"), output)


def write(text: str, output: Path | None) -> None:
    if output:
        output.write_text(text, encoding="utf-8", newline="")
        print(f"Bewaard in {output}.")
    else:
        sys.stdout.write(text.replace("\r\n", "\n"))


@contextmanager
def open_store() -> Iterator[Store]:
    """The open store, closed again afterwards; that of the app, for a command that was handed to it."""
    if control_socket.elsewhere():
        yield installation.store()
        return
    try:
        store = installation.store()
    except OSError as error:
        raise SettingError(f"De gegevensmap {settings.data_folder()} is niet te lezen of te schrijven.") from error
    try:
        store.note_opening(ACTOR)
        yield store
    finally:
        store.close()
        installation.store.cache_clear()


def new_password(from_input: bool) -> str:
    """A password that is read from the input, or asked twice without showing it."""
    if from_input:
        return control_socket.ask(control_socket.LINE).rstrip("\r\n")
    password = control_socket.ask(control_socket.HIDDEN, "Wachtwoord (minstens 15 tekens): ")
    if control_socket.ask(control_socket.HIDDEN, "Nog eens: ") != password:
        raise Refused("De twee wachtwoorden zijn niet gelijk. Er is niets gewijzigd.")
    return password


def counts(rows: Mapping[str, int]) -> Iterator[str]:
    """A line for each table: how many rows it has."""
    for table, number in rows.items():
        yield f"{table:<20} {number:>8} {plural(number, 'rij', 'rijen')}"


def network_named(store: Store, name: str) -> Network:
    network = store.networks.by_name(name)
    if network is None:
        known = ", ".join(network.name for network in store.networks.all())
        raise Refused(
            f"Er is geen netwerk “{name}”. " + (f"Wel: {known}." if known else "Er is nog geen enkel netwerk.")
        )
    return network


def round_named(store: Store, network: Network, name: str) -> Round:
    rounds = store.networks.rounds(network.id)
    for scan_round in rounds:
        if same(scan_round.name, name):
            return scan_round
    known = ", ".join(scan_round.name for scan_round in rounds)
    raise Refused(
        f"{network.name} heeft geen scanronde “{name}”. " + (f"Wel: {known}." if known else "Er is nog geen scanronde.")
    )


def partner_named(store: Store, network: Network, name: str) -> Partner:
    for partner in store.networks.partners(network.id, archived=True):
        if same(partner.name, name):
            return partner
    raise Refused(f"{network.name} heeft geen partner “{name}”.")


def account_named(store: Store, username: str) -> Account:
    for account in store.accounts.all():
        if same(account.username, username):
            return account
    raise Refused(f"Er is geen account {username}.")
