"""A city on this machine: the public mirror of Planif-Neige, over real HTTP."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Mirror:
    """One snapshot at one address; what it says can change at any time."""

    url: str = ""
    records: list[dict[str, object]] = field(default_factory=list)


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    """Give a mirror that answers until the end of the test."""
    snapshot = Mirror()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/planif-neige.json"
            self.send_response(200 if found else 404)
            self.end_headers()
            self.wfile.write(json.dumps({"planifications": snapshot.records}).encode() if found else b"")

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        snapshot.url = f"http://127.0.0.1:{server.server_port}/planif-neige.json"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield snapshot
        server.shutdown()
        thread.join()
