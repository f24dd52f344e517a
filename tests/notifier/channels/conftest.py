"""A fake Twilio for each module's tests, and Twilio's own description of its API."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counterparts.fake_twilio.account import Behaviour
from tests.counterparts.fake_twilio.description import Description, published
from tests.counterparts.fake_twilio.running import Running, fake_twilio


@pytest.fixture
def twilio(tmp_path: Path) -> Iterator[Running]:
    """Give a fake Twilio whose calls go wrong when ordered to; nothing is delivered before somebody looks."""
    with fake_twilio(tmp_path / "ledger", Behaviour(delivery_delay=0.2, hang=1.0, late=0.7)) as running:
        yield running


@pytest.fixture(scope="session")
def description() -> Description:
    """Give Twilio's published description of its API."""
    return published()
