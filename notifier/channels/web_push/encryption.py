"""Message encryption for web push, RFC 8291: what a push service carries and cannot read."""

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from notifier.push_subscription import PushSubscription


def encrypt(
    plain: bytes,
    subscription: PushSubscription,
    *,
    ephemeral: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """Return the body of one message: 103 bytes longer than ``plain``, which must not be empty.

    It has a key and a salt of its own; only a test names them. Raises ValueError where the browser's key is no point
    of the curve.
    """
    body: bytes = http_ece.encrypt(
        plain,
        salt=salt,
        private_key=ephemeral or ec.generate_private_key(ec.SECP256R1()),
        dh=subscription.p256dh,
        auth_secret=subscription.auth,
        version="aes128gcm",
    )
    return body
