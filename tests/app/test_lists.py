"""Lists on pages: shown before anything is added, with what a file does not tell asked."""

from __future__ import annotations

from dataclasses import replace

from streamlit.testing.v1 import AppTest

from onlife.services import scan_file
from onlife.store import Store
from tests.app.conftest import Run, as_account, network_of, partner_named, words


def press(test: AppTest, label: str) -> None:
    next(button for button in test.button if button.label == label).click().run()


def names(store: Store) -> set[str]:
    return {partner.name for partner in store.networks.partners(network_of(store).id)}


def test_a_pasted_list_is_shown_before_it_is_added(store: Store, run: Run) -> None:
    before = names(store)
    test = run("regie/partners", as_account(store, "coordinator"))
    test.radio[0].set_value("Lijst plakken").run()
    test.text_area[0].set_value("Naam\tTelefoon\tStraat\tAantal\nTurnkring Noord\t03 123 45 67\tMarkt 1\t1.000\n")
    press(test, "Lijst bekijken")
    assert "Niet meegenomen: Straat." in words(test) and "03 123 45 67" in words(test)
    assert names(store) == before
    press(test, "Alles toevoegen")
    assert not test.exception
    assert names(store) - before == {"Turnkring Noord"}


def test_a_list_that_is_typed_stays_while_somebody_else_adds_a_partner(store: Store, run: Run) -> None:
    test = run("regie/partners", as_account(store, "coordinator"))
    test.radio[0].set_value("Lijst plakken").run()
    test.text_area[0].set_value("Turnkring Noord; Sport; 8")
    caw = partner_named(store, "CAW")
    store.networks.save_partners([replace(caw, id="ander", name="Van een ander")], "ander")
    press(test, "Lijst bekijken")
    press(test, "Alles toevoegen")
    assert {"Turnkring Noord", "Van een ander"} <= names(store)
    assert test.text_area[0].value == "", "the next one begins empty"


def test_a_pasted_error_of_excel_is_named_and_nothing_can_be_added(store: Store, run: Run) -> None:
    test = run("regie/partners", as_account(store, "coordinator"))
    test.radio[0].set_value("Lijst plakken").run()
    test.text_area[0].set_value("#N/A\tJeugdwerk\t8")
    press(test, "Lijst bekijken")
    assert "een fout van Excel" in words(test)
    assert "Alles toevoegen" not in [button.label for button in test.button]


def test_the_letters_of_an_old_csv_are_asked(store: Store, run: Run) -> None:
    test = run("regie/partners", as_account(store, "coordinator"))
    test.radio[0].set_value("Bestand inlezen").run()
    test.file_uploader[0].upload("partners.csv", "naam;sector\r\nCafé Zoë;Jeugdwerk\r\n".encode("cp850"), "text/csv").run()  # fmt: skip
    assert not test.exception
    assert any("Café Zoë (MS-DOS)" in option for radio in test.radio for option in radio.options)
    press(test, "Alles toevoegen")
    assert "Café Zoë" in names(store)


def test_an_unknown_name_is_asked_before_scans_are_read(store: Store, run: Run) -> None:
    scan_round = store.networks.open_round(network_of(store).id)
    assert scan_round
    form = store.questionnaires.get(scan_round.content_version)
    partner = next(p for p in store.networks.partners(scan_round.network) if not p.joint and not store.closings.get(scan_round.id, p.id).closed)  # fmt: skip
    before, known = names(store), store.results.response(scan_round.network, scan_round.id)
    heading, example, *_ = scan_file.template(form).decode("utf-8-sig").splitlines()
    data = f"{heading};opmerking\n{example.replace(scan_file.EXAMPLE, partner.name + 'x')};dag\n".encode()
    test = run("regie/inlezen", as_account(store, "coordinator"))
    test.file_uploader[0].upload("scans.csv", data, "text/csv").run()
    assert not test.exception
    button = next(button for button in test.button if button.label == "Scans inlezen")
    assert button.disabled and "Niet meegenomen: opmerking." in words(test)
    next(box for box in test.selectbox if "Bedoel je" in box.label).set_value(partner.id).run()
    press(test, "Scans inlezen")
    assert not test.exception
    after = store.results.response(scan_round.network, scan_round.id)
    assert sum(row.submitted for row in after) == sum(row.submitted for row in known) + 1
    assert names(store) == before


def test_scans_for_a_round_that_was_erased_are_not_read_into_another(store: Store, run: Run) -> None:
    running = store.networks.open_round(network_of(store).id)
    assert running
    form = store.questionnaires.get(running.content_version)
    other = store.networks.add_round(running.network, "Voorjaar 2031", form.version, None, "test")
    partner = next(p for p in store.networks.partners(running.network) if not p.joint and not store.closings.get(running.id, p.id).closed)  # fmt: skip
    before = store.results.response(running.network, running.id)
    heading, example, *_ = scan_file.template(form).decode("utf-8-sig").splitlines()
    test = run("regie/inlezen", as_account(store, "coordinator"), scanronde=other.id)
    data = f"{heading}\n{example.replace(scan_file.EXAMPLE, partner.name)}\n".encode()
    test.file_uploader[0].upload("scans.csv", data, "text/csv").run()
    store.erasure.round(other, "ander")
    press(test, "Scans inlezen")
    assert not test.exception
    assert store.results.response(running.network, running.id) == before


def test_a_file_of_wrong_rows_or_of_names_that_nobody_knows_is_told_in_a_few_sentences(store: Store, run: Run) -> None:
    scan_round = store.networks.open_round(network_of(store).id)
    assert scan_round
    heading, example, *_ = (
        scan_file.template(store.questionnaires.get(scan_round.content_version)).decode().splitlines()
    )
    wrong = [example.replace(scan_file.EXAMPLE, f"Iemand {n}").replace("groen", "paars") for n in range(400)]
    unknown = [example.replace(scan_file.EXAMPLE, f"Iemand {n}") for n in range(400)]
    for rows, said in (
        (wrong, "keer dezelfde soort fout, van rij 2 tot rij 401"),
        (unknown, "400 namen van partners die we niet kennen"),
    ):
        test = run("regie/inlezen", as_account(store, "coordinator"))
        test.file_uploader[0].upload("scans.csv", "\n".join([heading, *rows]).encode(), "text/csv").run()
        assert not test.exception and said in words(test)
        assert sum(len(told.value) for told in (*test.error, *test.main.markdown)) < 3000 and len(test.selectbox) < 5


def test_a_list_of_wrong_partners_is_told_in_a_few_sentences(store: Store, run: Run) -> None:
    test = run("regie/partners", as_account(store, "coordinator"))
    test.radio[0].set_value("Lijst plakken").run()
    test.text_area[0].set_value("\n".join(f"Jeugdhuis {n}; Jeugdwerk; 9{n}000" for n in range(300)))
    press(test, "Lijst bekijken")
    assert "En nog 297 keer dezelfde soort fout, van rij " in words(test) and words(test).count("Rij ") < 5


def test_a_name_that_is_too_long_for_one_line_goes_on_below(store: Store, run: Run) -> None:
    def tall(page: str) -> int:
        return int(run(page, as_account(store, "coordinator")).dataframe[0].proto.row_height)

    assert tall("regie/partners") == tall("regie/deelname") == 0
    caw = partner_named(store, "CAW")
    store.networks.save_partners([replace(caw, name=f"{caw.name} {'en alle huizen ' * 5}")], "test")
    assert tall("regie/partners") > 64 and tall("regie/deelname") > 64
