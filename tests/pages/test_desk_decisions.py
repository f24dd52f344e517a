"""What else operators decide in real Chromium: what somebody overtook, what waits for its hour, what has no file."""

from datetime import timedelta

from playwright.sync_api import Browser, expect

from infoneige.clock import SystemClock
from schedules.local_time import to_local
from tests.pages.clerk import Manner, at_work
from tests.pages.desk_steps import by_command, crew, hours, plan
from tests.pages.service import Service, until

TOMORROW = hours(timedelta(hours=20), timedelta(hours=32))


def test_who_was_overtaken_sees_by_what_and_verifies_again(service: Service, chromium: Browser) -> None:
    street = "boulevard des Pionniers"
    with crew(service, chromium, "paul", street, Manner(), people=1) as both:
        both.one.load("toute.csv", plan(f"{street};;;tous;planifié;{TOMORROW};"))
        both.other.load("premier.csv", plan(f"{street};100;199;tous;planifié;{TOMORROW};"))
        for clerk in (both.other, both.one):
            clerk.sees("Vérifier avant de publier")
            clerk.press("Publier…")
            clerk.sees("Publier ce plan")
        both.other.press("Publier maintenant")
        both.other.sees("Suivre l’envoi")
        both.one.press("Publier maintenant")
        both.one.sees("Quelqu’un a publié entre-temps")
        both.one.reads("paul-deux")
        both.one.press("Revérifier")
        both.one.sees("Vérifier avant de publier")
        assert both.one.number("Côtés touchés") == len(service.sides_of(street)) - 2
        both.one.press("Publier…")
        both.one.sees("Publier ce plan")
        both.one.press("Publier maintenant")
        both.one.sees("Suivre l’envoi")
        sides = "', '".join(service.sides_of(street))
        published = f"SELECT count(*) FROM ban_window WHERE closed_at IS NULL AND side_id IN ('{sides}')"
        assert service.count(published) == len(service.sides_of(street))


def test_what_is_scheduled_is_published_at_its_hour(service: Service, chromium: Browser) -> None:
    street = "avenue Gilles-Hébert"
    with at_work(chromium, service.address) as clerk:
        clerk.accept(by_command(service, "fr")("gabriel"))
        clerk.load("demain.csv", plan(f"{street};;;tous;planifié;{TOMORROW};"))
        clerk.sees("Vérifier avant de publier")
        clerk.press("Programmer…")
        clerk.sees("Programmer la publication")
        at = to_local(SystemClock().now() + timedelta(hours=1))
        clerk.write("Jour", f"{at:%Y-%m-%d}")
        clerk.write("Heure", f"{at:%H:%M}")
        clerk.press("Programmer")
        expect(clerk.page.get_by_role("status")).to_contain_text("Publication programmée")
        load_id = int(clerk.path.rpartition("/")[2])
        service.hour_comes(load_id)
        is_due = f"SELECT count(*) FROM plan_load WHERE load_id = {load_id} AND state = 'scheduled'"
        until(lambda: None if service.count(is_due) else True)
        clerk.go(f"/operations/chargements/{load_id}")
        clerk.sees("Ce qui a été publié")


def test_one_street_is_changed_without_a_file(service: Service, chromium: Browser) -> None:
    street = "rue du Sacré-Cœur"
    with at_work(chromium, service.address) as clerk:
        clerk.accept(by_command(service, "fr")("sarah"))
        clerk.press("Modifier quelques côtés à la main, sans fichier")
        clerk.sees("Modifier à la main")
        clerk.write("Rue ou adresse", street)
        clerk.press("Voir les côtés")
        clerk.sees("Choisir et modifier")
        clerk.press("Pairs")
        chosen = clerk.page.locator("[name=s]:checked")
        expect(chosen).to_have_count(len(service.sides_of(street)) // 2)
        starts, ends = TOMORROW.split(";")
        clerk.pick("Interdire dans ces heures")
        for name, moment in (("debut", starts), ("fin", ends)):
            clerk.page.locator(f"#{name}-jour").fill(moment[:10])
            clerk.page.locator(f"#{name}-heure").fill(moment[11:])
        clerk.press("Vérifier la modification")
        clerk.sees("Vérifier avant de publier")
        assert clerk.number("Côtés touchés") == len(service.sides_of(street)) // 2
        clerk.press("Publier…")
        clerk.sees("Publier ce plan")
        clerk.press("Publier maintenant")
        clerk.sees("Suivre l’envoi")
