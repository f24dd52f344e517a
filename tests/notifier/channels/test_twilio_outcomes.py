"""What each of Twilio's codes and statuses means for the message, the person and the sender."""

from datetime import UTC, datetime, timedelta

import pytest

from notifier.channels.contract import News, SendOutcome, Verdict
from notifier.channels.twilio.credentials import CredentialsError, TwilioCredentials
from notifier.channels.twilio.error_codes import ErrorClass, class_of, class_of_answer
from notifier.channels.twilio.outcomes import outcome_of_error, read_retry_after
from tests.counterparts.fake_twilio import account

C = ErrorClass
NOW = datetime(2026, 12, 7, 12, tzinfo=UTC)

CODES = {
    21610: C.STOPPED,
    21211: C.DEAD_NUMBER,
    21614: C.DEAD_NUMBER,
    21408: C.REGION,
    20429: C.RATE,
    20500: C.TEMPORARY,
    30001: C.SENDER_FULL,
    21611: C.SENDER_FULL,
    30003: C.PASSING,
    30008: C.PASSING,
    30004: C.FILTERED,
    30007: C.FILTERED,
    30005: C.DEAD_IF_AGAIN,
    30006: C.DEAD_IF_AGAIN,
    30032: C.SENDER_BLOCKED,
    30036: C.EXPIRED,
    20003: C.KEY_REFUSED,
    21606: C.SENDER_BLOCKED,
    21609: C.SENDER_BLOCKED,
    21617: C.OUR_MISTAKE,
    39999: C.UNKNOWN_CODE,
    0: C.UNKNOWN_CODE,
    None: C.UNKNOWN_CODE,
}


@pytest.mark.parametrize(("code", "group"), CODES.items())
def test_code_has_its_class(code: int | None, group: ErrorClass) -> None:
    assert class_of(code) is group


ANSWERS = [
    (400, 21610, C.STOPPED),
    (403, 21610, C.STOPPED),
    (400, 29999, C.UNKNOWN_CODE),
    (400, None, C.TEMPORARY),
    (401, None, C.KEY_REFUSED),
    (402, None, C.SENDER_BLOCKED),
    (403, 29999, C.KEY_REFUSED),
    (404, 20404, C.SENDER_BLOCKED),
    (404, None, C.TEMPORARY),
    (408, None, C.TEMPORARY),
    (429, None, C.RATE),
    (429, 29999, C.RATE),
    (500, None, C.TEMPORARY),
    (500, 29999, C.TEMPORARY),
    (503, 20503, C.TEMPORARY),
    (302, None, C.TEMPORARY),
]


@pytest.mark.parametrize(("status", "code", "group"), ANSWERS)
def test_answer_has_a_class_whatever_it_carries(status: int, code: int | None, group: ErrorClass) -> None:
    assert class_of_answer(status, code) is group


SOON, LATER, MUCH_LATER = (NOW + timedelta(seconds=seconds) for seconds in (1, 300, 600))

OUTCOMES = [
    (400, 21610, None, SendOutcome(Verdict.REFUSED, reason="Twilio 21610: stopped", news=News.STOPPED)),
    (400, 21614, None, SendOutcome(Verdict.REFUSED, reason="Twilio 21614: dead number", news=News.GONE)),
    (400, 21408, None, SendOutcome(Verdict.REFUSED, reason="Twilio 21408: region")),
    (400, 21617, None, SendOutcome(Verdict.REFUSED, reason="Twilio 21617: our mistake")),
    (400, 29999, None, SendOutcome(Verdict.REFUSED, reason="Twilio 29999: unknown code")),
    (500, 20500, None, SendOutcome(Verdict.UNKNOWN, reason="Twilio 20500: temporary")),
    (503, None, "1", SendOutcome(Verdict.UNKNOWN, reason="Twilio 503: temporary")),
    (429, 20429, None, SendOutcome(Verdict.RETRY, reason="Twilio 20429: rate", hold_until=SOON)),
    (429, 20429, "300", SendOutcome(Verdict.RETRY, reason="Twilio 20429: rate", retry_at=LATER, hold_until=LATER)),
    (
        *(400, 21611, None),
        SendOutcome(Verdict.RETRY, reason="Twilio 21611: sender full", retry_at=MUCH_LATER, hold_until=MUCH_LATER),
    ),
    (
        *(401, 20003, None),
        SendOutcome(Verdict.RETRY, reason="Twilio 20003: key refused", retry_at=LATER, hold_until=LATER),
    ),
    (
        *(404, 21703, None),
        SendOutcome(Verdict.RETRY, reason="Twilio 21703: sender blocked", retry_at=LATER, hold_until=LATER),
    ),
]


@pytest.mark.parametrize(("status", "code", "retry_after", "outcome"), OUTCOMES)
def test_error_decides_over_message_person_and_sender(
    status: int, code: int | None, retry_after: str | None, outcome: SendOutcome
) -> None:
    found = outcome_of_error(status, code, retry_after, NOW)
    assert found.error_code == code
    assert found == SendOutcome(**{name: getattr(outcome, name) for name in FIELDS}, error_code=code)


FIELDS = ("verdict", "reason", "retry_at", "news", "hold_until")

WAITS = [
    ("5", 5),
    (" 5 ", 5),
    ("0", 1),
    ("86400", 3600),
    ("9" * 5000, 3600),
    ("Mon, 07 Dec 2026 12:00:30 GMT", 30),
    ("Mon, 07 Dec 2026 11:00:00 GMT", 1),
    ("Mon, 07 Dec 2026 12:00:30", 30),
    ("-5", None),
    ("1.5", None),
    ("soon", None),
    ("٥", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("text", "seconds"), WAITS)
def test_retry_after_is_read(text: str | None, seconds: int | None) -> None:
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert read_retry_after(text, NOW) == expected


UNFIT = [
    (account.ACCOUNT_SID, account.ACCOUNT_SID, "a token", "auth token are not for sending"),
    (account.ACCOUNT_SID, "SK123", "secret", "a Twilio API key SID is SK"),
    ("", account.API_KEY_SID, "secret", "a Twilio account SID is AC"),
    (account.ACCOUNT_SID + "\n", account.API_KEY_SID, "secret", "a Twilio account SID is AC"),
    (account.ACCOUNT_SID, account.API_KEY_SID, "", "empty"),
    (account.ACCOUNT_SID, account.API_KEY_SID, "secret\n", "line ends"),
]


@pytest.mark.parametrize(("account_sid", "key_sid", "secret", "word"), UNFIT)
def test_credentials_that_are_not_for_sending_are_refused(
    account_sid: str, key_sid: str, secret: str, word: str
) -> None:
    with pytest.raises(CredentialsError) as error:
        TwilioCredentials(account_sid, key_sid, secret)
    assert word in str(error.value)
    assert secret == "" or secret not in str(error.value)


def test_credentials_do_not_show_their_secret() -> None:
    credentials = TwilioCredentials(account.ACCOUNT_SID, account.API_KEY_SID, account.API_KEY_SECRET)
    assert account.API_KEY_SECRET not in repr(credentials)
