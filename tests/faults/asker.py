"""One who asks Twilio after silent messages, to be killed while asking: ``asker.py URL TWILIO_URL``."""

import logging
import sys
import threading

from infoneige.clock import SystemClock
from infoneige.sending.reconciling import Reconciling
from infoneige.storage.database import open_database
from notifier.channels.twilio.look_up import TwilioLookUp
from notifier.model import Channel
from tests.faults.worker import again_and_again
from tests.notifier.channels.twilio_world import client


def main(url: str, twilio_url: str) -> None:
    logging.disable()
    provider = TwilioLookUp(client(twilio_url))
    reconciling = Reconciling(open_database(url), SystemClock(), provider, Channel.SMS)
    print("ready", flush=True)  # noqa: T201 - the parent waits for it
    again_and_again(reconciling.ask_due, threading.Event(), 0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
