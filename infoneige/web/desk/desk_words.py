"""What the desk's pages call states, kinds, guards, channels and people."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from flask_babel import lazy_gettext as _

from infoneige.desk.model import DifferenceKind, LoadState
from infoneige.web.i18n import current_language, gettext
from infoneige.web.words import count
from schedules.model import AnomalyKind, PlanMode

NB: Final = "\N{NO-BREAK SPACE}"

BECAME: Final[Mapping[LoadState, object]] = {
    LoadState.RECEIVED: _("Reçu, attend son tour"),
    LoadState.READING: _("Lecture en cours"),
    LoadState.WEIGHING: _("Calcul des effets en cours"),
    LoadState.READY: _("À vérifier"),
    LoadState.AWAITING_APPROVAL: _("Attend une approbation"),
    LoadState.SCHEDULED: _("Publication programmée"),
    LoadState.CONFLICT: _("En conflit : à revérifier"),
    LoadState.UNUSABLE: _("Refusé"),
    LoadState.FAILED: _("Interrompu"),
    LoadState.PUBLISHED: _("Publié"),
    LoadState.ABANDONED: _("Abandonné"),
}
"""What has become of a load."""

BECAME_ICONS: Final[Mapping[LoadState, str]] = {
    LoadState.RECEIVED: "clock",
    LoadState.READING: "clock",
    LoadState.WEIGHING: "clock",
    LoadState.READY: "info",
    LoadState.AWAITING_APPROVAL: "pause",
    LoadState.SCHEDULED: "clock",
    LoadState.CONFLICT: "warn",
    LoadState.UNUSABLE: "nopark",
    LoadState.FAILED: "warn",
    LoadState.PUBLISHED: "check",
    LoadState.ABANDONED: "silent",
}

MODES: Final[Mapping[PlanMode, object]] = {
    PlanMode.COMPLETE: _("Plan complet"),
    PlanMode.CHANGES: _("Modifications"),
}

CHANGES: Final[Mapping[DifferenceKind, object]] = {
    DifferenceKind.ADDED: _("Ajouté"),
    DifferenceKind.MOVED: _("Déplacé"),
    DifferenceKind.WITHDRAWN: _("Retiré"),
    DifferenceKind.DONE: _("Terminé"),
    DifferenceKind.IN_PROGRESS: _("En chargement"),
    DifferenceKind.RESTATED: _("Précisé"),
}
"""What happens to one side."""

CHANGE_LOOKS: Final[Mapping[DifferenceKind, str]] = {
    DifferenceKind.ADDED: "2",
    DifferenceKind.MOVED: "3",
    DifferenceKind.WITHDRAWN: "4",
    DifferenceKind.DONE: "1",
    DifferenceKind.IN_PROGRESS: "5",
    DifferenceKind.RESTATED: "0",
}
"""The look's ``data-s`` of a side to which this happens."""

CHANGE_MARKS: Final[Mapping[DifferenceKind, str]] = {
    DifferenceKind.ADDED: "added",
    DifferenceKind.MOVED: "moved",
    DifferenceKind.WITHDRAWN: "gone",
    DifferenceKind.DONE: "done",
    DifferenceKind.IN_PROGRESS: "loading",
    DifferenceKind.RESTATED: "same",
}
"""The look's ``data-d`` of a row of the table."""

ANOMALIES: Final[Mapping[AnomalyKind, object]] = {
    AnomalyKind.DUPLICATE_SIDE: _("Côté nommé deux fois"),
    AnomalyKind.DISAGREEING_DUPLICATES: _("Côté nommé deux fois, autrement"),
    AnomalyKind.UNKNOWN_SIDE: _("Côté inconnu du fichier des rues"),
    AnomalyKind.UNKNOWN_STATUS: _("État inconnu"),
    AnomalyKind.NO_USABLE_PERIOD: _("Sans période utilisable"),
    AnomalyKind.OUT_OF_BOUNDS: _("Heures hors limites"),
    AnomalyKind.SPRING_GAP: _("Heure sautée au printemps"),
    AnomalyKind.AUTUMN_FOLD: _("Heure répétée à l’automne"),
    AnomalyKind.MALFORMED_ROW: _("Colonne ou ligne laissée de côté"),
    AnomalyKind.MASS_WITHDRAWAL: _("Retrait massif"),
}

MESSAGES: Final[Mapping[str, object]] = {
    "planned": _("Avis d’interdiction"),
    "short_notice": _("Avis urgent"),
    "evening_before": _("Rappel de la veille"),
    "reminder": _("Rappel"),
    "moved": _("Changement d’horaire"),
    "cancelled": _("Interdiction annulée"),
    "in_progress": _("Chargement commencé"),
    "done": _("Rue déneigée"),
    "our_error": _("Rectification"),
}
"""What a message is called, by its kind."""


def counted_changes(counts: Mapping[DifferenceKind, int], unchanged: int) -> str:
    """Return how many sides each thing happens to: ``Ajouté : 187, déplacé : 18, inchangé : 964``."""
    language = current_language().code
    parts = [(f"{CHANGES[kind]}", counts[kind]) for kind in CHANGES if counts.get(kind)]
    parts += [(gettext("Inchangé"), unchanged)] if unchanged else []
    words = ", ".join(f"{word.lower()}{gettext(' : ')}{count(number, language)}" for word, number in parts)
    return f"{words[:1].upper()}{words[1:]}"


def channel_words(channel: str, people: int) -> str:
    """Return how many people are told by a channel: ``2 964 par texto``."""
    number = count(people, current_language().code)
    match channel:
        case "sms":
            return gettext("%(number)s par texto", number=number)
        case "push":
            return gettext("%(number)s par notification", number=number)
        case _:
            return gettext("%(number)s à la console", number=number)


def money(amount: Decimal) -> str:
    """Return dollars and cents as the page writes them: ``37,53 $``, ``$37.53``."""
    whole, _point, cents = f"{amount:.2f}".partition(".")
    number = count(int(whole), current_language().code)
    return f"${number}.{cents}" if current_language().code == "en" else f"{number},{cents}{NB}$"


def source_words(source: str) -> str:
    """Return what a source of plans is called."""
    return gettext("Opérations") if source == "operator" else source


def who(actor: str | None, names: Mapping[str, str]) -> str:
    """Return a person's or a source's name for an actor of the audit trail; nothing for none."""
    if not actor:
        return ""
    kind, _colon, name = actor.partition(":")
    match kind:
        case "operator":
            return names.get(name, name)
        case "feed":
            return gettext("la source %(name)s", name=name)
        case "command":
            return gettext("%(name)s, par commande", name=name)
        case _:
            return actor
