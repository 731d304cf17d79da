"""Networks that tell each other what helped: each with two large partners, an action that is done, and two rounds around it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onlife.content.questionnaire import load
from onlife.domain.access import Role
from onlife.domain.network import Network, Partner
from onlife.domain.plan import PlanAction, Status
from onlife.domain.scan import FilledScan
from onlife.security.token import new_id
from onlife.services import experience, peer
from onlife.store import Store
from onlife.text import today

FORM = load()
ELEMENT = "5.1"
PEOPLE = 20


@dataclass
class Town:
    """A network with a coordinator of its own and an action for `ELEMENT`."""

    store: Store
    network: Network
    coordinator: str
    action: str = ""

    @classmethod
    def founded(
        cls, store: Store, name: str, coordinator: str = "", *, sample: bool = False, maker: str = "an"
    ) -> Town:
        network = store.networks.add(f"Verband {name}", f"Stad {name}", 5, maker, sample=sample)
        partners = [
            Partner(f"{name}-{at}", network.id, f"Huis {name}{at}", "Jeugdwerk", PEOPLE, False) for at in (1, 2)
        ]
        store.networks.save_partners(partners, "an")
        coordinator = coordinator or f"wie {name}"
        store.accounts.set_role(coordinator, network.id, Role.COORDINATOR, "an")
        return cls(store, network, coordinator)

    def does(self, element: str = ELEMENT, status: Status = Status.DONE) -> Town:
        """Have done something for an element."""
        self.action = self.action or new_id()
        known = self.store.plans.action(self.network.id, self.action)
        new = PlanAction(self.action, self.network.id, "", element[0], "Iets met Huis en Jan", today(), (element,))
        self.store.plans.keep(replace(known or new, status=status), "an")
        return self

    def tells(self, text: str) -> Town:
        """Tell others in these words."""
        experience.share(self.store, self.network, True, self.coordinator)
        experience.write(self.store, self.network, self.action, text, self.coordinator)
        return self

    @classmethod
    def of(cls, store: Store, name: str) -> Town:
        """The one with this name, with the first of its actions that is done."""
        network = store.networks.by_name(f"Verband {name}")
        assert network
        return cls(
            store,
            network,
            f"wie {name}",
            next((action.id for action in store.experiences.finished_actions(network.id)), ""),
        )

    def scan(self, light: str) -> Town:
        """A round that is closed, in which everybody chose this colour throughout."""
        number = len(self.store.networks.rounds(self.network.id))
        scan_round = self.store.networks.add_round(self.network.id, f"Ronde {number}", FORM.version, None, "an")
        self.store.networks.start_round(scan_round, "an")
        answers = {element.id: light for element in FORM.elements}
        partners = self.store.networks.partners(self.network.id)
        scans = [FilledScan(partner.id, "", False, answers) for partner in partners for _ in range(PEOPLE)]
        self.store.scan_imports.add(scan_round, scans, "an")
        peer.close_round(self.store, self.network, scan_round, "an")
        return self


NAMES = "abcdefghijklmnopqrstuvwxyz"


def words(at: int) -> str:
    """A sentence that says nothing of who wrote it, and little that another one says."""
    return f"We deden dit: {NAMES[at] * 30}."


def towns(store: Store, number: int, start: int = 0) -> list[Town]:
    """So many networks that have done something for `ELEMENT` and tell of it."""
    return [Town.founded(store, f"{at + 100}").does().tells(words(at)) for at in range(start, start + number)]
