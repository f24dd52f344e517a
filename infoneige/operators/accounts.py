"""All that operators' accounts are made of, put together from the settings."""

from dataclasses import dataclass

from infoneige.config import Settings
from infoneige.operators.alerts import Alerts
from infoneige.operators.book import OperatorBook
from infoneige.operators.challenges import Challenges
from infoneige.operators.invitations import Invitations
from infoneige.operators.openid import OpenId
from infoneige.operators.openid_http import OpenIdHttp
from infoneige.operators.openid_provider import Client, Provider
from infoneige.operators.passkeys import Passkeys
from infoneige.operators.passwords import Passwords
from infoneige.operators.relying_party import RelyingParty
from infoneige.operators.sessions import Sessions
from infoneige.operators.throttle import Throttle
from infoneige.secrecy.secret_file import read_secret
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Database

SITE = "infoneige"
"""How browsers and authenticator applications name us where the city has no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Who the operators are, and the ways in that they have; ``openid`` is None where no provider is set."""

    book: OperatorBook
    sessions: Sessions
    passkeys: Passkeys
    passwords: Passwords
    openid: OpenId | None
    invitations: Invitations
    alerts: Alerts


def open_accounts(database: Database, vault: Vault, settings: Settings) -> Accounts:
    """Put the accounts together; nothing is read or asked yet but the provider's secret.

    Raises:
        ServiceError: the file of the provider's secret cannot be used.
    """
    challenges, site = Challenges(database), settings.city_name or SITE
    return Accounts(
        book=OperatorBook(database),
        sessions=Sessions(database),
        passkeys=Passkeys(database, challenges, RelyingParty(settings.public_url, site)),
        passwords=Passwords(database, challenges, Throttle(database, vault.ring.codes), vault, site),
        openid=_openid(database, challenges, settings),
        invitations=Invitations(database),
        alerts=Alerts(database),
    )


def _openid(database: Database, challenges: Challenges, settings: Settings) -> OpenId | None:
    if not settings.openid_issuer:
        return None
    secret = read_secret(settings.openid_client_secret_file, "openid_client_secret_file")
    provider = Provider(settings.openid_issuer, Client(settings.openid_client_id, secret), OpenIdHttp())
    return OpenId(
        database,
        challenges,
        provider,
        client_id=settings.openid_client_id,
        public_url=settings.public_url,
        second_factors=settings.openid_acr,
    )
