"""`infoneige serve` as a process of its own: it answers browsers and Twilio over real HTTP, and stops cleanly."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner, Result
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from infoneige.cli import main
from infoneige.storage.database import open_database
from tests.vault import RING

PATIENCE = 30.0
ACCOUNT, TOKEN = "AC" + "0" * 32, "0123456789abcdef" * 2
NUMBER = "+15145550123"


@pytest.fixture
def settings(valneige: Path, tmp_path: Path) -> dict[str, str]:
    """Give the settings of a city with both channels; Twilio itself is at an address that nobody answers."""
    for name, secret in (("token", TOKEN), ("secret", "s" * 32)):
        (tmp_path / name).write_text(f"{secret}\n", encoding="ascii")
    return {
        "INFONEIGE_DATABASE": f"sqlite:///{tmp_path}/state.db",
        "INFONEIGE_GEODATA": str(valneige),
        "INFONEIGE_PUBLIC_URL": "https://neige.example",
        "INFONEIGE_SMS": "twilio",
        "INFONEIGE_TWILIO_ACCOUNT_SID": ACCOUNT,
        "INFONEIGE_TWILIO_API_KEY_SID": "SK" + "0" * 32,
        "INFONEIGE_TWILIO_API_SECRET_FILE": str(tmp_path / "secret"),
        "INFONEIGE_TWILIO_AUTH_TOKEN_FILE": str(tmp_path / "token"),
        "INFONEIGE_TWILIO_SENDER": "+15145550100",
        "INFONEIGE_TWILIO_URL": "http://127.0.0.1:9",
        "INFONEIGE_PUSH": "on",
        "INFONEIGE_PUSH_CONTACT": "mailto:neige@example.org",
    }


@contextmanager
def serving(settings: Mapping[str, str], log: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run the service until the end of the block; give its process and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from infoneige.cli import main; main()", "serve", "--port", str(port)]
    with (
        log.open("wb") as out,
        subprocess.Popen(  # noqa: S603 - our own command
            command, env=os.environ | settings, stdout=out, stderr=out
        ) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, process, log)
            yield process, address
        finally:
            process.kill() if process.poll() is None else None


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            assert call(f"{address}/healthz") == (200, "ok\n")
        except URLError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(log.read_text())


def call(url: str, fields: Mapping[str, str] | None = None, **headers: str) -> tuple[int, str]:
    body = None if fields is None else urlencode(fields).encode()
    request = Request(url, data=body, headers={name.replace("_", "-"): value for name, value in headers.items()})  # noqa: S310
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def refused(*arguments: str) -> Result:
    """Run the command where it must fail; give what it said."""
    return CliRunner().invoke(main, ["serve", *arguments])


def test_serve_answers_browsers_and_twilio_and_stops_cleanly(settings: dict[str, str], tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(settings, log) as (process, address):
        assert call(f"{address}/readyz") == (200, '{"failing":[],"ready":true}\n')
        assert json.loads(call(f"{address}/push/key")[1]) == {"key": RING.vapid_public}
        stop = {"AccountSid": ACCOUNT, "MessageSid": "SM" + "1" * 32, "From": NUMBER, "Body": "ARRÊT svp"}
        signature = RequestValidator(TOKEN).compute_signature("https://neige.example/twilio/inbound", stop)
        assert call(f"{address}/twilio/inbound", stop)[0] == 403
        for _ in range(2):
            status, told = call(f"{address}/twilio/inbound", stop, X_Twilio_Signature=signature)
            assert status == 200
            assert re.search(r"<Response><Message>.*ne recevrez plus.*</Message></Response>", told)
        with open_database(settings["INFONEIGE_DATABASE"]) as database, database.read() as connection:
            assert connection.execute("SELECT channel FROM suppression").fetchall() == [("sms",)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert NUMBER not in log.read_text()
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("INFONEIGE_PUBLIC_URL", "INFONEIGE_PUBLIC_URL: expected"),
        ("INFONEIGE_TWILIO_AUTH_TOKEN_FILE", "INFONEIGE_TWILIO_AUTH_TOKEN_FILE: expected"),
    ],
)
def test_serve_says_which_setting_it_lacks(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, missing: str, said: str
) -> None:
    del settings["INFONEIGE_PUSH"], settings[missing]
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    done = refused()
    assert done.exit_code == 2
    assert said in done.output
