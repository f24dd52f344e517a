"""Every hour: visits end and leave nothing, and what was kept long enough is forgotten, on both databases."""

from datetime import timedelta

import pytest

from geodata.model import StreetSideId
from infoneige.housekeeping import tidy
from infoneige.residents.enrolment import Asked, Enrolments, Stay, Wanted, profile_with
from infoneige.residents.manage_links import SESSION_LASTS, ManageLinks
from infoneige.storage.accounts import pause
from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from notifier.codes import LONGEST_SPAN
from notifier.model import Channel, Language
from tests.outbox_world import NOW, World
from tests.vault import VAULT

ANNA, BRUNO = "+15145550142", "+14385550166"
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def follow(database: Database, number: str, side: str, stay: Stay) -> None:
    wanted = Wanted(
        side_id=StreetSideId(side), language=Language.FR, profile=profile_with((), None), label="Chez nous", stay=stay
    )
    enrolments = Enrolments(database, VAULT, ManageLinks(database, VAULT))
    enrolments.prove(f"session of {number}", Asked(number=number, at=NOW, wanted=wanted), ip="203.0.113.7", now=NOW)


def followed(world: World) -> list[str]:
    return [side for (side,) in world.rows("SELECT side_id FROM subscription ORDER BY side_id")]


def test_visit_ends_at_its_time_and_leaves_nothing_of_the_visitor(world: World) -> None:
    world.window("1")
    follow(world.database, ANNA, "1", Stay.TWO_DAYS)
    tidy(world.database, VAULT, now=NOW + 2 * DAY - SECOND)
    assert followed(world) == ["1"]
    tidy(world.database, VAULT, now=NOW + 2 * DAY)
    for table in ("subscription", "recipient", "outbox", "consent", "access"):
        assert (table, world.rows(f"SELECT count(*) FROM {table}")) == (table, [(0,)])


def test_visit_of_somebody_who_also_stays_takes_only_itself_away(world: World) -> None:
    follow(world.database, ANNA, "1", Stay.DAY)
    follow(world.database, ANNA, "2", Stay.WINTER)
    follow(world.database, BRUNO, "1", Stay.WINTER)
    tidy(world.database, VAULT, now=NOW + DAY)
    rows = world.rows("SELECT side_id, address_hmac FROM subscription JOIN recipient USING (recipient_id)")
    assert sorted(rows) == [("1", VAULT.hmac(Channel.SMS, BRUNO)), ("2", VAULT.hmac(Channel.SMS, ANNA))]


def test_visit_ends_during_a_pause_too(world: World) -> None:
    follow(world.database, ANNA, "1", Stay.DAY)
    with world.database.transaction() as connection:
        pause(world.database, connection, 1, now=NOW)
    tidy(world.database, VAULT, now=NOW + DAY)
    assert world.rows("SELECT count(*) FROM paused_subscription") == [(0,)]
    assert world.rows("SELECT count(*) FROM recipient") == [(0,)]


def test_who_follows_a_side_for_good_after_a_visit_stays(world: World) -> None:
    follow(world.database, ANNA, "1", Stay.DAY)
    follow(world.database, ANNA, "1", Stay.WINTER)
    tidy(world.database, VAULT, now=NOW + DAY)
    assert followed(world) == ["1"]


def test_sessions_and_counted_events_are_forgotten_in_time(world: World) -> None:
    follow(world.database, ANNA, "1", Stay.WINTER)
    world.change(
        f"INSERT INTO limited_event (kind, subject_hmac, happened_at) VALUES ('code_all', 'x', '{to_text(NOW)}')"
    )
    tidy(world.database, VAULT, now=NOW + LONGEST_SPAN)
    assert world.rows("SELECT count(*) FROM limited_event") == [(1,)]
    tidy(world.database, VAULT, now=NOW + SESSION_LASTS)
    assert world.rows("SELECT count(*) FROM limited_event") == [(0,)]
    assert world.rows("SELECT count(*) FROM access") == [(0,)]
    assert followed(world) == ["1"]
