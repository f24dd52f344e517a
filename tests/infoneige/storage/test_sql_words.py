"""SQL spells the words of the code by hand: each of them must still be one."""

import re
from pathlib import Path

from infoneige.desk.model import LoadKind, LoadState
from infoneige.operators.model import LoginMethod, Role
from infoneige.storage.access import Purpose
from infoneige.storage.migrate import MIGRATIONS
from infoneige.storage.sender_beats import Trouble
from notifier.channels.contract import Verdict
from notifier.consent import ConsentEvent
from notifier.inbound import CommandKind
from notifier.model import CLOSING_KINDS, AlertKind, DeliveryStatus
from schedules.model import LoadingStatus, PlanMode
from schedules.window_changes import WindowEvent

SQL = sorted(MIGRATIONS.parent.rglob("*.sql"))
OUTCOMES = {"moved", "withdrawn", "done"}
RESOLUTIONS = {"released", "discarded", "overtaken"}
ONLY_ROWS = {"trail", "alerts"}
"""The names of the one row of a table that has one."""

WORDS = {
    *AlertKind,
    *DeliveryStatus,
    *WindowEvent,
    *PlanMode,
    *ConsentEvent,
    *Purpose,
    *Verdict,
    *CommandKind,
    *OUTCOMES,
    *RESOLUTIONS,
    *Role,
    *LoginMethod,
    *LoadKind,
    *LoadState,
    *Trouble,
    *ONLY_ROWS,
    "operator",
}


def statements(file: Path) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    return "\n".join(line.partition("--")[0] for line in lines)


def test_every_word_that_sql_compares_or_writes_is_one_of_the_code() -> None:
    text = "\n".join(statements(file) for file in SQL if file.name != "doctor.sql")
    spelled = set(re.findall(r"'([a-z_]+)'", text))
    assert {"due", "data_silent", "in_progress"} <= spelled
    assert spelled - WORDS == set()


def test_the_kinds_after_which_nobody_believes_in_a_ban_are_those_that_sql_leaves_out() -> None:
    text = statements(MIGRATIONS.parent / "sql" / "fan_out.sql")
    left_out = [set(re.findall(r"\w+", words)) for words in re.findall(r"kind NOT IN \(([^)]*)\)", text)]
    assert set(CLOSING_KINDS) in left_out


def test_the_loading_status_that_sql_knows_by_number_is_loading_in_progress() -> None:
    text = "\n".join(statements(file) for file in SQL)
    assert set(re.findall(r"\bstatus = (\d+)", text)) == {str(LoadingStatus.IN_PROGRESS.value)}
