"""The key of the outbox: one thing due to one person about one revision of one side's ban stands once."""

import pytest

from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from tests.outbox_world import ENDS, NOW, World


def add(database: Database, *entries: dict[str, object]) -> int:
    times = {"send_at": to_text(NOW), "not_after": to_text(ENDS)}
    due: dict[str, object] = {"lane": 1, **times, "previous_window_id": None, "replaces_at": None}
    with database.transaction() as connection:
        database.queries.add_entries(connection, [due | entry for entry in entries])
        (count,) = connection.execute("SELECT count(*) FROM outbox").fetchone()
    return int(count)


@pytest.fixture
def reminder(database: Database) -> dict[str, object]:
    world = World(database)
    window, person = world.window("1"), world.person("ana", sides=["1"])
    return {"window_id": window, "recipient_id": person, "kind": "reminder", "lead_minutes": 60}


def test_the_same_thing_is_due_once(database: Database, reminder: dict[str, object]) -> None:
    assert add(database, reminder, reminder) == 1
    assert add(database, reminder | {"send_at": to_text(ENDS)}) == 1


@pytest.mark.parametrize("other", [{"kind": "planned"}, {"lead_minutes": 30}, {"window_id": 2}, {"recipient_id": 2}])
def test_another_kind_lead_window_or_person_is_another_thing(
    database: Database, reminder: dict[str, object], other: dict[str, object]
) -> None:
    assert add(database, reminder, reminder | other) == 2
