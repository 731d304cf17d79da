"""The calendar link of a plan over HTTP: what it gives to whom, that it can be revoked, and what asking again costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from onlife.domain.account import ENTRANCES, Link, LinkKind
from onlife.domain.network import Network, Partner
from onlife.domain.plan import FollowUp, PlanAction, Status
from onlife.store import Store


@pytest.fixture
def network(store: Store) -> Network:
    """Two partners with a plan of their own, and the network with what each of them leads."""
    network = store.networks.add("Zuid", "Zuid", 5, "an")
    for name in ("merel", "uil"):
        store.networks.save_partners([Partner(name, network.id, name.capitalize(), "Jeugd", 6, True)], "an")
        add(store, network, name, f"Eigen {name}")
        add(store, network, "", f"Samen {name}", lead=name)
    store.links.make(network.id, ["merel", "uil"], "an")
    return network


def add(store: Store, network: Network, owner: str, what: str, lead: str = "") -> None:
    action = PlanAction(
        f"{owner}-{lead}", network.id, owner, "1", what, date(2027, 1, 1), end=date(2027, 6, 1), lead=lead,
        responsible="team Els", remarks="opmerking", goal="doel",
    )  # fmt: skip
    store.plans.keep(action, "an")
    for day, held in ((date(2027, 2, 1), True), (date(2027, 3, 1), False)):
        moment = FollowUp(f"{action.id}-{day}", action.id, day, held, saw="Zagen iets" if held else "")
        store.plans.keep_follow_up(network.id, moment, "an")


def share(store: Store, network: Network) -> None:
    made = store.networks.add_round(network.id, "Najaar", 1, None, "an")
    store.networks.save_round(replace(made, shared=True), "an")


def calendar_link(store: Store, network: Network, owner: str = "") -> Link:
    store.links.make(network.id, [owner], "an", [LinkKind.CALENDAR])
    return store.links.of(network.id)[owner, LinkKind.CALENDAR]


def address(store: Store, link: Link) -> str:
    return f"/agenda/{store.links.token(link)}.ics"


def given(browser: TestClient, place: str) -> set[str]:
    answer = browser.get(place)
    assert answer.status_code == 200
    return {str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def days(*actions: str) -> set[str]:
    return {f"{kind}: {action}" for action in actions for kind in ("Einddatum", "Opvolging")}


def test_the_link_of_the_network_gives_its_plan_and_no_partners_own(
    browser: TestClient, store: Store, network: Network
) -> None:
    assert given(browser, address(store, calendar_link(store, network))) == days("Samen merel", "Samen uil")


def test_the_link_of_a_partner_gives_its_own_plan_and_once_shared_its_part_in_that_of_the_network(
    browser: TestClient, store: Store, network: Network
) -> None:
    place = address(store, calendar_link(store, network, "merel"))
    assert given(browser, place) == days("Eigen merel")
    share(store, network)
    assert given(browser, place) == days("Eigen merel", "Samen merel")


def test_it_gives_dates_without_notes_goals_or_who_carries_it_out_and_leads_to_the_app(
    browser: TestClient, store: Store, network: Network
) -> None:
    answer = browser.get(address(store, calendar_link(store, network)))
    text = answer.text.replace("\r\n ", "")
    assert not [word for word in ("Zagen", "opmerking", "doel", "Els") if word in text]
    assert f"http://testserver/plan?netwerk={network.id}&actie=-merel" in text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"].startswith("private") and not answer.cookies


def test_asking_again_costs_nothing_until_something_changes_and_writes_nothing(
    browser: TestClient, store: Store, network: Network
) -> None:
    place, before = address(store, calendar_link(store, network)), store.totals()
    mark = browser.get(place).headers["etag"]
    for header in (mark, f'W/{mark}, "other"'):
        again = browser.get(place, headers={"If-None-Match": header})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)
    assert store.totals() == before
    action = store.plans.of(network.id)[0]
    store.plans.keep(replace(action, status=Status.DONE), "an")
    changed = browser.get(place, headers={"If-None-Match": mark})
    assert changed.status_code == 200 and action.what not in changed.text


def test_a_link_that_was_revoked_or_replaced_says_so_and_gives_nothing(
    browser: TestClient, store: Store, network: Network
) -> None:
    link = calendar_link(store, network)
    store.links.replace(link, "an")
    new = store.links.of(network.id)["", LinkKind.CALENDAR]
    assert given(browser, address(store, new))
    store.links.revoke(new, "an")
    for old in (link, new):
        answer = browser.get(address(store, old))
        assert answer.status_code == 410 and "ingetrokken" in answer.text and "Samen" not in answer.text
    assert store.audit.events(network.id)["what"].tolist()[:3] == [
        "agendalink van het netwerk ingetrokken",
        "agendalink van het netwerk vervangen",
        "agendalink van het netwerk gemaakt",
    ]


def test_the_link_of_a_partner_ends_when_it_leaves_and_when_its_team_link_is_replaced(
    browser: TestClient, store: Store, network: Network
) -> None:
    first, second = calendar_link(store, network, "merel"), calendar_link(store, network, "uil")
    store.links.replace(store.links.of(network.id)["merel", LinkKind.TEAM], "an")
    assert browser.get(address(store, first)).status_code == 410
    assert given(browser, address(store, second)), "the control: that of another partner stays"
    uil = store.networks.partner(network.id, "uil")
    assert uil
    store.networks.archive(uil, "an")
    assert browser.get(address(store, second)).status_code == 410
    third = calendar_link(store, network, "merel")
    merel = store.networks.partner(network.id, "merel")
    assert merel
    store.erasure.partner(merel, "an")
    assert browser.get(address(store, third)).status_code == 404


def test_a_network_that_is_erased_leaves_nothing(browser: TestClient, store: Store, network: Network) -> None:
    place = address(store, calendar_link(store, network))
    assert given(browser, place)
    store.erasure.network(network, "an")
    assert browser.get(place).status_code == 404


def test_a_calendar_link_lets_nobody_in_and_other_links_give_no_dates(
    browser: TestClient, store: Store, network: Network
) -> None:
    link = calendar_link(store, network, "merel")
    token = store.links.token(link)
    assert browser.get(f"/l/{token}").status_code == browser.post(f"/l/{token}").status_code == 404
    for kind in ("team", "scan"):
        assert store.actors.with_secret(store.sessions.start(kind, link.id)) is None
    for kind in ENTRANCES:
        other = store.links.of(network.id)["merel", kind]
        assert browser.get(address(store, other)).status_code == 404
    for made_up in ("", "x", "a" * 32):
        assert browser.get(f"/agenda/{made_up}.ics").status_code == 404


def test_a_network_makes_no_calendar_link_by_itself(store: Store, network: Network) -> None:
    assert {kind for _, kind in store.links.of(network.id)} == set(ENTRANCES)
