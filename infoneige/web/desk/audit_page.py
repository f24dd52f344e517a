"""The audit trail as administrators read it: whether it is intact, and what was done by whom to what."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from infoneige.audit.model import AuditEvent, RecordedEvent, Verb
from infoneige.audit.trail import Trail, append
from infoneige.audit.watching import CheckedTrail
from infoneige.errors import ServiceError
from infoneige.instants import to_iso
from infoneige.operators.model import Permission
from infoneige.safe_csv import lines
from infoneige.web.desk.audit_words import FAULTS, VERBS, actor_words, detail_lines, subject_path, subject_words
from infoneige.web.desk.desk_pages import DeskPages
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.frame import here
from infoneige.web.row_numbers import row_number

ON_A_PAGE: Final = 50
_LONGEST: Final = 200
_COLUMNS: Final = ("number", "happened_at", "actor", "verb", "subject", "detail", "hash")


def audit_routes(parts: DeskParts, pages: DeskPages) -> Blueprint:
    """Return the room of the audit trail."""
    routes, views = Blueprint("desk_audit", __name__, url_prefix="/operations"), _AuditPages(parts, pages)
    read = pages.requires(Permission.READ_AUDIT)
    export = pages.requires(Permission.READ_AUDIT, fresh=True)
    routes.add_url_rule("/registre", "show", read(views.show))
    routes.add_url_rule("/registre.csv", "export", export(views.export))
    return routes


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for; an empty word asks for all."""

    actor: str
    verb: Verb | None
    subject: str

    def query(self, **more: object) -> str:
        """Return the query of a link to the same, without what is not asked for."""
        found = {"qui": self.actor, "quoi": self.verb or "", "objet": self.subject} | more
        return urlencode({name: value for name, value in found.items() if value})


class _AuditPages:
    def __init__(self, parts: DeskParts, pages: DeskPages) -> None:
        self._parts = parts
        self._pages = pages
        self._trail = Trail(parts.database)
        self._checked = CheckedTrail(self._trail)

    def show(self) -> Response:
        """Show the verdict, and what is looked for, the newest first."""
        asked, before = _asked(), request.args.get("avant", type=row_number)
        events = self._events(asked, before, ON_A_PAGE + 1)
        names = {one.name: one.display_name for one in self._parts.accounts.book.all()}
        return self._pages.page(
            "desk/audit.html",
            checked=self._checked.check(now=self._parts.clock.now()),
            asked=asked,
            events=None if events is None else events[:ON_A_PAGE],
            older=events[ON_A_PAGE - 1].number if events and len(events) > ON_A_PAGE else None,
            names=names,
            VERBS=VERBS,
            FAULTS=FAULTS,
            actor_words=lambda actor: actor_words(actor, names),
            subject_words=lambda subject: subject_words(subject, names),
            subject_path=subject_path,
            detail_lines=detail_lines,
            path=lambda **more: f"{here('/operations/registre')}?{asked.query(**more)}",
            only=lambda **more: f"{here('/operations/registre')}?{urlencode(more)}",
            csv_path=f"{here('/operations/registre.csv')}?{asked.query()}",
        )

    def export(self) -> Response:
        """Give what is looked for as a table; that it was given is recorded first, and so stands in it."""
        asked, now = _asked(), self._parts.clock.now()
        detail = {"actor": asked.actor, "verb": asked.verb or "", "subject": asked.subject}
        event = AuditEvent(self._pages.operator().actor, Verb.EXPORT_DRAWN, "export:registre", detail)
        with self._parts.database.transaction() as connection:
            append(self._parts.database, connection, event, now=now)
        response = Response(lines(_COLUMNS, self._rows(asked)), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="registre-{now:%Y-%m-%d}.csv"'
        response.headers["Cache-Control"] = "no-store"
        return response

    def _rows(self, asked: _Asked) -> Iterator[tuple[object, ...]]:
        """Yield every event that is looked for, the newest first, read page by page."""
        before: int | None = None
        while events := self._trail.events(before, 1000, asked.subject, asked.actor, asked.verb):
            for one in events:
                event = one.event
                detail = json.dumps(event.detail, ensure_ascii=False)
                yield one.number, to_iso(one.happened_at), event.actor, event.verb, event.subject, detail, one.hash
            before = events[-1].number

    def _events(self, asked: _Asked, before: int | None, most: int) -> tuple[RecordedEvent, ...] | None:
        """Return what is looked for, None where somebody changed it into what cannot be read."""
        try:
            return self._trail.events(before, most, asked.subject, asked.actor, asked.verb)
        except ServiceError:
            return None


def _asked() -> _Asked:
    actor, verb, subject = (request.args.get(name, "").strip()[:_LONGEST] for name in ("qui", "quoi", "objet"))
    actor = f"operator:{actor}" if actor and ":" not in actor else actor
    return _Asked(actor.replace("\0", ""), Verb(verb) if verb in set(Verb) else None, subject.replace("\0", ""))
