"""Sessions: they end by themselves, and by whoever closes them; a token that was replaced opens nothing."""

from datetime import timedelta
from hashlib import sha256

import pytest

from infoneige.audit.model import AuditEvent, Verb
from infoneige.operators.book import OperatorBook
from infoneige.operators.model import LoginMethod, Operator, OperatorSession, Role
from infoneige.operators.sessions import OpenSession, Sessions
from infoneige.storage.database import Database
from tests.infoneige.operators.conftest import CLERK, NOW, trail

MINUTE = timedelta(minutes=1)


@pytest.fixture
def sessions(database: Database) -> Sessions:
    return Sessions(database)


def test_session_is_of_whom_it_was_opened_for(database: Database, sessions: Sessions, amelie: Operator) -> None:
    token = sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW)
    key = sha256(token.encode()).hexdigest()
    assert len(token) == 32
    assert sessions.of(token, now=NOW) == OperatorSession(key, amelie, LoginMethod.PASSKEY, NOW, NOW)
    assert sessions.list(amelie.operator_id, now=NOW) == (OpenSession(key, LoginMethod.PASSKEY, NOW, NOW),)
    assert trail(database) == [
        AuditEvent("operator:amelie", Verb.LOGGED_IN, "operator:amelie", {"method": "passkey"}),
    ]
    assert token not in "".join(_whole_table(database))


def _whole_table(database: Database) -> list[str]:
    with database.read() as connection:
        return [str(row) for row in connection.execute("SELECT * FROM operator_session").fetchall()]


def test_session_that_idles_for_a_quarter_hour_is_over(sessions: Sessions, amelie: Operator) -> None:
    token = sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW)
    assert sessions.of(token, now=NOW + 14 * MINUTE) is not None
    assert sessions.of(token, now=NOW + 28 * MINUTE) is not None
    assert sessions.of(token, now=NOW + 43 * MINUTE) is None
    assert sessions.of(token, now=NOW + 43 * MINUTE) is None
    assert sessions.list(amelie.operator_id, now=NOW + 43 * MINUTE) == ()


def test_session_ends_after_eight_hours_however_busy(sessions: Sessions, amelie: Operator) -> None:
    token = sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW)
    minutes = range(10, 600, 10)
    alive = [one for one in minutes if sessions.of(token, now=NOW + one * MINUTE) is not None]
    assert alive == list(range(10, 480, 10))


def test_looks_within_half_a_minute_write_nothing(sessions: Sessions, amelie: Operator) -> None:
    token = sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW)
    seen = []
    for seconds in (0, 29, 30, 45, 60):
        sessions.of(token, now=NOW + timedelta(seconds=seconds))
        seen.append(sessions.list(amelie.operator_id, now=NOW)[0].seen_at - NOW)
    assert [one.seconds for one in seen] == [0, 0, 30, 30, 60]


def test_page_that_asks_by_itself_keeps_no_session_open(sessions: Sessions, amelie: Operator) -> None:
    token = sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW)
    minutes = range(1, 20)
    alive = [one for one in minutes if sessions.of(token, now=NOW + one * MINUTE, is_activity=False) is not None]
    assert alive == list(range(1, 15))


def test_stolen_token_is_dead_after_log_out(database: Database, sessions: Sessions, amelie: Operator) -> None:
    token = sessions.open(amelie.operator_id, LoginMethod.OPENID, now=NOW)
    sessions.close(token, now=NOW)
    sessions.close(token, now=NOW)
    assert sessions.of(token, now=NOW) is None
    assert sessions.prove(token, now=NOW) is None
    assert [event.verb for event in trail(database)] == [Verb.LOGGED_IN, Verb.LOGGED_OUT]


def test_token_that_was_replaced_by_a_proof_opens_nothing(sessions: Sessions, amelie: Operator) -> None:
    before = sessions.open(amelie.operator_id, LoginMethod.PASSWORD, now=NOW)
    after = sessions.prove(before, now=NOW + 9 * MINUTE)
    assert after is not None
    assert sessions.of(before, now=NOW + 9 * MINUTE) is None
    found = sessions.of(after, now=NOW + 9 * MINUTE)
    assert found == OperatorSession(
        sha256(after.encode()).hexdigest(), amelie, LoginMethod.PASSWORD, NOW, NOW + 9 * MINUTE
    )


def test_token_that_we_never_gave_opens_nothing(sessions: Sessions, amelie: Operator) -> None:
    sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW)
    for token in ("", "x" * 32, "é\ud800"):
        sessions.close(token, now=NOW)
        assert sessions.of(token, now=NOW) is None
        assert sessions.prove(token, now=NOW) is None
    assert len(sessions.list(amelie.operator_id, now=NOW)) == 1


def test_log_out_everywhere_may_spare_one_browser(
    database: Database, sessions: Sessions, amelie: Operator, chief: Operator
) -> None:
    here, there = (sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW) for _ in range(2))
    other = sessions.open(chief.operator_id, LoginMethod.PASSKEY, now=NOW)
    key = sha256(here.encode()).hexdigest()
    assert sessions.close_all(amelie.operator_id, now=NOW, but=key) == 1
    assert [sessions.of(one, now=NOW) is not None for one in (here, there, other)] == [True, False, True]
    assert sessions.close_all(amelie.operator_id, now=NOW) == 1
    assert sessions.of(here, now=NOW) is None
    assert trail(database)[-1] == AuditEvent("operator:amelie", Verb.LOGGED_OUT, "operator:amelie", {"sessions": 1})


def test_rows_of_sessions_that_are_over_go(database: Database, sessions: Sessions, amelie: Operator) -> None:
    sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW)
    sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW + 20 * MINUTE)
    assert len(_whole_table(database)) == 1


def test_nobody_who_is_disabled_gets_a_session(sessions: Sessions, book: OperatorBook, amelie: Operator) -> None:
    book.disable(amelie.operator_id, actor=CLERK, now=NOW)
    with pytest.raises(ValueError, match="nobody who may log in"):
        sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW)


def test_new_powers_close_the_sessions_of_the_old(sessions: Sessions, book: OperatorBook, amelie: Operator) -> None:
    tokens = []
    for role, boroughs in ((Role.VIEWER, None), (None, {"Plateau"})):
        tokens.append(sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW))
        book.change(amelie.operator_id, role=role, boroughs=boroughs, actor=CLERK, now=NOW)
    assert [sessions.of(token, now=NOW) for token in tokens] == [None, None]


def test_new_name_and_language_leave_a_session_open(sessions: Sessions, book: OperatorBook, amelie: Operator) -> None:
    token = sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW)
    changed = book.change(amelie.operator_id, display_name="A. Côté", language="en", actor=CLERK, now=NOW)
    found = sessions.of(token, now=NOW)
    assert found is not None
    assert found.operator == changed
