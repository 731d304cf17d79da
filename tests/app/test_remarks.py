"""Remarks on pages: found, quoted in the meeting, and shared by the contact of a small team."""

from __future__ import annotations

from pathlib import Path

from onlife.domain.light import Light
from onlife.domain.scan import FilledScan, Source
from onlife.services import installation, results
from onlife.store import Store
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, words


def test_remarks_are_found_by_a_word_a_partner_or_a_block(store: Store, run: Run) -> None:
    reader = as_account(store, "lezer")
    assert "jurist van de zone" in words(run("netwerk/opmerkingen", reader))
    found = words(run("netwerk/opmerkingen", reader, zoek="JURIST"))
    assert "jurist van de zone" in found and "vrijwilligers" not in found
    found = words(run("netwerk/opmerkingen", reader, zoek="jeugdhuis", bouwsteen="4 Beeldvorming"))
    assert "Onze vrijwilligers" in found and "jurist" not in found
    assert "Geen enkele opmerking past hierbij" in words(run("netwerk/opmerkingen", reader, zoek="[x*"))


def test_what_one_looks_for_stands_in_the_address(store: Store, run: Run) -> None:
    test = run("netwerk/opmerkingen", as_account(store, "lezer"))
    test.text_input[0].set_value("jurist").run()
    assert "jurist" in test.query_params["zoek"]
    test.text_input[0].set_value("").run()
    assert "zoek" not in test.query_params


def test_a_coordinator_quotes_a_remark_and_everybody_sees_it_on_the_building_block(store: Store, run: Run) -> None:
    scan_round = store.networks.rounds(network_of(store).id)[0]
    before = {quote.mark for quote in store.remarks.quotes(scan_round.id)}
    test = run("netwerk/opmerkingen", as_account(store, "coordinator"), zoek="jurist")
    test.toggle[0].set_value(True).run()
    (quote,) = [quote for quote in store.remarks.quotes(scan_round.id) if quote.mark not in before]
    assert "jurist" in quote.remark and quote.block == "6"
    seen = run("netwerk/bouwsteen", as_account(store, "lezer"), bouwsteen="6 Recht & ethiek")
    assert "Opmerkingen · 1 citaat voor de vergadering" in [box.label for box in seen.expander]
    assert not seen.toggle
    quoted = run("netwerk/opmerkingen", as_account(store, "lezer"), zoek="jurist")
    assert ":blue-badge[citaat voor de vergadering]" in [said.value for said in quoted.markdown]


def test_the_contact_of_a_small_team_reads_its_remarks_and_shares_one(store: Store, run: Run) -> None:
    library = partner_named(store, "Bibliotheek")
    scan_round = store.networks.open_round(library.network)
    assert scan_round is not None
    answers = {element.id: Light.GREEN.value for element in installation.questionnaire().elements}
    scans = [
        FilledScan(library.id, "ict", False, answers, {"2": f"Gefluisterd door {name}"}, Source.WEB)
        for name in ("één", "twee", "drie")
    ]
    store.scan_imports.add(scan_round, scans)
    store.closings.close(scan_round, library, "test", release=True)
    contact, reader = as_contact(store, library), as_account(store, "lezer")
    hidden = words(run("netwerk/opmerkingen", reader, ronde=scan_round.id))
    assert "Gefluisterd" not in hidden and "nog opmerkingen die verborgen blijven" in hidden
    test = run("partner/ons_team", contact)
    assert "Gefluisterd door twee" in words(test) and "ziet alleen jij deze opmerkingen" in words(test)
    test.toggle[0].set_value(True).run()
    assert not test.exception
    assert words(run("netwerk/opmerkingen", reader, ronde=scan_round.id)).count("Gefluisterd") == 1
    assert not run("partner/ons_team", as_contact(store, partner_named(store, "Politie"))).toggle


def test_a_contact_does_not_read_remarks_before_the_result_is_opened(store: Store, run: Run) -> None:
    library = partner_named(store, "Bibliotheek")
    assert "Opmerkingen van jullie team" not in words(run("partner/ons_team", as_contact(store, library)))


def test_the_pages_say_what_the_rules_do() -> None:
    privacy = (Path(results.__file__).parents[1] / "content/lezen/privacy.md").read_text(encoding="utf-8")
    welcome = (Path(results.__file__).parents[1] / "web/templates/welcome.html").read_text(encoding="utf-8")
    for text in (privacy, welcome):
        assert "contactpersoon" in text.casefold() and "delen" in text
    assert "{{ remarks_from }}" in welcome and "{{ threshold }} ingediende scans" in welcome
