"""The settings of the service: one frozen object, read once from ``INFONEIGE_*`` variables of the environment.

The annotations of ``Settings`` are the only table of them: ``doctor`` prints it and the operations page repeats it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, get_type_hints

from infoneige.errors import ServiceError
from infoneige.setting import (
    SecretPlace,
    Setting,
    count,
    duration,
    file,
    masked,
    pattern,
    price,
    secret_place,
    span,
    web_origin,
    web_place,
    words,
)
from notifier.sender_profiles import SENDER_PROFILES

PREFIX = "INFONEIGE_"
KEYS_VARIABLE = f"{PREFIX}KEYS"
"""May hold the text of the keys file instead of a file; no setting, so that nothing ever prints it."""

SHORTEST_POLL = timedelta(minutes=5)
"""The city allows one call in five minutes (Planif-Neige specification of 19 October 2015)."""


class FeedKind(StrEnum):
    """Which form of the city's plans is polled; none means that plans come by CSV only."""

    NONE = "none"
    JSON = "json"
    SOAP = "soap"


class SmsProvider(StrEnum):
    """Who carries SMS; none means that they are printed."""

    NONE = "none"
    TWILIO = "twilio"


class Switch(StrEnum):
    """Whether something is done at all."""

    OFF = "off"
    ON = "on"


class PushPayload(StrEnum):
    """What a push message carries: its words, or only an id by which the browser fetches them from us."""

    FULL = "full"
    OPAQUE = "opaque"


def _database(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError(text)
    return text


def _sender_profile(text: str) -> str:
    if text not in SENDER_PROFILES:
        raise ValueError(text)
    return text


_TWILIO_NEEDS = ("twilio_account_sid", "twilio_api_key_sid", "twilio_api_secret_file", "twilio_sender")
_PUSH_NEEDS = ("public_url", "push_contact")
_NAME = "letters, digits, - and _"
_ORIGIN = "https://host, or http://127.0.0.1:port on this machine"
_ISSUER = "https://host/path, or http://127.0.0.1:port on this machine"
_OPENID_NEEDS = ("public_url", "openid_client_id", "openid_client_secret_file")
_SENDER = "a Messaging Service (MG...) or a number such as +15145550100"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that differs between two installations. Each field is the variable of its name, in capitals, prefixed."""

    database: Annotated[
        str,
        Setting(_database, "sqlite:///FILE or postgresql://...", "sqlite:///infoneige.db", "Plans, people, outbox."),
    ] = field(repr=False)
    geodata: Annotated[
        Path, Setting(Path, "a file", "geodata.db", "The street artefact made by `infoneige geodata build`.")
    ]
    feed: Annotated[
        FeedKind, Setting(FeedKind, "none, json or soap", "none", "Which form of the city's plans is polled.")
    ]
    feed_name: Annotated[
        str, pattern(r"[A-Za-z0-9_-]{1,40}", _NAME, "The feed's name in the database.", default="planif-neige")
    ]
    feed_url: Annotated[str, Setting(str, "an http(s) URL", "", "Where the feed answers.")] = field(repr=False)
    feed_token_file: Annotated[Path | None, file("The file that holds the SOAP service's token, and nothing else.")]
    poll_every: Annotated[timedelta, span("5min", "Between two calls of the feed; never under 5min.")]
    stale_after: Annotated[timedelta, span("20min", "Without a good answer for this long, people are told so.")]
    coalesce: Annotated[
        timedelta,
        Setting(duration, "a duration such as 0s or 120s", "120s", "How long an operator's edits wait for one more."),
    ]
    sweep_every: Annotated[timedelta, span("1s", "Between two looks at the outbox for what other processes wrote.")]
    dead_man_url: Annotated[
        SecretPlace,
        Setting(secret_place, _ISSUER, "", "A monitor's address that `run` calls each minute while all is well."),
    ] = field(repr=False)
    batch: Annotated[int, Setting(count, "a whole number from 1", "200", "How many entries one claim takes.")]
    keys_file: Annotated[
        Path, Setting(Path, "a file", "infoneige.keys", "The keys made by `infoneige keys new`, for its owner alone.")
    ]
    public_url: Annotated[
        str, Setting(web_origin, _ORIGIN, "", "Where residents, browsers and Twilio reach `infoneige serve`.")
    ]
    city_name: Annotated[str, Setting(str, "a name", "", "The city, as it signs: Ville de Valneige.")]
    help_phone: Annotated[
        str, pattern(r"[0-9+() .-]{3,20}", "a telephone number", "The number that the answer to AIDE gives.")
    ]
    sms: Annotated[
        SmsProvider, Setting(SmsProvider, "none or twilio", "none", "Who carries SMS; with none they are printed.")
    ]
    sms_sender_profile: Annotated[
        str,
        Setting(
            _sender_profile,
            ", ".join(SENDER_PROFILES),
            "toll_free",
            "What the sender is, which says how many segments a second it may send: 1, 3, 25 or 100.",
        ),
    ]
    sms_price: Annotated[
        Decimal, Setting(price, "an amount such as 0.0120", "0.0120", "What a segment costs, in dollars.")
    ]
    sms_regions: Annotated[
        frozenset[str], Setting(words, "country codes such as CA", "CA", "Whose mobile numbers may subscribe.")
    ]
    twilio_account_sid: Annotated[str, pattern(r"AC[0-9a-f]{32}", "AC and 32 digits", "The account that sends.")]
    twilio_api_key_sid: Annotated[
        str, pattern(r"SK[0-9a-f]{32}", "SK and 32 digits", "The API key to send with; never the main account's token.")
    ]
    twilio_api_secret_file: Annotated[Path | None, file("The file that holds the API key's secret, and nothing else.")]
    twilio_auth_token_file: Annotated[
        Path | None, file("The file of the account's auth token: `serve` checks with it that it is Twilio that calls.")
    ]
    twilio_sender: Annotated[str, pattern(r"MG[0-9a-f]{32}|\+[1-9]\d{6,14}", _SENDER, "Who alerts come from.")]
    twilio_codes_sender: Annotated[
        str, pattern(r"MG[0-9a-f]{32}|\+[1-9]\d{6,14}", _SENDER, "Who codes come from, so that no storm delays them.")
    ]
    twilio_url: Annotated[str, Setting(web_origin, _ORIGIN, "https://api.twilio.com", "Where Twilio answers.")]
    push: Annotated[Switch, Setting(Switch, "off or on", "off", "Whether browsers are notified; when off, printed.")]
    push_contact: Annotated[
        str,
        pattern(r"mailto:[^@\s]+@[^@\s]+|https://\S+", "mailto:... or https://...", "Whom push services may write to."),
    ]
    push_hosts: Annotated[
        frozenset[str], Setting(words, "host or host:port", "", "Push services beside the known ones, for tests.")
    ]
    push_payload: Annotated[
        PushPayload, Setting(PushPayload, "full or opaque", "full", "Whether the address travels in a push message.")
    ]

    desk_reason_people: Annotated[
        int, Setting(count, "a whole number from 1", "1000", "A publish that tells more people needs a typed reason.")
    ]
    desk_approval_people: Annotated[
        int,
        Setting(count, "a whole number from 1", "2000", "A guarded publish that tells more needs a second operator."),
    ]
    openid_issuer: Annotated[
        str, Setting(web_place, _ISSUER, "", "The OpenID Connect provider by which operators may log in.")
    ]
    openid_client_id: Annotated[str, Setting(str, "a client id", "", "Who this service is to that provider.")]
    openid_client_secret_file: Annotated[
        Path | None, file("The file that holds the client's secret at that provider, and nothing else.")
    ]
    openid_acr: Annotated[
        frozenset[str], Setting(words, "acr or amr values", "mfa", "Any of these says that a second factor was asked.")
    ]

    def __post_init__(self) -> None:
        """Refuse what each value allows but their sum does not."""
        polled = self.feed is not FeedKind.NONE
        _require(self.poll_every >= SHORTEST_POLL, "poll_every", "5min or more, as the city asks")
        _require(
            self.stale_after > self.poll_every, "stale_after", f"longer than {PREFIX}POLL_EVERY, else each pause alarms"
        )
        _require(bool(self.feed_url) or not polled, "feed_url", f"an http(s) URL, as {PREFIX}FEED is {self.feed}")
        _require(
            self.feed_token_file is not None or self.feed is not FeedKind.SOAP,
            "feed_token_file",
            f"the file of the token, as {PREFIX}FEED is soap",
        )
        if self.sms is SmsProvider.TWILIO:
            self._require_all(_TWILIO_NEEDS, f"a value, as {PREFIX}SMS is twilio")
            is_another = self.twilio_auth_token_file != self.twilio_api_secret_file
            _require(is_another, "twilio_auth_token_file", "another file than that of the API key's secret")
        if self.push is Switch.ON:
            self._require_all(_PUSH_NEEDS, f"a value, as {PREFIX}PUSH is on")
        if self.openid_issuer:
            self._require_all(_OPENID_NEEDS, f"a value, as {PREFIX}OPENID_ISSUER is set")

    def _require_all(self, names: tuple[str, ...], expected: str) -> None:
        for name in names:
            _require(bool(getattr(self, name)), name, expected)


def setting_table() -> dict[str, Setting]:
    """Return every setting by its field's name, in the order of the class."""
    hints = get_type_hints(Settings, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}


def variable(name: str) -> str:
    """Return the environment variable of a field of ``Settings``."""
    return PREFIX + name.upper()


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings; a variable that is absent or empty takes its default.

    Raises:
        ServiceError: a variable is unknown or its value unusable; the text names it and what is expected.
    """
    table = setting_table()
    _refuse_unknown(environment, [KEYS_VARIABLE, *(variable(name) for name in table)])
    values = {name: _value(name, setting, environment) for name, setting in table.items()}
    return Settings(**values)  # type: ignore[arg-type]


def _value(name: str, setting: Setting, environment: Mapping[str, str]) -> object:
    text = environment.get(variable(name), "").strip() or setting.default
    try:
        return setting.parse(text)
    except ValueError:
        message = f"{variable(name)} is {masked(text)!r}: expected {setting.expects}"
        raise ServiceError(message) from None


def _require(holds: bool, name: str, expected: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        message = f"{variable(name)}: expected {expected}"
        raise ServiceError(message)


def _refuse_unknown(environment: Mapping[str, str], known: list[str]) -> None:
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "`infoneige doctor` lists the known ones"
            message = f"{name} is no setting: {hint}"
            raise ServiceError(message)
