"""A publish to be killed: ``publisher.py URL BEGAN_AT REVISION`` moves every side of a big city at once."""

import sys
from datetime import datetime

from infoneige.storage.database import open_database
from tests.faults.fast_city import plans_of_a_big_city, publish_changes


def main(url: str, began: str, revision: str) -> None:
    began_at = datetime.fromisoformat(began)
    with open_database(url) as database:
        print("ready", flush=True)  # noqa: T201 - the parent waits for it
        publish_changes(database, plans_of_a_big_city(began_at, int(revision)), began_at)


if __name__ == "__main__":
    main(*sys.argv[1:])
