"""The keys of an installation, for the end-to-end tests."""

import pytest

from infoneige.secrecy.key_file import as_text
from tests.vault import RING


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the keys, as a city's installation has them."""
    monkeypatch.setenv("INFONEIGE_KEYS", as_text(RING))
