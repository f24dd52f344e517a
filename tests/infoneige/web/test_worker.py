"""The worker's pure parts, run by node where it is there; real browsers run all of it in tests/browsers."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import infoneige.web

WORKER = Path(infoneige.web.__file__).parent / "static" / "sw.js"
MESSAGE = {
    "id": "12-1.AAAAAAAAAAAAAAAA",
    "title": "INTERDIT dès 19 h",
    "body": "Rue Cartier, côté pair",
    "tag": "window 3",
    "lang": "fr",
    "not_after": "2026-11-24T12:00:00Z",
    "url": "/cote/100",
    "actions": [{"action": "moved", "title": "Auto déplacée"}, {"action": "view", "title": "Voir"}],
}
BEFORE, AFTER = "Date.parse('2026-11-24T11:59:59Z')", "Date.parse('2026-11-24T12:00:00Z')"


def evaluate(expression: str) -> object:
    """Return what an expression is worth inside the worker's file."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine; the browsers' tests run the worker for real")
    script = f"globalThis.self = {{ addEventListener() {{}} }};\n{WORKER.read_text(encoding='utf-8')}\n"
    script += f"process.stdout.write(JSON.stringify({expression}) ?? 'null');"
    done = subprocess.run(  # noqa: S603 - our own file
        [node, "-"], input=script, capture_output=True, text=True, check=True, timeout=30
    )
    return json.loads(done.stdout)


def test_message_in_time_is_shown_as_it_is() -> None:
    assert evaluate(f"notificationOf({json.dumps(MESSAGE)}, {BEFORE})") == {
        "isLate": False,
        "title": "INTERDIT dès 19 h",
        "options": {
            "body": "Rue Cartier, côté pair",
            "actions": MESSAGE["actions"],
            "data": {"id": "12-1.AAAAAAAAAAAAAAAA", "url": "/cote/100"},
            "lang": "fr",
            "tag": "window 3",
            "renotify": True,
        },
    }


@pytest.mark.parametrize(("language", "title"), [("fr", "Message arrivé en retard"), ("en", "This message came late")])
def test_message_that_came_late_says_so_and_offers_nothing(language: str, title: str) -> None:
    shown = evaluate(f"notificationOf({json.dumps(MESSAGE | {'lang': language})}, {AFTER})")
    assert isinstance(shown, dict)
    assert (shown["isLate"], shown["title"]) == (True, title)
    assert (shown["options"]["actions"], shown["options"]["renotify"]) == ([], False)
    assert shown["options"]["body"] == "INTERDIT dès 19 h\nRue Cartier, côté pair"


def test_what_is_no_message_is_told_apart() -> None:
    bad: list[object] = [
        None,
        1,
        "text",
        [],
        {},
        *({name: value for name, value in MESSAGE.items() if name != missing} for missing in MESSAGE),
        *(MESSAGE | {name: 7} for name in MESSAGE),
        MESSAGE | {"title": ""},
        MESSAGE | {"title": "x" * 201},
        MESSAGE | {"body": "x" * 1001},
        MESSAGE | {"lang": "de"},
        MESSAGE | {"not_after": "soon"},
        MESSAGE | {"id": "../x"},
        MESSAGE | {"actions": [{"action": "buy", "title": "Buy"}]},
        MESSAGE | {"actions": [None]},
        MESSAGE | {"actions": [{"action": "view", "title": "Voir"}] * 3},
    ]
    assert evaluate(f"{json.dumps([MESSAGE, *bad])}.map(isMessage)") == [True] + [False] * len(bad)


def test_only_our_own_pages_are_opened() -> None:
    pages = {
        "/cote/100": "https://neige.example/cote/100",
        "cote/100": "https://neige.example/cote/100",
        "https://neige.example/x": "https://neige.example/x",
        "//evil.example/": "https://neige.example/",
        "https://evil.example/": "https://neige.example/",
        "http://neige.example/": "https://neige.example/",
        "javascript:alert(1)": "https://neige.example/",
        "data:text/html,x": "https://neige.example/",
        "\\\\evil.example": "https://neige.example/",
        "https://[": "https://neige.example/",
    }
    found = evaluate(f"{json.dumps(list(pages))}.map((url) => ownPage(url, 'https://neige.example'))")
    assert found == list(pages.values())
