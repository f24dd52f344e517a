"""A Twilio account, ready to be called: the library's client over our own wire."""

from twilio.rest import Client  # type: ignore[import-untyped]

from notifier.channels.twilio.credentials import TwilioCredentials
from notifier.channels.twilio.http_client import API_URL, GuardedHttpClient, TimeLimits

_NO_ENVIRONMENT = {"TWILIO_EDGE": ""}  # an empty mapping would have the library read the real one


def open_account(
    credentials: TwilioCredentials, url: str = API_URL, limits: TimeLimits | None = None, connections: int = 16
) -> Client:
    """Return the library's client for this account; no call is made yet. ``connections`` stay open between calls."""
    return Client(
        credentials.api_key_sid,
        credentials.api_key_secret,
        credentials.account_sid,
        http_client=GuardedHttpClient(url, limits, connections),
        environment=_NO_ENVIRONMENT,
    )
