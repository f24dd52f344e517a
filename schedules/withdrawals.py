"""When a source withdraws so much at once that a person must confirm it first."""

SMALLEST_MASS = 50
LARGEST_FRACTION = 5


def must_be_held(live: int, withdrawn: int) -> bool:
    """Say whether withdrawing so many of the live windows at once needs a person: over a fifth of them, and 50 or more.

    ``live`` counts the windows live before, ``withdrawn`` those of them that would go. New windows and windows that
    move count in neither: an operation starts with thousands at once.
    """
    return withdrawn >= SMALLEST_MASS and withdrawn * LARGEST_FRACTION > live
