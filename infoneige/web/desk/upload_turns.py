"""A few uploads at once: a slow one holds a thread, and some threads must be left for everybody else."""

from threading import BoundedSemaphore
from typing import Final

from flask import Response, after_this_request
from werkzeug.exceptions import ServiceUnavailable

AT_ONCE: Final = 2
"""In each process, which has four threads unless told otherwise."""

_TRY_AGAIN_IN_SECONDS: Final = 30


class UploadTurns:
    """Counts the uploads that are being read."""

    def __init__(self) -> None:
        """Start with room for all that are let in."""
        self._room = BoundedSemaphore(AT_ONCE)

    def take(self) -> None:
        """Take a turn that lasts until this request is answered.

        Raises:
            ServiceUnavailable: too many are being read. Nothing of this one is.
        """
        if not self._room.acquire(blocking=False):
            raise ServiceUnavailable(retry_after=_TRY_AGAIN_IN_SECONDS)
        after_this_request(self._give_back)

    def _give_back(self, response: Response) -> Response:
        self._room.release()
        return response
