from datetime import time, timedelta
from pathlib import Path

import pytest

from geodata.model import StreetSideId
from infoneige.errors import ServiceError
from infoneige.people.subscription_file import read_subscriptions
from notifier.model import AlertKind, Channel, Language, PreferenceProfile, QuietHours, Recipient, Subscription

HEADER = "recipient,channel,language,side_id,leads_minutes,quiet_from,quiet_to"


def written(folder: Path, *lines: str) -> Path:
    path = folder / "subscriptions.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_row_is_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + ",kinds", "(514) 555-0101,sms,en,12,60 720,22:00,7:00,planned reminder")
    profile = PreferenceProfile(
        (timedelta(hours=12), timedelta(hours=1)),
        QuietHours(time(22), time(7)),
        frozenset({AlertKind.PLANNED, AlertKind.REMINDER}),
    )
    assert read_subscriptions(path) == (
        Subscription(Recipient(Channel.SMS, "+15145550101", Language.EN), StreetSideId("12"), profile),
    )


def test_empty_cells_and_a_missing_kinds_column_mean_none_and_all(tmp_path: Path) -> None:
    (found,) = read_subscriptions(written(tmp_path, HEADER, "léa,console,fr,A-1,,,"))
    assert found.profile == PreferenceProfile((), None, None)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("ana,fax,fr,1,60,,", f"line 2: channel 'fax' is none of {', '.join(Channel)}"),
        ("ana,sms,de,1,60,,", "line 2: language 'de' is none of fr, en"),
        ("ana,sms,fr,1,60,,,planned parade", f"line 2: kinds 'parade' is none of {', '.join(AlertKind)}"),
        ("ana,sms,fr,1,an hour,,", "line 2: leads_minutes are minutes before the ban starts, 1 or more, not 'an hour'"),
        ("ana,sms,fr,1,9999999,,", "line 2: leads_minutes are minutes before the ban starts, 1 or more, not '9999999'"),
        ("ana,sms,fr,1,0,,", "line 2: leads_minutes are minutes before the ban starts, 1 or more, not '0'"),
        ("ana,sms,fr,1,60,22:00,", "line 2: quiet_from and quiet_to go together"),
        ("ana,sms,fr,1,60,25:00,07:00", "line 2: quiet_from '25:00' is no time of day; write it such as 22:00"),
        (",sms,fr,1,60,,", "line 2: recipient is empty"),
        ("ana,sms,fr,,60,,", "line 2: side_id is empty"),
        ("514-555-012,sms,fr,1,60,,", "line 2: the number has too few digits"),
        ("1 800 555 1234,sms,fr,1,60,,", "line 2: this kind of number gets no text messages"),
        ("514 555 0199,sms,fr,1,60,,", "line 2: this is our own number"),
        ("https://push.test/1,push,fr,1,60,,", "line 2: channel push cannot come from a file: the browser itself"),
    ],
)
def test_row_that_makes_no_sense_is_refused_by_its_line(tmp_path: Path, row: str, complaint: str) -> None:
    with pytest.raises(ServiceError) as refusal:
        read_subscriptions(written(tmp_path, HEADER + ",kinds", row), ours={"+15145550199"})
    assert str(refusal.value).partition(", ")[2].startswith(complaint)


def test_five_bad_lines_are_told_at_once_and_the_rest_counted(tmp_path: Path) -> None:
    bad, good = "ana,fax,fr,1,60,,", "ana,console,fr,1,60,,"
    with pytest.raises(ServiceError) as refusal:
        read_subscriptions(written(tmp_path, HEADER, bad, good, *[bad] * 6))
    told = str(refusal.value).splitlines()
    assert [line.strip().partition(": ")[0] for line in told[1:]] == [
        "line 4",
        "line 5",
        "line 6",
        "line 7",
        "and 2 lines more",
    ]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="has no column leads_minutes, quiet_from, quiet_to"):
        read_subscriptions(written(tmp_path, "recipient,channel,language,side_id", "ana,sms,fr,1"))


def test_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "subscriptions.csv"
    path.write_bytes(b"\xff\xfe\x00recipient")
    with pytest.raises(ServiceError, match="cannot be read as a CSV file in UTF-8"):
        read_subscriptions(path)


def test_phones_of_the_given_countries_are_taken(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, "+1 212 555 0101,sms,en,1,60,,")
    assert [one.recipient.address for one in read_subscriptions(path, {"CA", "US"})] == ["+12125550101"]
    with pytest.raises(ServiceError, match="line 2: we write to phones of this country only"):
        read_subscriptions(path)
