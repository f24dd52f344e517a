"""`infoneige replay` as a person runs it: files in, messages and figures out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from infoneige.cli import main

PRINCIPALE_EVEN = "90000012"
PEOPLE = "recipient,channel,language,side_id,leads_minutes,quiet_from,quiet_to,kinds\n"
ANA = f"514-555-0101,sms,fr,{PRINCIPALE_EVEN},60,,,\n"
HEADER = "cote_rue_id,etat,debut,fin\n"


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    row = f"{PRINCIPALE_EVEN},planifié,2026-11-23 19:00,2026-11-24 07:00\n"
    (folder / "2026-11-23T1500Z.csv").write_text(HEADER + row, encoding="utf-8")
    other = "90000072,planifié,2026-11-23 19:00,2026-11-24 07:00\n"
    (folder / "2026-11-23T1800Z.csv").write_text(HEADER + other, encoding="utf-8")
    return folder


def replay(city: Path, plans: Path, folder: Path, *more: str, people: str = PEOPLE + ANA) -> Result:
    wishes = folder / "people.csv"
    wishes.write_text(people, encoding="utf-8")
    words = ["replay", "--geodata", str(city), "--plans", str(plans), "--subscriptions", str(wishes), *more]
    return CliRunner().invoke(main, words)


def messages(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_line_of_the_output_is_one_message(valneige: Path, plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.ndjson"
    result = replay(valneige, plans, tmp_path, "--mode", "complete", "--json", str(out))
    assert result.exit_code == 0, result.output
    planned, cancelled = messages(out)
    assert planned == {
        "recipient": "+15145550101",
        "channel": "sms",
        "language": "fr",
        "kind": "planned",
        "side_ids": [PRINCIPALE_EVEN],
        "window_start": "2026-11-24T00:00:00Z",
        "window_end": "2026-11-24T12:00:00Z",
        "send_at": "2026-11-23T15:02:00Z",
        "replaces": None,
        "text": "AvisNeige: stationnement INTERDIT rue Principale pairs 100-198, lun 23 nov 19h à mar 24 nov 7h. "
        "Déplacez l'auto avant 19h. Panneaux prévalent. ARRET=fin",
        "segments": 1,
    }
    assert (cancelled["kind"], cancelled["send_at"]) == ("cancelled", "2026-11-23T18:02:00Z")
    assert cancelled["replaces"] == planned["send_at"]
    assert "remplace 10h02" in str(cancelled["text"])
    assert "People told:       1\n" in result.output


def test_absence_from_changes_is_no_withdrawal(valneige: Path, plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.ndjson"
    assert replay(valneige, plans, tmp_path, "--json", str(out)).exit_code == 0
    assert [message["kind"] for message in messages(out)] == ["planned", "reminder"]


def test_until_ends_the_replay(valneige: Path, plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.ndjson"
    assert replay(valneige, plans, tmp_path, "--until", "2026-11-23T22:59:59Z", "--json", str(out)).exit_code == 0
    assert [message["kind"] for message in messages(out)] == ["planned"]


def test_sides_that_people_subscribe_to_and_no_street_has_are_counted(
    valneige: Path, plans: Path, tmp_path: Path
) -> None:
    stranger = ANA.replace(PRINCIPALE_EVEN, "77")
    known = replay(valneige, plans, tmp_path)
    result = replay(valneige, plans, tmp_path, people=PEOPLE + ANA + stranger)
    assert known.output.endswith("\nSides subscribed:  1\n")
    assert result.exit_code == 0
    assert result.output.endswith("\nSides subscribed:  2, of which 1 are not in the street file (77)\n")


def test_silence_is_told_only_when_asked_for(valneige: Path, tmp_path: Path) -> None:
    row = {
        "mun_id": 66023,
        "cote_rue_id": int(PRINCIPALE_EVEN),
        "etat_deneig": 2,
        "date_deb_planif": "2026-11-23T19:00:00",
        "date_fin_planif": "2026-11-24T07:00:00",
        "date_deb_replanif": None,
        "date_fin_replanif": None,
        "date_maj": "2026-11-23T09:00:00",
    }
    path = tmp_path / "2026-11-23T1500Z.json"
    path.write_text(json.dumps({"planifications": [row]}), encoding="utf-8")
    kinds = {}
    for option in ((), ("--silence",)):
        out = tmp_path / "out.ndjson"
        assert replay(valneige, path, tmp_path, *option, "--json", str(out)).exit_code == 0
        kinds[option] = [message["kind"] for message in messages(out)]
    assert kinds == {(): ["planned", "reminder"], ("--silence",): ["planned", "data_silent", "reminder"]}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--subscribers", "5"), "one of them only"),
        (("--until", "tomorrow"), "'tomorrow' is no instant"),
        (("--until", "2026-11-23T12:00"), "lacks its zone"),
        (("--json", "/absent/out.ndjson"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    valneige: Path, plans: Path, tmp_path: Path, options: tuple[str, ...], complaint: str
) -> None:
    result = replay(valneige, plans, tmp_path, *options)
    assert result.exit_code == 2
    assert complaint in result.output
    assert "Traceback" not in result.output


def test_recording_that_cannot_be_used_is_named_and_nothing_is_written(
    valneige: Path, plans: Path, tmp_path: Path
) -> None:
    (plans / "2026-11-23T2000Z.json").write_text("<html>maintenance</html>", encoding="utf-8")
    out = tmp_path / "out.ndjson"
    result = replay(valneige, plans, tmp_path, "--json", str(out))
    assert result.exit_code == 2
    assert "2026-11-23T2000Z.json" in result.output
    assert not out.exists()
