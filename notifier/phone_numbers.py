"""Text in which somebody typed a phone number -> the one form in which we keep it, or why we do not take it."""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import NewType

import phonenumbers
from phonenumbers import PhoneNumberType, ValidationResult

from notifier.model import NotifierError

PhoneNumber = NewType("PhoneNumber", str)
"""A number in E.164: a plus sign and at most 15 digits."""

CANADA = frozenset({"CA"})

_LONGEST_TEXT = 40
_TYPED_ALIKE = str.maketrans(dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", " "))
_TYPED_ALIKE |= str.maketrans(dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}", "-"))
_AS_TYPED = re.compile(r"\+?[0-9 ().-]*", re.ASCII)
_TAKES_SMS = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


class PhoneNumberRefusal(StrEnum):
    """Why a text is not taken for a number that we may write to."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    UNASSIGNED = "unassigned"
    NO_SMS = "no_sms"
    OTHER_COUNTRY = "other_country"
    OURS = "ours"


_IN_WORDS = {
    PhoneNumberRefusal.EMPTY: "there is no number",
    PhoneNumberRefusal.NOT_DIGITS: "write one number, in digits only, without an extension: 514-555-0123",
    PhoneNumberRefusal.TOO_SHORT: "the number has too few digits: 514-555-0123 has ten",
    PhoneNumberRefusal.TOO_LONG: "the number has too many digits: write one number, such as 514-555-0123",
    PhoneNumberRefusal.UNASSIGNED: "no phone has such a number: look at its digits again",
    PhoneNumberRefusal.NO_SMS: "this kind of number gets no text messages: give a mobile phone's",
    PhoneNumberRefusal.OTHER_COUNTRY: "we write to phones of this country only",
    PhoneNumberRefusal.OURS: "this is our own number: give your mobile phone's",
}


class PhoneNumberError(NotifierError):
    """A text that is no number we may write to; ``refusal`` says why, and the text never holds the number."""

    def __init__(self, refusal: PhoneNumberRefusal) -> None:
        """Say why."""
        super().__init__(_IN_WORDS[refusal])
        self.refusal = refusal


def read_number(text: str, regions: Collection[str] = CANADA, ours: Collection[str] = ()) -> PhoneNumber:
    """Return the number of a phone that may be mobile, of one of the ISO regions, however it was typed.

    ``ours`` are the numbers in E.164 that we send from.

    Raises:
        PhoneNumberError: it is anything else.
    """
    typed = text.translate(_TYPED_ALIKE).strip(" ")
    if not typed:
        raise PhoneNumberError(PhoneNumberRefusal.EMPTY)
    if not _AS_TYPED.fullmatch(typed) or len(typed) > _LONGEST_TEXT:
        raise PhoneNumberError(PhoneNumberRefusal.NOT_DIGITS)
    home = "CA" if "CA" in regions else min(regions)
    try:
        found = phonenumbers.parse(typed, home)
    except phonenumbers.NumberParseException as error:
        raise PhoneNumberError(_PARSING.get(error.error_type, PhoneNumberRefusal.NOT_DIGITS)) from None
    number = PhoneNumber(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))
    refusal = PhoneNumberRefusal.OURS if number in ours else _refusal(found, regions)
    if refusal is not None:
        raise PhoneNumberError(refusal)
    return number


_PARSING = {
    phonenumbers.NumberParseException.TOO_LONG: PhoneNumberRefusal.TOO_LONG,
    phonenumbers.NumberParseException.TOO_SHORT_NSN: PhoneNumberRefusal.TOO_SHORT,
    phonenumbers.NumberParseException.TOO_SHORT_AFTER_IDD: PhoneNumberRefusal.TOO_SHORT,
    phonenumbers.NumberParseException.INVALID_COUNTRY_CODE: PhoneNumberRefusal.UNASSIGNED,
}
_LENGTHS = {
    ValidationResult.TOO_SHORT: PhoneNumberRefusal.TOO_SHORT,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PhoneNumberRefusal.TOO_SHORT,
    ValidationResult.TOO_LONG: PhoneNumberRefusal.TOO_LONG,
}


def _refusal(found: phonenumbers.PhoneNumber, regions: Collection[str]) -> PhoneNumberRefusal | None:
    """Return what keeps us from writing to a number that could be read."""
    if wrong_length := _LENGTHS.get(phonenumbers.is_possible_number_with_reason(found)):
        return wrong_length
    if not phonenumbers.is_valid_number(found):
        return PhoneNumberRefusal.UNASSIGNED
    if phonenumbers.number_type(found) not in _TAKES_SMS:
        return PhoneNumberRefusal.NO_SMS
    if phonenumbers.region_code_for_number(found) not in regions:
        return PhoneNumberRefusal.OTHER_COUNTRY
    return None
