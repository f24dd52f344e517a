"""Senders of SMS to be killed: ``twilio_worker.py URL TWILIO_URL asking|blind [PUBLIC_URL]``.

Once it has said "ready", each line of its input starts one more, of that name, and is answered with its process id. A
sender makes real calls until it is killed and, unless blind, asks Twilio what became of those that nobody answered.
"""

import logging
import os
import signal
import sys
import threading

from infoneige.clock import SystemClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.sending.gates import Gate, SenderPace
from infoneige.sending.looking_up import LookingUp
from infoneige.storage.database import open_database
from notifier.breaker import Breaker
from notifier.channels.threaded import Threaded
from notifier.channels.twilio.account import open_account
from notifier.channels.twilio.http_client import TimeLimits
from notifier.channels.twilio.look_up import TwilioLookUp
from notifier.channels.twilio.sms import TwilioSms
from notifier.model import Channel
from notifier.pacing import Pace
from tests.counterparts.fake_twilio.account import SENDER
from tests.faults.twilio_storm import READ_SECONDS, hurry
from tests.faults.worker import again_and_again
from tests.notifier.channels.twilio_world import CREDENTIALS, KEY
from tests.vault import VAULT

IN_FLIGHT = 16


def main(url: str, twilio_url: str, how: str, public_url: str | None = None) -> None:
    """Fork each sender from here, where all is loaded: most of its short life would go by in imports."""
    logging.disable()
    hurry()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)  # noqa: T201 - the parent waits for it
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            work(url, twilio_url, line.strip(), public_url, asks=how == "asking")
        print(pid, flush=True)  # noqa: T201 - the parent waits for it


def work(url: str, twilio_url: str, name: str, public_url: str | None, *, asks: bool) -> None:
    database, clock, ending = open_database(url), SystemClock(), threading.Event()
    client = open_account(CREDENTIALS, twilio_url, TimeLimits(connect=1, read=READ_SECONDS), IN_FLIGHT)
    channel = Threaded(TwilioSms(client, SENDER, KEY, clock.now, public_url), IN_FLIGHT)
    gate = Gate("sms", pace=SenderPace(database, SENDER, Pace(1000)), breaker=Breaker())
    loop = DeliveryLoop(
        database, clock, channel, lambda _: {}, name, vault=VAULT, serves=(Channel.SMS,), gate=gate, asks=asks
    )
    if asks:
        looking_up = LookingUp(database, clock, TwilioLookUp(client), Channel.SMS, VAULT, KEY)
        threading.Thread(target=again_and_again, args=(looking_up.look_up_due, ending, 0.05)).start()
    again_and_again(loop.deliver_due, ending, 0.01)


if __name__ == "__main__":
    main(*sys.argv[1:])
