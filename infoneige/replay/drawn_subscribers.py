"""Invented subscribers for replays and demonstrations, the same for the same seed."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import time, timedelta

from geodata.model import StreetSideId
from notifier.model import Channel, Language, PreferenceProfile, QuietHours, Recipient, Subscription

_LEADS = [(60,), (720, 60), (120, 30), (60, 15), (180,), ()]
_QUIET_HOURS = [
    None,
    QuietHours(time(22), time(7)),
    QuietHours(time(21, 30), time(6, 30)),
    QuietHours(time(23), time(6)),
]
_SECOND_SIDE = 0.2
_IN_FRENCH = 0.8


def draw_subscribers(count: int, seed: int, sides: Sequence[StreetSideId]) -> Iterator[Subscription]:
    """Yield the subscriptions of so many invented people, 1.2 sides each, drawn evenly from these sides."""
    draw = random.Random(seed)  # noqa: S311 - invented people, no secret
    for number in range(count):
        channel = draw.choice((Channel.SMS, Channel.PUSH))
        language = Language.FR if draw.random() < _IN_FRENCH else Language.EN
        recipient = Recipient(channel, f"subscriber-{number:06}", language)
        leads = tuple(timedelta(minutes=minutes) for minutes in draw.choice(_LEADS))
        profile = PreferenceProfile(leads, draw.choice(_QUIET_HOURS))
        for side_id in draw.sample(sides, min(len(sides), 2 if draw.random() < _SECOND_SIDE else 1)):
            yield Subscription(recipient, side_id, profile)


def one_on_each_side(sides: Iterable[StreetSideId]) -> Iterator[Subscription]:
    """Yield one invented person per side, by SMS in French, reminded an hour before, asleep from 22:00 to 7:00."""
    profile = PreferenceProfile((timedelta(hours=1),), QuietHours(time(22), time(7)))
    for side_id in sides:
        yield Subscription(Recipient(Channel.SMS, f"side-{side_id}"), side_id, profile)
