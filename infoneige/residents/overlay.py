"""The looks of all sides for the map: one byte a side, compressed as zlib does. Pure."""

import zlib
from functools import lru_cache
from typing import Final

import numpy as np

from infoneige.residents.city_picture import CityPicture
from infoneige.residents.freshness import Freshness
from infoneige.residents.side_state import LOOKS, look

_STRATEGIES: Final = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY)
"""Streets that are alike repeat each other; where no two are, eight looks are still only three bits each."""

_NUMBER: Final = {shown: number for number, shown in enumerate(LOOKS)}


@lru_cache(maxsize=2)
def overlay(picture: CityPicture, freshness: Freshness) -> bytes:
    """Return the place in ``LOOKS`` of each side's look, in the order of the sides' ids, as a zlib stream."""
    numbers = [_NUMBER[look(situation.status, freshness)] for situation in picture.situations]
    looks = np.array(numbers, dtype=np.uint8)[picture.of_side].tobytes()
    return min((_compressed(looks, strategy) for strategy in _STRATEGIES), key=len)


def _compressed(looks: bytes, strategy: int) -> bytes:
    packer = zlib.compressobj(level=9, strategy=strategy)
    return packer.compress(looks) + packer.flush()
