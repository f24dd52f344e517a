"""The browsers of this machine: without one of them its tests are skipped with a word (in CI: failed)."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from tests.counterparts.one_playwright import one_playwright

_EXECUTABLES = {"firefox": ("firefox-esr", "firefox"), "chromium": ("chromium", "chromium-browser")}
_PLAIN = ("--disable-gpu",)


def find_browser(name: str) -> str:
    """Return the executable of a browser, or end the test with a word on how to get it."""
    found = [path for executable in _EXECUTABLES[name] if (path := shutil.which(executable))]
    if not found:
        word = f"no {name} on this machine: `make browsers` installs it on Debian"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
    return found[0]


@contextmanager
def running_chromium(*flags: str) -> Iterator[Browser]:
    """Run Chromium until the end of the block; in its thread nobody else runs a loop of asyncio meanwhile.

    Unless flags say how it draws, it emulates no graphics card.
    """
    executable = find_browser("chromium")
    with one_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", *(flags or _PLAIN)])
        yield browser
        browser.close()
