"""Rights asked as actor, action, resource; and the secrets that links and codes are made of."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlife.domain.access import RIGHTS, Action, Actor, Resource, Role, may
from onlife.security.token import CODE_ALPHABET, code_fingerprint, fingerprint, link_token, normal_code, resume_code

HERE, ELSEWHERE = "here", "elsewhere"


def actor(role: Role) -> Actor:
    partner = "p" if role in (Role.CONTACT, Role.RESPONDENT) else ""
    return Actor("a", "A", MappingProxyType({HERE: role}), partner=partner)


# role -> what it may do to its own partner's things in its own network, with the network pages shared
MAY = {
    Role.COORDINATOR: {
        *(Action.MANAGE, Action.CREATE_NETWORK, Action.SEE_NETWORK, Action.LEAD_MEETING, Action.TYPE_OVER),
    },
    Role.READER: {Action.SEE_NETWORK},
    Role.CONTACT: {
        *(Action.SEE_NETWORK, Action.SEE_TEAM, Action.RELEASE, Action.PLAN, Action.VOTE, Action.TYPE_OVER),
    },
    Role.RESPONDENT: {Action.FILL_IN},
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: Role, action: Action) -> None:
    own = Resource(HERE, actor(role).partner, shared=True)
    assert may(actor(role), action, own) == (action in MAY[role])


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_nobody_may_do_anything_in_another_network(role: Role, action: Action) -> None:
    assert not may(actor(role), action, Resource(ELSEWHERE, "p", shared=True))


@pytest.mark.parametrize("action", [Action.SEE_TEAM, Action.RELEASE, Action.FILL_IN])
@pytest.mark.parametrize("role", [Role.CONTACT, Role.RESPONDENT])
def test_a_link_reaches_its_own_partner_only(role: Role, action: Action) -> None:
    assert not may(actor(role), action, Resource(HERE, "q", shared=True))


def test_a_contact_sees_the_network_only_once_it_is_shared() -> None:
    assert not may(actor(Role.CONTACT), Action.SEE_NETWORK, Resource(HERE, "p", shared=False))
    assert may(actor(Role.READER), Action.SEE_NETWORK, Resource(HERE, shared=False))


def test_every_action_has_a_rule() -> None:
    assert set(RIGHTS) == set(Action)


def test_a_link_token_is_the_same_again_and_different_for_every_link_and_key() -> None:
    tokens = {link_token(key, link) for key in (b"k1", b"k2") for link in ("l1", "l2")}
    assert len(tokens) == 4
    assert link_token(b"k1", "l1") in tokens
    assert all(len(token) == 32 for token in tokens)  # 160 bits in base32


@given(st.text(alphabet="0123456789abcdef", min_size=32, max_size=32))
def test_a_resume_code_is_found_again_however_it_is_typed(scan: str) -> None:
    code = resume_code(b"key", scan)
    assert set(code) <= {*CODE_ALPHABET, "-"}
    typed = f"  {code.lower().replace('-', ' ')} "
    assert code_fingerprint(b"key", normal_code(typed)) == code_fingerprint(b"key", code)
    assert code_fingerprint(b"other", code) != code_fingerprint(b"key", code)


def test_a_fingerprint_does_not_hold_the_secret() -> None:
    assert "geheim" not in fingerprint("geheim")
