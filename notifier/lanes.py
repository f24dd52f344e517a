"""The queues in which entries wait: each channel has its own, so that a slow one holds up no other. Pure.

A lane is a number: the channel's, in tens, then how urgent the kind is. Claims take the lowest urgency that has any.
"""

from collections.abc import Collection

from notifier.model import AlertKind, Channel

_CHANNELS = {Channel.CONSOLE: 0, Channel.SMS: 10, Channel.PUSH: 20}
_URGENT = frozenset(
    {
        AlertKind.SHORT_NOTICE,
        AlertKind.MOVED,
        AlertKind.CANCELLED,
        AlertKind.IN_PROGRESS,
        AlertKind.OUR_ERROR,
    }
)
_INFORMATION = frozenset({AlertKind.DONE, AlertKind.DATA_SILENT, AlertKind.DATA_BACK})


def first_lane(channel: Channel) -> int:
    """Return the number of a channel's most urgent lane; :func:`urgency` is added to it."""
    return _CHANNELS[channel]


def urgency(kind: AlertKind) -> int:
    """Return the order in which this kind goes: 0 corrections and urgent, 1 announcements, 2 information."""
    if kind in _URGENT:
        return 0
    return 2 if kind in _INFORMATION else 1


def lanes(channels: Collection[Channel]) -> tuple[int, ...]:
    """Return the lanes of these channels, the most urgent of all first."""
    return tuple(first_lane(channel) + step for step in range(3) for channel in channels)
