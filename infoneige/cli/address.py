"""``infoneige address`` and ``infoneige nearby``: which side of street an address or a point is on."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from geodata.address import parse
from geodata.label import label, labels_of_choices
from geodata.matching import Ambiguous, Match, NotFound
from geodata.model import GeodataError, StreetSide
from infoneige.cli.settings_options import GEODATA, chosen_settings
from infoneige.errors import ServiceError

if TYPE_CHECKING:
    from geodata.address_book import AddressBook

_EXIT_CODES: Final = {"match": 0, "ambiguous": 1, "not_found": 2}
_ADD_A_NUMBER: Final = "Add the civic number to tell them apart, for example: 4820 rue Saint-Denis"

_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.command()
@GEODATA
@_json
@click.argument("text", nargs=-1, required=True)
@click.pass_context
def address(ctx: click.Context, geodata: str | None, text: tuple[str, ...], as_json: bool) -> None:
    """Find the side of street of an address, however it is typed, in quotes or not.

    Exits with 0 for a match, 1 when it is ambiguous, 2 when it is not found or the artefact cannot be used.
    """
    typed = " ".join(text)
    with _book(geodata, as_json=as_json) as book:
        found = _found(book.find(typed), has_number=parse(typed).civic is not None)
    _answer(ctx, found, as_json=as_json)


@click.command(context_settings={"ignore_unknown_options": True})
@GEODATA
@_json
@click.argument("longitude", type=float)
@click.argument("latitude", type=float)
@click.pass_context
def nearby(ctx: click.Context, geodata: str | None, longitude: float, latitude: float, as_json: bool) -> None:
    """Find the side of street nearest to a point in degrees, at most 100 metres away.

    Exits with 0 for a match, 2 when it is refused or the artefact cannot be used.
    """
    from geodata.nearby import SideMap

    with _book(geodata, as_json=as_json) as book:
        sides = SideMap(book)
        try:
            found = _near(sides.nearest(longitude, latitude))
        except GeodataError as error:
            found = _outcome("not_found", distance_m=None, hand=None, reason=str(error))
    _answer(ctx, found, as_json=as_json)


@contextmanager
def _book(geodata: str | None, *, as_json: bool) -> "Iterator[AddressBook]":
    """Open the artefact; one that cannot be used is an answer too for whoever reads JSON."""
    from geodata.address_book import AddressBook

    try:
        with closing(AddressBook.open(chosen_settings(geodata=geodata).geodata)) as book:
            yield book
    except (GeodataError, ServiceError) as error:
        if as_json:
            click.echo(json.dumps({"status": "unusable", "reason": str(error)}, ensure_ascii=False))
        raise


def _found(answer: Match | Ambiguous | NotFound, *, has_number: bool) -> dict[str, Any]:
    match answer:
        case Match(side):
            return _outcome("match", side)
        case Ambiguous(choices):
            labels = zip(choices, labels_of_choices(choices), strict=True)
            named = [{"side_id": side.side_id, "label": text} for side, text in labels]
            asked = _outcome("ambiguous", choices=named)
            helps = not has_number and len({side.range for side in choices}) > 1
            return asked | {"hint": _ADD_A_NUMBER} if helps else asked
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
            return "\n".join([*_asked(choices), *filter(None, [found.get("hint")])])
        case {"reason": reason}:
            return f"Not found: {reason}"
        case {"suggestions": [_, *_] as suggestions}:
            return "\n".join(["Not found. Did you mean", *(f"  {text}" for text in suggestions)])
    return "Not found. Type a number and a street, for example: 4820 rue Saint-Denis"


def _asked(choices: list[dict[str, str]]) -> Iterator[str]:
    yield "Is it this one?" if len(choices) == 1 else "Which one?"
    for choice in choices:
        yield f"  {choice['label']} (side {choice['side_id']})"
