"""What people tell us when they join, what coordinators and admins write about members, and the bank's rules."""

from members.forms.bank import SettingsForm
from members.forms.gifts import GiftsForm, OneGiftForm, WouldForm
from members.forms.joining import ApplicantForm, EnrolForm, JoinAsMyselfForm, JoinForm
from members.forms.limits import LimitsForm, PotForm, ProposedForm
from members.forms.people import DeclineForm, FindMembersForm, RoleForm
from members.forms.steps import (
    AgreeForm,
    InviteForm,
    NotYetForm,
    PublishForm,
    SeenTermsForm,
    StepForm,
    ToldYesForm,
    VouchForm,
)

__all__ = [
    "AgreeForm",
    "ApplicantForm",
    "DeclineForm",
    "EnrolForm",
    "FindMembersForm",
    "GiftsForm",
    "InviteForm",
    "JoinAsMyselfForm",
    "JoinForm",
    "LimitsForm",
    "NotYetForm",
    "OneGiftForm",
    "PotForm",
    "ProposedForm",
    "PublishForm",
    "RoleForm",
    "SeenTermsForm",
    "SettingsForm",
    "StepForm",
    "ToldYesForm",
    "VouchForm",
    "WouldForm",
]
