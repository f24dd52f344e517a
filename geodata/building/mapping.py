"""Which column of a city's street file means what. Montréal's own columns are the default; a TOML file maps others."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geodata.folding import fold
from geodata.model import GeodataError

Names = tuple[str, ...]
"""The names under which a column may stand; the first that the file has is taken."""

COLUMNS = (
    "side_id", "segment_id", "kind", "link", "name", "orientation",
    "town", "borough", "sector", "first", "last", "hand",
)  # fmt: skip
HAND_COLUMNS = ("first", "last", "side_id", "town", "borough", "sector")
_TABLES: dict[str, tuple[str, ...]] = {
    "columns": COLUMNS,
    "left": HAND_COLUMNS,
    "right": HAND_COLUMNS,
    "hand": ("left", "right"),
}
_SETTINGS = ("city", "crs", "metric_crs", "offset_metres")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How to read one city's file: one row per side, or (``left`` and ``right`` given) one row per segment.

    ``optional`` columns may be missing from the file. ``hand_in_last_digit`` is Montréal's own rule: a side id ends
    in 1 on the right and in 2 on the left, and what stands before that digit is the segment's id.
    """

    columns: Mapping[str, Names]
    left: Mapping[str, Names] = field(default_factory=dict)
    right: Mapping[str, Names] = field(default_factory=dict)
    left_words: frozenset[str] = frozenset({"left", "l", "gauche", "g"})
    right_words: frozenset[str] = frozenset({"right", "r", "droite", "droit", "d"})
    optional: frozenset[str] = frozenset()
    hand_in_last_digit: bool = False
    city: str | None = None
    crs: str | None = None
    metric_crs: str | None = None
    offset_metres: float = 4.0

    @property
    def is_by_segment(self) -> bool:
        """Say whether a row is a whole segment, of which two sides are to be made."""
        return bool(self.left or self.right)


MONTREAL = ColumnMapping(
    columns={
        "side_id": ("COTE_RUE_ID",),
        "segment_id": ("ID_TRC",),
        "kind": ("TYPE_F",),
        "link": ("LIEN_F",),
        "name": ("NOM_VOIE",),
        "orientation": ("ORIENTATION_F",),
        "town": ("NOM_VILLE",),
        "borough": ("ARRONDISSEMENT", "NOM_ARROND"),
        "first": ("DEBUT_ADRESSE",),
        "last": ("FIN_ADRESSE",),
        "hand": ("COTE",),
    },
    optional=frozenset({"segment_id", "kind", "link", "orientation", "town", "borough", "hand"}),
    hand_in_last_digit=True,
)
"""Both forms of Montréal's street sides: with orientation, link and borough (2013), and without (today)."""


def load_mapping(path: Path) -> ColumnMapping:
    """Read a city's mapping file, as docs/cities.md describes it.

    Raises:
        GeodataError: it is missing, is no TOML, or holds a key or a value that means nothing here.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"there is no mapping file at {path}; check the path"
        raise GeodataError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"the mapping {path} is no TOML: {error}"
        raise GeodataError(message) from error
    return _mapping(document, path)


def _mapping(document: Mapping[str, object], path: Path) -> ColumnMapping:
    _refuse_unknown(document, (*_TABLES, *_SETTINGS), f"the mapping {path}")
    columns, left, right, words = (_table(document, name, path) for name in _TABLES)
    settings = {name: _setting(document[name], name, path) for name in _SETTINGS if name in document}
    hands = {f"{hand}_words": frozenset(map(fold, names)) for hand, names in words.items()}
    mapping = ColumnMapping(columns, left, right, **hands, **settings)  # type: ignore[arg-type] # checked just above
    _refuse_incomplete(mapping, path)
    return mapping


def _table(document: Mapping[str, object], name: str, path: Path) -> dict[str, Names]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        message = f"{name} in the mapping {path} is a table: write [{name}] above its keys"
        raise GeodataError(message)
    _refuse_unknown(table, _TABLES[name], f"[{name}] in the mapping {path}")
    return {key: _names(value, f"{name}.{key}", path) for key, value in table.items()}


def _names(value: object, key: str, path: Path) -> Names:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        message = f'{key} in the mapping {path} is a column name or a list of them, like "NAME" or ["NAME", "NOM"]'
        raise GeodataError(message)
    return tuple(names)


def _setting(value: object, name: str, path: Path) -> str | float:
    if name == "offset_metres":
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 100:  # noqa: PLR2004 - metres
            return float(value)
        message = f"offset_metres in the mapping {path} is a number of metres between 0 and 100, not {value!r}"
        raise GeodataError(message)
    if isinstance(value, str) and value:
        return value
    message = f'{name} in the mapping {path} is a text, like "EPSG:32188" or "Montréal", not {value!r}'
    raise GeodataError(message)


def _refuse_unknown(table: Mapping[str, object], known: tuple[str, ...], place: str) -> None:
    for key in table:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"the keys are {', '.join(known)}"
            message = f"{place} has an unknown key {key!r}; {hint}"
            raise GeodataError(message)


def _refuse_incomplete(mapping: ColumnMapping, path: Path) -> None:
    """Refuse a mapping that cannot name a side or its street."""
    one_a_side = {"columns": ("name", "side_id", "first", "last")}
    one_a_segment = {"columns": ("name", "segment_id"), "left": ("first", "last"), "right": ("first", "last")}
    needed: Mapping[str, Names] = one_a_segment if mapping.is_by_segment else one_a_side
    tables = {"columns": mapping.columns, "left": mapping.left, "right": mapping.right}
    for table, keys in needed.items():
        for key in keys:
            if key not in tables[table]:
                message = (
                    f"[{table}] in the mapping {path} does not say which column is {key}; docs/cities.md shows how"
                )
                raise GeodataError(message)
