"""The settings of the service: one frozen object, read once from ``INFONEIGE_*`` variables of the environment.

The annotations of ``Settings`` are the only table of them: ``doctor`` prints it and the operations page repeats it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, get_type_hints

from infoneige.errors import ServiceError

PREFIX = "INFONEIGE_"
SHORTEST_POLL = timedelta(minutes=5)
"""The city allows one call in five minutes (Planif-Neige specification of 19 October 2015)."""


class FeedKind(StrEnum):
    """Which form of the city's plans is polled; none means that plans come by CSV only."""

    NONE = "none"
    JSON = "json"
    SOAP = "soap"


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table: how the text is read, what to write instead, the default text and what it is for."""

    parse: Callable[[str], object]
    expects: str
    default: str
    meaning: str


_UNITS = {"s": timedelta(seconds=1), "min": timedelta(minutes=1), "h": timedelta(hours=1)}


def duration(text: str) -> timedelta:
    """Read ``90s``, ``5min`` or ``1h``.

    Raises:
        ValueError: the text is anything else.
    """
    found = re.fullmatch(r"(\d{1,6})\s*(s|min|h)", text)
    if found is None:
        raise ValueError(text)
    return int(found[1]) * _UNITS[found[2]]


def _positive(text: str) -> timedelta:
    span = duration(text)
    if not span:
        raise ValueError(text)
    return span


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,5}", text):
        raise ValueError(text)
    return int(text)


def _path(text: str) -> Path | None:
    return Path(text) if text else None


def _database(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError(text)
    return text


def _word(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", text):
        raise ValueError(text)
    return text


def _span(default: str, meaning: str) -> Setting:
    return Setting(_positive, "a duration such as 90s, 5min or 1h", default, meaning)


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
        str, Setting(_word, "letters, digits, - and _", "planif-neige", "The feed's name in the database.")
    ]
    feed_url: Annotated[str, Setting(str, "an http(s) URL", "", "Where the feed answers.")] = field(repr=False)
    feed_token_file: Annotated[
        Path | None, Setting(_path, "a file", "", "The file that holds the SOAP service's token, and nothing else.")
    ]
    poll_every: Annotated[timedelta, _span("5min", "Between two calls of the feed; never under 5min.")]
    stale_after: Annotated[timedelta, _span("20min", "Without a good answer for this long, people are told so.")]
    coalesce: Annotated[
        timedelta,
        Setting(duration, "a duration such as 0s or 120s", "120s", "How long an operator's edits wait for one more."),
    ]
    sweep_every: Annotated[timedelta, _span("1s", "Between two looks at the outbox for what other processes wrote.")]
    batch: Annotated[int, Setting(_count, "a whole number from 1", "200", "How many entries one claim takes.")]

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
    _refuse_unknown(environment, [variable(name) for name in table])
    values = {name: _value(name, setting, environment) for name, setting in table.items()}
    return Settings(**values)  # type: ignore[arg-type]


def masked(value: object) -> str:
    """Return a value as it may be shown: no password, and no value in a URL's query."""
    text = "" if value is None else str(value)
    text = re.sub(r"(?<=://)([^/@:]*):.*@", r"\1:***@", text)
    return re.sub(r"(?<=[?&])([^=&]+)=[^&]*", r"\1=***", text)


def shown(value: object) -> str:
    """Return a setting's value as the table writes it, secrets masked."""
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 60}min" if seconds and seconds % 60 == 0 else f"{seconds}s"
    return masked(value)


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
