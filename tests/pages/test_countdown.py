import pytest

from tests.pages.conftest import OpenVisitor
from tests.pages.places import PLACES


@pytest.mark.parametrize(
    ("seconds", "left"),
    [(0.5, "1\u00a0h\u00a059\u00a0min"), (3610, "59\u00a0min"), (3600, "1\u00a0h"), (7170, "0\u00a0min")],
)
def test_time_left_is_written_as_the_server_does_and_never_more_than_there_is(
    visit: OpenVisitor, seconds: float, left: str
) -> None:
    with visit() as visitor:
        visitor.page.add_init_script(f"performance.now = () => {1000 * seconds}")
        PLACES["side-planned"](visitor)
        assert visitor.page.locator("[data-until]").inner_text() == left


def test_time_left_stands_there_without_scripts(visit: OpenVisitor) -> None:
    with visit(script=False) as visitor:
        PLACES["side-planned"](visitor)
        assert visitor.page.locator("[data-until]").inner_text() == "2\u00a0h"
