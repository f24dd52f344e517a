"""From settings to a feed that answers, over real HTTP on this machine."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from infoneige.config import load_settings
from infoneige.plans.city_feed import city_feed
from schedules.feeds.answers import FeedError
from schedules.feeds.planif_neige.rows import RawPlanifNeige

if TYPE_CHECKING:
    from tests.infoneige.conftest import Mirror

SINCE = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
RECORD: dict[str, object] = {
    "mun_id": 66023,
    "cote_rue_id": 13811012,
    "etat_deneig": 2,
    "date_deb_planif": "2026-11-23T19:00:00",
    "date_fin_planif": "2026-11-24T07:00:00",
    "date_deb_replanif": None,
    "date_fin_replanif": None,
    "date_maj": "2026-11-23T11:58:00",
}


def test_json_feed_reads_the_snapshot_at_its_address(mirror: "Mirror") -> None:
    mirror.records = [RECORD]
    feed = city_feed(load_settings({"INFONEIGE_FEED": "json", "INFONEIGE_FEED_URL": mirror.url}))
    assert feed is not None
    assert feed(SINCE) == (
        RawPlanifNeige(
            "13811012", "2", "2026-11-23T19:00:00", "2026-11-24T07:00:00", None, None, "2026-11-23T11:58:00"
        ),
    )


def test_json_feed_at_a_wrong_address_is_a_feed_error(mirror: "Mirror") -> None:
    feed = city_feed(load_settings({"INFONEIGE_FEED": "json", "INFONEIGE_FEED_URL": f"{mirror.url}/nowhere"}))
    assert feed is not None
    with pytest.raises(FeedError, match="HTTP 404"):
        feed(SINCE)


def test_no_feed_is_none() -> None:
    assert city_feed(load_settings({})) is None
