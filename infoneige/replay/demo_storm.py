"""A storm over Valneige, the invented city: what its public works publish on two days, and who wants to be told."""

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

from geodata.address_book import AddressBook
from geodata.matching import Match
from infoneige.errors import ServiceError
from notifier.model import Channel, Language, PreferenceProfile, QuietHours, Recipient, Subscription

_HEADER = "operation;secteur;arrondissement;voie;de;a;cote;etat;debut;fin;motif\n"
_PLANS = {
    # Monday, 10:00 in Valneige: the first loading night, by sector and by street.
    "2026-11-23T1500Z.csv": (
        "2026-1;VM-1;;;;;;planifié;2026-11-23 19:00;2026-11-24 07:00;\n"
        "2026-1;;;avenue des Érables;;;pair;planifié;24/11/2026 7h;24/11/2026 19h;\n"
        "2026-1;;Rivière-Blanche;rue Principale;100;399;impair;planifié;2026-11-24 07:00;2026-11-24 19:00;\n"
        "2026-1;;;boulevard Grand-Nord Est;;;tous;planifié;2026-11-24 19:00;2026-11-25 07:00;\n"
    ),
    # 14:30: a snow blower breaks down. Grand-Nord Est is put off, rue Principale moves to Wednesday.
    "2026-11-23T1930Z.csv": (
        "2026-1;;;boulevard Grand-Nord Est;;;tous;sera replanifié;;;Souffleuse en panne\n"
        "2026-1;;Rivière-Blanche;rue Principale;100;399;impair;replanifié;2026-11-25 07:00;2026-11-25 19:00;\n"
    ),
    # 17:40: a street is added for tonight, eighty minutes ahead.
    "2026-11-23T2240Z.csv": (
        "2026-1;;;rue de l'Église;100;299;impair;planifié;2026-11-23 19:00;2026-11-24 07:00;Rentrée scolaire\n"
    ),
    # Tuesday, 2:40 at night: the first sector is being loaded, then cleared at 4:15.
    "2026-11-24T0740Z.csv": "2026-1;VM-1;;;;;;chargement en cours;2026-11-23 19:00;2026-11-24 07:00;\n",
    "2026-11-24T0915Z.csv": "2026-1;VM-1;;;;;;déneigé;;;\n",
    # 13:00: Grand-Nord Est has new hours.
    "2026-11-24T1800Z.csv": (
        "2026-1;;;boulevard Grand-Nord Est;;;tous;replanifié;2026-11-25 19:00;2026-11-26 07:00;\n"
    ),
}

_SLEEPER = QuietHours(time(22), time(7))
_PEOPLE = (
    ("+15145550101", Channel.SMS, Language.FR, (720, 60), _SLEEPER, ("150 rue Principale, Le Vieux-Moulin",)),
    ("+15145550102", Channel.SMS, Language.EN, (60,), None, ("120 rue Saint-Éloi", "121 rue Saint-Éloi")),
    ("+15145550103", Channel.SMS, Language.FR, (60,), _SLEEPER, ("250 avenue des Érables",)),
    ("+15145550104", Channel.SMS, Language.FR, (120,), _SLEEPER, ("251 rue Principale, Rivière-Blanche",)),
    ("navigateur-de-lea", Channel.PUSH, Language.FR, (60,), None, ("220 boulevard Grand-Nord Est",)),
    ("tom-s-browser", Channel.PUSH, Language.EN, (), _SLEEPER, ("151 rue de l'Église", "115 avenue Gilles-Hébert")),
)


def write_demo_storm(folder: Path) -> None:
    """Write the plans into the folder, each named by its UTC instant."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in _PLANS.items():
        (folder / name).write_text(_HEADER + rows, encoding="utf-8")


def demo_subscriptions(book: AddressBook) -> Iterator[Subscription]:
    """Yield what the invented people subscribed to, found by the addresses that they would type.

    Raises:
        ServiceError: the city does not have one of these addresses.
    """
    for address, channel, language, leads, quiet_hours, homes in _PEOPLE:
        profile = PreferenceProfile(tuple(timedelta(minutes=lead) for lead in leads), quiet_hours)
        for home in homes:
            found = book.find(home)
            if not isinstance(found, Match):
                message = f"the demonstration city has no single {home!r}"
                raise ServiceError(message)
            yield Subscription(Recipient(channel, address, language), found.side.side_id, profile)
