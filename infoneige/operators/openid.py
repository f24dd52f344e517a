"""Logging in by the city's own account: OpenID Connect, by code with PKCE, state and nonce, and a second factor.

Somebody whom the provider knows is let in only once they were invited here, under a name that it gives them.
"""

import hmac
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from infoneige.audit.model import Verb
from infoneige.operators.challenges import Challenges, Purpose
from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.id_token import Expected, Identity, TokenError, UnknownKeyError, read_id_token
from infoneige.operators.model import LoginMethod, Operator
from infoneige.operators.openid_http import ProviderError
from infoneige.operators.openid_provider import Provider
from infoneige.operators.recording import record_failure, record_key
from infoneige.operators.tokens import new_token
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.operators import find_by_name, operator_of

RETURN_PATH: Final = "/operations/openid/retour"
"""Where the provider sends browsers back to; the city registers it there, behind the public address."""

_CLOCKS_DIFFER: Final = timedelta(minutes=1)
_LONGEST_CODE: Final = 4096

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Begun:
    """A login, or a proof by one operator, that has begun in a browser; ``back`` is where it leads at the end."""

    state: str
    nonce: str
    verifier: str
    begun_at: str
    operator_id: int | None
    back: str


class OpenId:
    """Sends browsers to the provider and takes them back, from any thread."""

    def __init__(
        self,
        database: Database,
        challenges: Challenges,
        provider: Provider,
        *,
        client_id: str,
        public_url: str,
        second_factors: frozenset[str],
    ) -> None:
        """Take what it works with; nothing is asked yet. One of ``second_factors`` must be said, as acr or in amr."""
        self._database = database
        self._challenges = challenges
        self._provider = provider
        self._client_id = client_id
        self._redirect_uri = public_url + RETURN_PATH
        self._second_factors = second_factors

    def start(self, browser: str, *, now: datetime, proof_of: Operator | None = None, back: str = "") -> str:
        """Return where to send a browser; ``proof_of`` asks this operator to prove anew, there, who they are.

        Raises:
            LoginError: the provider does not answer as it should.
        """
        begun = Begun(
            state=new_token(),
            nonce=new_token(),
            verifier=secrets.token_urlsafe(48),
            begun_at=to_text(now),
            operator_id=proof_of.operator_id if proof_of else None,
            back=back,
        )
        try:
            place = self._provider.described(now=now).authorization_endpoint
        except ProviderError as error:
            raise _provider_failed(error) from None
        self._challenges.keep(browser, Purpose.OPENID, json.dumps(asdict(begun)), now=now)
        anew = {"prompt": "login", "max_age": "0"} if proof_of else {}
        url: str = prepare_grant_uri(
            place,
            self._client_id,
            "code",
            redirect_uri=self._redirect_uri,
            scope="openid profile email",
            state=begun.state,
            nonce=begun.nonce,
            code_challenge=create_s256_code_challenge(begun.verifier),
            code_challenge_method="S256",
            **anew,
        )
        return url

    def begun(self, browser: str, *, now: datetime) -> Begun | None:
        """Return what has begun in a browser and not ended, None for nothing: is it a login, and where does it lead?"""
        text = self._challenges.kept(browser, Purpose.OPENID, now=now)
        return Begun(**json.loads(text)) if text else None

    def finish(self, browser: str, query: Mapping[str, str], *, now: datetime) -> Operator:
        """Return who logged in there; at first, whoever is invited here under a name of theirs is known from then on.

        Raises:
            LoginError: the answer is not to what was begun here, or they are not let in.
        """
        begun = self._taken(browser, query, now)
        if begun.operator_id is not None:
            raise LoginError(LoginRefusal.STALE)
        return self._known_or_invited(*self._identity(begun, query, now), now)

    def prove(self, operator: Operator, browser: str, query: Mapping[str, str], *, now: datetime) -> None:
        """Accept that it is still this operator who sits there, as they just logged in there anew.

        Raises:
            LoginError: as ``finish``, or it is somebody else, or they were only remembered there.
        """
        begun = self._taken(browser, query, now)
        if begun.operator_id != operator.operator_id:
            raise LoginError(LoginRefusal.STALE)
        issuer, identity = self._identity(begun, query, now)
        at, earliest = identity.logged_in_at, from_text(begun.begun_at) - _CLOCKS_DIFFER
        found = self._linked(issuer, identity.subject)
        if found is None or found.operator_id != operator.operator_id or at is None or at < earliest:
            raise self._refused(LoginRefusal.WRONG, operator, now)

    def _taken(self, browser: str, query: Mapping[str, str], now: datetime) -> Begun:
        """Return what began in this browser, if this is the answer to it. It is not begun any more.

        What anybody can make up is not recorded.
        """
        begun = Begun(**json.loads(self._challenges.take(browser, Purpose.OPENID, now=now)))
        if not hmac.compare_digest(begun.state.encode(), query.get("state", "").encode(errors="replace")):
            raise LoginError(LoginRefusal.STALE)
        return begun

    def _identity(self, begun: Begun, query: Mapping[str, str], now: datetime) -> tuple[str, Identity]:
        """Return who made the ID token that the answer's code stands for, and whom it is about."""
        code = query.get("code", "")
        if "error" in query or not 0 < len(code) <= _LONGEST_CODE:
            raise LoginError(LoginRefusal.WRONG)
        try:
            issuer = self._provider.described(now=now).issuer
            if query.get("iss", issuer) != issuer:
                raise LoginError(LoginRefusal.WRONG)
            identity = self._believed(begun, code, issuer, now)
        except ProviderError as error:
            raise _provider_failed(error) from None
        except TokenError as error:
            _log.warning("an ID token is not believed: %s", error)
            raise self._refused(LoginRefusal.WRONG, None, now) from None
        if not identity.factors & self._second_factors:
            raise self._refused(LoginRefusal.NO_SECOND_FACTOR, None, now)
        return issuer, identity

    def _believed(self, begun: Begun, code: str, issuer: str, now: datetime) -> Identity:
        id_token, access_token = self._provider.redeem(code, begun.verifier, self._redirect_uri, now=now)
        expected = Expected(issuer, self._client_id, begun.nonce, access_token)
        try:
            return read_id_token(id_token, self._provider.described(now=now).keys, expected, now=now)
        except UnknownKeyError:
            anew = self._provider.described_anew(now=now)
            if anew is None:
                raise
            return read_id_token(id_token, anew.keys, expected, now=now)

    def _known_or_invited(self, issuer: str, identity: Identity, now: datetime) -> Operator:
        operator = self._linked(issuer, identity.subject) or self._link(issuer, identity, now)
        if operator is None:
            raise self._refused(LoginRefusal.NOT_INVITED, None, now)
        return operator

    def _linked(self, issuer: str, subject: str) -> Operator | None:
        with self._database.read() as connection:
            row = self._database.queries.linked_operator(connection, issuer=issuer, subject=subject)
        return operator_of(row) if row else None

    def _link(self, issuer: str, identity: Identity, now: datetime) -> Operator | None:
        """Know somebody from now on as the operator who is invited under a name of theirs, and use that up."""
        with self._database.transaction() as connection:
            for name in identity.names:
                operator = find_by_name(self._database, connection, name)
                if operator is not None and self._is_linked_now(connection, operator, issuer, identity.subject, now):
                    return operator
        return None

    def _is_linked_now(
        self, connection: Connection, operator: Operator, issuer: str, subject: str, now: datetime
    ) -> bool:
        queries, instant = self._database.queries, to_text(now)
        if not queries.use_any_invitation(connection, operator_id=operator.operator_id, now=instant):
            return False
        if not queries.link_identity(
            connection, issuer=issuer, subject=subject, operator_id=operator.operator_id, linked_at=instant
        ):
            raise LoginError(LoginRefusal.NOT_INVITED)  # it is linked to somebody who is disabled
        detail = {"method": LoginMethod.OPENID.value}
        record_key(self._database, connection, operator, Verb.KEY_ADDED, detail, now=now)
        return True

    def _refused(self, reason: LoginRefusal, operator: Operator | None, now: datetime) -> LoginError:
        record_failure(self._database, operator, LoginMethod.OPENID, reason, now=now)
        return LoginError(reason)


def _provider_failed(error: ProviderError) -> LoginError:
    _log.warning("%s", error)
    return LoginError(LoginRefusal.PROVIDER_FAILED)
