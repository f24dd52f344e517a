"""The codes of an authenticator application (TOTP). Pure: of codes and instants, not of who may use them."""

import hmac
from datetime import datetime
from typing import Final

from pyotp import TOTP, random_base32

from notifier.codes import read_code

STEP_SECONDS: Final = 30
_DRIFT: Final = 1
"""How many steps a telephone's clock may be off."""


def new_secret() -> str:
    """Return 160 random bits as authenticator applications take them."""
    return random_base32()


def provisioning_uri(secret: str, *, name: str, site: str) -> str:
    """Return what an authenticator application reads from a QR code."""
    return TOTP(secret).provisioning_uri(name=name, issuer_name=site)


def step_of(secret: str, typed: object, *, now: datetime) -> int | None:
    """Return the time step whose code was typed, spaces in it or not; None for a code of no step near now."""
    code, totp = read_code(typed), TOTP(secret, interval=STEP_SECONDS)
    this = int(now.timestamp()) // STEP_SECONDS
    near = range(this - _DRIFT, this + _DRIFT + 1)
    found = [step for step in near if hmac.compare_digest(totp.generate_otp(step), code or "")]
    return found[-1] if found else None
