"""The public JSON form of Planif-Neige: the bytes of one snapshot to raw rows."""

import json
from collections.abc import Mapping

from schedules.feeds.answers import LARGEST_ANSWER, FeedError
from schedules.feeds.planif_neige.rows import COLUMNS, RawPlanifNeige

_INDISPENSABLE = {"cote_rue_id", "etat_deneig"}
_NOTHING: Mapping[str, object] = {}


def read_planif_neige_json(content: bytes) -> tuple[RawPlanifNeige, ...]:
    """Return the records of a snapshot, in its order; what is no record at all becomes an empty row.

    FeedError if the content is not such a snapshot: too large, empty, a web page, not JSON, or of another shape.
    """
    _refuse_wrong_bytes(content)
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        message = f"the Planif-Neige answer is not JSON: {error}"
        raise FeedError(message) from error
    return tuple(_row(record) for record in _records(document))


def _refuse_wrong_bytes(content: bytes) -> None:
    if len(content) > LARGEST_ANSWER:
        message = f"the Planif-Neige answer has {len(content):,} bytes, more than any city ({LARGEST_ANSWER:,})"
        raise FeedError(message)
    if not content.strip():
        message = "the Planif-Neige answer is empty"
        raise FeedError(message)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        message = "the Planif-Neige answer is a web page, not JSON; the address may ask for a log-in"
        raise FeedError(message)


def _records(document: object) -> list[object]:
    records = document.get("planifications") if isinstance(document, dict) else None
    if not isinstance(records, list):
        message = 'the Planif-Neige answer has no list of "planifications"'
        raise FeedError(message)
    if records and not any(isinstance(record, dict) and record.keys() >= _INDISPENSABLE for record in records):
        message = f"no record of the Planif-Neige answer has the columns {' and '.join(sorted(_INDISPENSABLE))}"
        raise FeedError(message)
    return records


def _row(record: object) -> RawPlanifNeige:
    cells = record if isinstance(record, dict) else _NOTHING
    return RawPlanifNeige(*(_text(cells.get(column)) for column in COLUMNS))


def _text(value: object) -> str | None:
    """Return a cell as text; JSON knows one kind of number, so that 2.0 is 2."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None
