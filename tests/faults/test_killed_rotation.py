"""Keys are replaced, and the process that does it is killed again and again: every address stays readable."""

import random
import time
from pathlib import Path

from infoneige.clock import SystemClock
from infoneige.secrecy.key_file import load_ring, open_vault, write_new
from infoneige.secrecy.key_rotation import is_unfinished, reseal_all, take_census
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Database
from infoneige.storage.known_answers import verify_keys
from infoneige.storage.people import add_people, find_person
from notifier.model import Channel, Recipient
from tests.faults.processes import running
from tests.vault import RING, VAULT

KILLS = 6
PEOPLE = 6_000


def test_rotation_killed_anywhere_leaves_every_address_readable_and_found(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    path, draw = tmp_path / "infoneige.keys", random.Random(1)
    write_new(path, RING)
    running_service = open_vault(path, {})
    everybody = [Recipient(Channel.SMS, f"+1514{number:07}") for number in range(PEOPLE)]
    with database.transaction() as connection:
        add_people(database, connection, VAULT, everybody)
    interrupted = 0
    for _ in range(KILLS):
        with running("rotator.py", database_url, str(path)) as rotator:
            time.sleep(draw.uniform(0, 0.15))
            rotator.kill()
            rotator.wait()
        interrupted += is_unfinished(database, load_ring(path, {}))
        newcomer = Recipient(Channel.SMS, f"+1438{draw.randrange(10**7):07}")
        known = draw.choice(everybody)
        with database.transaction() as connection:
            ids = add_people(database, connection, running_service, [newcomer, known])
            assert find_person(database, connection, running_service, known.channel, known.address) == ids[known]
        everybody.append(newcomer)
    assert interrupted
    ring = load_ring(path, {})
    verify_keys(database, ring, now=SystemClock().now())
    with database.read() as connection:
        census = take_census(database, connection, Vault(ring))
        found = {find_person(database, connection, Vault(ring), one.channel, one.address) for one in everybody}
    assert (census.total, census.unreadable) == (len(everybody), 0)
    assert (len(found), None in found) == (len(everybody), False)
    reseal_all(database, Vault(ring))
    assert not is_unfinished(database, ring)
