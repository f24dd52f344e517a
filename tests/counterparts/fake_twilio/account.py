"""Who the fake's only customer is, and the numbers that behave in a way of their own."""

from dataclasses import dataclass, field

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
API_KEY_SID = "SK" + "fedcba9876543210" * 2
API_KEY_SECRET = "the-key-of-the-fake"  # noqa: S105 - opens nothing else
AUTH_TOKEN = "the-token-of-the-fake"  # noqa: S105 - the same
SERVICE_SID = "MG" + "00112233445566778899aabbccddeeff"
SENDER = "+15145550100"

NOT_MOBILE = "+15145550114"
REGION_CLOSED = "+15145550108"
INVALID = "+15145550111"
STOPPED = "+15145550110"
QUEUE_FULL = "+15145550116"
UNREACHABLE = "+15145550103"
GONE = "+15145550105"
LANDLINE = "+15145550106"
FILTERED = "+15145550107"
CARRIER_ERROR = "+15145550109"

REFUSED_AT_ONCE: dict[str, int] = {
    INVALID: 21211,
    NOT_MOBILE: 21614,
    REGION_CLOSED: 21408,
    STOPPED: 21610,
    QUEUE_FULL: 21611,
}
"""Numbers to which nothing is taken, and the code that says so."""

UNDELIVERABLE: dict[str, int] = {
    UNREACHABLE: 30003,
    GONE: 30005,
    LANDLINE: 30006,
    FILTERED: 30007,
    CARRIER_ERROR: 30008,
}
"""Numbers to which everything is taken and nothing delivered, and the receipt's code."""


@dataclass
class Behaviour:
    """How the fake works; seconds throughout. ``faults`` are shares of the calls, by the name of the fault.

    ``at_once`` is how many calls it bears, each of which takes ``answer_after``; to one more it says 429. It
    answers a question after one message once ``fetch_after`` is over.
    """

    delivery_delay: float = 0.05
    list_lag: float = 0.0
    hang: float = 60.0
    late: float = 1.0
    retry_after: int = 1
    queue: int = 1_000_000
    at_once: int = 1_000_000
    answer_after: float = 0.0
    fetch_after: float = 0.0
    callback_tries: int = 3
    callback_pause: float = 0.2
    seed: int = 0
    faults: dict[str, float] = field(default_factory=dict)
    our_webhooks: str = ""
