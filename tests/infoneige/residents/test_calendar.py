"""One event for one ban, whatever became of it; the same instants in every reader, on the nights of both changes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.model import StreetSideId
from infoneige.residents.calendar import (
    OPEN_END,
    BanText,
    CalendarBan,
    CalendarFrame,
    calendar_bans,
    calendar_bytes,
)
from infoneige.residents.history import Outcome, Revision
from schedules.local_time import CITY_ZONE
from schedules.model import BanWindow
from tests.infoneige.residents.calendar_readers import READERS, Read, read_with_icalendar
from tests.outbox_world import NOW

HOUR = timedelta(hours=1)
SIDE = StreetSideId("90000072")
FRAME = CalendarFrame(
    name="Déneigement : rue Saint-Éloi",
    about="Une virgule, un point-virgule ; et\nune ligne.",
    language="fr-CA",
    side_id=SIDE,
    domain="neige.example",
    page_url="https://neige.example/cote/90000072",
)
TEXT = BanText("Stationnement interdit : rue Saint-Éloi, côté pair", "Du lundi, 19 h ; au mardi, 7 h.\nLes panneaux…")
EVENING, MORNING = NOW + 5 * HOUR, NOW + 17 * HOUR
"""From 19 h to 7 h, announced at 14 h."""


def revision(number: int, starts_at: datetime, ends_at: datetime | None, opened_at: datetime) -> Revision:
    return Revision(number, BanWindow(SIDE, starts_at, ends_at), opened_at)


def closed(one: Revision, at: datetime, outcome: Outcome) -> Revision:
    return replace(one, closed_at=at, outcome=outcome)


ANNOUNCED = revision(7, EVENING, MORNING, NOW)
BAN = CalendarBan(
    first_window_id=7,
    starts_at=EVENING,
    ends_at=MORNING,
    has_known_end=True,
    sequence=0,
    announced_at=NOW,
    changed_at=NOW,
)


def test_announced_ban_is_one_event_over_its_hours() -> None:
    assert calendar_bans([ANNOUNCED], NOW) == (BAN,)


def test_moved_ban_is_the_same_event_in_its_next_sequence() -> None:
    at = NOW + HOUR
    later = revision(9, EVENING + 24 * HOUR, MORNING + 24 * HOUR, at)
    moved = replace(BAN, starts_at=later.window.starts_at, ends_at=MORNING + 24 * HOUR, sequence=1, changed_at=at)
    assert calendar_bans([closed(ANNOUNCED, at, Outcome.MOVED), later], at) == (moved,)


@pytest.mark.parametrize(
    ("outcome", "at", "shown"),
    [
        (Outcome.WITHDRAWN, NOW + HOUR, Outcome.WITHDRAWN),
        (Outcome.WITHDRAWN, EVENING + HOUR, Outcome.WITHDRAWN),
        (Outcome.WITHDRAWN, MORNING, None),
        (Outcome.DONE, EVENING + HOUR, Outcome.DONE),
        (Outcome.DONE, MORNING + HOUR, Outcome.DONE),
    ],
)
def test_closed_ban_stays_with_what_became_of_it(outcome: Outcome, at: datetime, shown: Outcome | None) -> None:
    found = calendar_bans([closed(ANNOUNCED, at, outcome)], at)
    assert found == (replace(BAN, sequence=1, changed_at=at, outcome=shown),)


def test_ban_announced_anew_after_a_withdrawal_is_another_event() -> None:
    anew = revision(8, EVENING, MORNING, NOW + 2 * HOUR)
    found = calendar_bans([closed(ANNOUNCED, NOW + HOUR, Outcome.WITHDRAWN), anew], NOW + 2 * HOUR)
    assert [(ban.first_window_id, ban.sequence, ban.outcome) for ban in found] == [
        (7, 1, Outcome.WITHDRAWN),
        (8, 0, None),
    ]


def test_hours_that_replace_a_ban_already_over_are_another_event() -> None:
    at = MORNING + 48 * HOUR
    next_operation = revision(8, at + HOUR, at + 13 * HOUR, at)
    found = calendar_bans([closed(ANNOUNCED, at, Outcome.MOVED), next_operation], at)
    assert [(ban.first_window_id, ban.starts_at) for ban in found] == [(7, EVENING), (8, at + HOUR)]


def test_trucks_that_stay_after_the_end_prolong_the_event_until_they_leave() -> None:
    late = MORNING + HOUR / 2
    line = [closed(ANNOUNCED, late, Outcome.MOVED), revision(8, late, None, late)]
    standing = replace(BAN, ends_at=late + OPEN_END, has_known_end=False, sequence=1, changed_at=late)
    assert calendar_bans(line, late + HOUR) == (standing,)
    prolonged = replace(standing, ends_at=late + 2 * OPEN_END, sequence=2, changed_at=late + OPEN_END)
    assert calendar_bans(line, late + OPEN_END) == (prolonged,)
    left = late + 3 * HOUR
    done = replace(standing, ends_at=left, has_known_end=True, sequence=2, changed_at=left, outcome=Outcome.DONE)
    assert calendar_bans([line[0], closed(line[1], left, Outcome.DONE)], left + 48 * HOUR) == (done,)


def test_trucks_that_come_early_begin_the_event_when_they_come() -> None:
    early = EVENING - 2 * HOUR
    line = [closed(ANNOUNCED, early, Outcome.MOVED), revision(8, early, None, early)]
    assert [(ban.first_window_id, ban.starts_at) for ban in calendar_bans(line, early)] == [(7, early)]


def test_cut_history_does_not_name_a_ban_by_a_revision_that_did_not_begin_it() -> None:
    line = [closed(ANNOUNCED, NOW + HOUR, Outcome.DONE), revision(8, MORNING + HOUR, MORNING + 2 * HOUR, MORNING)]
    assert [ban.first_window_id for ban in calendar_bans(line, MORNING, is_cut=True)] == [8]
    assert [ban.first_window_id for ban in calendar_bans(line[1:], MORNING, is_cut=True)] == [8]


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[datetime, list[Revision]]]:
    """Give what is stored after each change of a side's bans, with the instant of the change."""
    at = NOW
    stored: list[Revision] = []
    seen: list[tuple[datetime, list[Revision]]] = []
    for number in range(draw(st.integers(1, 8))):
        starts_at = at + draw(st.integers(-3, 30)) * HOUR
        ends_at = draw(st.sampled_from([starts_at + 12 * HOUR, None]))
        stored = [*stored, revision(number, starts_at, ends_at, at)]
        seen.append((at, stored))
        at += draw(st.integers(1, 40)) * HOUR
        seen.append((at, stored))
        stored = [*stored[:-1], closed(stored[-1], at, draw(st.sampled_from(Outcome)))]
        if stored[-1].outcome is not Outcome.MOVED:
            seen.append((at, stored))
    return seen


@given(histories())
def test_event_keeps_its_uid_and_no_change_of_it_is_without_a_higher_sequence(
    seen: list[tuple[datetime, list[Revision]]],
) -> None:
    before: dict[int, CalendarBan] = {}
    for at, stored in seen:
        now = {ban.first_window_id: ban for ban in calendar_bans(stored, at)}
        assert len(now) == len(calendar_bans(stored, at))
        assert before.keys() <= now.keys()
        for number, ban in before.items():
            assert ban == now[number] or ban.sequence < now[number].sequence
            assert ban.changed_at <= now[number].changed_at
        assert all(ban.starts_at < ban.ends_at for ban in now.values())
        before = now


def local(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE, fold=fold).astimezone(UTC)


NIGHTS = (
    (local("2026-10-31 19:00"), local("2026-11-01 07:00")),
    (local("2026-10-31 23:30"), local("2026-11-01 01:30")),
    (local("2026-10-31 23:30"), local("2026-11-01 01:30", fold=1)),
    (local("2026-11-01 01:30"), local("2026-11-01 01:30", fold=1)),
    (local("2026-11-01 01:15", fold=1), local("2026-11-01 12:00")),
    (local("2026-11-23 19:00"), local("2026-11-24 07:00")),
    (local("2027-03-13 19:00"), local("2027-03-14 07:00")),
    (local("2027-03-14 01:59"), local("2027-03-14 03:00")),
    (local("2027-03-14 03:30"), local("2027-03-14 15:00")),
    (local("2027-07-01 08:00"), local("2027-07-01 12:00")),
)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__.removeprefix("read_with_"))
def test_reader_finds_the_very_instants_across_both_changes_of_the_hour(reader: Callable[[bytes], list[Read]]) -> None:
    bans = tuple(
        replace(BAN, first_window_id=number, starts_at=starts_at, ends_at=ends_at, sequence=number)
        for number, (starts_at, ends_at) in enumerate(NIGHTS)
    )
    expected = [
        Read(f"90000072-{number}@neige.example", TEXT.summary, TEXT.description, starts_at, ends_at)
        for number, (starts_at, ends_at) in enumerate(NIGHTS)
    ]
    assert reader(calendar_bytes(bans, FRAME, lambda _: TEXT, NOW)) == expected


def test_instants_of_winter_are_written_as_they_stand_on_the_sign() -> None:
    lines = written([BAN])
    assert "DTSTART;TZID=America/Toronto:20261123T190000" in lines
    assert "DTEND;TZID=America/Toronto:20261124T070000" in lines


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(None, "CONFIRMED"), (Outcome.DONE, "CONFIRMED"), (Outcome.WITHDRAWN, "CANCELLED")],
)
def test_event_says_what_changed_and_when(outcome: Outcome | None, status: str) -> None:
    lines = written([replace(BAN, sequence=3, outcome=outcome, changed_at=NOW + HOUR)])
    for line in (f"STATUS:{status}", "SEQUENCE:3", "LAST-MODIFIED:20261123T200000Z", "CREATED:20261123T190000Z"):
        assert line in lines


def test_calendar_without_a_ban_is_one_all_the_same() -> None:
    lines = written([])
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert "BEGIN:VTIMEZONE" in lines
    assert "BEGIN:VEVENT" not in lines
    assert read_with_icalendar(calendar_bytes([], FRAME, lambda _: TEXT, NOW)) == []


def test_calendar_is_the_same_bytes_as_long_as_nothing_changes() -> None:
    once = calendar_bytes([BAN], FRAME, lambda _: TEXT, NOW)
    assert once == calendar_bytes([BAN], FRAME, lambda _: TEXT, NOW + 24 * HOUR)
    assert all(len(line) <= 75 for line in once.split(b"\r\n"))


def written(bans: Sequence[CalendarBan]) -> list[str]:
    return calendar_bytes(bans, FRAME, lambda _: TEXT, NOW).decode().replace("\r\n ", "").split("\r\n")
