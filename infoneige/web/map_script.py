"""What the script of the map is told: where its parts and the tiles lie, which part of the city, its words."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from flask_babel import gettext as _

from infoneige.map_tiles import digest_in, digest_of, tiles_beside
from infoneige.residents.in_view import Box
from infoneige.web.frame import STATIC, asset

_ROUND_THE_CITY: Final = 3
"""How many times as wide as the city the map may show: a telephone held upright sees little of its width."""
_BUILT: Final = {"start": "map-start.mjs", "module": "map.mjs", "worker": "map-worker.mjs", "style": "map.css"}
_PICK: Final = "map-pick.mjs"


def is_built() -> bool:
    """Say whether the map's scripts are there: npm makes them, a plain installation of Python does without."""
    return all((STATIC / "built" / file).is_file() for file in (*_BUILT.values(), _PICK))


def tiles_of(artefact: Path, side_ids: Iterable[str]) -> Path | None:
    """Return the tiles beside an artefact with these sides; None where there are none, or those of another city."""
    tiles = tiles_beside(artefact)
    return tiles if digest_in(tiles) == digest_of(side_ids) else None


def version_of(tiles: Path) -> str:
    """Return what tells these tiles from those that were there before."""
    return f"{tiles.stat().st_mtime_ns:x}"


def map_script(tiles: Path | None, box: Box, whole: Box) -> dict[str, str] | None:
    """Return what to tell the script of a map of a box of the whole city; None where it cannot be drawn."""
    if tiles is None or not is_built():
        return None
    return {name: asset(f"built/{file}") for name, file in _BUILT.items()} | {
        "tiles": f"/carte/tuiles/{version_of(tiles)}.pmtiles",
        "states": "/carte/etats",
        "city": str(whole.wider(times=_ROUND_THE_CITY)),
        "box": str(box),
        "words": json.dumps(_words(), ensure_ascii=False),
    }


def picking_script(tiles: Path | None, box: Box, whole: Box) -> dict[str, str] | None:
    """Return what to tell the script of a map on which sides are picked and an area is drawn."""
    told = map_script(tiles, box, whole)
    return told and {**told, "library": told["module"], "module": asset(f"built/{_PICK}")}


def _words() -> dict[str, str]:
    return {
        "Map.Title": _(
            "Carte des côtés de rue : les flèches la déplacent, plus et moins la rapprochent et l’éloignent"
        ),
        "NavigationControl.ZoomIn": _("Rapprocher"),
        "NavigationControl.ZoomOut": _("Éloigner"),
        "CooperativeGesturesHandler.WindowsHelpText": _("Ctrl et la molette rapprochent la carte"),
        "CooperativeGesturesHandler.MacHelpText": _("⌘ et la molette rapprochent la carte"),
        "CooperativeGesturesHandler.MobileHelpText": _("Deux doigts déplacent la carte"),
    }
