"""The quality page in the frame of the desk: for everybody who may log in, by sectors too."""

from infoneige.operators.model import Role
from schedules.model import LoadingStatus
from tests.infoneige.web.desk.desk_world import DeskSite

PAGE = "/operations/qualite"


def test_operators_are_led_to_it_and_may_cut_the_city_by_sectors(desk: DeskSite) -> None:
    book = desk.parts.address_book
    sides = sorted(book.side_ids())
    desk.city.say(LoadingStatus.PLANNED, *sides)
    clerk = desk.somebody(Role.VIEWER)
    assert clerk.get(PAGE).status_code == 200
    assert f'href="{PAGE}" aria-current="page"' in clerk.page
    assert all(name in clerk.text() for name in book.borough_names())
    clerk.get(f"{PAGE}?par=secteurs")
    assert all(name in clerk.text() for name in book.sector_names())


def test_it_is_in_the_language_of_the_desk(desk: DeskSite) -> None:
    clerk = desk.somebody(Role.VIEWER)
    clerk.get(f"/en{PAGE}")
    assert "Quality of the service" in clerk.text()


def test_nobody_else_sees_the_desk(desk: DeskSite) -> None:
    assert desk.nobody().get(PAGE).status_code == 303
