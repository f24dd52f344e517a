"""One message per person and window hours, and none that another one due with it makes needless."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from geodata.model import StreetSideId
from notifier.bundling import ANNOUNCEMENTS, REMINDERS, Entry, Topic, bundles, covered, subject
from notifier.model import AlertKind, Channel, MessageSubject, Recipient
from schedules.model import BanWindow

NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def make_topic(
    kind: AlertKind = AlertKind.PLANNED, side: str = "1", *, hours: int = 0, minutes: int = 0, window_id: int = 1
) -> Topic:
    window = BanWindow(StreetSideId(side), NOW + hours * HOUR, NOW + (hours + 12) * HOUR)
    return Topic(kind, window_id, window, lead=minutes * MINUTE)


def make_entry(number: int, topic: Topic, *, person: int = 1, send_at: datetime = NOW) -> Entry:
    recipient = Recipient(Channel.SMS, f"person {person}")
    return Entry(number, 1, person, recipient, send_at, NOW + HOUR, NOW + HOUR, topic)


def groups(*entries: Entry) -> list[tuple[int, ...]]:
    return [bundle.entry_ids for bundle in bundles(entries)]


def test_bundles_join_the_sides_of_one_person_that_share_their_hours() -> None:
    topics = [make_topic(side="1"), make_topic(side="2"), make_topic(side="3", hours=1)]
    entries = [make_entry(number, topic) for number, topic in enumerate(topics)]
    assert groups(*entries) == [(0, 1), (2,)]


def test_bundles_part_people_kinds_and_leads() -> None:
    planned, reminder = make_topic(), make_topic(AlertKind.REMINDER, minutes=60)
    entries = [
        make_entry(0, planned),
        make_entry(1, planned, person=2),
        make_entry(2, reminder),
        make_entry(3, make_topic(AlertKind.REMINDER, "2", minutes=30)),
    ]
    assert groups(*entries) == [(0,), (2,), (3,), (1,)]


def test_bundles_join_corrections_of_messages_handed_over_in_the_same_minute() -> None:
    def corrects(side: str, replaces_at: datetime) -> Topic:
        return Topic(AlertKind.MOVED, 1, make_topic(side=side).window, replaces_at=replaces_at)

    instants = (NOW + timedelta(seconds=5), NOW + timedelta(seconds=50), NOW + MINUTE)
    entries = [make_entry(number, corrects(str(number), at)) for number, at in enumerate(instants)]
    assert groups(*entries) == [(0, 1), (2,)]


def test_bundles_join_news_of_the_data_whatever_the_hours() -> None:
    topics = [
        Topic(AlertKind.DATA_SILENT, 1, make_topic(side=str(hours), hours=hours).window, silence_id=7)
        for hours in (3, 1)
    ]
    entries = [make_entry(number, topic) for number, topic in enumerate(topics)]
    assert groups(*entries) == [(0, 1)]


def test_subject_names_every_side_once_and_the_earliest_window() -> None:
    later, sooner = make_topic(side="2", hours=1), make_topic(side="1")
    assert subject([later, sooner, sooner], {}) == MessageSubject(
        AlertKind.PLANNED, (StreetSideId("1"), StreetSideId("2")), sooner.window
    )


ENTRIES = st.lists(
    st.builds(
        lambda kind, side, minutes, person, age: (kind, side, minutes, person, age),
        st.sampled_from(AlertKind),
        st.integers(1, 3),
        st.sampled_from([0, 30, 60]),
        st.integers(1, 3),
        st.integers(0, 5),
    ),
    max_size=30,
).map(
    lambda drawn: [
        make_entry(
            number,
            make_topic(kind, str(side), minutes=minutes, window_id=side),
            person=person,
            send_at=NOW - age * MINUTE,
        )
        for number, (kind, side, minutes, person, age) in enumerate(drawn)
    ]
)


@given(ENTRIES)
def test_bundles_hold_every_entry_once_and_one_person_each(entries: list[Entry]) -> None:
    grouped = bundles(entries)
    assert sorted(entry.entry_id for bundle in grouped for entry in bundle.entries) == list(range(len(entries)))
    assert all({entry.recipient for entry in bundle.entries} == {bundle.recipient} for bundle in grouped)


@given(ENTRIES)
def test_covered_leaves_each_person_something_about_each_window(entries: list[Entry]) -> None:
    needless = covered(entries)
    left = [entry for entry in entries if entry.entry_id not in needless]
    assert {about(entry) for entry in left} == {about(entry) for entry in entries}
    assert all(entry.topic.kind in REMINDERS for entry in entries if entry.entry_id in needless)


@given(ENTRIES)
def test_covered_leaves_no_reminder_beside_an_announcement_or_a_later_reminder(entries: list[Entry]) -> None:
    needless = covered(entries)
    left = [entry for entry in entries if entry.entry_id not in needless]
    for reminder in (entry for entry in left if entry.topic.kind in REMINDERS):
        beside = [entry for entry in entries if about(entry) == about(reminder)]
        assert not any(entry.topic.kind in ANNOUNCEMENTS for entry in beside)
        assert reminder.send_at == max(entry.send_at for entry in beside if entry.topic.kind in REMINDERS)
        assert sum(entry.topic.kind in REMINDERS for entry in left if about(entry) == about(reminder)) == 1


def about(entry: Entry) -> tuple[int, int]:
    return entry.recipient_id, entry.topic.window_id
