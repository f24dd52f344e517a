"""`infoneige operators` as whoever sets an installation up runs it."""

import json
import re
from getpass import getuser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from infoneige.audit.trail import Trail
from infoneige.cli import main
from infoneige.clock import SystemClock
from infoneige.operators.invitations import Invitations
from infoneige.storage.database import open_database

LINK = re.compile(r"^https://neige\.example/operations/invitation/([A-Za-z0-9_-]{32})$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INFONEIGE_PUBLIC_URL", "https://neige.example")


def run(*words: str, code: int = 0) -> str:
    result: Result = CliRunner().invoke(main, ["operators", *words])
    assert result.exit_code == code, result.output
    return result.output


def invited_by(output: str) -> str | None:
    """Return whom the link in what was printed is for."""
    (secret,) = LINK.findall(output)
    with open_database("sqlite:///infoneige.db") as database:
        operator = Invitations(database).of(secret, now=SystemClock().now())
    return operator.name if operator else None


def test_first_administrator_gets_a_link_to_the_desk() -> None:
    assert run("list") == "There is no operator yet: `infoneige operators add NAME --role administrator`.\n"
    output = run("add", "chantal", "--role", "administrator", "--display-name", "Chantal Roy")
    assert output.startswith("chantal is administrator, all boroughs. This link works for 24 hours, once:\n")
    assert invited_by(output) == "chantal"
    with open_database("sqlite:///infoneige.db") as database:
        recorded = [(one.event.actor, one.event.verb) for one in Trail(database).events()]
    actor = f"command:{getuser()}"
    assert recorded == [(actor, "operator.invited"), (actor, "operator.added")]


def test_operators_are_changed_invited_anew_and_disabled() -> None:
    run("add", "chantal", "--role", "administrator")
    first = run("add", "amelie", "--role", "planner", "--borough", "Verdun", "--borough", "Lachine", "--language", "en")
    assert run("change", "amelie", "--role", "publisher") == "amelie is publisher, Lachine, Verdun.\n"
    assert run("change", "Amelie", "--all-boroughs") == "amelie is publisher, all boroughs.\n"
    second = run("invite", "amelie")
    assert (invited_by(first), invited_by(second)) == (None, "amelie")
    assert run("disable", "amelie") == "amelie is logged out and not let in any more.\n"
    assert "there is no operator 'amelie', or they are disabled" in run("invite", "amelie", code=2)
    assert re.search(r"^amelie +amelie +publisher, all boroughs; disabled \d{4}-", run("list"), re.MULTILINE)
    assert run("enable", "amelie") == "amelie is publisher, all boroughs again.\n"
    assert re.search(r"^amelie .*; has no way in: `infoneige operators invite`$", run("list"), re.MULTILINE)
    assert re.search(r"^chantal .*; invited until \d{4}-", run("list"), re.MULTILINE)


def test_list_as_json() -> None:
    run("add", "amelie", "--role", "viewer", "--display-name", "Amélie Côté", "--borough", "Verdun")
    (line,) = json.loads(run("list", "--json"))
    assert (line.pop("added_at"), line.pop("invited_until")) > ("2026", "2026")
    assert line == {
        "name": "amelie",
        "display_name": "Amélie Côté",
        "role": "viewer",
        "boroughs": ["Verdun"],
        "language": "fr",
        "ways_in": [],
        "disabled_at": None,
        "seen_at": None,
    }


def test_what_cannot_be_done_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", "chantal", "--role", "administrator")
    last = "infoneige: this is the last administrator: make another one first\n"
    assert run("disable", "chantal", code=2) == last
    assert run("change", "chantal", "--role", "viewer", code=2) == last
    assert run("add", "chantal", "--role", "viewer", code=2) == "infoneige: there is an operator chantal already\n"
    assert "one of them only" in run("change", "chantal", "--borough", "Verdun", "--all-boroughs", code=2)
    monkeypatch.delenv("INFONEIGE_PUBLIC_URL")
    assert "INFONEIGE_PUBLIC_URL: expected the address" in run("invite", "chantal", code=2)
