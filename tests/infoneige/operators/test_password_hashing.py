"""Which passwords are refused, and that two hashes at most are computed at once."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from infoneige.operators import password_hashing
from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.password_hashing import hash_password, is_right, is_weak

GOOD = "trois charrues rouges"


@pytest.mark.parametrize(
    "password",
    [
        "", "court", "onze-signes", "x" * 129, "aaaaaaaaaaaaaaa", "abababababab", "motdepasse2026", "Motdepasse!2026!",
        "password1234", "P@ssword passwd"[:11], "123456789012", "210987654321", "abcdefghijkl", "azertyAZERTY123",
        "Amélie Amélie", "ameliecote12", "côté-amélie-1", "infoneige2026", "bienvenue Montréal", "  hiver hiver  ",
    ],
)  # fmt: skip
def test_password_that_is_soon_guessed_is_refused(password: str) -> None:
    assert is_weak(password, "amelie", "Amélie", "Côté")
    with pytest.raises(LoginError) as refused:
        hash_password(password, "amelie", "Amélie", "Côté")
    assert refused.value.reason is LoginRefusal.WEAK_PASSWORD


@pytest.mark.parametrize(
    "password", [GOOD, "k9#Vq2!mZx7p", "la neige tombe sur Verdun", "雪かきの車が通りますのでご注意"]
)
def test_password_that_is_not_is_taken(password: str) -> None:
    assert not is_weak(password, "amelie", "Amélie", "Côté")


def test_hash_knows_its_password_however_it_is_typed() -> None:
    password = "déneigement à l'aube"  # noqa: S105 - of a test
    kept = hash_password(unicodedata.normalize("NFD", password))
    assert is_right(unicodedata.normalize("NFC", password), kept)
    assert not is_right("deneigement a l'aube", kept)
    assert not is_right(password, None)
    assert not is_right(password + "x" * 200, kept)


def test_only_two_are_computed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_hashing, "_WAITS_AT_MOST", 0.01)
    with password_hashing._turn(), password_hashing._turn(), pytest.raises(LoginError) as refused:
        is_right(GOOD, None)
    assert refused.value.reason is LoginRefusal.BUSY
    assert not is_right(GOOD, None)


def test_many_at_once_each_get_their_turn() -> None:
    kept = hash_password(GOOD)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda typed: is_right(typed, kept), [GOOD, "another"] * 8)) == [True, False] * 8
