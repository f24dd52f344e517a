"""From a subject to the words that are sent: which text of the template, filled with what, in which channel's dress."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache, partial

from geodata.model import StreetSide
from notifier.model import CLOSING_KINDS, AlertKind, Channel, Language, Message, MessageSubject, NotifierError
from notifier.sms_text import MARKER_ROOM, fold_to_gsm7, segments
from notifier.wording.english import ENGLISH
from notifier.wording.fitting import PERMISSION, WARNING, Fullness, Ladders, attempts, first_cheapest
from notifier.wording.french import FRENCH
from notifier.wording.phrases import TimeBrevity, Wording
from notifier.wording.sides import SideStyle, sides_words
from notifier.wording.streets import Brevity, Spelling
from notifier.wording.template_files import ALWAYS, template_texts
from schedules.local_time import to_local
from schedules.model import BanWindow

WORDINGS: dict[Language, Wording] = {Language.FR: FRENCH, Language.EN: ENGLISH}

PUSH_BODY_LENGTH = 180
"""About what a locked screen shows of a push message."""

_MARKER = "#" * MARKER_ROOM
_EVENING = 17
_TITLE = SideStyle(Spelling(Brevity.KIND), numbers=False, joint=", ")
_TITLE_SIDES = 2


@dataclass(frozen=True, slots=True)
class _Moment:
    """All that the words depend on in the time of sending, so that one rendering serves many people."""

    phase: str
    today: date
    is_eve: bool


@dataclass(frozen=True, slots=True)
class _Draft:
    """A message to be: what it is about and for whom, and the lines of its template."""

    subject: MessageSubject
    wording: Wording
    moment: _Moment
    sender: str
    lines: tuple[str, ...]

    @property
    def ladders(self) -> Ladders:
        """Return how it may be shortened: what lifts a ban names nothing that is still banned."""
        return PERMISSION if _lifts(self.subject) else WARNING

    def fields(self, fullness: Fullness) -> dict[str, str]:
        """Return everything that a template may name, told as fully as asked."""
        sides = sides_words(self.subject.sides, self.wording, fullness.sides)
        times = self._times(fullness.times) | self._past(fullness.times)
        return {"sender": self.sender, "sides": sides, **times}

    def _times(self, brevity: TimeBrevity) -> dict[str, str]:
        window, wording = self.subject.window, self.wording
        overrun = self.moment.phase == "after"
        return {
            "span": wording.span(window, brevity=brevity),
            "until": wording.until_end(window, overrun=overrun, brevity=brevity),
            "start": wording.moment(window.starts_at, brevity=brevity),
            "start_short": wording.weekday_moment(window.starts_at),
            "deadline": wording.deadline(window.starts_at, brevity=brevity),
        }

    def _past(self, brevity: TimeBrevity) -> dict[str, str]:
        """Return what happened before; a phrase about an unknown instant is empty."""
        subject, wording = self.subject, self.wording
        recent = partial(wording.recent, today=self.moment.today, brevity=brevity)
        told = partial(wording.told, today=self.moment.today, brevity=brevity)
        return {
            "correction": _correction(subject, wording),
            "replaces": told(wording.replaces, subject.replaces_at),
            "notice": told(wording.notice, subject.replaces_at) or wording.previous_notice,
            "at": "" if brevity is TimeBrevity.BARE else recent(wording.at, subject.happened_at),
            "since": recent(wording.since, subject.happened_at),
        }


def render(
    subject: MessageSubject, *, language: Language, channel: Channel, now: datetime, sender: str = "AvisNeige"
) -> Message:
    """Return the words for one subject, true at ``now``. The console shows the SMS.

    A warning about one side is one SMS segment of GSM-7, its marker included, whatever the street and the hours; two
    where the sender's name outgrows ours, or where the street file does not know the side and its id has more than 14
    characters. What lifts a ban names the side and no more, and so may take a second segment.

    Raises NotifierError where nothing true is left to say: a ban that is over cannot be announced, moved or reminded
    of.
    """
    return _render(subject, language, channel, _moment(subject, now), sender)


def _moment(subject: MessageSubject, now: datetime) -> _Moment:
    window, local = subject.window, to_local(now)
    phase = "after" if window.is_over(now) else "during" if window.is_active(now) else "before"
    tomorrow = local.date() + timedelta(days=1)
    is_eve = local.hour >= _EVENING and to_local(window.starts_at).date() == tomorrow
    return _Moment(phase, local.date(), is_eve)


@lru_cache(maxsize=4096)
def _render(subject: MessageSubject, language: Language, channel: Channel, moment: _Moment, sender: str) -> Message:
    lines = _lines(subject, language, channel, moment)
    draft = _Draft(subject, WORDINGS[language], moment, sender, lines)
    return _push(draft) if channel is Channel.PUSH else _sms(draft)


def _lines(subject: MessageSubject, language: Language, channel: Channel, moment: _Moment) -> tuple[str, ...]:
    texts = template_texts(subject.kind, language, channel)
    for heading in (*_special_headings(subject, moment), moment.phase, ALWAYS):
        if heading in texts:
            return texts[heading]
    message = f"a ban that ended at {subject.window.ends_at} has no {subject.kind} message; let the entry expire"
    raise NotifierError(message)


def _special_headings(subject: MessageSubject, moment: _Moment) -> Iterator[str]:
    """Yield the circumstances that a template may treat apart. News of the data covers sides whose windows differ."""
    if len(subject.sides) > 1:
        yield "several"
    if moment.phase == "before" and _shift(subject) > timedelta(0):
        yield "later"
    if moment.phase == "before" and moment.is_eve:
        yield "eve"


def _shift(subject: MessageSubject) -> timedelta:
    """Return by how much the start moved; nothing where what was told before is not known."""
    return subject.window.starts_at - subject.previous.starts_at if subject.previous else timedelta(0)


def _correction(subject: MessageSubject, wording: Wording) -> str:
    shift = _shift(subject)
    if not shift:
        return wording.other_hours
    return wording.later if shift > timedelta(0) else wording.earlier


def _lifts(subject: MessageSubject) -> bool:
    """Say whether people may park at an hour that was banned before, as far as they were told."""
    if subject.kind is not AlertKind.MOVED:
        return subject.kind in CLOSING_KINDS
    now, before = subject.window, subject.previous
    return before is None or now.starts_at > before.starts_at or _ends_earlier(now, before)


def _ends_earlier(now: BanWindow, before: BanWindow) -> bool:
    return now.ends_at is not None and (before.ends_at is None or now.ends_at < before.ends_at)


def _sms(draft: _Draft) -> Message:
    ladder = draft.ladders.one_side if len(draft.subject.sides) == 1 else draft.ladders.several_sides
    fields = cache(draft.fields)  # a ladder is climbed once for each sentence that may go
    texts = (
        fold_to_gsm7(template.format_map(fields(fullness))) for template, fullness in attempts(draft.lines, ladder)
    )
    messages = (Message(text, segments(text + _MARKER).segments) for text in texts)
    return first_cheapest(messages, lambda message: message.segments - 1)


def _push(draft: _Draft) -> Message:
    title, template = draft.lines
    bodies = (
        draft.wording.typeset(template.format_map(draft.fields(fullness))) for fullness in draft.ladders.on_screen
    )
    body = first_cheapest(bodies, lambda body: max(0, len(body) - PUSH_BODY_LENGTH))
    title = title.format(place=_place(draft), **draft.fields(draft.ladders.on_screen[0]))
    return Message(body, 0, title=draft.wording.typeset(title), tag=_tag(draft.subject))


def _place(draft: _Draft) -> str:
    subject, wording = draft.subject, draft.wording
    if len(subject.sides) > _TITLE_SIDES:
        return wording.several_sides.format(len(subject.sides))
    return sides_words(subject.sides, wording, replace(_TITLE, exact=_lifts(subject)))


def _tag(subject: MessageSubject) -> str:
    """Return what lets a correction replace the notice it corrects on a screen; news of the data replaces no ban."""
    about = "data" if subject.kind in (AlertKind.DATA_SILENT, AlertKind.DATA_BACK) else "side"
    first = min(side.side_id if isinstance(side, StreetSide) else side for side in subject.sides)
    return f"{about}-{first}"
