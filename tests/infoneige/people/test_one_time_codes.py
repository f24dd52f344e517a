"""One-time codes: limits hold for all together, a code is right once, and nobody learns whom we know."""

import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event

import pytest

from infoneige.clock import FakeClock
from infoneige.people.one_time_codes import CodeCheck, CodeDesk, CodeRequested
from infoneige.storage.database import Database
from infoneige.storage.suppression import suppress
from notifier.channels.contract import SendOutcome, Verdict
from notifier.codes import LIFETIME, CodeRequest
from notifier.model import Channel, Language
from notifier.replies import House
from tests.outbox_world import NOW, World
from tests.vault import VAULT

ANNA, BRUNO = "+15145550123", "+14385550166"
HERE, THERE = "203.0.113.7", "198.51.100.9"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Codes:
    """A desk, and the texts that it sent."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.world = World(database)
        self.clock = FakeClock(NOW)
        self.sent: list[tuple[str, str, datetime]] = []
        self.answer: SendOutcome | Exception = SendOutcome(Verdict.ACCEPTED, "SM1")
        self.house = House("AvisNeige", "Ville de Valneige", "1-800-555-0199")
        self.desk = CodeDesk(database, VAULT, self.clock, self._send, house=self.house, host="avis.valneige.ca")

    def ask(self, number: str = ANNA, session: str = "session A", ip: str = HERE) -> CodeRequested:
        return self.desk.request(CodeRequest(number, session, ip), Language.FR)

    def later(self, span: timedelta) -> None:
        self.clock.set(self.clock.now() + span)

    def finish(self) -> list[str]:
        """Wait until everything that is to be sent was, and return the texts; a new desk takes over."""
        self.desk.close()
        self.desk = CodeDesk(self.database, VAULT, self.clock, self._send, house=self.house, host="avis.valneige.ca")
        return [text for _, text, _ in self.sent]

    def last_code(self) -> str:
        """Return the code that was sent last."""
        return code_in(self.finish()[-1])

    def _send(self, number: str, text: str, not_after: datetime) -> SendOutcome:
        self.sent.append((number, text, not_after))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def codes(database: Database) -> Iterator[Codes]:
    opened = Codes(database)
    yield opened
    opened.desk.close()


def code_in(text: str) -> str:
    """Return the code that a text carries."""
    found = re.search(r"\d{6}", text)
    assert found
    return found[0]


def another(code: str) -> str:
    """Return a code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06}"


def test_code_is_sent_once_with_its_time_limit_and_kept_as_a_hash(codes: Codes) -> None:
    assert codes.ask() == CodeRequested(NOW + LIFETIME)
    code = codes.last_code()
    assert codes.sent == [
        (
            ANNA,
            (
                f"AvisNeige: votre code est {code}, valide 10 min. Rien demandé? Ignorez ce message, ou répondez ARRET "
                f"pour bloquer.\n\n@avis.valneige.ca #{code}"
            ),
            NOW + LIFETIME,
        )
    ]
    stored = repr(codes.world.rows("SELECT * FROM one_time_code"))
    stored += repr(codes.world.rows("SELECT * FROM limited_event"))
    assert [secret for secret in (code, ANNA[1:], "session A", HERE) if secret in stored] == []


def test_code_is_right_once(codes: Codes) -> None:
    codes.ask()
    code = codes.last_code()
    spaced = f" {code[:3]} {code[3:]} "
    assert [codes.desk.check(ANNA, "session A", typed) for typed in (spaced, code)] == [
        CodeCheck.RIGHT,
        CodeCheck.SPENT,
    ]


def test_code_counts_for_its_own_session_and_number_alone(codes: Codes) -> None:
    codes.ask()
    codes.ask(BRUNO, "session B", THERE)
    codes.finish()
    code = code_in(next(text for number, text, _ in codes.sent if number == ANNA))
    assert [codes.desk.check(number, session, code) for number, session in ((ANNA, "B"), (BRUNO, "session A"))] == [
        CodeCheck.SPENT,
        CodeCheck.SPENT,
    ]
    assert codes.desk.check(ANNA, "session A", code) is CodeCheck.RIGHT


def test_code_dies_after_its_time(codes: Codes) -> None:
    codes.ask()
    code = codes.last_code()
    codes.later(LIFETIME)
    assert codes.desk.check(ANNA, "session A", code) is CodeCheck.SPENT


def test_code_that_was_replaced_is_wrong(codes: Codes) -> None:
    codes.ask()
    old = codes.last_code()
    codes.later(MINUTE)
    codes.ask()
    new = codes.last_code()
    checks = [codes.desk.check(ANNA, "session A", typed) for typed in (old, new)]
    assert checks == [CodeCheck.WRONG if old != new else CodeCheck.RIGHT, CodeCheck.RIGHT]


def test_code_that_a_limit_refused_replaces_none(codes: Codes) -> None:
    codes.ask()
    code = codes.last_code()
    codes.ask()
    assert codes.desk.check(ANNA, "session A", code) is CodeCheck.RIGHT
    assert len(codes.sent) == 1


def test_what_is_no_code_costs_no_guess(codes: Codes) -> None:
    codes.ask()
    code = codes.last_code()
    typed: tuple[object, ...] = (
        "",
        "12345",
        "1234567",
        "-12345",
        "１２３４５６",
        f"{code}\u200b",
        [code],
        None,
        int(code),
    )
    assert {codes.desk.check(ANNA, "session A", one) for one in typed} == {CodeCheck.WRONG}
    assert codes.desk.check(ANNA, "session A", code) is CodeCheck.RIGHT


def test_guesses_at_one_code_are_five(codes: Codes) -> None:
    codes.ask()
    code = codes.last_code()
    guesses = [codes.desk.check(ANNA, "session A", another(code)) for _ in range(6)]
    assert guesses == [CodeCheck.WRONG] * 5 + [CodeCheck.SPENT]
    assert codes.desk.check(ANNA, "session A", code) is CodeCheck.SPENT


def test_guesses_at_once_count_each(codes: Codes) -> None:
    codes.ask()
    wrong = another(codes.last_code())
    with ThreadPoolExecutor(8) as threads:
        guesses = list(threads.map(lambda _: codes.desk.check(ANNA, "session A", wrong), range(50)))
    assert sorted(guesses) == [CodeCheck.SPENT] * 45 + [CodeCheck.WRONG] * 5
    assert codes.world.rows("SELECT tries_left FROM one_time_code") == [(0,)]


def test_guesses_at_a_number_are_ten_a_day_whatever_the_session(codes: Codes) -> None:
    guesses: list[CodeCheck] = []
    for session in "ABC":
        codes.ask(session=session)
        wrong = another(codes.last_code())
        guesses += [codes.desk.check(ANNA, session, wrong) for _ in range(5)]
        codes.later(MINUTE)
    assert guesses == [CodeCheck.WRONG] * 10 + [CodeCheck.SPENT] * 5


def test_one_number_is_sent_three_codes_a_day_however_often_they_are_asked_for(codes: Codes) -> None:
    for place in range(200):
        codes.ask(session=f"session {place}", ip=f"198.51.{place}.9")
        codes.later(MINUTE)
    assert len(codes.finish()) == 3
    codes.later(DAY)
    codes.ask()
    assert len(codes.finish()) == 4


def test_one_number_is_sent_one_code_a_minute(codes: Codes) -> None:
    for _ in range(3):
        codes.ask()
        codes.later(timedelta(seconds=30))
    assert len(codes.finish()) == 2


def test_pumping_through_many_addresses_ends_at_the_fuse(codes: Codes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "infoneige.people.one_time_codes")
    with ThreadPoolExecutor(4) as threads:
        list(
            threads.map(
                lambda number: codes.ask(f"+1514{number % 1000:03}0100", "s", f"198.{number % 100}.1.9"),
                range(2000),
            )
        )
    assert len(codes.finish()) == 200


@pytest.mark.parametrize(
    ("numbers", "addresses", "sent"),
    [
        (["+1514555{:04}"], ["203.0.113.7"], 5),
        (["+1514555{:04}"], ["203.0.113.{}"], 20),
        (["+1514555{:04}"], ["2001:db8:0:1::{}"], 20),
        (["+15145550{:03}"], ["198.{}.113.7"], 30),
    ],
    ids=["one address", "one /24", "one /64", "one block of numbers"],
)
def test_codes_are_limited_by_where_they_are_asked_from_and_sent_to(
    codes: Codes, caplog: pytest.LogCaptureFixture, numbers: list[str], addresses: list[str], sent: int
) -> None:
    caplog.set_level(logging.CRITICAL, "infoneige.people.one_time_codes")
    for number in range(40):
        spread = number * 1000 % 10_000 + number if "04" in numbers[0] else number
        codes.ask(numbers[0].format(spread), ip=addresses[0].format(number))
    assert len(codes.finish()) == sent


def test_the_answer_is_the_same_for_everybody(codes: Codes) -> None:
    codes.world.person(ANNA, channel="sms")
    stop(codes, BRUNO)
    asked = [codes.ask(number, ip=f"198.51.{place}.9") for place, number in enumerate([ANNA, BRUNO, "+14505550177"])]
    assert set(asked) == {CodeRequested(NOW + LIFETIME)}
    codes.finish()
    assert sorted(number for number, _, _ in codes.sent) == ["+14505550177", ANNA]
    assert {codes.desk.check(number, "session A", "x") for number in (ANNA, BRUNO)} == {CodeCheck.WRONG}


def test_code_is_worth_nothing_after_a_stop(codes: Codes) -> None:
    codes.ask()
    code = codes.last_code()
    stop(codes, ANNA)
    assert codes.desk.check(ANNA, "session A", code) is CodeCheck.SPENT


@pytest.mark.parametrize(
    "answer", [SendOutcome(Verdict.UNKNOWN), SendOutcome(Verdict.RETRY, reason="busy"), OSError(f"no {ANNA}")]
)
def test_code_is_never_sent_again_and_no_log_tells_whose(
    codes: Codes, caplog: pytest.LogCaptureFixture, answer: SendOutcome | Exception
) -> None:
    codes.answer = answer
    codes.ask()
    code = codes.last_code()
    assert len(codes.sent) == 1
    assert caplog.text.count("a code may not have been sent") == 1
    assert [secret for secret in (ANNA[1:], code) if secret in caplog.text] == []


def test_request_does_not_wait_for_the_sender(database: Database) -> None:
    answered = Event()

    def send(_number: str, _text: str, _not_after: datetime) -> SendOutcome:
        assert answered.wait(20)
        return SendOutcome(Verdict.ACCEPTED)

    desk = CodeDesk(database, VAULT, FakeClock(NOW), send, house=House())
    with closing_after(desk):
        desk.request(CodeRequest(ANNA, "session A", HERE), Language.EN)
        answered.set()


def test_what_no_limit_looks_at_any_more_is_forgotten(codes: Codes) -> None:
    codes.ask()
    codes.later(DAY + MINUTE)
    codes.ask(BRUNO)
    assert codes.world.rows("SELECT count(*) FROM limited_event") == [(5,)]
    assert codes.world.rows("SELECT count(*) FROM one_time_code") == [(1,)]


@contextmanager
def closing_after(desk: CodeDesk) -> Iterator[None]:
    yield
    desk.close()


def stop(codes: Codes, number: str) -> None:
    with codes.database.transaction() as connection:
        suppress(
            codes.database,
            connection,
            channel=Channel.SMS,
            hmacs=VAULT.hmacs(Channel.SMS, number),
            source="test",
            provider_id=None,
            now=codes.clock.now(),
        )
