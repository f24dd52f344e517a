"""A server that answers every connection with the same bytes, right or wrong, and keeps what it was sent."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class RawServer:
    """Listens on ``url``; ``pause`` seconds go by between two bytes of its answer."""

    answer: bytes
    pause: float = 0
    received: list[bytes] = field(default_factory=list)
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with connection, suppress(OSError):
                    self.received.append(connection.recv(65536))
                    self._say(connection)
                    connection.shutdown(socket.SHUT_WR)
                    connection.settimeout(1)
                    while connection.recv(65536):
                        pass  # else what was not read would turn the end into a reset

    def _say(self, connection: socket.socket) -> None:
        if not self.pause:
            connection.sendall(self.answer)
            return
        for place in range(len(self.answer)):
            connection.sendall(self.answer[place : place + 1])
            time.sleep(self.pause)


@contextmanager
def raw_server(answer: bytes, pause: float = 0) -> Iterator[RawServer]:
    """Give a server that is listening, closed at the end."""
    server = RawServer(answer, pause)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()


def http(status: str, body: bytes, *headers: str) -> bytes:
    """Write an answer."""
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""])
    return head.encode() + body
