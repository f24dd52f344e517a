"""Numbers of rows, as paths and queries name them: none that no database could hold."""

from typing import Final

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

LARGEST: Final = 2**63 - 1


def row_number(text: str) -> int:
    """Return the number that a text is.

    Raises:
        ValueError: it is none, or larger than any that is stored.
    """
    number = int(text)
    if abs(number) > LARGEST:
        message = "no row has this number"
        raise ValueError(message)
    return number


def find_no_row_beyond_the_largest(app: Flask) -> None:
    """Let a path whose ``<int:...>`` is too large be that of no page. Call it before routes are added."""
    app.url_map.converters = {**app.url_map.converters, "int": _RowNumber}


class _RowNumber(IntegerConverter):
    def to_python(self, value: str) -> int:
        try:
            return row_number(value)
        except ValueError:
            raise ValidationError from None
