"""What pages say, empty, partly filled and full; and that choices reach the store."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.runtime.state.common import user_key_from_element_id

from onlife.domain.access import Role
from onlife.domain.account import LinkKind
from onlife.domain.light import Light
from onlife.domain.network import Partner
from onlife.domain.scan import FilledScan, Source
from onlife.security.token import SESSION_COOKIES, new_id
from onlife.services import installation
from onlife.store import Store
from onlife.store.closing import GRACE
from tests.app.conftest import Run, as_account, as_contact, as_respondent, network_of, partner_named, words

NETWORK_PAGES = ("overzicht", "bouwsteen", "samenwerking", "evolutie")


@pytest.fixture
def coordinator(empty_store: Store) -> dict[str, str]:
    """The coordinator of a network without partners or rounds."""
    network = empty_store.networks.add("Netwerk Leeg", "Leeg", 5, "test")
    account = empty_store.accounts.add("an", "An", "x", "test")
    empty_store.accounts.set_role(account.id, network.id, Role.COORDINATOR, "test")
    return as_account(empty_store, "an")


@pytest.mark.parametrize("page", [*(f"netwerk/{page}" for page in NETWORK_PAGES), "regie/deelname"])
def test_an_empty_network_page_leads_to_what_comes_first(
    page: str, empty_store: Store, coordinator: dict[str, str], run: Run
) -> None:
    test = run(page, coordinator)
    assert not test.exception
    assert "Er zijn nog geen partners." in words(test)
    network = network_of(empty_store)
    empty_store.networks.save_partners([Partner("p", network.id, "Jeugdhuis", "Jeugdwerk", 6, False)], "test")
    assert "Er is nog geen scanronde gestart." in words(run(page, coordinator))


@pytest.mark.parametrize("page", NETWORK_PAGES[:3])
def test_a_round_without_released_results_says_so(
    page: str, empty_store: Store, coordinator: dict[str, str], run: Run
) -> None:
    network = network_of(empty_store)
    empty_store.networks.save_partners([Partner("p", network.id, "Jeugdhuis", "Jeugdwerk", 6, False)], "test")
    scan_round = empty_store.networks.add_round(network.id, "Ronde 1", 1, None, "test")
    empty_store.networks.start_round(scan_round, "test")
    said = words(run(f"netwerk/{page}", coordinator))
    assert "nog geen resultaat vrijgegeven" in said
    assert "nog niet afgesloten: Jeugdhuis" in said.replace("*", "")


@pytest.mark.parametrize("page", NETWORK_PAGES)
def test_a_full_network_page_draws_its_charts_with_a_sentence_each(page: str, store: Store, run: Run) -> None:
    test = run(f"netwerk/{page}", as_account(store, "lezer"))
    assert not test.exception
    drawn = test.get("vega_lite_chart") or test.get("arrow_vega_lite_chart")
    assert drawn
    assert all(chart.proto.alt.endswith(".") for chart in drawn)


def test_hidden_partners_are_named_with_their_reason(store: Store, run: Run) -> None:
    said = words(run("netwerk/bouwsteen", as_account(store, "lezer"))).replace("*", "")
    assert "te weinig antwoorden: Straathoekwerk" in said
    assert "nog niet vrijgegeven: Sportdienst" in said
    assert "nog niet afgesloten: Bibliotheek" in said


def test_a_choice_in_the_address_is_shown(store: Store, run: Run) -> None:
    test = run("netwerk/bouwsteen", as_account(store, "lezer"), bouwsteen="5 Samenwerking", ronde="Voorjaar 2026")
    assert [field.options[field.index or 0] for field in test.selectbox[:2]] == ["Voorjaar 2026", "5 Samenwerking"]


def test_an_address_with_nonsense_shows_the_usual_choice(store: Store, run: Run) -> None:
    test = run("netwerk/bouwsteen", as_account(store, "lezer"), bouwsteen="99", ronde="<b>", sector="Onbekend")
    assert not test.exception
    assert test.selectbox[1].value == "1 Strategie"


def test_a_choice_on_the_scan_page_is_in_the_store_when_the_page_says_so(store: Store, run: Run) -> None:
    library = partner_named(store, "Bibliotheek")
    cookies = as_respondent(store, library)
    scan = store.actors.of(cookies)["scan"].scan
    store.scans.choose_function(scan, "praktijkwerker")
    test = run("partner/scan", cookies, stap="5")
    assert len(test.radio) == 6
    before = words(test).count("bewaard")
    test.radio[0].set_value(Light.ORANGE.value).run()
    kept = store.scans.scan(scan)
    assert kept is not None and kept.answers == {"5.1": "orange"}
    assert words(test).count("bewaard") == before + 1


def test_the_last_choice_of_a_building_block_leaves_its_screen_there_to_say_so(store: Store, run: Run) -> None:
    cookies = as_respondent(store, partner_named(store, "Bibliotheek"))
    scan = store.actors.of(cookies)["scan"].scan
    store.scans.choose_function(scan, "ict")
    first, *others = installation.questionnaire().blocks[0].elements
    for element in others:
        store.scans.answer(scan, element.id, Light.GREEN)
    test = run("partner/scan", cookies)
    test.radio[0].set_value(Light.RED.value).run()
    assert len(test.radio) == len(others) + 1
    assert words(test).count("bewaard") >= len(test.radio)
    assert test.radio[0].key == f"answer-{scan}-{first.id}"


def test_a_choice_after_the_scan_was_closed_is_said_not_to_be_kept(store: Store, run: Run) -> None:
    library = partner_named(store, "Bibliotheek")
    cookies = as_respondent(store, library)
    test = run("partner/scan", cookies, stap="5")
    scan_round = store.networks.open_round(library.network)
    assert scan_round is not None
    store.closings.close(scan_round, library, "test", release=True)
    test.radio[0].set_value(Light.ORANGE.value).run()
    assert "afgesloten" in words(test)


def test_a_scan_says_where_it_stands_and_submits(store: Store, run: Run) -> None:
    cookies = as_respondent(store, partner_named(store, "Bibliotheek"))
    scan = store.actors.of(cookies)["scan"].scan
    store.scans.choose_function(scan, "ict")
    for element in installation.questionnaire().elements[:40]:
        store.scans.answer(scan, element.id, Light.GREEN)
    test = run("partner/scan", cookies, stap="indienen")
    assert "2 elementen hebben nog geen kleur" in words(test)
    next(b for b in test.button if b.label == "Scan indienen").click().run()
    assert "Je scan is ingediend" in words(test)
    submitted = store.scans.scan(scan)
    assert submitted is not None and submitted.submitted


def test_a_joint_scan_says_so_and_asks_no_function(empty_store: Store, run: Run) -> None:
    network = empty_store.networks.add("Netwerk", "Stad", 5, "test")
    team = Partner("p", network.id, "Jeugdhuis", "Jeugdwerk", 3, joint=True)
    empty_store.networks.save_partners([team], "test")
    empty_store.links.make(network.id, ["p"], "test")
    empty_store.networks.start_round(empty_store.networks.add_round(network.id, "R", 1, None, "test"), "test")
    said = words(run("partner/scan", as_respondent(empty_store, team)))
    assert "Jullie vullen deze scan samen in" in said
    assert "Vanuit welke functie" not in said


def test_a_contact_sees_counts_only_until_the_scan_is_closed(store: Store, run: Run) -> None:
    test = run("partner/ons_team", as_contact(store, partner_named(store, "Bibliotheek")))
    assert "3 van 6" in words(test)
    assert not test.get("vega_lite_chart") and not test.get("arrow_vega_lite_chart")


def test_a_contact_below_the_threshold_sees_no_result_either(store: Store, run: Run) -> None:
    partner = partner_named(store, "Straathoekwerk")
    scan_round = store.networks.open_round(partner.network)
    assert scan_round is not None
    store.closings.open_result(scan_round, partner, "test")
    test = run("partner/ons_team", as_contact(store, partner))
    assert "minder dan 5 scans" in words(test)
    assert not test.get("vega_lite_chart") and not test.get("arrow_vega_lite_chart")


@pytest.mark.parametrize(
    ("people", "joint", "told"), [(3, False, True), (5, False, False), (3, True, False), (0, False, False)]
)
def test_a_team_smaller_than_the_threshold_is_told_before_anybody_fills_in(
    people: int, joint: bool, told: bool, store: Store, run: Run
) -> None:
    library = partner_named(store, "Bibliotheek")
    empty = replace(library, id=new_id(), name="Klein", expected=people, joint=joint)
    store.networks.save_partners([empty], "test")
    store.links.make(library.network, [empty.id], "test")
    said = words(run("partner/ons_team", as_contact(store, empty)))
    assert ("te laten invullen: dan is er wel een resultaat" in said) is told
    assert "Scan afsluiten" in [button.label for button in run("partner/ons_team", as_contact(store, empty)).button]


def test_deelname_shows_counts_and_no_colours(store: Store, run: Run) -> None:
    said = words(run("regie/deelname", as_account(store, "coordinator")))
    assert "Bibliotheek" in said
    assert not [light.word for light in Light if light.word in said]


def test_deelname_tells_how_many_scans_came_from_paper_once_any_did(store: Store, run: Run) -> None:
    library, who = partner_named(store, "Bibliotheek"), as_account(store, "coordinator")

    def states() -> pd.DataFrame:
        shown = run("regie/deelname", who).dataframe
        (table,) = [table.value for table in shown if "Stand" in table.value]
        return table.set_index("Partner")

    assert "Op papier" not in states()
    scan_round = store.networks.open_round(library.network)
    assert scan_round is not None
    store.scan_imports.add(scan_round, [FilledScan(library.id, "ict", False, {"1.1": "green"}, source=Source.PAPER)])
    told = states()["Op papier"]
    assert told[library.name] == 1 and told.sum() == 1


def test_deelname_says_of_a_small_team_what_the_network_pages_say(store: Store, run: Run) -> None:
    library, who = partner_named(store, "Bibliotheek"), as_account(store, "coordinator")
    scan_round = store.networks.open_round(library.network)
    assert scan_round is not None
    scans = [FilledScan(library.id, "ict", False, {"1.1": "green"}, source=Source.WEB)] * 3
    store.scan_imports.add(scan_round, scans)
    store.closings.close(scan_round, library, "test", release=True)
    (table,) = [t.value for t in run("regie/deelname", who, ronde=scan_round.id).dataframe if "Stand" in t.value]
    states = table.set_index("Partner")["Stand"]
    n = next(r.submitted for r in store.results.response(library.network, scan_round.id) if r.partner == library.id)
    network = network_of(store)
    assert n >= network.threshold and states[library.name] == "vrijgegeven"
    store.networks.save(replace(network, threshold=n + 1), "test")
    (table,) = [t.value for t in run("regie/deelname", who, ronde=scan_round.id).dataframe if "Stand" in t.value]
    assert table.set_index("Partner")["Stand"][library.name] == "vrijgegeven, te weinig antwoorden"


def test_a_link_of_one_partner_never_opens_another_scan(store: Store, run: Run) -> None:
    library, police = partner_named(store, "Bibliotheek"), partner_named(store, "Politiezone")
    scan = store.actors.of(as_respondent(store, library))["scan"].scan
    link = store.links.of(police.network)[police.id, LinkKind.SCAN]
    forged = {SESSION_COOKIES["scan"]: store.sessions.start("scan", link.id, scan)}
    test = run("partner/scan", forged)
    assert not test.radio


def test_small_partners_are_set_to_one_joint_scan_all_at_once(
    empty_store: Store, coordinator: dict[str, str], run: Run
) -> None:
    network = network_of(empty_store)
    sizes = {"Bibliotheek": 3, "Jeugdhuis": 4, "Politie": 20, "Sport": 2}
    partners = [Partner(name, network.id, name, "Sport", size, False) for name, size in sizes.items()]
    empty_store.networks.save_partners(partners, "test")
    test = run("regie/partners", coordinator)
    next(button for button in test.button if button.label == "Zet alle 3 op gezamenlijk").click().run()
    assert "3 partners vullen nu samen één scan in" in " ".join(said.value for said in test.success)
    assert {p.name for p in empty_store.networks.partners(network.id) if p.joint} == {
        "Bibliotheek",
        "Jeugdhuis",
        "Sport",
    }
    assert "Te klein om individueel" not in words(test)


def test_an_account_with_two_networks_sees_the_one_it_chooses(store: Store, run: Run) -> None:
    other = store.networks.add("Netwerk Elders", "Elders", 5, "test")
    account = next(a for a in store.accounts.all() if a.username == "coordinator")
    store.accounts.set_role(account.id, other.id, Role.COORDINATOR, "test")
    test = run("regie/partners", as_account(store, "coordinator"))
    assert "Netwerk Elders" in words(test)
    test.main.selectbox[0].set_value(next(n.id for n in store.networks.all() if n.id != other.id)).run()
    assert "Bibliotheek Lindervoorde" in words(test)
    test = run("regie/partners", as_account(store, "coordinator"), netwerk=other.id)
    assert "Netwerk Elders" in words(test)


def test_an_empty_installation_says_so_on_its_first_page(empty_store: Store, run: Run) -> None:
    assert "Deze app is nog leeg" in words(run("toegang/start"))
    empty_store.accounts.add("an", "An", "x", "test")
    assert "nog leeg" not in words(run("toegang/start"))
    beheer = run("lezen/uitleg", as_account(empty_store, "an")).session_state["pages"]["pages/regie/beheer.py"]
    assert beheer.visibility == "visible"  # where the first network is made; without one no other page opens


def test_a_second_network_is_made_without_a_fault(empty_store: Store, coordinator: dict[str, str], run: Run) -> None:
    test = run("regie/beheer", coordinator)
    test.radio[0].set_value("Nieuw netwerk").run()
    name, town = test.text_input[:2]
    name.set_value("Netwerk Twee")
    town.set_value("Tweede")
    next(button for button in test.button if button.label == "Netwerk maken").click().run()
    assert not test.exception
    assert sorted(network.name for network in empty_store.networks.all()) == ["Netwerk Leeg", "Netwerk Twee"]


def test_no_form_is_named_like_something_that_a_session_keeps() -> None:
    """Streamlit refuses to keep something under the name of a form that is drawn: the page crashes after it was done."""
    home = Path(installation.__file__).parents[2]
    sources = [
        file.read_text(encoding="utf-8") for folder in ("pages", "onlife") for file in (home / folder).rglob("*.py")
    ]
    text = "\n".join(sources)
    forms = set(re.findall(r'st\.form\(\s*"([^"{]+)"', text))
    kept = set(re.findall(r'session_state(?:\[|\.pop\(|\.get\()"([^"{]+)"', text))
    assert len(forms) > 10 and len(kept) > 10
    assert not forms & kept


def test_a_release_can_be_taken_back_until_the_network_looked_after_a_quarter(store: Store, run: Run) -> None:
    scan_round = store.networks.open_round(network_of(store).id)
    assert scan_round is not None
    school = next(
        p
        for p in store.networks.partners(scan_round.network)
        if not p.joint and not store.closings.get(scan_round.id, p.id).closed
    )
    store.networks.save_partners([replace(school, expected=30)], "test")
    answers = {element.id: Light.GREEN.value for element in installation.questionnaire().elements}
    store.scan_imports.add(scan_round, [FilledScan(school.id, "ict", False, answers, source=Source.WEB)] * 5)
    contact, reader = as_contact(store, school), as_account(store, "lezer")
    store.closings.close(scan_round, school, "test", release=False)
    store.closings.offer(scan_round, school, "test")
    run("netwerk/overzicht", reader, ronde=scan_round.id)
    test = run("partner/ons_team", contact)
    assert "Zolang niemand van hen keek, kun je het vrijgeven intrekken" in words(test)
    assert "Bekijk ons resultaat" in [b.label for b in test.button]  # looking at it is a step of its own
    store.closings._offered[scan_round.id, school.id] -= GRACE  # a quarter of an hour ago
    assert "Trek het vrijgeven in" in [b.label for b in run("partner/ons_team", contact).button]
    run("netwerk/overzicht", reader, ronde=scan_round.id)
    test = run("partner/ons_team", contact)
    assert "het netwerk ziet jullie opgetelde resultaat" in words(test)
    assert not {"Trek het vrijgeven in", "Heropen de scan"} & {b.label for b in test.button}


@pytest.mark.parametrize(
    "page",
    ["overzicht", "bouwsteen", "samenwerking", "evolutie", "keuzehulp", "plan"],
)
def test_every_box_of_a_network_page_opens(store: Store, run: Run, page: str) -> None:
    who = as_account(store, "coordinator")
    test = run(f"netwerk/{page}", who)
    keys = {key for box in test.expander if (key := user_key_from_element_id(box.proto.id))}
    for key in keys:
        test.session_state[key] = True
    test.run()
    assert not test.exception
    assert keys or page in ("keuzehulp", "plan")
    opened = {user_key_from_element_id(box.proto.id) for box in test.expander if box.children}
    assert opened >= keys
