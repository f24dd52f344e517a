from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoneige.desk.guards import MOST_WITHDRAWN, GuardLimits, Harm, guards
from infoneige.desk.model import Guard, GuardKind
from schedules.withdrawals import must_be_held

LIMITS = GuardLimits(reason_people=1000, approval_people=2000)
COUNTS = st.integers(0, 3000)
HARMS = st.builds(Harm, late=COUNTS, withdrawn=COUNTS, touched=COUNTS, live=COUNTS, people=COUNTS)
ALL_LIMITS = st.builds(GuardLimits, reason_people=COUNTS, approval_people=COUNTS)
AMOUNTS = st.sampled_from(["late", "withdrawn", "touched", "people"])


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (Harm(), ()),
        (Harm(late=1), (Guard(GuardKind.LATE_NOTICE, 1, 0, needs_second=False),)),
        (Harm(withdrawn=49, live=49), ()),
        (Harm(withdrawn=50, live=250), ()),
        (Harm(withdrawn=50, live=249), (Guard(GuardKind.MASS_WITHDRAWAL, 50, 49, needs_second=True),)),
        (Harm(withdrawn=200, live=9000), ()),
        (Harm(withdrawn=201, live=9000), (Guard(GuardKind.MASS_WITHDRAWAL, 201, 200, needs_second=True),)),
        (Harm(touched=1800, live=9000), ()),
        (Harm(touched=1801, live=9000), (Guard(GuardKind.LARGE_SHARE, 1801, 1800, needs_second=False),)),
        (Harm(people=1000), ()),
        (Harm(people=1001), (Guard(GuardKind.MANY_PEOPLE, 1001, 1000, needs_second=False),)),
        (Harm(people=2001), (Guard(GuardKind.MANY_PEOPLE, 2001, 1000, needs_second=True),)),
        (
            Harm(late=3, people=2001),
            (
                Guard(GuardKind.LATE_NOTICE, 3, 0, needs_second=True),
                Guard(GuardKind.MANY_PEOPLE, 2001, 1000, needs_second=True),
            ),
        ),
    ],
)
def test_guards_name_each_harm_beyond_its_limit(harm: Harm, expected: tuple[Guard, ...]) -> None:
    assert guards(harm, LIMITS) == expected


@given(harm=HARMS, limits=ALL_LIMITS, name=AMOUNTS, more=COUNTS)
def test_more_harm_is_never_guarded_less(harm: Harm, limits: GuardLimits, name: str, more: int) -> None:
    worse = replace(harm, **{name: getattr(harm, name) + more})
    before, after = guards(harm, limits), guards(worse, limits)
    assert {guard.kind for guard in before} <= {guard.kind for guard in after}
    assert {guard.kind for guard in before if guard.needs_second} <= {
        guard.kind for guard in after if guard.needs_second
    }


@given(harm=HARMS, limits=ALL_LIMITS)
def test_a_withdrawal_is_guarded_where_a_feed_would_be_held_or_over_two_hundred(
    harm: Harm, limits: GuardLimits
) -> None:
    kinds = {guard.kind for guard in guards(harm, limits)}
    is_mass = must_be_held(harm.live, harm.withdrawn) or harm.withdrawn > MOST_WITHDRAWN
    assert (GuardKind.MASS_WITHDRAWAL in kinds) is is_mass


@given(harm=HARMS, limits=ALL_LIMITS)
def test_a_second_operator_agrees_to_every_mass_withdrawal_and_wherever_very_many_are_told(
    harm: Harm, limits: GuardLimits
) -> None:
    found = guards(harm, limits)
    is_mass = any(guard.kind is GuardKind.MASS_WITHDRAWAL for guard in found)
    assert any(guard.needs_second for guard in found) is (is_mass or harm.people > limits.approval_people)
