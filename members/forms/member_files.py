"""Sending in a file of members, and reading the one that is kept."""

import datetime
import io
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.actions.arrivals import ImportedMember
from members.actions.member_files import SentFile
from members.forms.columns import DAYS, PROGRAM_NAMES, YMD, Reading, said_columns
from members.forms.rosters import RosterReader
from members.models import MemberFile
from timebank.lib.fields import LongTextField
from timebank.lib.tables import BadLine, NotATable

LARGEST_BYTES = 5 * 1024 * 1024
LONGEST_NAME = 100
LARGEST_ID = 2**63 - 1


class MemberFileForm(forms.Form):
    """A file of members, and how it is to be read."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("A CSV file whose first line names the columns. It is kept here for a day at the longest."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose the file"), "empty": _("There is nothing in that file.")},
    )
    program = forms.ChoiceField(
        label=_("Where does it come from?"),
        choices=[("", _("A spreadsheet of our own")), *PROGRAM_NAMES.items()],
        required=False,
    )
    days = forms.ChoiceField(label=_("How does it write days?"), choices=list(DAYS.items()), initial=YMD)
    columns = LongTextField(
        label=_("Columns with other names"),
        help_text=_("One in each line, such as: Std = balance. Leave it empty if there are none."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_file(self) -> bytes:
        """Read the file, which must not be larger than a time bank is."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_BYTES:
            raise ValidationError(_("That file is larger than 5 MB. Ask the people who run the site to import it."))
        self.file_name = str(sent.name)[-LONGEST_NAME:]
        content: bytes = sent.read()
        return content

    def clean_columns(self) -> dict[str, str]:
        """Read what is said of the columns."""
        try:
            return said_columns([line for line in self.cleaned_data["columns"].splitlines() if line.strip()])
        except NotATable as refusal:
            raise ValidationError(refusal.sentence) from None

    def sent_file(self) -> SentFile:
        """Give what was sent, for the action."""
        answers = self.cleaned_data
        return SentFile(
            name=self.file_name,
            content=answers["file"],
            program=answers["program"],
            days=answers["days"],
            columns=answers["columns"],
        )


class TakeForm(forms.Form):
    """Which file an admin has looked at."""

    file = forms.IntegerField(min_value=1, max_value=LARGEST_ID)


class LinesForm(forms.Form):
    """After which line of the file the page begins."""

    after = forms.IntegerField(required=False, min_value=1, max_value=10**9)


@dataclass(frozen=True)
class ReadFile:
    """What stands in a kept file. `refusal` says why nothing of it can be read, if nothing can."""

    rows: list[ImportedMember] = field(default_factory=list)
    bad_lines: list[BadLine] = field(default_factory=list)
    columns_not_read: list[str] = field(default_factory=list)
    refusal: str = ""


def read_kept(kept: MemberFile, *, today: datetime.date) -> ReadFile:
    """Read a kept file as its admin said."""
    reader = RosterReader(kept.bank, Reading(kept.program, kept.columns, kept.days), today=today)
    text = io.TextIOWrapper(io.BytesIO(bytes(kept.content)), encoding="utf-8-sig", newline="")
    try:
        rows = list(reader.read(text))
    except NotATable as refusal:
        return ReadFile(refusal=refusal.sentence)
    return ReadFile(rows, reader.bad_lines, reader.columns_not_read)
