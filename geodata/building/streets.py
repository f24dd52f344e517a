"""The distinct streets behind the sides, each with the folded name by which it is searched."""

import numpy as np
import pandas as pd

from geodata.building.arrays import Numbers
from geodata.folding import fold
from geodata.model import StreetName

_KEY = ["kind", "link", "name", "orientation", "town"]
_NO_NAMES = frozenset({"", "non nommee", "non nomme", "privee", "sans nom", "unnamed", "no name", "private"})
"""Folded names that the city writes where a street has none; nobody finds a corner by them."""


def distinct_streets(sides: pd.DataFrame) -> tuple[pd.DataFrame, Numbers]:
    """Return the streets, sorted by name and numbered from 1, and the number of each side's street.

    A street is one (kind, link, name, orientation, town). ``display`` is its name on a sign, ``corner`` numbers
    what is one street to a person at a corner: the same words, whatever the orientation and the town.
    """
    keys = sides[_KEY].fillna("")
    streets = keys.drop_duplicates().reset_index(drop=True)
    parts: list[list[str]] = streets[_KEY].to_numpy(dtype=object).tolist()
    streets["search_name"] = [fold(" ".join(words[:4])) for words in parts]
    streets["display"] = [_display(*words[:4]) for words in parts]
    streets["corner"] = pd.factorize(np.array([fold(" ".join(words[:3])) for words in parts], dtype=object))[0]
    streets["is_nameless"] = streets["name"].map(fold).isin(_NO_NAMES)
    order = streets.sort_values(["search_name", *_KEY], kind="stable").index.to_numpy()
    street_id = np.empty(len(streets), dtype=np.int64)
    street_id[order] = np.arange(1, len(streets) + 1)
    appearance = keys.groupby(_KEY, sort=False).ngroup().to_numpy()
    streets.insert(0, "street_id", street_id)
    return streets.iloc[order].reset_index(drop=True), street_id[appearance]


def _display(kind: str, link: str, name: str, orientation: str) -> str:
    return str(StreetName(kind or None, link or None, name, orientation or None))
