"""Mails to contact persons, to a real mail server on this machine: one that works, is down, refuses, or is slow."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default, strict
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from onlife.content.letter import (
    TO_FILL_IN,
    Audience,
    Facts,
    Message,
    NoticeLine,
    Occasion,
    address,
    message,
    notice,
)
from onlife.domain.network import Partner
from onlife.domain.sender import Sender
from onlife.services import mailing, smtp
from onlife.services import settings as settings_services
from onlife.services.settings import MailServer, Security
from onlife.store import Store
from onlife.store.mail import MailStep
from onlife.text import clean, line
from tests.contacts import contacts
from tests.integration.conftest import ORIGIN, Town
from tests.mail_servers import Box, Door
from tests.ports import free_port
from tests.unit.examples import questionnaire


def test_every_contact_gets_one_mail_with_its_own_name_and_links(town: Town, door: Door) -> None:
    box = Box()
    [an] = town.contacts("a")
    town.store.contacts.save([replace(an, name="An Maes")], "an")
    assert town.queue() == 2
    assert town.work_off(door.open(box)) == 2
    assert town.steps() == ["sent", "sent"]
    links = mailing.letter_fields(town.store, town.network, ORIGIN)
    for envelope, partner, receiver in zip(box.received, ("a", "b"), ("an@a.be", "bo@b.be"), strict=True):
        assert envelope.rcpt_tos == [receiver]
        mail = message_from_bytes(envelope.content, policy=default)  # type: ignore[arg-type]
        assert (mail["To"], mail["From"]) == (receiver, "preventie@gemeente.be")
        text = mail.get_content()
        assert text.startswith("Dag An Maes," if partner == "a" else "Dag,")
        assert links[partner].team_link in text and links[partner].scan_link in text
        assert links["b" if partner == "a" else "a"].team_link not in text
    assert town.work_off(door.open(box)) == 0 and len(box.received) == 2


def test_answers_go_to_who_signs(town: Town, door: Door) -> None:
    town.store.senders.save(Sender(town.network.id, "An Peeters", "Preventiedienst", "", "an@zuid.be"), "an")
    box = Box()
    town.queue("a")
    town.work_off(door.open(box))
    mail = message_from_bytes(box.received[0].content, policy=default)  # type: ignore[arg-type]
    assert (mail["From"], mail["Reply-To"]) == ("preventie@gemeente.be", "an@zuid.be")
    assert mail.get_content().split()[-4:] == ["An", "Peeters", "Preventiedienst", "an@zuid.be"]


def test_an_invitation_goes_out_once_a_reminder_once_a_day_unless_asked_again(town: Town, door: Door) -> None:
    settings = door.open(Box())
    assert town.queue() == 2 and town.queue() == 0  # two clicks
    town.work_off(settings)
    assert town.queue() == 0
    assert town.queue("a", again=True) == 1
    assert town.queue(occasion=Occasion.REMINDER) == 2
    town.work_off(settings)
    assert town.queue(occasion=Occasion.REMINDER) == 0


def test_a_server_that_is_down_is_tried_again_later_and_later(town: Town, door: Door) -> None:
    down = MailServer("127.0.0.1", free_port(), Security.NONE, "preventie@gemeente.be", timeout=2)
    town.queue("a")
    town.work_off(down)
    (mail,) = town.mails()
    assert (mail.step, mail.tries, mail.reason) == (MailStep.DELAYED, 1, "De mailserver is niet bereikbaar.")
    assert town.work_off(down, timedelta(seconds=50)) == 0
    assert town.work_off(down, timedelta(seconds=61)) == 1
    assert town.work_off(down, timedelta(seconds=61)) == 0, "the second wait is longer"
    box = Box()
    assert town.work_off(door.open(box, down.port), timedelta(minutes=6)) == 1
    assert town.steps() == ["sent"] and len(box.received) == 1


def test_in_the_end_nobody_tries_again(town: Town) -> None:
    down = MailServer("127.0.0.1", free_port(), Security.NONE, "preventie@gemeente.be", timeout=2)
    town.queue("a")
    for _ in range(len(mailing.DELAYS) + 1):
        assert town.work_off(down, timedelta(days=2)) == 1
    assert town.steps() == ["refused"]
    assert town.work_off(down, timedelta(days=9)) == 0


def test_a_refusal_is_told_and_an_ask_for_patience_is_followed(town: Town, door: Door) -> None:
    box = Box(to_rcpt=["550 5.1.1 Unknown\tuser", "451 Greylisted"])
    settings = door.open(box)
    town.queue()
    town.work_off(settings)
    refused, delayed = town.mails()
    assert refused.step is MailStep.REFUSED and "Unknown user" in refused.reason
    assert delayed.step is MailStep.DELAYED and "Greylisted" in delayed.reason
    town.work_off(settings, timedelta(minutes=2))
    assert town.steps() == ["refused", "sent"] and len(box.received) == 1


def test_a_refusal_after_the_words_were_handed_over_is_no_doubt(town: Town, door: Door) -> None:
    settings = door.open(Box(to_data=["554 Spam", "452 Full"]))
    town.queue()
    town.work_off(settings)
    assert town.steps() == ["refused", "delayed"]


def test_a_slow_answer_before_the_words_is_tried_again(town: Town, door: Door) -> None:
    settings = replace(door.open(Box(slow_at="RCPT")), timeout=0.3)
    town.queue("a")
    town.work_off(settings)
    assert town.steps() == ["delayed"]


def test_a_slow_answer_after_the_words_is_never_sent_twice_by_itself(town: Town, door: Door) -> None:
    box = Box(slow_at="DATA")
    settings = replace(door.open(box), timeout=0.3)
    town.queue("a")
    town.work_off(settings)
    assert town.steps() == ["unsure"] and len(box.received) == 1
    assert town.work_off(settings, timedelta(days=9)) == 0
    assert town.queue("a") == 0, "perhaps it arrived"
    assert town.queue("a", again=True) == 1


def test_the_queue_outlives_a_restart_and_a_mail_that_was_being_handed_over_is_not_sent_again(
    town: Town, door: Door, tmp_path: Path
) -> None:
    town.queue()
    town.store.mails.take(town.mails()[0], MailStep.HANDING, tries=1)  # and here the power fails
    town.store.close()
    town.store = Store(tmp_path, questionnaire(2, 1))
    box = Box()
    town.work_off(door.open(box))
    assert town.steps() == ["unsure", "sent"]
    assert [envelope.rcpt_tos for envelope in box.received] == [["bo@b.be"]]


def test_the_app_that_stops_leaves_the_rest_for_later(town: Town, door: Door) -> None:
    town.queue()
    assert mailing.send_due(town.store, door.open(Box()), lambda: True) == 0
    assert town.steps() == ["queued", "queued"]


def test_what_is_of_no_use_any_more_is_not_sent(town: Town, door: Door) -> None:
    box = Box()
    town.queue("a", "b", "c")
    town.store.contacts.save(contacts(town.network.id, {"a": ""}), "an")
    town.store.networks.archive(town.store.networks.partners(town.network.id)[1], "an")
    town.work_off(door.open(box))
    assert town.steps() == ["dropped"] * 3
    assert [mail.reason for mail in town.mails()] == [
        "Er is geen adres meer.",
        "De partner doet niet meer mee, of zijn links zijn ingetrokken.",
        "Er is geen adres meer.",
    ]
    town.queue("a")
    town.store.closings.close_round(town.round, "an")
    town.work_off(door.open(box))
    assert town.mails()[-1].reason == "De scanronde is niet meer open." and not box.received


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_nobody_logs_in_without_a_right_password(town: Town, door: Door) -> None:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"juist", handled=False)

    box = Box()
    settings = door.open(box, authenticator=check, auth_require_tls=False, auth_required=True)
    town.queue("a")
    town.work_off(replace(settings, user="app", password="fout"))
    assert town.mails()[0].reason == "De mailserver weigert de aanmelding van de app."
    town.work_off(replace(settings, user="app", password="juist"), timedelta(minutes=2))
    assert town.steps() == ["sent"]


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(town: Town, door: Door) -> None:
    box = Box()
    plain = door.open(box)
    town.queue("a", "b")
    town.work_off(replace(plain, security=Security.STARTTLS))
    town.work_off(replace(plain, security=Security.TLS), timedelta(minutes=2))
    assert town.steps() == ["delayed", "delayed"] and not box.received


@pytest.mark.parametrize(
    "typed",
    ["", "an", "an@", "@a.be", "an@a", "an@a.be\nBcc: ik@x.be", "an@a.be, bo@b.be", "<an@a.be>", "an @a.be", "än@a.be",
     "an@a.be>\r\nRCPT TO:<x@y.be", f"{'a' * 65}@a.be", "../an@a.be", "an.@a.be", "a..n@a.be", f"a@{'b' * 250}.be"],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="geen e-mailadres"):
        address(typed)
    with pytest.raises(ValueError, match="geen e-mailadres"):
        smtp.compose(MailServer("x", 25, Security.NONE, "a@b.be"), typed, Message("x", "y"), "1")


def test_a_name_cannot_add_a_header(town: Town, door: Door) -> None:
    evil = "Organisatie\r\nBcc: ik@elders.be\r\n\r\nKlik hier"
    town.store.networks.save_partners([Partner("a", town.network.id, evil, "Jeugdwerk", 8, False)], "an")
    town.store.networks.save(replace(town.network, name="Zuid\nX-Kwaad: 1"), "an")
    box = Box()
    town.queue("a")
    town.work_off(door.open(box))
    (envelope,) = box.received
    assert envelope.rcpt_tos == ["an@a.be"]
    mail = message_from_bytes(envelope.content, policy=default)  # type: ignore[arg-type]
    wanted = {"Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "Content-Type", "MIME-Version"}
    assert set(mail.keys()) - {"X-Peer", "X-MailFrom", "X-RcptTo"} == wanted | {"Content-Transfer-Encoding"}


NAMES = [
    "Jeugdhuis", "Café Zoë", "a\"b, (c) <d>; & Co", "=?utf-8?q?x?=", "x" * 80, "é" * 80, "-" * 80, "woord " * 13,
    "Ένωση Общество", "جمعية עמותה", "日本語" * 26, "🩷" * 80, "👨‍👩‍👧 gezin", "a\u202eb\u2066c\u200b", "regel\r\nBcc: x@y.be",
    "a\x00b\x0bc\u2028d\u0085e", ".", "..", "From ik", "'“krul”", "e\u0301 ﬁ Ĳ", "ü-" * 40,
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_every_mail_keeps_the_rules_that_strict_servers_hold_it_to(name: str) -> None:
    """RFC 5322 and 2047: the headers there must be, once; lines, ends of lines and encoded words no longer than they may."""
    facts = Facts(name, False, name, f"{ORIGIN}/l/{'a' * 32}", f"{ORIGIN}/l/{'b' * 32}", name, date(2027, 3, 28))
    server = MailServer("x", 25, Security.NONE, "preventie@gemeente.be")
    lines = [NoticeLine(key, name, "28 maart 2027", "morgen") for key in ("action", "follow_up", "half", "closing")]
    notices = [notice(facts, lines, f"{ORIGIN}/geheugensteun/{'c' * 32}")]
    for words in (*(message(occasion, Audience.CONTACT, facts) for occasion in TO_FILL_IN), *notices):
        raw = smtp.compose(server, "an@a.be", words, "0" * 32).as_bytes()
        head = raw.partition(b"\r\n\r\n")[0]
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)|[^\t\r\n -~]", raw)
        assert max(map(len, raw.split(b"\r\n"))) <= 78
        assert all(len(word) <= 75 for word in re.findall(rb"=\?\S+\?=", head))
        mail = message_from_bytes(raw, policy=strict)
        assert isinstance(mail, EmailMessage)
        for header in ("Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"):
            assert len(mail.get_all(header, [])) == 1, header
        assert mail["Bcc"] is None and mail["Subject"] == line(words.subject)
        assert mail.get_content().split("\r\n") == clean(words.body).split("\n")
        assert abs(mail["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=5)
        assert mail["Message-ID"] == f"<{'0' * 32}@gemeente.be>"
        unseen = "[\u202a-\u202e\u2066-\u2069\u200b\u2028\x00-\x09\x0b\x0c\x0e-\x1f]"
        assert not re.search(unseen, mail["Subject"] + mail.get_content())


def test_the_hour_of_a_mail_is_the_one_of_the_clocks_here() -> None:
    mail = smtp.compose(MailServer("x", 25, Security.NONE, "a@b.be"), "an@a.be", Message("x", "y"), "1")
    assert mail["Date"].endswith(("+0100", "+0200"))


def test_an_address_stands_with_its_partner_only_and_an_old_one_is_gone(town: Town) -> None:
    town.store.contacts.save(contacts(town.network.id, {"a": "nieuw@a.be"}), "an")
    assert town.addresses() == {"a": "nieuw@a.be", "b": "bo@b.be"}
    town.queue()
    told = " ".join(town.store.audit.events(town.network.id)["what"])
    assert "contactpersonen van Organisatie a gewijzigd" in told
    assert "uitnodiging aan Organisatie a: staat klaar" in told and "@" not in told
    town.store.contacts.save(contacts(town.network.id, {"a": ""}), "an")
    assert town.addresses() == {"b": "bo@b.be"}
    assert town.store.totals()["contact_events"].rows == 2, "one row for each contact, the newest"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"ONLIFE_SMTP_SECURITY": "ssl"}, "kies starttls, tls, geen"),
        ({"ONLIFE_SMTP_PORT": "mail"}, "een poort is een getal"),
        ({"ONLIFE_SMTP_SENDER": "preventie"}, "ONLIFE_SMTP_SENDER is geen e-mailadres"),
        ({"ONLIFE_SMTP_USER": "app"}, "vraagt een wachtwoord"),
        ({"ONLIFE_SMTP_USER": "app", "ONLIFE_SMTP_PASSWORD_FILE": "/bestaat/niet"}, "bestaat niet"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(given: dict[str, str], reason: str) -> None:
    with pytest.raises(settings_services.SettingError, match=reason):
        settings_services.mail_server_in({"ONLIFE_SMTP_HOST": "smtp.x.be", "ONLIFE_SMTP_SENDER": "a@b.be", **given})


def test_settings_are_read_and_without_a_host_there_is_no_mail(tmp_path: Path) -> None:
    assert settings_services.mail_server_in({"ONLIFE_SMTP_SENDER": "a@b.be"}) is None
    secret = tmp_path / "wachtwoord"
    secret.write_text("geheim\n", encoding="utf-8")
    found = settings_services.mail_server_in(
        {
            "ONLIFE_SMTP_HOST": "smtp.x.be",
            "ONLIFE_SMTP_SENDER": "a@b.be",
            "ONLIFE_SMTP_USER": "app",
            "ONLIFE_SMTP_PASSWORD_FILE": str(secret),
        }
    )
    assert found == MailServer("smtp.x.be", 587, Security.STARTTLS, "a@b.be", "app", "geheim")
