"""A contact person: somebody at a partner whom the coordinator writes to or calls."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Contact:
    """Each of name, address (of e-mail) and telephone may be empty; with all three empty there is nobody."""

    id: str
    network: str
    partner: str
    name: str = ""
    address: str = ""
    telephone: str = ""

    @property
    def label(self) -> str:
        """What to call this contact by; '' for nobody."""
        return self.name or self.address or self.telephone
