"""This installation: where its data lie, which questionnaire it works with, and the one open store of this process.

`ONLIFE_DATA` names the data folder, `ONLIFE_PORT` the port, `ONLIFE_STORE` where a store server answers, `ONLIFE_QUESTIONNAIRE` a file with another questionnaire,
`ONLIFE_SMTP_HOST` a mail server, `ONLIFE_TIMEZONE` another time zone than that of Flanders.
"""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path

from onlife import dates, smtp
from onlife.access import long_code
from onlife.plan import PlanAction
from onlife.questionnaire import QUICKSCAN, Questionnaire, load
from onlife.store import Store, is_address
from onlife.store.records import Network, Round

HOME = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8501
STORE_ADDRESS = "quack:localhost:8600"


class SettingError(Exception):
    """A setting that cannot be used; the message is a Dutch sentence."""


def data_folder() -> Path:
    folder = Path(os.environ.get("ONLIFE_DATA") or HOME / "data").expanduser().resolve()
    if "?" in str(folder):  # DuckDB takes what follows for settings
        raise SettingError(
            f"In de naam van de gegevensmap {folder} staat een vraagteken. Kies er een zonder, met ONLIFE_DATA."
        )
    return folder


def port() -> int:
    text = os.environ.get("ONLIFE_PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise SettingError(f"ONLIFE_PORT is {text!r}, maar een poort is een getal van 1 tot 65535.")
    return int(text)


def store_address() -> str:
    """Where the store server answers (`quack:localhost:8600`); '' if this process has the data itself."""
    text = os.environ.get("ONLIFE_STORE", "").strip()
    if text and not is_address(text):
        raise SettingError(
            f"ONLIFE_STORE is {text!r}, maar moet eruitzien als {STORE_ADDRESS}: de store-server draait op dezelfde machine."
        )
    return text


@cache
def mail_server() -> smtp.Settings | None:
    """The mail server that contact persons are written through; None if this installation sends no mail."""
    try:
        return smtp.settings(os.environ)
    except smtp.SettingsError as error:
        raise SettingError(str(error)) from error


def time_zone() -> None:
    """Refuse a time zone that there is not."""
    try:
        dates.zone()
    except ValueError as error:
        raise SettingError(str(error)) from error


@cache
def questionnaire() -> Questionnaire:
    """The questionnaire of this installation; refuses a malformed file with ContentError."""
    setting = os.environ.get("ONLIFE_QUESTIONNAIRE")
    return load(Path(setting).expanduser() if setting else QUICKSCAN)


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
    opened = Store(data_folder(), questionnaire(), store_address())
    if os.environ.get("ONLIFE_QUESTIONNAIRE") and opened.questionnaires.differs(questionnaire()):
        opened.close()
        raise SettingError(
            f"De vragenlijst in ONLIFE_QUESTIONNAIRE heeft versie {questionnaire().version}, en daarmee is al gewerkt met "
            "een andere tekst. Geef het bestand bovenaan een nieuw nummer bij “version”."
        )
    return opened


@cache
def first_account_code() -> str:
    """The code that proves that whoever makes the first account can read this server's terminal.

    Processes that share a store server show the same one.
    """
    return store().shared_code("first account") if store_address() else long_code(secrets.token_bytes(32))
