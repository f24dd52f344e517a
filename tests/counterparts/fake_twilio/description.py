"""Twilio's published description of its API, as the judge of what we sent."""

import json
import os
import re
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

_ROOT = Path(__file__).resolve().parents[3]
_PUBLISHED = _ROOT.parent / "shared" / "data" / "twilio" / "twilio_api_v2010.json"
_MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
_MESSAGE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"
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
        return OpenAPI.from_dict(
            {**self._whole, "paths": {path: self._whole["paths"][path] for path in (_MESSAGES, _MESSAGE)}}
        )

    def errors(self, lines: list[dict[str, Any]]) -> list[str]:
        """Return why requests of the ledger are not as described; of many that differ in digits alone, one is asked."""
        distinct = {_shape(line): line for line in lines}
        return [error for line in distinct.values() if (error := self._error(line))]

    def _error(self, line: dict[str, Any]) -> str | None:
        try:
            self._api.validate_request(Recorded(line))
        except OpenAPIError as error:
            return f"{line['method']} {line['path']}: {error}: {error.__cause__}"
        return None


def _shape(line: dict[str, Any]) -> tuple[str, str, str]:
    """Return what the description can judge: it names no pattern for a number or a text, only for the SIDs."""
    values = json.dumps([line["query"], line["form"], line["headers"].get("Content-Type")])
    return line["method"], line["path"], re.sub("[0-9A-Z]", "0", values)


def published() -> Description:
    """Return the description; without it the test is skipped, but in CI it must be there."""
    if not _PUBLISHED.is_file():
        word = "Twilio's API description is not beside the project, in ../shared/data/twilio"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
    return Description(_PUBLISHED)
