"""Into the vote by the code on the screen and the word of a table, over the routes of the app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from onlife import web
from onlife.domain.account import LinkKind
from onlife.domain.meeting import Meeting, State
from onlife.domain.network import Partner
from onlife.security.token import SESSION_COOKIES
from onlife.store import Store
from onlife.web import seat
from tests import stores


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stores.opened(stores.with_demo(tmp_path)) as opened:
        yield opened


@pytest.fixture
def running(store: Store) -> Meeting:
    network = store.networks.all()[0].id
    meeting = store.meetings.start(store.networks.rounds(network)[0], "test")
    store.seats.give(meeting, [partner.id for partner in store.networks.partners(network)], "test")
    return meeting


@pytest.fixture
def partners(store: Store) -> list[Partner]:
    return store.networks.partners(store.networks.all()[0].id)


def browser() -> TestClient:
    return TestClient(Starlette(routes=web.routes(), middleware=web.middleware()), follow_redirects=False)


def place(store: Store, running: Meeting) -> str:
    return f"/s/{store.seats.code(running)}"


def sent(store: Store, running: Meeting, partner: Partner) -> dict[str, str]:
    """What the form sends with the right word."""
    return {"organisatie": partner.id, "woord": store.seats.word(store.seats.of(running.id)[partner.id])}


def test_the_code_on_the_screen_and_the_word_of_a_table_lead_to_its_vote_and_stay_good_on_that_phone(
    store: Store, running: Meeting, partners: list[Partner]
) -> None:
    phone, partner = browser(), partners[0]
    shown = phone.get(place(store, running).lower())
    assert shown.status_code == 200 and all(p.name in shown.text for p in partners)
    assert not [p for p in partners if store.seats.word(store.seats.of(running.id)[p.id]) in shown.text]
    taken = phone.post(place(store, running), data=sent(store, running, partner))
    assert (taken.status_code, taken.headers["location"]) == (303, "/stemmen")
    assert store.actors.of(dict(phone.cookies))["seat"].partner == partner.id
    for again in (place(store, running), "/stem"):
        assert phone.get(again).headers["location"] == "/stemmen"
    assert phone.get(f"{place(store, running)}?anders=ja").status_code == 200, "a phone can go to another table"
    second = browser()
    second.post(place(store, running), data=sent(store, running, partner))
    assert len(store.actors.of(dict(phone.cookies))) == len(store.actors.of(dict(second.cookies))) == 1


def test_without_the_code_there_is_a_place_to_type_it(store: Store, running: Meeting) -> None:
    assert 'name="code"' in browser().get("/stem").text
    found = browser().get("/stem", params={"code": f" {store.seats.code(running).lower()} "})
    assert (found.status_code, found.headers["location"]) == (303, place(store, running))
    for wrong in (browser().get("/stem?code=ABCDEF"), browser().get("/s/ABCDEF"), browser().post("/s/ABCDEF")):
        assert wrong.status_code == 404 and seat.UNKNOWN_CODE in wrong.text and "set-cookie" not in wrong.headers


def test_who_votes_by_a_team_link_goes_straight_on_and_a_team_link_ends_a_seat(
    store: Store, running: Meeting, partners: list[Partner]
) -> None:
    phone = browser()
    phone.post(place(store, running), data=sent(store, running, partners[1]))
    link = store.links.of(running.network)[partners[0].id, LinkKind.TEAM]
    phone.post(f"/l/{store.links.token(link)}")
    assert set(store.actors.of(dict(phone.cookies))) == {"team"}, "it votes for the partner of the link from here on"
    assert phone.get(place(store, running)).headers["location"] == "/stemmen"


def test_wrong_words_are_counted_per_organisation_and_the_right_one_then_waits(
    store: Store, running: Meeting, partners: list[Partner]
) -> None:
    first, second = (sent(store, running, partner) for partner in partners[:2])
    for _ in range(seat.TRIES):
        refused = browser().post(place(store, running), data=first | {"woord": "misgeraden"})
        assert refused.status_code == 403 and "set-cookie" not in refused.headers
        assert "Dit is niet het woord van" in refused.text
    waits = browser().post(place(store, running), data=first)
    assert waits.status_code == 429 and "set-cookie" not in waits.headers
    assert browser().post(place(store, running), data=second).status_code == 303, "others vote on"


def test_the_word_of_another_table_another_meeting_or_another_network_opens_nothing(
    store: Store, running: Meeting, partners: list[Partner]
) -> None:
    mine, theirs = (sent(store, running, partner) for partner in partners[:2])
    other = store.networks.add("Elders", "Elders", 5, "test")
    stranger = Partner("vreemd", other.id, "Vreemd huis", "jeugd", 5, joint=False)
    store.networks.save_partners([stranger], "test")
    version = store.networks.rounds(running.network)[0].content_version
    elsewhere = store.meetings.start(store.networks.add_round(other.id, "Najaar", version, None, "test"), "test")
    store.seats.give(elsewhere, [stranger.id], "test")
    tried = [
        (place(store, running), mine | {"woord": theirs["woord"]}),
        (place(store, running), mine | {"woord": ""}),
        (place(store, running), {}),
        (place(store, running), sent(store, elsewhere, stranger)),
        (place(store, elsewhere), mine),
    ]
    for where, form in tried:
        answer = browser().post(where, data=form)
        assert answer.status_code in (403, 409) and "set-cookie" not in answer.headers
    assert stranger.name not in browser().get(place(store, running)).text
    code, word = place(store, running), mine
    store.meetings.turn(running, State.ENDED, "test")
    assert browser().get(code).status_code == browser().post(code, data=word).status_code == 404
    again = store.meetings.start(store.networks.rounds(running.network)[0], "test")
    store.seats.give(again, [partners[0].id], "test")
    assert browser().post(place(store, again), data=word).status_code == 403


def test_a_partner_that_left_cannot_be_chosen(store: Store, running: Meeting, partners: list[Partner]) -> None:
    form = sent(store, running, partners[0])
    store.networks.archive(partners[0], "test")
    assert partners[0].name not in browser().get(place(store, running)).text
    assert browser().post(place(store, running), data=form).status_code == 409


def test_another_site_cannot_seat_anybody(store: Store, running: Meeting, partners: list[Partner]) -> None:
    answer = browser().post(
        place(store, running), data=sent(store, running, partners[0]), headers={"Origin": "https://elders.example"}
    )
    assert answer.status_code == 403 and SESSION_COOKIES["seat"] not in answer.headers.get("set-cookie", "")
