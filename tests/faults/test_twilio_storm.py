"""3,000 alerts by SMS, one call in five answered badly, 25 workers killed: Twilio's own ledger says who got what."""

import random
import time
from collections import Counter
from pathlib import Path

from infoneige.clock import SystemClock
from infoneige.storage.database import Database, open_database
from notifier.markers import marker
from tests.counterparts.fake_twilio.description import published
from tests.counterparts.fake_twilio.running import fake_twilio
from tests.faults.judge import broken_invariants
from tests.faults.processes import born
from tests.faults.twilio_nursery import nursery, states, wait_while_any_is
from tests.faults.twilio_storm import SHARES, bad_twilio, fill
from tests.notifier.channels.twilio_world import KEY

ALERTS = 3000
KILLS = 25
UNSETTLED = ("due", "calling", "unknown")


def test_storm_of_bad_answers_and_kills_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    description, url = published(), f"sqlite:///{tmp_path}/state.db"
    with open_database(url) as database:
        fill(database, SystemClock().now(), ALERTS)
        with fake_twilio(tmp_path / "ledger", bad_twilio()) as twilio:
            send_under_fire(url, twilio.url, database)
        book = twilio.book()
        assert book.taken() == Counter({marker(entry_id, KEY): 1 for entry_id in range(1, ALERTS + 1)})
        assert states(database).keys() <= {"accepted", "sent", "delivered"}
        assert broken_invariants(database) == {}
    assert {line["name"] for line in book.all("fault")} == SHARES.keys()
    assert len(book.all("fault")) > 0.15 * ALERTS
    assert {line["code"] for line in book.all("refused")} == {20429}
    assert description.errors([*book.requests("POST"), *book.requests("GET")]) == []


def test_without_asking_the_same_storm_doubles(tmp_path: Path) -> None:
    """A judge that never finds anything would prove nothing."""
    url, alerts = f"sqlite:///{tmp_path}/state.db", 300
    with open_database(url) as database, fake_twilio(tmp_path / "ledger", bad_twilio()) as twilio:
        fill(database, SystemClock().now(), alerts)
        with nursery(url, twilio.url, asks=False) as process, born(process, "blind"):
            wait_while_any_is(database, *UNSETTLED)
        assert len(twilio.book().taken()) == alerts
        assert len(twilio.book().doubled()) > alerts / 30


def send_under_fire(url: str, twilio_url: str, database: Database) -> None:
    """Kill each sender in its work and start another; the last one may finish."""
    draw = random.Random(5)
    with nursery(url, twilio_url) as process:
        for life in range(KILLS):
            with born(process, f"life {life}"):
                time.sleep(draw.uniform(0.1, 1))
        with born(process, "last"):
            wait_while_any_is(database, *UNSETTLED)
