"""What the quality page is made of, for residents and in the frame of the desk alike."""

from typing import Any, Final

from flask import Response, abort, request
from markupsafe import Markup

from infoneige.clock import Clock
from infoneige.plots import bars, columns
from infoneige.quality.people import CLASSES, NOTICE_HOURS, Fate
from infoneige.quality.report import AreaKind, Report
from infoneige.quality.reports import QualityReports
from infoneige.quality.shown import LEAST, total
from infoneige.quality.table import COLUMNS, table
from infoneige.safe_csv import lines
from infoneige.web import quality_words as words
from infoneige.web.i18n import gettext as _
from schedules.operations import Operation

LATE: Final = 4
EARLY: Final = 8
"""Hours of notice that the page speaks of: fewer than the guard of late notices asks for, and a night's."""

_MOST_BARS: Final = 24


class QualityView:
    """Reads what is asked for, and gives templates their words."""

    def __init__(self, reports: QualityReports, clock: Clock) -> None:
        """Take what is read; nothing is read yet."""
        self._reports = reports
        self._clock = clock

    def context(self) -> dict[str, Any]:
        """Return what the page needs of the operation that is asked for, the newest if none is; 404 for none such."""
        operations, now = self._reports.operations(self._clock.now()), self._clock.now()
        operation = _asked(operations)
        report = self._reports.report(operation, now) if operation else None
        kind = _area_kind()
        areas = dict(report.areas[kind]) if report else {}
        return {
            "operations": operations,
            "report": report,
            "area_kind": kind,
            "areas": areas,
            "kept_plot": _kept_plot(report, kind) if report else None,
            "notice_plot": _notice_plot(report) if report else None,
            "words": words,
            "total": total,
            "Fate": Fate,
            "AreaKind": AreaKind,
            "notice": words.notice_words(),
            "LEAST": LEAST,
            "LATE": LATE,
            "EARLY": EARLY,
            "NOTICE_HOURS": NOTICE_HOURS,
        }

    def csv(self) -> Response:
        """Return the operation that is asked for as a table."""
        now = self._clock.now()
        operation = _asked(self._reports.operations(now))
        report = self._reports.report(operation, now) if operation else None
        rows = table(report, _name(report.operation)) if report else ()
        answer = Response("".join(lines(COLUMNS, rows)), mimetype="text/csv")
        answer.headers["Content-Disposition"] = 'attachment; filename="qualite.csv"'
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def _asked(operations: tuple[Operation, ...]) -> Operation | None:
    """Return the operation that the query names; one that is not known, or no number, is not found."""
    text = request.args.get("operation", "")
    if not text:
        return operations[0] if operations else None
    return next((one for one in operations if str(one.number) == text), None) or abort(404)


def _area_kind() -> AreaKind:
    asked = request.args.get("par", "arrondissements")
    return words.AREAS_IN_PATHS.get(asked) or abort(404)


def _name(operation: Operation) -> str:
    """Return the name of an operation in a table: what the plan calls it, else the instant at which it began."""
    return operation.name or operation.begins_at.isoformat(timespec="minutes")


def _kept_plot(report: Report, kind: AreaKind) -> Markup | None:
    rows = [(name, kept.share_in_time) for name, kept in report.areas[kind].items() if kept.due]
    if not 1 < len(rows) <= _MOST_BARS:
        return None
    drawn = bars(
        rows,
        "kept",
        title=_("Part des côtés déneigés dans les heures annoncées"),
        description=_("Une barre par ligne du tableau qui suit, les mêmes parts."),
        most=1,
        tick=words.share_words,
    )
    return Markup(drawn)  # noqa: S704 - made by ElementTree, which escapes what it is given


def _notice_plot(report: Report) -> Markup | None:
    detail = report.told.detail
    if detail is None or not total(detail.notice):
        return None
    people = [detail.notice[number] or 0 for number in CLASSES]
    drawn = columns(
        list(zip(words.notice_words(), people, strict=True)),
        "notice",
        title=_("Combien de temps avant l’interdiction les gens ont été avertis"),
        description=_("Une colonne par durée, les mêmes nombres que dans le tableau qui suit."),
        most=_round_up(max(people)),
        tick=lambda number: words.people_words(int(number)),
    )
    return Markup(drawn)  # noqa: S704 - made by ElementTree, which escapes what it is given


def _round_up(number: int) -> int:
    """Return the next even number of one digit and zeros, so that its half is whole too."""
    unit: int = 10 ** (len(str(number)) - 1)
    return -(-number // (2 * unit)) * 2 * unit
