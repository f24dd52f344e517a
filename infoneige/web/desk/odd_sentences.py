"""What readers of plans say of what was strange and could be used all the same, in English, and the same in French.

As in ``refusal_sentences.py``, a name in braces stands for what is quoted; one that ends in an underscore is itself
such a sentence.
"""

from typing import Final

ODDITIES: Final[tuple[tuple[str, str], ...]] = (
    ("the street file has no such side", "le fichier des rues n’a pas ce côté"),
    (
        "line {line}: the city's street file has no side {side}; the plan is kept",
        "ligne %(line)s : le fichier des rues n’a pas le côté %(side)s; son plan est gardé",
    ),
    (
        "line {line}: the clocks show this time twice that night; a start is the earlier, an end the later",
        "ligne %(line)s : l’horloge montre cette heure deux fois; un début est la première, une fin est la seconde",
    ),
    (
        "{number} different rows for this side; the latest was kept, status {status}",
        "%(number)s lignes différentes pour ce côté; la plus récente est gardée, état %(status)s",
    ),
    (
        "{number} different rows for this side; the most restrictive of the latest was kept, status {status}",
        "%(number)s lignes différentes pour ce côté; la plus restrictive des récentes est gardée, état %(status)s",
    ),
    (
        "equally recent rows for this side announce different periods ({spans_}); {kept_}",
        "des lignes aussi récentes l’une que l’autre donnent d’autres heures à ce côté (%(spans_)s); %(kept_)s",
    ),
    ("the span that covers them all was kept", "la période qui les couvre toutes est gardée"),
    (
        "the first was kept, they lie too far apart for one ban",
        "la première est gardée, elles sont trop éloignées pour une seule interdiction",
    ),
    ("{start}Z to {end}Z, {others_}", "%(start)sZ à %(end)sZ, %(others_)s"),
    ("{start}Z to {end}Z", "%(start)sZ à %(end)sZ"),
    (
        "{lines_} give side {side} windows that overlap or touch; they were joined: from {start} to {end}",
        "%(lines_)s : les périodes du côté %(side)s se touchent; elles sont réunies, de %(start)s à %(end)s",
    ),
    ("the column {column} is not known and was ignored", "la colonne %(column)s est inconnue et n’a pas été lue"),
    (
        "the sheet {name} holds a plan too and was not read; send each sheet in its own file",
        "la feuille %(name)s contient aussi un plan et n’a pas été lue; envoyez chaque feuille dans son fichier",
    ),
    ("the record names no side", "la fiche ne nomme aucun côté"),
    ("this is no side's id", "ce n’est pas l’identifiant d’un côté"),
    ("the record has no status", "la fiche n’a pas d’état"),
    ("the status is none of {known}", "l’état n’est aucun de %(known)s"),
    ("the period lacks this end", "il manque ce bout de la période"),
    ("the status needs this period, it has no dates", "l’état demande cette période, et elle n’a pas de dates"),
    ("the change is dated in the future", "le changement est daté dans l’avenir"),
    ("this is no date and time such as {example}", "ce n’est pas une date et une heure comme %(example)s"),
    ("record {record} left out, {why_}", "fiche %(record)s laissée de côté, %(why_)s"),
    ("dropped {why_}", "laissé de côté, %(why_)s"),
)

CELLS: Final[tuple[tuple[str, str], ...]] = (
    ("{column} {text} was taken as {instant}", "%(column)s %(text)s est compris comme %(instant)s"),
    ("{column} '{start} to {end}': {why_}", "%(column)s « %(start)s à %(end)s » : %(why_)s"),
    ("{column} '{value}': {why_}", "%(column)s « %(value)s » : %(why_)s"),
    ("{column}: {why_}", "%(column)s : %(why_)s"),
)
"""What is said of one cell; almost anything would fit these, so that they are looked at after all others."""
