"""html-validate, which runs on Node: one process reads every page."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_FRONTEND = _HERE.parents[1] / "infoneige" / "web" / "frontend"


class HtmlValidator:
    """A running validator."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def errors(self, page: str) -> list[str]:
        """Return what is wrong with a page, each error with its surroundings."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(page), file=self._process.stdin, flush=True)
        found: list[str] = json.loads(self._process.stdout.readline())
        return found


@contextmanager
def html_validator() -> Iterator[HtmlValidator]:
    """Run the validator; without Node or its modules the test is skipped with a word (in CI: failed)."""
    command = [_find_node(), f"{_HERE / 'validate_html.mjs'}", f"{_FRONTEND}"]
    with subprocess.Popen(  # noqa: S603 - our own script
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield HtmlValidator(process)
        process.kill()


def _find_node() -> str:
    has_modules = (_FRONTEND / "node_modules" / "html-validate").is_dir()
    found = [path for path in [shutil.which("node")] if path and has_modules]
    if not found:
        word = "no html-validate on this machine: `make map` installs it where there is Node"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
    return found[0]
