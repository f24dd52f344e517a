"""What holds for every answer and every route: headers, guards, plain words, and whether the service is well."""

import json
from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from werkzeug.routing import Rule

from infoneige.clock import FakeClock
from infoneige.storage.database import Database
from infoneige.web import WebParts, create_app
from infoneige.web.health import KEPT_FOR
from tests.infoneige.web.browser_world import OURS, ask, subscription, wish
from tests.infoneige.web.conftest import Site
from tests.outbox_world import NOW

SAFE = {"GET", "HEAD", "OPTIONS"}
PATHS = ["/healthz", "/readyz", "/push/key", "/sw.js", "/static/push.js", "/nowhere", "/twilio/inbound"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_says_what_a_browser_may_not_do(site: Site, path: str) -> None:
    headers = site.browser().get(path, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert {"default-src 'none'", "frame-ancestors 'none'", "script-src 'self'"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    }
    assert {name: headers[name] for name in expected} == expected
    assert "Service-Worker-Allowed" not in headers


def test_service_over_http_on_this_machine_promises_no_https(database: Database) -> None:
    app = create_app(WebParts(database=database, clock=FakeClock(NOW), public_url="http://127.0.0.1:8000"))
    assert "Strict-Transport-Security" not in app.test_client().get("/healthz").headers


def test_what_is_not_set_up_is_not_served(database: Database) -> None:
    app = create_app(WebParts(database=database, clock=FakeClock(NOW), public_url="https://neige.example"))
    assert {rule.rule for rule in app.url_map.iter_rules()} == {"/static/<path:filename>", "/healthz", "/readyz"}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/static/push.js?v=1a2b", "public, max-age=31536000, immutable"),
        ("/static/push.js", "no-cache, max-age=0"),
        ("/static/none.js?v=1a2b", "no-store"),
    ],
)
def test_file_is_kept_for_good_only_where_its_path_says_which_version_it_is(
    database: Database, path: str, kept: str
) -> None:
    app = create_app(WebParts(database=database, clock=FakeClock(NOW), public_url="https://neige.example"))
    with app.test_client().get(path) as answer:
        assert answer.headers["Cache-Control"] == kept


def unsafe_routes(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield each method and path that may change something."""
    for rule in app.url_map.iter_rules():
        yield from ((method, path_of(rule)) for method in sorted(rule.methods or set()) if method not in SAFE)


def path_of(rule: Rule) -> str:
    return str(rule.rule).replace("<signed>", "1-1.AAAAAAAAAAAAAAAA")


STRANGERS: Mapping[str, Mapping[str, str]] = {
    "nothing": {},
    "another origin": {"Origin": "https://evil.example"},
    "no origin to speak of": {"Origin": "null"},
    "our host over http": {"Origin": "http://neige.example"},
    "another port": {"Origin": "https://neige.example:8443"},
    "another site": OURS | {"Sec-Fetch-Site": "cross-site"},
    "a sister site": OURS | {"Sec-Fetch-Site": "same-site"},
    "typed by a person": {"Sec-Fetch-Site": "none"},
    "another origin that says that it is ours": OURS | {"Origin": "https://evil.example"},
}


def test_every_route_that_changes_anything_refuses_strangers(site: Site) -> None:
    routes = list(unsafe_routes(site.app))
    assert len(routes) == 7
    for method, path in routes:
        for name, headers in STRANGERS.items():
            answer = ask(site.browser(), method, path, {}, headers)
            assert (method, path, name, answer.status_code) == (method, path, name, 403)


def test_our_own_pages_pass_the_guard_that_refuses_strangers(site: Site) -> None:
    for method, path in unsafe_routes(site.app):
        if path.startswith("/push/"):
            for headers in (OURS, {"Origin": OURS["Origin"]}, {"Sec-Fetch-Site": "same-origin"}):
                assert ask(site.browser(), method, path, {}, headers).status_code != 403


def test_route_that_nobody_guards_refuses_everybody(site: Site) -> None:
    site.app.add_url_rule("/forgotten", "forgotten", lambda: "done", methods=["POST", "DELETE"])
    assert ask(site.browser(), "POST", "/forgotten", {}).status_code == 403
    assert ask(site.browser(), "DELETE", "/forgotten").status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "neige.example.evil.example", "neige.example@evil.example", "", "[::1"]
)
def test_request_for_another_host_is_refused(site: Site, host: str) -> None:
    answer = site.browser().get("/push/key", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/nowhere", "GET", 404),
        ("/push/nowhere", "GET", 404),
        ("/push/key", "POST", 405),
        ("/push/subscription", "PUT", 405),
        ("/static/../app.py", "GET", 404),
        ("/static/%2e%2e/app.py", "GET", 404),
        ("/static/%00", "GET", 404),
        ("/push/key;jsessionid=1", "GET", 404),
        ("/healthz", "TRACE", 405),
    ],
)
def test_what_cannot_be_answered_is_refused_in_plain_words(site: Site, path: str, method: str, status: int) -> None:
    answer = ask(site.browser(), method, path)
    assert answer.status_code == status
    assert "<" not in answer.text
    assert answer.mimetype == ("application/json" if path.startswith("/push/") else "text/plain")


BAD = {
    "nothing": b"",
    "no json": b"{",
    "an array": b"[]",
    "a name twice": b'{"subscription":1,"subscription":2}',
    "deep": b"[" * 30_000,
    "not utf-8": b'{"language":"\xff"}',
    "compressed": bytes.fromhex("1f8b0800"),
}


@pytest.mark.parametrize("name", BAD)
def test_body_that_cannot_be_read_is_refused(site: Site, name: str) -> None:
    answer = site.browser().post(
        "/push/subscription", data=BAD[name], content_type="application/json", headers=OURS, base_url=OURS["Origin"]
    )
    assert answer.status_code == 400
    assert set(answer.get_json()) == {"error"}


def test_body_that_is_not_said_to_be_json_is_refused(site: Site) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = site.browser().post(
            "/push/subscription", data=json.dumps(wish()), content_type=kind, headers=OURS, base_url=OURS["Origin"]
        )
        assert answer.status_code == 415


def test_body_larger_than_we_read_is_refused(site: Site) -> None:
    answer = ask(site.browser(), "POST", "/push/subscription", wish(padding="x" * 100_000))
    assert (answer.status_code, answer.get_json()) == (413, {"error": "The request is larger than we read."})


WRONG = [
    wish(subscription=None),
    wish(subscription=subscription("a", endpoint="http://fcm.googleapis.com/a")),
    wish(subscription=subscription("a", endpoint="https://169.254.169.254/a")),
    wish(subscription=subscription("a", keys=None)),
    wish(subscription=subscription("a", keys={"p256dh": "AAAA", "auth": "AAAA"})),
    wish(subscription=subscription("a", expirationTime=1)),
    wish(side_ids=[]),
    wish(side_ids=["100"] * 11),
    wish(side_ids=[100]),
    wish(side_ids="100"),
    wish(side_ids=["nowhere"]),
    wish(side_ids=["\ud800"]),
    wish(side_ids=["1" * 41]),
    wish(language="de"),
    wish(language=None),
    wish(leads_minutes=[0]),
    wish(leads_minutes=[-60]),
    wish(leads_minutes=[1e9]),
    wish(leads_minutes=[True]),
    wish(leads_minutes=["60"]),
    wish(leads_minutes=[1, 2, 3, 4, 5]),
    wish(leads_minutes=60),
]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_wish_that_will_not_do_is_refused_and_stores_nobody(site: Site, number: int) -> None:
    answer = ask(site.browser(), "POST", "/push/subscription", WRONG[number])
    assert answer.status_code == 400
    assert set(answer.get_json()) == {"error"}
    assert "Set-Cookie" not in answer.headers
    assert site.world.rows("SELECT * FROM recipient") == []
    assert site.greetings == []


@pytest.mark.parametrize("cookie", ["x", "A" * 10_000, "A" * 31, "é" * 32, "../" * 10 + "AA"])
def test_session_that_we_did_not_give_is_none(site: Site, cookie: str) -> None:
    headers = OURS | {"Cookie": f"__Host-infoneige={cookie}".encode().decode("latin-1")}
    assert ask(site.browser(), "GET", "/push/subscription", None, headers).status_code == 404


def test_service_lives_without_asking_anybody(site: Site) -> None:
    answer = site.browser().get("/healthz", base_url="http://127.0.0.1:8000")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_service_is_ready_when_its_database_takes_writes(each_site: Site) -> None:
    for _ in range(2):
        answer = each_site.browser().get("/readyz")
        assert (answer.status_code, answer.get_json()) == (200, {"failing": [], "ready": True})
    assert each_site.world.rows("SELECT * FROM lease") == []


def test_service_is_not_ready_when_its_database_does_not_answer(each_site: Site) -> None:
    assert each_site.browser().get("/readyz").status_code == 200
    each_site.world.change("ALTER TABLE lease RENAME TO gone")
    each_site.world.change("INSERT INTO migration (number, name) VALUES (9999, 'newer')")
    assert each_site.browser().get("/readyz").status_code == 200
    each_site.clock.set(NOW + KEPT_FOR)
    answer = each_site.browser().get("/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"failing": ["database", "schema"], "ready": False})
