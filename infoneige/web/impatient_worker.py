"""A worker of gunicorn whose threads nobody can hold: by sending nothing, slowly or without end, or by not listening.

Whoever has sent too slowly is heard no further: their request ends where it is, and is refused as cut short. While
every thread is taken, patience is shorter, but for large bodies, of which a room lets in only a few at once.
"""

import socket
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]
from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker  # type: ignore[import-untyped]

HEAD_SECONDS: Final = 10.0
BODY_SECONDS: Final = 20.0
SLOWEST: Final = 50_000
"""Bytes per second that a large body may take beyond ``BODY_SECONDS``: an office on 0.4 Mbit/s."""

CROWDED_SECONDS: Final = 2.0
WHOLE_SECONDS: Final = 600.0
"""How long a request may take in all, its answer fetched."""

LARGE: Final = 64 * 1024
_LISTENS_ON_SECONDS: Final = 2.0
_LISTENS_ON: Final = 32_000_000
_PIECE: Final = 65_536


@dataclass(frozen=True, slots=True)
class _Patience:
    """Until when a client is waited for: while others wait for a thread, otherwise, and to the end of its answer."""

    crowded: float
    alone: float
    whole: float


class ImpatientWorker(ThreadWorker):  # type: ignore[misc]
    """Serves each request in a thread, as soon as its first bytes are there, and as long as the rest keeps coming."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as gunicorn makes it
        """Start with nobody to wait for."""
        super().__init__(*arguments, **options)
        self._waiting_for: dict[TConn, _Patience] = {}

    def enqueue_req(self, conn: TConn) -> None:
        """Give a connection to a thread, or wait for its first bytes without one."""
        if conn.initialized or conn.wait_for_data(0):
            super().enqueue_req(conn)
        else:
            silent: Future[object] = Future()
            silent.set_result(_DEFER)
            self.finish_request(conn, silent)

    def handle(self, conn: TConn) -> Any:  # noqa: ANN401 - gunicorn's own
        """Read a request and answer it; say whether the connection is kept."""
        now = time.monotonic()
        self._waiting_for[conn] = _Patience(now + CROWDED_SECONDS, now + HEAD_SECONDS, now + WHOLE_SECONDS)
        try:
            kept = super().handle(conn)
            if not kept:
                now = time.monotonic()
                self._waiting_for[conn] = _Patience(now, inf, inf)
                _hear_out(conn.sock)
        finally:
            self._waiting_for.pop(conn, None)
        return kept

    def handle_request(self, req: Any, conn: TConn) -> Any:  # noqa: ANN401 - gunicorn's own
        """Answer a request whose head is read."""
        self._waiting_for[conn] = _patience(dict(req.headers), time.monotonic())
        req.body.reader = body = _Body(req.body.reader)
        kept = super().handle_request(req, conn)
        self._waiting_for[conn] = _patience({}, time.monotonic())
        return kept and not body.has_more

    def notify(self) -> None:
        """Show that the worker lives, at least once a second, and hear no further whoever is too slow."""
        super().notify()
        now, is_crowded = time.monotonic(), len(self._waiting_for) >= self.cfg.threads
        for conn, patience in tuple(self._waiting_for.items()):
            with suppress(OSError):
                if now > patience.whole:
                    conn.sock.shutdown(socket.SHUT_RDWR)
                elif now > (patience.crowded if is_crowded else patience.alone):
                    conn.sock.shutdown(socket.SHUT_RD)


@dataclass(frozen=True, slots=True)
class _Body:
    """Reads a body; one that breaks the rules of HTTP is one that did not arrive."""

    reader: Any

    @property
    def has_more(self) -> bool:
        """Say whether some of it was not read: of a length that was announced, or of chunks that did not end."""
        return bool(getattr(self.reader, "length", 0) or getattr(self.reader, "parser", None))

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer at the end.

        Raises:
            OSError: what comes is no body.
        """
        try:
            found: bytes = self.reader.read(size)
        except ParseException as error:
            raise OSError(type(error).__name__) from None
        return found


def _patience(headers: dict[str, str], now: float) -> _Patience:
    """Return how long is waited for the body that these headers announce."""
    length = int(headers.get("CONTENT-LENGTH", 0))
    whole = now + WHOLE_SECONDS
    if not length and "TRANSFER-ENCODING" not in headers:
        return _Patience(inf, inf, whole)
    alone = now + BODY_SECONDS + length / SLOWEST
    return _Patience(alone if length > LARGE else now + CROWDED_SECONDS, alone, max(whole, alone))


def _hear_out(sock: socket.socket) -> None:
    """Let a client finish for a moment, so that it reads its answer instead of a broken connection.

    Done in the thread: the loop that takes new connections would wait for each client in turn.
    """
    ends_at, heard = time.monotonic() + _LISTENS_ON_SECONDS, 0
    with suppress(OSError):
        sock.shutdown(socket.SHUT_WR)
        while heard < _LISTENS_ON and (left := ends_at - time.monotonic()) > 0:
            sock.settimeout(left)
            piece = sock.recv(_PIECE)
            if not piece:
                break
            heard += len(piece)
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RD)
