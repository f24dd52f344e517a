from datetime import time

import pytest

from infoneige.desk.notice import NoticeVerdict, verdict
from notifier.model import QuietHours
from tests.stories.story import NIGHT, local

BY_DAY = QuietHours(time(8), time(16))


def judged(*words: str) -> NoticeVerdict:
    return NoticeVerdict("late" in words, "after bedtime" in words, "wakes" in words)


FINE = judged()


@pytest.mark.parametrize(
    ("first_at", "starts_at", "quiet", "expected"),
    [
        ("2026-11-23 14:00", "2026-11-23 19:00", NIGHT, FINE),
        ("2026-11-23 15:00", "2026-11-23 19:00", NIGHT, FINE),
        ("2026-11-23 15:01", "2026-11-23 19:00", NIGHT, judged("late")),
        ("2026-11-23 21:59", "2026-11-24 07:00", NIGHT, FINE),
        ("2026-11-23 22:00", "2026-11-24 07:00", NIGHT, judged("after bedtime", "wakes")),
        ("2026-11-24 05:00", "2026-11-24 07:00", NIGHT, judged("late", "after bedtime", "wakes")),
        ("2026-11-24 07:00", "2026-11-24 09:00", NIGHT, judged("late", "after bedtime")),
        ("2026-11-24 07:00", "2026-11-24 12:00", NIGHT, judged("after bedtime")),
        ("2026-11-24 07:01", "2026-11-24 12:00", NIGHT, FINE),
        ("2026-11-24 01:00", "2026-11-24 23:00", NIGHT, judged("wakes")),
        ("2026-11-23 23:00", "2026-11-24 02:00", None, judged("late")),
        ("2026-11-23 09:00", "2026-11-23 14:00", BY_DAY, judged("after bedtime", "wakes")),
        ("2026-11-23 07:00", "2026-11-23 14:00", BY_DAY, FINE),
    ],
)
def test_a_first_message_is_judged_by_the_hours_of_those_who_get_it(
    first_at: str, starts_at: str, quiet: QuietHours | None, expected: NoticeVerdict
) -> None:
    assert verdict(local(first_at), local(starts_at), quiet) == expected
