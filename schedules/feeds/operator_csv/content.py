"""What a file really is, told from its first bytes and never from its name; only text goes further."""

from schedules.plan_table.limits import MOST_ROWS, refuse_size, too_many_rows
from schedules.plan_table.unusable import Unusable, UnusableFileError

_LINES_ABOVE = 2
_RESAVE = "open it in the program that made it and save it without password, as .xlsx or CSV UTF-8"
_SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook (.xlsx) or another zip archive", _RESAVE),
    (b"PK\x05\x06", "an empty zip archive", _RESAVE),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls), or one with a password", _RESAVE),
    (b"\x1f\x8b", "a gzip archive", "decompress it first and send the CSV inside"),
    (b"BZh", "a bzip2 archive", "decompress it first and send the CSV inside"),
    (b"\xfd7zXZ", "an xz archive", "decompress it first and send the CSV inside"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "decompress it first and send the CSV inside"),
    (b"%PDF", "a PDF document", "ask for the table itself, as CSV UTF-8"),
    (b"{\\rtf", "an RTF document", "ask for the table itself, as CSV UTF-8"),
    (b"\x7fELF", "a program", "choose the plan's CSV file"),
    (b"MZ\x90", "a program", "choose the plan's CSV file"),
    (b"\x89PNG", "an image", "ask for the table itself, as CSV UTF-8"),
    (b"\xff\xd8\xff", "an image", "ask for the table itself, as CSV UTF-8"),
    (b"GIF8", "an image", "ask for the table itself, as CSV UTF-8"),
    (b"SQLite format 3", "an SQLite database", "export the table as CSV UTF-8"),
)


def refuse_other_content(content: bytes) -> None:
    """Raise UnusableFileError for what is empty, larger than ``LARGEST_FILE`` or a known format other than text."""
    refuse_size(content)
    for signature, name, advice in _SIGNATURES:
        if content.startswith(signature):
            reason = f"this is {name}, not a CSV file"
            raise UnusableFileError(reason=reason, suggestion=advice, place="byte 0", kind=Unusable.OTHER_FORMAT)


def refuse_other_text(text: str) -> None:
    """Raise UnusableFileError for text that is blank, markup or JSON, or with lines beyond ``MOST_ROWS`` rows."""
    beginning = text[:1000].lstrip()
    if not beginning and not text.strip():
        raise UnusableFileError(reason="the file is empty", suggestion="export the plan again")
    if beginning.startswith("<"):
        advice = "it may be a login or an error page saved by mistake; export the plan again as CSV UTF-8"
        raise _other_text(name="HTML or XML", advice=advice)
    if beginning.startswith(("{", "[")):
        raise _other_text(name="JSON", advice="export the plan as CSV UTF-8")
    if max(text.count("\n"), text.count("\r")) > MOST_ROWS + _LINES_ABOVE:
        raise too_many_rows()


def _other_text(*, name: str, advice: str) -> UnusableFileError:
    reason = f"this is {name}, not a CSV file"
    return UnusableFileError(reason=reason, suggestion=advice, place="line 1", kind=Unusable.OTHER_FORMAT)
