"""All that we keep of one person, given to them as JSON or as CSV that no spreadsheet takes for formulas."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from infoneige.residents.preferences import masked_number
from infoneige.secrecy.vault import Vault, VaultError
from infoneige.storage.accounts import FollowedSide, Person, ToldMessage, followed_sides, messages_of, read_person
from infoneige.storage.database import Connection, Database
from infoneige.storage.inbound import wanted
from infoneige.storage.profiles import columns_of
from notifier.model import Channel

Row = dict[str, Any]
Export = dict[str, list[Row]]
"""Every kind of thing that we keep, with its rows; an instant is UTC text."""

_EVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
_FORMULA: Final = re.compile(r"\s*[=+\-@\t\r\n\0＝＋－＠]")


def export_of(database: Database, vault: Vault, recipient_id: int) -> Export:
    """Return all that we keep of a person; an empty export where we know nobody of this id.

    Raises:
        VaultError: the address does not open.
    """
    with database.read() as connection:
        person = read_person(database, connection, vault, recipient_id)
        return _all_of(database, connection, vault, person) if person else {}


def as_json(export: Export) -> str:
    """Return an export as one JSON object."""
    return json.dumps(export, ensure_ascii=False, indent=2) + "\n"


def as_csv(export: Export) -> str:
    """Return an export as one table: what a row is about, which row of it, the name of a field, and its value.

    A phone number is masked, and what a spreadsheet would take for a formula has an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(("kind", "row", "field", "value"))
    for kind, rows in export.items():
        for number, row in enumerate(rows, start=1):
            shown = row | ({"address": masked_number(row["address"])} if row.get("channel") == Channel.SMS else {})
            writer.writerows((kind, number, name, _safe(value)) for name, value in shown.items())
    return text.getvalue()


def _safe(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _all_of(database: Database, connection: Connection, vault: Vault, person: Person) -> Export:
    queries, recipient_id = database.queries, person.recipient_id
    mine: Mapping[str, Any] = {
        "channel": person.channel.value,
        "wanted": wanted(vault.hmacs(person.channel, person.address)),
    }
    return {
        "contact": [_contact(person)],
        "stops": _rows(("since", "told_by"), queries.suppressions_of(connection, **mine)),
        "sides": [_side(side) for side in followed_sides(database, connection, recipient_id)],
        "waiting_for_your_yes": _rows(("side_id", "language", "asked_at"), queries.wishes_kept(connection, **mine)),
        "messages": [_message(one) for one in reversed(messages_of(database, connection, recipient_id, _EVER))],
        "car_moved": _rows(
            ("side_id", "ban_starts_at", "what", "told_at"), queries.outcomes_of(connection, recipient_id=recipient_id)
        ),
        "consents": _rows(
            ("event", "happened_at", "language", "text_version", "message_id"), queries.consents_of(connection, **mine)
        ),
        "what_you_wrote": [
            _opened(row, vault)
            for row in _rows(
                ("received_at", "command", "text", "answer"), queries.letters_of(connection, wanted=mine["wanted"])
            )
        ],
        "errors_you_reported": [
            _opened(row, vault)
            for row in _rows(
                ("opened_at", "closed_at", "text"), queries.reports_of(connection, recipient_id=recipient_id)
            )
        ],
        "browser": _rows(("subscribed_at", "answered_at"), queries.browsers_of(connection, recipient_id=recipient_id)),
        "sessions_and_links": _rows(
            ("purpose", "granted_at", "proved_at", "expires_at"),
            queries.access_kept(connection, recipient_id=recipient_id),
        ),
    }


def _rows(names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> list[Row]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _contact(person: Person) -> Row:
    return {
        "channel": person.channel.value,
        "address": person.address,
        "language": person.language.value,
        "stopped_at": _text(person.stopped_at),
        "unreachable_since": _text(person.disabled_at),
    }


def _side(side: FollowedSide) -> Row:
    leads, quiet_from, quiet_to, kinds = columns_of(side.profile)
    return {
        "side_id": side.side_id,
        "label": side.label,
        "followed_since": _text(side.since),
        "ends_at": _text(side.ends_at),
        "paused_since": _text(side.paused_at),
        "minutes_before": leads,
        "quiet_from": quiet_from,
        "quiet_to": quiet_to,
        "kinds": kinds or "all",
    }


def _message(message: ToldMessage) -> Row:
    return {
        "side_id": message.window.side_id,
        "ban_starts_at": _text(message.window.starts_at),
        "ban_ends_at": _text(message.window.ends_at),
        "kind": message.kind.value,
        "minutes_before": message.lead_minutes,
        "due_at": _text(message.send_at),
        "of_no_use_from": _text(message.not_after),
        "handed_over_at": _text(message.handed_over_at),
        "corrects_what_was_told_at": _text(message.replaces_at),
        "state": message.state.value,
        "reason": message.reason,
        "calls": message.attempts,
    }


def _opened(row: Row, vault: Vault) -> Row:
    """Return a row with its sealed text readable; what no key opens any more is left out."""
    try:
        return row | {"text": vault.open_note(row["text"]) if row["text"] else None}
    except VaultError:
        return row | {"text": None}


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="seconds") if instant else None
