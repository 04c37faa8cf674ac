"""Public services, their staff and programmes, who takes part, and what they do together."""

from services.models.participations import Participation, RoleHolding
from services.models.programmes import Programme, ProgrammeRole
from services.models.services import Service, ServicePlace, StaffPost
from services.models.sessions import Session, StaffTime

__all__ = [
    "Participation",
    "Programme",
    "ProgrammeRole",
    "RoleHolding",
    "Service",
    "ServicePlace",
    "Session",
    "StaffPost",
    "StaffTime",
]
