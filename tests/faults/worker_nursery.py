"""Services to be killed: ``worker_nursery.py URL LEDGER BEGAN_AT SPEED BAD DUTY ...``.

Once it has said "ready", each line of its input starts one more ``worker.py``, of that name, which answers with its
process id once it works, and works until it is killed.
"""

import os
import signal
import sys

from tests.faults.worker import start


def main(url: str, ledger_path: str, *how: str) -> None:
    """Fork each worker from here, where all is loaded: most of its short life would go by in imports."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)  # noqa: T201 - the parent waits for it
    for line in sys.stdin:
        if os.fork() == 0:
            start(url, ledger_path, line.strip(), *how)
            print(os.getpid(), flush=True)  # noqa: T201 - the parent waits for it
            while True:
                signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
