import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from infoneige.clock import SystemClock
from notifier.channels.contract import Found, Question, Verdict
from notifier.channels.twilio.http_client import ErrorAnswer
from notifier.channels.twilio.look_up import MOST, LookUpError, TwilioLookUp
from notifier.markers import marker
from notifier.model import Channel, DeliveryStatus, NotifierError, Recipient
from tests.counterparts.fake_twilio import account
from tests.counterparts.fake_twilio.description import Description
from tests.counterparts.fake_twilio.running import Running
from tests.notifier.channels.raw_server import http, raw_server
from tests.notifier.channels.twilio_world import CREDENTIALS, KEY, PERSON, channel, client, envelope

CALLED_AT = datetime(2026, 12, 7, 12, tzinfo=UTC)


def question(number: str = PERSON, *entry_ids: int, called_at: datetime | None = None) -> Question:
    marks = tuple(marker(entry_id, KEY) for entry_id in entry_ids or (1,))
    return Question(Recipient(Channel.SMS, number), marks, called_at or SystemClock().now())


@pytest.mark.parametrize("fault", ["error_500_after", "reset_after", "html", "half_json", "no_sid"])
def test_message_that_was_taken_unseen_is_found_by_its_marker(twilio: Running, fault: str) -> None:
    twilio.order(fault)
    assert channel(twilio.url).send(envelope()).verdict is Verdict.UNKNOWN
    (taken,) = twilio.book().all("accepted")
    assert TwilioLookUp(client(twilio.url)).look_up(question()) == Found(taken["sid"], DeliveryStatus.ACCEPTED)


def test_message_that_was_not_taken_is_not_found(twilio: Running) -> None:
    sms = channel(twilio.url)
    twilio.order("error_500")
    sms.send(envelope())
    sms.send(envelope(entry_id=2))
    sms.send(envelope("+15145550143"))
    assert TwilioLookUp(client(twilio.url)).look_up(question()) is None


def test_message_is_found_with_what_became_of_it(twilio: Running) -> None:
    channel(twilio.url).send(envelope(account.LANDLINE))
    time.sleep(0.5)
    (taken,) = twilio.book().all("accepted")
    found = TwilioLookUp(client(twilio.url)).look_up(question(account.LANDLINE, 7, 1))
    assert found == Found(taken["sid"], DeliveryStatus.UNDELIVERED, 30006)


def test_message_is_found_beyond_the_first_page(twilio: Running, description: Description) -> None:
    sms = channel(twilio.url)
    for entry_id in range(1, 204):
        sms.send(envelope(entry_id=entry_id))
    first = twilio.book().all("accepted")[0]
    found = TwilioLookUp(client(twilio.url)).look_up(question())
    assert found is not None
    assert found.provider_id == first["sid"]
    listings = twilio.book().requests("GET")
    assert len(listings) == 2
    assert description.errors(listings) == []
    assert listings[0]["query"] == [["To", PERSON], ["PageSize", "200"]]


def listing(*messages: dict[str, object]) -> bytes:
    return http("200 OK", json.dumps({"messages": messages, "next_page_uri": None}).encode())


def message(letter: str, status: str, minutes: float, entry_id: int = 1) -> dict[str, object]:
    created_at = format_datetime(CALLED_AT + timedelta(minutes=minutes))
    body = f"Avis #{marker(entry_id, KEY)}"
    return {"sid": "SM" + letter * 32, "body": body, "status": status, "error_code": None, "date_created": created_at}


LISTED = [
    ((), None),
    ((message("a", "queued", -4),), Found("SM" + "a" * 32, DeliveryStatus.ACCEPTED)),
    ((message("a", "sent", -6),), None),
    ((message("a", "sent", 1, entry_id=2),), None),
    ((message("a", "failed", 1), message("b", "delivered", 2)), Found("SM" + "b" * 32, DeliveryStatus.DELIVERED)),
    ((message("a", "levitating", 1),), Found("SM" + "a" * 32, DeliveryStatus.ACCEPTED)),
    ((message("a", "sent", 1) | {"body": None},), None),
    ((message("a", "sent", 1) | {"date_created": None},), Found("SM" + "a" * 32, DeliveryStatus.SENT)),
]


@pytest.mark.parametrize(("messages", "found"), LISTED)
def test_listing_is_read(messages: tuple[dict[str, object], ...], found: Found | None) -> None:
    with raw_server(listing(*messages)) as server:
        assert TwilioLookUp(client(server.url)).look_up(question(called_at=CALLED_AT)) == found


def test_listing_that_is_too_long_settles_nothing() -> None:
    too_many = listing(*[message("a", "sent", 1, entry_id=2)] * MOST)
    with raw_server(too_many) as server, pytest.raises(LookUpError, match="more than 1000"):
        TwilioLookUp(client(server.url)).look_up(question(called_at=CALLED_AT))


UNASKABLE = [
    http("500 Internal Server Error", b""),
    http("429 Too Many Requests", b'{"code": 20429}'),
    http("200 OK", b"<html>"),
    http("200 OK", b'{"no": 1, "messages": 2}'),
    http("200 OK", b'{"messages": [1]}'),
    http("204 No Content", b""),
    b"",
]


@pytest.mark.parametrize("answer", UNASKABLE)
def test_twilio_that_cannot_be_asked_is_said_so_without_the_number(answer: bytes) -> None:
    with raw_server(answer) as server, pytest.raises(NotifierError) as error:
        TwilioLookUp(client(server.url)).look_up(question())
    assert PERSON[2:] not in str(error.value)


def test_another_key_is_not_let_in(twilio: Running) -> None:
    stranger = type(CREDENTIALS)(CREDENTIALS.account_sid, CREDENTIALS.api_key_sid, "another")
    with pytest.raises(ErrorAnswer, match="Twilio answered 401, error 20003"):
        TwilioLookUp(client(twilio.url, stranger)).look_up(question())
