"""Why the embedded servers could not start, in one sentence for the person who started them."""


class StartFailed(Exception):
    """A server could not be started; the sentence says why and what to do."""
