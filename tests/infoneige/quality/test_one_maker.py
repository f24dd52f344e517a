"""What is dear is made once a while, by one thread, and nobody waits for it."""

import threading
from datetime import timedelta
from itertools import count

from infoneige.quality.one_maker import OneMaker
from tests.outbox_world import NOW

MINUTE = timedelta(minutes=1)


def test_it_is_made_anew_once_it_is_old() -> None:
    dear: OneMaker[int] = OneMaker()
    numbers = count()
    got = [
        dear.get("one", NOW + s * MINUTE / 60, lambda: next(numbers), kept_for=MINUTE) for s in (0, 59, 60, 119, 120)
    ]
    assert got == [0, 0, 1, 1, 2]


def test_a_clock_that_went_back_makes_it_anew() -> None:
    dear: OneMaker[int] = OneMaker()
    numbers = count()
    assert [dear.get("one", at, lambda: next(numbers), kept_for=MINUTE) for at in (NOW, NOW - MINUTE)] == [0, 1]


def test_while_one_makes_it_the_others_have_the_last_or_none() -> None:
    dear: OneMaker[str] = OneMaker()
    assert dear.get("known", NOW, lambda: "old", kept_for=MINUTE) == "old"
    is_begun, may_end = threading.Event(), threading.Event()

    def slowly() -> str:
        is_begun.set()
        assert may_end.wait(20)
        return "new"

    maker = threading.Thread(target=lambda: dear.get("known", NOW + MINUTE, slowly, kept_for=MINUTE))
    maker.start()
    assert is_begun.wait(20)
    others = [dear.get(key, NOW + MINUTE, lambda: "made too", kept_for=MINUTE) for key in ("known", "unknown")]
    may_end.set()
    maker.join()
    assert others == ["old", None]
    assert dear.get("known", NOW + MINUTE, lambda: "made too", kept_for=MINUTE) == "new"


def test_what_fails_is_tried_again() -> None:
    dear: OneMaker[int] = OneMaker()

    def fail() -> int:
        raise ZeroDivisionError

    for _ in range(2):
        try:
            dear.get("one", NOW, fail, kept_for=MINUTE)
        except ZeroDivisionError:
            continue
    assert dear.get("one", NOW, lambda: 1, kept_for=MINUTE) == 1


def test_only_the_last_few_are_kept() -> None:
    dear: OneMaker[int] = OneMaker()
    for number in range(40):
        dear.get(number, NOW, lambda number=number: number, kept_for=MINUTE)  # type: ignore[misc]
    forgotten = [one for one in range(39, -1, -1) if dear.get(one, NOW, lambda: -1, kept_for=MINUTE) == -1]
    assert forgotten == [7, 6, 5, 4, 3, 2, 1, 0]
