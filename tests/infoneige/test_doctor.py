"""What `infoneige doctor` says of the texts that people wrote while nobody of us could be called."""

from datetime import timedelta
from pathlib import Path

import pytest

from infoneige.clock import SystemClock
from infoneige.config import PREFIX, load_settings
from infoneige.doctor import Finding, examine
from infoneige.instants import to_iso
from infoneige.storage.database import Database, open_database
from infoneige.storage.inbound import note_inbox_seen, note_inbox_unread
from infoneige.storage.migrate import migrate

INBOX = "+15145550100"
READ_AT = SystemClock().now().replace(microsecond=0) - timedelta(minutes=30)
FAILED_AT = READ_AT + timedelta(minutes=10)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'state.db'}"


def missed_texts(url: str, *, sms: str = "twilio") -> Finding:
    """Return what doctor finds of the missed texts."""
    settings = {
        "DATABASE": url,
        "SMS": sms,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_API_KEY_SID": "SK" + "0" * 32,
        "TWILIO_API_SECRET_FILE": "none",
        "TWILIO_SENDER": INBOX,
    }
    named = load_settings({PREFIX + name: value for name, value in settings.items()})
    (found,) = (one for one in examine(named) if one.part == "missed texts")
    return found


def fail(database: Database) -> None:
    with database.transaction() as connection:
        note_inbox_unread(database, connection, INBOX, "Twilio answered 401", now=FAILED_AT)


def read(database: Database) -> None:
    with database.transaction() as connection:
        note_inbox_seen(database, connection, INBOX, READ_AT)


def test_doctor_says_since_when_missed_texts_are_not_read_and_what_to_do(url: str) -> None:
    with open_database(url) as database:
        migrate(database)
        read(database)
        fail(database)
    assert missed_texts(url) == Finding(
        "missed texts",
        is_well=False,
        text=f"not read since {to_iso(READ_AT)}: Twilio answered 401 (failing since {to_iso(FAILED_AT)}). Who texted "
        "STOP during an outage is still written to. Check the account's key and the provider's status; `infoneige run` "
        "tries again by itself",
    )


def test_doctor_says_that_missed_texts_were_never_read(url: str) -> None:
    with open_database(url) as database:
        migrate(database)
        fail(database)
    found = missed_texts(url)
    assert (found.is_well, found.text.partition(":")[0]) == (False, "never read yet")


def test_doctor_finds_nothing_wrong_where_missed_texts_are_read_again(url: str) -> None:
    with open_database(url) as database:
        migrate(database)
        fail(database)
        read(database)
    assert missed_texts(url) == Finding("missed texts", is_well=True, text="no look for them failed lately")


def test_doctor_asks_nothing_of_texts_that_nobody_writes_or_of_no_database(url: str) -> None:
    assert missed_texts(url) == Finding("missed texts", is_well=True, text="never looked for yet")
    assert missed_texts(url, sms="none") == Finding("missed texts", is_well=True, text="not live: nobody texts us")


def test_doctor_bears_a_database_of_an_earlier_version(url: str) -> None:
    with open_database(url) as database:
        migrate(database)
        with database.transaction() as connection:
            connection.execute("DROP TABLE unread_inbox")
            connection.execute("DELETE FROM migration WHERE number >= 17")
    assert missed_texts(url) == Finding("missed texts", is_well=True, text="no look for them failed lately")
