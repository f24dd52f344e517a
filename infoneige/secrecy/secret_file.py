"""Secrets of others that stand in files: a feed's token, a provider's key. Ours are in the ring of keys."""

from pathlib import Path

from infoneige.config import variable
from infoneige.errors import ServiceError


def read_secret(file: Path | None, setting: str) -> str:
    """Return the one secret that a file holds; ``setting`` is the field that names the file.

    Raises:
        ServiceError: no file is named, it cannot be read, or it holds none or several.
    """
    found = read_secrets(file, setting)
    if len(found) > 1:
        message = f"{variable(setting)}: {file} should hold one secret and nothing else"
        raise ServiceError(message)
    return found[0]


def read_secrets(file: Path | None, setting: str) -> tuple[str, ...]:
    """Return the secrets that a file holds, one a line: while one replaces another there are two.

    Raises:
        ServiceError: no file is named, it cannot be read, or it holds none.
    """
    if file is None:
        message = f"{variable(setting)}: expected a file that holds the secret"
        raise ServiceError(message)
    try:
        found = tuple(file.read_text(encoding="ascii").split())
    except OSError as error:
        message = f"{variable(setting)}: {file} cannot be read: {error.strerror}"
        raise ServiceError(message) from error
    except UnicodeDecodeError:
        message = f"{variable(setting)}: {file} is no plain text"
        raise ServiceError(message) from None
    if not found:
        message = f"{variable(setting)}: {file} is empty, and should hold the secret"
        raise ServiceError(message)
    return found
