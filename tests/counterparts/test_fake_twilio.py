"""The judge is judged: the fake is as strict, and as bad, as it says."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from notifier.channels.contract import News, Verdict
from tests.counterparts.fake_twilio.account import (
    API_KEY_SECRET,
    AUTH_TOKEN,
    SENDER,
    SERVICE_SID,
    UNREACHABLE,
    Behaviour,
)
from tests.counterparts.fake_twilio.faults import AFTER, BEFORE, FAULTS, RATE, Draw
from tests.counterparts.fake_twilio.ledger import read_book
from tests.counterparts.fake_twilio.listing import Asked, read_question
from tests.counterparts.fake_twilio.rules import judge_key, judge_message
from tests.counterparts.fake_twilio.running import fake_twilio
from tests.notifier.channels.twilio_world import PERSON, channel, envelope

GOOD = {"To": PERSON, "From": SENDER, "Body": "Avis", "ValidityPeriod": "36000"}
LONG = "x" * 1601

FORMS = [
    (GOOD, None),
    ({"To": PERSON, "MessagingServiceSid": SERVICE_SID, "Body": "é" * 1600}, None),
    (GOOD | {"To": "hello"}, 21211),
    (GOOD | {"To": "5145550142"}, 21211),
    (GOOD | {"To": "+05145550142"}, 21211),
    (GOOD | {"Body": ""}, 21602),
    (GOOD | {"Body": LONG}, 21617),
    (GOOD | {"ValidityPeriod": "0"}, 20001),
    (GOOD | {"ValidityPeriod": "36001"}, 20001),
    (GOOD | {"ValidityPeriod": "1.5"}, 20001),
    (GOOD | {"From": "+15145550199"}, 21606),
    (GOOD | {"MessagingServiceSid": SERVICE_SID}, 21603),
    ({"To": PERSON, "MessagingServiceSid": "MG" + "0" * 32, "Body": "Avis"}, 21701),
    (GOOD | {"StatusCallback": "https://avis_neige.example.org/x"}, 21609),
    (GOOD | {"StatusCallback": "/twilio/status/1"}, 21609),
    (GOOD | {"Sneaky": "1"}, 20001),
    (GOOD | {"To": "+15145550110"}, 21610),
    (GOOD | {"To": "+15145550177"}, 21610),
]


@pytest.mark.parametrize(("form", "code"), FORMS)
def test_form_is_judged(form: dict[str, str], code: int | None) -> None:
    refusal = judge_message(list(form.items()), {"+15145550177"})
    assert (refusal and refusal.code) == code


SID = "SM" + "a" * 32
QUESTIONS = [
    ([], True),
    ([("To", SENDER), ("DateSent>", "2026-12-07T12:00:00Z"), ("PageSize", "1000")], True),
    ([("DateSent>", "2026-12-07"), ("Page", "1"), ("PageToken", f"PA{SID}")], True),
    ([("To", "5145550100")], False),
    ([("To", SENDER), ("To", SENDER)], False),
    ([("DateSent>", "07/12/2026")], False),
    ([("DateSent>", "2026-12-07T12:00:00+01:00")], False),
    ([("DateSent>=", "2026-12-07")], False),
    ([("Direction", "inbound")], False),
    ([("PageSize", "0")], False),
    ([("PageSize", "1001")], False),
    ([("Page", "1")], False),
    ([("Page", "1"), ("PageToken", "PA1")], False),
    ([("PageToken", f"PA{SID}")], False),
]


@pytest.mark.parametrize(("query", "is_good"), QUESTIONS)
def test_question_after_the_list_is_read_strictly(query: list[tuple[str, str]], is_good: object) -> None:
    assert isinstance(read_question(query), Asked) is is_good


@pytest.mark.parametrize("text", [None, "", "Basic", "Basic é", "Basic AAAA", f"Bearer {API_KEY_SECRET}"])
def test_nothing_but_the_api_key_is_let_in(text: str | None) -> None:
    assert judge_key(text) is not None


def test_faults_come_by_their_shares_and_are_the_same_again() -> None:
    shares = dict.fromkeys(sorted(FAULTS), 0.02)
    first, again = Draw(shares, 1), Draw(shares, 1)
    drawn = [first.next() for _ in range(1000)]
    assert drawn == [again.next() for _ in range(1000)]
    assert set(drawn) == {None, *RATE, *BEFORE, *AFTER}
    assert 200 < sum(fault is not None for fault in drawn) < 320


@contextmanager
def listening(answers: list[int]) -> Iterator[tuple[str, list[tuple[str, dict[str, str], str]]]]:
    """Give the URL of a place for receipts that answers in turn, then 204; and what came in."""
    heard: list[tuple[str, dict[str, str], str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            heard.append((self.path, form, self.headers["X-Twilio-Signature"]))
            self.send_response(answers.pop(0) if answers else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    thread.join()
    server.server_close()


def test_receipts_are_signed_and_told_until_they_are_heard(tmp_path: Path) -> None:
    brisk = Behaviour(delivery_delay=0.05, callback_pause=0.05)
    with listening([500]) as (url, heard), fake_twilio(tmp_path / "ledger", brisk) as twilio:
        channel(twilio.url, public_url=url).send(envelope(UNREACHABLE))
        wait_for(heard, 3)
    told = [(form["MessageStatus"], form.get("ErrorCode")) for _, form, _ in heard]
    assert told == [("sent", None), ("sent", None), ("undelivered", "30003")]
    validator = RequestValidator(AUTH_TOKEN)
    assert [validator.validate(url + path, form, signature) for path, form, signature in heard] == [True] * 3
    assert [line["status"] for line in read_book(tmp_path / "ledger").all("callback")] == [500, 204, 204]


def test_receipt_can_come_before_the_answer(tmp_path: Path) -> None:
    with listening([]) as (url, heard), fake_twilio(tmp_path / "ledger") as twilio:
        twilio.order("callback_first")
        outcome = channel(twilio.url, public_url=url).send(envelope())
        assert [form["MessageStatus"] for _, form, _ in heard] == ["sent", "delivered"]
        assert {form["MessageSid"] for _, form, _ in heard} == {outcome.provider_id}


def test_text_of_a_person_is_signed_and_a_stop_is_obeyed(tmp_path: Path) -> None:
    with listening([]) as (url, heard), fake_twilio(tmp_path / "ledger", Behaviour(our_webhooks=url)) as twilio:
        sms = channel(twilio.url)
        assert twilio.text_us(PERSON, " stop ") == (204, "")
        assert sms.send(envelope()).news is News.STOPPED
        twilio.text_us(PERSON, "START", sid="SM" + "0" * 32)
        assert sms.send(envelope()).verdict is Verdict.ACCEPTED
    assert [(path, form["Body"], form["From"]) for path, form, _ in heard] == [
        ("/twilio/inbound", " stop ", PERSON),
        ("/twilio/inbound", "START", PERSON),
    ]
    assert heard[1][1]["MessageSid"] == "SM" + "0" * 32


def test_message_that_waits_too_long_is_dropped(tmp_path: Path) -> None:
    with fake_twilio(tmp_path / "ledger", Behaviour(delivery_delay=1.5)) as twilio:
        channel(twilio.url).send(envelope(useful_for=timedelta(seconds=1.5)))
        time.sleep(1.3)
        (line,) = twilio.book().all("undelivered")
    assert line["code"] == 30036


def test_queue_is_full_at_its_size(tmp_path: Path) -> None:
    with fake_twilio(tmp_path / "ledger", Behaviour(queue=2, delivery_delay=9)) as twilio:
        sms = channel(twilio.url)
        outcomes = [sms.send(envelope(entry_id=entry_id)) for entry_id in range(1, 4)]
    assert [outcome.error_code for outcome in outcomes] == [None, None, 21611]


def wait_for(heard: list[tuple[str, dict[str, str], str]], count: int) -> None:
    for _ in range(100):
        if len(heard) >= count:
            return
        time.sleep(0.05)
