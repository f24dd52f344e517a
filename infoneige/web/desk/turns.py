"""A few at once of what holds a thread for long, so that threads are left for everybody else."""

from threading import BoundedSemaphore
from typing import Final

from flask import Response, after_this_request

AT_ONCE: Final = 2
"""In each process, which has four threads unless told otherwise."""


class Turns:
    """Counts the requests of one kind that are at work."""

    def __init__(self) -> None:
        """Start with room for all that are let in."""
        self._room = BoundedSemaphore(AT_ONCE)

    def take(self) -> bool:
        """Take a turn that lasts until this request is answered; False, at once, where all are taken."""
        is_taken = self._room.acquire(blocking=False)
        if is_taken:
            after_this_request(self._give_back)
        return is_taken

    def _give_back(self, response: Response) -> Response:
        self._room.release()
        return response
