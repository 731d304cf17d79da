"""Notices to contacts: bundled, never twice, to a real mail server on this machine, and switched off by who gets them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import strict

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from onlife import web
from onlife.content.letter import Occasion
from onlife.domain.meeting import State
from onlife.domain.plan import FollowUp, PlanAction, Status
from onlife.domain.reminder import ReminderKind
from onlife.services import installation, mailing, reminder
from onlife.services.jobs import REMIND_FROM, ReminderJob
from onlife.store import Store
from onlife.store.mail import Mail, MailStep
from onlife.text import long_date, today, zone
from tests.integration.conftest import ORIGIN, Town
from tests.mail_servers import Box, Door

TODAY = today()


def plan(town: Town, key: str, owner: str = "a", days: int = 7, **fields: object) -> PlanAction:
    action = PlanAction(
        key, town.network.id, owner, "1", f"Actie {key}", TODAY - timedelta(days=300), end=TODAY + timedelta(days=days)
    )
    town.store.plans.keep(replace(action, **fields), "an")  # type: ignore[arg-type]
    return action


def share(town: Town) -> None:
    known = town.store.networks.round(town.network.id, town.round.id)
    assert known
    town.store.networks.save_round(replace(known, shared=True), "an")


def switch_on(town: Town) -> None:
    """The coordinator has the app send them by itself."""
    town.store.reminders.choose(town.network.id, town.network.id, (), "an", ORIGIN)


def due(town: Town, day: date = TODAY) -> dict[str, list[str]]:
    return {b.contact.id: [r.what for r in b.reminders] for b in reminder.due(town.store, town.network.id, day)}


def notices(town: Town) -> list[Mail]:
    return town.store.mails.notices(town.network.id)


def test_one_mail_per_contact_holds_all_that_comes_up_and_is_sent_once(town: Town, door: Door) -> None:
    plan(town, "eerst")
    plan(town, "laat", days=-40)
    town.store.plans.keep_follow_up(town.network.id, FollowUp("f", "eerst", TODAY), "an")
    switch_on(town)
    assert due(town) == {"a": ["Actie laat", "Actie eerst", "Actie eerst"]}
    assert reminder.queue_due(town.store, TODAY) == 1 and reminder.queue_due(town.store, TODAY) == 0
    box = Box()
    settings = door.open(box)
    assert town.work_off(settings) == 1
    assert reminder.queue_due(town.store, TODAY) == 0 and town.work_off(settings) == 0
    (envelope,) = box.received
    mail = message_from_bytes(envelope.content, policy=strict)  # type: ignore[arg-type]
    body = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert envelope.rcpt_tos == ["an@a.be"] and mail["Subject"] == "Wat eraan komt voor Organisatie a"
    assert "Actie “Actie laat”" in body and "40 dagen geleden" in body and "over 7 dagen" in body
    assert "Opvolgmoment van “Actie eerst”" in body and "vandaag" in body
    assert mailing.letter_fields(town.store, town.network, ORIGIN)["a"].team_link in body
    assert f"{ORIGIN}/geheugensteun/{town.store.reminders.token('a')}" in body


def test_every_notice_is_in_the_log_and_signed_by_who_sends(town: Town, door: Door) -> None:
    town.store.senders.save(replace(town.store.senders.of(town.network.id), name="An Peeters"), "an")
    plan(town, "eerst")
    switch_on(town)
    reminder.queue_due(town.store, TODAY)
    box = Box()
    town.work_off(door.open(box))
    assert b"An Peeters" in box.received[0].content  # type: ignore[operator]
    told = town.store.audit.events(town.network.id)["what"].tolist()
    assert [line for line in told if line.startswith("geheugensteun aan Organisatie a: ")][1:]


def test_what_was_heard_once_is_not_heard_again_and_the_next_step_is(town: Town) -> None:
    plan(town, "eerst", days=7)
    switch_on(town)
    reminder.queue_due(town.store, TODAY)
    (mail,) = notices(town)
    town.store.mails.take(mail, MailStep.SENT, tries=1)
    later = {n: due(town, TODAY + timedelta(days=n)) for n in range(1, 38)}
    assert [n for n, found in later.items() if found] == [*range(7, 38)]


def test_a_restart_and_a_second_process_send_nothing_twice(town: Town) -> None:
    plan(town, "eerst")
    switch_on(town)
    morning = datetime.combine(TODAY, datetime.min.time(), zone()).astimezone(UTC).replace(tzinfo=None)
    early, late = (morning + timedelta(hours=hour) for hour in (REMIND_FROM - 1, REMIND_FROM))
    one, other = ReminderJob(town.store), ReminderJob(town.store)
    one.when_due(early)
    assert not notices(town), "nobody is mailed at night"
    for job in (one, one, other, ReminderJob(town.store)):
        job.when_due(late)
    assert len(notices(town)) == 1


def test_nothing_is_sent_by_itself_before_the_coordinator_has_it_do_so(town: Town) -> None:
    plan(town, "eerst")
    town.queue("b")  # an invitation
    assert due(town) == {"a": ["Actie eerst"]} and reminder.queue_due(town.store, TODAY) == 0
    switch_on(town)
    assert reminder.queue_due(town.store, TODAY) == 1


def test_a_plan_of_the_network_is_heard_of_once_partners_may_see_it(town: Town) -> None:
    plan(town, "samen", owner="", lead="a", partners=("b", "c"))
    assert due(town) == {}
    share(town)
    assert due(town) == {"a": ["Actie samen"], "b": ["Actie samen"]}, "c has no address"


def test_a_report_is_heard_of_once_partners_may_read_it_and_holds_nothing_of_it(town: Town) -> None:
    meeting = town.store.meetings.start(town.round, "an", TODAY)
    share(town)
    assert due(town) == {}, "it goes on"
    town.store.meetings.turn(meeting, State.ENDED, "an")
    assert due(town) == {"a": [""], "b": [""]}
    (one, _) = reminder.due(town.store, town.network.id, TODAY)
    facts = mailing.letter_fields(town.store, town.network, ORIGIN)[one.contact.partner]
    said = reminder.words(town.store, one.contact, one.reminders, facts, ORIGIN).body
    assert f"Het verslag van de vergadering van {long_date(TODAY)} staat klaar" in said


def test_an_own_plan_is_heard_of_by_nobody_else(town: Town) -> None:
    share(town)
    plan(town, "eigen", owner="a", lead="b", partners=("b",))
    assert due(town) == {"a": ["Actie eigen"]}


def test_what_was_done_moved_or_switched_off_meanwhile_is_not_sent(town: Town, door: Door) -> None:
    switch_on(town)
    settings = door.open(Box())
    for key, change in (
        ("klaar", lambda a: plan(town, "klaar", status=Status.DONE, event=event(town, a))),
        ("uit", lambda a: town.store.reminders.choose(town.network.id, "a", {ReminderKind.ACTION}, "a")),
    ):
        action = plan(town, key)
        assert reminder.queue_due(town.store, TODAY) == 1
        change(action)
        town.work_off(settings)
        assert notices(town)[-1].step is MailStep.DROPPED
    assert due(town) == {}


def event(town: Town, action: PlanAction) -> int:
    known = town.store.plans.action(town.network.id, action.id)
    assert known
    return known.event


def test_a_partner_that_left_a_contact_without_address_and_one_that_was_erased_hear_nothing(town: Town) -> None:
    share(town)
    plan(town, "samen", owner="", lead="a", partners=("b",))
    partner = town.store.networks.partner(town.network.id, "a")
    assert partner
    town.store.networks.archive(partner, "an")
    assert due(town) == {"b": ["Actie samen"]}
    town.store.contacts.erase(town.store.contacts.of(town.network.id)["b"][0], "an")
    assert due(town) == {}


def test_a_round_is_heard_of_until_a_partner_closed_its_scan(town: Town) -> None:
    known = town.store.networks.round(town.network.id, town.round.id)
    assert known
    town.store.networks.save_round(replace(known, closes_on=TODAY + timedelta(days=2)), "an")
    assert due(town) == {"a": ["Najaar"], "b": ["Najaar"]}
    town.store.reminders.choose(town.network.id, town.network.id, {ReminderKind.ROUND}, "an", ORIGIN)
    assert due(town) == {}


def test_a_long_list_goes_over_several_days_and_fits_in_a_mail_program(town: Town) -> None:
    for n in range(reminder.AT_MOST + 2):
        plan(town, f"lang{n}", what=f"{n} {'é' * 190}")
    switch_on(town)
    (bundle,) = reminder.due(town.store, town.network.id, TODAY)
    assert len(bundle.reminders) == reminder.AT_MOST
    facts = mailing.letter_fields(town.store, town.network, ORIGIN)["a"]
    words = reminder.words(town.store, bundle.contact, bundle.reminders, facts, ORIGIN)
    assert "…”" in words.body and "é" * 100 not in words.body
    reminder.queue_due(town.store, TODAY)
    town.store.mails.take(notices(town)[0], MailStep.SENT, tries=1)
    assert due(town) == {} and len(due(town, TODAY + timedelta(days=1))["a"]) == 2


def test_a_notice_by_hand_counts_as_sent_until_it_is_taken_back(town: Town) -> None:
    plan(town, "eerst")
    (bundle,) = reminder.due(town.store, town.network.id, TODAY)
    for number in (1, 0):  # two tabs
        assert town.store.mails.queue_notices([(bundle.contact, bundle.keys)], TODAY, "an") == number
    assert due(town) == {} and not town.store.mails.waiting()
    town.store.mails.take_back(notices(town)[0], "an")
    assert due(town) == {"a": ["Actie eerst"]}


def test_mails_of_a_round_and_notices_do_not_stand_in_each_others_way(town: Town) -> None:
    plan(town, "eerst")
    switch_on(town)
    reminder.queue_due(town.store, TODAY)
    assert town.queue("a") == 1 and town.queue("a", occasion=Occasion.REMINDER) == 1
    assert {mail.occasion for mail in town.mails()} == {Occasion.INVITATION, Occasion.REMINDER}


# -- the address in each mail


@pytest.fixture
def browser(town: Town, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(installation, "store", lambda: town.store)
    return TestClient(Starlette(routes=web.routes(), middleware=web.middleware()), follow_redirects=False)


def address(store: Store, contact: str) -> str:
    return f"/geheugensteun/{store.reminders.token(contact)}"


def test_looking_changes_nothing_and_one_press_switches_a_kind_off_and_on(browser: TestClient, town: Town) -> None:
    place, before = address(town.store, "a"), town.store.totals()
    shown = browser.get(place)
    assert shown.status_code == 200 and "Organisatie a" in shown.text and "an@a.be" not in shown.text
    assert town.store.totals() == before
    for choice, off in (
        ("uit action", {"action"}),
        ("uit action", {"action"}),  # sent again
        ("uit round", {"action", "round"}),
        ("aan action", {"round"}),
        ("niets", {*ReminderKind}),
        ("alles", set()),
    ):
        answer = browser.post(place, data={"keuze": choice})
        assert answer.status_code == 200 and "Je keuze is bewaard" in answer.text
        assert {kind.value for kind in town.store.reminders.off(town.network.id, "a")} == off
    assert not town.store.reminders.off(town.network.id, "b") and not browser.cookies


def test_the_button_of_a_mail_program_ends_it_all(browser: TestClient, town: Town, door: Door) -> None:
    plan(town, "eerst")
    switch_on(town)
    reminder.queue_due(town.store, TODAY)
    box = Box()
    town.work_off(door.open(box))
    mail = message_from_bytes(box.received[0].content, policy=strict)  # type: ignore[arg-type]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    place = mail["List-Unsubscribe"].strip(" \r\n<>").removeprefix(ORIGIN)
    assert place == address(town.store, "a")
    assert browser.post(place, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert town.store.reminders.off(town.network.id, "a") == set(ReminderKind)


@pytest.mark.parametrize("choice", ["", "uit", "uit alles", "weg action", "uit results", "<b>", "uit action round"])
def test_nonsense_changes_nothing(browser: TestClient, town: Town, choice: str) -> None:
    before = town.store.totals()
    assert browser.post(address(town.store, "a"), data={"keuze": choice}).status_code == 200
    assert town.store.totals() == before


def test_an_address_of_another_or_of_nobody_leads_nowhere(browser: TestClient, town: Town) -> None:
    before, token = town.store.totals(), town.store.reminders.token("a")
    link = town.store.links.token(next(iter(town.store.links.of(town.network.id).values())))
    for place in (
        f"/geheugensteun/{token[:-1]}{'b' if token[-1] == 'a' else 'a'}",
        f"/geheugensteun/{link}",
        "/geheugensteun/a",
    ):
        for answer in (browser.get(place), browser.post(place, data={"keuze": "niets"})):
            assert answer.status_code == 404 and "Organisatie" not in answer.text
    assert town.store.totals() == before
    place = address(town.store, "a")
    town.store.contacts.erase(town.contacts("a")[0], "an")
    assert browser.get(place).status_code == 404
