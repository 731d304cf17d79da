"""The coordinator completes the privacy page on Beheer; a visitor never reads that something is still to be filled in."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from onlife.content.statement import FIELDS
from onlife.domain.access import Role
from onlife.domain.network import Partner
from onlife.security import password
from onlife.security.token import SESSION_COOKIES
from onlife.services import installation, settings
from onlife.store import Store
from tests.app.conftest import Run, as_account, network_of

PASSWORD = "een lange zin over vergaderen"


def form(run: Run, store: Store) -> AppTest:
    test = run("regie/beheer", as_account(store, "coordinator"))
    return test.radio[0].set_value("Verklaringen").run()


def words(test: AppTest) -> str:
    said = " ".join(element.value for kind in (test.markdown, test.error, test.warning) for element in kind)
    return said.replace("\\", "")  # what keeps Markdown from reading a sign as its own


def test_what_is_filled_in_on_beheer_stands_on_the_privacy_page(run: Run, store: Store) -> None:
    store.statements.save({"contact": ""}, "an")
    test = form(run, store)
    field = next(each for each in test.text_input if each.label.startswith("Contact"))
    field.set_value("preventie@demerdal.be")
    next(button for button in test.button if button.label == "Bewaren").click().run()
    assert store.statements.values()["contact"] == "preventie@demerdal.be"
    said = words(run("lezen/privacy", {}))
    assert "preventie@demerdal.be" in said and "in te vullen" not in said


def test_a_file_with_a_fault_is_told_on_beheer_and_leaves_the_page_standing(run: Run, store: Store) -> None:
    file = store.folder / "verklaring.toml"
    file.write_bytes("\ufefftelefoon = “011”\nContact = “preventie@demerdal.be”".encode())
    try:
        test = form(run, store)
        assert "verklaring.toml, regel 1: “telefoon” is geen bekend veld" in words(test)
        assert next(each for each in test.text_input if each.label.startswith("Contact")).disabled
        page = run("lezen/privacy", {})
        assert not page.exception and "preventie@demerdal.be" in words(page) and "regel 1" not in words(page)
    finally:
        file.unlink()


def test_before_the_links_leave_a_coordinator_is_led_to_what_is_still_empty(run: Run, empty_store: Store) -> None:
    store = empty_store
    account = store.accounts.add("an", "An", password.hash_password(PASSWORD, "an", "An"), actor="an")
    network = store.networks.add("Zuid", "Zuid", 5, account.id)
    store.accounts.set_role(account.id, network.id, Role.COORDINATOR, "an")
    store.networks.save_partners([Partner("a", network.id, "Jeugdhuis", "Jeugdwerk", 5, True)], "an")
    scan_round = store.networks.add_round(network.id, "Najaar", installation.questionnaire().version, None, "an")
    store.networks.start_round(scan_round, "an")
    cookies = {SESSION_COOKIES["account"]: store.sessions.start("account", account.id)}
    test = run("netwerk/overzicht", cookies)
    assert "Vul de pagina Privacy aan" in words(test)
    onward = next(link.proto for link in test.main.get("page_link") if link.proto.label == "Ga verder")
    assert (onward.page, onward.query_string) == ("beheer", "wat=Verklaringen")
    page = run("regie/beheer", cookies, wat="Verklaringen")
    assert "Nog leeg: verantwoordelijke, contact" in " ".join(note.value for note in page.info)
    for visitor in ("lezen/privacy", "lezen/toegankelijkheid"):
        said = words(run(visitor, {})).lower()
        assert "nog leeg" not in said and "in te vullen" not in said
    store.statements.save({field.label: "ja" for field in FIELDS.values()}, account.id)
    assert "Vul de pagina Privacy aan" not in words(run("netwerk/overzicht", cookies))


def test_mail_that_is_set_wrongly_is_told_on_beheer_and_breaks_no_page(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONLIFE_SMTP_HOST", "smtp.x.be")
    monkeypatch.setenv("ONLIFE_SMTP_SENDER", "preventie")
    settings.mail_server.cache_clear()
    assert "ONLIFE_SMTP_SENDER is geen e-mailadres" in words(run("regie/beheer", as_account(store, "coordinator")))
    for page in ("regie/partners", "regie/links"):
        test = run(page, as_account(store, "coordinator"))
        assert not test.exception and "ONLIFE_SMTP" not in words(test)
    settings.mail_server.cache_clear()


def test_who_is_no_coordinator_any_more_completes_nothing(run: Run, store: Store) -> None:
    store.statements.save({"contact": "zoals het was"}, "an")
    test = form(run, store)
    account = next(each for each in store.accounts.all() if each.username == "coordinator")
    store.accounts.set_role(account.id, network_of(store).id, Role.READER, "an")
    next(each for each in test.text_input if each.label.startswith("Contact")).set_value("iemand anders")
    next(button for button in test.button if button.label == "Bewaren").click().run()
    assert store.statements.values()["contact"] == "zoals het was"
