import re
import time
from datetime import datetime, timedelta

import pytest

from infoneige.clock import SystemClock
from notifier.channels.contract import News, SendOutcome, Verdict
from notifier.markers import marked, marker, signed_id
from tests.counterparts.fake_twilio import account
from tests.counterparts.fake_twilio.description import Description
from tests.counterparts.fake_twilio.running import Running
from tests.notifier.channels.twilio_world import BRISK, KEY, PATIENT, PERSON, TEXT, channel, envelope

PUBLIC = "https://avis.example.org"
BODY = marked(TEXT, marker(1, KEY))


def sent_form(twilio: Running) -> dict[str, str]:
    (request,) = twilio.book().requests()
    return dict(request["form"])


def test_message_leaves_with_its_marker_its_deadline_and_where_receipts_go(twilio: Running) -> None:
    outcome = channel(twilio.url, public_url=f"{PUBLIC}/").send(envelope(useful_for=timedelta(seconds=90.9)))
    (taken,) = twilio.book().all("accepted")
    assert outcome == SendOutcome(Verdict.ACCEPTED, provider_id=taken["sid"])
    assert sent_form(twilio) == {
        "To": PERSON,
        "From": account.SENDER,
        "Body": BODY,
        "ValidityPeriod": "90",
        "StatusCallback": f"{PUBLIC}/twilio/status/{signed_id(1, 1, KEY)}",
    }


def test_messaging_service_takes_the_place_of_a_number_and_no_public_url_asks_for_no_receipts(twilio: Running) -> None:
    outcome = channel(twilio.url, sender=account.SERVICE_SID).send(envelope(useful_for=timedelta(days=2)))
    assert outcome.verdict is Verdict.ACCEPTED
    assert sent_form(twilio) == {
        "To": PERSON,
        "MessagingServiceSid": account.SERVICE_SID,
        "Body": BODY,
        "ValidityPeriod": "36000",
    }


def test_message_with_seconds_left_is_sent_and_with_less_than_one_is_not(twilio: Running) -> None:
    sms = channel(twilio.url)
    assert sms.send(envelope(useful_for=timedelta(seconds=2))).verdict is Verdict.ACCEPTED
    assert sms.send(envelope(useful_for=timedelta(seconds=0.9))) == SendOutcome(
        Verdict.RETRY, reason="not called: no time is left"
    )
    assert sent_form(twilio)["ValidityPeriod"] == "1"


def test_text_that_is_no_entrys_has_neither_marker_nor_receipts(twilio: Running) -> None:
    not_after = SystemClock().now() + timedelta(minutes=10, seconds=0.9)
    assert (
        channel(twilio.url, public_url=PUBLIC).send_text(PERSON, "Code: 123456", not_after).verdict is Verdict.ACCEPTED
    )
    expected = {"To": PERSON, "From": account.SENDER, "Body": "Code: 123456", "ValidityPeriod": "600"}
    assert sent_form(twilio) == expected


REFUSED = [
    (
        account.STOPPED,
        SendOutcome(Verdict.REFUSED, reason="Twilio 21610: stopped", news=News.STOPPED, error_code=21610),
    ),
    (
        account.INVALID,
        SendOutcome(Verdict.REFUSED, reason="Twilio 21211: dead number", news=News.GONE, error_code=21211),
    ),
    (
        account.NOT_MOBILE,
        SendOutcome(Verdict.REFUSED, reason="Twilio 21614: dead number", news=News.GONE, error_code=21614),
    ),
    (account.REGION_CLOSED, SendOutcome(Verdict.REFUSED, reason="Twilio 21408: region", error_code=21408)),
]


@pytest.mark.parametrize(("number", "outcome"), REFUSED)
def test_number_that_takes_nothing_is_refused_with_its_news(twilio: Running, number: str, outcome: SendOutcome) -> None:
    assert channel(twilio.url).send(envelope(number)) == outcome


IN_DOUBT = [
    ("error_500", 0, "Twilio 20500: temporary"),
    ("error_500_after", 1, "Twilio 20500: temporary"),
    ("error_503", 0, "Twilio 503: temporary"),
    ("reset", 0, "no answer from Twilio: (RemoteDisconnected|ConnectionResetError)"),
    ("reset_after", 1, "no answer from Twilio: (RemoteDisconnected|ConnectionResetError)"),
    ("hang", 0, "no answer from Twilio: ReadTimeoutError"),
    ("late", 1, "no answer from Twilio: ReadTimeoutError"),
    ("html", 1, "an answer that cannot be read: JSONDecodeError"),
    ("half_json", 1, "an answer that cannot be read: JSONDecodeError"),
    ("no_sid", 1, "an answer that names no message"),
]


@pytest.mark.parametrize(("fault", "taken", "reason"), IN_DOUBT)
def test_call_in_doubt_is_unknown_and_never_made_again(twilio: Running, fault: str, taken: int, reason: str) -> None:
    twilio.order(fault)
    outcome = channel(twilio.url, limits=BRISK if fault in ("hang", "late") else PATIENT).send(envelope())
    assert outcome.verdict is Verdict.UNKNOWN
    assert re.fullmatch(reason, outcome.reason or "")
    time.sleep(0.4 if fault == "late" else 0)
    assert len(twilio.book().requests()) == 1
    assert sum(twilio.book().taken().values()) == taken


def test_too_many_calls_are_made_again_when_twilio_says(twilio: Running) -> None:
    twilio.order("rate_named", "rate")
    sms, before = channel(twilio.url), SystemClock().now()
    named, unnamed = sms.send(envelope()), sms.send(envelope())
    assert (named.verdict, unnamed.verdict) == (Verdict.RETRY, Verdict.RETRY)
    assert named.retry_at == named.hold_until
    assert unnamed.retry_at is None
    assert is_about(named.hold_until, before + timedelta(seconds=1))
    assert is_about(unnamed.hold_until, before + timedelta(seconds=1))


def test_full_queue_rests_the_sender_for_ten_minutes(twilio: Running) -> None:
    outcome = channel(twilio.url).send(envelope(account.QUEUE_FULL))
    assert (outcome.verdict, outcome.error_code) == (Verdict.RETRY, 21611)
    assert is_about(outcome.hold_until, SystemClock().now() + timedelta(minutes=10))


def test_number_that_is_not_the_accounts_rests_the_sender(twilio: Running) -> None:
    outcome = channel(twilio.url, sender="+15145550199").send(envelope())
    assert (outcome.verdict, outcome.reason) == (Verdict.RETRY, "Twilio 21606: sender blocked")
    assert is_about(outcome.hold_until, SystemClock().now() + timedelta(minutes=5))


def is_about(instant: datetime | None, expected: datetime) -> bool:
    return instant is not None and abs(instant - expected) < timedelta(seconds=30)


def test_every_request_is_as_twilio_describes_it(twilio: Running, description: Description) -> None:
    for number, sender in ((PERSON, account.SENDER), (account.STOPPED, account.SERVICE_SID)):
        channel(twilio.url, sender, PUBLIC).send(envelope(number))
    requests = twilio.book().requests()
    assert description.errors(requests) == []
    broken = [{**requests[0], "form": [["To", PERSON], ["ValidityPeriod", "soon"]]}]
    assert len(description.errors(broken)) == 1


def test_connection_is_kept_for_the_next_call(twilio: Running) -> None:
    sms = channel(twilio.url)
    for entry_id in range(1, 6):
        sms.send(envelope(entry_id=entry_id))
    assert twilio.connections() == 1
