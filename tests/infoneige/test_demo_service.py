"""The served demonstration shows its messages at whatever hour somebody visits it."""

from datetime import timedelta
from pathlib import Path

import pytest

from infoneige.config import load_settings
from infoneige.demo_service import prepare
from infoneige.secrecy.key_file import write_new
from infoneige.storage.instants import to_text
from infoneige.storage.migrate import open_migrated
from tests.outbox_world import NOW
from tests.vault import RING


@pytest.mark.parametrize("hour", range(24))
def test_whoever_lives_on_a_planned_side_is_told_at_once(valneige: Path, tmp_path: Path, hour: int) -> None:
    write_new(tmp_path / "keys", RING)
    url, now = f"sqlite:///{tmp_path}/state.db", NOW + timedelta(hours=hour)
    values = {"DATABASE": url, "GEODATA": f"{valneige}", "KEYS_FILE": f"{tmp_path}/keys", "COALESCE": "0s"}
    with open_migrated(url) as database:
        prepare(database, load_settings({f"INFONEIGE_{name}": value for name, value in values.items()}), now=now)
        with database.read() as connection:
            said = connection.execute("SELECT kind, send_at FROM outbox WHERE kind <> 'reminder'").fetchall()
    assert len(said) >= 4
    assert {(kind, at) for kind, at in said if at > to_text(now)} == set()
