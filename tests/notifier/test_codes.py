"""What is read as a one-time code, and what a request counts against."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.codes import CodeRequest, Limited, read_code

NOT_CODES: tuple[object, ...] = (
    *("", " ", "12345", "1234567", "-12345", "+12345", "12345a", "0x1234", "1e5", "12.456", "null"),
    *("１２３４５６", "١٢٣٤٥٦", "123456\u200b", "123456\n", "123\x00456", "123456" * 1000, " " * 10_000),
    *(None, 123456, ["1", "2", "3", "4", "5", "6"], {"code": "123456"}, b"123456", True),
)


@pytest.mark.parametrize("typed", ["000000", "123456", " 123456 ", "123 456"])
def test_code_is_read_with_or_without_spaces(typed: str) -> None:
    assert read_code(typed) == typed.replace(" ", "")


@pytest.mark.parametrize("typed", NOT_CODES, ids=lambda typed: repr(typed)[:20])
def test_code_is_six_digits_and_nothing_else(typed: object) -> None:
    assert read_code(typed) is None


@given(st.text())
def test_code_that_is_read_is_six_ascii_digits(typed: str) -> None:
    code = read_code(typed)
    assert code is None or (len(code) == 6 and code.isascii() and code.isdigit())


@pytest.mark.parametrize(
    ("ip", "address", "network"),
    [
        ("203.0.113.7", "203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.7", "203.0.113.0/24"),
        ("2001:DB8:0:1::7", "2001:db8:0:1::7", "2001:db8:0:1::/64"),
        ("unknown", "unknown", "unknown"),
        ("", "", ""),
    ],
)
def test_request_counts_against_number_block_address_network_and_all(ip: str, address: str, network: str) -> None:
    assert dict(CodeRequest("+15145550123", "session", ip).subjects()) == {
        Limited.CODE_TO_NUMBER: "+15145550123",
        Limited.CODE_TO_BLOCK: "+15145550",
        Limited.CODE_FOR_ADDRESS: address,
        Limited.CODE_FOR_NETWORK: network,
        Limited.CODE_AT_ALL: "",
    }


def test_request_never_shows_whom_it_is_for() -> None:
    assert repr(CodeRequest("+15145550123", "session", "203.0.113.7")) == "CodeRequest(...)"
