"""Accounts of who signs in through a provider, and what their groups there give them.

Somebody is known by issuer and subject, never by an address or a name, so that no local account can be taken over. A
role that a group gave is marked by who gave it (`PROVIDER`) and goes when the group does; what a coordinator gave stays
until a coordinator takes it away or a group gives as much. A group that gives less takes nothing away, or a network that
invited one of its readers to coordinate it would be left without a coordinator.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from onlife.domain.access import Role
from onlife.domain.account import Account, Identity
from onlife.security import handshake
from onlife.security.handshake import Handshake
from onlife.store.account import NAME_LENGTH, Accounts
from onlife.store.engine.database import Database
from onlife.store.log_act import PROVIDER
from onlife.text import line


class Identities:
    def __init__(self, database: Database, key: bytes, accounts: Accounts) -> None:
        self._db = database
        self._key = key
        self._accounts = accounts

    def sign_in(self, who: Identity, roles: Mapping[str, Role], *, invited: bool = False) -> Account | None:
        """The account of somebody, with the roles (network or `INSTALLATION` -> role) that their groups give right now.

        It is made the first time that there is one. None without any role, of a group or given here, but for who is
        `invited` and is given one next.
        """
        with self._db.transaction():
            account = self._account(who)
            if account is None:
                if not roles and not invited:
                    return None
                account = self._add(who)
            of_group = self.of_group(account)
            for network in of_group - roles.keys():
                self._accounts.set_role(account.id, network, None, PROVIDER)
            for network, role in roles.items():
                held = account.networks.get(network)
                less = held is Role.COORDINATOR and role is Role.READER and network not in of_group
                if not less and (network not in of_group or held is not role):
                    self._accounts.set_role(account.id, network, role, PROVIDER)
            account = self._accounts.get(account.id)
        return account if account and (account.networks or invited) else None

    def of_group(self, account: Account) -> frozenset[str]:
        """The networks, or `INSTALLATION`, in which an account has its role from a group."""
        rows = self._db.newest("membership_events", "network", account=account.id)
        return frozenset(row["network"] for row in rows if row["role"] and row["actor"] == PROVIDER)

    def any_coordinator(self) -> bool:
        """Whether anybody who signs in through a provider coordinates a network."""
        return any(a.from_provider and Role.COORDINATOR in a.networks.values() for a in self._accounts.all())

    def seal(self, begun: Handshake) -> str:
        return handshake.seal(self._key, begun)

    def unseal(self, sealed: str) -> Handshake | None:
        """The handshake that this installation gave a browser; None if it is too old or somebody else's work."""
        return handshake.unseal(self._key, sealed)

    def _account(self, who: Identity) -> Account | None:
        rows = self._db.events("identity_events", issuer=who.issuer, subject=who.subject)
        found = [self._accounts.get(row["account"]) for row in rows]
        return next((account for account in reversed(found) if account), None)

    def _add(self, who: Identity) -> Account:
        taken = {account.username for account in self._accounts.all()}
        wanted = ".".join(line(who.username).lower().split())[: NAME_LENGTH - 4]
        username = next(name for n in count(1) if (name := wanted if n == 1 else f"{wanted}-{n}") not in taken)
        account = self._accounts.add(username, line(who.name)[:NAME_LENGTH], "", PROVIDER)
        self._db.add("identity_events", {"account": account.id, "issuer": who.issuer, "subject": who.subject})
        return account
