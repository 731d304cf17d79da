"""Many actions at once in a grid: what was typed stays until it is kept, whoever else changes the plan meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from streamlit.testing.v1 import AppTest

from onlife.domain.access import Role
from onlife.domain.plan import Status
from onlife.store import Store
from tests.app.conftest import Run, as_account, network_of, words
from tests.app.test_plan import first, press

SAVE = "Rooster bewaren"


def grid(store: Store, run: Run) -> AppTest:
    return run("netwerk/plan", as_account(store, "coordinator"), beeld="Rooster")


def rows(page: AppTest) -> list[dict[str, str]]:
    """What the grid is drawn with."""
    return [
        {str(column): str(typed) for column, typed in row.items()}
        for row in page.data_editor[0].value.to_dict("records")
    ]


def row_of_first(store: Store, page: AppTest) -> int:
    return [row["Actie"] for row in rows(page)].index(first(store).what)


def with_typed(
    page: AppTest, changed: dict[int, dict[str, str]], *added: dict[str, str], save: bool = False
) -> AppTest:
    """The page after a browser told what stands in the grid. `changed`: row -> column -> what was typed."""
    if save:
        next(button for button in page.button if button.label == SAVE).click()
    told = page._tree.get_widget_states()
    typed: dict[str, Any] = {"edited_rows": changed, "added_rows": added, "deleted_rows": []}
    told.widgets.add(id=page.data_editor[0].proto.id, string_value=json.dumps(typed))
    return page._run(told)


def test_a_grid_changes_and_adds_actions(store: Store, run: Run) -> None:
    page = grid(store, run)
    new = {"Actie": "Elke maand bellen", "Bouwsteen": "5 Samenwerking", "Trekker": "nog niemand", "Stand": "gepland"}
    page = with_typed(page, {row_of_first(store, page): {"Stand": "klaar"}}, new, save=True)
    assert "Het rooster is bewaard." in words(page)
    assert first(store).status is Status.DONE
    assert "Elke maand bellen" in [row["Actie"] for row in rows(page)], "what is kept is what one goes on with"
    with_typed(page, {}, save=True)
    assert [action.what for action in store.plans.of(network_of(store).id)].count("Elke maand bellen") == 1


def test_what_is_typed_stays_while_somebody_else_changes_another_action(store: Store, run: Run) -> None:
    page = grid(store, run)
    typed = {row_of_first(store, page): {"Stand": "klaar"}}
    page, editor = with_typed(page, typed), page.data_editor[0].proto.id
    other = next(action for action in store.plans.of(network_of(store).id) if action.id != first(store).id)
    store.plans.keep(replace(other, goal="Wat de ander schreef."), "ander")
    page = with_typed(page, typed)
    assert page.data_editor[0].proto.id == editor, "a browser throws away what was typed in another one"
    with_typed(page, typed, save=True)
    assert first(store).status is Status.DONE
    kept = store.plans.action(other.network, other.id)
    assert kept and kept.goal == "Wat de ander schreef."


def test_two_people_at_the_same_row(store: Store, run: Run) -> None:
    page = grid(store, run)
    typed = {row_of_first(store, page): {"Stand": "klaar"}}
    store.plans.keep(replace(first(store), goal="Wat de ander schreef."), "ander")
    page = with_typed(page, typed, save=True)
    assert (first(store).status, first(store).goal) == (Status.RUNNING, "Wat de ander schreef.")
    assert "Iemand anders wijzigde dit intussen" in words(page) and "Stand: klaar" in words(page)
    assert first(store).what in words(page), "it says of which row"
    assert "Het rooster is bewaard." not in words(page)
    page = press(page, "Zet toch mijn versie")
    assert first(store).status is Status.DONE
    assert "Iemand anders wijzigde dit intussen" not in words(page)


def test_what_somebody_else_did_to_a_row_is_left_as_it_is(store: Store, run: Run) -> None:
    page = grid(store, run)
    typed = {row_of_first(store, page): {"Stand": "klaar"}}
    store.plans.keep(replace(first(store), goal="Wat de ander schreef."), "ander")
    page = press(with_typed(page, typed, save=True), "Laat staan wat er staat")
    assert (first(store).status, first(store).goal) == (Status.RUNNING, "Wat de ander schreef.")
    assert "Iemand anders wijzigde dit intussen" not in words(page)


def test_a_row_that_is_refused_stays_as_it_was_typed_until_it_is_right(store: Store, run: Run) -> None:
    page = grid(store, run)
    at, nobody = row_of_first(store, page), {"Trekker": "nog niemand", "Stand": "gepland"}
    new = [{"Actie": what, "Bouwsteen": "5 Samenwerking", **nobody} for what in ("Bellen", "Schrijven")]
    new[0]["Einde"] = "ooit eens"
    page = with_typed(page, {at: {"Einde": "31 februari 2030"}}, *new, save=True)
    assert "Niet alles is bewaard." in words(page) and "De andere rijen zijn bewaard." in words(page)
    assert rows(page)[at]["Einde"] == "31 februari 2030"
    assert [(row["Actie"], row["Einde"]) for row in rows(page)[-2:]] == [("Schrijven", ""), ("Bellen", "ooit eens")]
    wrong, editor = len(rows(page)) - 1, page.data_editor[0].proto.id
    page = with_typed(page, {}, save=True)
    assert page.data_editor[0].proto.id != editor, "or a browser would lay what was typed on top once more"
    assert [row["Actie"] for row in rows(page)].count("Bellen") == 1
    page = with_typed(page, {at: {"Einde": "28/2/2030"}, wrong: {"Einde": "1/3/2030"}}, save=True)
    assert "Het rooster is bewaard." in words(page)
    ends = {action.what: action.end for action in store.plans.of(network_of(store).id)}
    assert (ends["Bellen"], ends["Schrijven"], first(store).end) == (date(2030, 3, 1), None, date(2030, 2, 28))
    assert len(ends) == len(store.plans.of(network_of(store).id)), "none is there twice"


def test_a_grid_in_which_nothing_is_typed_shows_what_others_changed_whatever_it_was(store: Store, run: Run) -> None:
    page = grid(store, run)
    led = next(action for action in store.plans.of(network_of(store).id) if action.lead)
    partner = next(partner for partner in store.networks.partners(led.network) if partner.id == led.lead)
    store.networks.save_partners([replace(partner, name="Een andere naam")], "ander")
    page = with_typed(page, {})
    assert "Een andere naam" in [row["Trekker"] for row in rows(page)]
    store.plans.keep(replace(first(store), what="Door een ander"), "ander")
    assert "Door een ander" in [row["Actie"] for row in rows(with_typed(page, {}))]


def test_what_is_typed_in_the_grid_of_one_network_is_no_part_of_another(store: Store, run: Run) -> None:
    own, action = network_of(store), first(store)
    other = replace(own, id="other", name="Ander netwerk", sample=False)
    store.networks.save(other, "test")
    account = next(account for account in store.accounts.all() if account.username == "coordinator")
    store.accounts.set_role(account.id, other.id, Role.COORDINATOR, "test")
    store.plans.keep(
        replace(action, id="x", network=other.id, what="Van het andere", lead="", partners=(), event=0), "test"
    )
    page = run("netwerk/plan", as_account(store, "coordinator"), beeld="Rooster", netwerk=own.id)
    before, typed = (
        store.plans.of(own.id),
        {[row["Actie"] for row in rows(page)].index(action.what): {"Stand": "klaar"}},
    )
    page = with_typed(page, typed)
    page.query_params["netwerk"], page.query_params["beeld"] = other.id, "Rooster"
    page = with_typed(page, typed)  # the way back of a browser: what was typed comes along
    assert [row["Actie"] for row in rows(page)] == ["Van het andere"]
    with_typed(page, {0: {"Stand": "klaar"}}, save=True)
    assert store.plans.of(own.id) == before
    assert [action.status for action in store.plans.of(other.id)] == [Status.DONE]


def test_a_new_row_with_something_in_it_is_kept_or_said_to_be_wrong(store: Store, run: Run) -> None:
    page = grid(store, run)
    columns = json.loads(page.data_editor[0].proto.columns)
    assert not [name for name, column in columns.items() if column.get("required")], "a browser would keep the row back"
    before = {name: column["default"] for name, column in columns.items() if column.get("default")}
    assert before == {"Bouwsteen": "1 Strategie", "Trekker": "nog niemand", "Stand": "gepland"}
    page = with_typed(page, {}, {**before, "Actie": "Bellen"}, {**before, "Einde": "1/3/2030"}, before, save=True)
    assert "Niet alles is bewaard. Nieuwe rij: " in words(page)
    added = [action for action in store.plans.of(network_of(store).id) if action.what == "Bellen"]
    assert [(action.block, action.lead, action.status) for action in added] == [("1", "", Status.PLANNED)]
    assert [(row["Actie"], row["Einde"]) for row in rows(page)[-1:]] == [("", "1/3/2030")]


def test_a_lead_that_is_emptied_is_nobody(store: Store, run: Run) -> None:
    page = grid(store, run)
    led = next(action for action in store.plans.of(network_of(store).id) if action.lead)
    at = [row["Actie"] for row in rows(page)].index(led.what)
    with_typed(page, {at: {"Trekker": None}}, save=True)  # type: ignore[dict-item]  # as a browser empties a cell
    now = store.plans.action(led.network, led.id)
    assert now and now.lead == ""


def test_a_lead_that_is_chosen_stays_when_a_colleague_gives_it_another_name(store: Store, run: Run) -> None:
    page = grid(store, run)
    partner = next(p for p in store.networks.partners(network_of(store).id) if p.id != first(store).lead)
    typed = {row_of_first(store, page): {"Trekker": partner.name}}
    page = with_typed(page, typed)
    store.networks.save_partners([replace(partner, name="Een andere naam")], "ander")
    with_typed(page, typed, save=True)
    assert first(store).lead == partner.id
