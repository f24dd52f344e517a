"""A report as one tidy table: a line is one measure of one area. Pure."""

from collections.abc import Iterator
from typing import Final

from infoneige.quality.measures import Kept, Spread
from infoneige.quality.people import NOTICE_HOURS, Fate, Told
from infoneige.quality.report import Report

COLUMNS: Final = ("operation", "area_kind", "area", "measure", "value", "unit")
Line = tuple[str, str, str, str, int | float | None, str]

_DIGITS: Final = 4
_COUNTED: Final = ("announced", "unannounced", "replanned", "withdrawn", "in_time", "late", "never_closed", "open")
_SHARES: Final = ("share_in_time", "share_replanned", "share_withdrawn", "share_never_closed")
_SPREADS: Final = ("start_delay", "overrun")
_NOTICE: Final = ("under_1h", *(f"from_{hours}h" for hours in NOTICE_HOURS))


def table(report: Report, operation: str) -> Iterator[Line]:
    """Yield every measure of a report. A value is empty where there is none, or where it is of too few people."""
    for measure, value, unit in _kept(report.city):
        yield operation, "city", "", measure, value, unit
    for kind, areas in report.areas.items():
        for area, kept in areas.items():
            for measure, value, unit in _kept(kept):
                yield operation, kind.value, area, measure, value, unit
    for measure, value, unit in (*_told(report.told), *_published(report)):
        yield operation, "city", "", measure, value, unit


def _kept(kept: Kept) -> Iterator[tuple[str, int | float | None, str]]:
    for name in _COUNTED:
        yield name, getattr(kept, name), "sides"
    for name in _SHARES:
        value = getattr(kept, name)
        yield name, None if value is None else round(value, _DIGITS), "share"
    for name in _SPREADS:
        spread: Spread | None = getattr(kept, name)
        yield f"{name}_median", spread.median if spread else None, "minutes"
        yield f"{name}_p90", spread.p90 if spread else None, "minutes"


def _told(told: Told) -> Iterator[tuple[str, int | float | None, str]]:
    detail = told.detail
    for channel, row in told.reach.items():
        for fate in Fate:
            yield f"{channel}_{fate.name.lower()}", row[fate], "people"
    for number, name in enumerate(_NOTICE):
        yield f"notice_{name}", detail.notice[number] if detail else None, "people"
    yield "corrected", detail.corrected if detail else None, "people"
    yield "told_of_our_error", detail.our_error if detail else None, "people"
    yield "opted_out", told.opted_out, "people"


def _published(report: Report) -> Iterator[tuple[str, int, str]]:
    yield "guarded", len(report.guarded), "versions"
    yield "taken_back", report.taken_back, "versions"
    yield "our_errors", report.our_errors, "versions"
