"""The real feed of 26 December 2025 over Montréal's real streets: every alert that it causes, held by a golden file.

The golden file holds counts and digests, not the city's data. INFONEIGE_REWRITE_GOLDEN=1 rewrites it.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from infoneige.cli import main

Message = dict[str, Any]

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "replay_2025-12-26.txt"


def replayed(city: Path, plans: Path, out: Path, *people: str) -> list[Message]:
    result = CliRunner().invoke(
        main, ["replay", "--geodata", str(city), "--plans", str(plans), *people, "--json", str(out)]
    )
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def condensed(title: str, messages: Iterable[Message]) -> str:
    """Return one line per kind, instant and window: how many messages and segments, and a digest of them."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    segments: dict[tuple[str, ...], int] = defaultdict(int)
    for message in messages:
        key = tuple(str(message[name]) for name in ("send_at", "kind", "window_start", "window_end", "replaces"))
        groups[key].append(json.dumps(message, ensure_ascii=False, sort_keys=True))
        segments[key] += message["segments"]
    lines = [
        f"{' '.join(key)}  messages {len(group)}  segments {segments[key]}  "
        f"sha256 {sha256(''.join(sorted(group)).encode()).hexdigest()[:16]}"
        for key, group in sorted(groups.items())
    ]
    return "\n".join([title, *lines, ""])


@pytest.fixture(scope="module")
def alerts(real_city: Path, real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Message]]:
    folder, plans = tmp_path_factory.mktemp("replay"), real_data / "planif-neige"
    return {
        "one subscriber on each side of the feed": replayed(real_city, plans, folder / "each.ndjson", "--each-side"),
        "20,000 drawn subscribers, seed 1": replayed(
            real_city, plans, folder / "drawn.ndjson", "--subscribers", "20000", "--seed", "1"
        ),
    }


def test_alerts_of_the_real_storm_are_the_golden_ones(alerts: dict[str, list[Message]]) -> None:
    found = "\n".join(condensed(title, messages) for title, messages in alerts.items())
    if os.environ.get("INFONEIGE_REWRITE_GOLDEN"):
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


def test_184_sides_replanned_with_the_same_hours_are_told_once_and_one_side_is_cancelled(
    alerts: dict[str, list[Message]],
) -> None:
    messages = alerts["one subscriber on each side of the feed"]
    by_kind = defaultdict(set)
    for message in messages:
        by_kind[message["kind"]].add(message["recipient"])
    assert {kind: len(people) for kind, people in by_kind.items()} == {"planned": 364, "reminder": 363, "cancelled": 1}
    assert by_kind["planned"] - by_kind["reminder"] == by_kind["cancelled"]


def test_every_sms_is_one_segment(alerts: dict[str, list[Message]]) -> None:
    one_side = [
        m for messages in alerts.values() for m in messages if m["channel"] == "sms" and len(m["side_ids"]) == 1
    ]
    assert one_side
    assert {message["segments"] for message in one_side} == {1}


def test_replay_is_deterministic(
    alerts: dict[str, list[Message]], real_city: Path, real_data: Path, tmp_path: Path
) -> None:
    again = replayed(real_city, real_data / "planif-neige", tmp_path / "again.ndjson", "--each-side")
    assert again == alerts["one subscriber on each side of the feed"]
