"""What Twilio says of a message that it took, asked by its id."""

import json
import time

import pytest

from notifier.channels.contract import Found
from notifier.channels.twilio.http_client import ErrorAnswer
from notifier.channels.twilio.look_up import LookUpError, TwilioLookUp
from notifier.model import DeliveryStatus, NotifierError
from tests.counterparts.fake_twilio import account
from tests.counterparts.fake_twilio.account import ACCOUNT_SID
from tests.counterparts.fake_twilio.description import Description
from tests.counterparts.fake_twilio.running import Running
from tests.notifier.channels.raw_server import http, raw_server
from tests.notifier.channels.twilio_world import CREDENTIALS, PERSON, channel, client, envelope

SID = "SM" + "a" * 32


def hand_over(twilio: Running, number: str = PERSON) -> str:
    provider_id = channel(twilio.url).send(envelope(number)).provider_id
    assert provider_id is not None
    return provider_id


def test_message_is_asked_about_by_its_id_as_the_api_is_described(twilio: Running, description: Description) -> None:
    sid = hand_over(twilio)
    assert TwilioLookUp(client(twilio.url)).what_became_of(sid) == Found(sid, DeliveryStatus.ACCEPTED)
    asked = twilio.book().requests("GET")
    assert [line["path"] for line in asked] == [f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}.json"]
    assert description.errors(asked) == []


@pytest.mark.parametrize(
    ("number", "status", "code"),
    [(PERSON, DeliveryStatus.DELIVERED, None), (account.LANDLINE, DeliveryStatus.UNDELIVERED, 30006)],
)
def test_answer_is_what_became_of_it(twilio: Running, number: str, status: DeliveryStatus, code: int | None) -> None:
    sid = hand_over(twilio, number)
    time.sleep(0.5)
    assert TwilioLookUp(client(twilio.url)).what_became_of(sid) == Found(sid, status, code)


def test_message_that_twilio_does_not_know_is_none(twilio: Running) -> None:
    assert TwilioLookUp(client(twilio.url)).what_became_of(SID) is None


def test_status_that_is_new_to_us_is_no_end() -> None:
    answer = json.dumps({"sid": SID, "status": "levitating", "error_code": None}).encode()
    with raw_server(http("200 OK", answer)) as server:
        assert TwilioLookUp(client(server.url)).what_became_of(SID) == Found(SID, DeliveryStatus.ACCEPTED)


UNASKABLE = [
    http("404 Not Found", b"<html>"),
    http("404 Not Found", b'{"code": 20003}'),
    http("500 Internal Server Error", b'{"code": 20500}'),
    http("429 Too Many Requests", b'{"code": 20429}'),
    http("200 OK", b"<html>"),
    http("200 OK", b"[]"),
    b"",
]


@pytest.mark.parametrize("answer", UNASKABLE)
def test_answer_that_settles_nothing_is_an_error(answer: bytes) -> None:
    with raw_server(answer) as server, pytest.raises(NotifierError):
        TwilioLookUp(client(server.url)).what_became_of(SID)


@pytest.mark.parametrize("other", [None, "SM" + "b" * 32])
def test_answer_about_another_message_is_not_believed(other: str | None) -> None:
    answer = json.dumps({"sid": other, "status": "delivered", "error_code": None}).encode()
    with raw_server(http("200 OK", answer)) as server, pytest.raises(LookUpError, match="another message"):
        TwilioLookUp(client(server.url)).what_became_of(SID)


def test_key_that_is_not_let_in_is_no_answer(twilio: Running) -> None:
    stranger = type(CREDENTIALS)(CREDENTIALS.account_sid, CREDENTIALS.api_key_sid, "another")
    with pytest.raises(ErrorAnswer, match="Twilio answered 401, error 20003"):
        TwilioLookUp(client(twilio.url, stranger)).what_became_of(SID)
