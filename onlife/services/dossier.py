"""The documents for who buys the app or answers for its data, with what holds in this installation at this moment.

Everything in them comes from the code, the settings and the store, or is left to be filled in; no answer and no result is
among it. Rights are asked by who calls.
"""

from __future__ import annotations

import platform
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZipFile

from onlife.content import dossier as content
from onlife.content.dossier import PAPERS, TO_FILL_IN, Section
from onlife.content.schema import fill
from onlife.content.statement import FIELDS, read_statement
from onlife.domain.access import RIGHTS, Action, Role
from onlife.domain.coarsening import EXACT_FROM
from onlife.domain.experience import TOGETHER
from onlife.domain.network import Network
from onlife.domain.peer import MIN_NETWORKS
from onlife.domain.privacy import (
    POOL_PARTNERS,
    POOL_PEOPLE,
    REMARKS_FROM,
    THRESHOLD_DEFAULT,
    THRESHOLD_MAX,
    THRESHOLD_MIN,
)
from onlife.environment import value
from onlife.export.markdown import markdown
from onlife.export.report import FilledForm, Heading, Items, Part, Report, ReportTable, Text
from onlife.export.word import docx
from onlife.security import handshake, password
from onlife.security.token import DEVICE_COOKIE, SESSION_COOKIES
from onlife.services import installation, language, settings, sign_in
from onlife.services.figures import NothingToShow
from onlife.services.settings import HOME
from onlife.store.engine.backup import DAILY, HOURLY
from onlife.store.login_throttle import TRIES, TRY_WINDOW
from onlife.store.retention import DATA_KINDS, period
from onlife.store.session import IDLE, LIFETIME
from onlife.text import count, length, long_date, today

APP = "Onlife netwerkscan"
WRITERS: Mapping[str, Callable[[Report], bytes]] = MappingProxyType({"docx": docx, "md": markdown})
COOKIES = {
    **SESSION_COOKIES,
    "device": DEVICE_COOKIE,
    "language": language.COOKIE,
    "handshake": handshake.HANDSHAKE_COOKIE,
    "provider": handshake.PROVIDER_COOKIE,
}
LASTS = {
    **LIFETIME,
    "device": LIFETIME["scan"],
    "language": LIFETIME["scan"],
    "handshake": handshake.LIFETIME,
    "provider": LIFETIME["account"],
}
LOOPBACK = ("", "127.0.0.1", "localhost", "::1")
"""Addresses to listen on that only this machine reaches; without a setting it is one of them."""
_PACKAGE = re.compile(r"[\w.-]+")


def document(name: str, ending: str, network: Network | None = None) -> bytes:
    """A document as `docx` or `md`, about a network or, without one, about the whole installation: then with the longest
    term of any network. Raises NothingToShow for a name or an ending that there is not.
    """
    if name not in PAPERS or ending not in WRITERS:
        raise NothingToShow
    return WRITERS[ending](report(name, network))


def documents(network: Network | None = None) -> Iterator[tuple[str, bytes]]:
    """Every document in every form: name of the file, and what is in it."""
    for name in PAPERS:
        made = report(name, network)
        for ending, write in WRITERS.items():
            yield f"{name}.{ending}", write(made)


def archive(network: Network | None = None) -> bytes:
    """All documents as one zip."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as files:
        for name, written in documents(network):
            files.writestr(name, written)
    return made.getvalue()


def report(name: str, network: Network | None = None) -> Report:
    """A document as data."""
    paper, known, tables = content.papers()[name], values(network), _tables(network)

    def filled(text: str) -> str:
        return fill(text, known.__getitem__)

    first, *more = map(filled, content.facts().opening)
    parts: list[Part] = [Text(first, "lead"), Text(filled(paper.purpose)), *(Text(line, "note") for line in more)]
    for section in paper.chapters:
        parts += _section(section, filled, tables)
    return Report(
        title=paper.title,
        subtitle=f"versie {known['version']}",
        author=network.name if network else APP,
        day=today(),
        version=installation.questionnaire().version,
        parts=tuple(parts),
    )


def _section(section: Section, filled: Callable[[str], str], tables: Mapping[str, Part]) -> Iterator[Part]:
    yield Heading(section.title)
    yield from (Text(filled(text)) for text in section.text)
    if section.rows:
        yield FilledForm(tuple((filled(asked), filled(answered)) for asked, answered in section.rows))
    if section.items:
        yield Items(tuple(("", filled(item)) for item in section.items))
    yield from (tables[name] for name in section.tables)
    yield from (Text(filled(text)) for text in section.after)


# -- what is filled in


def values(network: Network | None = None) -> dict[str, str]:
    """Place in the texts -> what holds now; what the app cannot know is marked to be filled in."""
    store, attack = installation.store(), content.attack()
    completed = {**store.statements.values(), **read_statement(store.folder).values}
    listed = [attempt.surest for attempt in attack.against_rules if attempt.surest is not None]
    return {
        "network": network.name if network else TO_FILL_IN.format("het netwerk"),
        **{
            key: completed.get(field.label) or TO_FILL_IN.format(field.meaning)
            for key, field in FIELDS.items()
            if key in content.PLACES
        },
        **{f"kept_{kind}": period(months) for kind, months in _months(network).items()},
        **_installation(),
        "hourly": str(HOURLY),
        "daily": str(DAILY),
        "threshold": str(network.threshold if network else THRESHOLD_DEFAULT),
        "threshold_min": str(THRESHOLD_MIN),
        "threshold_max": str(THRESHOLD_MAX),
        "exact_from": str(EXACT_FROM),
        "remarks_from": str(REMARKS_FROM),
        "pool_partners": str(POOL_PARTNERS),
        "pool_people": str(POOL_PEOPLE),
        "networks_from": str(MIN_NETWORKS),
        "helped_from": str(TOGETHER),
        "tries": str(TRIES),
        "try_minutes": str(TRY_WINDOW.seconds // 60),
        "password_length": str(password.LENGTH.start),
        "account_idle": _span(IDLE["account"]),
        "account_lifetime": _span(LIFETIME["account"]),
        "attack_day": long_date(attack.day),
        "attack_command": attack.command,
        "attack_views": _number(sum(attempt.views for attempt in attack.against_rules)),
        "attack_certain": str(sum(attempt.certain for attempt in attack.against_rules)),
        "attack_where": "; ".join(attempt.name for attempt in attack.against_rules if attempt.certain) or "nergens",
        "attack_surest": _percent(max(listed)),
        "attack_people": f"{THRESHOLD_MIN} tot {EXACT_FROM - 1}",
        "day": long_date(today()),
        "python": platform.python_version(),
    }


def _months(network: Network | None) -> dict[str, int]:
    """Kind -> how many months it is kept: as this network chose, and what belongs to the installation the longest of any."""
    retention = installation.store().retention
    longest = dict(retention.longest())
    if network is None:
        return longest
    return {**retention.months(network.id), **{kind: longest[kind] for kind in ("visits", "accounts")}}


def _installation() -> dict[str, str]:
    """What the settings say: where data are, what leaves the server and how, what stands in front of the app."""
    server, provider, postgresql = settings.mail_server(), settings.sign_in_provider(), settings.database()
    goes_to = [f"mails aan {server.host}"] if server else []
    goes_to += [f"aanmeldingen bij {provider.name}"] if provider else []
    goes_to += ["de gegevens zelf, waar PostgreSQL op een andere server staat"] if postgresql else []
    return {
        "version": str(_project()["version"]),
        "place": "in een PostgreSQL-databank, met een sleutel in de gegevensmap"
        if postgresql
        else "in één DuckDB-bestand in de gegevensmap van de server",
        "mail": f"De app geeft mails aan contactpersonen af aan de mailserver {server.host} ({server.security}), vanaf {server.sender}."
        if server
        else "De app verstuurt zelf geen mail: er is geen mailserver ingesteld.",
        "mail_processor": f"{server.host}, {TO_FILL_IN.format('wie deze mailserver aanbiedt, en in welk land')}"
        if server
        else "geen: er is geen mailserver ingesteld",
        **_sign_in(),
        "outside": f"De app geeft zelf niets door aan een dienst buiten de server{', behalve ' + '; '.join(goes_to) if goes_to else ''}. "
        "Wie een agendalink in een agenda elders zet, laat die dienst datums uit het plan ophalen.",
        "erased": "Wat gewist is, verdwijnt binnen het uur ook uit de bestanden van de tabellen in PostgreSQL. Het schrijflogboek, eigen "
        "back-ups en replica's van die server bewaren het tot ze vervallen."
        if postgresql
        else "Wat gewist is, verdwijnt binnen het uur ook als losse bytes uit het bestand van de databank.",
        "listens": f"De app luistert ook buiten de eigen machine of container: {TO_FILL_IN.format('wat ervoor zorgt dat enkel de webserver erbij kan')}."
        if value("STREAMLIT_SERVER_ADDRESS") not in LOOPBACK
        else "De app luistert enkel op de eigen machine.",
        "https": "Bezoekers komen langs een webserver die de app vertrouwt; over https zijn cookies aan het adres gebonden en onthoudt een browser dat enkel https mag."
        if settings.proxies()
        else f"Er is nog geen webserver ingesteld die de app vertrouwt (ONLIFE_PROXY). Zet ze achter https: {TO_FILL_IN.format('hoe')}.",
    }


def _sign_in() -> dict[str, str]:
    """What the settings say of who signs in: with a password, with an account of a provider, or with either."""
    account = "een account met wachtwoord, en een tweede stap als men die aanzet"
    link = "de teamlink van een partner, met een eigen code als men die instelt"
    provider = settings.sign_in_provider()
    if provider is None:
        return {
            "sign_in": "Aanmelden gaat met een wachtwoord van de app: er is geen aanmelddienst ingesteld.",
            "sign_in_processor": "geen: er is geen aanmelddienst ingesteld",
            "account_enters": account,
            "contact_enters": link,
        }
    who, other = f"{provider.name} ({provider.issuer})", f"een account bij {provider.name}"
    only = sign_in.only_by_provider(installation.store())
    contacts = any(grant.role is Role.CONTACT for grant in provider.grants)
    way = f"enkel met een account bij {who}" if only else f"met een account bij {who}, of met een wachtwoord van de app"
    return {
        "sign_in": f"Aanmelden gaat {way}. Die dienst weet wie zich wanneer aanmeldt. De app krijgt een kenmerk, een naam en wat "
        "toegang geeft, zoals een groep.",
        "sign_in_processor": f"{who}, {TO_FILL_IN.format('wie deze aanmelddienst aanbiedt, en in welk land')}",
        "account_enters": other if only else f"{account}; of {other}",
        "contact_enters": f"{link}; of {other}" if contacts else link,
    }


def _project() -> Mapping[str, object]:
    found: dict[str, object] = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


# -- tables


def _tables(network: Network | None) -> dict[str, Part]:
    facts, attack, known = content.facts(), content.attack(), values(network)
    kinds = facts.kinds.values()
    rules = {kind.id: fill(kind.rule, known.__getitem__) for kind in kinds}
    return {
        "kinds": _table("Soort, Van wie, Wat", (4, 4, 9), ((kind.name, kind.people, kind.holds) for kind in kinds)),
        "terms": _table(
            "Soort, Termijn, Vanaf",
            (7, 3, 7),
            ((DATA_KINDS[k].name, period(m), DATA_KINDS[k].since) for k, m in _months(network).items()),
        ),
        "selection": _table(
            "Soort, Regel, Wat de app vernietigt, Wie anders",
            (3, 4, 5, 5),
            ((kind.name, rules[kind.id], kind.app, kind.person) for kind in kinds),
        ),
        "stored": _table(
            "Tabel, Soort, Wat",
            (5, 4, 8),
            ((table.id, facts.kinds[table.kind].name, table.holds) for table in facts.tables.values()),
        ),
        "cookies": _table(
            "Cookie, Blijft hoogstens, Waarvoor",
            (4, 3, 9),
            (
                (COOKIES[cookie.id], _span(LASTS[cookie.id]), fill(cookie.purpose, known.__getitem__))
                for cookie in facts.cookies.values()
            ),
        ),
        "roles": _table(
            "Rol, Komt binnen met",
            (4, 12),
            ((Role(role.id).word, fill(role.enters, known.__getitem__)) for role in facts.roles.values()),
        ),
        "rights": _table("Recht, Wie", (10, 6), ((facts.actions[action].name, _holders(action)) for action in Action)),
        "rules": _table(
            "Wat, Vanaf wanneer te zien",
            (6, 10),
            ((rule.name, fill(rule.holds, known.__getitem__)) for rule in facts.rules),
        ),
        "attack": _table(
            "Aanval, Bekeken, Keer zeker, Hoogste zekerheid, Soort",
            (7, 3, 2, 2, 3),
            (
                (
                    attempt.name,
                    _number(attempt.views),
                    _number(attempt.certain),
                    "" if attempt.surest is None else _percent(attempt.surest),
                    "controle" if attempt.control else "regels van de app" if attempt.promised else "geen belofte",
                )
                for attempt in attack.attempts
            ),
        ),
        "packages": _table("Pakket, Versie", (8, 8), _packages()),
        "shortcomings": Items(tuple(("", item) for item in content.shortcomings())),
    }


def _table(headings: str, widths: tuple[int, ...], rows: Iterator[tuple[str, ...]]) -> ReportTable:
    return ReportTable(tuple(headings.split(", ")), tuple(rows), widths)


def _holders(action: Action) -> str:
    return ", ".join(role.word for role in Role if role in RIGHTS[action])


def _span(time: timedelta) -> str:
    hours = time // timedelta(hours=1)
    return count(time.days, "dag", "dagen") if time.days else f"{hours} uur" if hours else length(time)


def _packages() -> Iterator[tuple[str, str]]:
    """The packages that the app asks for, with the version that is there; one that another system needs is left out."""
    asked = _project()["dependencies"]
    assert isinstance(asked, list)
    for wanted in asked:
        name = _PACKAGE.match(wanted)
        assert name is not None
        try:
            yield name[0], version(name[0])
        except PackageNotFoundError:
            continue


def _number(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
