"""Two operators who publish at once, round after round, each in a thread or a process of their own."""

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing.synchronize import Barrier
from pathlib import Path
from queue import Queue
from typing import Any

from geodata.address_book import AddressBook
from infoneige.desk.model import LoadKind
from infoneige.desk.outcome import Conflict, Published
from infoneige.storage import loads
from infoneige.storage.database import Database, open_database
from schedules.model import PlanMode
from tests.infoneige.desk.plan_desk import AMELIE, BRUNO, NIGHT, NOW, TOMORROW, Desk, batch_of, plan

OPERATORS = {"operator:amelie": AMELIE, "operator:bruno": BRUNO}
PATIENCE = 120.0

Outcome = tuple[str, int, int, str, int]
"""What came of one load: the word, the load, the version that it became or met, whose that is, how many sides."""


def stage(database: Database, rounds: int) -> dict[str, list[int]]:
    """Bring a load to the desk for each operator and round; all change the same side."""
    with database.transaction() as connection:
        return {
            actor: [
                loads.add(
                    database,
                    connection,
                    loads.NewLoad(
                        kind=LoadKind.EDIT,
                        loaded_by=actor,
                        file_name="",
                        mode=PlanMode.CHANGES,
                        content_hash="edit",
                        batch=batch_of(plan("a", (NIGHT, TOMORROW)[number % 2]), plan(f"{actor} {number}")),
                    ),
                    now=NOW,
                )
                for number in range(rounds)
            ]
            for actor in OPERATORS
        }


def publish_each_round(desk: Desk, actor: str, load_ids: list[int], wait: Callable[[], object]) -> list[Outcome]:
    """Weigh one's load when the other one does, then publish it when the other one does."""
    outcomes = []
    for load_id in load_ids:
        wait()
        desk.weigh(load_id)
        wait()
        outcomes.append(told(load_id, desk.publish(load_id, OPERATORS[actor])))
    return outcomes


def told(load_id: int, done: object) -> Outcome:
    if isinstance(done, Published):
        return "won", load_id, done.publish_id or 0, "", 0
    assert isinstance(done, Conflict)
    (rival,) = done.since
    return "lost", load_id, rival.publish_id, rival.published_by or "", done.sides


def in_threads(url: str, streets: Path, staged: dict[str, list[int]]) -> dict[str, list[Outcome]]:
    barrier = threading.Barrier(2, timeout=PATIENCE)
    with open_database(url) as database, closing(AddressBook.open(streets)) as book, ThreadPoolExecutor(2) as threads:
        desk = Desk(database, book)
        running = {
            actor: threads.submit(publish_each_round, desk, actor, mine, barrier.wait) for actor, mine in staged.items()
        }
        return {actor: one.result(PATIENCE) for actor, one in running.items()}


def in_processes(url: str, streets: Path, staged: dict[str, list[int]]) -> dict[str, list[Outcome]]:
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(2, timeout=PATIENCE), context.Queue()
    workers = [
        context.Process(target=_process, args=(url, streets, actor, mine, barrier, answers))
        for actor, mine in staged.items()
    ]
    for worker in workers:
        worker.start()
    found = dict(answers.get(timeout=PATIENCE) for _ in workers)
    for worker in workers:
        worker.join(PATIENCE)
    return found


def _process(url: str, streets: Path, actor: str, mine: list[int], barrier: Barrier, answers: "Queue[Any]") -> None:
    with open_database(url) as database, closing(AddressBook.open(streets)) as book:
        answers.put((actor, publish_each_round(Desk(database, book), actor, mine, barrier.wait)))
