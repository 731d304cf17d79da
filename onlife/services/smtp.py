"""Handing one mail to the mail server of this installation, and what became of it.

Everything before the words of the mail are handed over can be tried again. From there on a lost connection leaves open
whether the mail was taken, and that is said instead of sending it twice.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from email.charset import QP, Charset
from email.header import Header
from email.message import Message as Mail
from email.policy import compat32
from email.utils import format_datetime
from typing import Any

from onlife.content.letter import Message, address
from onlife.services.settings import MailServer, Security
from onlife.text import clean, line, local
from onlife.translation import gettext as _

REASON_LENGTH = 200
POLICY = compat32.clone(linesep="\r\n", max_line_length=75)
"""The newer policies write encoded words that are longer than the 75 signs of RFC 2047."""
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = _UTF8.body_encoding = QP
_AS_IT_IS = 60
"""The longest word of a subject that is not encoded: an encoded one can be folded."""


class Delayed(Exception):
    """Not handed over; trying again later makes sense. The message says why in Dutch."""


class TurnedDown(Exception):
    """The mail server does not take this mail, now or later. The message says why in Dutch."""


class Unsure(Exception):
    """The connection was lost while the mail was handed over; nobody knows whether it was taken."""


def compose(settings: MailServer, receiver: str, message: Message, key: str, answers: str = "") -> Mail[Any, Any]:
    """A mail with the headers that strict servers ask for. A header never holds a second line, whatever a network or a
    partner is called. `answers`: the address that an answer goes to, where it is not that of the app."""
    subject = line(message.subject)
    plain = subject.isascii() and "=?" not in subject and max(map(len, subject.split()), default=0) <= _AS_IT_IS
    mail: Mail[Any, Any] = Mail(POLICY)
    mail["Date"] = format_datetime(local(datetime.now(UTC)))
    mail["From"] = settings.sender
    mail["To"] = address(receiver)
    if answers:
        mail["Reply-To"] = address(answers)
    mail["Subject"] = Header(subject, "us-ascii" if plain else _UTF8, header_name="Subject")
    mail["Message-ID"] = f"<{key}@{settings.sender.rpartition('@')[2]}>"
    if message.unsubscribe:  # RFC 8058: a mail program shows a button of its own, which posts there
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    mail["MIME-Version"] = "1.0"
    mail.set_payload(clean(message.body), _UTF8)
    return mail


def deliver(settings: MailServer, mail: Mail[Any, Any], handing: Callable[[], None]) -> None:
    """Hand a mail over; `handing` is called just before its words are. Raises Delayed, TurnedDown or Unsure."""
    try:
        server = _connect(settings)
    except smtplib.SMTPAuthenticationError as error:
        raise Delayed(_("De mailserver weigert de aanmelding van de app.")) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Delayed(_("De mailserver is niet bereikbaar.")) from error
    try:
        _hand_over(server, settings.sender, mail, handing)
    finally:
        server.close()


def _connect(settings: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.security is Security.TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=settings.timeout, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
    try:
        server.ehlo_or_helo_if_needed()
        if settings.security is Security.STARTTLS:
            server.starttls(context=context)
            server.ehlo()
        if settings.user:
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server


def _hand_over(server: smtplib.SMTP, sender: str, mail: Mail[Any, Any], handing: Callable[[], None]) -> None:
    try:
        for code, answer in (server.mail(sender), server.rcpt(mail["To"])):
            _judge(code, answer)
    except (OSError, smtplib.SMTPException) as error:
        raise Delayed(_("De mailserver brak de verbinding af.")) from error
    handing()
    try:
        code, answer = server.data(mail.as_bytes())
    except smtplib.SMTPDataError as error:
        code, answer = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
    except (OSError, smtplib.SMTPException) as error:
        raise Unsure(_("De verbinding viel weg tijdens het versturen. Vraag of de mail aankwam.")) from error
    _judge(code, answer)


def _judge(code: int, answer: bytes) -> None:
    said = " ".join(answer.decode("utf-8", "replace").split())
    said = "".join(letter for letter in said if letter.isprintable())[:REASON_LENGTH]
    if 400 <= code < 500:
        raise Delayed(_("De mailserver vraagt om later opnieuw te proberen: {said}", said=said))
    if not 200 <= code < 300:
        raise TurnedDown(_("De mailserver weigert deze mail: {said}", said=said))
