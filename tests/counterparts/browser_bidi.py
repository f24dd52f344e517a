"""A WebDriver BiDi session with a browser that listens on a port: one command at a time, JSON both ways."""

import json
from contextlib import ExitStack
from itertools import count
from typing import Any

from websockets.sync.client import connect

from tests.counterparts.browser_driver import BrowserTrouble

_LONGEST_COMMAND_S = 30.0


class BidiSession:
    """One session, in the first tab of the browser."""

    def __init__(self, url: str) -> None:
        """Connect, and start the session."""
        self._open = ExitStack()
        self._socket = self._open.enter_context(connect(f"{url}/session", max_size=None, proxy=None))
        self._numbers = count(1)
        self.command("session.new", capabilities={})
        self.tab: str = self.command("browsingContext.getTree")["contexts"][0]["context"]

    def command(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send a command and return its result; the events that come first are passed over."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv(_LONGEST_COMMAND_S))
            if answer.get("id") == number:
                break
        if answer["type"] == "error":
            message = f"{method}: {answer['error']}: {answer['message']}"
            raise BrowserTrouble(message)
        result: dict[str, Any] = answer["result"]
        return result

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - JSON
        """Return the value of an expression, which JSON must be able to carry."""
        as_text = f"Promise.resolve({expression}).then(value => JSON.stringify(value ?? null))"
        target = {"context": self.tab}
        answer = self.command("script.evaluate", expression=as_text, target=target, awaitPromise=True)
        if answer["type"] != "success":
            raise BrowserTrouble(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def close(self) -> None:
        """Leave the browser; it goes on."""
        self._open.close()
