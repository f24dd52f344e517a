"""`infoneige subscribe`: people from a file, into the database that `run` works on."""

from pathlib import Path

from click.testing import CliRunner

from infoneige.cli import main
from infoneige.storage.database import open_database

HEADER = "recipient,channel,language,side_id,leads_minutes,quiet_from,quiet_to\n"


def test_people_are_stored_once_and_told_of_a_known_ban(tmp_path: Path, valneige: Path) -> None:
    state, people, plan = f"sqlite:///{tmp_path / 'state.db'}", tmp_path / "people.csv", tmp_path / "plan.csv"
    people.write_text(HEADER + "514 555-0101,sms,fr,90000012,60,,\nbob,console,en,90000072,,,\n", encoding="utf-8")
    plan.write_text("cote_rue_id,etat\n90000012,5\n", encoding="utf-8")
    published = ["plan", "publish", str(plan), "--mode", "changes", "--database", state, "--geodata", str(valneige)]
    assert CliRunner().invoke(main, published).exit_code == 0
    outputs = [CliRunner().invoke(main, ["subscribe", str(people), "--database", state]).output for _ in range(2)]
    assert outputs == ["2 subscriptions stored; 1 messages are due about bans already known.\n"] * 2
    with open_database(state) as database, database.read() as connection:
        assert [tuple(row) for row in connection.execute("SELECT kind, state FROM outbox")] == [("in_progress", "due")]
