"""One setting: how its text is read, what to write instead, and how its value may be shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

_UNITS = {"s": timedelta(seconds=1), "min": timedelta(minutes=1), "h": timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table: how the text is read, what to write instead, the default text and what it is for."""

    parse: Callable[[str], object]
    expects: str
    default: str
    meaning: str


def duration(text: str) -> timedelta:
    """Read ``90s``, ``5min`` or ``1h``.

    Raises:
        ValueError: the text is anything else.
    """
    found = re.fullmatch(r"(\d{1,6})\s*(s|min|h)", text)
    if found is None:
        raise ValueError(text)
    return int(found[1]) * _UNITS[found[2]]


def span(default: str, meaning: str) -> Setting:
    """Return a setting of some length of time."""
    return Setting(_positive, "a duration such as 90s, 5min or 1h", default, meaning)


def pattern(expression: str, expects: str, meaning: str, default: str = "") -> Setting:
    """Return a setting whose text, where there is one, has this form."""

    def parse(text: str) -> str:
        if text and not re.fullmatch(expression, text):
            raise ValueError(text)
        return text

    return Setting(parse, expects, default, meaning)


def file(meaning: str) -> Setting:
    """Return a setting that names a file, or none."""
    return Setting(optional_path, "a file", "", meaning)


def optional_path(text: str) -> Path | None:
    """Read a path; None where there is no text."""
    return Path(text) if text else None


def count(text: str) -> int:
    """Read a whole number from 1.

    Raises:
        ValueError: the text is anything else.
    """
    if not re.fullmatch(r"[1-9]\d{0,5}", text):
        raise ValueError(text)
    return int(text)


def price(text: str) -> Decimal:
    """Read an amount of money under 10.

    Raises:
        ValueError: the text is anything else.
    """
    if not re.fullmatch(r"\d(\.\d{1,6})?", text):
        raise ValueError(text)
    return Decimal(text)


def words(text: str) -> frozenset[str]:
    """Read words separated by commas or spaces."""
    return frozenset(re.split(r"[,\s]+", text)) - {""}


def web_origin(text: str) -> str:
    """Read the address of a web site: https, or http on this machine, and no path.

    Raises:
        ValueError: the text is anything else.
    """
    if urlsplit(text).path not in ("", "/"):
        raise ValueError(text)
    return web_place(text)


def web_place(text: str) -> str:
    """Read an address that may have a path: https, or http on this machine.

    Raises:
        ValueError: the text is anything else.
    """
    if not text:
        return text
    parts = urlsplit(text)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))
    if not is_safe or not parts.hostname or parts.query or parts.username:
        raise ValueError(text)
    return text.rstrip("/")


class SecretPlace(str):
    """An address whose path is a password: only its host may be shown."""

    __slots__ = ()


def secret_place(text: str) -> SecretPlace:
    """Read an address as ``web_place`` does, to be kept secret.

    Raises:
        ValueError: as there.
    """
    return SecretPlace(web_place(text))


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
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    if isinstance(value, SecretPlace) and value:
        return urlsplit(value)._replace(path="/***").geturl()
    return masked(value)


def _positive(text: str) -> timedelta:
    value = duration(text)
    if not value:
        raise ValueError(text)
    return value


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
