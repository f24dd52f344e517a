"""`infoneige plan`: exit codes, reports, and that nothing is half written."""

import json
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from infoneige.cli import main
from infoneige.clock import SystemClock

HEADER = "cote_rue_id,etat,debut,fin\n"
SIDES = [f"{9_000_001 + number}{hand}" for number in range(90) for hand in "12"]


def tonight(side: str) -> str:
    """Return a row whose window lies a day ahead of the real clock, which the command reads."""
    day = SystemClock().now().astimezone(ZoneInfo("America/Toronto")) + timedelta(days=1)
    return f"{side},planifié,{day:%Y-%m-%d} 19:00,{day + timedelta(days=1):%Y-%m-%d} 07:00\n"


class Desk:
    """An operator's desk: one city, one database, and files to load."""

    def __init__(self, city: Path, folder: Path) -> None:
        self.city, self.folder = city, folder
        self.state = folder / "state.db"

    def run(self, *words: str) -> Result:
        where = ["--database", f"sqlite:///{self.state}"]
        if words[0] in ("check", "publish"):
            where += ["--geodata", str(self.city)]
        return CliRunner().invoke(main, ["plan", *words, *where])

    def load(self, verb: str, mode: str, *rows: str, options: tuple[str, ...] = ()) -> Result:
        file = self.folder / "plan.csv"
        file.write_text(HEADER + "".join(rows), encoding="utf-8")
        return self.run(verb, str(file), "--mode", mode, *options)


@pytest.fixture
def desk(demo_city: Path, tmp_path: Path) -> Desk:
    return Desk(demo_city, tmp_path)


def test_clean_file_is_published_once(desk: Desk) -> None:
    first = desk.load("publish", "changes", tonight("90000012"), options=("--json",))
    again = desk.load("publish", "changes", tonight("90000012"), options=("--json",))
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert (json.loads(first.output)["announced"], json.loads(again.output)["sides_changed"]) == (1, 0)


def test_check_writes_nothing(desk: Desk) -> None:
    assert desk.load("check", "changes", tonight("90000012")).exit_code == 0
    assert not desk.state.exists()


def test_rejected_row_is_reported_in_full_and_loses_no_other(desk: Desk) -> None:
    result = desk.load("publish", "changes", tonight("90000012"), "90000022,7,,\n", options=("--json",))
    report = json.loads(result.output)
    assert (result.exit_code, report["status"], report["announced"]) == (1, "rejected_rows", 1)
    (row,) = report["rejected"]
    assert (row["line"], row["column"], row["value"]) == (3, "etat", "7")
    assert row["reason"]
    assert row["suggestion"]


def test_mass_withdrawal_is_held_until_a_person_releases_it(desk: Desk) -> None:
    desk.load("publish", "complete", *map(tonight, SIDES))
    held = desk.load("publish", "complete", tonight(SIDES[0]))
    assert held.exit_code == 1
    assert "HELD for a person: 179 withdrawals" in held.output
    assert "1: 179 withdrawals by operator" in desk.run("held").output
    (waiting,) = json.loads(desk.run("held", "--json").output)
    assert (waiting["held_id"], waiting["withdrawn"], waiting["held_at"][-1]) == (1, 179, "Z")
    assert "179 withdrawn" in desk.run("release", "1").output
    assert desk.run("held").output == "Nothing is held.\n"
    assert desk.run("release", "1").exit_code == 2


def test_mass_withdrawal_is_published_when_confirmed_and_forgotten_when_discarded(desk: Desk) -> None:
    desk.load("publish", "complete", *map(tonight, SIDES))
    desk.load("publish", "complete", tonight(SIDES[0]))
    assert desk.run("discard", "1").exit_code == 0
    confirmed = desk.load("publish", "complete", tonight(SIDES[0]), options=("--confirm", "--json"))
    assert (confirmed.exit_code, json.loads(confirmed.output)["withdrawn"]) == (0, 179)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 an archive", b"\xef\xbb\xbf", b"a,b\n1,2\n"])
def test_unusable_file_exits_with_2_and_writes_nothing(desk: Desk, content: bytes) -> None:
    file = desk.folder / "plan.csv"
    file.write_bytes(content)
    result = desk.run("publish", str(file), "--mode", "changes")
    assert result.exit_code == 2
    assert result.output.startswith("infoneige: ")
    assert not desk.state.exists()
