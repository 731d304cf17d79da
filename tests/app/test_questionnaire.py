"""A network works with a questionnaire of its own: every page, every chart, and never mixed with another version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onlife.domain.light import COLOURS
from onlife.domain.network import Network, Round
from onlife.domain.plan import PlanAction
from onlife.domain.priority import Priority
from onlife.domain.scan import FilledScan
from onlife.services import figures, installation
from onlife.services.figures import NothingToShow, View
from onlife.store import Store
from onlife.text import today
from tests import stores
from tests.app.conftest import Run, as_account, as_contact, as_respondent, network_of, words
from tests.app.matrix import EVERYONE, MATRIX
from tests.app.own_form import FORM, SIZES
from tests.sample import sample


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo network after its rounds with the Quickscan: a closed round and one that runs, with three blocks."""
    folder = stores.with_demo(tmp_path_factory.mktemp("blocks"))
    store = Store(folder, installation.questionnaire())
    _fill(store)
    store.close()
    return folder


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Iterator[Store]:
    yield from stores.copied(folder, tmp_path)


@pytest.fixture
def rounds(store: Store) -> list[Round]:
    return store.networks.rounds(network_of(store).id)


def _fill(store: Store) -> None:
    network = network_of(store)
    running = store.networks.open_round(network.id)
    assert running is not None
    store.closings.close_round(running, "test")
    partners = store.networks.partners(network.id)
    store.networks.save_partners([replace(partner, expected=30) for partner in partners], "test")
    store.questionnaires.add(network.id, FORM, "test")
    store.questionnaires.choose(network.id, FORM.version, "test")
    _round(store, network, "Winter", closed=True)
    _round(store, network, "Lente", closed=False)
    partner, newest = store.networks.partners(network.id)[1], store.networks.rounds(network.id)[0]
    store.priorities.keep(newest, Priority(partner.id, "3", 4), "test")
    store.priorities.share(newest, partner.id, True, "test")
    action = PlanAction("eigen", network.id, "", "3", "Een eigen actie", today(), ("3.9",), end=today())
    store.plans.keep(action, "test")


def _round(store: Store, network: Network, name: str, *, closed: bool) -> None:
    scan_round = store.networks.add_round(network.id, name, FORM.version, None, "test")
    store.networks.start_round(scan_round, "test")
    store.networks.save_round(replace(scan_round, shared=True), "test")
    scans = [
        FilledScan(
            partner.id,
            "" if partner.joint else ("leidinggevende" if person % 2 else "praktijkwerker"),
            partner.joint,
            {e.id: COLOURS[(at + person) % 3].value for at, e in enumerate(FORM.elements)},
            {"2": "Bellen helpt."},
        )
        for partner in store.networks.partners(network.id)
        for person in range(1 if partner.joint else 24)
    ]
    store.scan_imports.add(scan_round, scans)
    if closed:
        store.closings.close_round(scan_round, "test")
        return
    for partner in store.networks.partners(network.id)[1:]:
        store.closings.close(scan_round, partner, "test", release=True)


def visitor(store: Store, page: str) -> dict[str, str]:
    first, second = store.networks.partners(network_of(store).id)[:2]
    if page == "partner/scan":
        return as_respondent(store, first)
    if page.startswith("partner/"):
        return as_contact(store, second)
    return as_account(store, "coordinator")


OF_THE_QUESTIONNAIRE = (
    "netwerk/bouwsteen",
    "netwerk/keuzehulp",
    "netwerk/overzicht",
    "netwerk/samenwerking",
    "netwerk/vergadering",
    "partner/ons_team",
    "partner/scan",
    "regie/papier",
)
"""Pages that are drawn from its blocks."""


@pytest.mark.parametrize("page", sample(sorted(MATRIX), OF_THE_QUESTIONNAIRE))
def test_every_page_works_with_three_blocks(page: str, store: Store, rounds: list[Round], run: Run) -> None:
    cookies = visitor(store, page)
    for number in range(1, len(SIZES) + 1):
        test = run(page, cookies, bouwsteen=f"{number} Eigen {number}", stap=str(number))
        assert not test.exception, test.exception
        if MATRIX[page] != EVERYONE:
            assert "Interne afspraken" not in words(test)


@pytest.mark.slow
def test_every_figure_is_drawn_with_three_blocks(store: Store, rounds: list[Round]) -> None:
    network = network_of(store).id
    newest, before = rounds[0], rounds[1]
    partner = next(p.id for p in store.networks.partners(network)[1:] if not p.joint)
    # other networks, three rounds, stars of three partners: test_peer.py, test_evolution.py, test_meeting.py
    for kind in set(figures.FIGURES) - {figures.PEERS, figures.KIND_PEERS, "scanrondes", "sterren-bouwsteen"}:
        drawn = 0
        for one in ("1", "2", "3", ""):
            view = View(network, newest.id, block=one, partner=partner, before=before.id)
            try:
                drawn += bool(figures.figure(kind, view).alt)
            except NothingToShow:
                continue
        assert drawn, kind


def test_the_scan_asks_the_own_elements(store: Store, rounds: list[Round], run: Run) -> None:
    test = run("partner/scan", visitor(store, "partner/scan"), stap="3")
    assert len(test.radio) == 9
    assert "Bouwsteen 3 van 3" in " ".join(p.proto.text for p in test.get("progress"))
    test.radio[8].set_value("red").run()
    assert words(test).count("✓") == 1


def test_rounds_with_another_questionnaire_are_never_compared(store: Store, rounds: list[Round], run: Run) -> None:
    reader = as_account(store, "lezer")
    said = words(run("netwerk/evolutie", reader, ronde="Lente", eerder="Najaar 2026"))
    assert "werkten met een andere vragenlijst" in said
    with pytest.raises(NothingToShow):
        figures.figure("evolutie", View(network_of(store).id, rounds[0].id, before=rounds[2].id))
    lente = View(network_of(store).id, rounds[0].id)
    assert figures.beside_earlier(lente, rounds).before == rounds[1].id
    assert figures.beside_earlier(lente, [rounds[0], *rounds[2:]]) == lente, "neither in a meeting pack"
    same: Any = run("netwerk/evolutie", reader, ronde="Lente", eerder="Winter")
    assert same.get("vega_lite_chart") and "werkten met een andere" not in words(same)


def test_an_earlier_round_is_still_read_with_its_own_questionnaire(store: Store, rounds: list[Round], run: Run) -> None:
    test = run("netwerk/bouwsteen", as_account(store, "lezer"), ronde="Voorjaar 2026", bouwsteen="2 Afspraken")
    assert "Interne afspraken" in words(test)


def test_actions_of_an_earlier_questionnaire_stay_readable(store: Store, rounds: list[Round], run: Run) -> None:
    said = words(run("netwerk/plan", as_account(store, "coordinator")))
    assert "Een eigen actie" in said and "Eigen 3" in said and "Samenwerking" in said
    old = next(a for a in store.plans.of(network_of(store).id) if a.content_version != FORM.version)
    test = run("netwerk/plan", as_account(store, "coordinator"), actie=old.id)
    assert not test.exception
