import csv
import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.local_time import to_local
from schedules.model import LoadingStatus, Period, Plan, PlanBatch
from schedules.plan_table.columns import COLUMN_WORDS, Column
from schedules.plan_table.plain_text import clean
from schedules.plan_table.words import STATUS_WORDS
from tests.schedules.small_city import CITY_SIDES, NOW, SmallCity

DATE_FORMS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:00", "%Y-%m-%dT%H:%M%z", "%d/%m/%Y %Hh%M", "%d/%m/%Y %H:%M")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
WITH_PERIOD = (LoadingStatus.PLANNED, LoadingStatus.REPLANNED, LoadingStatus.IN_PROGRESS)
COLUMNS = (Column.OPERATION, Column.SIDE_ID, Column.STATUS, Column.START, Column.END, Column.REASON)


@dataclass(frozen=True)
class Style:
    """How a plan is written down."""

    columns: tuple[Column, ...]
    headers: tuple[str, ...]
    delimiter: str
    line_end: str
    encoding: str
    date_form: str
    quotes_all: bool


@st.composite
def styles(draw: st.DrawFn) -> Style:
    columns = tuple(draw(st.permutations(COLUMNS)))
    return Style(
        columns,
        tuple(draw(st.sampled_from(COLUMN_WORDS[column])) for column in columns),
        draw(st.sampled_from(",;\t")),
        draw(st.sampled_from(("\r\n", "\n", "\r"))),
        draw(st.sampled_from(ENCODINGS)),
        draw(st.sampled_from(DATE_FORMS)),
        draw(st.booleans()),
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = NOW + timedelta(minutes=draw(st.integers(-20 * 60, 20 * 24 * 60)))
    return Period(start, start + timedelta(minutes=draw(st.integers(1, 48 * 60))))


WINDOWS_TEXTS = st.lists(
    st.sampled_from(("tempête", "Météo", "NOËL", "l’opération", "x;y", 'le "5"', "1,5")), max_size=4
)
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=' \t;,"'), max_size=30)


@st.composite
def plans(draw: st.DrawFn, encoding: str) -> tuple[Plan, ...]:
    texts = WINDOWS_TEXTS.map(" ".join) if encoding == "cp1252" else TEXTS.map(clean)
    side_ids = draw(st.lists(st.sampled_from([side.side_id for side in CITY_SIDES]), unique=True, min_size=1))
    made = []
    for side_id in sorted(side_ids):
        status = draw(st.sampled_from(LoadingStatus))
        period = draw(periods()) if status in WITH_PERIOD else None
        replanned = status is LoadingStatus.REPLANNED
        made.append(
            Plan(
                side_id,
                status,
                None if replanned else period,
                period if replanned else None,
                operation=draw(texts) or None,
                reason=draw(texts) or None,
            )
        )
    return tuple(made)


def _write(plans: tuple[Plan, ...], style: Style) -> bytes:
    text = io.StringIO()
    rows = csv.writer(
        text,
        delimiter=style.delimiter,
        lineterminator=style.line_end,
        quoting=csv.QUOTE_ALL if style.quotes_all else csv.QUOTE_MINIMAL,
    )
    rows.writerow(style.headers)
    for number, plan in enumerate(plans):
        cells = _cells(plan, style, number)
        rows.writerow([cells[column] for column in style.columns])
    return text.getvalue().encode(style.encoding)


def _cells(plan: Plan, style: Style, number: int) -> dict[Column, str]:
    period = plan.planned or plan.replanned
    words = (str(plan.status.value), *STATUS_WORDS[plan.status])
    return {
        Column.OPERATION: plan.operation or "",
        Column.SIDE_ID: plan.side_id,
        Column.STATUS: words[number % len(words)],
        Column.START: _date(period.starts_at, style.date_form) if period else "",
        Column.END: _date(period.ends_at, style.date_form) if period else "",
        Column.REASON: plan.reason or "",
    }


def _date(instant: datetime, form: str) -> str:
    return to_local(instant).strftime(form)


@settings(deadline=None)
@given(st.data(), styles())
def test_plan_written_in_any_style_reads_back_equal(data: st.DataObject, style: Style) -> None:
    written = data.draw(plans(style.encoding))
    read = read_plan_csv(_write(written, style), SmallCity(), NOW, day_first=True)
    assert read == PlanBatch(written, rows=len(written))
