"""A rotation to be killed: ``rotator.py URL KEYS_FILE``. It says "ready" once its new key is in the file."""

import sys
from pathlib import Path

from infoneige.clock import SystemClock
from infoneige.secrecy.key_file import load_ring
from infoneige.secrecy.key_rotation import add_key, is_unfinished, reseal_all
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import open_database
from infoneige.storage.known_answers import verify_keys


def main(url: str, path: Path) -> None:
    database, ring = open_database(url), load_ring(path, {})
    verify_keys(database, ring, now=SystemClock().now())
    if not is_unfinished(database, ring):
        ring = add_key(path, ring, lookup=bool(len(ring.lookup) % 2))
        verify_keys(database, ring, now=SystemClock().now())
    print("ready", flush=True)  # noqa: T201 - the parent waits for it
    reseal_all(database, Vault(ring))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
