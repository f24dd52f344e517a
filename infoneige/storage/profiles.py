"""Preference profiles in the database: each distinct one once, however many people share it."""

from datetime import time, timedelta

from infoneige.storage.database import Connection, Database
from notifier.model import AlertKind, PreferenceProfile, QuietHours

Columns = tuple[str, str, str, str]
"""leads_minutes, quiet_from, quiet_to and kinds, as text; empty for none, and for every kind."""


def columns_of(profile: PreferenceProfile) -> Columns:
    """Return a profile in the one form in which it is stored and compared."""
    minutes = sorted({int(lead.total_seconds()) // 60 for lead in profile.leads}, reverse=True)
    quiet = profile.quiet_hours
    return (
        " ".join(map(str, minutes)),
        f"{quiet.starts:%H:%M}" if quiet else "",
        f"{quiet.ends:%H:%M}" if quiet else "",
        " ".join(sorted(profile.kinds)) if profile.kinds is not None else "",
    )


def profile_of(columns: Columns) -> PreferenceProfile:
    """Return the profile that ``columns_of`` wrote."""
    leads, quiet_from, quiet_to, kinds = columns
    return PreferenceProfile(
        leads=tuple(timedelta(minutes=int(minutes)) for minutes in leads.split()),
        quiet_hours=QuietHours(time.fromisoformat(quiet_from), time.fromisoformat(quiet_to)) if quiet_from else None,
        kinds=frozenset(map(AlertKind, kinds.split())) if kinds else None,
    )


def read_profiles(database: Database, connection: Connection) -> dict[int, PreferenceProfile]:
    """Return every profile by its number."""
    return {number: profile_of(columns) for number, *columns in database.queries.profiles(connection)}


def profile_number(database: Database, connection: Connection, profile: PreferenceProfile) -> int:
    """Return the number of this profile, adding it if it is new."""
    leads, quiet_from, quiet_to, kinds = columns_of(profile)
    row = {"leads_minutes": leads, "quiet_from": quiet_from, "quiet_to": quiet_to, "kinds": kinds}
    database.queries.add_profile(connection, **row)
    return int(database.queries.profile_number(connection, **row))
