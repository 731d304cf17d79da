"""Every setting of an installation, read and judged in one place: what cannot be used is refused in Dutch.

`ONLIFE_DATA` names the data folder, `ONLIFE_PORT` the port, `ONLIFE_DATABASE` a PostgreSQL for the data, `ONLIFE_PROXY` the
proxies that may speak for a visitor, `ONLIFE_QUESTIONNAIRE` a file with another questionnaire, `ONLIFE_SMTP_*` a mail server,
`ONLIFE_OIDC_*` a provider to sign in with, `ONLIFE_TIMEZONE` another time zone than that of Flanders.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from onlife import environment, text
from onlife.content.grant import Grant, read_grants
from onlife.content.letter import address
from onlife.content.schema import ContentError
from onlife.content.statement import read_statement
from onlife.environment import is_port, value
from onlife.text_file import Unreadable, read

HOME = Path(__file__).resolve().parents[2]
DEFAULT_PORT = 8501


class SettingError(ValueError):
    """A setting that cannot be used; the message is a Dutch sentence."""


def data_folder() -> Path:
    try:
        folder = (environment.folder("ONLIFE_DATA") or HOME / "data").resolve()
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


def questionnaire() -> Path | None:
    """The file with the questionnaire of this installation; None for the one that comes with the app."""
    named = value("ONLIFE_QUESTIONNAIRE")
    try:
        return Path(named).expanduser() if named else None
    except RuntimeError as error:  # the home folder of somebody who is not there
        raise SettingError(f"ONLIFE_QUESTIONNAIRE is {named!r}, maar dat kan geen bestand zijn.") from error


@cache
def mail_server() -> MailServer | None:
    """The mail server that contact persons are written through; None if this installation sends no mail, or if its
    settings cannot be used: `problems` says why."""
    with suppress(SettingError):
        return mail_server_in(os.environ)
    return None


@cache
def sign_in_provider() -> SignInProvider | None:
    """The provider that visitors can sign in with; None if there is none, or if its settings cannot be used."""
    with suppress(SettingError):
        return sign_in_provider_in(os.environ)
    return None


def problems() -> list[str]:
    """What is wrong with settings without which the app goes on, as far as that is to be seen without the data."""
    found = [*read_statement(data_folder()).problems]
    try:
        mail_server_in(os.environ)
    except SettingError as error:
        found.append(f"{error} De app verstuurt geen mail tot dit hersteld is en ze opnieuw gestart is.")
    try:
        sign_in_provider_in(os.environ)
    except SettingError as error:
        found.append(
            f"{error} Aanmelden kan enkel met een wachtwoord tot dit hersteld is en de app opnieuw gestart is."
        )
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


TIMEOUT = 20.0
"""Seconds that the mail server may take for one answer."""


class Security(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "geen"

    @property
    def port(self) -> int:
        return {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}[self]


@dataclass(frozen=True)
class MailServer:
    """The mail server. Without `user` nobody logs in; `sender` is the address that contact persons answer to."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = ""
    timeout: float = TIMEOUT


def mail_server_in(given: Mapping[str, str]) -> MailServer | None:
    """The settings among environment variables, None without `ONLIFE_SMTP_HOST`. Raises SettingError."""
    host = value("ONLIFE_SMTP_HOST", given)
    if not host:
        return None
    chosen = value("ONLIFE_SMTP_SECURITY", given).lower() or Security.STARTTLS
    if chosen not in list(Security):
        raise SettingError(f"ONLIFE_SMTP_SECURITY is {chosen!r}; kies {', '.join(Security)}.")
    security = Security(chosen)
    port = value("ONLIFE_SMTP_PORT", given) or str(security.port)
    if not is_port(port):
        raise SettingError(f"ONLIFE_SMTP_PORT is {port!r}, maar een poort is een getal van 1 tot 65535.")
    try:
        sender = address(value("ONLIFE_SMTP_SENDER", given))
    except ValueError as error:
        raise SettingError("ONLIFE_SMTP_SENDER is geen e-mailadres. Zet er het adres dat mails verstuurt.") from error
    user = value("ONLIFE_SMTP_USER", given)
    if not user.isascii():
        raise SettingError(
            "ONLIFE_SMTP_USER heeft een teken dat mailservers niet aannemen, zoals een letter met accent."
        )
    return MailServer(host, int(port), security, sender, user, _password(given) if user else "")


def _password(given: Mapping[str, str]) -> str:
    if not value("ONLIFE_SMTP_PASSWORD_FILE", given):
        raise SettingError("ONLIFE_SMTP_USER vraagt een wachtwoord. Zet het in het bestand ONLIFE_SMTP_PASSWORD_FILE.")
    return _secret("ONLIFE_SMTP_PASSWORD_FILE", "het wachtwoord", "mailservers", given)


def _secret(name: str, what: str, for_whom: str, given: Mapping[str, str]) -> str:
    """The one line in the file that a setting names, letter for letter: quotes may belong to it. Raises SettingError."""
    path = value(name, given)
    try:
        secret = read(Path(path).expanduser()).strip()
    except (Unreadable, RuntimeError) as error:  # RuntimeError: the home folder of somebody who is not there
        raise SettingError(f"{name}, {path}: {error}.") from error
    if not secret:
        raise SettingError(f"{name}, {path}: het bestand is leeg. Zet er {what} in.")
    for number, typed in enumerate(secret.splitlines(), start=1):
        if number > 1 or not typed.isprintable():
            raise SettingError(f"{name}, {path}, regel {number}: zet enkel {what} in dit bestand, op één regel.")
        if not typed.isascii():
            raise SettingError(
                f"{name}, {path}, regel {number}: {what} heeft een teken dat {for_whom} niet aannemen, "
                "zoals een letter met accent. Kies er een zonder."
            )
    return secret


@dataclass(frozen=True)
class SignInProvider:
    """An OpenID provider. `name`: what it is called on the button; `only`: whether a password is asked of nobody, once a
    coordinator came in this way.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    grants: tuple[Grant, ...]
    scopes: str = "openid profile"
    only: bool = False


def sign_in_provider_in(given: Mapping[str, str]) -> SignInProvider | None:
    """The settings among environment variables, None without `ONLIFE_OIDC_ISSUER`. Raises SettingError."""
    issuer = value("ONLIFE_OIDC_ISSUER", given)
    if not issuer:
        return None
    if not is_safe_address(issuer) or set(issuer) & set("?#"):
        raise SettingError(f"ONLIFE_OIDC_ISSUER is {issuer!r}, maar moet een adres zijn dat met https:// begint.")
    for name in (
        "ONLIFE_OIDC_CLIENT_ID",
        "ONLIFE_OIDC_CLIENT_SECRET_FILE",
        "ONLIFE_OIDC_NAME",
        "ONLIFE_OIDC_ROLES_FILE",
    ):
        if not value(name, given):
            raise SettingError(f"ONLIFE_OIDC_ISSUER vraagt ook {name}.")
    path = Path(value("ONLIFE_OIDC_ROLES_FILE", given))
    try:
        grants = read_grants(path.expanduser())
    except (ContentError, RuntimeError) as error:  # RuntimeError: the home folder of somebody who is not there
        raise SettingError(f"ONLIFE_OIDC_ROLES_FILE, {error}") from error
    scopes = value("ONLIFE_OIDC_SCOPES", given).split() or ["profile"]
    only = value("ONLIFE_OIDC_ONLY", given).casefold() or "nee"
    if only not in ("ja", "nee"):
        raise SettingError(f"ONLIFE_OIDC_ONLY is {only!r}; kies ja of nee.")
    return SignInProvider(
        issuer,
        value("ONLIFE_OIDC_CLIENT_ID", given),
        _secret("ONLIFE_OIDC_CLIENT_SECRET_FILE", "het geheim", "aanmelddiensten", given),
        value("ONLIFE_OIDC_NAME", given),
        grants,
        " ".join(dict.fromkeys(["openid", *scopes])),
        only == "ja",
    )


def is_safe_address(address: str) -> bool:
    """Whether what is sent there is encrypted on its way, or stays on this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    here = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or here)
