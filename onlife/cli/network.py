"""A network to another installation, for a server's keeper: the file in which it moves, and reading that or an archive."""

from __future__ import annotations

import argparse

from onlife.cli.common import ACTOR, counts, network_named, new_password, open_store
from onlife.domain.access import Role
from onlife.services import control_socket, network_file
from onlife.store.retention import MONTHS_MAX, period
from onlife.text import count, same


def export_network(ask: argparse.Namespace) -> None:
    with open_store() as store:
        network = network_named(store, ask.network)
        rows = store.transfers.rows(network)
        passphrase = new_password(ask.password_stdin)
        network_file.write(rows, network.name, ask.file, passphrase)
        store.audit.note_export(network.id, ask.file.name, ACTOR)
    print(*counts(rows.counts), f"{network.name} staat in {ask.file}.", sep="\n")
    print(
        "Lees het in op de andere installatie: onlife network import. Geef het wachtwoord langs een andere weg door dan het bestand. "
        "Hier is niets gewist: doe dat met onlife erase network, zodra het daar staat."
    )


def import_network(ask: argparse.Namespace) -> None:
    content = network_file.read(ask.file)
    with open_store() as store:
        if not network_file.is_move(content):
            from onlife.services import archive  # draws figures: half of what a command imports

            came = archive.take_in(store, content, ACTOR)
            print(*counts(came.counts), f"{came.network.name} staat hier, zoals het archief het bewaarde.", sep="\n")
            print(
                f"Resultaten en plan blijven {period(MONTHS_MAX)}; een coördinator kan dat verkorten bij Bewaren en wissen. "
                f"Nog niemand heeft toegang: {_role(came.network.name)}"
            )
            return
        passphrase = (
            control_socket.ask(control_socket.LINE).rstrip("\r\n")
            if ask.password_stdin
            else control_socket.ask(control_socket.HIDDEN, "Wachtwoord van het bestand: ")
        )
        came, rows = network_file.take_in(store, content, passphrase, ACTOR)
        here = {account.username for account in store.accounts.all()}
    print(*counts(came.counts), f"{came.network.name} staat hier, met evenveel rijen als in het bestand.", sep="\n")
    print("Alle vorige links, kijklinks en agendalinks van dit netwerk werken hier niet meer.")
    if came.partners:
        print(
            f"{count(came.partners, 'partner kreeg', 'partners kregen')} een nieuwe scanlink en teamlink: bezorg ze met Links en brieven."
        )
    print(f"Nog niemand heeft toegang. Geef die met: {_role(came.network.name)}")
    for member in rows.members:
        if member["role"]:
            taken = any(same(member["username"], one) for one in here)
            also = "; die gebruikersnaam bestaat hier al, kijk na of het dezelfde persoon is" if taken else ""
            print(f"  {member['username']} ({member['name']}) was {Role(member['role']).word}{also}")


def _role(network: str) -> str:
    return f'onlife account role GEBRUIKERSNAAM --network "{network}" --role coordinator'
