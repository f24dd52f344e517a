"""Workbooks and archives, made or broken by hand."""

import io
import stat
import zipfile
from collections.abc import Callable, Mapping

from openpyxl import Workbook


def workbook(*rows: list[object], title: str = "Plan") -> bytes:
    """Return a workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def archive(entries: Mapping[str, bytes]) -> bytes:
    """Return a zip archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return content.getvalue()


def changed(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a workbook with its entries changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        entries = {name: found.read(name) for name in found.namelist()}
    change(entries)
    return archive(entries)


def with_entry(content: bytes, name: str, data: bytes) -> bytes:
    """Return a workbook with one entry more, or another in its place."""
    return changed(content, lambda entries: entries.update({name: data}))


def with_link(content: bytes) -> bytes:
    """Return a workbook with an entry that is a symbolic link."""
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as grown:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        grown.writestr(link, "/etc/passwd")
    return made.getvalue()
