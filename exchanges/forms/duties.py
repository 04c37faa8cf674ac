"""Until when a coordinator is at the desk."""

import datetime

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from exchanges.models import Exchange

HOURS = [
    ("1", gettext_lazy("for an hour")),
    ("2", gettext_lazy("for two hours")),
    ("4", gettext_lazy("for half a day")),
    ("8", gettext_lazy("for the day")),
]


class DutyForm(forms.Form):
    """For how long a coordinator is there; none: they go."""

    hours = forms.ChoiceField(
        label=gettext_lazy("I am here"),
        choices=[*HOURS, ("0", gettext_lazy("no longer"))],
        error_messages=dict.fromkeys(["required", "invalid_choice"], gettext_lazy("Choose how long you are here")),
    )

    def until(self, at: datetime.datetime) -> datetime.datetime | None:
        """Give the moment until when, or nothing for who goes."""
        hours = int(self.cleaned_data["hours"])
        return at + datetime.timedelta(hours=hours) if hours else None


def undone(posted: QueryDict, found: dict[int, Exchange], ids: list[int]) -> list[Exchange]:
    """Give the exchanges to undo: the one whose button was pressed, else all."""
    only = posted.get("only", "")
    return [found[pk] for pk in ids if pk in found and only in ("", str(pk))]
