"""What the desk refuses an operator; each says what to do, and with which status a page answers."""

from http import HTTPStatus
from typing import ClassVar

from infoneige.errors import ServiceError


class DeskError(ServiceError):
    """Something that the desk will not do."""

    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST


class NotYoursError(DeskError):
    """The operator's role or boroughs do not reach that far."""

    status = HTTPStatus.FORBIDDEN


class GoneError(DeskError):
    """There is no such load or version, or what was kept of it is forgotten."""

    status = HTTPStatus.NOT_FOUND


class WrongStateError(DeskError):
    """What is asked cannot be done to a load or a version as it stands now."""

    status = HTTPStatus.CONFLICT


class StalePreviewError(WrongStateError):
    """What the load would do was worked out too long ago: it must be weighed anew."""


class NeedsReasonError(DeskError):
    """A guard asks for a typed reason."""


class NeedsSecondError(DeskError):
    """A guard asks for another operator than the one who asks for it to be published."""

    status = HTTPStatus.FORBIDDEN


class EditError(DeskError):
    """A change by hand that no true plan could contain, or that says two things of one side."""
