"""Who changes preferences while the city's data are silent is still told that they are."""

import pytest

from geodata.model import StreetSideId
from infoneige.storage.database import Database
from infoneige.storage.subscriptions import subscribe
from notifier.model import AlertKind, Channel, PreferenceProfile, Recipient, Subscription
from tests.outbox_world import NOW, World
from tests.vault import VAULT


@pytest.mark.parametrize("kind", [AlertKind.DATA_SILENT, AlertKind.DATA_BACK])
def test_changed_preferences_leave_the_news_of_the_data_due(database: Database, kind: AlertKind) -> None:
    world = World(database)
    person, window = world.person("ana", sides=["side"]), world.window("side")
    news = world.due(window, person, kind, silence_id=1)
    wanted = Subscription(Recipient(Channel.CONSOLE, "ana"), StreetSideId("side"), PreferenceProfile())
    subscribe(database, VAULT, wanted, now=NOW)
    assert world.states()[news] == "due"
