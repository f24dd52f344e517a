"""Where the fake Twilio's receipts go: the real web service, on a thread of the test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import make_server

from infoneige.clock import SystemClock
from infoneige.storage.database import Database
from infoneige.web import TwilioParts, WebParts, create_app
from tests.counterparts.fake_twilio.account import ACCOUNT_SID, AUTH_TOKEN
from tests.notifier.channels.twilio_world import KEY


class NobodyWrites:
    """Takes what people write; here nobody does."""

    def take(self, provider_id: str, from_number: str, text: str, opt_out_type: str | None) -> str | None:
        raise AssertionError(provider_id, from_number, text, opt_out_type)


@contextmanager
def callbacks_of(database: Database) -> Iterator[str]:
    """Serve the callbacks, and give the URL at which Twilio finds them."""
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    public_url = f"http://127.0.0.1:{server.server_port}"
    account = TwilioParts(account_sid=ACCOUNT_SID, auth_tokens=(AUTH_TOKEN,), callback_key=KEY, inbound=NobodyWrites())
    server.app = create_app(WebParts(database=database, clock=SystemClock(), public_url=public_url, twilio=account))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield public_url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
