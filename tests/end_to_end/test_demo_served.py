"""The demonstration as a visitor sees it: served, subscribed to, changed from another terminal, and gone at the end."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

PATIENCE = 60.0
TYPED = r"^    INFONEIGE_COALESCE=0s infoneige (plan publish .*)$"


@pytest.fixture
def demonstration() -> Iterator[tuple["subprocess.Popen[str]", str, str]]:
    """Give the process, its address, and the command that it says to type."""
    command = [sys.executable, "-m", "infoneige", "demo", "--serve", "--port", "0"]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        said = ""
        while (typed := re.search(TYPED, said, re.MULTILINE)) is None:
            line = process.stdout.readline()
            assert line, said
            said += line
        found = re.search(r"served at (\S+) until", said)
        assert found is not None
        yield process, found[1], typed[1]
        process.kill()


def page(address: str) -> str:
    with urlopen(address) as answer:  # noqa: S310 - loopback
        content: bytes = answer.read()
    return content.decode()


def wait_for(address: str, text: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while text not in page(address):
        assert time.monotonic() < deadline, page(address)
        time.sleep(0.1)


def test_visitor_publishes_a_change_and_sees_its_messages(
    demonstration: tuple["subprocess.Popen[str]", str, str],
) -> None:
    process, address, typed = demonstration
    wait_for(f"{address}/envois", "avenue des Érables pairs")
    assert "REPORTÉ" not in page(f"{address}/envois")
    published = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "infoneige", *typed.split()],
        env={**os.environ, "INFONEIGE_COALESCE": "0s"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert published.returncode == 0, published.stdout + published.stderr
    wait_for(f"{address}/envois", "REPORTÉ")
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
