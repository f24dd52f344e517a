"""Deciding upon what is held: by whoever may change all that it changes, and by two where a file would need two."""

import pytest

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.audit.model import Verb
from infoneige.audit.trail import Trail
from infoneige.desk.errors import GoneError, NeedsReasonError, NeedsSecondError, NotYoursError, WrongStateError
from infoneige.desk.held_changes import HeldPlan, HeldRequest, held_plan, put_aside, put_into_force
from infoneige.desk.model import Guard
from infoneige.operators.book import OperatorBook
from infoneige.operators.model import Operator, Role
from infoneige.pipeline import PublishResult, publish
from infoneige.storage.database import Database
from schedules.model import PlanMode
from tests.infoneige.desk.plan_desk import AMELIE, BRUNO, COALESCE, LATE, MASS, Desk, batch_of, plan, preview

MOST = 60


@pytest.fixture
def desk(database: Database, streets: AddressBook) -> Desk:
    book, desk = OperatorBook(database), Desk(database, streets)
    for one in (AMELIE, BRUNO):
        book.add(one.name, one.role, display_name=one.display_name, actor="command:root", now=desk.now)
    return desk


def held_by(desk: Desk) -> tuple[HeldPlan, str, str]:
    """Let a complete plan of one side withdraw many of another borough; return it held, with both boroughs."""
    borough_of = desk.streets.boroughs_of_sides()
    mine, other = sorted(set(borough_of.values()))[:2]
    here = next(side for side, name in borough_of.items() if name == mine)
    there = [side for side, name in borough_of.items() if name == other][:MOST]
    desk.published(desk.load(*map(plan, there)))
    result = publish(
        desk.database,
        batch_of(plan(here)),
        source="operator",
        mode=PlanMode.COMPLETE,
        coalesce=COALESCE,
        content_hash="",
        now=desk.now,
        holds_whole=True,
    )
    assert result.held_id is not None
    return held_plan(desk.database, result.held_id), mine, other


def in_force(desk: Desk, held: HeldPlan, operator: Operator, reason: str = "", *guards: Guard) -> PublishResult | None:
    weighed = preview(0, guards=guards or (MASS,))
    return put_into_force(desk.database, desk.streets, held, weighed, operator, reason=reason, now=desk.now)


def anew(desk: Desk, held: HeldPlan) -> HeldPlan:
    return held_plan(desk.database, held.change.held_id)


def test_complete_plan_that_withdraws_elsewhere_is_not_theirs_to_decide(desk: Desk) -> None:
    held, mine, other = held_by(desk)
    local = Operator(4, "dan", "Dan", Role.PUBLISHER, frozenset({mine}))
    with pytest.raises(NotYoursError, match=f"in {other}"):
        in_force(desk, held, local, "panne")
    with pytest.raises(NotYoursError, match=f"in {other}"):
        put_aside(desk.database, desk.streets, held, local, now=desk.now)
    assert anew(desk, held).request is None


def test_held_change_is_put_aside_by_one_person(desk: Desk) -> None:
    held, _, other = held_by(desk)
    put_aside(desk.database, desk.streets, held, AMELIE, now=desk.now)
    borough_of = desk.streets.boroughs_of_sides()
    assert {borough_of[StreetSideId(side)] for side in desk.in_force()} == {other}
    with pytest.raises(GoneError):
        anew(desk, held)


def test_mass_withdrawal_is_put_into_force_by_two_for_the_reason_of_the_first(desk: Desk) -> None:
    held, *_ = held_by(desk)
    before = desk.in_force()
    with pytest.raises(NeedsReasonError):
        in_force(desk, held, AMELIE)
    assert in_force(desk, held, AMELIE, "la Ville a fini") is None
    asked = anew(desk, held)
    assert asked.request == HeldRequest(AMELIE.actor, desk.now, "la Ville a fini")
    assert desk.in_force() == before
    with pytest.raises(NeedsSecondError):
        in_force(desk, asked, AMELIE, "encore")
    result = in_force(desk, asked, BRUNO, "not read")
    assert result is not None
    assert set(desk.in_force()) == {one.side_id for one in held.batch}
    found = [one.event for one in reversed(Trail(desk.database).events(most=4))]
    told = [(one.actor, one.verb, one.subject, one.detail.get("reason")) for one in found]
    subject = f"held:{held.change.held_id}"
    assert told == [
        (AMELIE.actor, Verb.PUBLISH_REQUESTED, subject, "la Ville a fini"),
        (AMELIE.actor, Verb.PLAN_PUBLISHED, f"publish:{result.publish_id}", "la Ville a fini"),
        (AMELIE.actor, Verb.HELD_RELEASED, subject, "la Ville a fini"),
        (BRUNO.actor, Verb.PUBLISH_APPROVED, subject, None),
    ]
    assert found[2].detail["approved_by"] == BRUNO.actor


def test_what_withdraws_little_by_now_is_put_into_force_by_one(desk: Desk) -> None:
    held, *_ = held_by(desk)
    with pytest.raises(NeedsReasonError):
        in_force(desk, held, AMELIE, "", LATE)
    assert in_force(desk, held, AMELIE, "la Ville a fini", LATE) is not None


def test_what_somebody_asked_who_publishes_no_more_is_asked_anew(desk: Desk) -> None:
    held, *_ = held_by(desk)
    in_force(desk, held, AMELIE, "la Ville a fini")
    OperatorBook(desk.database).change(AMELIE.operator_id, role=Role.VIEWER, actor="command:root", now=desk.now)
    assert in_force(desk, anew(desk, held), BRUNO, "vérifié") is None
    assert anew(desk, held).request == HeldRequest(BRUNO.actor, desk.now, "vérifié")


def test_of_two_who_ask_at_once_the_second_is_told_so(desk: Desk) -> None:
    held, *_ = held_by(desk)
    in_force(desk, held, AMELIE, "la Ville a fini")
    with pytest.raises(WrongStateError, match="somebody else has just decided"):
        in_force(desk, held, BRUNO, "moi aussi")
    assert (request := anew(desk, held).request) is not None
    assert request.asked_by == AMELIE.actor
