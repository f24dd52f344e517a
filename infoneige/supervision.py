"""Runs several programs as one: they start together, and when one ends, so do the others."""

import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

_LOOK_EVERY_SECONDS = 0.2


def run_together(programs: Mapping[str, Sequence[str]], *, grace_seconds: float) -> tuple[str, int]:
    """Run these commands, by their names, until SIGTERM or SIGINT, or until one ends; then end the others.

    Each may take ``grace_seconds`` to end by itself before it is killed. Returns the name and exit code of the first
    that ended, or of one that ended badly after a signal; 0 if all ended well.
    """
    stopping = threading.Event()
    before = {number: signal.signal(number, _setting(stopping)) for number in (signal.SIGTERM, signal.SIGINT)}
    # A group of their own, so that Ctrl-C reaches them once, through us.
    running = {
        name: subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own programs
        for name, command in programs.items()
    }
    try:
        while not stopping.wait(_LOOK_EVERY_SECONDS):
            ended = [(name, one.returncode) for name, one in running.items() if one.poll() is not None]
            if ended:
                return ended[0]
        return _worst(_end(running, grace_seconds))
    finally:
        _end(running, grace_seconds)
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(running: Mapping[str, "subprocess.Popen[bytes]"], grace_seconds: float) -> dict[str, int]:
    """Ask each that still runs to end, kill it if it does not, and return their exit codes."""
    for one in running.values():
        if one.poll() is None:
            one.terminate()
    return {name: _wait(one, grace_seconds) for name, one in running.items()}


def _wait(one: "subprocess.Popen[bytes]", grace_seconds: float) -> int:
    try:
        return one.wait(grace_seconds)
    except subprocess.TimeoutExpired:
        one.kill()
        return one.wait()


def _worst(codes: Mapping[str, int]) -> tuple[str, int]:
    return max(codes.items(), key=lambda pair: pair[1] != 0)


def _setting(stopping: threading.Event) -> Callable[[int, FrameType | None], None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    return stop
