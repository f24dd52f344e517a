"""Who is told what, and when: from what happened to a window, and what the person was told, to the alerts that are due.

Decisions are made once for all people who share a preference profile and were told the same. Pure; ``now`` is given.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notifier.model import Alert, AlertKind, PreferenceProfile
from notifier.quiet_hours import after_quiet, before_quiet, quiet_span
from schedules.ban_windows import same_hours
from schedules.model import BanWindow
from schedules.window_changes import WindowEvent

SHORT_NOTICE = timedelta(minutes=120)
"""Below this, a person is not warned but hurried; it is also the waking time left after quiet hours."""

NEWS_LASTS = timedelta(hours=12)
"""How long it is still worth telling that a ban was lifted, a side cleared, or loading without a known end begun."""


@dataclass(frozen=True, slots=True)
class Situation:
    """One event of one window, seen by people who were told the same.

    ``window`` is the ban now in force or to come (None once withdrawn or done), ``told`` what these people believe, or
    may believe where it is not ``told_for_sure``: then they are told again rather than not at all.
    ``now`` is the publish; ``hold_until`` is when coalescing lets its messages go, ``now`` itself where it does not
    hold any. ``awake`` says that they are at the screen right now, so that what is due at once may come; their
    reminders keep to quiet hours all the same. ``is_our_error`` says that we were wrong in what is corrected now.
    """

    event: WindowEvent
    window: BanWindow | None
    told: BanWindow | None
    now: datetime
    hold_until: datetime
    told_for_sure: bool = True
    awake: bool = False
    is_our_error: bool = False


def decide(situation: Situation, profile: PreferenceProfile) -> tuple[Alert, ...]:
    """Return what is due to people of this profile; nothing when they already believe what is true."""
    alerts = _DECISIONS[situation.event](situation, profile)
    return tuple(alert for alert in alerts if _is_wanted(alert, situation, profile))


def _announced(situation: Situation, profile: PreferenceProfile) -> Iterator[Alert]:
    window, told = situation.window, _standing(situation)
    if window is None or window.is_over(situation.now):
        return
    told_at = situation.now
    has_moved = told is not None and not same_hours(told, window)
    if has_moved or told is None or not situation.told_for_sure:
        listening = _while_awake(situation, profile)
        hurried = _is_hurried(situation.now, window, listening)
        told_at = _announcement_at(situation, window, listening)
        first = AlertKind.SHORT_NOTICE if hurried else AlertKind.PLANNED
        kind = AlertKind.MOVED if has_moved else first
        yield Alert(kind, told_at, window.ends_at or told_at + NEWS_LASTS, replaces=has_moved)
    yield from _reminders(window, told_at, profile)


def _in_progress(situation: Situation, profile: PreferenceProfile) -> Iterator[Alert]:
    """Tell that loading is under way; those who know that parking is banned now are not woken for it."""
    window, told = situation.window, _standing(situation)
    if window is None or window.is_over(situation.now):
        return
    if told is not None and told.ends_at is None and window.ends_at is None and situation.told_for_sure:
        return  # a ban without an end was told as loading
    known = told is not None and told.is_active(situation.now)
    quiet_hours = _while_awake(situation, profile).quiet_hours
    send_at = after_quiet(situation.hold_until, quiet_hours) if known else situation.hold_until
    not_after = window.ends_at or send_at + NEWS_LASTS
    if send_at < not_after:
        yield Alert(AlertKind.IN_PROGRESS, send_at, not_after)


def _withdrawn(situation: Situation, profile: PreferenceProfile) -> Iterator[Alert]:
    if _standing(situation) is not None:
        send_at = after_quiet(situation.hold_until, profile.quiet_hours)
        kind = AlertKind.OUR_ERROR if situation.is_our_error else AlertKind.CANCELLED
        yield Alert(kind, send_at, send_at + NEWS_LASTS, replaces=True)


def _done(situation: Situation, profile: PreferenceProfile) -> Iterator[Alert]:
    if situation.told is not None:
        send_at = after_quiet(situation.hold_until, profile.quiet_hours)
        yield Alert(AlertKind.DONE, send_at, send_at + NEWS_LASTS)


_DECISIONS = {
    WindowEvent.ANNOUNCED: _announced,
    WindowEvent.IN_PROGRESS: _in_progress,
    WindowEvent.WITHDRAWN: _withdrawn,
    WindowEvent.DONE: _done,
}


def _while_awake(situation: Situation, profile: PreferenceProfile) -> PreferenceProfile:
    """Return the profile that holds at this moment: whoever is at the screen is not asleep."""
    return replace(profile, quiet_hours=None) if situation.awake else profile


def _standing(situation: Situation) -> BanWindow | None:
    """Return what was told, unless it is over: nobody needs a correction of yesterday's ban."""
    told = situation.told
    return None if told is None or told.is_over(situation.now) else told


def _is_hurried(now: datetime, window: BanWindow, profile: PreferenceProfile) -> bool:
    """Say whether little time remains, or would remain once the quiet hours that now hold are over."""
    return window.starts_at - after_quiet(now, profile.quiet_hours) < SHORT_NOTICE


def _announcement_at(situation: Situation, window: BanWindow, profile: PreferenceProfile) -> datetime:
    """Return when the words go: coalesced, after quiet hours if the ban leaves time for that, and before it starts."""
    now, held, quiet = situation.now, situation.hold_until, profile.quiet_hours
    if quiet_span(now, quiet) is not None:
        send_at = held if _is_hurried(now, window, profile) else max(held, after_quiet(now, quiet))
    else:
        send_at = now if quiet_span(held, quiet) else held
    last_useful = window.starts_at if now < window.starts_at else window.ends_at
    return send_at if last_useful is None or send_at < last_useful else now


def _reminders(window: BanWindow, told_at: datetime, profile: PreferenceProfile) -> Iterator[Alert]:
    """Yield the reminders still to come, at most one at any instant; one that falls into quiet hours comes earlier."""
    due: dict[datetime, Alert] = {}
    for lead in sorted(profile.leads, reverse=True):
        wished = window.starts_at - lead
        send_at = before_quiet(wished, profile.quiet_hours)
        kind = AlertKind.REMINDER if send_at == wished else AlertKind.EVENING_BEFORE
        if send_at > told_at and (kind is AlertKind.REMINDER or send_at not in due):
            due[send_at] = Alert(kind, send_at, window.starts_at, lead=lead)
    yield from due.values()


_FAMILY = {
    AlertKind.SHORT_NOTICE: AlertKind.PLANNED,
    AlertKind.EVENING_BEFORE: AlertKind.REMINDER,
    AlertKind.OUR_ERROR: AlertKind.CANCELLED,
}
"""Who asks for plans wants the hurried ones too; for reminders, those that quiet hours moved; for bans lifted, those
that should not have been."""


def _is_wanted(alert: Alert, situation: Situation, profile: PreferenceProfile) -> bool:
    """Say whether the profile asks for this kind, or for the kind whose place it takes."""
    if profile.kinds is None:
        return True
    family = _FAMILY.get(alert.kind, alert.kind)
    if alert.kind is AlertKind.IN_PROGRESS and _standing(situation) is None:
        family = AlertKind.PLANNED
    return not profile.kinds.isdisjoint({alert.kind, family})


def data_notice(kind: AlertKind, profile: PreferenceProfile, now: datetime) -> Alert | None:
    """Return when people of this profile learn that the data fell silent or came back; it wakes nobody."""
    if profile.kinds is not None and kind not in profile.kinds:
        return None
    send_at = after_quiet(now, profile.quiet_hours)
    return Alert(kind, send_at, send_at + NEWS_LASTS)
