"""Every state of a side, at every age of the data and in every phase of its ban, as the pipeline brings it about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from infoneige.residents.states import SideStates
from schedules.model import LoadingStatus, Period
from tests.infoneige.residents.published_city import FLAVIE_EVEN, FLAVIE_ODD, HOUR, MINUTE, PublishedCity
from tests.infoneige.web.pages.conftest import Pages
from tests.outbox_world import NOW

AGES = {"fresh": 5 * MINUTE, "late": 22 * MINUTE, "silent": 76 * MINUTE}
NIGHT = Period(NOW + 5 * HOUR, NOW + 17 * HOUR)
"""From 19 h on Monday to 7 h on Tuesday."""

BEFORE, DURING, AFTER = NOW + 2 * HOUR, NOW + 8 * HOUR, NOW + 18 * HOUR
SILENT_BEFORE_THE_END = NIGHT.ends_at - 2 * MINUTE


@dataclass(frozen=True)
class Told:
    """One case: what the city says of a side and when, and when the page is asked for."""

    name: str
    status: LoadingStatus | None
    said_at: datetime
    read_at: datetime
    age: timedelta

    def happen(self, pages: Pages) -> None:
        """Publish it all in the order of time; the page may be read then."""
        city = TellingCity(pages)
        if self.status is LoadingStatus.IN_PROGRESS and self.said_at > NIGHT.starts_at:
            city.say_at(NOW, LoadingStatus.PLANNED, FLAVIE_EVEN)
        good_at = self.read_at - self.age
        if self.status is not None:
            city.say_at(min(self.said_at, good_at), self.status, FLAVIE_EVEN)
        city.say_at(good_at, LoadingStatus.CLEARED, FLAVIE_ODD)  # the feed answers, and says nothing new of the side
        pages.clock.set(self.read_at)


class TellingCity(PublishedCity):
    """A city that speaks through the database and the clock of some pages."""

    def __init__(self, pages: Pages) -> None:
        self.database, self.streets, self.clock = pages.database, pages.address_book, pages.clock
        self.states = SideStates(pages.database, pages.address_book, pages.clock)

    def say_at(self, instant: datetime, status: LoadingStatus, *sides: str, period: Period = NIGHT) -> None:
        """Let it be this instant, unless it is past, and publish."""
        self.clock.set(max(instant, self.clock.now()))
        self.say(status, *sides, period=period)


def every_case() -> Iterator[Told]:
    """Yield each status with each age of the data, and those with hours in each phase of them."""
    for freshness, age in AGES.items():
        for status in (None, *LoadingStatus):
            word = f"{status.name.lower()} ({int(status)})" if status is not None else "no word"
            if status is LoadingStatus.IN_PROGRESS:
                yield Told(f"{word}, {freshness}, without a plan", status, NOW, BEFORE, age)
                yield Told(f"{word}, {freshness}, during", status, DURING - 2 * HOUR, DURING, age)
                yield Told(f"{word}, {freshness}, overrun", status, DURING, NIGHT.ends_at + age - 1 * MINUTE, age)
            elif status in (LoadingStatus.PLANNED, LoadingStatus.REPLANNED):
                for phase, instant in (("before", BEFORE), ("during", DURING), ("after", AFTER)):
                    yield Told(f"{word}, {freshness}, {phase}", status, NOW, instant, age)
            else:
                yield Told(f"{word}, {freshness}", status, NOW, BEFORE, age)
