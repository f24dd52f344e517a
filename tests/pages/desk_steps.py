"""What operators do, step by step, each step looked at: two publishers share the work on one street."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from playwright.sync_api import Browser, expect

from infoneige.clock import SystemClock
from schedules.local_time import to_local
from tests.pages.clerk import PATIENCE_MS, Clerk, Manner, at_work
from tests.pages.service import Service

HEADER = "voie;de;a;cote;etat;debut;fin;motif"
A_PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
REASON = "La tempête est arrivée plus tôt que prévu."


def hours(begins: timedelta, ends: timedelta) -> str:
    """Return the two cells of hours that begin and end so long from now."""
    return ";".join(f"{_local(SystemClock().now() + one):%Y-%m-%d %H:%M}" for one in (begins, ends))


def _local(instant: datetime) -> datetime:
    return to_local(instant).replace(second=0)


def plan(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


@dataclass(frozen=True)
class Crew:
    """Two publishers, who share the work, and whom it reaches."""

    service: Service
    street: str
    numbers: tuple[str, ...]
    one: Clerk
    other: Clerk

    @property
    def first_sides(self) -> str:
        """Return the followed sides, as a list of SQL."""
        return ", ".join(f"'{side}'" for side in self.service.sides_of(self.street)[:2])


Invite = Callable[[str], str]
"""Makes a publisher of this name, and returns the link for them."""


def by_command(service: Service, language: str) -> Invite:
    """Return what invites from the command line."""

    def invite(name: str) -> str:
        words = ("operators", "add", name, "--role", "publisher", "--language", language)
        return service.command(*words).splitlines()[-1]

    return invite


def by_administrator(administrator: Clerk) -> Invite:
    """Return what invites at the desk."""

    def invite(name: str) -> str:
        administrator.press("Personnes")
        administrator.sees("Personnes")
        administrator.write("Nom d’utilisateur", name)
        administrator.write("Nom affiché", name.title())
        administrator.pick("Publication")
        administrator.press("Ajouter et créer le lien d’invitation")
        administrator.sees(name.title())
        return administrator.page.locator("main code").inner_text()

    return invite


@contextmanager
def crew(
    service: Service,
    chromium: Browser,
    name: str,
    street: str,
    manner: Manner,
    invite: Invite | None = None,
    *,
    people: int = 4,
) -> Iterator[Crew]:
    """Let two publishers enter, and some people follow a street."""
    invite = invite or by_command(service, manner.language)
    digits = 200 + sum(name.encode()) % 700
    numbers = tuple(f"+1514{digits}014{last}" for last in range(people))
    service.subscribe(street, *numbers, language=manner.language)
    with ExitStack() as until_the_end:
        clerks = []
        for each in (f"{name}-un", f"{name}-deux"):
            clerk = until_the_end.enter_context(at_work(chromium, service.address, manner))
            clerk.accept(invite(each))
            clerks.append(clerk)
        yield Crew(service, street, numbers, *clerks)


def load_what_is_refused(clerk: Clerk) -> None:
    """Load a PDF that is called a CSV."""
    clerk.load("plan.csv", A_PDF)
    clerk.reads("Rien n’a été publié ni gardé.")
    expect(clerk.page.get_by_role("alert")).to_contain_text("plan.csv")


def load_with_faults(clerk: Clerk, street: str) -> bytes:
    """Load rows of which two cannot be used; return the corrected file, in which one is left to be put right."""
    soon = hours(timedelta(hours=2), timedelta(hours=14))
    rows = (f"{street};100;199;tous;planifié;{soon};", f"{street};200;;tous;2.0;{soon};", f"rue Nulle;;;;2;{soon};")
    clerk.load("secteur.csv", plan(*rows))
    clerk.sees("Vérifier avant de publier")
    expect(clerk.page.locator("#erreurs").locator("xpath=..").locator("tbody tr")).to_have_count(2)
    with clerk.page.expect_download() as downloading:
        clerk.press("Télécharger le fichier corrigé")
    with open(downloading.value.path(), encoding="utf-8-sig", newline="") as file:  # noqa: PTH123 - read as it is
        lines = list(csv.reader(file))
    kinds = [(line[4], bool(line[-1])) for line in lines[1:]]
    assert kinds == [("planifié", False), ("2", False), ("2", True)], lines
    mended = io.StringIO()
    csv.writer(mended, delimiter=";").writerows(lines[:-1])
    clerk.press("Abandonner ce chargement")
    clerk.sees("Charger un plan")
    return mended.getvalue().encode()


def weigh(crew: Crew, corrected: bytes) -> int:
    """Load the corrected file and compare what is shown with the database; return the load."""
    clerk, service = crew.one, crew.service
    clerk.load("secteur-corrige.csv", corrected)
    clerk.sees("Vérifier avant de publier")
    people = service.count(
        f"SELECT count(DISTINCT recipient_id) FROM subscription WHERE side_id IN ({crew.first_sides})"
    )
    assert clerk.number("Côtés touchés") == len(service.sides_of(crew.street))
    assert clerk.number("Personnes averties") == people == len(crew.numbers)
    clerk.reads("Préavis trop court")
    clerk.reads("Beaucoup de gens")
    expect(clerk.page.locator("#erreurs")).to_have_count(0)
    return int(clerk.path.rpartition("/")[2])


def ask_for_approval(crew: Crew, load_id: int, reason: str) -> None:
    """Ask the other for their approval, with a proof; who asks may not give it."""
    clerk = crew.one
    crew.service.six_minutes_pass()
    clerk.press("Demander l’approbation")
    clerk.prove()
    clerk.sees("Demander l’approbation")
    clerk.write("Raison", reason)
    clerk.press("Demander l’approbation")
    clerk.reads("Attend une deuxième personne")
    assert clerk.path == f"/operations/chargements/{load_id}"
    expect(clerk.pressable("Approuver…")).to_have_count(0)


def approve(crew: Crew, load_id: int, reason: str) -> None:
    """Approve what the other asks for, with a proof."""
    clerk = crew.other
    clerk.go(f"/operations/chargements/{load_id}")
    clerk.sees("Vérifier avant d’approuver")
    clerk.reads(reason)
    crew.service.six_minutes_pass()
    clerk.press("Approuver…")
    clerk.prove()
    clerk.sees("Approuver et publier")
    clerk.press("Approuver et publier")


def watch(crew: Crew, kind: str, texts: int) -> int:
    """See on the live page that everybody got their texts, the last of this kind; return the version."""
    clerk, service = crew.other, crew.service
    clerk.sees("Suivre l’envoi")
    for number in crew.numbers:
        service.wait_for_texts(number, texts)
    handed_over = re.compile(rf"^{2 * len(crew.numbers)}\D")
    while not clerk.has_script and clerk.number("En file"):
        clerk.press("Actualiser")
    expect(clerk.tile("Remis")).to_have_text(handed_over, timeout=PATIENCE_MS)
    expect(clerk.tile("En file")).to_have_text(re.compile(r"^0\D"))
    sent = service.count(
        "SELECT count(*) FROM outbox JOIN ban_window USING (window_id) "
        f"WHERE state = 'sent' AND kind = '{kind}' AND side_id IN ({crew.first_sides})"
    )
    assert sent == 2 * len(crew.numbers)
    return int(clerk.path.rpartition("=")[2])


def take_back(crew: Crew, version: int) -> int:
    """Take a version back as our error, as far as the numbers; return the load."""
    clerk = crew.one
    clerk.press("Versions")
    clerk.sees("Versions du plan")
    crew.service.six_minutes_pass()
    clerk.follow_version(version)
    clerk.sees("Version %(number)s", number=version)
    clerk.press("Annuler cette version…")
    clerk.prove()
    clerk.sees("Annuler la version %(number)s", number=version)
    clerk.pick("C’était notre erreur")
    clerk.press("Voir ce que cela changerait")
    clerk.sees("Vérifier avant de publier")
    assert clerk.number("Côtés touchés") == len(crew.service.sides_of(crew.street))
    assert clerk.number("Personnes averties") == len(crew.numbers)
    return int(clerk.path.rpartition("/")[2])
