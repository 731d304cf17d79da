"""Seats: the word and the code with which the room votes, for one partner and as long as the meeting goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onlife.domain.access import Action, Resource, Role, may
from onlife.domain.meeting import Meeting, State, VoteKind
from onlife.domain.network import Network, Partner
from onlife.security import seat_word
from onlife.security.token import CODE_ALPHABET, SESSION_COOKIES
from onlife.services import installation
from onlife.store import Refused, Store
from tests import stores

pytestmark = pytest.mark.long

ACTOR = "test"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(stores.empty(tmp_path), installation.questionnaire())
    yield opened
    opened.close()


def network(store: Store, name: str) -> Network:
    made = store.networks.add(name, "Gent", 5, ACTOR)
    people = [Partner(f"{name}-{key}", made.id, f"{name} {key}", "jeugd", 5, joint=False) for key in "ab"]
    store.networks.save_partners(people, ACTOR)
    store.networks.add_round(made.id, "Najaar", installation.questionnaire().version, None, ACTOR)
    return made


def meeting_of(store: Store, name: str = "Proef") -> Meeting:
    """A meeting in which both partners, called after the network, have a seat."""
    made = network(store, name)
    running = store.meetings.start(store.networks.rounds(made.id)[0], ACTOR)
    store.seats.give(running, [f"{name}-a", f"{name}-b"], ACTOR)
    return running


def entered(store: Store, running: Meeting, partner: str) -> dict[str, str]:
    """The cookies of who typed the word of a partner."""
    return {SESSION_COOKIES["seat"]: store.sessions.start("seat", store.seats.of(running.id)[partner].id)}


def test_a_word_is_made_of_nouns_that_are_spelled_as_they_sound_and_there_are_too_many_to_guess() -> None:
    nouns = seat_word.nouns()
    assert list(nouns) == sorted(set(nouns)) and len(nouns) ** 2 > 40_000
    assert all(re.fullmatch("[a-z]{3,8}", noun) for noun in nouns)
    assert not [noun for noun in nouns if re.search("ei|ij|au|ou|ch|d$|b$", noun)]
    words = {seat_word.seat_word(b"key", f"seat {number}") for number in range(400)}
    assert len(words) > 390
    assert all(any(word[: len(n)] == n and word[len(n) :] in nouns for n in nouns) for word in words)


@pytest.mark.parametrize("typed", ["{}", " {}\n", "{}.", "“{}”"])
def test_a_word_is_the_same_however_it_is_typed(typed: str, store: Store) -> None:
    running = meeting_of(store)
    seat = store.seats.of(running.id)["Proef-a"]
    word = store.seats.word(seat)
    for written in (word, word.upper(), word.capitalize(), f"{word[:4]} {word[4:]}", "-".join(word)):
        assert store.seats.matches(seat, typed.format(written))
    for wrong in ("", word[:-1], f"{word}a", store.seats.word(store.seats.of(running.id)["Proef-b"]), "é", "🌙"):
        assert not store.seats.matches(seat, wrong)


def test_each_partner_has_a_word_of_its_own_that_stays_until_it_gets_another(store: Store) -> None:
    running = meeting_of(store)
    first = store.seats.of(running.id)
    store.seats.give(running, ["Proef-a", "Proef-b"], ACTOR)
    assert store.seats.of(running.id) == first
    store.seats.renew(running, "Proef-a", ACTOR)
    now = store.seats.of(running.id)
    assert now["Proef-b"] == first["Proef-b"] and store.seats.get(first["Proef-a"].id) is None
    assert len({store.seats.word(seat) for seat in (*first.values(), *now.values())}) == 3


def test_who_came_in_by_a_word_votes_for_that_partner_and_does_nothing_else(store: Store) -> None:
    running = meeting_of(store)
    actor = store.actors.of(entered(store, running, "Proef-a"))["seat"]
    allowed = {
        (action, partner)
        for action in Action
        for partner in ("Proef-a", "Proef-b", "")
        if may(actor, action, Resource(running.network, partner, shared=True))
    }
    assert (actor.role(running.network), allowed) == (Role.VOTER, {(Action.VOTE, "Proef-a")})
    assert not any(may(actor, action, Resource("elders", "Proef-a", shared=True)) for action in Action)


def test_a_pause_leaves_everybody_seated_and_the_end_of_the_meeting_nobody(store: Store) -> None:
    running = meeting_of(store)
    cookies, code = entered(store, running, "Proef-a"), store.seats.code(running)
    store.meetings.turn(running, State.PAUSED, ACTOR)
    assert store.actors.of(cookies) and store.seats.with_code(code)
    store.meetings.turn(running, State.ENDED, ACTOR)
    assert store.actors.of(cookies) == {} and store.seats.with_code(code) is None
    with pytest.raises(Refused, match="afgelopen"):
        store.seats.renew(running, "Proef-a", ACTOR)


def test_what_opened_one_meeting_opens_no_other(store: Store) -> None:
    first = meeting_of(store)
    old_cookies, old_word = entered(store, first, "Proef-a"), store.seats.word(store.seats.of(first.id)["Proef-a"])
    store.meetings.turn(first, State.ENDED, ACTOR)
    second = store.meetings.start(store.networks.rounds(first.network)[0], ACTOR)
    store.seats.give(second, ["Proef-a"], ACTOR)
    assert store.actors.of(old_cookies) == {}
    assert not store.seats.matches(store.seats.of(second.id)["Proef-a"], old_word)
    assert store.seats.code(second) != store.seats.code(first)


def test_a_code_leads_to_the_meeting_of_its_own_network(store: Store) -> None:
    here, elsewhere = meeting_of(store), meeting_of(store, "Ander")
    code = store.seats.code(here)
    assert len(code) == 6 and set(code) <= set(CODE_ALPHABET)
    for typed in (code, code.lower(), f" {code[:3]}-{code[3:]} "):
        found = store.seats.with_code(typed)
        assert found and found.id == here.id
    for wrong in ("", code[:-1], f"{code}A", "éé", store.seats.code(elsewhere)):
        other = store.seats.with_code(wrong)
        assert other is None or other.id == elsewhere.id


@pytest.mark.parametrize("gone", ["archived", "renewed", "erased", "erased from the round", "round", "network"])
def test_who_sits_for_a_partner_that_goes_is_out_at_once(gone: str, store: Store) -> None:
    running = meeting_of(store)
    cookies, others = entered(store, running, "Proef-a"), entered(store, running, "Proef-b")
    whole, scan_round = store.networks.get(running.network), store.networks.round(running.network, running.round)
    partner = store.networks.partner(running.network, "Proef-a")
    assert whole and scan_round and partner and store.actors.of(cookies)
    goes: dict[str, Callable[[], object]] = {
        "archived": lambda: store.networks.archive(partner, ACTOR),
        "renewed": lambda: store.seats.renew(running, partner.id, ACTOR),
        "erased": lambda: store.erasure.partner(partner, ACTOR),
        "erased from the round": lambda: store.erasure.part(scan_round, partner, ACTOR),
        "round": lambda: store.erasure.round(scan_round, ACTOR),
        "network": lambda: store.erasure.network(whole, ACTOR),
    }
    goes[gone]()
    assert store.actors.of(cookies) == {}
    assert bool(store.actors.of(others)) == (gone not in ("round", "network"))
    if gone not in ("archived", "renewed"):
        secret = cookies[SESSION_COOKIES["seat"]]
        assert store.sessions.get(secret) is None, "no session is left of what was erased"


def test_why_a_partner_votes_so_stays_hidden_as_long_as_its_vote(store: Store) -> None:
    running = meeting_of(store)
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", ACTOR)
    place = running.network, question.id, "Proef-a"
    store.meetings.vote(*place, "green", "a", " Omdat het werkt. ")
    assert store.meetings.reasons(running) == {}
    assert (store.meetings.own_reason(question.id, "Proef-a"), store.meetings.own_reason(question.id, "Proef-b")) == (
        "Omdat het werkt.",
        "",
    )
    store.meetings.vote(*place, "red", "a", "Toch niet.")
    with pytest.raises(Refused, match="140 tekens"):
        store.meetings.vote(*place, "red", "a", "x" * 141)
    store.meetings.vote(running.network, question.id, "Proef-b", "red", "b")
    store.meetings.reveal(running, question.id, ACTOR)
    assert store.meetings.reasons(running) == {question.id: {"Proef-a": "Toch niet."}}
    assert store.meetings.votes(running) == {question.id: {"Proef-a": "red", "Proef-b": "red"}}


def test_a_meeting_that_ran_before_there_were_seats_gives_them_when_asked(store: Store) -> None:
    made = network(store, "Oud")
    running = store.meetings.start(store.networks.rounds(made.id)[0], ACTOR)
    assert store.seats.of(running.id) == {}
    store.seats.give(replace(running), ["Oud-b"], ACTOR)
    assert set(store.seats.of(running.id)) == {"Oud-b"}
