"""Programs that run as one: what ends one ends all, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUN_TWO = """
import sys
from infoneige.supervision import run_together
first, second = sys.argv[1:]
programs = {"first": [sys.executable, "-c", first], "second": [sys.executable, "-c", second]}
print(*run_together(programs, grace_seconds=2))
"""
STAYS = "import pathlib, time; pathlib.Path({0!r}).write_text('here'); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STAYS
PATIENCE = 30.0


def start(first: str, second: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", RUN_TWO, first, second]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program


def wait_for(*files: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not all(file.exists() for file in files):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_program_that_ends_ends_the_other_with_its_code(tmp_path: Path) -> None:
    here = tmp_path / "here"
    with start(STAYS.format(str(here)), "raise SystemExit(3)") as process:
        assert process.communicate(timeout=PATIENCE)[0] == "second 3\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_both_and_their_codes_are_told(tmp_path: Path, number: signal.Signals) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with start(STAYS.format(str(here)), STAYS.format(str(there))) as process:
        wait_for(here, there)
        os.kill(process.pid, number)
        assert process.communicate(timeout=PATIENCE)[0] == f"first {-signal.SIGTERM}\n"


def test_program_that_will_not_end_is_killed(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with start("pass", "pass"), start(STUBBORN.format(str(here)), STUBBORN.format(str(there))) as process:
        wait_for(here, there)
        os.kill(process.pid, signal.SIGTERM)
        assert process.communicate(timeout=PATIENCE)[0] == f"first {-signal.SIGKILL}\n"
