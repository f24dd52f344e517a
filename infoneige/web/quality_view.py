"""What the quality page is made of, for residents and in the frame of the desk alike."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response, abort, request
from markupsafe import Markup

from infoneige.clock import Clock
from infoneige.plots import bars, columns
from infoneige.quality.people import CLASSES, Fate
from infoneige.quality.report import AreaKind, Report
from infoneige.quality.reports import QualityReports
from infoneige.quality.shown import LEAST, total
from infoneige.quality.table import COLUMNS, table
from infoneige.safe_csv import lines
from infoneige.web import quality_words as words
from infoneige.web.i18n import gettext as _
from schedules.operations import Operation

EARLY: Final = 8
"""Hours of notice that the page speaks of first: a night's."""

SOON_S: Final = 5
"""After this long it is worth asking again for what is being counted."""

_MOST_BARS: Final = 24


class QualityView:
    """Reads what is asked for, and gives templates their words."""

    def __init__(self, reports: QualityReports, clock: Clock) -> None:
        """Take what is read; nothing is read yet."""
        self._reports = reports
        self._clock = clock

    def context(self) -> dict[str, Any]:
        """Return what the page needs of the operation that is asked for, the newest if none is; 404 for none such.

        While somebody else has it counted, ``is_counting`` is true and there is no report.
        """
        operations, operation, report = self._read()
        is_counting = operations is None or (operation is not None and report is None)
        kind = _area_kind()
        areas = dict(report.areas[kind]) if report else {}
        return {
            "is_counting": is_counting,
            "operations": operations or (),
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
            "EARLY": EARLY,
        }

    def csv(self) -> Response:
        """Return the operation that is asked for as a table."""
        operations, operation, report = self._read()
        if operations is None or (operation and not report):
            return come_back(Response(_("Ces nombres sont en train d’être comptés."), mimetype="text/plain"))
        rows = table(report, _name(report.operation)) if report else ()
        answer = Response("".join(lines(COLUMNS, rows)), mimetype="text/csv")
        answer.headers["Content-Disposition"] = 'attachment; filename="qualite.csv"'
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    def _read(self) -> tuple[tuple[Operation, ...] | None, Operation | None, Report | None]:
        now = self._clock.now()
        operations = self._reports.operations(now)
        operation = _asked(operations) if operations else None
        return operations, operation, self._reports.report(operation, now) if operation else None


def come_back(answer: Response) -> Response:
    """Say of an answer that there will be another one in seconds."""
    answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    answer.headers["Retry-After"] = f"{SOON_S}"
    return answer


def _asked(operations: tuple[Operation, ...]) -> Operation:
    """Return the operation that the query names, or the newest; one that is not known, or no number, is not found."""
    text = request.args.get("operation", "")
    if not text:
        return operations[0]
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
