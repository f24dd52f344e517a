import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from infoneige.clock import SystemClock
from notifier.channels.contract import NotNowError, ReceivedText
from notifier.channels.twilio import inbox as inbox_module
from notifier.channels.twilio.inbox import PAGE, WHOLE_ACCOUNT, TwilioInbox, inboxes_of
from tests.counterparts.fake_twilio.account import SENDER, SERVICE_SID
from tests.counterparts.fake_twilio.description import Description
from tests.counterparts.fake_twilio.running import Running
from tests.notifier.channels.raw_server import http, raw_server
from tests.notifier.channels.twilio_world import PERSON, channel, client, envelope

AT = datetime(2026, 12, 7, 12, tzinfo=UTC)
OTHER, CODES = "+15145550143", "+15145550101"
HOUR = timedelta(hours=1)


def inbox(url: str, number: str | None = SENDER, services: tuple[str, ...] = ()) -> TwilioInbox:
    return TwilioInbox(client(url), SystemClock().now, number, services)


def texts(inbox: TwilioInbox, since: datetime) -> list[ReceivedText]:
    return [text for page in inbox.texts(since) for text in page]


def test_what_people_texted_to_a_number_is_listed_the_newest_first(twilio: Running, description: Description) -> None:
    now = SystemClock().now()
    channel(twilio.url).send(envelope())
    for number, body, to, ago in [
        (PERSON, "ARRÊT", SENDER, 600.0),
        (OTHER, "oui", SENDER, 300.0),
        (PERSON, "stop", CODES, 300.0),
        (PERSON, "STOP", SENDER, 7200.0),
    ]:
        twilio.text_us(number, body, to=to, ago=ago)
    found = texts(inbox(twilio.url), now - HOUR)
    assert [(text.number, text.text) for text in found] == [(OTHER, "oui"), (PERSON, "ARRÊT")]
    sids = {line["body"]: line["sid"] for line in twilio.book().all("unheard")}
    assert [text.provider_id for text in found] == [sids["oui"], sids["ARRÊT"]]
    written_at = found[1].written_at
    assert written_at is not None
    assert abs(now - timedelta(minutes=10) - written_at) < timedelta(seconds=30)
    (asked,) = twilio.book().requests("GET")
    since = (now - HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert asked["query"] == [["To", SENDER], ["DateSent>", since], ["PageSize", str(PAGE)]]
    assert description.errors([asked]) == []
    assert PERSON not in repr(found)


def test_every_page_is_asked_for_once_though_texts_come_in_meanwhile(
    twilio: Running, description: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "PAGE", 3)
    for place in range(7):
        twilio.text_us(PERSON, f"text {place}", ago=600.0 - place)
    found = []
    for page in inbox(twilio.url).texts(SystemClock().now() - HOUR):
        found.append([text.text for text in page])
        twilio.text_us(OTHER, "meanwhile")
    assert found == [["text 6", "text 5", "text 4"], ["text 3", "text 2", "text 1"], ["text 0"]]
    asked = twilio.book().requests("GET")
    assert len(asked) == 3
    assert description.errors(asked) == []


def test_account_of_a_service_lists_what_came_in_and_nothing_of_ours(twilio: Running, description: Description) -> None:
    channel(twilio.url, SERVICE_SID).send(envelope())
    twilio.text_us(PERSON, "fin", to=CODES, ago=60.0)
    (whole,) = inboxes_of(client(twilio.url), SystemClock().now, ["", SERVICE_SID, SENDER])
    assert [text.text for text in texts(whole, SystemClock().now() - HOUR)] == ["fin"]
    assert whole.name == WHOLE_ACCOUNT
    asked = twilio.book().requests("GET")
    assert [name for name, _ in asked[0]["query"]] == ["DateSent>", "PageSize"]
    assert description.errors(asked) == []


def test_each_number_of_ours_has_an_inbox() -> None:
    names = [
        one.name for one in inboxes_of(client("http://127.0.0.1:1"), SystemClock().now, [SENDER, CODES, SENDER, ""])
    ]
    assert names == [SENDER, CODES]


def message(**changed: object) -> dict[str, object]:
    return {
        "sid": "SM" + "a" * 32,
        "direction": "inbound",
        "from": PERSON,
        "body": "ARRET",
        "date_created": format_datetime(AT),
        "date_sent": format_datetime(AT + HOUR),
        "messaging_service_sid": None,
    } | changed


READ = ReceivedText("SM" + "a" * 32, PERSON, "ARRET", AT)
LISTED = [
    (message(), READ),
    (message(direction="outbound-reply"), None),
    (message(**{"from": "whatsapp:+15145550142"}), None),
    (message(**{"from": None}), None),
    (message(sid="XX1"), None),
    (message(messaging_service_sid=SERVICE_SID), READ),
    (message(messaging_service_sid="MG" + "b" * 32), None),
    (message(body=None), ReceivedText(READ.provider_id, PERSON, "", AT)),
    (message(body="a\0b"), ReceivedText(READ.provider_id, PERSON, "ab", AT)),
    (message(date_created=None), ReceivedText(READ.provider_id, PERSON, "ARRET", AT + HOUR)),
    (message(date_created=None, date_sent=None), ReceivedText(READ.provider_id, PERSON, "ARRET", None)),
    (message(date_created="soon", date_sent=None), ReceivedText(READ.provider_id, PERSON, "ARRET", None)),
]


@pytest.mark.parametrize(("listed", "read"), LISTED)
def test_listed_message_is_read(listed: dict[str, object], read: ReceivedText | None) -> None:
    page = json.dumps({"messages": [listed], "next_page_uri": None}).encode()
    with raw_server(http("200 OK", page)) as server:
        assert texts(inbox(server.url, None, (SERVICE_SID,)), AT) == ([read] if read else [])


UNASKABLE = [
    http("500 Internal Server Error", b""),
    http("200 OK", b"<html>"),
    http("200 OK", b'{"no": 1, "messages": 2}'),
    http("200 OK", b'{"messages": [1]}'),
    http("200 OK", json.dumps({"messages": [message(sid=None)], "next_page_uri": None}).encode()),
    http("204 No Content", b""),
    b"",
]


@pytest.mark.parametrize("answer", UNASKABLE)
def test_twilio_that_cannot_be_asked_is_said_so_without_a_number(answer: bytes) -> None:
    with raw_server(answer) as server, pytest.raises(NotNowError) as error:
        texts(inbox(server.url), AT)
    assert error.value.retry_at is None
    assert SENDER[2:] not in str(error.value)


def test_when_twilio_wants_to_be_asked_again_is_passed_on(twilio: Running) -> None:
    twilio.order_for_lists("rate_named")
    asked_at = SystemClock().now()
    with pytest.raises(NotNowError, match="Twilio answered 429, error 20429") as error:
        texts(inbox(twilio.url), AT)
    retry_at = error.value.retry_at
    assert retry_at is not None
    assert timedelta(seconds=1) <= retry_at - asked_at < timedelta(minutes=1)


def test_list_without_an_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "MOST_PAGES", 3)
    page = json.dumps({"messages": [message()], "next_page_uri": "/again"}).encode()
    with raw_server(http("200 OK", page, "Connection: close")) as server:
        pages = inbox(server.url).texts(AT)
        assert [next(pages) for _ in range(3)] == [(READ,)] * 3
        with pytest.raises(NotNowError, match="more than 300 messages"):
            next(pages)
        assert len(server.received) == 4
