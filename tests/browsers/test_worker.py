"""The worker alone, in a real Chromium: whatever it is given, people see something true, and only our pages open."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.browsers.city import open_city
from tests.browsers.installed import find_browser
from tests.counterparts.browser_chromium_worker import ChromiumWorker
from tests.counterparts.browser_driver import Shown
from tests.counterparts.browser_push_services import PushServices
from tests.counterparts.one_playwright import one_playwright

MESSAGE: dict[str, Any] = {
    "id": "1-1.abcdefghijklmnop",
    "title": "INTERDIT dès mar 19 h",
    "body": "Rue du Sacré-Cœur, impairs\u00a0: déplacez l’auto.",
    "tag": "side-1",
    "lang": "fr",
    "not_after": "2099-12-09T12:00:00Z",
    "url": "/cote/1",
    "actions": [{"action": "moved", "title": "Auto déplacée"}, {"action": "view", "title": "Voir"}],
}
SHOWN = Shown(MESSAGE["title"], MESSAGE["body"], "side-1", "fr", ("Auto déplacée", "Voir"))
UNREADABLE = Shown("infoneige", "A notice could not be read. Check the signs.", "unreadable", "en")


@pytest.fixture(scope="module")
def worker(
    services: PushServices, valneige: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ChromiumWorker]:
    executable, folder = find_browser("chromium"), tmp_path_factory.mktemp("city")
    with (
        open_city(folder, valneige, services, at="2099-12-07 12:00") as city,
        one_playwright() as playwright,
        closing(ChromiumWorker(playwright, executable, city.url, "/essai")) as started,
    ):
        yield started


def test_worker_shows_a_message_and_its_correction_in_its_place(worker: ChromiumWorker) -> None:
    assert SHOWN in worker.deliver(json.dumps(MESSAGE))
    corrected = worker.deliver(json.dumps(MESSAGE | {"title": "REPORTÉ", "actions": []}))
    assert [one for one in corrected if one.tag == "side-1"] == [Shown("REPORTÉ", SHOWN.body, "side-1", "fr")]


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "pas du JSON",
        "null",
        "[]",
        "{}",
        json.dumps(MESSAGE | {"title": ""}),
        json.dumps(MESSAGE | {"title": 7}),
        json.dumps(MESSAGE | {"body": "a" * 1001}),
        json.dumps(MESSAGE | {"not_after": "bientôt"}),
        json.dumps(MESSAGE | {"lang": "de"}),
        json.dumps(MESSAGE | {"actions": [{"action": "buy", "title": "Acheter"}]}),
        json.dumps(MESSAGE | {"actions": None}),
        json.dumps({"id": "../essai"}),
        json.dumps({"id": "1-1.abcdefghijklmnop"}),
    ],
)
def test_worker_says_so_when_it_cannot_read_a_message(worker: ChromiumWorker, payload: str) -> None:
    assert UNREADABLE in worker.deliver(payload)


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("/cote/1", "/cote/1"),
        ("https://evil.example/cote/1", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_click_opens_our_own_pages_alone(worker: ChromiumWorker, url: str, page: str) -> None:
    worker.deliver(json.dumps(MESSAGE | {"url": url, "title": f"à {url}"}))
    assert worker.click(f"à {url}")[-1] == f"{worker.site}{page}"
