"""Under which name a search is kept, and for whom."""

from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from exchanges.forms.desk import MemberField
from members.models import Member
from timebank.lib.fields import NameField

LONGEST_NAME = 60


class SaveSearchForm(forms.Form):
    """The name of a search, whether its member is told what is new, and for whom a coordinator keeps it."""

    whose = MemberField(
        label=_("For whom?"), help_text=_("A name or a member number. Leave it empty if it is yours."), required=False
    )
    name = NameField(
        label=_("What shall we call it?"),
        help_text=_("Such as: lifts on Mondays."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Write a name, such as: lifts on Mondays")},
    )
    tells = forms.BooleanField(
        label=_("Tell me what is new"),
        help_text=_("At most once a day, and only if there is something. You can switch it off."),
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, asker: Member, name: str) -> None:
        super().__init__(data, initial={"name": name[:LONGEST_NAME], "tells": True})
        self.asker = asker
        if asker.is_coordinator:
            cast(MemberField, self.fields["whose"]).bank = asker.bank
        else:
            del self.fields["whose"]

    def member(self) -> Member:
        """Say whose search it is to be."""
        return cast("Member | None", self.cleaned_data.get("whose")) or self.asker


class DeedForm(forms.Form):
    """What to do with a saved search."""

    SEE, TELL, QUIET, REMOVE = "see", "tell", "quiet", "remove"

    deed = forms.ChoiceField(choices=[(each, each) for each in (SEE, TELL, QUIET, REMOVE)])
