"""Who stands behind the letters, mails and reports of a network."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sender:
    """What stands below a letter or a mail; each may be empty. `address`: of e-mail."""

    network: str
    name: str = ""
    service: str = ""
    telephone: str = ""
    address: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What is filled in, in the order in which one signs."""
        return tuple(filter(None, (self.name, self.service, self.telephone, self.address)))
