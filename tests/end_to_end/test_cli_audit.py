"""`infoneige audit`: exit codes that a cron job can use, and what it prints."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from infoneige.cli import main
from infoneige.storage.migrate import open_migrated
from tests.infoneige.audit.audit_world import record_all, rewrite, rows


class Desk:
    """A database with a trail, and the command."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "state.db"
        self.url = f"sqlite:///{self.file}"

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(main, ["audit", *words, "--database", self.url])

    def cut(self, length: int) -> None:
        """Leave the first rows only, as if the others had never been."""
        with open_migrated(self.url) as database:
            left = rows(database)[:length]
            rewrite(database, left)
            with database.transaction() as connection:
                connection.execute(f"UPDATE audit_head SET number = {length}, hash = '{left[-1].hash}'")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path)
    with open_migrated(found.url) as database:
        record_all(database)
    return found


def test_intact_trail_exits_with_0(desk: Desk) -> None:
    head = desk.run("head").output.strip()
    done = desk.run("verify", "--head", head)
    assert (done.exit_code, done.output) == (0, f"Intact: 6 rows, head {head}\n")


def test_edited_row_exits_with_1_and_is_named(desk: Desk) -> None:
    with open_migrated(desk.url) as database:
        before = rows(database)
        rewrite(database, [*before[:3], before[3]._replace(actor="operator:nobody"), *before[4:]])
    done = desk.run("verify")
    assert (done.exit_code, done.output.split(":")[0]) == (1, "BROKEN at row 4 (edited)")
    found = json.loads(desk.run("verify", "--json").output)
    assert (found["intact"], found["first_bad"], found["fault"], found["count"]) == (False, 4, "edited", 3)


def test_trail_cut_short_passes_without_a_kept_head_only(desk: Desk) -> None:
    head = desk.run("head").output.strip()
    desk.cut(4)
    assert desk.run("verify").exit_code == 0
    done = desk.run("verify", "--head", head)
    assert (done.exit_code, "BROKEN at row 5 (missing)" in done.output) == (1, True)


@pytest.mark.parametrize("head", ["6", "6:abc", "latest"])
def test_head_that_is_none_exits_with_2(desk: Desk, head: str) -> None:
    done = desk.run("verify", "--head", head)
    assert (done.exit_code, "NUMBER:HASH" in done.output) == (2, True)


def test_no_database_exits_with_2_and_makes_none(desk: Desk) -> None:
    desk.file.unlink()
    done = desk.run("verify")
    assert (done.exit_code, "there is no database" in done.output, desk.file.exists()) == (2, True, False)


def test_trail_that_cannot_be_read_exits_with_2(desk: Desk) -> None:
    with open_migrated(desk.url) as database, database.transaction() as connection:
        connection.execute("ALTER TABLE audit_event RENAME TO gone")
    done = desk.run("verify")
    assert (done.exit_code, "cannot be read" in done.output) == (2, True)


def test_events_are_shown_newest_first(desk: Desk) -> None:
    shown = desk.run("show", "--most", "2").output.splitlines()
    assert shown == [
        "6 2026-11-23 17:00:05Z operator:amelie login.ended operator:amelie",
        "5 2026-11-23 17:00:04Z command:root held.discarded held:3",
    ]
    lines = desk.run("show", "--verb", "plan.published", "--json").output.splitlines()
    found = [json.loads(line) for line in lines]
    assert [(one["number"], one["actor"], one["detail"]) for one in found] == [
        (3, "operator:amelie", {"reason": "tempête", "sides": 12})
    ]
    assert desk.run("show", "--actor", "operator:bruno").output.startswith("4 ")
    assert desk.run("show", "--subject", "load:1").output.startswith("2 ")


def test_verb_that_is_none_exits_with_2(desk: Desk) -> None:
    done = desk.run("show", "--verb", "plan.burnt")
    assert (done.exit_code, "plan.published" in done.output) == (2, True)
