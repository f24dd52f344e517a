"""Why a row of a plan is refused: a text that means nothing here, and the cell in which it stands."""

from schedules.model import SchedulesError
from schedules.plan_table.columns import Column


class RefusedValueError(SchedulesError):
    """A cell's text that means nothing here: why, what to write instead, and the text itself where only one can be."""

    def __init__(self, *, reason: str, suggestion: str | None = None, fix: str | None = None) -> None:
        """Keep them apart: they are columns of the report."""
        super().__init__(reason)
        self.reason = reason
        self.suggestion = suggestion
        self.fix = fix


class RefusedCellError(SchedulesError):
    """A cell because of which its row cannot be used: which, what it says, why, what to write instead, and its fix."""

    def __init__(
        self, column: Column, value: str, reason: str, suggestion: str | None = None, fix: str | None = None
    ) -> None:
        """Keep them apart: they are columns of the report."""
        super().__init__(f"{column.value} {value!r}: {reason}")
        self.column = column
        self.value = value
        self.reason = reason
        self.suggestion = suggestion
        self.fix = fix
