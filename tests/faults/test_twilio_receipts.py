"""Bad answers, killed senders, and receipts that come before, after and instead of them, over real HTTP both ways."""

import random
import time
from collections import Counter
from pathlib import Path

from infoneige.clock import SystemClock
from infoneige.storage.database import Database, open_database
from notifier.markers import marker
from tests.counterparts.fake_twilio.description import published
from tests.counterparts.fake_twilio.running import fake_twilio
from tests.faults.callbacks import callbacks_of
from tests.faults.judge import broken_invariants
from tests.faults.processes import born
from tests.faults.twilio_nursery import nursery, states, wait_while_any_is
from tests.faults.twilio_storm import bad_twilio, fill
from tests.notifier.channels.twilio_world import KEY

ALERTS = 400
KILLS = 5


def test_receipts_in_a_storm_end_every_message_as_delivered_once(tmp_path: Path) -> None:
    description, url = published(), f"sqlite:///{tmp_path}/state.db"
    behaviour = bad_twilio(callback_first=0.1)
    with (
        open_database(url) as database,
        fake_twilio(tmp_path / "ledger", behaviour) as twilio,
        callbacks_of(database) as public_url,
    ):
        fill(database, SystemClock().now(), ALERTS)
        send_under_fire(url, twilio.url, public_url, database)
        book = twilio.book()
        assert book.taken() == Counter({marker(entry_id, KEY): 1 for entry_id in range(1, ALERTS + 1)})
        assert states(database) == {"delivered": ALERTS}
        assert broken_invariants(database) == {}
    assert {line["status"] for line in book.all("callback")} == {204}
    assert description.errors(book.requests("POST")) == []


def send_under_fire(url: str, twilio_url: str, public_url: str, database: Database) -> None:
    draw = random.Random(6)
    with nursery(url, twilio_url, public_url=public_url) as process:
        for life in range(KILLS):
            with born(process, f"life {life}"):
                time.sleep(draw.uniform(0.1, 1))
        with born(process, "last"):
            wait_while_any_is(database, "due", "calling", "unknown", "accepted", "sent")
