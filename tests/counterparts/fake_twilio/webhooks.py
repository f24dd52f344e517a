"""What the fake tells its customer: signed receipts, again and again until they are heard, and texts that come in."""

import asyncio
from uuid import uuid4

import aiohttp
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.counterparts.fake_twilio.account import ACCOUNT_SID, AUTH_TOKEN, SENDER, Behaviour
from tests.counterparts.fake_twilio.ledger import Ledger
from tests.counterparts.fake_twilio.messages import Held

_PATIENCE = aiohttp.ClientTimeout(total=15)


def signature(url: str, form: dict[str, str], token: str = AUTH_TOKEN) -> str:
    """Sign as Twilio does."""
    text: str = RequestValidator(token).compute_signature(url, form)
    return text


class Webhooks:
    """Posts signed forms; what is answered goes into the ledger."""

    def __init__(self, ledger: Ledger, behaviour: Behaviour) -> None:
        self._ledger = ledger
        self._behaviour = behaviour
        self._session = aiohttp.ClientSession(timeout=_PATIENCE)

    async def receipt(self, message: Held, status: str) -> None:
        """Tell of a status, where an address for it was given."""
        if message.callback is None:
            return
        form = {
            "AccountSid": ACCOUNT_SID,
            "ApiVersion": "2010-04-01",
            "From": SENDER,
            "MessageSid": message.sid,
            "MessageStatus": status,
            "SmsSid": message.sid,
            "SmsStatus": status,
            "To": message.to,
        }
        if message.error_code:
            form["ErrorCode"] = str(message.error_code)
        await self._until_heard(message.callback, form)

    async def inbound(self, number: str, body: str, sid: str) -> tuple[int, str]:
        """Send in what a person texted; return what was answered."""
        form = {
            "AccountSid": ACCOUNT_SID,
            "ApiVersion": "2010-04-01",
            "Body": body,
            "From": number,
            "MessageSid": sid,
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "SmsStatus": "received",
            "To": SENDER,
        }
        self._ledger.write("inbound", number=number, body=body, sid=sid)
        return await self._post(f"{self._behaviour.our_webhooks}/twilio/inbound", form)

    async def _until_heard(self, url: str, form: dict[str, str]) -> None:
        for _ in range(self._behaviour.callback_tries):
            status, _text = await self._post(url, form)
            if 200 <= status < 300:
                return
            await asyncio.sleep(self._behaviour.callback_pause)

    async def _post(self, url: str, form: dict[str, str]) -> tuple[int, str]:
        headers = {"X-Twilio-Signature": signature(url, form), "I-Twilio-Idempotency-Token": str(uuid4())}
        try:
            async with self._session.post(url, data=form, headers=headers, allow_redirects=False) as answer:
                status, text = answer.status, await answer.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            status, text = 0, type(error).__name__
        self._ledger.write("callback", url=url, form=form, status=status)
        return status, text

    async def close(self) -> None:
        await self._session.close()
