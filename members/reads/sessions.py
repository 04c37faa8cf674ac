"""Where people are signed in."""

import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from members.models import Person


def live_sessions(person: Person, at: datetime.datetime) -> "QuerySet[UserSession]":
    """Find the sessions of a person that are not over, newest first."""
    going_on = Session.objects.filter(expire_date__gt=at).values("session_key")
    return UserSession.objects.filter(user=person, session_key__in=going_on).order_by("-created_at", "-pk")
