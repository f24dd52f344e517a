"""A WSGI application served on loopback, for a browser to visit."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

Application = Callable[..., Any]


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_request(self, *_: object) -> None: ...


@contextmanager
def served(make_application: Callable[[str], Application]) -> Iterator[str]:
    """Serve the application that is made for the site's own URL, and give that URL; ``localhost`` needs no https."""
    server = make_server("localhost", 0, _not_yet, threaded=True, request_handler=_Quiet)
    url = f"http://localhost:{server.server_port}"
    server.app = make_application(url)
    thread = threading.Thread(target=server.serve_forever, name="site")
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _not_yet(*_: object) -> list[bytes]:
    message = "asked before it was served"
    raise RuntimeError(message)
