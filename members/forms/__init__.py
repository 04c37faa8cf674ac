"""What people tell us when they join, what coordinators and admins write about members, and the bank's rules."""

from members.forms.bank import SettingsForm
from members.forms.joining import ApplicantForm, EnrolForm, JoinAsMyselfForm, JoinForm
from members.forms.limits import LimitsForm, PotForm, ProposedForm
from members.forms.people import DeclineForm, FindMembersForm, RoleForm

__all__ = [
    "ApplicantForm",
    "DeclineForm",
    "EnrolForm",
    "FindMembersForm",
    "JoinAsMyselfForm",
    "JoinForm",
    "LimitsForm",
    "PotForm",
    "ProposedForm",
    "RoleForm",
    "SettingsForm",
]
