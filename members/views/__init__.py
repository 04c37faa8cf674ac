"""The pages of joining, of members and of the bank's settings."""

from members.views.applications import application
from members.views.bank import settings
from members.views.joining import join, join_thanks
from members.views.limits import limits, pot
from members.views.people import enrol, members, roles

__all__ = ["application", "enrol", "join", "join_thanks", "limits", "members", "pot", "roles", "settings"]
