"""The coordinator completes the privacy page on Beheer; a visitor never reads that something is still to be filled in."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from onlife.access import Role
from onlife.store import Store
from tests.app.conftest import Run, as_account, network_of


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


def test_who_is_no_coordinator_any_more_completes_nothing(run: Run, store: Store) -> None:
    store.statements.save({"contact": "zoals het was"}, "an")
    test = form(run, store)
    account = next(each for each in store.visitors.accounts() if each.username == "coordinator")
    store.visitors.set_role(account.id, network_of(store).id, Role.READER, "an")
    next(each for each in test.text_input if each.label.startswith("Contact")).set_value("iemand anders")
    next(button for button in test.button if button.label == "Bewaren").click().run()
    assert store.statements.values()["contact"] == "zoals het was"
