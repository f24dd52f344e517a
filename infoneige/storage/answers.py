"""What became of calls, recorded in groups: where each entry goes, and what was learned of people, in one commit.

A result counts only while its lease is still the worker's own.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text
from infoneige.storage.suppression import disable_person, suppress_person
from notifier.bundling import Bundle
from notifier.channels.contract import News, SendOutcome
from notifier.delivery import Step, after_call
from notifier.model import DeliveryStatus

_SOURCE = "the provider's answer"


class Result(NamedTuple):
    """The answer to one message, and when it came."""

    bundle: Bundle
    outcome: SendOutcome
    at: datetime


def record(database: Database, answered: Mapping[str, Iterable[Result]]) -> Counter[DeliveryStatus]:
    """Record the answers to calls, by the token of their claim; return how many entries went where.

    What is no longer leased to its token stays as it is.
    """
    counts: Counter[DeliveryStatus] = Counter()
    news: list[Result] = []
    steps = {token: _steps(results, counts, news) for token, results in answered.items()}
    if not counts:
        return counts
    with database.transaction() as connection:
        for token, of_token in steps.items():
            database.queries.take_steps(connection, token=token, steps=of_token)
            database.queries.close_attempts(connection, token=token, steps=of_token)
        for result in sorted(news, key=_person):
            _take_news(database, connection, result)
    return counts


def columns(attempts: int, step: Step) -> list[object]:
    """Return the first of the columns that answers.sql knows as steps; ``at``, outcome and provider id follow."""
    return [
        attempts,
        step.state,
        step.reason,
        step.send_at and to_text(step.send_at),
        step.hold_until and to_text(step.hold_until),
    ]


def _steps(results: Iterable[Result], counts: Counter[DeliveryStatus], news: list[Result]) -> str:
    """Return the steps of one claim as JSON, sorted as receipts lock rows; count them, and collect the news."""
    steps: dict[int, list[object]] = {}
    for result in results:
        bundle, outcome, at = result
        answer = [to_text(at), outcome.verdict, outcome.provider_id]
        for entry in bundle.entries:
            step = after_call(outcome, attempts=entry.attempts, not_after=entry.not_after, at=at)
            counts[step.state] += 1
            steps[entry.entry_id] = columns(entry.attempts, step) + answer
        if outcome.news is not None:
            news.append(result)
    return json.dumps(dict(sorted(steps.items())))


def _take_news(database: Database, connection: Connection, result: Result) -> None:
    person = _person(result)
    if result.outcome.news is News.STOPPED:
        suppress_person(database, connection, person, source=_SOURCE, provider_id=None, now=result.at)
    else:
        disable_person(database, connection, person, now=result.at)


def _person(result: Result) -> int:
    return result.bundle.entries[0].recipient_id
