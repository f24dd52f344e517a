"""`infoneige replay`: recorded plan states through the real rules, outbox and delivery, on a fake clock."""

import json
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from infoneige.errors import ServiceError
from infoneige.instants import from_iso

if TYPE_CHECKING:
    from geodata.address_book import AddressBook
    from geodata.model import StreetSideId
    from infoneige.replay.player import SentMessage
    from infoneige.replay.recordings import RecordedState
    from infoneige.replay.summary import ReplaySummary
    from notifier.model import Subscription

_STRANGERS_SHOWN = 5
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--geodata", "artefact", required=True, type=_FILE, help="The artefact made by `geodata build`.")
@click.option(
    "--plans",
    "first_plans",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path),
    help="Recorded states, or folders of them, named by their UTC instant; more may follow.",
)
@click.argument("more_plans", nargs=-1, type=click.Path(path_type=Path))
@click.option("--subscriptions", type=_FILE, help="A CSV file of who wants to be told what.")
@click.option("--subscribers", type=click.IntRange(min=1), help="Draw this many invented people instead.")
@click.option("--each-side", is_flag=True, help="One invented person on each side that the recordings name instead.")
@click.option("--seed", default=1, show_default=True, help="Which people are drawn.")
@click.option(
    "--mode",
    type=click.Choice(["complete", "changes"]),
    default="changes",
    show_default=True,
    help="What absence from a recorded CSV plan means: withdrawn, or unchanged.",
)
@click.option("--until", help="Stop after this instant, such as 2025-12-27T12:00:00Z.")
@click.option("--silence", is_flag=True, help="Tell people of a silent feed too: recordings have long gaps.")
@click.option(
    "--json",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every message to this file, one JSON object per line.",
)
def replay(
    *,
    artefact: Path,
    first_plans: tuple[Path, ...],
    more_plans: tuple[Path, ...],
    subscriptions: Path | None,
    subscribers: int | None,
    each_side: bool,
    seed: int,
    mode: str,
    until: str | None,
    silence: bool,
    out: Path | None,
) -> None:
    """Play recorded plan states and show every message that they would have caused."""
    from geodata.address_book import AddressBook
    from infoneige.cli.progress import shown_steps
    from infoneige.people.subscription_file import read_subscriptions
    from infoneige.replay.player import ReplaySettings, play_states
    from infoneige.replay.recordings import find_recordings, read_state
    from infoneige.replay.summary import summarise
    from schedules.model import PlanMode

    settings = ReplaySettings(
        csv_mode=PlanMode(mode),
        silence_after=timedelta(minutes=20) if silence else None,
        until=from_iso(until) if until else None,
    )
    if sum((subscriptions is not None, subscribers is not None, each_side)) != 1:
        message = "say who subscribes: --subscriptions FILE.csv, --subscribers N or --each-side, and one of them only"
        raise ServiceError(message)
    with closing(AddressBook.open(artefact)) as book:
        states = [read_state(one, book) for one in find_recordings([*first_plans, *more_plans])]
        wishes = read_subscriptions(subscriptions) if subscriptions else None
        people = _invented(subscribers, seed, book, states) if wishes is None else wishes
        with shown_steps(len(states)) as show_step:
            record = play_states(book, states, settings, people, lambda instant: show_step(f"{instant:%F %R}Z"))
        known = book.side_ids()
    summary = summarise(record, known)
    if out:
        with _whole_or_not_at_all(out) as file:
            _write(record.messages, file)
    show([] if out else record.messages, summary)
    if wishes is not None:
        click.echo(_line("Sides subscribed", _subscribed({wish.side_id for wish in wishes}, known)))


def _invented(
    count: int | None, seed: int, book: "AddressBook", states: "list[RecordedState]"
) -> "Iterable[Subscription]":
    """Return invented people: so many, or else one on each side of the recordings."""
    from infoneige.replay.drawn_subscribers import draw_subscribers, one_on_each_side

    if count:
        return draw_subscribers(count, seed, sorted(book.side_ids()))
    return one_on_each_side(sorted({plan.side_id for state in states for plan in state.batch}))


def _subscribed(sides: "AbstractSet[StreetSideId]", known: "AbstractSet[StreetSideId]") -> str:
    strangers = sorted(sides - known)
    if not strangers:
        return f"{len(sides):,}"
    first = ", ".join(strangers[:_STRANGERS_SHOWN]) + (", ..." if len(strangers) > _STRANGERS_SHOWN else "")
    return f"{len(sides):,}, of which {len(strangers):,} are not in the street file ({first})"


def show(messages: "Iterable[SentMessage]", summary: "ReplaySummary") -> None:
    """Print messages, each with its local time and its addressee, then the figures."""
    from schedules.local_time import to_local

    for message in messages:
        person = message.recipient
        click.echo(f"{to_local(message.sent_at):%a %F %R}  {person.channel} {person.address}  {message.subject.kind}")
        click.echo(f"    {message.text}")
    click.echo(_in_words(summary))


def _in_words(summary: "ReplaySummary") -> str:
    notice = summary.notice_minutes
    lines = {
        "States played": f"{summary.states_played}, {summary.plans_read:,} plans read",
        "People told": f"{summary.people_told:,}",
        "Messages": f"{summary.messages:,} ({_counts(summary.messages_by_kind)})",
        "SMS segments": f"{summary.sms_segments:,}",
        "Minutes of notice": f"minimum {notice.minimum}, median {notice.median}, 90th percentile {notice.percentile_90}"
        if notice
        else "nothing announced",
        "Sides unknown": f"{summary.sides_unknown:,}",
        "Rows rejected": f"{summary.rows_rejected:,}",
        "Withdrawals held": f"{summary.withdrawals_held:,}",
        "Anomalies": _counts(summary.anomalies),
    }
    return "\n".join(_line(name, value) for name, value in lines.items())


def _line(name: str, value: str) -> str:
    return f"{name + ':':<19}{value}"


def _counts(of: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in of.items()) or "none"


def _write(messages: "Iterable[SentMessage]", file: TextIO) -> None:
    from infoneige.replay.summary import row_of

    file.writelines(json.dumps(row_of(message), ensure_ascii=False) + "\n" for message in messages)


@contextmanager
def _whole_or_not_at_all(path: Path) -> Iterator[TextIO]:
    """Open a file that takes its place only when it is complete."""
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            yield file
        partial.replace(path)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise ServiceError(message) from error
    finally:
        partial.unlink(missing_ok=True)
