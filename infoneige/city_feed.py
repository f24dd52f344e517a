"""From the settings to the feed that is polled: the form, the address and the token."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from infoneige.config import FeedKind, Settings
from infoneige.errors import ServiceError
from schedules.feeds.bounded_http import DEFAULT_PATIENCE, get
from schedules.feeds.planif_neige.json_snapshot import read_planif_neige_json
from schedules.feeds.planif_neige.rows import RawPlanifNeige
from schedules.feeds.planif_neige.soap_service import PlanifNeigeService

Feed = Callable[[datetime], tuple[RawPlanifNeige, ...]]
"""Asks the city what changed since an instant. Raises SchedulesError where no usable answer comes."""


def city_feed(settings: Settings) -> Feed | None:
    """Return the feed that the settings name, None for none.

    Raises:
        ServiceError: the token's file cannot be read.
    """
    if settings.feed is FeedKind.SOAP and settings.feed_token_file is not None:
        return PlanifNeigeService(read_token(settings.feed_token_file), settings.feed_url).poll
    if settings.feed is FeedKind.JSON:
        return partial(_whole_snapshot, settings.feed_url)
    return None


def read_token(file: Path) -> str:
    """Return the token that is the file's only content.

    Raises:
        ServiceError: there is no such file, or no token in it.
    """
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"INFONEIGE_FEED_TOKEN_FILE: {file} cannot be read: {error}"
        raise ServiceError(message) from error
    if not token or len(token.split()) > 1:
        message = f"INFONEIGE_FEED_TOKEN_FILE: {file} should hold the token and nothing else"
        raise ServiceError(message)
    return token


def _whole_snapshot(url: str, _since: datetime) -> tuple[RawPlanifNeige, ...]:
    """Read the public mirror, which always gives all that it has."""
    return read_planif_neige_json(get(url, DEFAULT_PATIENCE))
