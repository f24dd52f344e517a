"""One household's flood is refused kindly; nobody else notices, and a proxy that stands for all is never refused."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from infoneige.web.crowding import AT_ONCE, PER_SECOND, Crowd
from tests.infoneige.web.pages.conftest import PUBLIC_URL, Pages
from tests.outbox_world import NOW

FLOOD, NEIGHBOUR = "1.2.3.4", "1.2.3.5"
SECOND = timedelta(seconds=1)


def ask(pages: Pages, ip: str, path: str = "/a-propos") -> TestResponse:
    return pages.browser.get(
        path, base_url=PUBLIC_URL, headers={"Accept": "text/html"}, environ_base={"REMOTE_ADDR": ip}
    )


@pytest.mark.parametrize("path", ["/suggestions?q=zzz", "/recherche?q=zzz", "/a-propos"])
def test_flood_of_one_household_is_told_to_wait_and_others_are_served(pages: Pages, path: str) -> None:
    for _ in range(AT_ONCE):
        assert ask(pages, FLOOD, path).status_code == 200
    refused = ask(pages, FLOOD, path)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert "Beaucoup de demandes viennent de votre réseau." in refused.text
    assert ask(pages, NEIGHBOUR, path).status_code == 200


def test_household_holds_many_addresses_of_ipv6(pages: Pages) -> None:
    answers = [ask(pages, f"2600:1:2:3::{number:x}").status_code for number in range(AT_ONCE + 1)]
    assert answers == AT_ONCE * [200] + [429]


@pytest.mark.parametrize("ip", ["127.0.0.1", "10.0.0.7", "::1", "::ffff:10.0.0.7", "unknown"])
def test_proxy_that_nobody_declared_is_never_refused(pages: Pages, ip: str) -> None:
    assert {ask(pages, ip).status_code for _ in range(AT_ONCE + 1)} == {200}


def test_share_grows_back_and_refusals_cost_nothing() -> None:
    crowd = Crowd()
    waits = [crowd.wait("a", NOW) for _ in range(AT_ONCE + 100)]
    assert waits == AT_ONCE * [timedelta(0)] + 100 * [SECOND / PER_SECOND]
    later = [crowd.wait("a", NOW + 2 * SECOND) for _ in range(2 * PER_SECOND + 1)]
    assert later == 2 * PER_SECOND * [timedelta(0)] + [SECOND / PER_SECOND]


def test_flood_from_everywhere_does_not_fill_the_memory() -> None:
    crowd = Crowd()
    assert {crowd.wait(f"household {number}", NOW) for number in range(30_000)} == {timedelta(0)}
    assert len(crowd._paid_until) <= 10_000
