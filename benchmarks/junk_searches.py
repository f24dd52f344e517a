"""Whether junk that is asked of the search holds up alerts: a paced drain alone, and beside 200 junk searches a second.

Floor: the same drain alone, in the same run. Pages and alerts share the database and the cores, as in a small city.
"""

import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import quote

from benchmarks.artefact_build import street_request
from benchmarks.sms import sink
from benchmarks.sms_paced import WARM_UP, drain, fill, people_for
from benchmarks.web import database_url, served
from benchmarks.web_load import as_fast_as_it_answers, at_a_rate
from geodata.build import build_artefact
from infoneige.secrecy.key_file import write_new
from infoneige.secrecy.keys import KeyRing
from infoneige.storage.database import open_database

_PER_SECOND = 200
_CONNECTIONS = 20
_JUNK = (
    "zzz",
    "rue rue rue rue rue",
    "%",
    "NEAR(",
    "a OR 1=1",
    "ééé 1234 ½",
    "saint" * 15,
    "12345678901234567890 rue X",
)


def run(*, quick: bool) -> list[dict[str, object]]:
    """Measure for 30 seconds each."""
    seconds = 5 if quick else 30
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_artefact(street_request(folder, quick=quick), folder / "geodata.db")
        write_new(folder / "keys", KeyRing.fresh())
        with open_database(database_url(folder)) as database, sink() as url:
            fill(database, 2 * people_for(seconds))
            _, alone = drain(database, url, seconds)
            with served(folder) as port, ProcessPoolExecutor(1) as asker:
                paths = [f"/{place}?q={quote(junk)}" for junk in _JUNK for place in ("recherche", "suggestions")]
                as_fast_as_it_answers(port, paths, connections=2, seconds=1)
                ask = partial(at_a_rate, per_second=_PER_SECOND, connections=_CONNECTIONS)
                asked = asker.submit(ask, port, paths, seconds=seconds + 2 * WARM_UP)
                _, beside = drain(database, url, seconds)
                junk = asked.result().per_second
    return [
        {
            "name": "alerts beside junk searches",
            "messages_per_second": round(beside, 1),
            "floor_messages_per_second": round(alone, 1),
            "ratio": round(beside / alone, 3),
            "junk_per_second": round(junk),
            "goal": "within 0.05 of 1",
        }
    ]
