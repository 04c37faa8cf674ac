"""Saying in one sentence what stopped a start or a command."""

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError

from timebank.embedded.errors import StartFailed

STOPPING = (StartFailed, ImproperlyConfigured, OSError, OperationalError, InterfaceError)


def sentence(failure: Exception) -> str:
    """Put what stopped us into one line for the person at the terminal."""
    if isinstance(failure, OSError) and failure.filename:
        return f"{failure.filename} cannot be used: {failure.strerror}."
    if isinstance(failure, OSError):
        return f"{failure.strerror or failure}."
    text = (str(failure).strip() or type(failure).__name__).splitlines()[0]
    return f"The database refused: {text}" if isinstance(failure, OperationalError | InterfaceError) else text
