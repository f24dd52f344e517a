"""The default channel: it prints, and so messages nobody."""

from typing import TextIO

from notifier.channels.contract import Envelope, SendOutcome, Verdict

_SENT = SendOutcome(Verdict.SENT)


class ConsoleChannel:
    """Writes each message on one line of a stream."""

    def __init__(self, stream: TextIO) -> None:
        """Write to this stream."""
        self._stream = stream

    def send(self, envelope: Envelope) -> SendOutcome:
        """Print who is told what; a line break in the text becomes a space."""
        to, message = envelope.recipient, envelope.message
        text = " ".join((f"{message.title} | {message.text}" if message.title else message.text).split("\n"))
        self._stream.write(f"{to.channel} {to.address} {to.language}: {text}\n")
        return _SENT
