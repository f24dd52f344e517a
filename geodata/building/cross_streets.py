"""The streets met at the two ends of a segment, for a side that has no civic numbers to be named by."""

import numpy as np
import pandas as pd

from geodata.building.arrays import Indices, Values
from geodata.building.junctions import Junctions

_NONE = -1
_ROUNDS = 50
"""A block cut in more pieces than this keeps pieces that are named by one corner only."""


def cross_streets(sides: pd.DataFrame, streets: pd.DataFrame, segments: Indices, junctions: Junctions) -> Values:
    """Return for each side the display names of the cross streets at its start and end, at most one each.

    Where several meet, the one with most numbered sides is named. Where none does (a block drawn in pieces), the next
    corner along the street is taken. ``sides`` has ``street_id`` and ``parity_code``; streets are sorted by id from 1.
    """
    street = sides["street_id"].to_numpy(dtype=np.int64) - 1
    corner = streets["corner"].to_numpy(dtype=np.int64)[street]
    ends = pd.DataFrame(
        {
            "segment": np.tile(segments, 2),
            "is_end": np.repeat([False, True], len(sides)),
            "junction": np.concatenate([junctions.start, junctions.end]),
            "corner": np.tile(corner, 2),
            "street": np.tile(street, 2),
        }
    )
    ends["met"] = _met(ends, _ranked(ends, sides, streets))
    _walk_on(ends)
    displays = streets["display"].to_numpy(dtype=object)
    names = [displays[street] if street != _NONE else None for street in ends["met"]]
    start, end = names[: len(sides)], names[len(sides) :]
    met = (tuple(dict.fromkeys(name for name in pair if name)) for pair in zip(start, end, strict=True))
    return np.fromiter(met, dtype=object)


def _ranked(ends: pd.DataFrame, sides: pd.DataFrame, streets: pd.DataFrame) -> pd.DataFrame:
    """Return the named streets of each junction, one row per corner name, the best known first."""
    is_nameless = streets["is_nameless"].to_numpy(dtype=bool)
    present = ends[(ends["junction"] >= 0) & ~is_nameless[ends["street"]]].drop_duplicates(["junction", "corner"])
    all_corners = streets["corner"].to_numpy(dtype=np.int64)[sides["street_id"].to_numpy(dtype=np.int64) - 1]
    numbered = np.bincount(all_corners, (sides["parity_code"] != _NONE).to_numpy(dtype=float))
    ranked = present.assign(weight=-numbered[present["corner"]])
    return ranked.sort_values(["junction", "weight", "street"], kind="stable")


def _met(ends: pd.DataFrame, ranked: pd.DataFrame) -> Indices:
    """Return the best street at each end that is not the side's own, -1 where there is none."""
    best = ranked.groupby("junction", sort=False)[["corner", "street"]]
    first = best.nth(0).assign(junction=ranked["junction"]).set_index("junction")
    second = best.nth(1).assign(junction=ranked["junction"]).set_index("junction")
    top = first.reindex(ends["junction"]).fillna(_NONE).to_numpy(dtype=np.int64)
    next_best = second.reindex(ends["junction"]).fillna(_NONE).to_numpy(dtype=np.int64)
    return np.where(top[:, 0] == ends["corner"].to_numpy(), next_best[:, 1], top[:, 1])


def _walk_on(ends: pd.DataFrame) -> None:
    """Where only the street itself goes on, take over what is met at the far end of its next piece."""
    one_each = ends[ends["junction"] >= 0].drop_duplicates(["segment", "is_end", "corner"]).reset_index()
    groups = one_each.groupby(["junction", "corner"])["index"]
    two_meet = (groups.transform("size") == 2).to_numpy()  # noqa: PLR2004 - this piece and the next
    here = one_each["index"].to_numpy(dtype=np.int64)[two_meet]
    there = groups.transform("sum").to_numpy(dtype=np.int64)[two_meet] - here
    half = len(ends) // 2
    far = np.where(there < half, there + half, there - half)
    met = ends["met"].to_numpy(dtype=np.int64).copy()
    for _ in range(_ROUNDS):
        gained = (met[here] == _NONE) & (met[far] != _NONE)
        if not gained.any():
            break
        met[here[gained]] = met[far[gained]]
    ends["met"] = _shared_by_segment(ends, met)


def _shared_by_segment(ends: pd.DataFrame, met: Indices) -> Indices:
    """Give the other side of a segment what its first side found by walking on."""
    found = pd.Series(met, index=ends.index)
    best = found.groupby([ends["segment"], ends["is_end"], ends["corner"]]).transform("max").to_numpy(dtype=np.int64)
    return np.where(met == _NONE, best, met)
