"""Phone numbers as people type them: one form for each phone, and a reason for whatever is none."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.phone_numbers import PhoneNumberError, PhoneNumberRefusal, read_number

PHONE = "+15145550123"
OURS = "+14385550000"


@pytest.mark.parametrize(
    "typed",
    [
        "514-555-0123",
        "(514) 555 0123",
        "+1 514 555-0123",
        "1 514 555 0123",
        "514.555.0123",
        "5145550123",
        "  514 555 0123 ",
        "011 1 514 555 0123",
        "514\N{NON-BREAKING HYPHEN}555\N{NON-BREAKING HYPHEN}0123",
        "514\N{NO-BREAK SPACE}555-0123",
    ],
)
def test_one_phone_has_one_form_however_it_is_typed(typed: str) -> None:
    assert read_number(typed) == PHONE


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", "empty"),
        (" \N{NO-BREAK SPACE}", "empty"),
        ("911", "too_short"),
        ("55512", "too_short"),
        ("555-0123", "too_short"),
        ("+1514555012", "too_short"),
        ("+1514555012345", "too_long"),
        ("514 555 0123 514 555 0199", "too_long"),
        ("514 555 0123, 514 555 0199", "not_digits"),
        ("+15145550123+15145550199", "not_digits"),
        ("+1 900 555 1234", "no_sms"),
        ("+18005551234", "no_sms"),
        ("+1 500 555 0123", "no_sms"),
        ("5145550123;ext=5", "not_digits"),
        ("514 555-0123 poste 5", "not_digits"),
        ("tel:+15145550123", "not_digits"),
        ("514CALLNOW", "not_digits"),
        ("٥١٤٥٥٥٠١٢٣", "not_digits"),
        ("５１４５５５０１２３", "not_digits"),
        ("+1 876 555 0123", "other_country"),
        ("+1 268 464 1234", "other_country"),
        ("+1 809 555 0123", "other_country"),
        ("+1 212 555 0123", "other_country"),
        ("+33 6 12 34 56 78", "other_country"),
        ("+999 123 4567", "unassigned"),
        ("+1 514 155 0123", "unassigned"),
        ("5" * 10_000, "not_digits"),
        ("null", "not_digits"),
        ('{"a":1}', "not_digits"),
        ("=5145550123", "not_digits"),
        ("+1 514 555 0123\nBcc:", "not_digits"),
        ("514 555 0123\n", "not_digits"),
        ("514 555 0123\0", "not_digits"),
        ("514 555 0123\N{ZERO WIDTH SPACE}", "not_digits"),
        ("+", "not_digits"),
        ("(((((", "not_digits"),
        ("438 555-0000", "ours"),
    ],
)
def test_text_that_is_no_phone_to_write_to_is_refused_with_its_reason(typed: str, refusal: str) -> None:
    with pytest.raises(PhoneNumberError) as error:
        read_number(typed, ours={OURS})
    assert error.value.refusal == PhoneNumberRefusal(refusal)


def test_regions_are_a_choice() -> None:
    assert read_number("+1 212 555 0123", {"CA", "US"}) == "+12125550123"
    assert read_number("06 12 34 56 78", {"FR"}) == "+33612345678"


@given(st.text() | st.from_regex(r"\+?[0-9 ().-]{0,30}", fullmatch=True))
def test_what_is_read_of_any_text_is_a_number_of_its_own_form(typed: str) -> None:
    with suppress(PhoneNumberError):
        number = read_number(typed)
        assert (number[:2], len(number), read_number(number)) == ("+1", 12, number)


@given(st.from_regex(r"[2-9][0-9]{9}", fullmatch=True))
def test_a_refusal_never_repeats_the_number(typed: str) -> None:
    with pytest.raises(PhoneNumberError) as error:
        read_number(typed, {"FR"})
    assert typed not in str(error.value)
