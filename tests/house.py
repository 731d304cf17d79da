"""A network of two partners with an open round, for tests of scans."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from onlife.domain.light import Light
from onlife.domain.network import Partner, Round, RoundState
from onlife.domain.scan import Closing
from onlife.store import Store
from tests import stores
from tests.unit.examples import questionnaire

FORM = questionnaire(2, 1)  # elements 1.1, 1.2 and 2.1
WHO = "test"


class House:
    """A network with one open round and two partners: Bib (individually) and Huis (together)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        made, self.bib, self.huis, self.round = _made()
        self.network = self.round.network
        self.store = Store(shutil.copytree(made, folder, dirs_exist_ok=True), FORM)
        self.scans, self.closings, self.results = self.store.scans, self.store.closings, self.store.results

    def open(self, name: str) -> Round:
        return _open(self.store, self.network, name)

    def submit(self, partner: Partner, *lights: Light, remark: str = "") -> str:
        """A scan with these answers on 1.1, 1.2, ..., handed in."""
        scan = self.scans.begin(partner).id
        if not partner.joint:
            self.scans.choose_function(scan, "praktijkwerker")
        for element, light in zip(("1.1", "1.2", "2.1"), lights, strict=False):
            self.scans.answer(scan, element, light)
        if remark:
            self.scans.remark(scan, "1", remark)
        self.scans.submit(scan)
        return scan

    def closing(self, partner: Partner) -> Closing:
        return self.closings.get(self.round.id, partner.id)

    def counts(self, partner: Partner) -> dict[str, tuple[int, ...]]:
        """Element -> how many green, orange, red and n.v.t. are frozen."""
        frame = self.results.counts(self.round.id)
        lights = [light.value for light in Light]
        own = frame[frame["partner"] == partner.id]
        return {row["element"]: tuple(int(row[light]) for light in lights) for row in own.to_dict("records")}

    def table(self, name: str) -> list[dict[str, Any]]:
        """What really stands in the file, read after the app has let it go."""
        self.store.close()
        with duckdb.connect(str(self.folder / "onlife.duckdb"), read_only=True) as file:
            found = file.execute(f"SELECT * FROM {name}")
            columns = [column[0] for column in found.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


@cache
def _made() -> tuple[Path, Partner, Partner, Round]:
    """The network, made once in a process: its folder, the two partners and the round."""
    folder = stores.empty(stores.scratch())
    store = Store(folder, FORM)
    network = store.networks.add("Netwerk", "Stad", 3, WHO).id
    bib = Partner("bib", network, "Bib", "cultuur", 200, joint=False)
    huis = Partner("huis", network, "Huis", "jeugd", 3, joint=True)
    store.networks.save_partners([bib, huis], WHO)
    scan_round = _open(store, network, "Najaar")
    store.close()
    return folder, bib, huis, scan_round


def _open(store: Store, network: str, name: str) -> Round:
    scan_round = store.networks.add_round(network, name, 1, None, WHO)
    store.networks.start_round(scan_round, WHO)
    return replace(scan_round, state=RoundState.OPEN)
