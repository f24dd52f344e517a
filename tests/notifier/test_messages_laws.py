"""What holds for every message about one side, whatever the street, the window and the time of sending."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.model import AddressRange, Parity, StreetName, StreetSide, StreetSideId
from notifier.messages import WORDINGS, render
from notifier.model import CLOSING_KINDS, AlertKind, Channel, Language, Message, MessageSubject
from notifier.sms_text import Alphabet, SmsSize, segments
from notifier.wording.corners import corner
from schedules.local_time import at_local, to_local
from schedules.model import BanWindow

STREETS = [
    StreetName("rue", None, "Cartier", None),
    StreetName("chemin", "de la", "Côte-des-Neiges", None),
    StreetName("chemin", "de la", "Côte-Sainte-Catherine", None),
    StreetName("rue", "du", "Square-Sir-George-Étienne-Cartier", None),
    StreetName("boulevard", None, "Gouin", "Ouest"),
    StreetName("boulevard", None, "Louis-Hippolyte-La Fontaine", None),
    StreetName("pont-tunnel", None, "Louis-Hippolyte-La Fontaine", None),
    StreetName("boulevard", "de la", "Rivière-des-Prairies", None),
    StreetName("boulevard", "de", "Sainte-Anne-de-Bellevue", None),
    StreetName("avenue", None, "Notre-Dame-de-Grâce", None),
    StreetName("rue", "de l'", "Île-de-la-Visitation", None),
    StreetName("boulevard", "de l'", "Île-des-Sœurs", None),
    StreetName("rue", None, "Saint-François-d'Assise", None),
    StreetName("terrasse", "du", "Bord-du-Lac-Lakeshore", "Sud"),
    StreetName("chemin", "de la", "Cabane à sucre", None),
    StreetName(None, None, "Voie privée", None),
]
CORNERS = [str(street) for street in STREETS]
CLOCK_NIGHTS = [datetime(2026, 11, 1, tzinfo=UTC).date(), datetime(2027, 3, 14, tzinfo=UTC).date()]
CLOSING = tuple(CLOSING_KINDS)
CORRECTIONS = (AlertKind.MOVED, AlertKind.CANCELLED, AlertKind.OUR_ERROR)
CORRECTIONS_AND_DONE = (*CORRECTIONS, AlertKind.DONE)
WARNINGS = tuple(kind for kind in AlertKind if kind not in CORRECTIONS_AND_DONE)
BEFORE = (AlertKind.PLANNED, AlertKind.SHORT_NOTICE, AlertKind.EVENING_BEFORE, AlertKind.REMINDER, AlertKind.MOVED)
PARITY_WORDS = {
    (Language.FR, Parity.EVEN): " pairs",
    (Language.FR, Parity.ODD): " impairs",
    (Language.EN, Parity.EVEN): " even side",
    (Language.EN, Parity.ODD): " odd side",
}
ONE_SIDE = {Language.FR: "un seul bord", Language.EN: "one side"}
PART = {Language.FR: "partie d", Language.EN: "part of "}
BETWEEN = {Language.FR: "entre ", Language.EN: "between "}
NEVER = ("gauche", "droit", "left", "right", "{", "}", "!", "None")

times = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))


@st.composite
def sides(draw: st.DrawFn) -> StreetSide:
    parity = draw(st.sampled_from([*Parity, None]))
    first = draw(st.integers(1, 49_000)) * 2 + (parity is Parity.ODD)
    last = first + draw(st.integers(0, 99)) * 2 + (parity is Parity.MIXED)
    civics = draw(st.sampled_from([AddressRange(first, last), None])) if parity else None
    corners = draw(st.lists(st.sampled_from(CORNERS), max_size=2).map(tuple))
    street = draw(st.sampled_from(STREETS))
    return StreetSide(StreetSideId("16118822"), None, street, "Montréal", None, None, None, civics, parity, corners)


@st.composite
def windows(draw: st.DrawFn) -> BanWindow:
    days = st.dates(datetime(2026, 10, 1, tzinfo=UTC).date(), datetime(2027, 4, 30, tzinfo=UTC).date())
    start = at_local(draw(st.one_of(days, st.sampled_from(CLOCK_NIGHTS))), draw(times))
    lasts = timedelta(minutes=draw(st.integers(1, 48 * 60)))
    return BanWindow(StreetSideId("16118822"), start, draw(st.sampled_from([None, start + lasts])))


@st.composite
def subjects(draw: st.DrawFn, kinds: tuple[AlertKind, ...] = tuple(AlertKind)) -> MessageSubject:
    kind, window = draw(st.sampled_from(kinds)), draw(windows())
    told_at = window.starts_at - draw(st.timedeltas(timedelta(0), timedelta(days=20)))
    shift = draw(st.timedeltas(timedelta(days=-2), timedelta(days=2)))
    previous = BanWindow(window.side_id, window.starts_at + shift, None) if draw(st.booleans()) else None
    return MessageSubject(
        kind,
        (draw(sides()),),
        window,
        replaces_at=told_at if kind in CORRECTIONS else None,
        previous=previous,
        happened_at=window.starts_at + draw(st.timedeltas(timedelta(0), timedelta(hours=20))),
    )


def only_this_side(side: StreetSide | StreetSideId, language: Language) -> Iterator[str]:
    """List what must stand in a message that would otherwise speak of more than this side."""
    assert isinstance(side, StreetSide)
    if side.range:
        civics = {side.range.first, side.range.last}
        yield from map(str, civics)
    elif len({corner(name) for name in side.cross_streets}) > 1:
        yield BETWEEN[language]
    elif side.parity in (Parity.EVEN, Parity.ODD) or side.cross_streets:
        yield PART[language]
    else:
        yield side.side_id
    if side.range or side.cross_streets or side.parity in (Parity.EVEN, Parity.ODD):
        yield PARITY_WORDS.get((language, side.parity or Parity.MIXED), ONE_SIDE[language]).strip()


leads = st.timedeltas(timedelta(minutes=1), timedelta(days=5))


def rendered(subject: MessageSubject, language: Language, channel: Channel, *, before: timedelta) -> Message:
    return render(subject, language=language, channel=channel, now=subject.window.starts_at - before)


@settings(max_examples=200, deadline=None)
@given(subjects(WARNINGS), st.sampled_from(Language), leads | st.just(timedelta(0)))
def test_warning_about_one_side_is_one_segment_of_gsm7(
    subject: MessageSubject, language: Language, before: timedelta
) -> None:
    message = rendered(subject, language, Channel.SMS, before=before)
    sent = message.text + " #K7Q4M2"
    assert segments(sent) == SmsSize(Alphabet.GSM7, len(sent), 1)
    assert message.segments == 1


@settings(max_examples=200, deadline=None)
@given(subjects(CORRECTIONS_AND_DONE), st.sampled_from(Language), leads | st.just(timedelta(0)))
def test_permission_about_one_side_takes_a_second_segment_at_most(
    subject: MessageSubject, language: Language, before: timedelta
) -> None:
    message = rendered(subject, language, Channel.SMS, before=before)
    sent = message.text + " #K7Q4M2"
    assert segments(sent) == SmsSize(Alphabet.GSM7, segments(sent).units, message.segments)
    assert message.segments <= 2


@settings(max_examples=200, deadline=None)
@given(subjects(CLOSING), st.sampled_from(Language), st.sampled_from(Channel), leads)
def test_permission_never_covers_more_than_the_side(
    subject: MessageSubject, language: Language, channel: Channel, before: timedelta
) -> None:
    message = rendered(subject, language, channel, before=before)
    for text in (message.text, message.title or message.text):
        assert [words for words in only_this_side(subject.sides[0], language) if words not in text] == []


@settings(max_examples=100, deadline=None)
@given(subjects(), st.sampled_from(Language), st.sampled_from(Channel), leads | st.just(timedelta(0)))
def test_no_message_speaks_of_hands_or_leaves_a_gap(
    subject: MessageSubject, language: Language, channel: Channel, before: timedelta
) -> None:
    message = rendered(subject, language, channel, before=before)
    words = f"{message.title}\n{message.text}"
    assert [word for word in (*NEVER, "  ", " ,", " .") if word in words] == []


@settings(max_examples=100, deadline=None)
@given(subjects(), st.sampled_from(Language), st.sampled_from(Channel), leads)
def test_parity_is_always_told_where_it_is_known(
    subject: MessageSubject, language: Language, channel: Channel, before: timedelta
) -> None:
    side = subject.sides[0]
    assert isinstance(side, StreetSide)
    word = PARITY_WORDS.get((language, side.parity)) if side.parity else None
    text = rendered(subject, language, channel, before=before).text
    if word:
        assert word in text
    elif side.range and (channel is Channel.PUSH or re.search(r"\d-\d", text)):  # else it warns of the whole street
        assert f"{side.range.first}-{side.range.last}" in text.replace("–", "-")


@settings(max_examples=100, deadline=None)
@given(subjects(BEFORE), st.sampled_from(Language), leads)
def test_both_ends_are_told_with_weekday_and_hour(
    subject: MessageSubject, language: Language, before: timedelta
) -> None:
    text = rendered(subject, language, Channel.SMS, before=before).text
    wording, window = WORDINGS[language], subject.window
    assert wording.weekday_moment(window.starts_at).split()[0] in text
    assert wording.time_of_day(window.starts_at) in text
    if window.ends_at:
        lasts_until = to_local(window.ends_at - timedelta(microseconds=1))
        either = (wording.weekdays[lasts_until.weekday()], wording.weekday_moment(window.ends_at).split()[0])
        assert any(day in text for day in either)  # of a midnight the day that ends, or the one that begins
        assert wording.time_of_day(window.ends_at) in text or wording.midnight in text
    open_end = (wording.until_loading_ends, wording.until_loading_ends_tersely)
    assert any(words in text for words in open_end) is (window.ends_at is None)


@settings(max_examples=100, deadline=None)
@given(subjects(BEFORE), st.sampled_from(Language), st.timedeltas(timedelta(0), timedelta(minutes=59)))
def test_once_the_ban_has_begun_no_deadline_is_told(
    subject: MessageSubject, language: Language, after: timedelta
) -> None:
    if subject.window.is_over(subject.window.starts_at + after):
        after = timedelta(0)
    text = rendered(subject, language, Channel.SMS, before=-after).text
    assert ("maintenant" in text, "avant" in text) == (language is Language.FR, False)
    assert ("now" in text, "before" in text) == (language is Language.EN, False)
    assert "Permis" not in text
    assert "allowed" not in text
