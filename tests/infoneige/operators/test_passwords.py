"""Passwords with a second factor: all three must be right, a code is taken once, and guessing becomes slow."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from urllib.parse import parse_qs, urlsplit

import pytest
from pyotp import TOTP

from infoneige.audit.model import AuditEvent, Verb
from infoneige.operators.book import OperatorBook
from infoneige.operators.challenges import Challenges
from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.invitations import Invitations
from infoneige.operators.model import LoginMethod, Operator
from infoneige.operators.passkeys import Passkeys
from infoneige.operators.passwords import Passwords
from infoneige.operators.relying_party import RelyingParty
from infoneige.operators.sessions import Sessions
from infoneige.operators.throttle import Throttle
from infoneige.secrecy.key_rotation import reseal_all
from infoneige.secrecy.keys import KeyRing
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Database
from tests.infoneige.operators.conftest import CLERK, NOW, trail
from tests.infoneige.operators.test_passkeys import URL, registered
from tests.vault import RING, VAULT

PASSWORD = "trois charrues rouges"  # noqa: S105 - of a test
HERE, IP, STEP = "browser-here", "192.0.2.7", timedelta(seconds=30)


@pytest.fixture
def passwords(database: Database) -> Passwords:
    throttle = Throttle(database, VAULT.ring.codes)
    return Passwords(database, Challenges(database), throttle, VAULT, "Ville de Valneige")


@pytest.fixture
def totp(passwords: Passwords, amelie: Operator) -> TOTP:
    """Give the application of an operator who has set a password up two minutes ago."""
    earlier = NOW - 4 * STEP
    app = TOTP(passwords.begin(amelie, HERE, now=earlier)[1])
    passwords.set(amelie, HERE, PASSWORD, app.at(earlier), now=earlier)
    return app


def refusal_of(
    passwords: Passwords, name: str, password: str, code: str, *, ip: str = IP, after: timedelta = timedelta(0)
) -> LoginRefusal:
    with pytest.raises(LoginError) as refused:
        passwords.login(name, password, code, ip, now=NOW + after)
    return refused.value.reason


def test_name_password_and_code_let_in_once(
    database: Database, passwords: Passwords, amelie: Operator, totp: TOTP
) -> None:
    code = totp.at(NOW)
    assert passwords.login(" Amelie", PASSWORD, f"{code[:3]} {code[3:]}", IP, now=NOW) == amelie
    assert refusal_of(passwords, "amelie", PASSWORD, code) is LoginRefusal.WRONG
    failed = AuditEvent("operator:?", Verb.LOGIN_FAILED, "operator:amelie", {"method": "password", "reason": "wrong"})
    added = AuditEvent("operator:amelie", Verb.KEY_ADDED, "operator:amelie", {"method": "password"})
    assert trail(database) == [added, failed]


def test_telephone_may_be_one_step_off(passwords: Passwords, amelie: Operator, totp: TOTP) -> None:
    for steps in (-2, 2):
        assert refusal_of(passwords, "amelie", PASSWORD, totp.at(NOW + steps * STEP)) is LoginRefusal.WRONG
    for steps in (-1, 0, 1):
        assert passwords.login("amelie", PASSWORD, totp.at(NOW + steps * STEP), IP, now=NOW) == amelie


def test_code_older_than_the_last_is_refused(passwords: Passwords, totp: TOTP) -> None:
    passwords.login("amelie", PASSWORD, totp.at(NOW), IP, now=NOW)
    assert refusal_of(passwords, "amelie", PASSWORD, totp.at(NOW - STEP)) is LoginRefusal.WRONG


def test_code_typed_by_two_at_once_lets_one_in(passwords: Passwords, amelie: Operator, totp: TOTP) -> None:
    code, start = totp.at(NOW), Barrier(4)

    def prove(_: int) -> bool:
        start.wait()
        try:
            passwords.prove(amelie, code, now=NOW)
        except LoginError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(prove, range(4))) == [False, False, False, True]


def test_what_is_wrong_is_not_told(database: Database, passwords: Passwords, totp: TOTP) -> None:
    code = totp.at(NOW)
    tries = [
        ("amelie", PASSWORD, ""),
        ("amelie", PASSWORD, "000000" if code != "000000" else "111111"),
        ("amelie", PASSWORD, "é" * 6),
        ("amelie", "trois charrues vertes", code),
        ("amelie", "x" * 100_000, code),
        ("amelie", "\ud800", code),
        ("chantal", PASSWORD, code),
        ("personne", PASSWORD, code),
        ("a\0b", PASSWORD, code),
        ("\ud800", PASSWORD, code),
    ]
    assert {refusal_of(passwords, *one) for one in tries} == {LoginRefusal.WRONG}
    subjects = [event.subject for event in trail(database)[1:]]
    assert subjects == ["operator:amelie"] * 6 + ["operator:?"] * 4
    assert "personne" not in str(trail(database))
    passwords.login("amelie", PASSWORD, code, IP, now=NOW)


def test_set_up_shows_one_secret_until_its_code_is_typed(passwords: Passwords, amelie: Operator) -> None:
    uri, secret = passwords.begin(amelie, HERE, now=NOW)
    assert passwords.begin(amelie, HERE, now=NOW + timedelta(minutes=14)) == (uri, secret)
    assert passwords.begin(amelie, "another", now=NOW) != (uri, secret)
    asked = parse_qs(urlsplit(uri).query)
    assert asked == {"secret": [secret], "issuer": ["Ville de Valneige"]}
    with pytest.raises(LoginError) as refused:
        passwords.set(amelie, HERE, PASSWORD, "123", now=NOW)
    assert refused.value.reason is LoginRefusal.WRONG
    passwords.set(amelie, HERE, PASSWORD, TOTP(secret).at(NOW), now=NOW)
    assert passwords.set_at(amelie.operator_id) == NOW
    assert passwords.begin(amelie, HERE, now=NOW)[1] != secret
    assert refusal_of(passwords, "amelie", PASSWORD, TOTP(secret).at(NOW)) is LoginRefusal.WRONG


def test_set_up_is_for_one_operator_and_a_quarter_hour(passwords: Passwords, amelie: Operator, chief: Operator) -> None:
    app = TOTP(passwords.begin(amelie, HERE, now=NOW)[1])
    for operator, after in ((chief, timedelta(0)), (amelie, timedelta(minutes=15))):
        with pytest.raises(LoginError) as refused:
            passwords.set(operator, HERE, PASSWORD, app.at(NOW + after), now=NOW + after)
        assert refused.value.reason is LoginRefusal.STALE


def test_nothing_readable_is_kept(database: Database, totp: TOTP) -> None:
    with database.read() as connection:
        row = str(connection.execute("SELECT * FROM operator_password").fetchall())
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in row
    assert [secret for secret in (PASSWORD, totp.secret) if secret in row] == []


def test_password_and_invitation_go_together(database: Database, passwords: Passwords, amelie: Operator) -> None:
    secret = Invitations(database).issue(amelie.operator_id, now=NOW)
    app = TOTP(passwords.begin(amelie, HERE, now=NOW)[1])
    passwords.set(amelie, HERE, PASSWORD, app.at(NOW), now=NOW, invitation=secret)
    assert Invitations(database).of(secret, now=NOW) is None
    app = TOTP(passwords.begin(amelie, HERE, now=NOW)[1])
    with pytest.raises(LoginError) as refused:
        passwords.set(amelie, HERE, PASSWORD, app.at(NOW), now=NOW, invitation=secret)
    assert refused.value.reason is LoginRefusal.NOT_INVITED


def test_new_password_closes_sessions(database: Database, passwords: Passwords, amelie: Operator, totp: TOTP) -> None:
    token = Sessions(database).open(amelie.operator_id, LoginMethod.PASSWORD, now=NOW)
    app = TOTP(passwords.begin(amelie, HERE, now=NOW)[1])
    passwords.set(amelie, HERE, PASSWORD, app.at(NOW), now=NOW)
    assert Sessions(database).of(token, now=NOW) is None
    assert refusal_of(passwords, "amelie", PASSWORD, totp.at(NOW + STEP), after=STEP) is LoginRefusal.WRONG


def test_password_is_removed_unless_it_is_the_last_way_in(
    database: Database, passwords: Passwords, amelie: Operator, totp: TOTP
) -> None:
    with pytest.raises(LoginError) as refused:
        passwords.remove(amelie, now=NOW)
    assert refused.value.reason is LoginRefusal.LAST_WAY_IN
    registered(Passkeys(database, Challenges(database), RelyingParty(URL, "A")), amelie)
    passwords.remove(amelie, now=NOW)
    passwords.remove(amelie, now=NOW)
    assert passwords.set_at(amelie.operator_id) is None
    assert refusal_of(passwords, "amelie", PASSWORD, totp.at(NOW)) is LoginRefusal.WRONG


def test_twenty_failures_slow_passwords_down_but_no_key(
    database: Database, passwords: Passwords, amelie: Operator, totp: TOTP
) -> None:
    passkeys = Passkeys(database, Challenges(database), RelyingParty(URL, "A"))
    device = registered(passkeys, amelie)
    for _ in range(20):
        assert refusal_of(passwords, "amelie", "not this one", "000000") is LoginRefusal.WRONG
    with pytest.raises(LoginError) as refused:
        passwords.login("amelie", PASSWORD, totp.at(NOW), IP, now=NOW)
    assert (refused.value.reason, refused.value.retry_at) == (LoginRefusal.SLOW_DOWN, NOW + timedelta(seconds=2))
    assert passkeys.login(HERE, device.get(passkeys.login_options(HERE, now=NOW)), now=NOW) == amelie
    passwords.prove(amelie, totp.at(NOW), now=NOW)
    assert passwords.login("amelie", PASSWORD, totp.at(NOW + STEP), IP, now=NOW + STEP) == amelie
    assert refusal_of(passwords, "amelie", "not this one", "000000", ip="192.0.2.8", after=STEP) is LoginRefusal.WRONG


def test_proof_takes_a_fresh_code(passwords: Passwords, amelie: Operator, chief: Operator, totp: TOTP) -> None:
    passwords.prove(amelie, totp.at(NOW), now=NOW)
    for operator, code in ((amelie, totp.at(NOW)), (amelie, ""), (chief, totp.at(NOW + STEP))):
        with pytest.raises(LoginError) as refused:
            passwords.prove(operator, code, now=NOW)
        assert refused.value.reason is LoginRefusal.WRONG


def test_disabled_operators_password_opens_nothing(
    passwords: Passwords, book: OperatorBook, amelie: Operator, totp: TOTP
) -> None:
    book.disable(amelie.operator_id, actor=CLERK, now=NOW)
    assert refusal_of(passwords, "amelie", PASSWORD, totp.at(NOW)) is LoginRefusal.WRONG


def test_second_factor_outlives_the_key_that_it_was_sealed_with(
    database: Database, amelie: Operator, totp: TOTP
) -> None:
    ring = RING.with_new_encryption()
    assert reseal_all(database, Vault(ring)) == (1, 0)
    alone = {ring.current_encryption: ring.encryption[ring.current_encryption]}
    vault = Vault(replace(ring, encryption=alone))
    passwords = Passwords(database, Challenges(database), Throttle(database, ring.codes), vault, "Valneige")
    assert passwords.login("amelie", PASSWORD, totp.at(NOW), IP, now=NOW) == amelie


def test_set_up_begun_under_a_key_that_left_begins_anew(
    database: Database, passwords: Passwords, amelie: Operator
) -> None:
    _, secret = passwords.begin(amelie, HERE, now=NOW)
    ring = KeyRing.fresh()
    later = Passwords(database, Challenges(database), Throttle(database, ring.codes), Vault(ring), "Valneige")
    assert later.begin(amelie, HERE, now=NOW)[1] != secret
