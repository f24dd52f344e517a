"""Edits by hand as they are kept with their load: what was asked, so that it can be worked out anew."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from geodata.model import StreetSideId
from infoneige.desk.edits import Edit
from schedules.model import LoadingStatus, Period


def edits_as_bytes(edits: Sequence[Edit]) -> bytes:
    """Return what was asked, as JSON."""
    return json.dumps([_kept(one) for one in edits], ensure_ascii=False, separators=(",", ":")).encode()


def edits_from_bytes(content: bytes) -> tuple[Edit, ...]:
    """Return what ``edits_as_bytes`` wrote."""
    return tuple(map(_edit, json.loads(content)))


def _kept(one: Edit) -> dict[str, object]:
    return {
        "sides": sorted(one.sides),
        "hours": [one.hours.starts_at.isoformat(), one.hours.ends_at.isoformat()] if one.hours else None,
        "status": one.status,
        "operation": one.operation,
        "reason": one.reason,
    }


def _edit(kept: dict[str, Any]) -> Edit:
    hours, status = kept["hours"], kept["status"]
    return Edit(
        sides=frozenset(map(StreetSideId, kept["sides"])),
        hours=Period(*map(datetime.fromisoformat, hours)) if hours else None,
        status=None if status is None else LoadingStatus(status),
        operation=kept["operation"],
        reason=kept["reason"],
    )
