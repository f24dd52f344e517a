"""What a plan file says, whatever its format; told by its content, never by its name."""

from datetime import datetime

from schedules.feeds.operator_csv.content import refuse_other_content
from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.feeds.operator_workbook.package import is_zip, refuse_other_archives
from schedules.feeds.operator_workbook.plan import read_plan_workbook
from schedules.model import PlanBatch
from schedules.plan_table.reading import Tell
from schedules.plan_table.street_directory import StreetDirectory


def read_plan(
    content: bytes, book: StreetDirectory, now: datetime, *, day_first: bool, tell: Tell | None = None
) -> PlanBatch:
    """Return the plans of a CSV or of an Excel workbook. ``tell`` hears how much is read, from 0 to 1.

    Raises:
        UnusableFileError: nothing of it can be used; the error says where, why and what to do.
    """
    read = read_plan_workbook if is_zip(content) else read_plan_csv
    return read(content, book, now, day_first=day_first, tell=tell)


def refuse_other_files(content: bytes) -> None:
    """Raise UnusableFileError for what is seen at a glance to be no plan; what passes may still be unusable."""
    if is_zip(content):
        refuse_other_archives(content)
    else:
        refuse_other_content(content)
