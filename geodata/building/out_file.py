"""Where the artefact goes: never over a person's file, written beside its place, moved there whole."""

import fcntl
import glob
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3

from geodata.model import GeodataError

_OURS = {"side", "street", "street_search", "meta"}
"""Tables that together only an artefact has, whatever version wrote it."""


def refuse_to_overwrite(out: Path, inputs: Iterable[Path]) -> None:
    """Refuse an ``out`` that is an input, by whatever name or link, or a file that no build has written.

    Raises:
        GeodataError: it is; the text says which.
    """
    if not out.exists():
        return
    if out.is_dir():
        message = f"{out} is a folder; give the name of the file to write, such as {out / 'geodata.db'}"
        raise GeodataError(message)
    for source in inputs:
        if source.exists() and out.samefile(source):
            message = f"{out} is to be read ({source}), and would be overwritten; give another --out, like geodata.db"
            raise GeodataError(message)
    if not _may_go(out):
        message = f"{out} exists and is no street artefact, so it stays as it is; give another --out, or remove it"
        raise GeodataError(message)


def _may_go(out: Path) -> bool:
    """Say whether the file is empty or an artefact, without touching it."""
    if not out.is_file():
        return False
    if not out.stat().st_size:
        return True
    uri = f"{out.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")} >= _OURS
    except sqlite3.DatabaseError:
        return False


@contextmanager
def whole_or_nothing(out: Path) -> Iterator[Path]:
    """Give a path beside ``out`` to write to; on success it replaces ``out``, else it is gone and ``out`` untouched.

    Raises:
        GeodataError: the folder of ``out`` cannot be written to.
    """
    try:
        handle, part = _open_part(out)
    except OSError as error:
        message = f"{out.parent} cannot be written to ({error.strerror}); choose another --out"
        raise GeodataError(message) from error
    try:
        yield part
        part.chmod(0o644)
        os.fsync(handle)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
        os.close(handle)


def _open_part(out: Path) -> tuple[int, Path]:
    """Make a part that is locked for as long as its build lives, and remove those whose build was killed."""
    folder = os.open(out.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        for left in out.parent.glob(f".{glob.escape(out.name)}.*.part"):
            _remove_unless_locked(left)
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
        fcntl.flock(handle, fcntl.LOCK_EX)
    finally:
        os.close(folder)
    return handle, Path(name)


def _remove_unless_locked(part: Path) -> None:
    with suppress(OSError), part.open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.unlink()
