"""The base of everything that the service itself refuses."""


class ServiceError(Exception):
    """A setting, a database or a request that the service cannot work with; its text says what to do."""
