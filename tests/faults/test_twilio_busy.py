"""A Twilio that bears fewer calls at once than we could make: we learn how many, and hardly ask in vain."""

import threading
from collections import Counter
from pathlib import Path

from infoneige.clock import SystemClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.storage.database import Database, open_database
from notifier.channels.threaded import Threaded
from notifier.channels.twilio.account import open_account
from notifier.channels.twilio.sms import TwilioSms
from notifier.markers import marker
from notifier.model import Channel
from tests.counterparts.fake_twilio.account import SENDER, Behaviour
from tests.counterparts.fake_twilio.running import fake_twilio
from tests.faults.twilio_nursery import states
from tests.faults.twilio_storm import fill
from tests.notifier.channels.twilio_world import CREDENTIALS, KEY
from tests.vault import VAULT

ALERTS = 400
COULD, BEARS = 16, 8
"""Calls at once: what we could make, and what the provider takes."""


def test_busy_twilio_is_called_hardly_more_often_than_there_are_alerts(tmp_path: Path) -> None:
    busy = Behaviour(at_once=BEARS, answer_after=0.02)
    with open_database(f"sqlite:///{tmp_path}/state.db") as database:
        fill(database, SystemClock().now(), ALERTS)
        with fake_twilio(tmp_path / "ledger", busy) as twilio:
            deliver_all(database, twilio.url)
            book = twilio.book()
        assert states(database) == {"accepted": ALERTS}
        with database.read() as connection:
            answers = dict(connection.execute("SELECT outcome, count(*) FROM attempt GROUP BY outcome").fetchall())
    calls = len(book.requests("POST"))
    assert answers["accepted"] == ALERTS
    assert answers["retry"] >= calls - ALERTS  # a message whose turn comes too late is put back without a call
    assert book.taken() == Counter({marker(entry_id, KEY): 1 for entry_id in range(1, ALERTS + 1)})
    assert ALERTS < calls <= 1.1 * ALERTS


def deliver_all(database: Database, twilio_url: str) -> None:
    """Deliver until nothing is due, waiting where the provider asks for it."""
    clock, waiting = SystemClock(), threading.Event()
    client = open_account(CREDENTIALS, twilio_url, connections=COULD)
    channel = Threaded(TwilioSms(client, SENDER, KEY, clock.now), COULD)
    loop = DeliveryLoop(database, clock, channel, lambda _: {}, "eager", vault=VAULT, serves=(Channel.SMS,), asks=True)
    while (due := loop.next_due()) is not None:
        waiting.wait(max(0.0, (due - clock.now()).total_seconds()))
        loop.deliver_due()
    channel.close()
