import logging
import socket
import traceback

import pytest

from infoneige.clock import SystemClock
from notifier.channels.contract import Question, SendOutcome, Verdict
from notifier.channels.twilio.credentials import CredentialsError
from notifier.channels.twilio.http_client import BIGGEST_ANSWER, GuardedHttpClient, NoAnswerError, TimeLimits
from notifier.channels.twilio.look_up import TwilioLookUp
from notifier.model import Channel, NotifierError, Recipient
from tests.counterparts.fake_twilio import account
from tests.counterparts.fake_twilio.running import Running
from tests.notifier.channels.raw_server import http, raw_server
from tests.notifier.channels.twilio_world import CREDENTIALS, PERSON, TEXT, channel, client, envelope


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


NOWHERE = [
    (f"http://127.0.0.1:{free_port()}", "no connection to Twilio: NewConnectionError"),
    ("https://twilio.invalid", "no connection to Twilio: NameResolutionError"),
]


@pytest.mark.parametrize(("url", "reason"), NOWHERE, ids=[reason for _, reason in NOWHERE])
def test_call_without_a_connection_was_surely_not_made(url: str, reason: str) -> None:
    assert channel(url).send(envelope()) == SendOutcome(Verdict.RETRY, reason=reason)


def test_redirect_is_not_followed() -> None:
    with raw_server(b"") as elsewhere, raw_server(http("307 Moved", b"", f"Location: {elsewhere.url}/")) as server:
        assert channel(server.url).send(envelope()) == SendOutcome(Verdict.UNKNOWN, reason="Twilio 307: temporary")
        assert elsewhere.received == []


def test_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch, twilio: Running) -> None:
    with raw_server(b"") as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("TWILIO_EDGE", "sydney")
        assert channel(twilio.url).send(envelope()).verdict is Verdict.ACCEPTED
        assert proxy.received == []


def test_answer_that_never_ends_holds_nobody() -> None:
    with raw_server(http("201 Created", b" " * 1000), pause=0.02) as server:
        client = GuardedHttpClient(server.url, TimeLimits(connect=0.2, read=0.3))
        with pytest.raises(NoAnswerError):
            client.request("POST", f"{server.url}/")


def test_answer_of_any_size_is_not_read() -> None:
    with raw_server(http("201 Created", b"x" * (BIGGEST_ANSWER + 1))) as server:
        assert channel(server.url).send(envelope()) == SendOutcome(Verdict.UNKNOWN, reason="the answer is too big")


STRANGE = [
    (http("400 Bad Request", b"<html>a proxy</html>"), Verdict.UNKNOWN, "Twilio 400: temporary"),
    (http("400 Bad Request", b'{"code": 29999}'), Verdict.REFUSED, "Twilio 29999: unknown code"),
    (http("400 Bad Request", b'{"code": "21610"}'), Verdict.UNKNOWN, "Twilio 400: temporary"),
    (http("400 Bad Request", b'["code"]'), Verdict.UNKNOWN, "Twilio 400: temporary"),
    (http("401 Unauthorized", b""), Verdict.RETRY, "Twilio 401: key refused"),
    (http("403 Forbidden", b'{"code": 20003}'), Verdict.RETRY, "Twilio 20003: key refused"),
    (http("429 Too Many", b"", "Retry-After: soon"), Verdict.RETRY, "Twilio 429: rate"),
    (http("502 Bad Gateway", b""), Verdict.UNKNOWN, "Twilio 502: temporary"),
    (http("200 OK", b"[]"), Verdict.UNKNOWN, "an answer that cannot be read: AttributeError"),
    (http("201 Created", b""), Verdict.UNKNOWN, "an answer that names no message"),
    (http("201 Created", b'{"sid": "SM1"}'), Verdict.UNKNOWN, "an answer that names no message"),
    (
        b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{}",
        Verdict.UNKNOWN,
        "no answer from Twilio: IncompleteRead",
    ),
    (b"220 smtp.example.org\r\n", Verdict.UNKNOWN, "no answer from Twilio: BadStatusLine"),
    (b"", Verdict.UNKNOWN, "no answer from Twilio: RemoteDisconnected"),
]


@pytest.mark.parametrize(("answer", "verdict", "reason"), STRANGE)
def test_strange_answer_is_not_taken_for_another(answer: bytes, verdict: Verdict, reason: str) -> None:
    with raw_server(answer) as server:
        outcome = channel(server.url).send(envelope())
    assert (outcome.verdict, outcome.reason) == (verdict, reason)


@pytest.mark.parametrize("url", ["http://api.twilio.com", "ftp://127.0.0.2", "", "http://127.0.0.1.example.org"])
def test_key_does_not_travel_in_the_clear(url: str) -> None:
    with pytest.raises(CredentialsError, match="must be https"):
        GuardedHttpClient(url)


def asked_for(url: str, number: str) -> str:
    question = Question(Recipient(Channel.SMS, number), ("ABCDEF",), SystemClock().now())
    try:
        return repr((question, TwilioLookUp(client(url)).look_up(question)))
    except NotifierError as error:
        return "".join(traceback.format_exception(error))


def test_nobodys_number_and_no_secret_is_ever_told(twilio: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told = []
    for url in (twilio.url, f"http://127.0.0.1:{free_port()}"):
        sms = channel(url)
        told += [repr(sms.send(envelope(number))) for number in (PERSON, account.STOPPED, account.INVALID)]
        told += [asked_for(url, number) for number in (PERSON, account.STOPPED)]
    told += [repr(envelope()), repr(CREDENTIALS), *(record.getMessage() for record in caplog.records)]
    secrets = (PERSON, PERSON[2:], account.STOPPED[2:], account.INVALID[2:], account.API_KEY_SECRET)
    assert [(secret, text) for secret in secrets for text in told if secret in text] == []
    assert any(TEXT in text for text in told)
    assert any("NewConnectionError" in text for text in told)
