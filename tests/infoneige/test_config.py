"""Settings from the environment: what is read, what is refused and how, and that no secret is shown."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from infoneige.config import (
    FeedKind,
    PushPayload,
    Settings,
    SmsProvider,
    Switch,
    load_settings,
    setting_table,
    variable,
)
from infoneige.errors import ServiceError
from infoneige.setting import SecretPlace, masked, shown

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
    dead_man_url=SecretPlace(""),
    batch=200,
    keys_file=Path("infoneige.keys"),
    public_url="",
    city_name="",
    help_phone="",
    sms=SmsProvider.NONE,
    sms_sender_profile="toll_free",
    sms_price=Decimal("0.0120"),
    sms_regions=frozenset({"CA"}),
    twilio_account_sid="",
    twilio_api_key_sid="",
    twilio_api_secret_file=None,
    twilio_auth_token_file=None,
    twilio_sender="",
    twilio_codes_sender="",
    twilio_url="https://api.twilio.com",
    push=Switch.OFF,
    push_contact="",
    push_hosts=frozenset(),
    push_payload=PushPayload.FULL,
    desk_reason_people=1000,
    desk_approval_people=2000,
    openid_issuer="",
    openid_client_id="",
    openid_client_secret_file=None,
    openid_acr=frozenset({"mfa"}),
)
ACCOUNT, API_KEY, SERVICE = "AC" + "0" * 32, "SK" + "1" * 32, "MG" + "2" * 32


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
        "INFONEIGE_DEAD_MAN_URL": "https://monitor.test/4f1c",
        "INFONEIGE_BATCH": "50",
        "INFONEIGE_KEYS_FILE": "/run/secrets/keys",
        "INFONEIGE_PUBLIC_URL": "https://neige.test/",
        "INFONEIGE_CITY_NAME": "Ville de Valneige",
        "INFONEIGE_HELP_PHONE": "1-800-555-0199",
        "INFONEIGE_SMS": "twilio",
        "INFONEIGE_SMS_SENDER_PROFILE": "short_code",
        "INFONEIGE_SMS_PRICE": "0.01",
        "INFONEIGE_SMS_REGIONS": "CA, US",
        "INFONEIGE_TWILIO_ACCOUNT_SID": ACCOUNT,
        "INFONEIGE_TWILIO_API_KEY_SID": API_KEY,
        "INFONEIGE_TWILIO_API_SECRET_FILE": "/run/secrets/twilio",
        "INFONEIGE_TWILIO_AUTH_TOKEN_FILE": "/run/secrets/token",
        "INFONEIGE_TWILIO_SENDER": SERVICE,
        "INFONEIGE_TWILIO_CODES_SENDER": "+15145550100",
        "INFONEIGE_TWILIO_URL": "http://127.0.0.1:8080",
        "INFONEIGE_PUSH": "on",
        "INFONEIGE_PUSH_CONTACT": "mailto:neige@valneige.test",
        "INFONEIGE_PUSH_HOSTS": "127.0.0.1:8443 push.test",
        "INFONEIGE_PUSH_PAYLOAD": "opaque",
        "INFONEIGE_DESK_REASON_PEOPLE": "500",
        "INFONEIGE_DESK_APPROVAL_PEOPLE": "5000",
        "INFONEIGE_OPENID_ISSUER": "https://login.valneige.test/realms/ville",
        "INFONEIGE_OPENID_CLIENT_ID": "infoneige",
        "INFONEIGE_OPENID_CLIENT_SECRET_FILE": "/run/secrets/openid",
        "INFONEIGE_OPENID_ACR": "mfa,hwk",
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
        dead_man_url=SecretPlace("https://monitor.test/4f1c"),
        batch=50,
        keys_file=Path("/run/secrets/keys"),
        public_url="https://neige.test",
        city_name="Ville de Valneige",
        help_phone="1-800-555-0199",
        sms=SmsProvider.TWILIO,
        sms_sender_profile="short_code",
        sms_price=Decimal("0.01"),
        sms_regions=frozenset({"CA", "US"}),
        twilio_account_sid=ACCOUNT,
        twilio_api_key_sid=API_KEY,
        twilio_api_secret_file=Path("/run/secrets/twilio"),
        twilio_auth_token_file=Path("/run/secrets/token"),
        twilio_sender=SERVICE,
        twilio_codes_sender="+15145550100",
        twilio_url="http://127.0.0.1:8080",
        push=Switch.ON,
        push_contact="mailto:neige@valneige.test",
        push_hosts=frozenset({"127.0.0.1:8443", "push.test"}),
        push_payload=PushPayload.OPAQUE,
        desk_reason_people=500,
        desk_approval_people=5000,
        openid_issuer="https://login.valneige.test/realms/ville",
        openid_client_id="infoneige",
        openid_client_secret_file=Path("/run/secrets/openid"),
        openid_acr=frozenset({"mfa", "hwk"}),
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
        ({"INFONEIGE_SMS": "twilio"}, "INFONEIGE_TWILIO_ACCOUNT_SID: expected a value, as INFONEIGE_SMS is twilio"),
        ({"INFONEIGE_PUSH": "on"}, "INFONEIGE_PUBLIC_URL: expected a value, as INFONEIGE_PUSH is on"),
        ({"INFONEIGE_TWILIO_API_KEY_SID": ACCOUNT}, "expected SK and 32 digits"),
        ({"INFONEIGE_PUBLIC_URL": "http://neige.test"}, "expected https://host"),
        ({"INFONEIGE_PUBLIC_URL": "https://neige.test/alertes"}, "expected https://host"),
        ({"INFONEIGE_PUBLIC_URL": "https://me@neige.test"}, "expected https://host"),
        ({"INFONEIGE_SMS_SENDER_PROFILE": "pigeon"}, "expected long_code, toll_free, toll_free_raised, short_code"),
        ({"INFONEIGE_SMS_PRICE": "NaN"}, "expected an amount"),
        ({"INFONEIGE_SMS_PRICE": "free"}, "expected an amount"),
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
        (frozenset({"US", "CA"}), "CA US"),
        (SecretPlace("https://monitor.test:8443/4f1c"), "https://monitor.test:8443/***"),
        (SecretPlace(""), ""),
    ],
)
def test_shown_value_is_as_one_would_write_it(value: object, text: str) -> None:
    assert shown(value) == text


def test_every_default_is_read_by_its_own_parser() -> None:
    values = {name: setting.parse(setting.default) for name, setting in setting_table().items()}
    assert Settings(**values) == DEFAULTS  # type: ignore[arg-type]
