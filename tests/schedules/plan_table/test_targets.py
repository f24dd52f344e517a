import pytest

from geodata.model import Parity
from schedules.plan_table.columns import Column
from schedules.plan_table.refusals import RefusedCellError
from schedules.plan_table.targets import MOST_STREETS_REFUSED, Target, TargetFinder
from schedules.plan_table.unusable import UnusableFileError
from tests.schedules.small_city import CDN, CITY_SIDES, ROSEMONT, SmallCity

ALL_SIDES = tuple(sorted(side.side_id for side in CITY_SIDES))


def _refusal(target: Target) -> tuple[Column, str, str, str | None]:
    with pytest.raises(RefusedCellError) as refusal:
        TargetFinder(SmallCity()).sides(target)
    error = refusal.value
    return error.column, error.value, error.reason, error.suggestion


@pytest.mark.parametrize(
    ("target", "sides"),
    [
        (Target(side_id="100"), ("100",)),
        (Target(side_id="00400"), ("00400",)),
        (Target(side_id="400"), ("400",)),
        (Target(side_id="NB-12/3:left"), ("NB-12/3:left",)),
        (Target(side_id="9223372036854775808"), ("9223372036854775808",)),
        (Target(side_id="100", street="Parc", borough=CDN), ("100",)),
        (Target(street="rue de l'eglise"), ("100", "101", "102")),
        (Target(street="Église", parity=Parity.EVEN), ("100", "102")),
        (Target(street="Église", first=50, last=99, parity=Parity.ODD), ("101",)),
        (Target(street="Église", first=150), ("102",)),
        (Target(street="Église", sector="ros 1"), ("100", "101")),
        (Target(street="avenue du Parc", borough="COTE DES NEIGES"), ("301",)),
        (Target(street="avenue du Parc", sector="CDN-1"), ("301",)),
        (Target(street="avenue du Parc", whole_city=True, borough=CDN), ("301",)),
        (Target(borough="rosemont-la petite-patrie"), ("100", "101", "102", "300")),
        (Target(sector="CDN-1"), ("00400", "200", "201", "301")),
        (Target(borough=ROSEMONT, sector="ROS-2"), ("102", "300")),
        (Target(borough=ROSEMONT, whole_city=True), ("100", "101", "102", "300")),
        (Target(borough=ROSEMONT, parity=Parity.ODD), ("101",)),
        (Target(sector="CDN-1", parity=Parity.ODD), ("00400", "201")),
        (Target(whole_city=True), ALL_SIDES),
    ],
)
def test_target_names_its_sides(target: Target, sides: tuple[str, ...]) -> None:
    assert TargetFinder(SmallCity()).sides(target) == sides


FORMULA = ("this looks like a spreadsheet formula", "write plain text")
NUMBERED = (
    "a spreadsheet has turned this id into a number",
    "format the column as text in the spreadsheet and export it again",
)
NO_ID = ("this cannot be the id of a side of street", "write the id as the city's street file has it")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-5", FORMULA),
        ("=cmd|' /C calc'!A0", FORMULA),
        ("@SUM(A1)", FORMULA),
        ("1e5", NUMBERED),
        ("1,03E+07", NUMBERED),
        ("10300012.0", NUMBERED),
        ("１２３", NO_ID),
        ("<img src=x onerror=alert(1)>", NO_ID),
        ("100 101", NO_ID),
        ("9" * 65, NO_ID),
        ("*", NO_ID),
    ],
)
def test_side_id_that_can_be_none_is_refused(text: str, why: tuple[str, str]) -> None:
    assert _refusal(Target(side_id=text)) == (Column.SIDE_ID, text, *why)


NOWHERE = "write an id, a street, a borough or a sector, or * as the street for the whole city"


@pytest.mark.parametrize(
    ("target", "refusal"),
    [
        (Target(), (Column.SIDE_ID, "", "the row does not say which sides of street", NOWHERE)),
        (Target(parity=Parity.EVEN), (Column.SIDE_ID, "", "the row does not say which sides of street", NOWHERE)),
        (
            Target(first=10, borough=CDN),
            (Column.STREET, "", "civic numbers without a street", "write the street in this column"),
        ),
        (
            Target(street="Parc"),
            (
                Column.STREET,
                "Parc",
                "several streets bear this name",
                f"write one of them with its borough: avenue du Parc, {ROSEMONT}; avenue du Parc, {CDN}",
            ),
        ),
        (
            Target(street="rue des Égises"),
            (Column.STREET, "rue des Égises", "the city has no street of this name", "did you mean rue de l'Église?"),
        ),
        (
            Target(street="rue de l'Église", first=5000, last=5100),
            (
                Column.STREET,
                "rue de l'Église",
                "no side of street matches these cells",
                "did you mean rue de l'Église?",
            ),
        ),
        (
            Target(street="p\N{CYRILLIC SMALL LETTER A}rc"),
            (
                Column.STREET,
                "p\N{CYRILLIC SMALL LETTER A}rc",
                "the city has no street of this name",
                "did you mean rue de l'Église?",
            ),
        ),
        (
            Target(street="Église", sector="CDN-1"),
            (Column.STREET, "Église", "no side of street matches these cells", "did you mean rue de l'Église?"),
        ),
        (Target(street="Église", first=99, last=1), (Column.LAST, "1", "the range runs backwards", "write 1 to 99")),
        (Target(street="=1+1"), (Column.STREET, "=1+1", *FORMULA)),
        (
            Target(borough="Côte-des-Neige"),
            (Column.BOROUGH, "Côte-des-Neige", "the city has no borough of this name", f"did you mean {CDN}?"),
        ),
        (
            Target(borough="Outremont"),
            (
                Column.BOROUGH,
                "Outremont",
                "the city has no borough of this name",
                "write it as the city's street file does",
            ),
        ),
        (
            Target(borough="Montréal"),
            (
                Column.BOROUGH,
                "Montréal",
                "the city has no borough of this name",
                "write it as the city's street file does",
            ),
        ),
        (
            Target(sector="ZZZ"),
            (
                Column.SECTOR,
                "ZZZ",
                "the city has no sector of this name",
                "write it as the city's street file does",
            ),
        ),
        (
            Target(sector="ROS-9"),
            (
                Column.SECTOR,
                "ROS-9",
                "the city has no sector of this name",
                "did you mean ROS-2 or ROS-1?",
            ),
        ),
        (
            Target(borough=CDN, sector="ROS-1"),
            (Column.SECTOR, "ROS-1", "no side of street is there", "check the other cells of the row"),
        ),
    ],
)
def test_target_that_names_no_side_or_several_streets_is_refused(
    target: Target, refusal: tuple[Column, str, str, str]
) -> None:
    assert _refusal(target) == refusal


def test_target_is_looked_up_once_even_when_it_is_refused() -> None:
    city = SmallCity()
    finder = TargetFinder(city)
    for _ in range(3):
        finder.sides(Target(street="Église"))
        with pytest.raises(RefusedCellError):
            finder.sides(Target(street="Parc"))
    assert city.look_ups == 2


def test_targets_of_another_city_refuse_the_file_in_the_end() -> None:
    finder = TargetFinder(SmallCity())
    for number in range(MOST_STREETS_REFUSED):
        with pytest.raises(RefusedCellError):
            finder.sides(Target(street=f"rue {number}"))
    with pytest.raises(UnusableFileError) as refusal:
        finder.sides(Target(street="rue Ailleurs"))
    assert refusal.value.suggestion == "check that the plan and the street file are of one city"


def test_sector_that_many_rows_name_is_looked_up_once() -> None:
    city = SmallCity()
    finder = TargetFinder(city)
    found = [finder.sides(Target(street="Église", sector="ROS-1", first=civic, last=99)) for civic in (50, 60, 70)]
    assert (found, city.sector_look_ups) == ([("100", "101")] * 3, 1)
