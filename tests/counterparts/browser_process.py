"""A browser's process: started in a session of its own, its words kept, ended with everything that it started."""

import os
import re
import signal
import subprocess
import threading
from collections import deque
from contextlib import suppress
from pathlib import Path

from tests.counterparts.browser_driver import BrowserTrouble

_LONGEST_START_S = 30.0
_LONGEST_END_S = 5.0


class BrowserProcess:
    """One running browser, whose last lines of log are at hand."""

    def __init__(self, command: list[str], home: Path, ready: re.Pattern[str]) -> None:
        """Start the browser, and wait until its log matches ``ready``; ``found`` is that match."""
        self._lines: deque[str] = deque(maxlen=60)
        self._ready = threading.Event()
        self._process = subprocess.Popen(  # noqa: S603 - a browser that the test found
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, "HOME": str(home)},
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, args=(ready,), daemon=True)
        self._reader.start()
        if not self._ready.wait(_LONGEST_START_S):
            self.end()
            message = f"{command[0]} did not start\n{self.log()}"
            raise BrowserTrouble(message)

    def log(self) -> str:
        """Return the last lines that the browser wrote."""
        return "".join(self._lines)

    def end(self) -> None:
        """Ask the browser to end, then end it and everything that it started."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LONGEST_END_S)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join(_LONGEST_END_S)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _read(self, ready: re.Pattern[str]) -> None:
        for line in self._process.stdout or ():
            self._lines.append(line)
            if not self._ready.is_set() and (found := ready.search(line)):
                self.found = found
                self._ready.set()
