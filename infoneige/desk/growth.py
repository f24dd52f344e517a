"""Whether a load does more harm at its hour than what was confirmed for it. Pure."""

from datetime import datetime, timedelta
from typing import Final

from infoneige.desk.model import DifferenceKind, Guard, GuardKind, Preview

SHORT: Final = timedelta(hours=4)
"""Told less than this before a ban starts, people are told late."""

_TOLERATED: Final = 10
"""A tenth more people than were confirmed is how a city breathes."""

_ANNOUNCES: Final = frozenset({DifferenceKind.ADDED, DifferenceKind.MOVED})


def late_at(preview: Preview, at: datetime) -> int:
    """Return how many people would be told less than ``SHORT`` before their ban, if it were published at this hour."""
    late = (
        one.people
        for one in preview.differences
        if one.kind in _ANNOUNCES and one.after is not None and one.after.starts_at - at < SHORT
    )
    return sum(late)


def grown_guards(confirmed: Preview, now: Preview, at: datetime, *, has_second: bool) -> tuple[Guard, ...]:
    """Return the guards of ``now`` that nobody agreed to when the load was confirmed to be published ``at``.

    They are of another kind, a tenth larger, or need a second operator where none agreed. That people would be told
    late at that hour was confirmed with the hour.
    """
    agreed = {guard.kind: guard.amount for guard in confirmed.guards}
    if late := late_at(confirmed, at):
        agreed[GuardKind.LATE_NOTICE] = max(late, agreed.get(GuardKind.LATE_NOTICE, 0))
    return tuple(guard for guard in now.guards if not _is_agreed(guard, agreed.get(guard.kind), has_second=has_second))


def _is_agreed(guard: Guard, amount: int | None, *, has_second: bool) -> bool:
    if amount is None or (guard.needs_second and not has_second):
        return False
    return (guard.amount - amount) * _TOLERATED <= amount
