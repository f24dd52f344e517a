"""What the settings make live: the service against a Twilio of our own; what doctor and send-test say of it."""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from geodata.address_book import AddressBook
from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from infoneige.cli import main
from infoneige.clock import SystemClock
from infoneige.config import load_settings
from infoneige.errors import ServiceError
from infoneige.pipeline import publish
from infoneige.secrecy.key_file import as_text
from infoneige.secrecy.keys import KeyRing
from infoneige.services import open_services
from infoneige.storage.instants import to_text
from infoneige.storage.subscriptions import add_subscriptions
from notifier.model import Channel, PreferenceProfile, Recipient, Subscription
from notifier.reconciling import ASK_AFTER
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.counterparts.fake_twilio import account
from tests.counterparts.fake_twilio.account import Behaviour
from tests.counterparts.fake_twilio.running import Running, fake_twilio
from tests.outbox_world import World
from tests.vault import RING, VAULT

PATIENCE = 20.0


@pytest.fixture
def twilio(tmp_path: Path) -> Iterator[Running]:
    with fake_twilio(tmp_path / "ledger", Behaviour()) as running:
        yield running


@pytest.fixture
def environment(tmp_path: Path, twilio: Running, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    build_artefact(BuildRequest(write_demo_city(tmp_path).sides), tmp_path / "geodata.db")
    (tmp_path / "secret").write_text(account.API_KEY_SECRET, encoding="ascii")
    (tmp_path / "token").write_text(account.AUTH_TOKEN, encoding="ascii")
    monkeypatch.setenv("INFONEIGE_KEYS", as_text(RING))
    return {
        "INFONEIGE_DATABASE": f"sqlite:///{tmp_path / 'state.db'}",
        "INFONEIGE_GEODATA": str(tmp_path / "geodata.db"),
        "INFONEIGE_KEYS": as_text(RING),
        "INFONEIGE_SMS": "twilio",
        "INFONEIGE_SMS_SENDER_PROFILE": "short_code",
        "INFONEIGE_TWILIO_URL": twilio.url,
        "INFONEIGE_TWILIO_ACCOUNT_SID": account.ACCOUNT_SID,
        "INFONEIGE_TWILIO_API_KEY_SID": account.API_KEY_SID,
        "INFONEIGE_TWILIO_API_SECRET_FILE": str(tmp_path / "secret"),
        "INFONEIGE_TWILIO_SENDER": account.SENDER,
    }


def invoke(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    outcome = CliRunner(env=environment).invoke(main, list(arguments))
    return outcome.exit_code, outcome.output


def test_service_hands_sms_to_twilio_and_prints_the_rest(
    environment: dict[str, str], twilio: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = SystemClock().now()
    with open_services(load_settings(environment)) as services:
        with closing(AddressBook.open(tmp_path / "geodata.db")) as book:
            side = min(book.side_ids())
        profile = PreferenceProfile()
        wishes = [
            Subscription(Recipient(channel, address), side, profile)
            for channel, address in ((Channel.SMS, "+15145550123"), (Channel.CONSOLE, "the window"))
        ]
        with services.database.transaction() as connection:
            add_subscriptions(services.database, connection, VAULT, wishes, now=now)
        window = Period(now + timedelta(hours=8), now + timedelta(hours=20))
        batch = PlanBatch((Plan(side, LoadingStatus.PLANNED, planned=window),))
        publish(
            services.database,
            batch,
            source="operator",
            mode=PlanMode.CHANGES,
            coalesce=timedelta(0),
            content_hash="",
            now=now,
        )
        with services.running():
            deadline = time.monotonic() + PATIENCE
            while not twilio.book().all("accepted") and time.monotonic() < deadline:
                time.sleep(0.05)
    assert [line["to"] for line in twilio.book().all("accepted")] == ["+15145550123"]
    assert capsys.readouterr().out.startswith("console the window fr: AvisNeige: stationnement INTERDIT")


def test_service_asks_twilio_about_a_message_that_no_receipt_came_for(
    environment: dict[str, str], twilio: Running
) -> None:
    handed_over_at = to_text(SystemClock().now() - ASK_AFTER[0])
    with open_services(load_settings(environment)) as services:
        world = World(services.database)
        world.due(
            world.window("1"),
            world.person("+15145550123", channel="sms"),
            lane=11,
            state="accepted",
            attempts=1,
            handed_over_at=handed_over_at,
            provider_id=f"SM{'a' * 32}",
        )
        with services.running():
            deadline = time.monotonic() + PATIENCE
            while len(twilio.book().requests("GET")) < 2 and time.monotonic() < deadline:
                time.sleep(0.05)
        assert world.tally() == {"accepted": 1}
    asked = [line["path"].rpartition("/")[2] for line in twilio.book().requests("GET")]
    assert sorted(asked) == ["Messages.json", f"SM{'a' * 32}.json"]


def test_doctor_says_what_is_live_and_what_is_missing(environment: dict[str, str]) -> None:
    code, said = invoke(environment, "doctor")
    assert code == 1
    assert "WRONG sms: live, but these are missing: INFONEIGE_PUBLIC_URL (without it nobody tells us" in said
    assert "ok    push: not live: what would be pushed is printed, nobody is reached" in said
    complete = {
        "INFONEIGE_PUBLIC_URL": "https://neige.test",
        "INFONEIGE_TWILIO_AUTH_TOKEN_FILE": environment["INFONEIGE_TWILIO_API_SECRET_FILE"].replace("secret", "token"),
        "INFONEIGE_TWILIO_CODES_SENDER": account.SERVICE_SID,
        "INFONEIGE_CITY_NAME": "Ville de Valneige",
        "INFONEIGE_HELP_PHONE": "1-800-555-0199",
        "INFONEIGE_PUSH": "on",
        "INFONEIGE_PUSH_CONTACT": "mailto:neige@valneige.test",
    }
    code, said = invoke(environment | complete, "doctor")
    assert code == 0
    assert "ok    sms: live by Twilio from +15145550100, 100 segments a second" in said
    assert "ok    push: live from https://neige.test, contact mailto:neige@valneige.test" in said
    assert account.API_KEY_SECRET not in said


def test_doctor_notices_keys_that_are_not_those_of_the_database(environment: dict[str, str]) -> None:
    with open_services(load_settings(environment)):
        pass
    assert "ok    keys: " in invoke(environment, "doctor")[1]
    code, said = invoke(environment | {"INFONEIGE_KEYS": as_text(KeyRing.fresh())}, "doctor")
    assert code == 1
    assert "WRONG keys: rows of this database are under the key" in said


def test_one_file_cannot_hold_both_secrets_of_twilio(environment: dict[str, str]) -> None:
    both = {"INFONEIGE_TWILIO_AUTH_TOKEN_FILE": environment["INFONEIGE_TWILIO_API_SECRET_FILE"]}
    with pytest.raises(ServiceError, match="INFONEIGE_TWILIO_AUTH_TOKEN_FILE: expected another file than that"):
        load_settings(environment | both)


def test_send_test_says_what_twilio_answered(environment: dict[str, str], twilio: Running) -> None:
    code, said = invoke(environment, "send-test", "--to", "514 555-0123")
    assert (code, said.partition(" SM")[0]) == (0, "Taken: accepted")
    assert [line["to"] for line in twilio.book().all("accepted")] == ["+15145550123"]


def test_send_test_that_is_refused_says_why(environment: dict[str, str], twilio: Running) -> None:
    code, said = invoke(environment, "send-test", "--to", account.NOT_MOBILE)
    assert code == 1
    assert said.startswith("Not taken: refused")
    assert twilio.book().all("accepted") == []


@pytest.mark.parametrize(
    ("changed", "arguments", "said"),
    [
        ({}, ["--to", "911"], "infoneige: "),
        ({"INFONEIGE_SMS": "none"}, ["--to", "514-555-0123"], "infoneige: sms is not live: set INFONEIGE_SMS"),
        ({}, ["--to", "514-555-0123", "--codes"], "infoneige: INFONEIGE_TWILIO_CODES_SENDER is not set"),
        ({}, ["--to", __file__], "infoneige: "),
    ],
)
def test_send_test_that_cannot_be_done_is_refused(
    environment: dict[str, str], changed: dict[str, str], arguments: list[str], said: str
) -> None:
    code, output = invoke(environment | changed, "send-test", *arguments)
    assert code == 2
    assert output.startswith(said)
