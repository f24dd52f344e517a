"""``infoneige address`` and ``infoneige nearby``: which side of street an address or a point is on."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import click

from geodata.label import label
from geodata.matching import Ambiguous, Match, NotFound
from geodata.model import GeodataError, StreetSide

_EXIT_CODES: Final = {"match": 0, "ambiguous": 1, "not_found": 2}

_geodata = click.option(
    "--geodata", "artefact", required=True, type=click.Path(path_type=Path), help="The artefact to search."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.command()
@_geodata
@_json
@click.argument("text")
@click.pass_context
def address(ctx: click.Context, artefact: Path, text: str, as_json: bool) -> None:
    """Find the side of street of an address, however it is typed.

    Exits with 0 for a match, 1 when it is ambiguous, 2 when it is not found.
    """
    from geodata.address_book import AddressBook

    with closing(AddressBook.open(artefact)) as book:
        _answer(ctx, _found(book.find(text)), as_json=as_json)


@click.command(context_settings={"ignore_unknown_options": True})
@_geodata
@_json
@click.argument("longitude", type=float)
@click.argument("latitude", type=float)
@click.pass_context
def nearby(ctx: click.Context, artefact: Path, longitude: float, latitude: float, as_json: bool) -> None:
    """Find the side of street nearest to a point in degrees, at most 100 metres away.

    Exits with 0 for a match, 2 when it is refused.
    """
    from geodata.address_book import AddressBook
    from geodata.nearby import SideMap

    with closing(AddressBook.open(artefact)) as book:
        sides = SideMap(book)
        try:
            found = _near(sides.nearest(longitude, latitude))
        except GeodataError as error:
            found = _outcome("not_found", distance_m=None, hand=None, reason=str(error))
        _answer(ctx, found, as_json=as_json)


def _found(answer: Match | Ambiguous | NotFound) -> dict[str, Any]:
    match answer:
        case Match(side):
            return _outcome("match", side)
        case Ambiguous(choices):
            named = [{"side_id": side.side_id, "label": label(side, cross_streets=True)} for side in choices]
            return _outcome("ambiguous", choices=named)
        case NotFound(suggestions):
            return _outcome("not_found", suggestions=list(suggestions))


def _near(answer: object) -> dict[str, Any]:
    from geodata.nearby import REACH_M, Nearby, TooFar

    match answer:
        case Nearby(side, distance_m, hand):
            return _outcome("match", side, distance_m=round(distance_m, 1), hand=hand)
        case TooFar(distance_m):
            reason = f"the nearest street is {distance_m:.0f} m away, further than {REACH_M:.0f} m"
            return _outcome("not_found", distance_m=round(distance_m, 1), hand=None, reason=reason)
    raise TypeError(answer)


def _outcome(status: str, side: StreetSide | None = None, **more: object) -> dict[str, Any]:
    named = {"side_id": side.side_id if side else None, "label": label(side) if side else None}
    return {"status": status, **named, "choices": [], "suggestions": [], **more}


def _answer(ctx: click.Context, found: dict[str, Any], *, as_json: bool) -> None:
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else _prose(found))
    ctx.exit(_EXIT_CODES[found["status"]])


def _prose(found: dict[str, Any]) -> str:
    match found:
        case {"status": "match", "distance_m": distance_m}:
            return f"{found['label']} (side {found['side_id']}, {distance_m} m away, {found['hand'] or 'no'} hand)"
        case {"status": "match"}:
            return f"{found['label']} (side {found['side_id']})"
        case {"status": "ambiguous", "choices": choices}:
            return "\n".join(["Which one?", *(f"  {choice['label']} (side {choice['side_id']})" for choice in choices)])
        case {"reason": reason}:
            return f"Not found: {reason}"
        case {"suggestions": [_, *_] as suggestions}:
            return "\n".join(["Not found. Did you mean", *(f"  {text}" for text in suggestions)])
    return "Not found. Type a number and a street, for example: 4820 rue Saint-Denis"
