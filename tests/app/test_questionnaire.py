"""A network works with a questionnaire of its own: every page, every chart, and never mixed with another version."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from onlife.content.questionnaire import written
from onlife.domain.light import COLOURS
from onlife.domain.network import Network, Round
from onlife.domain.plan import PlanAction
from onlife.domain.priority import Priority
from onlife.domain.questionnaire import Block, Element, Questionnaire
from onlife.domain.scan import Filled
from onlife.services import figures, installation
from onlife.services.figures import NothingToShow, View
from onlife.store import Store
from onlife.store.engine.database import today
from tests.app.conftest import Run, as_account, as_contact, as_respondent, network_of, words
from tests.app.test_access import EVERYONE, MATRIX

SIZES = (2, 4, 9)


def block(at: int, size: int) -> Block:
    elements = tuple(
        Element(
            f"{at}.{k}",
            str(at),
            f"Eigen element {at}-{k}",
            "",
            {light: f"Stelling {light.word} van {at}-{k}." for light in COLOURS},
            ("Wat zien jullie?",) if at == 2 else (),
        )
        for k in range(1, size + 1)
    )
    return Block(str(at), f"Eigen bouwsteen {at}", f"Eigen {at}", "Hoe gaat het?", elements)


FORM = Questionnaire(70, "Eigen scan", "Van onszelf", tuple(block(at, n) for at, n in enumerate(SIZES, start=1)))


@pytest.fixture
def rounds(store: Store) -> list[Round]:
    """The demo network after its rounds with the Quickscan: a closed round and one that runs, with three blocks."""
    network = network_of(store)
    running = store.networks.open_round(network.id)
    assert running is not None
    store.scans.close_round(running, "test")
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
    return store.networks.rounds(network.id)


def _round(store: Store, network: Network, name: str, *, closed: bool) -> None:
    round = store.networks.add_round(network.id, name, FORM.version, None, "test")
    store.networks.start_round(round, "test")
    store.networks.save_round(replace(round, shared=True), "test")
    scans = [
        Filled(
            partner.id,
            "" if partner.joint else ("leidinggevende" if person % 2 else "praktijkwerker"),
            partner.joint,
            {e.id: COLOURS[(at + person) % 3].value for at, e in enumerate(FORM.elements)},
            {"2": "Bellen helpt."},
        )
        for partner in store.networks.partners(network.id)
        for person in range(1 if partner.joint else 24)
    ]
    store.scans.take_in(round, scans)
    if closed:
        store.scans.close_round(round, "test")
        return
    for partner in store.networks.partners(network.id)[1:]:
        store.scans.close(round, partner, "test", release=True)


def visitor(store: Store, page: str) -> dict[str, str]:
    first, second = store.networks.partners(network_of(store).id)[:2]
    if page == "partner/scan":
        return as_respondent(store, first)
    if page.startswith("partner/"):
        return as_contact(store, second)
    return as_account(store, "coordinator")


@pytest.mark.parametrize("page", sorted(MATRIX))
def test_every_page_works_with_three_blocks(page: str, store: Store, rounds: list[Round], run: Run) -> None:
    cookies = visitor(store, page)
    for number in range(1, len(SIZES) + 1):
        test = run(page, cookies, bouwsteen=f"{number} Eigen {number}", stap=str(number))
        assert not test.exception, test.exception
        if MATRIX[page] != EVERYONE:
            assert "Interne afspraken" not in words(test)


def test_every_figure_is_drawn_with_three_blocks(store: Store, rounds: list[Round]) -> None:
    network = network_of(store).id
    newest, before = rounds[0], rounds[1]
    partner = next(p.id for p in store.networks.partners(network)[1:] if not p.joint)
    for kind in set(figures.FIGURES) - {figures.ACROSS}:  # that one needs other networks: test_comparison.py
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


def test_a_coordinator_reads_a_file_sees_what_is_in_it_adds_it_and_chooses_it(store: Store, run: Run) -> None:
    network, cookies = network_of(store), as_account(store, "coordinator")
    test = run("regie/vragenlijst", cookies)
    test.file_uploader[0].upload("eigen.toml", written(FORM), "application/toml").run()
    said = words(test)
    assert "Eigen scan, versie 70: 3 bouwstenen, 15 elementen" in said
    assert "krijgen een andere naam" in said
    next(b for b in test.button if b.label == "Vragenlijst toevoegen").click().run()
    assert "Versie 70 staat klaar" in words(test)
    assert written(store.questionnaires.of(network.id)) == written(installation.questionnaire())
    next(b for b in test.button if b.label == "Kies deze vragenlijst").click().run()
    assert written(store.questionnaires.of(network.id)) == written(FORM)
    running = store.networks.open_round(network.id)
    assert running is not None and running.content_version == installation.questionnaire().version


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"version = 3\ntitle Proef", "Regel 2, teken 7"),
        (written(FORM).replace(b"red = ", b"rood = ", 1), "element 1.1"),
        (written(replace(FORM, version=1)), "nieuw nummer"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained_and_changes_nothing(
    content: bytes, told: str, store: Store, run: Run
) -> None:
    test = run("regie/vragenlijst", as_account(store, "coordinator"))
    test.file_uploader[0].upload("eigen.toml", content, "application/toml").run()
    for button in [b for b in test.button if b.label == "Vragenlijst toevoegen"]:
        button.click().run()
    assert told in " ".join(e.value for e in test.error).replace("\\", "")
    assert len(store.questionnaires.offered(network_of(store).id)) == 1
