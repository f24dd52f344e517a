"""Twilio's published description of its API, as the judge of what we sent."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

_MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
_HOST = "https://api.twilio.com"


class Recorded:
    """One request of the ledger, as openapi-core wants to see it."""

    def __init__(self, line: dict[str, Any]) -> None:
        self.host_url = _HOST
        self.path = line["path"]
        self.method = line["method"].lower()
        self.content_type = line["headers"].get("Content-Type", "application/x-www-form-urlencoded")
        self.body = urlencode([tuple(pair) for pair in line["form"]]).encode() or None
        self.parameters = RequestParameters(
            query=ImmutableMultiDict([tuple(pair) for pair in line["query"]]),
            header=Headers({**line["headers"], "Authorization": "Basic withheld"}),
        )


class Description:
    """The part of the description that is about messages."""

    def __init__(self, path: Path) -> None:
        self._whole = json.loads(path.read_text(encoding="utf-8"))

    @cached_property
    def _api(self) -> OpenAPI:
        return OpenAPI.from_dict({**self._whole, "paths": {_MESSAGES: self._whole["paths"][_MESSAGES]}})

    def errors(self, lines: list[dict[str, Any]]) -> list[str]:
        """Return why requests of the ledger are not as described."""
        return [error for line in lines if (error := self._error(line))]

    def _error(self, line: dict[str, Any]) -> str | None:
        try:
            self._api.validate_request(Recorded(line))
        except OpenAPIError as error:
            return f"{line['method']} {line['path']}: {error}: {error.__cause__}"
        return None
