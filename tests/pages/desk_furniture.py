"""A desk at which much was done: versions, loads in every state, people who were told, a source that withholds."""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Final

from infoneige.clock import SystemClock
from infoneige.config import PREFIX, load_settings
from infoneige.desk.job_runner import InlineRunner
from infoneige.desk.outcome import AwaitingApproval, Conflict, Published
from infoneige.desk.publishing import approve, publish_load
from infoneige.desk.receiving import receive
from infoneige.desk.scheduling import schedule
from infoneige.desk.taking_back import take_back
from infoneige.operators.accounts import Accounts, open_accounts
from infoneige.operators.model import LoginMethod, Operator, Role
from infoneige.pipeline import publish
from infoneige.secrecy.key_file import load_ring
from infoneige.secrecy.vault import Vault
from infoneige.storage.error_reports import add_error_report
from infoneige.storage.instants import to_text
from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.local_time import to_local
from schedules.model import PlanMode
from tests.pages.service import Service

HEADER: Final = "operation;secteur;voie;de;a;cote;etat;debut;fin;motif"
FEED: Final = "planif-neige"
FOLLOWED: Final = ("rue Principale, Le Vieux-Moulin", "avenue Gilles-Hébert", "rue Saint-Éloi", "rue du Sacré-Cœur")
NUMBER: Final = "+15145550100"


@dataclass(frozen=True, slots=True)
class Furniture:
    """Who works at the desk, and the paths of what lies on it, by what it is."""

    service: Service
    accounts: Accounts
    administrator: Operator
    viewer: Operator
    paths: dict[str, str]
    tokens: dict[str, str] = field(default_factory=dict, repr=False)

    def token(self, operator: Operator) -> str:
        """Return the token of somebody's one session, proved a moment ago."""
        now = SystemClock().now()
        if operator.name not in self.tokens:
            self.tokens[operator.name] = self.accounts.sessions.open(operator.operator_id, LoginMethod.PASSKEY, now=now)
        with self.service.database.transaction() as connection:
            proved = f"UPDATE operator_session SET proved_at = '{to_text(now)}', seen_at = '{to_text(now)}'"
            connection.execute(proved)
        return self.tokens[operator.name]


def hours(begins: float, length: float) -> str:
    """Return the two cells of hours that begin so many hours from now."""
    start = to_local(SystemClock().now() + timedelta(hours=begins)).replace(minute=0)
    return f"{start:%Y-%m-%d %H:%M};{start + timedelta(hours=length):%Y-%m-%d %H:%M}"


class Furnishing:
    """Does at the desk what operators would, without its pages."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._clock = SystemClock()
        settings = load_settings({key: text for key, text in service.variables.items() if key.startswith(PREFIX)})
        self._coalesce = settings.coalesce
        self._jobs = InlineRunner(service.database, service.streets, settings, self._clock)
        self._vault = Vault(load_ring(settings.keys_file, {}))
        self._accounts = open_accounts(service.database, self._vault, settings)
        self.anna, self.boris = self._add("anna", "Anna Tremblay"), self._add("boris", "Boris Nguyen")

    def furnish(self) -> Furniture:
        """Do everything, and return where it is."""
        viewer = self._add("vera", "Vera Roy", Role.VIEWER)
        for digit, street in enumerate(FOLLOWED):
            self._service.subscribe(street, *(f"+1514555{digit:02}0{last}" for last in range(4)))
        self._let_people_report("Le panneau au coin dit 7 h à 19 h, pas ce que vous écrivez.", "")
        self._let_the_feed_speak()
        first = self._published(
            f"2026-1;VM-1;;;;;planifié;{hours(7, 12)};",
            f"2026-1;VM-2;;;;;planifié;{hours(19, 12)};",
            f"2026-1;RB-1;;;;;planifié;{hours(19, 12)};",
            mode=PlanMode.COMPLETE,
        )
        overtaken = self._load("2026-1;;rue Saint-Éloi;;;tous;annulé;;;", name="saint-eloi.csv")
        second = self._published(f"2026-1;CE-2;;;;;planifié;{hours(2, 12)};", reason="La neige est tombée plus tôt")
        paths = {
            "version": f"/operations/versions/{first}",
            "version-guarded": f"/operations/versions/{second}",
            "overtaken": self._conflict(overtaken),
            **self._at_work(),
            **self._decided(),
        }
        undone = take_back(
            self._service.database,
            self._service.streets,
            second,
            self.anna,
            is_our_error=True,
            reason="C’était le fichier de la veille",
            now=self._clock.now(),
        )
        self._jobs.start(undone)
        return Furniture(
            self._service, self._accounts, self.anna, viewer, paths | {"undone": f"/operations/chargements/{undone}"}
        )

    def _let_people_report(self, *texts: str) -> None:
        """Let the first who subscribed say what is wrong."""
        database = self._service.database
        with database.transaction() as connection:
            ((person,),) = connection.execute("SELECT min(recipient_id) FROM subscription").fetchall()
            for text in texts:
                sealed = self._vault.seal_note(text)
                add_error_report(database, connection, person, sealed, now=self._clock.now())

    def _at_work(self) -> dict[str, str]:
        """Bring plans that nobody has decided upon."""
        rows = (
            f"2026-1;VM-1;;;;;chargement en cours;{hours(-1, 12)};",
            f"2026-1;;rue Principale, Le Vieux-Moulin;;;tous;replanifié;{hours(31, 12)};Souffleuse en panne",
            f"2026-1;;rue de la Gare;;;tous;planifié;{hours(2, 12)};",
            "2026-1;;avenue Gilles-Hébert;;;pair;annulé;;;",
            "2026-1;;boulevard Grand-Nord Ouest;;;tous;déneigé;;;",
            f"2026-1;;rue Sainte-Flavi;;;tous;planifié;{hours(7, 12)};",
            f"2026-1;;avenue des Érables;;;tous;2.0;{hours(7, 12)};",
            "2026-1;;rue d'Aurore;;;tous;planifié;03/04/2026 19:00;2026-04-04 07:00;",
        )
        found = {
            "preview": self._load(*rows, name="secteurs du soir.csv"),
            "preview-complete": self._load(f"2026-1;VM-1;;;;;planifié;{hours(7, 12)};", mode=PlanMode.COMPLETE),
            "unusable": self._load("rien;du;tout", name="liste.csv"),
            "nothing": self._load(f"2026-1;RB-1;;;;;planifié;{hours(19, 12)};", name="pareil.csv"),
        }
        reading = self._receive(f"2026-1;VM-1;;;;;planifié;{hours(7, 12)};", name="ville entière.csv")
        with self._service.database.transaction() as connection:
            connection.execute(f"UPDATE plan_load SET state = 'reading', progress = 640 WHERE load_id = {reading}")
        return {name: f"/operations/chargements/{load}" for name, load in (found | {"reading": reading}).items()}

    def _decided(self) -> dict[str, str]:
        """Bring plans that wait for somebody, or for their hour."""
        database, streets = self._service.database, self._service.streets
        awaiting = self._load(f"2026-1;;rue du Sacré-Cœur;;;tous;planifié;{hours(3, 12)};", name="sacré-cœur.csv")
        scheduled = self._load(f"2026-1;;chemin du Ruisseau;;;tous;planifié;{hours(30, 12)};", name="ruisseau.csv")
        now = self._clock.now()
        publish_load(
            database, streets, awaiting, self.boris, reason="Panne du secteur 3", coalesce=self._coalesce, now=now
        )
        schedule(database, streets, scheduled, self.boris, at=now + timedelta(hours=9), now=now)
        return {
            "awaiting": f"/operations/chargements/{awaiting}",
            "scheduled": f"/operations/chargements/{scheduled}",
        }

    def _add(self, name: str, shown: str, role: Role = Role.ADMINISTRATOR) -> Operator:
        now = self._clock.now()
        return self._accounts.book.add(name, role, display_name=shown, actor="command:furniture", now=now)

    def _receive(self, *rows: str, name: str = "plan.csv", mode: PlanMode = PlanMode.CHANGES) -> int:
        content = "\n".join([HEADER, *rows, ""]).encode()
        if rows == ("rien;du;tout",):
            content = rows[0].encode()
        now = self._clock.now()
        return receive(
            self._service.database,
            io.BytesIO(content),
            file_name=name,
            mode=mode,
            day_first=False,
            operator=self.anna,
            now=now,
        )

    def _load(self, *rows: str, name: str = "plan.csv", mode: PlanMode = PlanMode.CHANGES) -> int:
        load_id = self._receive(*rows, name=name, mode=mode)
        self._jobs.start(load_id)
        return load_id

    def _published(self, *rows: str, mode: PlanMode = PlanMode.CHANGES, reason: str = "Première neige") -> int:
        """Publish a plan, by two if need be; return the version."""
        load_id, database, streets = self._load(*rows, mode=mode), self._service.database, self._service.streets
        now, coalesce = self._clock.now(), self._coalesce
        found: object = publish_load(database, streets, load_id, self.anna, reason=reason, coalesce=coalesce, now=now)
        if isinstance(found, AwaitingApproval):
            found = approve(database, streets, load_id, self.boris, coalesce=coalesce, now=self._clock.now())
        assert isinstance(found, Published), found
        assert found.publish_id is not None
        return found.publish_id

    def _conflict(self, load_id: int) -> str:
        """Try to publish what was overtaken."""
        now = self._clock.now()
        database, streets = self._service.database, self._service.streets
        found = publish_load(database, streets, load_id, self.boris, reason="-", coalesce=self._coalesce, now=now)
        assert isinstance(found, Conflict), found
        return f"/operations/chargements/{load_id}"

    def _let_the_feed_speak(self) -> None:
        """Let the city's feed announce a sector, then forget nearly all of it, which is held for a person."""
        database, streets = self._service.database, self._service.streets
        for places in (("RB-1", "RB-2", "CE-1"), ("RB-1",)):
            rows = [f"{sector};planifié;{hours(30, 12)}" for sector in places]
            content = "\n".join(["secteur;etat;debut;fin", *rows, ""])
            now = self._clock.now()
            publish(
                database,
                read_plan_csv(content.encode(), streets, now),
                source=FEED,
                mode=PlanMode.COMPLETE,
                coalesce=timedelta(0),
                content_hash=sha256(content.encode()).hexdigest(),
                now=now,
            )
