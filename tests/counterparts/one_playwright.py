"""Playwright for whoever needs it: two cannot run side by side in one process, so those who overlap share one."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Playwright, sync_playwright

_shared: list[Playwright] = []
_users: list[object] = []


@contextmanager
def one_playwright() -> Iterator[Playwright]:
    """Give the running one, or start it; it ends with the last who uses it."""
    user = object()
    if not _shared:
        _shared.append(sync_playwright().start())
    _users.append(user)
    try:
        yield _shared[0]
    finally:
        _users.remove(user)
        if not _users:
            _shared.pop().stop()
