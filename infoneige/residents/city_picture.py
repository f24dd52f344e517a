"""What is known of every side of the city at one instant, as a few situations that many sides share. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from schedules.model import BanWindow, LoadingStatus


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds of one side: its plan's status and its live ban, None where there is none."""

    status: LoadingStatus | None = None
    window: BanWindow | None = None
    updated_at: datetime | None = None
    operation: str | None = None
    reason: str | None = None


NOTHING_KNOWN: Final = Known()


@dataclass(frozen=True, slots=True, eq=False)
class CityPicture:
    """What is known of all sides since one publish.

    ``place_of_side`` numbers the sides of the street file from 0, in the order of the ids. ``of_side`` and
    ``borough_of_side`` hold, by that number, the places of its situation and of its borough in the tuples.
    """

    publish_id: int | None
    place_of_side: Mapping[str, int]
    situations: tuple[Known, ...]
    of_side: NDArray[np.intp]
    boroughs: tuple[str, ...]
    borough_of_side: NDArray[np.intp]

    def of(self, side_id: str) -> Known:
        """Return what is known of one side; its window is of the same hours, but of whichever side shares them."""
        place = self.place_of_side.get(side_id)
        return NOTHING_KNOWN if place is None else self.situations[self.of_side[place]]

    def sides_by_borough(self) -> NDArray[Any]:
        """Return how many sides of each borough (row) are in each situation (column)."""
        shape = (len(self.boroughs), len(self.situations))
        cells = self.borough_of_side * shape[1] + self.of_side
        return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)
