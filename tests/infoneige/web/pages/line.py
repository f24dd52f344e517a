"""The connection between a real browser and a site on this machine, which a test cuts, mends or silences."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import BaseWSGIServer, make_server

from tests.browsers.installed import running_chromium


class Line:
    """A site at ``url``, and the one browser that visits it.

    Its answers are not for the browser's own cache, whose seconds no test waits for.
    """

    def __init__(self, app: Flask, context: BrowserContext) -> None:
        self._app = app
        self._context = context
        self._answers = threading.Event()
        self._answers.set()
        self._server = self._serve(0)
        self.url = f"http://localhost:{self._server.server_port}"

    def cut(self) -> None:
        """Let nobody be at the address any more; the browser knows that it is offline."""
        self._context.set_offline(offline=True)
        self._server.shutdown()
        self._server.server_close()

    def mend(self) -> None:
        """Serve again at the same address."""
        self._server = self._serve(self._server.server_port)
        self._context.set_offline(offline=False)

    def silence(self) -> None:
        """Take requests and answer none of them until ``close``."""
        self._answers.clear()

    def close(self) -> None:
        """End it, whatever state it is in."""
        self._answers.set()
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, port: int) -> BaseWSGIServer:
        server = make_server("localhost", port, self._answer, threaded=True)
        threading.Thread(target=server.serve_forever, name="line").start()
        return server

    def _answer(self, environ: Any, start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - as WSGI has it
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:  # noqa: ANN401 - as WSGI has it
            kept = [(name, value) for name, value in headers if name != "Cache-Control"]
            return start_response(status, [*kept, ("Cache-Control", "no-store")], *more)

        self._answers.wait(30)
        return self._app(environ, start)


@contextmanager
def visiting(app: Flask) -> Iterator[tuple[Page, Line]]:
    """Give a page of a new browser, and its line to the application."""
    with running_chromium() as browser:
        context = browser.new_context(locale="fr-CA")
        line = Line(app, context)
        try:
            yield context.new_page(), line
        finally:
            line.close()
