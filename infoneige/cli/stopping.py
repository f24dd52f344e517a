"""How a command that runs on is asked to end."""

import signal
import threading
from types import FrameType


def signals_to_stop() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set, even where whoever started us had SIGINT ignored."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return stopping
