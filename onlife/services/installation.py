"""This installation: where its data lie, which questionnaire it works with, and the one open store of this process.

`ONLIFE_DATA` names the data folder, `ONLIFE_PORT` the port, `ONLIFE_DATABASE` a PostgreSQL for the data, `ONLIFE_QUESTIONNAIRE` a file with another questionnaire,
`ONLIFE_SMTP_HOST` a mail server, `ONLIFE_TIMEZONE` another time zone than that of Flanders.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from functools import cache
from ipaddress import ip_network
from pathlib import Path

from onlife import settings, text
from onlife.content.questionnaire import QUICKSCAN, load
from onlife.content.statement import given
from onlife.domain.network import Network, Round
from onlife.domain.plan import PlanAction
from onlife.domain.questionnaire import Questionnaire
from onlife.security.token import long_code
from onlife.services import smtp
from onlife.settings import is_port, value
from onlife.store import Store

HOME = Path(__file__).resolve().parents[2]
DEFAULT_PORT = 8501


class SettingError(Exception):
    """A setting that cannot be used; the message is a Dutch sentence."""


def data_folder() -> Path:
    try:
        folder = (settings.folder("ONLIFE_DATA") or HOME / "data").resolve()
    except (ValueError, RuntimeError, OSError) as error:
        raise SettingError(f"ONLIFE_DATA is {value('ONLIFE_DATA')!r}, maar dat kan geen map zijn.") from error
    if "?" in str(folder):  # DuckDB puts the name of its log before it, also through a link
        raise SettingError(
            f"In de naam van de gegevensmap {folder} staat een vraagteken. Kies er een zonder, met ONLIFE_DATA."
        )
    return folder


def port() -> int:
    text = value("ONLIFE_PORT") or str(DEFAULT_PORT)
    if not is_port(text):
        raise SettingError(f"ONLIFE_PORT is {text!r}, maar een poort is een getal van 1 tot 65535.")
    return int(text)


def database() -> str:
    """The PostgreSQL that holds the data, as a connection string of its own; '' if they are in a file."""
    text = value("ONLIFE_DATABASE")
    if text and not text.startswith(("postgresql://", "postgres://")):  # it may hold a password, so it is not repeated
        raise SettingError(
            "ONLIFE_DATABASE moet eruitzien als postgresql://gebruiker@machine/databank. Zonder bewaart de app alles in een bestand."
        )
    return text


@cache
def mail_server() -> smtp.Settings | None:
    """The mail server that contact persons are written through; None if this installation sends no mail, or if its
    settings cannot be used: `problems` says why."""
    with suppress(smtp.SettingsError):
        return smtp.settings(os.environ)
    return None


def problems() -> list[str]:
    """What is wrong with settings without which the app goes on, in sentences for the terminal and for Beheer."""
    found = [*given(data_folder()).problems]
    try:
        smtp.settings(os.environ)
    except smtp.SettingsError as error:
        found.append(f"{error} De app verstuurt geen mail tot dit hersteld is en ze opnieuw gestart is.")
    return found


def proxies() -> list[str]:
    """The addresses and ranges in `ONLIFE_PROXY`, in every form in which they can arrive.

    Streamlit listens on IPv6 and IPv4 at once; there 127.0.0.1 arrives as ::ffff:127.0.0.1. Anything but an address is
    refused: a name that looks trusted and never matches helps nobody.
    """
    named = value("ONLIFE_PROXY")
    try:
        ranges = [ip_network(name.strip()) for name in named.split(",") if name.strip()]
    except ValueError as error:
        raise SettingError(
            f"ONLIFE_PROXY is {named!r}, maar moet het adres van een proxy zijn, zoals 127.0.0.1."
        ) from error
    mapped = [f"::ffff:{r.network_address}/{96 + r.prefixlen}" for r in ranges if r.version == 4]
    return [*map(str, ranges), *mapped]


def time_zone() -> None:
    """Refuse a time zone that there is not."""
    try:
        text.zone()
    except ValueError as error:
        raise SettingError(str(error)) from error


@cache
def questionnaire() -> Questionnaire:
    """The questionnaire of this installation; refuses a malformed file with ContentError."""
    setting = value("ONLIFE_QUESTIONNAIRE")
    try:
        return load(Path(setting).expanduser() if setting else QUICKSCAN)
    except RuntimeError as error:  # the home folder of somebody who is not there
        raise SettingError(f"ONLIFE_QUESTIONNAIRE is {setting!r}, maar dat kan geen bestand zijn.") from error


def questionnaire_of(about: Round | Network | PlanAction) -> Questionnaire:
    """The questionnaire that a round or an action was made with, or that a network works with from here on."""
    questionnaires = store().questionnaires
    if isinstance(about, Network):
        return questionnaires.of(about.id)
    if isinstance(about, PlanAction) and not about.content_version:
        return questionnaires.of(about.network)
    return questionnaires.get(about.content_version)


@cache
def store() -> Store:
    """The open store of this process; refuses with StoreError what it cannot open.

    A questionnaire whose version the data know with another text is refused with SettingError.
    """
    time_zone()
    opened = Store(data_folder(), questionnaire(), database())
    if value("ONLIFE_QUESTIONNAIRE") and opened.questionnaires.differs(questionnaire()):
        opened.close()
        raise SettingError(
            f"De vragenlijst in ONLIFE_QUESTIONNAIRE heeft versie {questionnaire().version}, en daarmee is al gewerkt met "
            "een andere tekst. Geef het bestand bovenaan een nieuw nummer bij “version”."
        )
    return opened


@cache
def first_account_code() -> str:
    """The code that proves that whoever makes the first account can read this server's terminal.

    Processes that share a database show the same one.
    """
    return store().shared_code("first account") if database() else long_code(secrets.token_bytes(32))
