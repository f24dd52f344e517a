"""What a zip archive is before anything of it is inflated: a workbook of a sane size, or refused."""

import io
import re
import stat
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from schedules.plan_table.limits import refuse_size
from schedules.plan_table.unusable import Unusable, UnusableFileError

MOST_ENTRIES: Final = 1_000
MOST_INFLATED: Final = 200_000_000
"""Bytes, of all entries together: a plan of 200,000 rows and twelve columns inflates to half of that."""

MOST_STRINGS: Final = 50_000_000
"""Bytes of the entry that holds the sheets' texts, which is read whole."""

LARGEST_RATIO: Final = 200
"""Of an entry's size to what it takes in the archive; a sheet of one row repeated stays well below."""

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1
_SMALL = 1_000_000
_STRINGS = "sharedstrings.xml"
_ARCHIVES = re.compile(r"\.(zip|jar|xls[xmb]?|docx?|od[st]|gz|bz2|xz|7z|rar|tar)$", re.IGNORECASE)
_RESAVE = "open it in the program that made it and save it as an Excel workbook (.xlsx) or as CSV UTF-8"
_OTHERS = (
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("content.xml", "an OpenDocument spreadsheet (.ods)"),
    ("word/document.xml", "a Word document"),
)


def is_zip(content: bytes) -> bool:
    """Say whether this is a zip archive, as workbooks are."""
    return content.startswith(_MAGIC)


def refuse_other_archives(content: bytes) -> None:
    """Raise UnusableFileError unless this is a workbook that can be inflated without harm. Nothing is inflated here."""
    refuse_size(content)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        reason, advice = "the workbook is cut short or damaged", "send the whole file again"
        raise UnusableFileError(reason=reason, suggestion=advice) from None
    if len(entries) > MOST_ENTRIES:
        raise _harmful(what=f"more than {MOST_ENTRIES:,} entries")
    _refuse_names(entries)
    _refuse_other_formats({entry.filename for entry in entries})
    _refuse_kinds(entries)
    _refuse_bombs(entries)


def _refuse_names(entries: Sequence[ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len({name.casefold() for name in names}) < len(names):
        raise _harmful(what="two entries of one name")
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
            raise _harmful(what="an entry whose name leads out of it")


def _refuse_kinds(entries: Sequence[ZipInfo]) -> None:
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            reason, advice = "the archive has a password", "save the workbook without one"
            raise UnusableFileError(reason=reason, suggestion=advice, kind=Unusable.OTHER_FORMAT)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise _harmful(what="a link in place of a file")
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise _harmful(what="an entry that is compressed in an unusual way")
        if _ARCHIVES.search(entry.filename):
            raise _harmful(what="another archive or document in it")


def _refuse_bombs(entries: Sequence[ZipInfo]) -> None:
    for entry in entries:
        is_strings = entry.filename.lower().endswith(_STRINGS)
        if entry.file_size > _SMALL and entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
            raise _harmful(what="an entry that inflates too much", kind=Unusable.TOO_LARGE)
        if is_strings and entry.file_size > MOST_STRINGS:
            raise _harmful(what=f"more than {MOST_STRINGS:,} bytes of texts", kind=Unusable.TOO_LARGE)
    if sum(entry.file_size for entry in entries) > MOST_INFLATED:
        raise _harmful(what=f"more than {MOST_INFLATED:,} bytes when inflated", kind=Unusable.TOO_LARGE)


def _refuse_other_formats(names: set[str]) -> None:
    if "[Content_Types].xml" in names and any(name.startswith("xl/") and name.endswith(".xml") for name in names):
        return
    what = next((what for name, what in _OTHERS if name in names), "a zip archive")
    raise UnusableFileError(
        reason=f"this is {what}, not an Excel workbook (.xlsx) or a CSV file",
        suggestion="send the workbook or the CSV that is in it" if what == "a zip archive" else _RESAVE,
        place="byte 0",
        kind=Unusable.OTHER_FORMAT,
    )


def _harmful(*, what: str, kind: Unusable = Unusable.OTHER_FORMAT) -> UnusableFileError:
    return UnusableFileError(reason=f"the archive has {what}", suggestion=_RESAVE, kind=kind)
