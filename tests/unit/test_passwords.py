"""Which passwords are good enough, and what is kept of them."""

from __future__ import annotations

from pathlib import Path

import bcrypt
import pytest

from onlife.security import password as passwords

NAMES = ("jan.peeters", "Netwerk Demerdal")


@pytest.mark.parametrize(
    "password",
    [
        "blauwe fietsen fluiten zacht",
        "allemaal kleine letters",
        "vijftien tekens",
        "  de demer stroomt traag  ",
        "x" * 3 + " gele ramen in de regen " + "y" * 37,
    ],
)
def test_a_phrase_of_one_s_own_is_good_whatever_signs_it_is_made_of(password: str) -> None:
    assert passwords.check(password, *NAMES) == password.strip()


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "15 tot 64"),
        ("veertien tekens"[:14], "15 tot 64"),
        ("gele ramen " * 6, "15 tot 64"),
        ("één zéér ünieke zïn " + "é" * 40, "bijzondere tekens"),
        ("Dit is mijn wachtwoord!", "lijst"),
        ("CORRECT-horse-battery-staple", "lijst"),
        ("ik hou van jou!!", "herhaling|15 tot 64|lijst"),
        ("aaaaaaaaaaaaaaaa", "herhaling"),
        ("samensamensamensam", "herhaling"),
        ("abababababababab", "herhaling"),
        ("................", "herhaling"),
        ("abcdefghijklmnop", "herhaling"),
        ("9876543210987654", "herhaling"),
        ("azertyuiop 12345", "herhaling"),
        ("jan.peeters jan.peeters", "lijkt te veel"),
        ("Netwerk Demerdal 2026", "lijkt te veel"),
        ("onlife netwerkscan 26", "lijkt te veel"),
        ("Wachtwoord 2026!!!", "lijkt te veel"),
    ],
)
def test_what_is_guessed_first_is_refused_in_words(password: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        passwords.check(password, *NAMES)


def test_the_lengths_at_the_border() -> None:
    phrase = "gele ramen en een blauwe fiets in de regen naast het oude huis van mijn tante"
    for length in (15, 64):
        assert passwords.check(phrase[:length].replace(" ", "_")) is not None
    for length in (14, 65):
        with pytest.raises(ValueError, match="15 tot 64"):
            passwords.check(phrase[:length].replace(" ", "_"))


def test_every_line_of_the_list_is_refused() -> None:
    lines = Path(passwords.__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    phrases = [line for line in lines.splitlines() if line and not line.startswith("#")]
    assert len(phrases) > 100
    for phrase in phrases:
        with pytest.raises(ValueError, match=r"."):
            passwords.check(phrase)


def test_only_the_right_password_fits_its_hash() -> None:
    kept = passwords.hash_password("blauwe fietsen fluiten zacht")
    assert passwords.verify(" blauwe fietsen fluiten zacht ", kept)
    assert not passwords.verify("blauwe fietsen fluiten hard", kept)
    assert not passwords.verify("blauwe fietsen fluiten zacht" + "x" * 60, kept)


def test_without_an_account_as_much_is_calculated_and_nothing_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes time is the hash: one, of the same cost, whether or not there is an account."""
    costs: list[bytes] = []
    check = bcrypt.checkpw

    def counted(typed: bytes, kept: bytes) -> bool:
        costs.append(kept.split(b"$")[2])
        return check(typed, kept)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    for kept in (passwords.hash_password("blauwe fietsen fluiten zacht"), None):
        assert not passwords.verify("een ander wachtwoord", kept)
    assert costs == [b"12", b"12"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("chosen", "typed"),
    [
        ("één zin om nooit te vergeten", "e\u0301e\u0301n zin om nooit te vergeten"),
        ("e\u0301e\u0301n zin om nooit te vergeten", "één zin om nooit te vergeten"),
        ("een zin om nooit te vergeten", "een\u00a0zin\u202fom nooit te vergeten"),
        ("'t is geen geheim voor ons", "’t is geen geheim voor ons"),
        ("’t is geen geheim voor ons", "'t is geen geheim voor ons"),
    ],
)
def test_a_password_is_the_same_on_every_device(chosen: str, typed: str) -> None:
    kept = passwords.hash_password(chosen)
    assert passwords.verify(typed, kept)
    earlier = bcrypt.hashpw(chosen.encode(), bcrypt.gensalt(4)).decode()
    assert passwords.verify(chosen, earlier), "as earlier versions kept it"
    assert not passwords.verify(typed + "x", kept)
