"""Where people are signed in, and the second steps they set up: ending both."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from members.models import Person


@transaction.atomic
def end_sessions(sessions: "QuerySet[UserSession]") -> None:
    """End sessions: whoever uses them is signed out with the next click."""
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()


def sign_out_everywhere(person: Person, *, but: str | None = None) -> None:
    """Sign a person out of every browser but the one whose session is named."""
    end_sessions(UserSession.objects.filter(user=person).exclude(session_key=but or ""))


def forget_second_steps(person: Person) -> None:
    """Take away every second step of a person, and their recovery codes: the password opens the door alone."""
    Authenticator.objects.filter(user=person).delete()


def start_afresh(person: Person) -> None:
    """End a person's sessions, second steps and password: they choose a new one with a link."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    forget_second_steps(person)
    sign_out_everywhere(person)
