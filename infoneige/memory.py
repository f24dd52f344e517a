"""How often Python looks for garbage that refers to itself."""

import gc

_NEW_OBJECTS = 50_000
_SURVIVED = (20, 100)


def collect_rarely() -> None:
    """Look less often from now on, and never again among what is loaded; to be called once, when all is set up.

    Delivery makes many objects that live for one call and need no looking for, a plan of a whole city some that all
    live until it is published; at Python's own pace the looking took a sixth of the time of either.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *_SURVIVED)
