"""SMS by our channel to a server that takes everything at once, in this process's threads.

Floor: the twilio library's own client, with the same connections and the same message, to the same server in the same
run. The server is a process of its own and does nothing but answer.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from urllib.parse import urlsplit, urlunsplit

from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from geodata.model import StreetSideId
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.channels.threaded import Threaded
from notifier.channels.twilio.account import open_account
from notifier.channels.twilio.credentials import TwilioCredentials
from notifier.channels.twilio.sms import TwilioSms
from notifier.model import AlertKind, Channel, Message, MessageSubject, Recipient
from schedules.model import BanWindow

_NOW = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)
_CREDENTIALS = TwilioCredentials("AC" + "0" * 32, "SK" + "0" * 32, "secret")
_SENDER = "+15145550100"
_TEXT = "AvisNeige: stationnement interdit rue Fabre, côté pair, lun. 7 déc. 19 h à mar. 8 déc. 7 h."
_URL = "https://avis.example.org"
_IN_FLIGHT = 4


def run(*, quick: bool) -> list[dict[str, object]]:
    """Send the same number of messages both ways, in turn, three times; the best of each counts."""
    count = 500 if quick else 4000
    with sink() as url:
        rates = [(_per_second(_bare(url), count), _per_second(_ours(url), count)) for _ in range(3)]
    bare, ours = (max(column) for column in zip(*rates, strict=True))
    return [
        {
            "name": "sms to a sink without latency",
            "messages_per_second": round(ours),
            "floor_messages_per_second": round(bare),
            "ratio": round(ours / bare, 2),
            "note": f"{_IN_FLIGHT} in flight; marker, signed callback, bounded answer, time limits",
        }
    ]


@contextmanager
def sink() -> Iterator[str]:
    """Give the URL of a server that takes every message."""
    with subprocess.Popen([sys.executable, "-m", "benchmarks.sms_sink"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def channel(url: str, now: Callable[[], datetime]) -> TwilioSms:
    """Return our channel to a server."""
    return TwilioSms(open_account(_CREDENTIALS, url), _SENDER, b"k" * 32, now, _URL)


def _per_second(send_all: Callable[[int], None], count: int) -> float:
    send_all(_IN_FLIGHT)
    begin = time.perf_counter()
    send_all(count)
    return count / (time.perf_counter() - begin)


def _ours(url: str) -> Callable[[int], None]:
    threaded = Threaded(channel(url, lambda: _NOW), _IN_FLIGHT)

    def send_all(count: int) -> None:
        answers: SimpleQueue[SendOutcome] = SimpleQueue()
        threaded.start((_envelope(number) for number in range(1, count + 1)), lambda _, outcome: answers.put(outcome))
        _require(all(answers.get().verdict is Verdict.ACCEPTED for _ in range(count)))

    return send_all


class _SwappedClient(TwilioHttpClient):  # type: ignore[misc]
    """The library's own client, led to another server."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._base = urlsplit(url)

    def request(self, method: str, url: str, *rest: object, **named: object) -> object:
        """Ask the other server."""
        swapped = urlsplit(url)._replace(scheme=self._base.scheme, netloc=self._base.netloc)
        return super().request(method, urlunsplit(swapped), *rest, **named)


def _bare(url: str) -> Callable[[int], None]:
    client = Client("SK" + "0" * 32, "secret", "AC" + "0" * 32, http_client=_SwappedClient(url))

    def send(count: int) -> None:
        for number in range(count):
            made = client.messages.create(
                to=f"+1514{number:07}", from_=_SENDER, body=_TEXT, validity_period=36000, status_callback=_URL
            )
            _require(made.sid)

    def send_all(count: int) -> None:
        threads = [threading.Thread(target=send, args=(count // _IN_FLIGHT,)) for _ in range(_IN_FLIGHT)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return send_all


def _envelope(number: int) -> Envelope:
    window = BanWindow(StreetSideId("1"), _NOW + timedelta(hours=7), _NOW + timedelta(hours=19))
    subject = MessageSubject(AlertKind.PLANNED, (window.side_id,), window)
    recipient = Recipient(Channel.SMS, f"+1514{number:07}")
    return Envelope((number,), recipient, subject, Message(_TEXT, 1), window.starts_at, attempt=1)


def _require(holds: object) -> None:
    if not holds:
        message = "a message was not taken"
        raise RuntimeError(message)
