"""OpenID Connect against a provider on loopback: who is invited and proved two factors gets in, and nobody else."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from infoneige.audit.model import AuditEvent, Verb
from infoneige.operators.book import OperatorBook
from infoneige.operators.challenges import Challenges
from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.invitations import Invitations
from infoneige.operators.model import Operator
from infoneige.operators.openid import RETURN_PATH, OpenId
from infoneige.operators.openid_http import OpenIdHttp
from infoneige.operators.openid_provider import Client, Provider
from infoneige.storage.database import Database
from tests.counterparts.openid_provider import CLIENT_ID, SECRET, Claims, OpenIdProvider
from tests.infoneige.operators.conftest import CLERK, NOW, trail

URL = "https://deneigement.valneige.example"
HERE, ELSEWHERE = "browser-here", "browser-elsewhere"


@pytest.fixture
def city() -> Iterator[OpenIdProvider]:
    with OpenIdProvider(URL + RETURN_PATH, now=int(NOW.timestamp())) as provider:
        yield provider


@pytest.fixture
def openid(database: Database, city: OpenIdProvider) -> OpenId:
    return OpenId(
        database,
        Challenges(database),
        Provider(city.issuer, Client(CLIENT_ID, SECRET), OpenIdHttp()),
        client_id=CLIENT_ID,
        public_url=URL,
        second_factors=frozenset({"mfa", "urn:valneige:strong"}),
    )


@pytest.fixture
def invited(database: Database, amelie: Operator) -> Operator:
    Invitations(database).issue(amelie.operator_id, now=NOW)
    return amelie


@pytest.fixture
def linked(openid: OpenId, city: OpenIdProvider, invited: Operator) -> Operator:
    return openid.finish(HERE, city.visit(openid.start(HERE, now=NOW)), now=NOW) and invited


def login(openid: OpenId, city: OpenIdProvider) -> Operator:
    return openid.finish(HERE, city.visit(openid.start(HERE, now=NOW)), now=NOW)


def refusal_of(openid: OpenId, city: OpenIdProvider, **changed: str) -> LoginRefusal:
    query = city.visit(openid.start(HERE, now=NOW)) | changed
    with pytest.raises(LoginError) as refused:
        openid.finish(HERE, query, now=NOW)
    return refused.value.reason


def failure(reason: str, subject: str = "operator:?") -> AuditEvent:
    return AuditEvent("operator:?", Verb.LOGIN_FAILED, subject, {"method": "openid", "reason": reason})


def test_invited_person_is_known_from_the_first_login(
    database: Database, openid: OpenId, city: OpenIdProvider, invited: Operator
) -> None:
    assert login(openid, city) == invited
    city.claims = {"preferred_username": "renamed"}
    assert login(openid, city) == invited
    added = AuditEvent("operator:amelie", Verb.KEY_ADDED, "operator:amelie", {"method": "openid"})
    assert trail(database) == [added]


def test_request_carries_state_nonce_and_challenge_of_its_own(openid: OpenId) -> None:
    first, second = (parse_qs(urlsplit(openid.start(HERE, now=NOW)).query) for _ in range(2))
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name][0]) >= 32
    assert first["redirect_uri"] == [f"{URL}/operations/openid/retour"]
    assert "prompt" not in first


def test_secret_is_posted_to_whom_takes_it_no_other_way(
    openid: OpenId, city: OpenIdProvider, invited: Operator
) -> None:
    city.auth_methods = ("client_secret_post",)
    assert login(openid, city) == invited


def test_token_that_is_not_believed_lets_nobody_in(
    database: Database, openid: OpenId, city: OpenIdProvider, invited: Operator
) -> None:
    city.claims = {"nonce": "of another login"}
    assert refusal_of(openid, city) is LoginRefusal.WRONG
    city.claims, city.sign = {}, lambda claims: jwt.encode(claims, "", algorithm="none")
    assert refusal_of(openid, city) is LoginRefusal.WRONG
    assert trail(database) == [failure("wrong")] * 2
    city.sign = None
    assert login(openid, city) == invited


def test_key_that_the_provider_just_turned_is_found(openid: OpenId, city: OpenIdProvider, linked: Operator) -> None:
    city.turn_key()
    assert refusal_of(openid, city) is LoginRefusal.WRONG
    later = NOW + timedelta(minutes=1)
    assert openid.finish(HERE, city.visit(openid.start(HERE, now=later)), now=later) == linked


def test_answer_that_anybody_can_make_up_is_refused_and_not_recorded(
    database: Database, openid: OpenId, city: OpenIdProvider, invited: Operator
) -> None:
    answers = [
        ({"state": ""}, LoginRefusal.STALE),
        ({"state": "another"}, LoginRefusal.STALE),
        ({"state": "é\ud800"}, LoginRefusal.STALE),
        ({"code": ""}, LoginRefusal.WRONG),
        ({"code": "x" * 5_000}, LoginRefusal.WRONG),
        ({"error": "access_denied"}, LoginRefusal.WRONG),
        ({"iss": "https://evil.example"}, LoginRefusal.WRONG),
        ({"code": "made up"}, LoginRefusal.PROVIDER_FAILED),
    ]
    assert [(changed, refusal_of(openid, city, **changed)) for changed, _ in answers] == answers
    assert trail(database) == []
    assert login(openid, city) == invited


def test_answer_counts_once_in_one_browser_for_five_minutes(
    openid: OpenId, city: OpenIdProvider, linked: Operator
) -> None:
    query = city.visit(openid.start(HERE, now=NOW))
    for browser, after in ((ELSEWHERE, 0), (HERE, 5), (HERE, 0)):
        with pytest.raises(LoginError) as refused:
            openid.finish(browser, query, now=NOW + timedelta(minutes=after))
        assert refused.value.reason is LoginRefusal.STALE
    query = city.visit(openid.start(HERE, now=NOW))
    assert openid.finish(HERE, query, now=NOW) == linked
    with pytest.raises(LoginError):
        openid.finish(HERE, query, now=NOW)


def test_login_without_a_second_factor_is_refused(
    database: Database, openid: OpenId, city: OpenIdProvider, invited: Operator
) -> None:
    for claims in ({"amr": ["pwd"]}, {"amr": None}, {"amr": None, "acr": "1"}, {"amr": [["mfa"]]}):
        city.claims = claims
        assert refusal_of(openid, city) is LoginRefusal.NO_SECOND_FACTOR
    assert trail(database) == [failure("no_second_factor")] * 4
    city.claims = {"amr": None, "acr": "urn:valneige:strong"}
    assert login(openid, city) == invited


def test_who_is_not_invited_is_refused(
    database: Database, openid: OpenId, city: OpenIdProvider, invited: Operator
) -> None:
    strangers: list[Claims] = [
        {"preferred_username": "personne"},
        {"preferred_username": None},
        {"preferred_username": "chantal"},
        {"preferred_username": None, "email": "amelie"},
        {"preferred_username": None, "email": "amelie", "email_verified": "true"},
        {"preferred_username": "ame\0lie"},
        {"preferred_username": "\ud800"},
    ]
    for claims in strangers:
        city.claims = claims
        assert refusal_of(openid, city) is LoginRefusal.NOT_INVITED
    assert trail(database) == [failure("not_invited")] * 7
    city.claims = {}
    assert login(openid, city) == invited


def test_verified_mail_address_is_a_name_too(
    database: Database, openid: OpenId, city: OpenIdProvider, book: OperatorBook, chief: Operator
) -> None:
    bruno = book.add("bruno@valneige.example", chief.role, actor=CLERK, now=NOW)
    Invitations(database).issue(bruno.operator_id, now=NOW)
    city.claims = {"preferred_username": "b123", "email": "Bruno@Valneige.example", "email_verified": True}
    assert login(openid, city) == bruno


def test_invitation_lets_one_person_in(openid: OpenId, city: OpenIdProvider, linked: Operator) -> None:
    city.claims = {"sub": "person-2"}
    assert refusal_of(openid, city) is LoginRefusal.NOT_INVITED
    city.claims = {}
    assert login(openid, city) == linked


def test_disabled_operator_is_not_linked_anew_as_another(
    database: Database, openid: OpenId, city: OpenIdProvider, book: OperatorBook, linked: Operator
) -> None:
    book.disable(linked.operator_id, actor=CLERK, now=NOW)
    assert refusal_of(openid, city) is LoginRefusal.NOT_INVITED
    bruno = book.add("bruno", linked.role, actor=CLERK, now=NOW)
    Invitations(database).issue(bruno.operator_id, now=NOW)
    city.claims = {"preferred_username": "bruno"}
    assert refusal_of(openid, city) is LoginRefusal.NOT_INVITED


def test_proof_asks_for_a_login_anew(openid: OpenId, city: OpenIdProvider, linked: Operator) -> None:
    url = openid.start(HERE, now=NOW, proof_of=linked, back="/operations/charger")
    asked = parse_qs(urlsplit(url).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    begun = openid.begun(HERE, now=NOW)
    assert begun is not None
    assert (begun.operator_id, begun.back) == (linked.operator_id, "/operations/charger")
    openid.prove(linked, HERE, city.visit(url), now=NOW)
    assert openid.begun(HERE, now=NOW) is None


def test_proof_by_who_was_only_remembered_is_refused(
    database: Database, openid: OpenId, city: OpenIdProvider, linked: Operator
) -> None:
    long_ago = int(NOW.timestamp()) - 61
    for claims in ({"auth_time": long_ago}, {"auth_time": None}, {"auth_time": 1e300}, {"sub": "person-2"}):
        city.claims = claims
        query = city.visit(openid.start(HERE, now=NOW, proof_of=linked))
        with pytest.raises(LoginError) as refused:
            openid.prove(linked, HERE, query, now=NOW)
        assert refused.value.reason is LoginRefusal.WRONG
    assert trail(database)[1:] == [failure("wrong", "operator:amelie")] * 4


def test_login_and_proof_are_not_taken_for_each_other(
    openid: OpenId, city: OpenIdProvider, linked: Operator, chief: Operator
) -> None:
    query = city.visit(openid.start(HERE, now=NOW, proof_of=linked))
    with pytest.raises(LoginError):
        openid.finish(HERE, query, now=NOW)
    query = city.visit(openid.start(HERE, now=NOW))
    with pytest.raises(LoginError):
        openid.prove(linked, HERE, query, now=NOW)
    query = city.visit(openid.start(HERE, now=NOW, proof_of=linked))
    with pytest.raises(LoginError) as refused:
        openid.prove(chief, HERE, query, now=NOW)
    assert refused.value.reason is LoginRefusal.STALE
