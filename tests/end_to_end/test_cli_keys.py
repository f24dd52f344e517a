"""`infoneige keys` as an operator runs it: made, checked, replaced, and never printed."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from infoneige.cli import main
from infoneige.secrecy.key_file import as_text, load_ring
from tests.vault import RING

PEOPLE = """\
recipient,channel,language,side_id,leads_minutes,quiet_from,quiet_to
514-555-0101,sms,fr,90000012,60,,
(514) 555 0101,sms,fr,90000072,60,,
514-555-0102,sms,en,90000012,60,,
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder in which an operator works; the keys are in their default file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INFONEIGE_KEYS")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return tmp_path


def run(*words: str, code: int = 0) -> str:
    result: Result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    return result.output


def test_keys_are_made_once_and_nothing_secret_is_printed(desk: Path) -> None:
    output = run("keys", "new", "infoneige.keys")
    ring = load_ring(desk / "infoneige.keys", {})
    assert f"VAPID public key: {ring.vapid_public}" in output
    assert "Copy the file to a safe place now" in output
    secrets = re.findall(r'= "(.{40,})"', as_text(ring))
    assert len(secrets) == 5
    refused = run("keys", "new", "infoneige.keys", code=2)
    assert refused.startswith("infoneige: infoneige.keys exists: keys are never overwritten")
    run("subscribe", "people.csv")
    said = output + refused + run("keys", "check") + run("keys", "rotate") + json.dumps(run("keys", "check"))
    assert [secret for secret in secrets if secret in said] == []


def test_nobody_is_subscribed_without_keys(desk: Path) -> None:
    assert "no keys in infoneige.keys: `infoneige keys new infoneige.keys` makes them" in run(
        "subscribe", "people.csv", code=2
    )
    assert not (desk / "infoneige.db").exists()


def test_rotation_from_the_first_key_to_the_last(desk: Path) -> None:
    run("keys", "new", "infoneige.keys")
    assert run("keys", "check", code=2) == "infoneige: there is no database yet, so nothing is under any key\n"
    run("subscribe", "people.csv")
    (old,) = load_ring(desk / "infoneige.keys", {}).encryption
    assert "2 rows were moved to the current keys." in run("keys", "rotate")
    checked = run("keys", "check")
    assert re.search(rf"encryption {old} +no rows\n", checked)
    assert re.search(r"encryption e\w+ +current 2 people\n", checked)
    assert checked.endswith("2 rows open; 0 do not.\n")
    assert run("keys", "rotate", "--forget") == f"Forgotten: {old}. Start the services again.\n"
    assert "2 rows were moved" in run("keys", "rotate", "--lookup")
    assert run("subscribe", "people.csv").startswith("3 subscriptions stored")
    assert re.search(r"lookup +l\w+ +current 2 people\n", run("keys", "check"))


def test_prepared_key_is_taken_up_by_the_next_rotation(desk: Path) -> None:
    run("keys", "new", "infoneige.keys")
    run("subscribe", "people.csv")
    assert "copy it to every machine" in run("keys", "rotate", "--prepare")
    checked = run("keys", "check", code=1)
    assert "Not all rows are under the current keys: `infoneige keys rotate` goes on." in checked
    assert "A rotation was begun before: it goes on, and no other key is added." in run("keys", "rotate")
    assert len(load_ring(desk / "infoneige.keys", {}).encryption) == 2
    assert run("keys", "check").endswith("2 rows open; 0 do not.\n")


def test_keys_of_another_installation_are_refused(desk: Path) -> None:
    run("keys", "new", "infoneige.keys")
    run("subscribe", "people.csv")
    (desk / "infoneige.keys").unlink()
    run("keys", "new", "infoneige.keys")
    for words in (["keys", "check"], ["keys", "rotate"], ["subscribe", "people.csv"]):
        assert "which the key ring lacks: start with the ring that was used last" in run(*words, code=2)


def test_keys_in_the_environment_cannot_be_rotated(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFONEIGE_KEYS", as_text(RING))
    run("subscribe", "people.csv")
    assert run("keys", "check").endswith("2 rows open; 0 do not.\n")
    assert "put them into a file to rotate them" in run("keys", "rotate", code=2)
    assert [path.name for path in desk.iterdir() if path.suffix == ".keys"] == []
