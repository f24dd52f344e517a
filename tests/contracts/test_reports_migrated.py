"""Reports of errors that were made before their words could be forgotten keep them, and are forgotten in time."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from infoneige.housekeeping import forget_what_was_told
from infoneige.storage.database import open_database
from infoneige.storage.error_reports import add_error_report
from infoneige.storage.instants import to_text
from infoneige.storage.migrate import MIGRATIONS, migrate
from infoneige.storage.retention import REPORTS_LAST
from tests.outbox_world import NOW, World

BEFORE = 16


def first_migrations(folder: Path) -> Path:
    folder.mkdir()
    for file in sorted(MIGRATIONS.glob("*.sql"))[:BEFORE]:
        shutil.copy(file, folder)
    return folder


def test_reports_of_before_keep_their_words_until_they_are_forgotten(database_url: str, tmp_path: Path) -> None:
    with open_database(database_url) as database:
        migrate(database, first_migrations(tmp_path / "before"))
        world = World(database)
        report(world, 7, "old words", NOW)
        report(world, None, "a stranger's", NOW)
        migrate(database)
        report(world, 8, "new words", NOW + REPORTS_LAST)
        old, new = to_text(NOW), to_text(NOW + REPORTS_LAST)
        assert reports(world) == [(1, 7, "old words", old), (2, None, "a stranger's", old), (3, 8, "new words", new)]
        forget_what_was_told(database, now=NOW + 2 * REPORTS_LAST)
        assert reports(world) == [(1, None, None, old), (2, None, None, old), (3, 8, "new words", new)]


def report(world: World, person: int | None, words: str, at: datetime) -> None:
    with world.database.transaction() as connection:
        add_error_report(world.database, connection, person, words, now=at)


def reports(world: World) -> list[Any]:
    return world.rows("SELECT report_id, recipient_id, text_sealed, opened_at FROM error_report ORDER BY report_id")
