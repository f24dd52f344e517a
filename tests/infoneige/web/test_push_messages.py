"""What the worker asks about a message that was pushed: its words, and that the car was moved."""

import json
from datetime import timedelta

import pytest

from infoneige.storage.outbox import Outbox
from notifier.markers import signed_id
from notifier.model import AlertKind, Channel
from tests.infoneige.web.browser_world import ask
from tests.infoneige.web.conftest import Site
from tests.outbox_world import ENDS, NOW
from tests.vault import RING

PERSON = '{"endpoint":"https://fcm.googleapis.com/a"}'


def pushed(site: Site, *sides: str, channel: str = "push") -> str:
    """Have one message about these sides called; return its signed id."""
    person = site.world.person(PERSON, sides=sides, channel=channel)
    for side in sides:
        window = site.world.window(side)
        site.world.due(window, person, lane=21 if channel == "push" else 11)
        site.world.due(window, person, AlertKind.REMINDER, lead=60, send_at=NOW + timedelta(hours=4), lane=21)
    batch = Outbox(site.database, "worker", [Channel(channel)]).claim(NOW, 10)
    assert batch is not None
    (bundle,) = batch.bundles
    lead, *others = bundle.entry_ids
    for entry_id in others:
        site.world.change(f"UPDATE attempt SET message_of = {lead} WHERE entry_id = {entry_id}")
    return signed_id(lead, 1, RING.callback)


def words(site: Site, signed: str) -> dict[str, object] | None:
    answer = site.browser().get(f"/push/message/{signed}")
    assert answer.headers["Cache-Control"] == "no-store"
    return json.loads(answer.data) if answer.status_code == 200 else None


def test_words_are_what_would_have_been_pushed(each_site: Site) -> None:
    signed = pushed(each_site, "100", "101")
    found = words(each_site, signed)
    assert found is not None
    assert {name: found[name] for name in ("id", "lang", "not_after", "url")} == {
        "id": signed,
        "lang": "fr",
        "not_after": "2026-11-24T12:00:00Z",
        "url": "/",
    }
    assert "100" in f"{found['title']} {found['body']}"
    assert "101" in f"{found['title']} {found['body']}"
    assert [action["action"] for action in found["actions"]] == ["moved", "view"]  # type: ignore[attr-defined]


def test_words_of_a_message_that_is_over_are_not_given_out(site: Site) -> None:
    signed = pushed(site, "100")
    site.clock.set(ENDS)
    assert words(site, signed) is None


def test_words_of_a_ban_that_is_no_more_are_not_given_out(site: Site) -> None:
    signed = pushed(site, "100")
    site.world.change("UPDATE ban_window SET closed_at = '2026-11-23T19:00:01.000Z', outcome = 'moved'")
    assert words(site, signed) is None


def test_words_of_an_sms_are_not_given_out(site: Site) -> None:
    assert words(site, pushed(site, "100", channel="sms")) is None


@pytest.mark.parametrize("signed", ["1-1.AAAAAAAAAAAAAAAA", "1-2", "banana", "%00", "1-1." + "A" * 10_000, "..%2f1"])
def test_words_are_given_to_nobody_who_guesses(site: Site, signed: str) -> None:
    pushed(site, "100")
    assert words(site, signed) is None


def test_moved_ends_the_reminders_of_that_ban_once(each_site: Site) -> None:
    signed = pushed(each_site, "100")
    browser = each_site.browser()
    assert ask(browser, "POST", "/push/moved", {"id": signed}).status_code == 204
    assert ask(browser, "POST", "/push/moved", {"id": signed}).status_code == 204
    assert sorted(each_site.world.states().values()) == ["calling", "superseded"]
    assert each_site.world.rows("SELECT what FROM outcome") == [("moved",)]


@pytest.mark.parametrize("signed", ["1-1.AAAAAAAAAAAAAAAA", "banana"])
def test_moved_by_somebody_who_guesses_changes_nothing(site: Site, signed: str) -> None:
    pushed(site, "100")
    answer = ask(site.browser(), "POST", "/push/moved", {"id": signed})
    assert (answer.status_code, answer.get_json()) == (404, {"error": "There is no such message, or it is over."})
    assert sorted(site.world.states().values()) == ["calling", "due"]
