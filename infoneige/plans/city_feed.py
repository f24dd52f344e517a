"""From the settings to the feed that is polled: the form, the address and the token."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from infoneige.config import FeedKind, Settings
from infoneige.secrecy.secret_file import read_secret
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
    if settings.feed is FeedKind.SOAP:
        return PlanifNeigeService(read_secret(settings.feed_token_file, "feed_token_file"), settings.feed_url).poll
    if settings.feed is FeedKind.JSON:
        return partial(_whole_snapshot, settings.feed_url)
    return None


def _whole_snapshot(url: str, _since: datetime) -> tuple[RawPlanifNeige, ...]:
    """Read the public mirror, which always gives all that it has."""
    return read_planif_neige_json(get(url, DEFAULT_PATIENCE))
