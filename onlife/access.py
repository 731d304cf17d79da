"""Who may do what: roles, actors, rights, and the secrets that links and codes are made of.

Pure. Rights are always asked as `may(actor, action, resource)`; a network or partner that is not named in the actor
refuses by default.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

SESSION_COOKIES: Mapping[str, str] = MappingProxyType(
    {"account": "onlife_account", "team": "onlife_team", "scan": "onlife_scan"}
)
"""Kind of session -> the cookie it lives in. Three, so that a coordinator can try out a partner's link."""

HOST_ONLY = "__Host-"
"""Before the name of a cookie that came over https: a browser takes it from this host alone, and only with Secure."""

TOKEN_ALPHABET, TOKEN_LENGTH = "abcdefghijklmnopqrstuvwxyz234567", 32
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # no 0/O, 1/I/L, U/V: codes are read aloud and typed over


class Role(StrEnum):
    """What a visitor is to a network."""

    COORDINATOR = "coordinator"
    READER = "reader"
    CONTACT = "contact"
    RESPONDENT = "respondent"

    @property
    def word(self) -> str:
        return {
            Role.COORDINATOR: "coördinator",
            Role.READER: "lezer",
            Role.CONTACT: "contactpersoon",
            Role.RESPONDENT: "invuller",
        }[self]


class Action(StrEnum):
    """What a visitor can ask for."""

    MANAGE = "manage"  # partners, rounds, links, response, accounts of a network
    CREATE_NETWORK = "create_network"
    SEE_NETWORK = "see_network"  # the comparison pages of a round
    SEE_TEAM = "see_team"  # response and own result of one partner
    RELEASE = "release"  # close, release, reopen the scan of one partner
    PLAN = "plan"  # the stars and the own plan of one partner
    FILL_IN = "fill_in"  # a scan of one partner
    TYPE_OVER = "type_over"  # paper scans of one partner
    LEAD_MEETING = "lead_meeting"  # the screens, questions and agreements of the network meeting
    VOTE = "vote"  # in the network meeting, for one partner


@dataclass(frozen=True)
class Resource:
    """What is asked for: a network, and where it matters a partner in it and whether partners may see it."""

    network: str
    partner: str = ""
    shared: bool = False


@dataclass(frozen=True)
class Actor:
    """Someone at the door: an account with a role per network, or a link of one partner.

    `id` is an account id or a link id; `networks` maps network id to role; `partner` and `scan` are filled for links.
    """

    id: str
    name: str
    networks: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    partner: str = ""
    scan: str = ""

    def role(self, network: str) -> Role | None:
        return self.networks.get(network)


RIGHTS: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.MANAGE: frozenset({Role.COORDINATOR}),
        Action.CREATE_NETWORK: frozenset({Role.COORDINATOR}),
        Action.SEE_NETWORK: frozenset({Role.COORDINATOR, Role.READER, Role.CONTACT}),
        Action.SEE_TEAM: frozenset({Role.CONTACT}),
        Action.RELEASE: frozenset({Role.CONTACT}),
        Action.PLAN: frozenset({Role.CONTACT}),
        Action.FILL_IN: frozenset({Role.RESPONDENT}),
        Action.TYPE_OVER: frozenset({Role.COORDINATOR, Role.CONTACT}),
        Action.LEAD_MEETING: frozenset({Role.COORDINATOR}),
        Action.VOTE: frozenset({Role.CONTACT}),
    }
)


def may(actor: Actor, action: Action, resource: Resource) -> bool:
    """Whether this actor may do this to this resource.

    A link reaches its own partner only; a contact sees the network pages only once the coordinator has shared them.
    """
    role = actor.role(resource.network)
    if role is None or role not in RIGHTS[action]:
        return False
    if role in (Role.CONTACT, Role.RESPONDENT):
        if action is Action.SEE_NETWORK:
            return resource.shared
        return resource.partner == actor.partner
    return True


def new_id() -> str:
    """A fresh random id of 128 bits, for anything that is stored."""
    return secrets.token_hex(16)


def new_secret() -> str:
    """A fresh secret of 256 bits that only a browser keeps (session cookie, ticket)."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is stored of a secret, to find it again without being able to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_token(key: bytes, link: str) -> str:
    """The 160-bit token of a link, derived so that a coordinator can see it again and the database never holds it."""
    digest = hmac.new(key, f"link:{link}".encode(), hashlib.sha256).digest()[:20]
    return base64.b32encode(digest).decode().lower()


def token_in(came: str) -> str:
    """The token in what came behind the door of a link: without signs that mail, chat or a typist put in or behind it.

    Its alphabet is known (a-z2-7, 32 signs), so nothing else can be part of it; o and b are also read where somebody typed
    the digit. What holds no token comes back as it cannot match.
    """
    letters = unicodedata.normalize("NFKC", came).lower().translate(str.maketrans("08", "ob"))
    return "".join(sign for sign in letters if sign in TOKEN_ALPHABET)[:TOKEN_LENGTH]


def resume_code(key: bytes, scan: str) -> str:
    """The code with which a scan goes on at another device: three groups of four, 58 bits, of use only with the link."""
    return _code(hmac.new(key, f"code:{scan}".encode(), hashlib.sha256).digest(), 12)


def long_code(secret: bytes) -> str:
    """A code that nobody guesses however often they try: four groups of four, 77 bits."""
    return _code(secret, 16)


def _code(secret: bytes, length: int) -> str:
    number, letters = int.from_bytes(secret), ""
    for _ in range(length):
        number, index = divmod(number, len(CODE_ALPHABET))
        letters += CODE_ALPHABET[index]
    return normal_code(letters)


def slip_code(key: bytes, slip: str) -> str:
    """The code on a printed slip, in the form of a resume code."""
    return resume_code(key, f"slip:{slip}")


def normal_code(typed: str) -> str:
    """A typed code in its written form: capitals, groups of four; anything else comes back as it cannot match."""
    letters = "".join(c for c in typed.upper() if c in CODE_ALPHABET)
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def code_fingerprint(key: bytes, code: str) -> str:
    """What is stored of a resume code. Keyed, because a code is short enough to be guessed from a plain hash."""
    return hmac.new(key, f"seek:{code}".encode(), hashlib.sha256).hexdigest()
