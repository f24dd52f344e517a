"""What proves to Twilio who we are when we send: an API key, never the account's own token."""

import re
from dataclasses import dataclass, field

from notifier.model import NotifierError

_SIDS = {"AC": "account", "SK": "API key"}


class CredentialsError(NotifierError):
    """Credentials that must not be used for sending; the text says what is expected and repeats no secret."""


@dataclass(frozen=True, slots=True)
class TwilioCredentials:
    """An account and one of its API keys. The account's auth token can do everything, so it is refused here."""

    account_sid: str
    api_key_sid: str
    api_key_secret: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be an account, an API key or a secret."""
        _require_sid(self.account_sid, "AC")
        if self.api_key_sid == self.account_sid:
            message = "the account and its auth token are not for sending: make an API key (SK...) and use that"
            raise CredentialsError(message)
        _require_sid(self.api_key_sid, "SK")
        if not self.api_key_secret or self.api_key_secret != self.api_key_secret.strip():
            message = "the API key's secret is empty, or has spaces or line ends around it"
            raise CredentialsError(message)


def _require_sid(text: str, prefix: str) -> None:
    if not re.fullmatch(rf"{prefix}[0-9a-fA-F]{{32}}", text):
        message = f"a Twilio {_SIDS[prefix]} SID is {prefix} and 32 hexadecimal digits"
        raise CredentialsError(message)
