"""Who we are to a push service, RFC 8292: one signature per service, used again for half a day."""

import re
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from notifier.model import NotifierError

_USED_FOR = timedelta(hours=12)
_VALID_FOR = timedelta(hours=20)
"""Under the 24 hours that a service may accept, and over the time of use, so that two clocks may disagree."""

_REMEMBERED = 1000
_CONTACT = re.compile(r"mailto:[^@\s]+@[^@\s]+|https://\S+")


class VapidSigner:
    """Signs for one key and one contact; remembers what it signed."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, contact: str) -> None:
        """Sign with this P-256 key, in the name of ``mailto:...`` or ``https://...``.

        Raises:
            NotifierError: the contact is neither.
        """
        if not _CONTACT.fullmatch(contact):
            message = "the contact for push services must be mailto:... or https://..., whom they may write to"
            raise NotifierError(message)
        self._vapid = Vapid02(private_key=key)
        self._contact = contact
        self._signed: dict[str, tuple[datetime, str]] = {}

    def authorization(self, origin: str, now: datetime) -> str:
        """Return the Authorization header for a push service, signed within the last 12 hours."""
        signed_at, header = self._signed.get(origin, (None, ""))
        if signed_at is None or not signed_at <= now < signed_at + _USED_FOR:
            header = self._sign(origin, now)
            if len(self._signed) >= _REMEMBERED:
                self._signed.clear()
            self._signed[origin] = (now, header)
        return header

    def _sign(self, origin: str, now: datetime) -> str:
        claims = {"aud": origin, "exp": int((now + _VALID_FOR).timestamp()), "sub": self._contact}
        header: str = self._vapid.sign(claims)["Authorization"]
        return header
