"""Public services, their staff and programmes, and who takes part."""

from services.models.participations import Participation, RoleHolding
from services.models.programmes import Programme, ProgrammeRole
from services.models.services import Service, ServicePlace, StaffPost

__all__ = ["Participation", "Programme", "ProgrammeRole", "RoleHolding", "Service", "ServicePlace", "StaffPost"]
