"""An operator's publish to be killed: ``desk_publisher.py URL STREETS LOAD``."""

import sys
from contextlib import closing
from pathlib import Path

from geodata.address_book import AddressBook
from infoneige.storage.database import open_database
from tests.infoneige.desk.plan_desk import Desk


def main(url: str, streets: str, load_id: str) -> None:
    with open_database(url) as database, closing(AddressBook.open(Path(streets))) as book:
        print("ready", flush=True)  # noqa: T201 - the parent waits for it
        Desk(database, book).publish(int(load_id))


if __name__ == "__main__":
    main(*sys.argv[1:])
