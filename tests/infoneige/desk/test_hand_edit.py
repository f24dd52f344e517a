"""Changes by hand: what they make of the plan, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.address_book import AddressBook
from geodata.model import Parity, StreetSideId
from infoneige.desk.corrected_file import corrected_file
from infoneige.desk.edit_text import edits_as_bytes, edits_from_bytes
from infoneige.desk.edits import Edit
from infoneige.desk.errors import EditError, NotYoursError
from infoneige.desk.hand_edit import edit, sides_of_street
from infoneige.desk.model import LoadKind, LoadState
from infoneige.desk.publishing import weigh_again
from infoneige.operators.model import Operator, Role
from infoneige.storage.database import Database
from schedules.model import LoadingStatus, Period, Plan, PlanMode
from tests.infoneige.desk.plan_desk import AMELIE, CHLOE, NIGHT, NOW, TOMORROW, Desk, plan

SIDE, OTHER = StreetSideId("90000011"), StreetSideId("90000012")
VIEWER = Operator(9, "vic", "Vic", Role.VIEWER)


@pytest.fixture
def desk(database: Database, streets: AddressBook) -> Desk:
    return Desk(database, streets)


def edited(desk: Desk, *edits: Edit) -> dict[str, Plan]:
    """Make the changes, publish them, and return the plans in force."""
    load_id = edit(desk.database, desk.streets, edits, AMELIE, now=desk.now)
    desk.weigh(load_id)
    desk.published(load_id)
    return desk.in_force()


def of(*sides: StreetSideId, **changes: object) -> Edit:
    return Edit(sides=frozenset(sides), **changes)  # type: ignore[arg-type]


def test_hours_where_no_ban_was_are_a_plan(desk: Desk) -> None:
    assert edited(desk, of(SIDE, OTHER, hours=NIGHT)) == {SIDE: plan(SIDE), OTHER: plan(OTHER)}


def test_hours_in_place_of_others_are_a_new_planning_that_keeps_the_first(desk: Desk) -> None:
    desk.published(desk.load(Plan(SIDE, LoadingStatus.PLANNED, NIGHT, None, None, "OP-7", "Tempête")))
    after = Plan(SIDE, LoadingStatus.REPLANNED, NIGHT, TOMORROW, None, "OP-7", "Bris")
    assert edited(desk, of(SIDE, hours=TOMORROW, reason="Bris")) == {SIDE: after}


@pytest.mark.parametrize("status", [LoadingStatus.CLEARED, LoadingStatus.IN_PROGRESS, LoadingStatus.DEFERRED])
def test_state_changes_and_the_hours_stay_as_history(desk: Desk, status: LoadingStatus) -> None:
    desk.published(desk.load(plan(SIDE)))
    assert edited(desk, of(SIDE, status=status)) == {SIDE: plan(SIDE, status=status)}


def test_withdrawn_side_leaves_the_plan_and_no_other_does(desk: Desk) -> None:
    desk.published(desk.load(plan(SIDE), plan(OTHER)))
    assert edited(desk, of(SIDE)) == {OTHER: plan(OTHER)}


def test_one_load_makes_several_changes(desk: Desk) -> None:
    desk.published(desk.load(plan(SIDE)))
    assert edited(desk, of(SIDE), of(OTHER, hours=TOMORROW)) == {OTHER: plan(OTHER, TOMORROW)}


def test_load_of_an_edit_is_one_of_changes_by_who_made_it(desk: Desk) -> None:
    load = desk.one(edit(desk.database, desk.streets, [of(SIDE)], CHLOE, now=NOW))
    assert (load.kind, load.mode, load.loaded_by) == (LoadKind.EDIT, PlanMode.CHANGES, "operator:chloe")
    assert desk.audit() == [("operator:chloe", "plan.loaded", f"load:{load.load_id}")]


def test_what_is_weighed_again_is_worked_out_anew_against_the_plan_in_force(desk: Desk) -> None:
    asked = [of(SIDE, hours=TOMORROW, reason="Bris"), of(OTHER)]
    load_id = edit(desk.database, desk.streets, asked, AMELIE, now=desk.now)
    desk.weigh(load_id)
    desk.published(desk.load(Plan(SIDE, LoadingStatus.PLANNED, NIGHT, None, None, "OP-8", "Tempête"), plan(OTHER)))
    desk.publish(load_id)
    assert desk.one(load_id).state is LoadState.CONFLICT
    weigh_again(desk.database, desk.streets, load_id, AMELIE, now=desk.now)
    desk.weigh(load_id)
    desk.published(load_id)
    assert desk.in_force() == {SIDE: Plan(SIDE, LoadingStatus.REPLANNED, NIGHT, TOMORROW, None, "OP-8", "Bris")}


def test_edit_has_no_file_to_correct(desk: Desk) -> None:
    load_id = edit(desk.database, desk.streets, [of(SIDE, hours=NIGHT)], AMELIE, now=desk.now)
    desk.weigh(load_id)
    assert corrected_file(desk.database, desk.streets, desk.one(load_id), now=desk.now, words=lambda row: row) is None


def test_edit_whose_words_nobody_kept_is_weighed_again_as_it_was_made(desk: Desk) -> None:
    load_id = edit(desk.database, desk.streets, [of(SIDE, hours=NIGHT)], AMELIE, now=desk.now)
    with desk.database.transaction() as connection:
        connection.execute("UPDATE plan_load SET content = NULL")
    desk.weigh(load_id)
    weigh_again(desk.database, desk.streets, load_id, AMELIE, now=desk.now)
    desk.weigh(load_id)
    desk.published(load_id)
    assert desk.in_force() == {SIDE: plan(SIDE)}


HOURS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - st adds it
EDITS = st.builds(
    Edit,
    sides=st.frozensets(st.text().map(StreetSideId)),
    hours=st.none() | st.builds(lambda start: Period(start, start + timedelta(hours=12)), HOURS),
    status=st.none() | st.sampled_from(LoadingStatus),
    operation=st.none() | st.text(),
    reason=st.none() | st.text(),
)


@given(st.lists(EDITS, max_size=3).map(tuple))
def test_what_was_asked_is_read_as_it_was_kept(edits: tuple[Edit, ...]) -> None:
    assert edits_from_bytes(edits_as_bytes(edits)) == edits


BACKWARDS_BY_A_MONTH = Period(NIGHT.starts_at - timedelta(days=30), NIGHT.ends_at - timedelta(days=30))


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        ([], "no side is chosen"),
        ([of(SIDE, hours=Period(NIGHT.starts_at, NIGHT.starts_at + timedelta(hours=49)))], "lasts"),
        ([of(SIDE, hours=BACKWARDS_BY_A_MONTH)], "in the past"),
        ([of(SIDE, status=LoadingStatus.PLANNED)], "a planned ban has hours"),
        ([of(SIDE, hours=NIGHT, status=LoadingStatus.CLEARED)], "hours go with a ban"),
        ([of(SIDE), of(SIDE, hours=NIGHT)], f"two changes name the side {SIDE}"),
        ([of(StreetSideId("7"))], "the street file does not have the side 7"),
    ],
)
def test_what_no_plan_says_is_refused(desk: Desk, edits: list[Edit], why: str) -> None:
    with pytest.raises(EditError, match=why):
        edit(desk.database, desk.streets, edits, AMELIE, now=NOW)
    assert desk.rows("SELECT count(*) FROM plan_load") == [(0,)]


def test_viewer_and_operator_of_another_borough_edit_nothing(desk: Desk) -> None:
    elsewhere = Operator(4, "dan", "Dan", Role.PUBLISHER, frozenset({"Ailleurs"}))
    for operator in (VIEWER, elsewhere):
        with pytest.raises(NotYoursError):
            edit(desk.database, desk.streets, [of(SIDE)], operator, now=NOW)


def test_street_is_all_its_sides_or_those_of_one_parity(streets: AddressBook) -> None:
    whole = sides_of_street(streets, "rue Principale", borough="Le Vieux-Moulin")
    even = sides_of_street(streets, "rue Principale", borough="Le Vieux-Moulin", parity=Parity.EVEN)
    odd = sides_of_street(streets, "rue Principale", borough="Le Vieux-Moulin", parity=Parity.ODD)
    assert even | odd == whole
    assert even < whole
    assert odd < whole


@pytest.mark.parametrize("street", ["rue Principal", "rue de nulle part"])
def test_street_that_is_none_or_several_is_refused_with_what_may_be_meant(streets: AddressBook, street: str) -> None:
    with pytest.raises(EditError, match=f"{street} is not one street"):
        sides_of_street(streets, street)
