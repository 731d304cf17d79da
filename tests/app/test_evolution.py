"""Three rounds or more: what moved between each and the next, and nothing of a round that one may not see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.light import Light
from onlife.domain.network import Round
from onlife.domain.scan import FilledScan
from onlife.services import demo, figures, installation
from onlife.services.figures import View
from onlife.store import Store
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named

TREND = "Bouwstenen over 3 scanrondes"


@pytest.fixture
def rounds(store: Store) -> list[Round]:
    """The rounds of the demo and a third one in which everybody answers green, newest first."""
    network, form = network_of(store), installation.questionnaire()
    if running := store.networks.open_round(network.id):
        store.closings.close_round(running, "test")
    third = store.networks.add_round(network.id, "Winter 2027", form.version, None, "test")
    store.networks.start_round(third, "test")
    store.networks.save_round(replace(third, shared=True), "test")
    green = {element.id: Light.GREEN.value for element in form.elements}
    store.scan_imports.add(
        third,
        [
            FilledScan(partner.id, "" if partner.joint else "praktijkwerker", partner.joint, green, {})
            for partner in store.networks.partners(network.id)
            for _ in range(1 if partner.joint else partner.expected)
        ],
    )
    store.closings.close_round(third, "test")
    for partner in store.networks.partners(network.id):
        store.closings.open_result(third, partner, "test")
    return store.networks.rounds(network.id)


def headings(test: AppTest) -> list[str]:
    return [heading.value for heading in test.header]


def test_all_rounds_stand_in_a_row_with_what_moved_beyond_chance(store: Store, run: Run, rounds: list[Round]) -> None:
    assert TREND in headings(run("netwerk/evolutie", as_account(store, "lezer")))
    series = figures.rounds_in_a_row(View(network_of(store).id, rounds[0].id), rounds)
    assert series.rounds == tuple(r.id for r in rounds[:0:-1])
    table = figures.figure("scanrondes", series).table.set_index("Bouwsteen")
    assert list(table.columns) == [f"{demo.SPRING} en {demo.AUTUMN}", f"{demo.AUTUMN} en Winter 2027"]
    moves = figures.moves(View(network_of(store).id, rounds[0].id, before=rounds[1].id))
    blocks = [move for move in moves if move.place in installation.questionnaire().blocks]
    assert any(move.clear for move in blocks) and not all(move.clear for move in blocks)
    for move in blocks:
        told = next(row for title, row in table.iterrows() if str(title).startswith(f"{move.place.id} "))
        assert told.iloc[-1] == f"{move.before:.0f} en {move.after:.0f}: {move.way.value}"


def test_two_rounds_are_no_row(store: Store, run: Run, rounds: list[Round]) -> None:
    assert TREND not in headings(run("netwerk/evolutie", as_account(store, "lezer"), ronde=demo.AUTUMN))


@pytest.mark.slow
def test_a_round_that_is_not_shared_with_partners_is_in_no_row_of_theirs(
    store: Store, run: Run, rounds: list[Round]
) -> None:
    contact = as_contact(store, partner_named(store, "CAW"))
    assert TREND in headings(run("netwerk/evolutie", contact))
    store.networks.save_round(replace(rounds[1], shared=False), "test")
    assert TREND not in headings(run("netwerk/evolutie", contact))
    assert TREND in headings(run("netwerk/evolutie", as_account(store, "lezer")))
