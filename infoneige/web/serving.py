"""Runs the application under gunicorn: a few processes, each with a few threads, each with everything of its own."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from infoneige.config import Settings
from infoneige.memory import collect_rarely
from infoneige.web.app import create_app
from infoneige.web.opening import open_parts
from infoneige.web.parts import WebParts

GRACE_SECONDS = 30
"""How long requests in hand have to end when the service is asked to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to listen, and how much to do at once."""

    host: str
    port: int
    workers: int
    threads: int
    proxy_hops: int


def serve(settings: Settings, place: Place) -> None:
    """Serve until SIGTERM or SIGINT, and end the process with exit code 0.

    Raises:
        ServiceError: a setting is missing, or the database, the keys or a secret cannot be used.
        GeodataError: the street artefact cannot be used.
    """
    with open_parts(settings):
        pass  # so that what is wrong is said once, before any worker starts
    _Server(settings, place).run()


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, settings: Settings, place: Place) -> None:
        self._settings = settings
        self._place = place
        self._opened = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        for name, value in _options(self._place).items():
            self.cfg.set(name, value)
        self.cfg.set("worker_exit", lambda _server, _worker: self._opened.close())

    def load(self) -> Flask:
        """Open everything anew: called in each worker, for no connection outlives a fork."""
        parts = self._opened.enter_context(open_parts(self._settings, proxy_hops=self._place.proxy_hops))
        app = create_app(parts)
        _warm_up(app, parts)
        collect_rarely()
        return app


def _warm_up(app: Flask, parts: WebParts) -> None:
    """Ask for one page of each kind, so that no resident waits while streets and ways on foot are read."""
    if parts.pages is None:
        return
    sides = sorted(parts.pages.address_book.side_ids())[:1]
    paths = ["/", "/suggestions?q=rue", *(f"/cote/{side_id}/ou-me-garer" for side_id in sides)]
    for path in paths:
        app.test_client().get(path, base_url=parts.public_url)


def _options(place: Place) -> dict[str, Any]:
    return {
        "bind": f"{place.host}:{place.port}",
        "worker_class": "infoneige.web.impatient_worker.ImpatientWorker",
        "workers": place.workers,
        "threads": place.threads,
        "preload_app": False,
        "graceful_timeout": GRACE_SECONDS,
        "accesslog": None,
        "control_socket_disable": True,
        "proc_name": "infoneige serve",
    }
