"""Settings from the environment: what is read, what is refused and how, and that no secret is shown."""

from datetime import timedelta
from pathlib import Path

import pytest

from infoneige.config import FeedKind, Settings, load_settings, masked, setting_table, shown, variable
from infoneige.errors import ServiceError

DEFAULTS = Settings(
    database="sqlite:///infoneige.db",
    geodata=Path("geodata.db"),
    feed=FeedKind.NONE,
    feed_name="planif-neige",
    feed_url="",
    feed_token_file=None,
    poll_every=timedelta(minutes=5),
    stale_after=timedelta(minutes=20),
    coalesce=timedelta(minutes=2),
    sweep_every=timedelta(seconds=1),
    batch=200,
)


def test_settings_of_an_empty_environment_are_the_defaults() -> None:
    assert load_settings({"LANG": "fr_CA.UTF-8", "INFONEIGE_FEED": "", "INFONEIGE_BATCH": " "}) == DEFAULTS


def test_settings_are_read_from_their_variables() -> None:
    environment = {
        "INFONEIGE_DATABASE": "postgresql://neige@db/neige",
        "INFONEIGE_GEODATA": "/srv/geodata.db",
        "INFONEIGE_FEED": "soap",
        "INFONEIGE_FEED_NAME": "montreal",
        "INFONEIGE_FEED_URL": "https://feed.test/soap",
        "INFONEIGE_FEED_TOKEN_FILE": "/run/secrets/token",
        "INFONEIGE_POLL_EVERY": "10min",
        "INFONEIGE_STALE_AFTER": "1h",
        "INFONEIGE_COALESCE": "0s",
        "INFONEIGE_SWEEP_EVERY": "2 s",
        "INFONEIGE_BATCH": "50",
    }
    assert load_settings(environment) == Settings(
        database="postgresql://neige@db/neige",
        geodata=Path("/srv/geodata.db"),
        feed=FeedKind.SOAP,
        feed_name="montreal",
        feed_url="https://feed.test/soap",
        feed_token_file=Path("/run/secrets/token"),
        poll_every=timedelta(minutes=10),
        stale_after=timedelta(hours=1),
        coalesce=timedelta(0),
        sweep_every=timedelta(seconds=2),
        batch=50,
    )
    assert set(environment) == {variable(name) for name in setting_table()}


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"INFONEIGE_FEDE": "json"}, "INFONEIGE_FEDE is no setting: did you mean INFONEIGE_FEED?"),
        ({"INFONEIGE_ZZZZZZZZZZZZZZZZ": "1"}, "is no setting: `infoneige doctor` lists the known ones"),
        ({"INFONEIGE_FEED": "xml"}, "INFONEIGE_FEED is 'xml': expected none, json or soap"),
        ({"INFONEIGE_DATABASE": "infoneige.db"}, "expected sqlite:///FILE or postgresql://"),
        ({"INFONEIGE_POLL_EVERY": "5"}, "INFONEIGE_POLL_EVERY is '5': expected a duration such as 90s, 5min or 1h"),
        ({"INFONEIGE_POLL_EVERY": "4min"}, "INFONEIGE_POLL_EVERY: expected 5min or more, as the city asks"),
        ({"INFONEIGE_STALE_AFTER": "5min"}, "INFONEIGE_STALE_AFTER: expected longer than INFONEIGE_POLL_EVERY"),
        ({"INFONEIGE_SWEEP_EVERY": "0s"}, "INFONEIGE_SWEEP_EVERY is '0s': expected a duration"),
        ({"INFONEIGE_BATCH": "0"}, "INFONEIGE_BATCH is '0': expected a whole number from 1"),
        ({"INFONEIGE_BATCH": "²"}, "expected a whole number from 1"),
        ({"INFONEIGE_FEED_NAME": "Planif Neige"}, "INFONEIGE_FEED_NAME is 'Planif Neige': expected letters"),
        ({"INFONEIGE_FEED": "json"}, "INFONEIGE_FEED_URL: expected an http(s) URL, as INFONEIGE_FEED is json"),
        (
            {"INFONEIGE_FEED": "soap", "INFONEIGE_FEED_URL": "https://feed.test"},
            "INFONEIGE_FEED_TOKEN_FILE: expected the file of the token",
        ),
    ],
)
def test_setting_that_cannot_be_used_is_refused_by_name(environment: dict[str, str], message: str) -> None:
    with pytest.raises(ServiceError) as refused:
        load_settings(environment)
    assert message in str(refused.value)


def test_refusal_never_shows_a_password() -> None:
    with pytest.raises(ServiceError) as refused:
        load_settings({"INFONEIGE_DATABASE": "mysql://neige:hunter2@db/neige"})
    assert str(refused.value) == (
        "INFONEIGE_DATABASE is 'mysql://neige:***@db/neige': expected sqlite:///FILE or postgresql://..."
    )


def test_settings_printed_by_accident_show_no_secret() -> None:
    settings = load_settings(
        {
            "INFONEIGE_DATABASE": "postgresql://neige:hunter2@db/neige",
            "INFONEIGE_FEED_URL": "https://feed.test/?key=hunter2",
        }
    )
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("postgresql://neige:hunter2@db/neige", "postgresql://neige:***@db/neige"),
        (
            "postgresql://neige:p@ss@db/neige?password=x&sslmode=y",
            "postgresql://neige:***@db/neige?password=***&sslmode=***",
        ),
        ("postgresql://neige@db/neige", "postgresql://neige@db/neige"),
        ("sqlite:///infoneige.db", "sqlite:///infoneige.db"),
        ("https://feed.test/plans.json?key=abc", "https://feed.test/plans.json?key=***"),
        (None, ""),
    ],
)
def test_masked_value_keeps_all_but_the_secret(value: str | None, text: str) -> None:
    assert masked(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (timedelta(minutes=5), "5min"),
        (timedelta(seconds=90), "90s"),
        (timedelta(0), "0s"),
        (FeedKind.JSON, "json"),
        (200, "200"),
    ],
)
def test_shown_value_is_as_one_would_write_it(value: object, text: str) -> None:
    assert shown(value) == text


def test_every_default_is_read_by_its_own_parser() -> None:
    values = {name: setting.parse(setting.default) for name, setting in setting_table().items()}
    assert Settings(**values) == DEFAULTS  # type: ignore[arg-type]
