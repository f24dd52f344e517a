"""Our side of WebAuthn, with no memory: what browsers are asked, and which of their answers are believed.

Of what a browser answers, nothing counts but what a key signed: our challenge, for our origin, by a verified owner.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from infoneige.operators.challenges import LASTS
from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.model import Operator

_LONGEST_ANSWER: Final = 16_384
_TIME_TO_TOUCH: Final = int(LASTS.total_seconds() * 1000)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key as it is kept; ``sign_count`` is how often it says that it signed."""

    credential_id: str
    public_key: str
    sign_count: int


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The site: the only origin whose answers count, and how the browser's dialogue names it. Bytes go as base64url."""

    origin: str
    name: str

    @property
    def rp_id(self) -> str:
        """Return the host, to which browsers bind keys."""
        return urlsplit(self.origin).hostname or ""

    def registration_options(self, operator: Operator, known: Iterable[str]) -> tuple[str, str]:
        """Return as JSON what ``navigator.credentials.create`` takes, and the challenge in it."""
        options = generate_registration_options(
            rp_id=self.rp_id,
            rp_name=self.name,
            user_id=_handle(operator),
            user_name=operator.name,
            user_display_name=operator.display_name,
            timeout=_TIME_TO_TOUCH,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                require_resident_key=True,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=_bytes(key)) for key in known],
        )
        return options_to_json(options), _text(options.challenge)

    def login_options(self) -> tuple[str, str]:
        """Return as JSON what ``navigator.credentials.get`` takes, and the challenge in it; no name is asked for."""
        options = generate_authentication_options(
            rp_id=self.rp_id, timeout=_TIME_TO_TOUCH, user_verification=UserVerificationRequirement.REQUIRED
        )
        return options_to_json(options), _text(options.challenge)

    def made_key(self, answer: str, challenge: str) -> MadeKey:
        """Return the key that a browser made.

        Raises:
            LoginError: the answer is not to this challenge, from our pages, by a verified owner.
        """
        made = _believed(
            lambda: verify_registration_response(
                credential=_short(answer),
                expected_challenge=_bytes(challenge),
                expected_rp_id=self.rp_id,
                expected_origin=self.origin,
                require_user_verification=True,
            )
        )
        return MadeKey(_text(made.credential_id), _text(made.credential_public_key), made.sign_count)

    def sign_count(
        self, credential: AuthenticationCredential, challenge: str, public_key: str, operator: Operator
    ) -> int:
        """Return how often the key says that it signed, this time included: the caller compares it.

        Raises:
            LoginError: this operator's key did not sign this challenge, for our pages, for a verified owner.
        """
        verified = _believed(
            lambda: verify_authentication_response(
                credential=credential,
                expected_challenge=_bytes(challenge),
                expected_rp_id=self.rp_id,
                expected_origin=self.origin,
                credential_public_key=_bytes(public_key),
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        )
        if credential.response.user_handle not in (None, b"", _handle(operator)):
            raise LoginError(LoginRefusal.WRONG)
        return verified.new_sign_count


def read_answer(answer: str) -> AuthenticationCredential:
    """Return what a browser answered to login options; nothing of it is verified yet.

    Raises:
        LoginError: it is no such answer.
    """
    credential = _believed(lambda: parse_authentication_credential_json(_short(answer)))
    if credential.id != _text(credential.raw_id):
        raise LoginError(LoginRefusal.WRONG)
    return credential


def _believed(verify: Callable[[], _T]) -> _T:
    """Return what a check of the library returns; whatever it does not like is wrong, and says no more."""
    try:
        return verify()
    except Exception:  # noqa: BLE001 - rubbish makes the parsers under it raise errors of many kinds
        raise LoginError(LoginRefusal.WRONG) from None


def _short(answer: str) -> str:
    if len(answer) > _LONGEST_ANSWER:
        raise LoginError(LoginRefusal.WRONG)
    return answer


def _handle(operator: Operator) -> bytes:
    """Return what a key keeps to name its account: nothing that tells who it is."""
    return operator.operator_id.to_bytes(8)


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "==")
