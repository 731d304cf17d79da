"""A network that goes on from the first Quickscan to the next one: both stay readable, and only what is alike is compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from onlife.content.questionnaire import bundle
from onlife.domain.light import COLOURS
from onlife.domain.network import Round
from onlife.domain.plan import PlanAction, begins
from onlife.domain.scan import FilledScan
from onlife.services import demo, documents, figures
from onlife.services.figures import View
from onlife.store import Store
from onlife.text import today
from onlife.ui.parts.agreement import of_rounds
from tests import stores
from tests.app.conftest import Run, as_account, as_contact, as_respondent, network_of, words

FIRST, SECOND = bundle()[1], bundle()[2]
LENTE = "Lente 2027"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo network made with the first Quickscan, and after the update a round with the second, half of it released."""
    folder = tmp_path_factory.mktemp("versions")
    old = Store(folder, FIRST)
    demo.build(old, FIRST)
    old.close()
    with stores.opened(folder) as store:
        network = network_of(store)
        running = store.networks.open_round(network.id)
        assert running is not None and running.content_version == 1
        store.closings.close_round(running, "test")
        partners = store.networks.partners(network.id)
        store.networks.save_partners([replace(partner, expected=30) for partner in partners], "test")
        version = store.questionnaires.of(network.id).version
        scan_round = store.networks.add_round(network.id, LENTE, version, None, "test")
        store.networks.start_round(scan_round, "test")
        store.networks.save_round(replace(scan_round, shared=True), "test")
        scans = [
            FilledScan(
                partner.id,
                "" if partner.joint else "praktijkwerker",
                partner.joint,
                {e.id: COLOURS[(at + person) % 2].value for at, e in enumerate(SECOND.elements)},
                {},
            )
            for partner in partners[1:]
            for person in range(1 if partner.joint else 24)
        ]
        store.scan_imports.add(scan_round, scans)
        for partner in partners[1:]:
            store.closings.close(scan_round, partner, "test", release=True)
        action = PlanAction(
            "nieuw", network.id, "", "3", "Signalen bespreken", date(2026, 4, 21), ("3.5", "3.6"), content_version=2
        )
        store.plans.keep(action, "test")
    return folder


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Iterator[Store]:
    yield from stores.copied(folder, tmp_path)


@pytest.fixture
def rounds(store: Store) -> list[Round]:
    return store.networks.rounds(network_of(store).id)


def across(store: Store, rounds: list[Round]) -> View:
    return View(network_of(store).id, rounds[0].id, before=rounds[1].id)


def test_the_running_round_asks_the_second_version_and_the_earlier_ones_keep_the_first(rounds: list[Round]) -> None:
    assert [scan_round.content_version for scan_round in rounds] == [2, 1, 1]


def test_evolution_compares_what_is_alike_and_says_what_is_not(store: Store, rounds: list[Round], run: Run) -> None:
    test = run(
        "netwerk/evolutie", as_account(store, "lezer"), ronde=LENTE, eerder=demo.AUTUMN, bouwsteen="5 Samenwerking"
    )
    assert not test.exception
    said = words(test)
    assert "werkte met versie 1 van de vragenlijst" in said and "1.8, 2.4, 3.3, 3.5, 4.1, 5.1, 6.2" in said
    assert "5.1 Gedeelde visie" not in said
    figure = figures.figure("evolutie", across(store, rounds))
    assert [what.split()[0] for what in figure.table["Wat"]] == ["7"]
    figure = figures.figure("evolutie", replace(across(store, rounds), block="5"))
    assert [what.split()[0] for what in figure.table["Wat"]] == ["5.2", "5.3", "5.4", "5.5", "5.6"]
    same = words(run("netwerk/evolutie", as_account(store, "lezer"), ronde=demo.AUTUMN, eerder=demo.SPRING))
    assert "werkte met versie" not in same


def test_evolution_never_looks_back_from_an_earlier_round_to_a_later_one(store: Store, run: Run) -> None:
    reader = as_account(store, "lezer")
    oldest = words(run("netwerk/evolutie", reader, ronde=demo.SPRING, eerder=LENTE))
    assert "is de eerste scanronde" in oldest and "Wat duidelijk bewoog" not in oldest
    middle = words(run("netwerk/evolutie", reader, ronde=demo.AUTUMN, eerder=LENTE))
    assert "Van 0 (alles rood)" in middle and "werkte met versie" not in middle, "it is set against the spring"


def test_an_action_is_held_against_the_elements_that_still_ask_what_it_was_for(
    store: Store, rounds: list[Round]
) -> None:
    actions = [action for action in store.plans.of(network_of(store).id) if begins(action) < today()]
    moved = {
        (row["Actie"], row["Element"].split()[0])
        for row in figures.movements_of_actions(actions, across(store, rounds)).to_dict("records")
    }
    meant = {(action.what, element) for action in actions for element in action.elements}
    assert {key for _, key in meant} >= {"3.5", "3.6", "4.1", "5.3"}
    assert moved == {(what, key) for what, key in meant if key in SECOND.alike(FIRST)}
    first = figures.movements_of_actions(actions, View(network_of(store).id, rounds[1].id, before=rounds[2].id))
    told = {(row["Actie"], row["Element"].split()[0]) for row in first.to_dict("records")}
    assert ("Signalen bespreken", "3.6") in told and ("Signalen bespreken", "3.5") not in told, (
        "that action meant another 3.5"
    )
    assert {key for _, key in told} >= {"3.5", "4.1", "5.3"}, "of the same version everything is held against it"


def test_a_meeting_pack_says_what_is_not_compared(store: Store, rounds: list[Round]) -> None:
    newest = figures.beside_earlier(View(network_of(store).id, rounds[0].id), rounds)
    assert newest.before == rounds[1].id
    content = documents._meeting(newest, network_of(store), rounds[0])
    assert "versie 1" in content.versions and not {"5.1", "5", "3.5"} & {move.place.id for move in content.moves}
    earlier = replace(newest, round=rounds[1].id, before=rounds[2].id)
    assert documents._meeting(earlier, network_of(store), rounds[1]).versions == ""


def test_an_agreed_colour_holds_on_for_what_still_asks_the_same(store: Store, rounds: list[Round]) -> None:
    assert set(of_rounds(rounds, rounds[0]).agreements) == {"5.3", "5.6"}
    assert set(of_rounds(rounds, rounds[1]).agreements) == {"5.1", "5.3", "5.6"}


def test_an_earlier_round_and_a_scan_are_read_in_their_own_words(store: Store, rounds: list[Round], run: Run) -> None:
    partner = store.networks.partners(network_of(store).id)[0]
    test = run("partner/scan", as_respondent(store, partner), stap="5")
    assert "verschillen fundamenteel in hun kijk op geweldpreventie" in " ".join(test.radio[0].options)
    own = run("netwerk/samenwerking", as_account(store, "lezer"), ronde=demo.AUTUMN)
    assert not own.exception


def test_whoever_types_over_reads_which_sheets_belong_here(store: Store, run: Run) -> None:
    partner = store.networks.partners(network_of(store).id)[0]
    assert "bladen met versie 2" in words(run("partner/op_papier", as_contact(store, partner)))
