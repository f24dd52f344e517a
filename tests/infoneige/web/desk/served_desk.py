"""`infoneige serve` as a process of its own, with a publisher logged in, and clients that do not behave."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from infoneige.clock import SystemClock
from infoneige.config import load_settings
from infoneige.operators.accounts import Accounts, open_accounts
from infoneige.operators.model import LoginMethod, Role
from infoneige.secrecy.key_file import as_text
from infoneige.storage.database import Database, open_database
from infoneige.storage.migrate import migrate
from infoneige.web.browser_session import new_token
from infoneige.web.desk.desk_cookies import desk_cookies
from infoneige.web.forms import FormTokens
from tests.vault import RING, VAULT

PATIENCE = 40.0
BOUNDARY = "neige-neige-neige"
CHARGER = "/operations/charger"


@dataclass(frozen=True)
class Answer:
    """What a server said before it closed the connection; status 0 for nothing at all."""

    status: int
    text: str


@dataclass
class ServedDesk:
    """A server with one process, so that what fills it is known; ``spool`` is where its temporary files would lie."""

    process: subprocess.Popen[bytes]
    address: str
    port: int
    database_url: str
    session: str
    browser: str
    spool: Path
    log: Path

    @property
    def jeton(self) -> str:
        """Return the token of the publisher's forms."""
        return FormTokens(RING.codes).token(f"desk {self.browser}")

    def head(self, path: str = CHARGER, *headers: str, session: str | None = None) -> bytes:
        """Return the head of an upload, as the publisher's browser sends it, with these headers besides."""
        cookies = desk_cookies(is_https=False)
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Accept: text/html",
            f"Origin: {self.address}",
            f"Cookie: {cookies.session.name}={session or self.session}; {cookies.browser.name}={self.browser}",
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
            *headers,
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    def form(self, *parts: bytes) -> bytes:
        """Return the body of an upload: the form's own fields, then these parts."""
        own = (field("jeton", self.jeton.encode()), field("mode", b"changes"))
        return b"".join((*own, *parts, f"--{BOUNDARY}--\r\n".encode()))

    def connect(self) -> socket.socket:
        """Open a connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def send(self, *pieces: bytes, path: str = CHARGER) -> Answer:
        """Send a whole upload, with the length that it has."""
        body = b"".join(pieces)
        with self.connect() as connection:
            push(connection, self.head(path, f"Content-Length: {len(body)}"), body)
            return answer(connection)

    def get(self, path: str = "/healthz") -> Answer:
        """Ask for a page."""
        with self.connect() as connection:
            asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n\r\n"
            push(connection, asked.encode())
            return answer(connection)

    def spooled(self) -> list[str]:
        """Return the temporary files that the server has, named or open without a name."""
        named = [str(path) for path in self.spool.rglob("*")]
        opened = [target for target in self._descriptors() if target.startswith(str(self.spool))]
        return [path for path in named + opened if "/wgunicorn-" not in path]  # a worker's sign of life

    def memory(self) -> int:
        """Return the bytes that the process that serves holds."""
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self._worker()}/status").read_text(encoding="ascii"))
        assert found
        return int(found[1]) * 1024

    def _descriptors(self) -> list[str]:
        targets = []
        for link in Path(f"/proc/{self._worker()}/fd").iterdir():
            try:
                targets.append(str(link.readlink()))
            except FileNotFoundError:
                continue
        return targets

    def _worker(self) -> int:
        pid = self.process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()[0])


def field(name: str, value: bytes) -> bytes:
    """Return a field of a form."""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"


def file(name: bytes, content: bytes) -> bytes:
    """Return a file of a form."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="plan"; filename="'.encode()
    return head + name + b'"\r\nContent-Type: text/csv\r\n\r\n' + content + b"\r\n"


def push(connection: socket.socket, *pieces: bytes) -> bool:
    """Send, and say whether all of it was taken; who does not want more may hang up."""
    try:
        for piece in pieces:
            connection.sendall(piece)
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True


def answer(connection: socket.socket) -> Answer:
    """Read until the answer is whole or the connection ends."""
    heard = b""
    try:
        while not _is_whole(heard):
            piece = connection.recv(65536)
            if not piece:
                break
            heard += piece
    except ConnectionResetError:
        pass
    found = re.match(rb"HTTP/1\.1 (\d{3})", heard)
    return Answer(int(found[1]) if found else 0, heard.partition(b"\r\n\r\n")[2].decode(errors="replace"))


def _is_whole(heard: bytes) -> bool:
    head, _, body = heard.partition(b"\r\n\r\n")
    length = re.search(rb"\r\nContent-Length: (\d+)", head, re.IGNORECASE)
    return length is not None and len(body) >= int(length[1])


@contextmanager
def serve_desk(city: Path, folder: Path, *options: str) -> Iterator[ServedDesk]:
    """Run the service, with threads as by default, over an empty database, until the end of the block."""
    (spool := folder / "spool").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    variables = {
        "INFONEIGE_DATABASE": f"sqlite:///{folder}/desk.db",
        "INFONEIGE_GEODATA": str(city),
        "INFONEIGE_PUBLIC_URL": address,
        "INFONEIGE_KEYS": as_text(RING),
    }
    session = _logged_in(variables)
    command = [sys.executable, "-c", "from infoneige.cli import main; main()", "serve", *options]
    log = folder / "log"
    with (
        log.open("wb") as out,
        subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--port", str(port), "--workers", "1"],
            env=os.environ | variables | {"TMPDIR": str(spool)},
            stdout=out,
            stderr=out,
        ) as process,
    ):
        url = variables["INFONEIGE_DATABASE"]
        desk = ServedDesk(process, address, port, url, session, new_token(), spool, log)
        try:
            _wait_for(desk)
            yield desk
        finally:
            process.terminate()


def _logged_in(variables: dict[str, str]) -> str:
    """Return the token of a publisher's session."""
    now = SystemClock().now()
    with open_database(variables["INFONEIGE_DATABASE"]) as database:
        migrate(database)
        accounts = _accounts(database, variables)
        operator = accounts.book.add("amelie", Role.PUBLISHER, actor="command:clerk", now=now)
        return accounts.sessions.open(operator.operator_id, LoginMethod.PASSKEY, now=now)


def _accounts(database: Database, variables: dict[str, str]) -> Accounts:
    return open_accounts(database, VAULT, load_settings(variables))


def _wait_for(desk: ServedDesk) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert desk.process.poll() is None, desk.log.read_text()
        try:
            assert desk.get().status == 200
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(desk.log.read_text())
