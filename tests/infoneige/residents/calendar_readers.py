"""Readers of calendars that know nothing of each other: two in Python, and the one inside Thunderbird."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import icalendar
import pytest

import infoneige.web

FRONTEND = Path(infoneige.web.__file__).parent / "frontend"
_ICAL_JS = """
const ICAL = require("ical.js");
const calendar = new ICAL.Component(ICAL.parse(require("fs").readFileSync(0, "utf8")));
calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
const events = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
console.log(JSON.stringify(events.map((one) => [one.uid, one.summary, one.description,
  one.startDate.toJSDate().toISOString(), one.endDate.toJSDate().toISOString()])));
"""


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of one event; its instants are in UTC."""

    uid: str
    summary: str
    description: str
    starts_at: datetime
    ends_at: datetime


def read_with_icalendar(written: bytes) -> list[Read]:
    """Read as PyPI's icalendar does."""
    events = icalendar.Calendar.from_ical(written).walk("VEVENT")
    return [
        Read(
            str(one["uid"]),
            str(one["summary"]),
            str(one["description"]),
            one.decoded("dtstart").astimezone(UTC),
            one.decoded("dtend").astimezone(UTC),
        )
        for one in events
    ]


def read_with_ics(written: bytes) -> list[Read]:
    """Read as PyPI's ics does; it keeps events in no order."""
    if find_spec("ics") is None:
        _is_missing("ics is not installed")
    events = import_module("ics").Calendar(written.decode()).events
    found = [
        Read(one.uid, one.name, one.description, one.begin.to("utc").datetime, one.end.to("utc").datetime)
        for one in events
    ]
    return sorted(found, key=lambda one: int(one.uid.partition("@")[0].partition("-")[2]))


def read_with_ical_js(written: bytes) -> list[Read]:
    """Read as Thunderbird does, by npm's ical.js, on a machine whose clock is elsewhere."""
    node = shutil.which("node")
    if node is None:
        _is_missing("there is no node")
    environment = os.environ | {"TZ": "Asia/Tokyo"}
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            [node, "-e", _ICAL_JS],
            input=written,
            capture_output=True,
            check=True,
            timeout=30,
            cwd=FRONTEND,
            env=environment,
        )
    except subprocess.CalledProcessError as error:
        if b"Cannot find module 'ical.js'" in error.stderr:
            _is_missing("ical.js is not installed: npm ci in infoneige/web/frontend")
        raise
    return [
        Read(uid, summary, description, datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at))
        for uid, summary, description, starts_at, ends_at in json.loads(done.stdout)
    ]


READERS = (read_with_icalendar, read_with_ics, read_with_ical_js)


def _is_missing(word: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(word)
    pytest.skip(word)
