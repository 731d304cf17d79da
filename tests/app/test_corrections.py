"""The way back, on pages: from a file, a list and a test scan. Dialogs: tests/access/test_actions.py."""

from __future__ import annotations

from dataclasses import replace

from streamlit.testing.v1 import AppTest

from onlife.domain.light import Light
from onlife.domain.network import Partner, Round
from onlife.domain.scan import FilledScan
from onlife.store import Store
from tests.app.conftest import Run, as_account, as_contact, network_of, words


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label.startswith(label)).click().run()
    assert not test.exception
    return test


def running(store: Store) -> tuple[Round, list[Partner]]:
    """The open round, and the partners that scan individually in it and are not closed."""
    scan_round = store.networks.open_round(network_of(store).id)
    assert scan_round is not None
    partners = store.networks.partners(scan_round.network)
    return scan_round, [p for p in partners if not p.joint and not store.closings.get(scan_round.id, p.id).closed]


def submitted(store: Store) -> int:
    scan_round, _ = running(store)
    return sum(row.submitted for row in store.results.response(scan_round.network, scan_round.id))


def test_a_file_can_be_taken_back_where_it_was_read_until_a_scan_of_it_is_closed(store: Store, run: Run) -> None:
    scan_round, (first, *_) = running(store)
    store.networks.save_partners([replace(first, expected=first.expected + 5)], "an")
    store.scan_imports.add(scan_round, [FilledScan(first.id, "ict", False, {"1.1": "red"})] * 2, "an")
    test = run("regie/inlezen", as_account(store, "coordinator"))
    assert "an: Bibliotheek Lindervoorde (2)" in words(test)
    assert "Weer weghalen" in [button.label for button in test.button]
    store.closings.close(scan_round, first, "an", release=False)
    test = run("regie/inlezen", as_account(store, "coordinator"))
    assert "Ligt vast" in words(test)
    assert "Weer weghalen" not in [button.label for button in test.button]


def test_a_list_is_taken_back_right_after_it_was_added(store: Store, run: Run) -> None:
    network = network_of(store).id
    before = store.networks.partners(network)
    test = run("regie/partners", as_account(store, "coordinator"))
    test.radio[0].set_value("Lijst plakken").run()
    test.text_area[0].set_value("Turnkring Noord\nTurnkring Zuid\n")
    press(press(test, "Lijst bekijken"), "Alles toevoegen")
    assert len(store.networks.partners(network)) == len(before) + 2
    assert "Net toegevoegd: Turnkring Noord, Turnkring Zuid" in words(test)
    press(test, "Toch niet: haal weer weg")
    assert store.networks.partners(network) == before
    assert "Net toegevoegd" not in words(test)


def test_a_contact_removes_a_test_scan_and_everybody_can_read_that(store: Store, run: Run) -> None:
    _, (team, *_) = running(store)
    store.networks.save_partners([replace(team, expected=team.expected + 5)], "an")
    scan = store.scans.begin(store.networks.partner(team.network, team.id) or team)
    store.scans.choose_function(scan.id, "ict")
    store.scans.answer(scan.id, "1.1", Light.RED)
    store.scans.submit(scan.id)
    before = submitted(store)
    test = run("partner/ons_team", as_contact(store, team))

    def remove(code: str) -> None:
        next(field for field in test.text_input if field.label == "Hervatcode van de testscan").set_value(code)
        press(test, "Testscan weghalen")

    remove("AAAA-BBBB-CCCC")
    assert "geen scan van jullie met deze hervatcode" in words(test) and submitted(store) == before
    remove(store.scans.code(scan.id))
    assert submitted(store) == before - 1
    assert "Weggehaald in deze scanronde: 1." in words(run("partner/ons_team", as_contact(store, team)))
