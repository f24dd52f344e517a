"""What was asked for waits sealed in its browser, and comes back whole or not at all."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.model import StreetSideId
from infoneige.residents.enrolment import ASKED_LASTS, LONGEST_LABEL, Asked, Enrolments, Stay, Wanted, profile_with
from infoneige.residents.manage_links import ManageLinks
from infoneige.storage.database import IN_MEMORY, open_database
from infoneige.storage.migrate import migrate
from notifier.model import AlertKind, Language, QuietHours
from tests.outbox_world import NOW
from tests.vault import VAULT

WALLS = st.integers(0, 23).map(time)
QUIET = st.none() | st.tuples(WALLS, WALLS).filter(lambda hours: hours[0] != hours[1]).map(
    lambda hours: QuietHours(*hours)
)
LEADS = st.lists(st.integers(1, 2_880).map(lambda minutes: timedelta(minutes=minutes)), unique=True, max_size=4)
WANTED = st.builds(
    lambda side, language, label, stay, leads, quiet, done: Wanted(
        side_id=StreetSideId(side),
        language=language,
        label=label,
        stay=stay,
        profile=profile_with(tuple(leads), quiet, wants_done=done),
    ),
    st.text(max_size=20),
    st.sampled_from(Language),
    st.text(max_size=LONGEST_LABEL),
    st.sampled_from(Stay),
    LEADS,
    QUIET,
    st.booleans(),
)


@pytest.fixture(scope="module")
def enrolments() -> Enrolments:
    database = open_database(IN_MEMORY)
    migrate(database)
    return Enrolments(database, VAULT, ManageLinks(database, VAULT))


@given(wanted=st.none() | WANTED)
def test_what_is_sealed_comes_back_whole(enrolments: Enrolments, wanted: Wanted | None) -> None:
    asked = Asked(number="+15145550142", at=NOW, wanted=wanted)
    assert enrolments.unseal(enrolments.seal(asked), now=NOW + ASKED_LASTS - timedelta(seconds=1)) == asked


@given(text=st.text())
def test_nothing_else_is_read(enrolments: Enrolments, text: str) -> None:
    assert enrolments.unseal(text, now=NOW) is None
    assert enrolments.unseal(VAULT.seal_note(text.encode(errors="replace").decode()), now=NOW) is None


def test_what_waited_too_long_or_comes_from_the_future_is_not_read(enrolments: Enrolments) -> None:
    sealed = enrolments.seal(Asked(number="+15145550142", at=NOW))
    assert enrolments.unseal(sealed, now=NOW + ASKED_LASTS) is None
    assert enrolments.unseal(sealed, now=NOW - timedelta(seconds=1)) is None


def test_number_is_in_no_repr() -> None:
    assert "5145550142" not in repr(Asked(number="+15145550142", at=NOW))


def test_profile_without_the_news_of_a_cleared_side_has_all_else() -> None:
    assert profile_with((), None, wants_done=False).kinds == frozenset(AlertKind) - {AlertKind.DONE}
    assert profile_with((), None).kinds is None
