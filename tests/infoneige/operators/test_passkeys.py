"""Passkeys against an authenticator in software: what is right lets in once, and whatever is not, never."""

import json
from datetime import timedelta

import pytest

from infoneige.audit.model import AuditEvent, Verb
from infoneige.operators.book import OperatorBook
from infoneige.operators.challenges import Challenges, Purpose
from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.invitations import Invitations
from infoneige.operators.model import LoginMethod, Operator
from infoneige.operators.passkeys import Passkey, Passkeys
from infoneige.operators.relying_party import RelyingParty
from infoneige.operators.sessions import Sessions
from infoneige.storage.database import Database
from tests.counterparts.software_authenticator import PRESENT, SoftwareAuthenticator, encoded
from tests.infoneige.operators.conftest import CLERK, NOW, trail

URL = "https://deneigement.valneige.example"
HERE, ELSEWHERE = "browser-here", "browser-elsewhere"


@pytest.fixture
def passkeys(database: Database) -> Passkeys:
    return Passkeys(database, Challenges(database), RelyingParty(URL, "Ville de Valneige"))


@pytest.fixture
def device(passkeys: Passkeys, amelie: Operator) -> SoftwareAuthenticator:
    return registered(passkeys, amelie)


def registered(passkeys: Passkeys, operator: Operator, label: str = "Téléphone") -> SoftwareAuthenticator:
    """Give a key that this operator registered."""
    device = SoftwareAuthenticator(URL)
    answer = device.create(passkeys.registration_options(operator, HERE, now=NOW))
    passkeys.register(operator, HERE, answer, label, now=NOW)
    return device


def refusal_of(passkeys: Passkeys, answer: str, browser: str = HERE, after: timedelta = timedelta(0)) -> LoginRefusal:
    with pytest.raises(LoginError) as refused:
        passkeys.login(browser, answer, now=NOW + after)
    return refused.value.reason


def failure(reason: str) -> AuditEvent:
    detail = {"method": "passkey", "reason": reason}
    return AuditEvent("operator:?", Verb.LOGIN_FAILED, "operator:amelie", detail)


def test_registered_key_logs_its_owner_in(
    database: Database, passkeys: Passkeys, amelie: Operator, device: SoftwareAuthenticator
) -> None:
    answer = device.get(passkeys.login_options(HERE, now=NOW))
    assert passkeys.login(HERE, answer, now=NOW) == amelie
    name = encoded(device.credential_id)
    assert passkeys.keys(amelie.operator_id) == (Passkey(name, "Téléphone", NOW, NOW),)
    detail = {"method": "passkey", "label": "Téléphone"}
    assert trail(database) == [AuditEvent("operator:amelie", Verb.KEY_ADDED, "operator:amelie", detail)]


def test_options_ask_for_a_verified_owner_and_no_name(passkeys: Passkeys, amelie: Operator) -> None:
    device = registered(passkeys, amelie)
    made = json.loads(passkeys.registration_options(amelie, HERE, now=NOW))
    asked = json.loads(passkeys.login_options(HERE, now=NOW))
    assert made["rp"] == {"name": "Ville de Valneige", "id": "deneigement.valneige.example"}
    assert made["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert [one["id"] for one in made["excludeCredentials"]] == [encoded(device.credential_id)]
    assert (asked["userVerification"], asked["allowCredentials"]) == ("required", [])
    assert (asked["rpId"], asked["timeout"]) == ("deneigement.valneige.example", 300_000)


def test_answer_for_another_origin_is_refused(
    database: Database, passkeys: Passkeys, device: SoftwareAuthenticator
) -> None:
    device.origin = "https://deneigement-valneige.example"
    answer = device.get(passkeys.login_options(HERE, now=NOW))
    assert refusal_of(passkeys, answer) is LoginRefusal.WRONG
    assert trail(database)[1:] == [failure("wrong")]


def test_answer_for_another_site_is_refused(passkeys: Passkeys, device: SoftwareAuthenticator) -> None:
    options = json.loads(passkeys.login_options(HERE, now=NOW)) | {"rpId": "valneige.example"}
    assert refusal_of(passkeys, device.get(json.dumps(options))) is LoginRefusal.WRONG


def test_replayed_answer_is_refused(passkeys: Passkeys, device: SoftwareAuthenticator) -> None:
    answer = device.get(passkeys.login_options(HERE, now=NOW))
    passkeys.login(HERE, answer, now=NOW)
    assert refusal_of(passkeys, answer) is LoginRefusal.STALE
    passkeys.login_options(HERE, now=NOW)
    assert refusal_of(passkeys, answer) is LoginRefusal.WRONG


def test_challenge_lives_five_minutes_in_one_browser(passkeys: Passkeys, device: SoftwareAuthenticator) -> None:
    answer = device.get(passkeys.login_options(HERE, now=NOW))
    assert refusal_of(passkeys, answer, ELSEWHERE) is LoginRefusal.STALE
    assert refusal_of(passkeys, answer, after=timedelta(minutes=5)) is LoginRefusal.STALE
    assert refusal_of(passkeys, answer) is LoginRefusal.STALE


def test_challenge_that_failed_once_is_used_up(passkeys: Passkeys, device: SoftwareAuthenticator) -> None:
    answer = device.get(passkeys.login_options(HERE, now=NOW))
    assert refusal_of(passkeys, "{}") is LoginRefusal.WRONG
    assert refusal_of(passkeys, answer) is LoginRefusal.STALE


def test_challenge_of_a_proof_does_not_log_in(passkeys: Passkeys, device: SoftwareAuthenticator) -> None:
    answer = device.get(passkeys.login_options(HERE, Purpose.PROOF, now=NOW))
    assert refusal_of(passkeys, answer) is LoginRefusal.STALE


def test_key_of_which_a_copy_was_used_is_refused(
    database: Database, passkeys: Passkeys, device: SoftwareAuthenticator
) -> None:
    copied = device.clone()
    for _ in range(2):
        passkeys.login(HERE, device.get(passkeys.login_options(HERE, now=NOW)), now=NOW)
    answer = copied.get(passkeys.login_options(HERE, now=NOW))
    assert refusal_of(passkeys, answer) is LoginRefusal.CLONED_KEY
    assert trail(database)[1:] == [failure("cloned_key")]


def test_key_that_never_counts_is_taken(passkeys: Passkeys, amelie: Operator, device: SoftwareAuthenticator) -> None:
    device.step = 0
    for _ in range(2):
        assert passkeys.login(HERE, device.get(passkeys.login_options(HERE, now=NOW)), now=NOW) == amelie


def test_key_whose_owner_was_not_verified_is_refused(passkeys: Passkeys, device: SoftwareAuthenticator) -> None:
    device.flags = PRESENT
    assert refusal_of(passkeys, device.get(passkeys.login_options(HERE, now=NOW))) is LoginRefusal.WRONG


def test_signature_by_another_key_is_refused(passkeys: Passkeys, device: SoftwareAuthenticator) -> None:
    thief = SoftwareAuthenticator(URL, credential_id=device.credential_id)
    assert refusal_of(passkeys, thief.get(passkeys.login_options(HERE, now=NOW))) is LoginRefusal.WRONG


def test_registration_is_no_login(passkeys: Passkeys, device: SoftwareAuthenticator) -> None:
    device.kind = "webauthn.create"
    assert refusal_of(passkeys, device.get(passkeys.login_options(HERE, now=NOW))) is LoginRefusal.WRONG


def test_key_that_names_another_account_is_refused(
    passkeys: Passkeys, chief: Operator, device: SoftwareAuthenticator
) -> None:
    device.user_handle = chief.operator_id.to_bytes(8)
    assert refusal_of(passkeys, device.get(passkeys.login_options(HERE, now=NOW))) is LoginRefusal.WRONG


def test_rubbish_is_refused_and_not_recorded(
    database: Database, passkeys: Passkeys, device: SoftwareAuthenticator
) -> None:
    stranger = SoftwareAuthenticator(URL)
    for answer in ("", "null", "[]", '{"id": 1}', '{"id": "é", "rawId": "é"}', "{" * 9_999, "x" * 99_999):
        passkeys.login_options(HERE, now=NOW)
        assert refusal_of(passkeys, answer) is LoginRefusal.WRONG
    assert refusal_of(passkeys, stranger.get(passkeys.login_options(HERE, now=NOW))) is LoginRefusal.WRONG
    assert len(trail(database)) == 1
    passkeys.login(HERE, device.get(passkeys.login_options(HERE, now=NOW)), now=NOW)


def test_key_by_another_spelling_of_its_name_is_refused(passkeys: Passkeys, device: SoftwareAuthenticator) -> None:
    for spelled in ("\0", f"{encoded(device.credential_id)}="):
        answer = json.loads(device.get(passkeys.login_options(HERE, now=NOW))) | {"id": spelled}
        assert refusal_of(passkeys, json.dumps(answer)) is LoginRefusal.WRONG


def test_disabled_operators_key_opens_nothing(
    passkeys: Passkeys, book: OperatorBook, amelie: Operator, device: SoftwareAuthenticator
) -> None:
    book.disable(amelie.operator_id, actor=CLERK, now=NOW)
    assert refusal_of(passkeys, device.get(passkeys.login_options(HERE, now=NOW))) is LoginRefusal.WRONG


def test_proof_needs_the_operators_own_key(
    database: Database, passkeys: Passkeys, amelie: Operator, chief: Operator, device: SoftwareAuthenticator
) -> None:
    passkeys.prove(amelie, HERE, device.get(passkeys.login_options(HERE, Purpose.PROOF, now=NOW)), now=NOW)
    answer = registered(passkeys, chief).get(passkeys.login_options(HERE, Purpose.PROOF, now=NOW))
    with pytest.raises(LoginError) as refused:
        passkeys.prove(amelie, HERE, answer, now=NOW)
    assert refused.value.reason is LoginRefusal.WRONG
    assert trail(database)[-1] == failure("wrong")


def register_anew(
    passkeys: Passkeys, operator: Operator, device: SoftwareAuthenticator, invitation: str | None = None
) -> LoginRefusal:
    answer = device.create(passkeys.registration_options(operator, HERE, now=NOW))
    with pytest.raises(LoginError) as refused:
        passkeys.register(operator, HERE, answer, "x", now=NOW, invitation=invitation)
    return refused.value.reason


def test_registration_is_refused_like_a_login(passkeys: Passkeys, amelie: Operator, chief: Operator) -> None:
    assert register_anew(passkeys, amelie, SoftwareAuthenticator("https://other.example")) is LoginRefusal.WRONG
    assert register_anew(passkeys, amelie, SoftwareAuthenticator(URL, flags=PRESENT)) is LoginRefusal.WRONG
    assert register_anew(passkeys, amelie, SoftwareAuthenticator(URL, kind="webauthn.get")) is LoginRefusal.WRONG
    answer = SoftwareAuthenticator(URL).create(passkeys.registration_options(amelie, HERE, now=NOW))
    with pytest.raises(LoginError) as refused:
        passkeys.register(chief, HERE, answer, "x", now=NOW)
    assert refused.value.reason is LoginRefusal.STALE
    assert passkeys.keys(amelie.operator_id) == ()


def test_key_is_registered_for_one_account_only(
    passkeys: Passkeys, chief: Operator, device: SoftwareAuthenticator
) -> None:
    assert register_anew(passkeys, chief, device) is LoginRefusal.KNOWN_KEY


def test_key_and_invitation_go_together(database: Database, passkeys: Passkeys, amelie: Operator) -> None:
    invitations, device = Invitations(database), SoftwareAuthenticator(URL)
    secret = invitations.issue(amelie.operator_id, now=NOW)
    answer = device.create(passkeys.registration_options(amelie, HERE, now=NOW))
    passkeys.register(amelie, HERE, answer, "  Clé \n bleue\x07 ", now=NOW, invitation=secret)
    assert [key.label for key in passkeys.keys(amelie.operator_id)] == ["Clé bleue"]
    assert invitations.of(secret, now=NOW) is None
    another = SoftwareAuthenticator(URL)
    assert register_anew(passkeys, amelie, another, invitation=secret) is LoginRefusal.NOT_INVITED
    assert len(passkeys.keys(amelie.operator_id)) == 1


def test_last_key_is_not_removed(database: Database, passkeys: Passkeys, amelie: Operator, chief: Operator) -> None:
    first, second = (registered(passkeys, amelie, label) for label in ("un", "deux"))
    token = Sessions(database).open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW)
    passkeys.remove(chief, encoded(first.credential_id), now=NOW)
    passkeys.remove(amelie, encoded(first.credential_id), now=NOW)
    assert Sessions(database).of(token, now=NOW) is None
    with pytest.raises(LoginError) as refused:
        passkeys.remove(amelie, encoded(second.credential_id), now=NOW)
    assert refused.value.reason is LoginRefusal.LAST_WAY_IN
    passkeys.relabel(chief, encoded(second.credential_id), "volée")
    assert [key.label for key in passkeys.keys(amelie.operator_id)] == ["deux"]
    passkeys.relabel(amelie, encoded(second.credential_id), "Clé du bureau")
    assert [key.label for key in passkeys.keys(amelie.operator_id)] == ["Clé du bureau"]
    removed = AuditEvent("operator:amelie", Verb.KEY_REMOVED, "operator:amelie", {"method": "passkey", "label": "un"})
    assert trail(database)[-1] == removed
