"""This installation: where its data lie, which questionnaire it works with, and the one open store of this process.

`ONLIFE_DATA` names the data folder, `ONLIFE_PORT` the port.
"""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path

from onlife.questionnaire import Questionnaire, load
from onlife.store import Store

HOME = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8501


class SettingError(Exception):
    """A setting that cannot be used; the message is a Dutch sentence."""


def data_folder() -> Path:
    return Path(os.environ.get("ONLIFE_DATA") or HOME / "data").expanduser().resolve()


def port() -> int:
    text = os.environ.get("ONLIFE_PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise SettingError(f"ONLIFE_PORT is {text!r}, maar een poort is een getal van 1 tot 65535.")
    return int(text)


@cache
def questionnaire() -> Questionnaire:
    """The questionnaire of this installation; refuses a malformed file with ContentError."""
    return load()


@cache
def store() -> Store:
    """The open store of this process; refuses with StoreError what it cannot open."""
    return Store(data_folder(), questionnaire())


@cache
def first_account_code() -> str:
    """The code that proves that whoever makes the first account can read this server's terminal."""
    return f"{secrets.randbelow(10**8):08d}"
