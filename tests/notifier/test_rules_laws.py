"""Laws of the rules, for every start, publish time, lead and quiet hours, over both nights on which clocks change."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from geodata.model import StreetSideId
from notifier.model import AlertKind, PreferenceProfile, QuietHours
from notifier.quiet_hours import quiet_span
from notifier.rules import SHORT_NOTICE, Situation, decide
from schedules.model import BanWindow
from schedules.window_changes import WindowEvent

FOLD_NIGHT = datetime(2026, 10, 30, tzinfo=UTC)
GAP_NIGHT = datetime(2027, 3, 12, tzinfo=UTC)
MINUTES_OF_A_DAY = 24 * 60

instants = st.builds(
    lambda base, minutes: base + timedelta(minutes=minutes),
    st.sampled_from([FOLD_NIGHT, GAP_NIGHT]),
    st.integers(0, 4 * MINUTES_OF_A_DAY),
)
wall_times = st.integers(0, MINUTES_OF_A_DAY - 1).map(lambda minutes: time(minutes // 60, minutes % 60))
quiet_hours = st.none() | st.tuples(wall_times, wall_times).filter(lambda pair: pair[0] != pair[1]).map(
    lambda pair: QuietHours(*pair)
)
profiles = st.builds(
    PreferenceProfile,
    leads=st.lists(st.integers(1, 2000).map(lambda m: timedelta(minutes=m)), max_size=4, unique=True).map(tuple),
    quiet_hours=quiet_hours,
)


@st.composite
def announcements(draw: st.DrawFn) -> Situation:
    now = draw(instants)
    starts_at = now + timedelta(minutes=draw(st.integers(1, 3 * MINUTES_OF_A_DAY)))
    window = BanWindow(StreetSideId("1"), starts_at, starts_at + timedelta(hours=12))
    hold = timedelta(seconds=draw(st.sampled_from([0, 120])))
    return Situation(WindowEvent.ANNOUNCED, window, None, now, now + hold)


@given(announcements(), profiles)
def test_at_least_one_message_falls_between_publish_and_start(situation: Situation, profile: PreferenceProfile) -> None:
    assert situation.window is not None
    alerts = decide(situation, profile)
    assert any(situation.now <= alert.send_at < situation.window.starts_at for alert in alerts)


@given(announcements(), profiles)
def test_every_alert_has_time_to_be_sent(situation: Situation, profile: PreferenceProfile) -> None:
    assert all(situation.now <= alert.send_at < alert.not_after for alert in decide(situation, profile))


@given(announcements(), profiles)
def test_only_a_ban_that_leaves_too_little_time_after_waking_breaks_the_quiet(
    situation: Situation, profile: PreferenceProfile
) -> None:
    assert situation.window is not None
    for alert in decide(situation, profile):
        span = quiet_span(alert.send_at, profile.quiet_hours)
        if span is not None and alert.kind is not AlertKind.EVENING_BEFORE:
            assert alert.kind is AlertKind.SHORT_NOTICE
            assert situation.window.starts_at - span.ends_at < SHORT_NOTICE


@given(announcements(), profiles)
def test_reminders_come_after_the_announcement_before_the_start_and_never_two_at_once(
    situation: Situation, profile: PreferenceProfile
) -> None:
    assert situation.window is not None
    first, *reminders = decide(situation, profile)
    instants_of_all = sorted(alert.send_at for alert in (first, *reminders))
    assert instants_of_all[0] == first.send_at
    assert all(earlier < later for earlier, later in pairwise(instants_of_all))
    assert all(reminder.send_at < situation.window.starts_at for reminder in reminders)


@given(announcements(), profiles)
def test_reminder_outside_quiet_hours_comes_exactly_its_lead_of_elapsed_time_before(
    situation: Situation, profile: PreferenceProfile
) -> None:
    assert situation.window is not None
    for alert in decide(situation, profile):
        if alert.kind is AlertKind.REMINDER:
            assert situation.window.starts_at - alert.send_at == alert.lead


@given(announcements(), profiles)
def test_who_already_believes_it_hears_reminders_only(situation: Situation, profile: PreferenceProfile) -> None:
    known = Situation(WindowEvent.ANNOUNCED, situation.window, situation.window, situation.now, situation.hold_until)
    kinds = {alert.kind for alert in decide(known, profile)}
    assert kinds <= {AlertKind.REMINDER, AlertKind.EVENING_BEFORE}


@given(st.sampled_from(WindowEvent), announcements(), profiles)
def test_who_was_told_nothing_gets_no_correction(
    event: WindowEvent, situation: Situation, profile: PreferenceProfile
) -> None:
    window = situation.window if event in (WindowEvent.ANNOUNCED, WindowEvent.IN_PROGRESS) else None
    alerts = decide(Situation(event, window, None, situation.now, situation.hold_until), profile)
    assert not any(alert.replaces for alert in alerts)
    assert not {alert.kind for alert in alerts} & {AlertKind.MOVED, AlertKind.CANCELLED, AlertKind.DONE}
