"""A service in which nothing runs any more ends, so that it is started again."""

import subprocess
import sys

from infoneige.stall_watch import STALLED, StallWatch

STALLS = """
import threading
from infoneige.stall_watch import StallWatch

held = threading.Lock()
held.acquire()

def wait_for_ever():
    held.acquire()

threading.Thread(target=wait_for_ever).start()
watch, looks = StallWatch(lambda: 0, patience=3), 0
while True:
    looks += 1
    print(looks, flush=True)
    watch.look()
"""


def test_process_in_which_nothing_ends_is_ended_and_says_where_it_stood() -> None:
    done = subprocess.run([sys.executable, "-c", STALLS], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own words
    assert (done.returncode, done.stdout.split()) == (STALLED, ["1", "2", "3"])
    assert "wait_for_ever" in done.stderr


def test_whatever_ends_now_and_then_is_enough() -> None:
    ended = 0
    watch = StallWatch(lambda: ended, patience=3)
    for look in range(30):
        ended += look % 3 == 2
        watch.look()
