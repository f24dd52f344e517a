"""Why somebody is not let in, or may not change who is."""

from datetime import datetime
from enum import StrEnum

from infoneige.errors import ServiceError


class LoginRefusal(StrEnum):
    """Why a login, a proof or the setting up of one is refused. What fails for one of several reasons is ``WRONG``."""

    WRONG = "wrong"
    STALE = "stale"
    SLOW_DOWN = "slow_down"
    BUSY = "busy"
    CLONED_KEY = "cloned_key"
    KNOWN_KEY = "known_key"
    WEAK_PASSWORD = "weak_password"  # noqa: S105 - a word, not a secret
    LAST_WAY_IN = "last_way_in"
    NOT_INVITED = "not_invited"
    NO_SECOND_FACTOR = "no_second_factor"
    PROVIDER_FAILED = "provider_failed"


_WORDS = {
    LoginRefusal.WRONG: "this does not prove who you are",
    LoginRefusal.STALE: "this was begun too long ago, in another browser, or was used: begin again",
    LoginRefusal.SLOW_DOWN: "too many tries failed: wait, or log in with a key",
    LoginRefusal.BUSY: "too many log in at this moment: try again in some seconds",
    LoginRefusal.CLONED_KEY: "this key may have been copied: it is not taken, tell an administrator",
    LoginRefusal.KNOWN_KEY: "this key is known already",
    LoginRefusal.WEAK_PASSWORD: "a password has 12 to 128 characters and is not one that is soon guessed",
    LoginRefusal.LAST_WAY_IN: "this is the last way in: add another one first",
    LoginRefusal.NOT_INVITED: "no open invitation lets you in: ask an administrator for one",
    LoginRefusal.NO_SECOND_FACTOR: "the provider did not ask for a second factor",
    LoginRefusal.PROVIDER_FAILED: "the OpenID Connect provider does not answer as it should",
}


class LoginError(ServiceError):
    """Somebody is not let in. ``retry_at`` is when they may try again, where there is such an instant."""

    def __init__(self, reason: LoginRefusal, *, retry_at: datetime | None = None) -> None:
        """Say why, with nothing in it of what was typed."""
        super().__init__(_WORDS[reason])
        self.reason = reason
        self.retry_at = retry_at


class OperatorError(ServiceError):
    """A change of operators that cannot be made; its text says why."""


class LastAdministratorError(OperatorError):
    """Nobody would be left who lets others in."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("this is the last administrator: make another one first")
