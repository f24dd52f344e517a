"""Requests whose form is read whole or refused: half a form is no form with empty fields."""

from typing import IO, Any

from flask import Request
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser


class _WholeForm(FormDataParser):
    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Any:  # noqa: ANN401 - what the request keeps of it
        """Read a form.

        Raises:
            BadRequest: it ends in its middle, or is not made as forms are.
        """
        self.silent = False
        try:
            return super().parse(stream, mimetype, content_length, options)
        except ValueError:
            message = "The form did not arrive whole."
            raise BadRequest(message) from None


class WholeFormRequest(Request):
    """A request that never shows a part of a form as if it were all of it."""

    form_data_parser_class = _WholeForm
