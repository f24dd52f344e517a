"""What forbids publishing just like that: what harm a load may do, and how much of it passes without a word. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from infoneige.desk.model import Guard, GuardKind
from schedules.withdrawals import LARGEST_FRACTION, SMALLEST_MASS

MOST_WITHDRAWN = 200
"""More withdrawals than this are a mass withdrawal, however large the operation."""


@dataclass(frozen=True, slots=True)
class GuardLimits:
    """How many people a publish may tell before it needs a typed reason, and before it needs a second operator."""

    reason_people: int
    approval_people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """How far a load reaches.

    ``late`` counts people told of a new or moved ban less than four hours before it starts, ``people`` all who would
    be told. ``live`` counts the sides with a ban in force or to come; ``withdrawn`` those of them whose ban would go,
    ``touched`` those whose announced hours would no longer hold.
    """

    late: int = 0
    withdrawn: int = 0
    touched: int = 0
    live: int = 0
    people: int = 0


def guards(harm: Harm, limits: GuardLimits) -> tuple[Guard, ...]:
    """Return every reason to stop, the gravest for residents first; more harm is never guarded less.

    A second operator must agree to a mass withdrawal, and to anything guarded that tells very many people.
    """
    needs_second = harm.people > limits.approval_people
    return tuple(
        Guard(kind, amount, limit, needs_second or kind is GuardKind.MASS_WITHDRAWAL)
        for kind, amount, limit in _measures(harm, limits)
        if amount > limit
    )


def _measures(harm: Harm, limits: GuardLimits) -> Iterator[tuple[GuardKind, int, int]]:
    share = max(SMALLEST_MASS - 1, harm.live // LARGEST_FRACTION)
    yield GuardKind.LATE_NOTICE, harm.late, 0
    yield GuardKind.MASS_WITHDRAWAL, harm.withdrawn, min(MOST_WITHDRAWN, share)
    yield GuardKind.LARGE_SHARE, harm.touched, share
    yield GuardKind.MANY_PEOPLE, harm.people, min(limits.reason_people, limits.approval_people)
