"""Accounts, for a server's keeper."""

from __future__ import annotations

import argparse

from onlife.cli.common import ACTOR, account_named, network_named, new_password, open_store
from onlife.domain.access import INSTALLATION, Role
from onlife.security import password as passwords
from onlife.store import Refused


def add_account(ask: argparse.Namespace) -> None:
    username = ask.username.strip().lower()
    if not username or any(letter.isspace() for letter in username):
        raise Refused("Een gebruikersnaam is één woord, zonder spaties.")
    with open_store() as store:
        if any(account.username == username for account in store.accounts.all()):
            raise Refused(f"Er is al een account met de gebruikersnaam {username}.")
        store.accounts.add(username, ask.name or username, _ask_hash(ask.password_stdin, username, ask.name), ACTOR)
    print(f"Account {username} is gemaakt. Geef het een rol met: onlife account role {username} --network … --role …")


def list_accounts(_ask: argparse.Namespace) -> None:
    with open_store() as store:
        accounts = store.accounts.all()
        names = {network.id: network.name for network in store.networks.all()}
    for account in accounts:
        roles = sorted(f"{role.word} van {names[key]}" for key, role in account.networks.items() if key in names)
        roles += [role.word for key, role in account.networks.items() if key == INSTALLATION]
        print(f"{account.username:<20} {account.name:<30} {', '.join(roles) or 'nog zonder rol'}")
    if not accounts:
        print("Er zijn nog geen accounts.")


def set_password(ask: argparse.Namespace) -> None:
    with open_store() as store:
        account = account_named(store, ask.username)
        networks = [network.name for network in store.networks.all() if network.id in account.networks]
        password_hash = _ask_hash(ask.password_stdin, account.username, account.name, *networks)
        store.accounts.set_password(account, password_hash, ACTOR)
    print(f"{account.username} heeft een nieuw wachtwoord en is overal afgemeld.")


def remove_account(ask: argparse.Namespace) -> None:
    with open_store() as store:
        account = account_named(store, ask.username)
        store.accounts.remove(account, ACTOR)
    print(f"Account {account.username} is verwijderd en overal afgemeld.")


def drop_factor(ask: argparse.Namespace) -> None:
    with open_store() as store:
        account = account_named(store, ask.username)
        store.accounts.drop_factor(account.id, ACTOR)
    print(f"{account.username} meldt zich voortaan aan met het wachtwoord alleen.")


def set_role(ask: argparse.Namespace) -> None:
    role = None if ask.role == "none" else Role(ask.role)
    with open_store() as store:
        account, network = account_named(store, ask.username), network_named(store, ask.network)
        store.accounts.set_role(account.id, network.id, role, ACTOR)
    print(f"{account.username} is {role.word if role else 'niets meer'} in {network.name}.")


def set_programme(ask: argparse.Namespace) -> None:
    with open_store() as store:
        account = account_named(store, ask.username)
        store.accounts.set_role(account.id, INSTALLATION, None if ask.stop else Role.PROGRAMME, ACTOR)
    print(f"{account.username} hoort {'niet meer' if ask.stop else 'nu'} bij het programma.")


def _ask_hash(from_input: bool, *names: str) -> str:
    """The hash of a password that is read from the input, or asked twice without showing it."""
    try:
        return passwords.hash_password(new_password(from_input), *names)
    except ValueError as problem:
        raise Refused(str(problem)) from problem
