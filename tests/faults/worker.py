"""A service to be killed: ``worker.py URL LEDGER NAME BEGAN_AT SPEED BAD DUTY ...``.

It delivers until it dies, a share (BAD) of its calls going wrong, and publishes or lets people stop meanwhile. It says
"ready" once it works, and stops by itself at the end of its input.
"""

import logging
import random
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from infoneige import delivery_loop
from infoneige.delivery_loop import DeliveryLoop
from infoneige.storage.database import Database, open_database
from infoneige.storage.instants import to_text
from notifier.channels.threaded import OneByOne
from notifier.model import Channel
from tests.faults.fast_city import FastClock, next_plans, people, publish_changes
from tests.faults.ledger import BadProvider, Ledger
from tests.vault import VAULT


def main(*arguments: str) -> None:
    ending, threads = start(*arguments)
    print("ready", flush=True)  # noqa: T201 - the parent waits for it
    sys.stdin.read()
    ending.set()
    for thread in threads:
        thread.join()


def start(
    url: str, ledger_path: str, name: str, began: str, speed: str, bad: str, *duties: str
) -> tuple[threading.Event, list[threading.Thread]]:
    """Go to work in threads of its own, until the event."""
    logging.disable()
    delivery_loop.FRESH *= int(speed)
    database, ledger = open_database(url), Ledger(Path(ledger_path))
    clock, draw = FastClock(datetime.fromisoformat(began), int(speed)), random.Random(name)
    channel = BadProvider(ledger, name, random.Random(name), share=float(bad))
    loop = DeliveryLoop(database, clock, OneByOne(channel, in_flight=40), lambda _: {}, name, vault=VAULT)
    work: dict[str, Callable[[], object]] = {
        "publish": lambda: publish_changes(database, next_plans(draw, clock.began_at, 3), clock.now()),
        "stop": lambda: stop_one(database, draw.choice(people()), clock.now()),
    }
    ending = threading.Event()
    threads = [threading.Thread(target=again_and_again, args=(loop.deliver_due, ending, 0.01))]
    threads += [threading.Thread(target=again_and_again, args=(work[duty], ending, 0.1)) for duty in duties]
    for thread in threads:
        thread.start()
    return ending, threads


def again_and_again(work: Callable[[], object], ending: threading.Event, pause: float) -> None:
    while not ending.wait(pause):
        work()


def stop_one(database: Database, who: str, now: datetime) -> None:
    found_by = VAULT.hmac(Channel.CONSOLE, who)
    with database.transaction() as connection:
        connection.execute(f"UPDATE recipient SET stopped_at = '{to_text(now)}' WHERE address_hmac = '{found_by}'")


if __name__ == "__main__":
    main(*sys.argv[1:])
