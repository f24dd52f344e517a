"""A ring of keys as text: TOML in a file that its owner alone may read, or in one variable of the environment."""

import os
import re
import stat
import tomllib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from infoneige.config import KEYS_VARIABLE
from infoneige.secrecy.keys import KEY_BYTES, KeyRing, KeysError
from infoneige.secrecy.vault import Vault

_LONGEST = 65_536
_OPEN_MODES = 0o177
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{1,200}={0,2}", re.ASCII)
_URL_SAFE = str.maketrans("+/", "-_")
_SINGLES = ("callback", "codes", "vapid", "current_lookup", "current_encryption")
_TABLES = ("lookup", "encryption")
_HEADER = """\
# The keys of an infoneige installation. Without them no phone number in the database can be read again: keep a copy,
# apart from the backups of the database. `infoneige keys rotate` replaces them; do not edit them by hand.
"""


def load_ring(path: Path, environment: Mapping[str, str]) -> KeyRing:
    """Return the ring in the variable ``INFONEIGE_KEYS`` where there is one, else in the file.

    Raises:
        KeysError: there is none, others than its owner may read it, or its keys are not sound.
    """
    text = environment.get(KEYS_VARIABLE, "")
    if text.strip():
        return read_ring(text, KEYS_VARIABLE)
    return read_ring(_read_private(path), str(path))


def open_vault(path: Path, environment: Mapping[str, str]) -> Vault:
    """Return a vault on the ring that ``load_ring`` finds; it notices when the file is replaced.

    Raises:
        KeysError: as ``load_ring``.
    """
    seen = _signature(path)
    ring = load_ring(path, environment)

    def reload() -> KeyRing | None:
        nonlocal seen
        now_there = _signature(path)
        if now_there in (seen, None):
            return None  # whoever takes the file away does not take the keys of what runs
        renewed = load_ring(path, environment)
        seen = now_there
        return renewed

    return Vault(ring, reload)


def _signature(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is replaced, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def read_ring(text: str, where: str) -> KeyRing:
    """Return the ring that a text describes; ``where`` it stands is told in what is raised.

    Raises:
        KeysError: it is no such text, or its keys are not sound.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line \d+, column \d+|at end of document", str(error))
        message = f"{where} is no TOML{', ' + place[0] if place else ''}"
        raise KeysError(message) from None  # the error's own text may quote a key
    try:
        return _ring(values)
    except KeysError as error:
        message = f"{where}: {error}"
        raise KeysError(message) from None


def as_text(ring: KeyRing) -> str:
    """Return the text that ``read_ring`` reads; it is secret."""
    scalar = ring.vapid.private_numbers().private_value.to_bytes(KEY_BYTES)
    lines = [
        f'current_lookup = "{ring.current_lookup}"',
        f'current_encryption = "{ring.current_encryption}"',
        f'callback = "{_encoded(ring.callback)}"',
        f'codes = "{_encoded(ring.codes)}"',
        f'vapid = "{_encoded(scalar)}"',
    ]
    for name, keys in (("lookup", ring.lookup), ("encryption", ring.encryption)):
        lines += ["", f"[{name}]", *(f'{key_id} = "{_encoded(key)}"' for key_id, key in keys.items())]
    return _HEADER + "\n" + "\n".join(lines) + "\n"


def write_new(path: Path, ring: KeyRing) -> None:
    """Write a ring into a file that does not exist yet, its owner's alone from the first byte.

    Raises:
        KeysError: the file exists, or cannot be written.
    """
    try:
        _write(path, ring)
    except FileExistsError:
        message = f"{path} exists: keys are never overwritten, as what they sealed could not be read again"
        raise KeysError(message) from None
    except OSError as error:
        message = f"cannot write {path}: {error.strerror}"
        raise KeysError(message) from error


def replace_ring(path: Path, ring: KeyRing) -> None:
    """Put a ring in the place of a file's, whole or not at all, whenever the machine stops.

    Raises:
        KeysError: it cannot be written.
    """
    beside = path.with_name(f".{path.name}.new")
    with suppress(FileNotFoundError):
        beside.unlink()  # of a run that was killed
    write_new(beside, ring)
    beside.replace(path)
    _sync_folder(path)


def _write(path: Path, ring: KeyRing) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(file, "w", encoding="ascii") as stream:
        stream.write(as_text(ring))
        stream.flush()
        os.fsync(file)
    _sync_folder(path)


def _sync_folder(path: Path) -> None:
    folder = os.open(path.absolute().parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read_private(path: Path) -> str:
    """Return the text of a file, after asking the open file itself who may read it."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & _OPEN_MODES:
                message = f"others than its owner may use {path} (mode {mode:04o}): chmod 600 {path}"
                raise KeysError(message)
            return file.read(_LONGEST).decode("utf-8")
    except FileNotFoundError:
        message = f"there are no keys in {path}: `infoneige keys new {path}` makes them, once for each installation"
        raise KeysError(message) from None
    except UnicodeDecodeError:
        message = f"{path} is no text in UTF-8"
        raise KeysError(message) from None
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
        raise KeysError(message) from error


def _ring(values: Mapping[str, object]) -> KeyRing:
    for name in values:
        if name not in (*_SINGLES, *_TABLES):
            message = f"{name[:40]!r} is unknown; expected {', '.join((*_SINGLES, *_TABLES))}"
            raise KeysError(message)
    singles = {name: _text(name, values.get(name)) for name in _SINGLES}
    return KeyRing(
        lookup=_table("lookup", values.get("lookup")),
        encryption=_table("encryption", values.get("encryption")),
        current_lookup=singles["current_lookup"],
        current_encryption=singles["current_encryption"],
        callback=_decoded("callback", singles["callback"]),
        codes=_decoded("codes", singles["codes"]),
        vapid=_private_key(singles["vapid"]),
    )


def _table(name: str, values: object) -> dict[str, bytes]:
    if not isinstance(values, dict) or not values:
        message = f"the table [{name}] is missing or empty"
        raise KeysError(message)
    for key_id in values:
        if not _ID.fullmatch(key_id):
            message = f"a key id in [{name}] is not made of 1 to 32 letters, digits, - and _"
            raise KeysError(message)
    return {key_id: _decoded(f"{name}.{key_id}", _text(f"{name}.{key_id}", key)) for key_id, key in values.items()}


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        message = f"{name} is missing, or is no text in quotes"
        raise KeysError(message)
    return value


def _encoded(key: bytes) -> str:
    return urlsafe_b64encode(key).decode()


def _decoded(name: str, text: str) -> bytes:
    """Return the bytes of base64 of either alphabet, padded or not."""
    if not _BASE64.fullmatch(text):
        message = f"{name} is no key in base64"
        raise KeysError(message)
    return urlsafe_b64decode(text.rstrip("=").translate(_URL_SAFE) + "==")


def _private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """Return the private key in a PEM text, or whose 32 bytes the base64 gives."""
    message = "vapid is no private key on the curve P-256"
    try:
        if text.lstrip().startswith("-----BEGIN"):
            key = load_pem_private_key(text.encode(), password=None)
        elif len(scalar := _decoded("vapid", text)) == KEY_BYTES:
            key = ec.derive_private_key(int.from_bytes(scalar), ec.SECP256R1())
        else:
            raise KeysError(message)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeysError(message) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeysError(message)
    return key
