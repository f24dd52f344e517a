from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from geodata.model import StreetSideId
from infoneige.desk.model import (
    AbsentArea,
    DifferenceKind,
    Guard,
    GuardKind,
    Notice,
    Preview,
    SampleMessage,
    SideDifference,
)
from infoneige.desk.preview_text import from_text, to_text
from schedules.model import BanWindow, PlanMode

COUNTS = st.integers(0, 10**6)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
NAMES = st.text(min_size=1, max_size=20)


@st.composite
def differences(draw: st.DrawFn) -> SideDifference:
    side_id = StreetSideId(draw(NAMES))
    windows = st.none() | st.builds(BanWindow, st.just(side_id), INSTANTS, st.none() | INSTANTS)
    return SideDifference(side_id, draw(st.sampled_from(DifferenceKind)), draw(windows), draw(windows), draw(COUNTS))


def tuples(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=4).map(tuple)


PREVIEWS = st.builds(
    Preview,
    made_at=INSTANTS,
    base_version=COUNTS,
    mode=st.sampled_from(PlanMode),
    rows=COUNTS,
    rejected=COUNTS,
    sides=COUNTS,
    unknown_sides=COUNTS,
    unchanged=COUNTS,
    left_alone=COUNTS,
    over=COUNTS,
    counts=st.dictionaries(st.sampled_from(DifferenceKind), COUNTS).map(Counter),
    people=st.dictionaries(NAMES, COUNTS, max_size=3),
    messages=COUNTS,
    segments=COUNTS,
    cost=st.decimals(0, 10**6, places=4).map(Decimal),
    drains_in=st.integers(0, 10**12).map(lambda microseconds: timedelta(microseconds=microseconds)),
    segments_per_second=COUNTS,
    late=st.dictionaries(NAMES, COUNTS, max_size=3),
    notice=st.builds(Notice, COUNTS, COUNTS, COUNTS, COUNTS),
    live_sides=COUNTS,
    absent=tuples(st.builds(AbsentArea, NAMES, NAMES, COUNTS, COUNTS)),
    guards=tuples(st.builds(Guard, st.sampled_from(GuardKind), COUNTS, COUNTS, st.booleans())),
    samples=tuples(st.builds(SampleMessage, NAMES, NAMES, COUNTS, COUNTS, st.sampled_from(["fr", "en"]))),
    differences=tuples(differences()),
)


@given(PREVIEWS)
def test_a_preview_comes_back_from_its_text_as_it_was(preview: Preview) -> None:
    assert from_text(to_text(preview)) == preview
