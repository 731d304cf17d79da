"""Accounts: names, passwords, roles in networks, and the second factor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType

from onlife.content.message import message
from onlife.domain.access import INSTALLATION, Role
from onlife.domain.account import Account
from onlife.security import totp
from onlife.security.token import new_id
from onlife.store.engine.database import Database, Refused, Row
from onlife.store.engine.table import Table
from onlife.store.session import Sessions
from onlife.text import line, now

NAME_LENGTH = 80

ACCOUNTS = Table("account_events", "account", Account)


class Accounts:
    def __init__(self, database: Database, key: bytes, sessions: Sessions) -> None:
        self._db = database
        self._key = key
        self._sessions = sessions

    def all(self) -> list[Account]:
        """All accounts in alphabetical order."""
        rows = self._db.newest(ACCOUNTS.name, ACCOUNTS.key)
        roles: dict[str, list[Row]] = defaultdict(list)
        for role in self._db.events("membership_events"):  # of all at once, not asked for each
            roles[role["account"]].append(role)
        return sorted(
            (_account(row, roles[row["account"]]) for row in rows if not row["removed"]), key=lambda a: a.username
        )

    def get(self, account: str) -> Account | None:
        rows = self._db.newest(ACCOUNTS.name, ACCOUNTS.key, account=account)
        if not rows or rows[0]["removed"]:
            return None
        return _account(rows[0], self._db.events("membership_events", account=account))

    def add(self, username: str, name: str, password_hash: str, actor: str) -> Account:
        username, name = line(username).lower(), line(name)
        if max(len(username), len(name)) > NAME_LENGTH:
            raise Refused(message("name.too_long", most=NAME_LENGTH))
        with self._db.transaction():
            if any(a.username == username for a in self.all()):
                raise Refused(message("account.taken", username=username))
            account = Account(new_id(), username, name, password_hash)
            self._add_account_event(account, actor)
        return account

    def set_password(self, account: Account, password_hash: str, actor: str) -> None:
        """Change a password; every session of the account ends with it. Raises Refused for who signs in elsewhere, or whose
        account was removed.
        """
        with self._db.transaction():
            known = self.get(account.id)
            if known is None:
                raise Refused(message("account.gone", name=account.name))
            if known.from_provider:
                raise Refused(message("account.no_password", name=known.name))
            self._add_account_event(Account(known.id, known.username, known.name, password_hash), actor)
            self._sessions.end_quietly(account.id)

    def remove(self, account: Account, actor: str) -> None:
        with self._db.transaction():
            self._add_account_event(account, actor, removed=True)
            self._sessions.end_quietly(account.id)

    def set_role(self, account: str, network: str, role: Role | None, actor: str) -> None:
        """Give an account a role in a network, or in `INSTALLATION` that of the programme; None takes it away."""
        if role and (role is Role.PROGRAMME) != (network == INSTALLATION):
            raise Refused(message("account.no_such_role"))
        granted = role.value if role else ""
        with self._db.transaction():
            row = {"actor": actor, "account": account, "network": network, "role": granted}
            self._db.add("membership_events", row)

    def _add_account_event(self, account: Account, actor: str, removed: bool = False) -> None:
        self._db.put(ACCOUNTS, [account], actor, removed=removed)

    # -- the second factor

    def has_factor(self, account: str) -> bool:
        return bool(self._factor_events(account))

    def set_factor(self, account: str, secret: str, code: str, actor: str) -> list[str]:
        """Switch the second factor on and give back its recovery codes; they are not to be had again."""
        step = totp.step_of(secret, code, now())
        if step is None:
            raise Refused(message("account.wrong_code"))
        codes = totp.new_recovery_codes()
        factor = totp.Factor(secret, tuple(totp.recovery_mark(code) for code in codes))
        with self._db.transaction():
            self._factor_event(account, "on", totp.seal(self._key, account, factor), actor)
            self._factor_event(account, "spent", str(step), actor)
        return codes

    def spend_code(self, account: str, typed: str) -> bool:
        """Whether a code of the second factor is right; it is used up by asking, and so is every older one."""
        with self._db.transaction():
            events = self._factor_events(account)
            factor = totp.unseal(self._key, account, events[0]["value"]) if events else None
            if factor is None:
                return False
            spent = {row["value"] for row in events[1:]}
            step, mark = totp.step_of(factor.secret, typed, now()), totp.recovery_mark(typed)
            if step is not None and all(step > int(value) for value in spent if value.isdecimal() and len(value) < 64):
                used = str(step)
            elif mark in factor.recovery and mark not in spent:
                used = mark
            else:
                return False
            self._factor_event(account, "spent", used, account)
        return True

    def drop_factor(self, account: str, actor: str) -> None:
        """Switch the second factor off: the password alone is asked from now on."""
        if not self.has_factor(account):
            raise Refused(message("account.factor_off"))
        with self._db.transaction():
            self._factor_event(account, "off", "", actor)

    def recovery_left(self, account: str) -> int:
        """How many recovery codes have not been used yet."""
        spent = [row for row in self._factor_events(account)[1:] if len(row["value"]) == 64]
        return totp.RECOVERY_CODES - len(spent)

    def _factor_events(self, account: str) -> Sequence[Row]:
        """The event that switched the factor on and what was used up since; empty if it is off."""
        rows = self._db.rows("SELECT step, value FROM factor_events WHERE account = ? ORDER BY event", account)
        switched = max((i for i, row in enumerate(rows) if row["step"] != "spent"), default=None)
        return rows[switched:] if switched is not None and rows[switched]["step"] == "on" else []

    def _factor_event(self, account: str, step: str, value: str, actor: str) -> None:
        self._db.add("factor_events", {"actor": actor, "account": account, "step": step, "value": value})


def _account(row: Row, roles: Iterable[Row]) -> Account:
    """The account of a row with the roles that hold, of those that it was ever given, oldest first."""
    newest = {role["network"]: role["role"] for role in roles}
    networks = MappingProxyType({network: Role(role) for network, role in newest.items() if role})
    return replace(ACCOUNTS.to_record(row), networks=networks)
