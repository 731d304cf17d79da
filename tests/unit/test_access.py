"""Rights asked as actor, action, resource; and the secrets that links and codes are made of."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlife.domain.access import INSTALLATION, RIGHTS, Action, Actor, Resource, Role, may
from onlife.security.token import (
    CODE_ALPHABET,
    code_fingerprint,
    fingerprint,
    link_token,
    long_code,
    new_id,
    new_secret,
    normal_code,
    resume_code,
    slip_code,
    token_in,
)

HERE, ELSEWHERE = "here", "elsewhere"


def actor(role: Role) -> Actor:
    partner = "p" if role in (Role.CONTACT, Role.RESPONDENT, Role.VOTER) else ""
    return Actor("a", "A", MappingProxyType({HERE: role}), partner=partner, pages=("plan",) * (role is Role.VIEWER))


# role -> what it may do to its own partner's things in its own network, with the network pages shared
MAY = {
    Role.COORDINATOR: {
        *(Action.MANAGE, Action.CREATE_NETWORK, Action.SEE_NETWORK, Action.SEE_PAGE),
        *(Action.LEAD_MEETING, Action.TYPE_OVER),
    },
    Role.READER: {Action.SEE_NETWORK, Action.SEE_PAGE},
    Role.CONTACT: {
        *(Action.SEE_NETWORK, Action.SEE_PAGE, Action.SEE_TEAM, Action.RELEASE, Action.PLAN),
        *(Action.VOTE, Action.TYPE_OVER),
    },
    Role.RESPONDENT: {Action.FILL_IN},
    Role.VOTER: {Action.VOTE},
    Role.VIEWER: {Action.SEE_PAGE},
    Role.PROGRAMME: {Action.LEAD_PROGRAMME, Action.CREATE_NETWORK},
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: Role, action: Action) -> None:
    own = Resource(HERE, actor(role).partner, shared=True, page="plan")
    assert may(actor(role), action, own) == (action in MAY[role])


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_nobody_may_do_anything_in_another_network(role: Role, action: Action) -> None:
    assert not may(actor(role), action, Resource(ELSEWHERE, "p", shared=True))


@pytest.mark.parametrize("action", [Action.SEE_TEAM, Action.RELEASE, Action.FILL_IN, Action.VOTE])
@pytest.mark.parametrize("role", [Role.CONTACT, Role.RESPONDENT, Role.VOTER])
def test_a_link_or_a_seat_reaches_its_own_partner_only(role: Role, action: Action) -> None:
    assert not may(actor(role), action, Resource(HERE, "q", shared=True))


def test_a_contact_sees_the_network_only_once_it_is_shared() -> None:
    assert not may(actor(Role.CONTACT), Action.SEE_NETWORK, Resource(HERE, "p", shared=False))
    assert may(actor(Role.READER), Action.SEE_NETWORK, Resource(HERE, shared=False))


def test_a_view_link_opens_the_pages_chosen_for_it_whether_partners_see_them_or_not() -> None:
    viewer = actor(Role.VIEWER)
    assert may(viewer, Action.SEE_PAGE, Resource(HERE, page="plan"))
    for page in ("", "overzicht"):
        assert not may(viewer, Action.SEE_PAGE, Resource(HERE, shared=True, page=page))
    assert not may(actor(Role.CONTACT), Action.SEE_PAGE, Resource(HERE, "p", page="plan"))


def test_who_is_of_the_programme_may_do_nothing_in_any_network() -> None:
    """The role is held in the installation, so that no network is reached by it."""
    programme = Actor("a", "A", MappingProxyType({INSTALLATION: Role.PROGRAMME}), pages=("plan",))
    for action in Action:
        assert not may(programme, action, Resource(HERE, "", shared=True, page="plan"))
    assert may(programme, Action.LEAD_PROGRAMME, Resource(INSTALLATION))


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


def test_ids_and_secrets_are_fresh_and_long_enough_not_to_be_guessed() -> None:
    assert len({new_id() for _ in range(100)}) == len({new_secret() for _ in range(100)}) == 100
    assert len(bytes.fromhex(new_id())) * 8 == 128
    assert len(new_secret()) * 6 >= 256  # base64


@pytest.mark.parametrize("sign", [".", ")", "”", "%20", " ", "\u200b", "?", "/"])
def test_a_token_is_found_with_a_sign_of_a_mail_before_or_behind_it(sign: str) -> None:
    token = link_token(b"key", "link")
    assert token_in(f"{token}{sign}") == token
    if not sign.startswith("%"):  # digits of an escaped sign would be taken for the token's own
        assert token_in(f"{sign}{token}") == token


def test_a_token_is_found_in_capitals_in_wide_letters_and_with_digits_typed_for_letters() -> None:
    token = "ob" * 16
    assert token_in(token.upper()) == token_in("08" * 16) == token_in("\uff4f\uff42" * 16) == token
    assert token_in("19-!") == ""


def test_a_slip_has_another_code_than_a_scan_and_a_long_code_is_longer() -> None:
    assert slip_code(b"key", "1") != resume_code(b"key", "1")
    assert [len(group) for group in slip_code(b"key", "1").split("-")] == [4, 4, 4]
    code = long_code(bytes(range(32)))
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4] and set(code) <= {*CODE_ALPHABET, "-"}
    assert code == long_code(bytes(range(32))) != long_code(bytes(range(1, 33)))


def test_every_role_has_a_word_of_its_own() -> None:
    assert len({role.word for role in Role}) == len(Role)
