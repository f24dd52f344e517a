"""The plan that the served demonstration starts from, and the one that its visitor may publish: hours from now on."""

from datetime import date, datetime, time, timedelta

from schedules.local_time import to_local

_HEADER = "operation;secteur;arrondissement;voie;de;a;cote;etat;debut;fin;motif\n"
_TOO_LATE = time(14)
"""After this hour the night that is planned is the next one: a visitor has an hour before its notice is called late."""


def first_plan(now: datetime) -> str:
    """Return the CSV that is in force when the demonstration begins."""
    night, day = _nights_and_days(now)
    return _HEADER + (
        f"2026-1;VM-1;;;;;;planifié;{night};\n"
        f"2026-1;;;avenue des Érables;;;pair;planifié;{day};\n"
        f"2026-1;;;rue d'Aurore;;;tous;chargement en cours;{_under_way(now)};\n"
        "2026-1;CE-1;;;;;;déneigé;;;\n"
        "2026-1;RB-1;;;;;;sera replanifié;;;Souffleuse en panne\n"
    )


def next_plan(now: datetime) -> str:
    """Return a CSV of changes: one street put off by a day, another told for the same night."""
    night, _ = _nights_and_days(now)
    _, later = _nights_and_days(now + timedelta(days=1))
    return _HEADER + (
        f"2026-1;;;avenue des Érables;;;pair;replanifié;{later};\n"
        f"2026-1;;Rivière-Blanche;rue Principale;;;impair;planifié;{night};\n"
    )


def _nights_and_days(now: datetime) -> tuple[str, str]:
    """Return the next night, 19 h to 7 h, and the day after it, 7 h to 19 h, as the two columns of a row."""
    local = to_local(now)
    first = local.date() + timedelta(days=local.time() >= _TOO_LATE)
    second = first + timedelta(days=1)
    return _columns(first, 19, second, 7), _columns(second, 7, second, 19)


def _under_way(now: datetime) -> str:
    """Return twelve hours of which this is one."""
    begins, ends = to_local(now - timedelta(hours=2)), to_local(now + timedelta(hours=10))
    return _columns(begins.date(), begins.hour, ends.date(), ends.hour)


def _columns(begins: date, hour: int, ends: date, until: int) -> str:
    return f"{begins} {hour:02}:00;{ends} {until:02}:00"
