"""A stolen database without its keys: no address stands in its file, its log or its freed pages."""

from datetime import UTC, datetime
from pathlib import Path

from geodata.model import StreetSideId
from infoneige.secrecy.key_rotation import reseal_all
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import open_database
from infoneige.storage.migrate import migrate
from infoneige.storage.people import add_people
from infoneige.storage.subscriptions import subscribe
from notifier.model import Channel, PreferenceProfile, Recipient, Subscription
from tests.vault import RING, VAULT

NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
NUMBERS = [f"+1514555{number:04}" for number in range(2_000)]
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/gAAAA-capability"
BROWSER = f'{{"endpoint":"{ENDPOINT}","keys":{{"auth":"dXNlci1hdXRoLXNlY3JldA","p256dh":"BDd3_hVL9fZi9Ybo2UUzA284"}}}}'


def test_no_number_and_no_endpoint_is_found_in_the_raw_bytes(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with open_database(f"sqlite:///{path}") as database:
        migrate(database)
        with database.transaction() as connection:
            add_people(database, connection, VAULT, [Recipient(Channel.SMS, number) for number in NUMBERS])
        wish = Subscription(Recipient(Channel.PUSH, BROWSER), StreetSideId("1"), PreferenceProfile())
        subscribe(database, VAULT, wish, now=NOW)
        reseal_all(database, Vault(RING.with_new_encryption().with_new_lookup()))
        with database.transaction() as connection:
            connection.execute("DELETE FROM recipient WHERE channel = 'sms' AND recipient_id > 1000")
        files = sorted(tmp_path.iterdir())
        raw = b"".join(file.read_bytes() for file in files)
    assert [file.name for file in files] == ["state.db", "state.db-shm", "state.db-wal"]
    assert len(raw) > 500_000
    secrets = [number[-10:] for number in NUMBERS]
    secrets += ["updates.push.services", "gAAAA-capability", "dXNlci1hdXRoLXNlY3JldA", "BDd3_hVL9fZi9Ybo2UUzA284"]
    assert [secret for secret in secrets if secret.encode() in raw] == []
