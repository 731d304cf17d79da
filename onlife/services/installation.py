"""This installation: the questionnaire it works with, and the one open store of this process."""

from __future__ import annotations

import secrets
from functools import cache

from onlife.content.questionnaire import QUICKSCAN, load
from onlife.domain.network import Network, Round
from onlife.domain.plan import PlanAction
from onlife.domain.questionnaire import Questionnaire
from onlife.security.token import long_code
from onlife.services import settings, sign_in
from onlife.services.settings import SettingError
from onlife.store import Store


@cache
def questionnaire() -> Questionnaire:
    """The questionnaire of this installation; refuses a malformed file with ContentError."""
    return load(settings.questionnaire() or QUICKSCAN)


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
    settings.time_zone()
    opened = Store(settings.data_folder(), questionnaire(), settings.database())
    if settings.questionnaire() and opened.questionnaires.differs(questionnaire()):
        opened.close()
        raise SettingError(
            f"De vragenlijst in ONLIFE_QUESTIONNAIRE heeft versie {questionnaire().version}, en daarmee is al gewerkt met "
            "een andere tekst. Geef het bestand bovenaan een nieuw nummer bij “version”."
        )
    return opened


def problems() -> list[str]:
    """What is wrong with settings without which the app goes on, in sentences for the terminal and for Beheer."""
    return [*settings.problems(), *sign_in.problems(store())]


@cache
def first_account_code() -> str:
    """The code that proves that whoever makes the first account can read this server's terminal.

    Processes that share a database show the same one.
    """
    return store().shared_code("first account") if settings.database() else long_code(secrets.token_bytes(32))
