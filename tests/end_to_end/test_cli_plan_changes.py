"""`infoneige plan diff`, `publish --base` and `revert`: what a script can rely on."""

import json
from pathlib import Path

import pytest

from infoneige.audit.trail import Trail
from infoneige.cli.actor import command_actor
from infoneige.storage.database import open_database
from tests.end_to_end.test_cli_plan import SIDES, Desk, subscribe, tonight

SIDE, LABEL = "90000012", "rue Principale, numéros pairs 100 à 198, Le Vieux-Moulin (side 90000012)"


@pytest.fixture
def desk(valneige: Path, tmp_path: Path) -> Desk:
    return Desk(valneige, tmp_path)


def events(desk: Desk) -> list[tuple[str, str, str]]:
    with open_database(f"sqlite:///{desk.state}") as database:
        found = reversed(Trail(database).events())
        return [(one.event.actor, one.event.verb.value, one.event.subject) for one in found]


def test_diff_lists_each_side_and_writes_nothing(desk: Desk) -> None:
    subscribe(desk, SIDE)
    desk.load("publish", "changes", tonight(SIDE), tonight(SIDES[5]))
    shown = desk.load("diff", "complete", tonight(SIDE, nights_later=1), tonight(SIDES[7]))
    marks = {line.split(": ")[0]: line for line in shown.output.splitlines()}
    assert shown.exit_code == 0
    assert f"~ {LABEL}" in marks
    assert marks[f"~ {LABEL}"].endswith("; 1 people")
    assert sorted(mark[0] for mark in marks) == ["+", "-", "~"]
    report = json.loads(desk.load("diff", "complete", tonight(SIDE), options=("--json",)).output)
    assert [(row["side_id"], row["change"], row["after"]) for row in report["changes"]] == [
        (SIDES[5], "withdrawn", None)
    ]
    assert report["base_version"] == 1


def test_diff_of_the_plan_in_force_says_so(desk: Desk) -> None:
    desk.load("publish", "changes", tonight(SIDE))
    assert desk.load("diff", "changes", tonight(SIDE)).output == "Nothing would change.\n"


def test_publish_against_a_version_that_was_overtaken_is_a_conflict(desk: Desk) -> None:
    desk.load("publish", "changes", tonight(SIDE))
    late = desk.load("publish", "changes", tonight(SIDE, nights_later=1), options=("--base", "0"))
    assert late.exit_code == 3
    assert f"CONFLICT: version 1 by {command_actor()} at " in late.output
    assert "1 sides, 1 of them here." in late.output
    report = json.loads(
        desk.load("publish", "changes", tonight(SIDE, nights_later=1), options=("--base", "0", "--json")).output
    )
    assert (report["status"], [one["publish_id"] for one in report["conflict"]]) == ("conflict", [1])
    anew = desk.load("publish", "changes", tonight(SIDE, nights_later=1), options=("--base", "1"))
    assert anew.exit_code == 0
    assert [verb for _, verb, _ in events(desk)] == [
        "plan.published",
        "publish.refused",
        "publish.refused",
        "plan.published",
    ]


def test_guarded_publish_needs_a_reason(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFONEIGE_DESK_REASON_PEOPLE", "1")
    monkeypatch.setenv("INFONEIGE_DESK_APPROVAL_PEOPLE", "2")
    subscribe(desk, *SIDES[:2])
    checked = desk.load("check", "changes", *map(tonight, SIDES[:2]))
    refused = desk.load("publish", "changes", *map(tonight, SIDES[:2]))
    assert (checked.exit_code, refused.exit_code) == (1, 1)
    assert "NOTHING IS PUBLISHED: this needs a reason.\n  many people: 2, more than 1\n" in refused.output
    assert events(desk) == []
    done = desk.load("publish", "changes", *map(tonight, SIDES[:2]), options=("--reason", "tempête"))
    assert (done.exit_code, events(desk)) == (0, [(command_actor(), "plan.published", "publish:1")])


def test_grave_publish_needs_a_confirmation_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFONEIGE_DESK_APPROVAL_PEOPLE", "1")
    subscribe(desk, *SIDES[:2])
    refused = desk.load("publish", "changes", *map(tonight, SIDES[:2]), options=("--reason", "tempête"))
    assert (refused.exit_code, "and --confirm" in refused.output) == (1, True)
    done = desk.load("publish", "changes", *map(tonight, SIDES[:2]), options=("--reason", "tempête", "--confirm"))
    assert done.exit_code == 0


def test_revert_takes_a_version_back_once(desk: Desk) -> None:
    desk.load("publish", "changes", tonight(SIDE))
    desk.load("publish", "changes", tonight(SIDE, nights_later=1), tonight(SIDES[5]))
    reverted = desk.run("revert", "2", "--our-error", "--reason", "coquille", "--json")
    report = json.loads(reverted.output)
    assert (reverted.exit_code, report["moved"], report["withdrawn"], report["publish_id"]) == (0, 1, 1, 3)
    assert desk.load("diff", "complete", tonight(SIDE)).output == "Nothing would change.\n"
    assert events(desk)[-1] == (command_actor(), "plan.taken_back", "publish:3")
    again = desk.run("revert", "2")
    assert (again.exit_code, "nothing of version 2 is left" in again.output) == (2, True)
    assert desk.run("revert", "9").exit_code == 2


def test_revert_leaves_alone_what_later_versions_changed(desk: Desk) -> None:
    desk.load("publish", "changes", tonight(SIDE), tonight(SIDES[5]))
    desk.load("publish", "changes", tonight(SIDE, nights_later=1))
    reverted = desk.run("revert", "1")
    assert reverted.exit_code == 0
    assert reverted.output.endswith("Left as they are, for later versions changed them: 1 sides.\n")


def test_revert_of_a_great_mistake_is_done_when_confirmed_and_never_held(desk: Desk) -> None:
    desk.load("publish", "changes", *map(tonight, SIDES), options=("--reason", "tempête"))
    for options in ((), ("--reason", "mauvaise nuit")):
        refused = desk.run("revert", "1", *options)
        assert (refused.exit_code, "and --confirm" in refused.output) == (1, True)
    assert desk.run("held").output == "Nothing is held.\n"
    done = desk.run("revert", "1", "--reason", "mauvaise nuit", "--confirm", "--json")
    assert (done.exit_code, json.loads(done.output)["withdrawn"]) == (0, len(SIDES))
