"""Starts the fake for a test, and talks to it besides the API."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from tests.counterparts.fake_twilio.account import SENDER, Behaviour
from tests.counterparts.fake_twilio.ledger import Book, read_book

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Running:
    """A fake that listens at ``url`` and writes to ``ledger``."""

    url: str
    ledger: Path

    def book(self) -> Book:
        return read_book(self.ledger)

    def order(self, *faults: str) -> None:
        """Have the next calls go wrong, each in its way."""
        self._post("order", {"calls": faults, "lists": []})

    def order_for_lists(self, *faults: str) -> None:
        """Have the next questions after its list go wrong."""
        self._post("order", {"calls": [], "lists": faults})

    def text_us(
        self, number: str, body: str, sid: str | None = None, *, to: str = SENDER, ago: float = 0.0
    ) -> tuple[int, str]:
        """Text the service as a person does; return the status and the text of its answer.

        What came so many seconds ``ago`` is listed, and no webhook tells of it.
        """
        text = {"number": number, "body": body, "to": to, "ago": ago} | ({"sid": sid} if sid else {})
        answer = json.loads(self._post("inbound", text))
        return answer["status"], answer["text"]

    def connections(self) -> int:
        """Return how many connections were ever made to the API."""
        with urlopen(f"{self.url}/_fake/connections") as answer:  # noqa: S310 - loopback
            return int(answer.read())

    def _post(self, what: str, content: object) -> bytes:
        request = Request(f"{self.url}/_fake/{what}", json.dumps(content).encode())  # noqa: S310 - loopback
        with urlopen(request) as answer:  # noqa: S310 - loopback
            body: bytes = answer.read()
            return body


@contextmanager
def fake_twilio(ledger: Path, behaviour: Behaviour | None = None) -> Iterator[Running]:
    """Give a fake in a process of its own, ended at the end."""
    settings = json.dumps(asdict(behaviour or Behaviour()))
    command = [sys.executable, "-m", "tests.counterparts.fake_twilio", "--ledger", str(ledger), "--behaviour", settings]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ}
    ) as process:
        try:
            assert process.stdout is not None
            yield Running(process.stdout.readline().strip(), ledger)
        finally:
            process.kill()
