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


def tonight(side: str, nights_later: int = 0) -> str:
    """Return a row whose window lies a day or more ahead of the real clock, which the command reads."""
    day = SystemClock().now().astimezone(ZoneInfo("America/Toronto")) + timedelta(days=1 + nights_later)
    return f"{side},planifié,{day:%Y-%m-%d} 19:00,{day + timedelta(days=1):%Y-%m-%d} 07:00\n"


class Desk:
    """An operator's desk: one city, one database, and files to load."""

    def __init__(self, city: Path, folder: Path) -> None:
        self.city, self.folder = city, folder
        self.state = folder / "state.db"

    def run(self, *words: str, typed: str | None = None) -> Result:
        where = ["--database", f"sqlite:///{self.state}"]
        if words[0] in ("check", "publish", "held", "diff", "revert"):
            where += ["--geodata", str(self.city)]
        return CliRunner().invoke(main, ["plan", *words, *where], input=typed)

    def load(self, verb: str, mode: str, *rows: str, options: tuple[str, ...] = ()) -> Result:
        file = self.folder / "plan.csv"
        file.write_text(HEADER + "".join(rows), encoding="utf-8")
        return self.run(verb, str(file), "--mode", mode, *options)


@pytest.fixture
def desk(valneige: Path, tmp_path: Path) -> Desk:
    return Desk(valneige, tmp_path)


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
    assert "1: 179 withdrawals by operator, in a plan of 1 sides, held since" in desk.run("held").output
    (waiting,) = json.loads(desk.run("held", "--json").output)
    assert (waiting["held_id"], waiting["withdrawn"], waiting["held_at"][-1]) == (1, 179, "Z")
    assert "179 withdrawn" in desk.run("release", "1").output
    assert desk.run("held").output == "Nothing is held.\n"
    assert desk.run("release", "1").exit_code == 2


def test_mass_withdrawal_is_published_when_confirmed_and_forgotten_when_discarded(desk: Desk) -> None:
    desk.load("publish", "complete", *map(tonight, SIDES))
    desk.load("publish", "complete", tonight(SIDES[0]))
    assert desk.run("discard", "1").exit_code == 0
    confirmed = desk.load(
        "publish", "complete", tonight(SIDES[0]), options=("--confirm", "--reason", "redoux", "--json")
    )
    assert (confirmed.exit_code, json.loads(confirmed.output)["withdrawn"]) == (0, 179)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 an archive", b"\xef\xbb\xbf", b"a,b\n1,2\n"])
def test_unusable_file_exits_with_2_and_writes_nothing(desk: Desk, content: bytes) -> None:
    file = desk.folder / "plan.csv"
    file.write_bytes(content)
    result = desk.run("publish", str(file), "--mode", "changes")
    assert result.exit_code == 2
    assert result.output.startswith("infoneige: ")
    assert not desk.state.exists()


def test_what_is_held_is_shown_by_streets_and_people(desk: Desk) -> None:
    subscribe(desk, SIDES[1], SIDES[2])
    desk.load("publish", "complete", *map(tonight, SIDES))
    checked = desk.load("check", "complete", tonight(SIDES[0]))
    published = desk.load("publish", "complete", tonight(SIDES[0]))
    assert "Publishing this would be HELD for a person: 179 withdrawals" in checked.output
    assert "plan held" not in checked.output
    assert "plan release" not in checked.output
    for shown in (checked.output, published.output, desk.run("held").output):
        assert "people told of these bans: 0; people subscribed there: 2" in shown
        assert "  rue Principale, numéros pairs 100 à 198, Le Vieux-Moulin (side 90000012)\n" in shown
        assert "and 169 more, 179 sides in all" in shown
    (waiting,) = json.loads(desk.run("held", "--json").output)
    held = json.loads(desk.load("check", "complete", tonight(SIDES[0]), options=("--json",)).output)["held"]
    assert held == {key: waiting[key] for key in held}
    assert (held["sides_withdrawn"], len(held["sides"]), waiting["plans"], waiting["source"]) == (
        179,
        10,
        1,
        "operator",
    )


def test_what_is_held_is_shown_by_id_without_the_street_file(desk: Desk) -> None:
    desk.load("publish", "complete", *map(tonight, SIDES))
    desk.load("publish", "complete", tonight(SIDES[0]))
    desk.city = desk.folder / "absent.db"
    assert "  side 90000012\n" in desk.run("held").output


def test_side_absent_from_a_file_that_was_not_all_understood_is_not_withdrawn(desk: Desk) -> None:
    desk.load("publish", "complete", *map(tonight, SIDES[:3]))
    rows = (tonight(SIDES[0]), "=1+1,planifié,,\n")
    refused = desk.load("publish", "complete", *rows, options=("--confirm",))
    assert refused.exit_code == 2
    assert "correct that row first" in refused.output
    result = desk.load("publish", "complete", *rows, options=("--json",))
    report = json.loads(result.output)
    assert (result.exit_code, report["status"], report["keeps_absent"]) == (1, "rejected_rows", True)
    assert (report["withdrawn"], report["withheld"]) == (0, 0)
    assert desk.run("held").output == "Nothing is held.\n"
    assert "no side absent from the file is withdrawn" in desk.load("check", "complete", *rows).output


def test_second_night_of_a_side_is_no_longer_lost_in_silence(desk: Desk) -> None:
    result = desk.load("publish", "changes", tonight("90000012"), tonight("90000012", nights_later=2))
    assert result.exit_code == 1
    assert "line 3, debut" in result.output
    assert "already has the ban of line 2" in result.output


def test_unusable_file_is_said_in_json_too(desk: Desk) -> None:
    file = desk.folder / "plan.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    for verb in ("check", "publish"):
        result = desk.run(verb, str(file), "--mode", "changes", "--json")
        report = json.loads(result.stdout)
        assert (result.exit_code, report["status"], report["place"]) == (2, "unusable", "line 1")
        assert set(report) == {"status", "place", "reason", "suggestion"}
        assert report["reason"]
        assert report["suggestion"]


def test_many_unknown_sides_are_said_first_and_counted(desk: Desk) -> None:
    strangers = [tonight(f"7{number:07}") for number in range(20)]
    result = desk.load("check", "changes", tonight("90000012"), *strangers)
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert lines[0].startswith("WARNING: 20 of 21 sides are not in the street file:")
    assert "  note: sides that are not in the street file, whose plans are kept: 20" in lines
    assert "    and 15 more; --json lists them all." in lines
    report = json.loads(desk.load("check", "changes", *strangers, options=("--json",)).output)
    assert (report["status"], report["sides_unknown"]) == ("clean", 20)


def test_few_unknown_sides_are_no_warning(desk: Desk) -> None:
    result = desk.load("check", "changes", *map(tonight, [*SIDES[:20], "70000001"]))
    assert result.output.startswith("21 rows, 21 sides, 0 rows rejected.\n")
    assert "line 22: the city's street file has no side 70000001; the plan is kept" in result.output


def test_plan_is_read_from_the_input(desk: Desk) -> None:
    result = desk.run("check", "-", "--mode", "changes", typed=HEADER + tonight("90000012"))
    assert (result.exit_code, result.output.partition(",")[0]) == (0, "1 rows")


def test_publishing_to_what_forgets_at_once_is_refused(desk: Desk) -> None:
    words = ["plan", "publish", "-", "--mode", "changes", "--database", "sqlite:///:memory:"]
    result = CliRunner().invoke(main, [*words, "--geodata", str(desk.city)], input=HEADER + tonight("90000012"))
    assert result.exit_code == 2
    assert "forgets the plan" in result.output


def subscribe(desk: Desk, *sides: str) -> None:
    """Subscribe one person on each side."""
    people = desk.folder / "people.csv"
    rows = [f"person {side},console,fr,{side},60,,\n" for side in sides]
    header = "recipient,channel,language,side_id,leads_minutes,quiet_from,quiet_to\n"
    people.write_text(header + "".join(rows), encoding="utf-8")
    result = CliRunner().invoke(main, ["subscribe", str(people), "--database", f"sqlite:///{desk.state}"])
    assert result.exit_code == 0, result.output
