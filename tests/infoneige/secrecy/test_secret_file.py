from pathlib import Path

import pytest

from infoneige.errors import ServiceError
from infoneige.secrecy.secret_file import read_secret, read_secrets


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "token"


def test_secret_is_the_file_without_its_line_end(file: Path) -> None:
    file.write_text("abc-123\n", encoding="utf-8")
    assert read_secret(file, "feed_token_file") == "abc-123"


def test_secrets_are_one_a_line(file: Path) -> None:
    file.write_text("new\nold\n", encoding="utf-8")
    assert read_secrets(file, "twilio_auth_token_file") == ("new", "old")


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("", "is empty, and should hold the secret"),
        (" \n", "is empty, and should hold the secret"),
        ("one two", "should hold one secret and nothing else"),
        ("one\ntwo\n", "should hold one secret and nothing else"),
        ("clé", "is no plain text"),
    ],
)
def test_file_with_anything_else_is_refused_without_showing_it(file: Path, content: str, wrong: str) -> None:
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ServiceError) as refused:
        read_secret(file, "feed_token_file")
    assert str(refused.value) == f"INFONEIGE_FEED_TOKEN_FILE: {file} {wrong}"


def test_file_that_is_missing_is_named(file: Path) -> None:
    with pytest.raises(ServiceError, match=r"INFONEIGE_FEED_TOKEN_FILE: .*token cannot be read: No such file"):
        read_secret(file, "feed_token_file")


def test_setting_that_is_empty_is_named() -> None:
    with pytest.raises(ServiceError, match="INFONEIGE_FEED_TOKEN_FILE: expected a file"):
        read_secret(None, "feed_token_file")
