"""What people look for on the map, and what they put there."""

import re
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.forms.desk import MemberField
from members.models import Area, Bank, Consent, Member
from services.actions.assets import AssetWords, Owner
from services.models import Asset
from services.reads.assets import Looked, Spot
from timebank.lib.fields import LongTextField, OneLineField

Kind = Asset.Kind
LONGEST_SEARCH = 100
LONGEST_NAME = 200
AFTER = re.compile(r"^([0-5])([A-Z])(\d{1,18})$")  # the kind's place, the source and the row
TOLD = (Consent.How.PHONE, Consent.How.IN_PERSON, Consent.How.PAPER)  # how a teller says yes to a coordinator
ADDED_KINDS = [
    (Kind.PLACE, gettext_lazy("A place that is open to everybody")),
    (Kind.EXCHANGE, gettext_lazy("Something to lend, or a local shop or market")),
    (Kind.STORY, gettext_lazy("A story or a custom of ours")),
    (Kind.ASSOCIATION, gettext_lazy("A group or an association")),
    (Kind.INSTITUTION, gettext_lazy("A public service or institution")),
]


class FindAssetsForm(forms.Form):
    """What to look for on the map, and after which row the page begins. What cannot be read is left out of account."""

    q = OneLineField(
        label=gettext_lazy("What are you looking for?"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    after = forms.RegexField(AFTER, required=False)
    name = forms.CharField(required=False, max_length=LONGEST_NAME, strip=False)

    NAMES = ("q", "kind", "area")

    def __init__(self, data: QueryDict, *, areas: list[Area], reader: Member | None) -> None:
        super().__init__(data)
        kinds = [kind for kind in Kind if reader is not None or kind in Asset.FOR_EVERYBODY]
        said = [(kind.value.lower(), kind.label) for kind in kinds]
        self._field("kind").choices = [("", _("All")), *said]
        self._field("area").choices = [("", _("Everywhere")), *((area.key, area.name) for area in areas)]
        self.is_valid()

    def looked(self) -> Looked:
        """Give what was asked for."""
        said = {name: self.cleaned_data.get(name) or "" for name in self.NAMES}
        return Looked(words=said["q"], kind=said["kind"].upper(), area=said["area"])

    def spot(self) -> Spot | None:
        """Say after which row the page begins; None on the first page."""
        found = AFTER.match(self.cleaned_data.get("after") or "")
        if found is None or "name" not in self.cleaned_data:
            return None
        rank, source, row = found.groups()
        return Spot(int(rank), self.cleaned_data["name"], source, int(row))

    def chosen(self) -> list[tuple[str, str]]:
        """Name what was chosen in words, each with the name of its field."""
        said = [(name, self.cleaned_data.get(name)) for name in self.NAMES]
        return [(name, self._in_words(name, value)) for name, value in said if value]

    def _in_words(self, name: str, value: str) -> str:
        if name == "q":
            return _("“%(words)s”") % {"words": value}
        choices = cast("list[tuple[str, str]]", self._field(name).choices)
        return str(dict(choices)[value])

    def _field(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])


class AssetForm(forms.Form):
    """What somebody puts on the map, or says anew. Who coordinates also says whose it is and how they were told."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=ADDED_KINDS,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], gettext_lazy("Choose what it is")),
    )
    title = OneLineField(
        label=gettext_lazy("What is it called?"),
        help_text=gettext_lazy("Such as: Mill Lane hall, a long ladder, how the market began."),
        max_length=100,
        error_messages={"required": gettext_lazy("Write what it is called, such as: Mill Lane hall")},
    )
    words = LongTextField(
        label=gettext_lazy("More about it"),
        help_text=gettext_lazy("A story goes here. No telephone numbers, and nothing of others they would not tell."),
        max_length=1000,
        required=False,
    )
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label=gettext_lazy("In which part of town?"),
        required=False,
        empty_label=gettext_lazy("I don't know, or everywhere"),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the areas in the list")},
    )
    where = OneLineField(
        label=gettext_lazy("Public address"),
        help_text=gettext_lazy("Only of what is open to everybody. Never somebody's home."),
        max_length=200,
        required=False,
    )
    access = forms.MultipleChoiceField(
        label=gettext_lazy("What makes it possible for more people?"),
        choices=Asset.Access.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Tick boxes of the list")},
    )
    access_words = OneLineField(
        label=gettext_lazy("How do people get in and round?"),
        help_text=gettext_lazy("Such as: ramp at the back, hearing loop, the toilet is upstairs."),
        max_length=300,
        required=False,
    )
    whose = MemberField(
        label=gettext_lazy("Whose is it, or who tells the story?"),
        help_text=gettext_lazy("A name or a member number. Leave it empty for a shop, and for a story of your own."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("For a story of somebody else: how did they say yes?"),
        choices=[("", gettext_lazy("Choose")), *((each.value, each.label) for each in TOLD)],
        required=False,
    )
    agrees = forms.BooleanField(
        label=gettext_lazy("For a story: members may read it on the map, with the name of who tells it."),
        help_text=gettext_lazy("Whoever tells it can take this back at any time. It is gone at once."),
        required=False,
    )

    ONLY_NEW = ("kind", "whose", "how", "agrees")

    def __init__(
        self, data: QueryDict | None, *, asker: Member, asset: Asset | None = None, begun: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=_said(asset) if asset else begun)
        self.asker, self.asset = asker, asset
        cast("forms.ModelChoiceField[Area]", self.fields["area"]).queryset = Area.objects.of(asker.bank)
        gone = set(self.ONLY_NEW) if asset else set()
        if not (asker.is_coordinator or asker.is_admin):
            gone |= {"whose", "how"}
        for name in gone:
            del self.fields[name]
        if asset and asset.kind not in Asset.FOR_EVERYBODY:
            del self.fields["where"]
        if "whose" in self.fields:
            cast(MemberField, self.fields["whose"]).bank = asker.bank

    def clean(self) -> dict[str, Any]:
        """See that an address is a public one, that a place is nobody's, and that a story has its teller's yes."""
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind is None:
            return cleaned
        if kind not in Asset.FOR_EVERYBODY and cleaned.get("where"):
            self.add_error("where", _("Leave out the address: only what is open to everybody has one here"))
        if kind in Asset.FOR_EVERYBODY and cleaned.get("whose"):
            self.add_error("whose", _("A place or a group is nobody's own. Leave this empty"))
        if kind == Kind.STORY:
            self._check_story(cleaned)
        return cleaned

    def said(self) -> AssetWords:
        """Give what is said, for the action."""
        answers = self.cleaned_data
        return AssetWords(
            kind=self.asset.kind if self.asset else answers["kind"],
            title=answers["title"],
            words=answers["words"],
            where=answers.get("where", ""),
            area=answers["area"],
            access=tuple(answers["access"]),
            access_words=answers["access_words"],
        )

    def owner(self) -> Owner | None:
        """Say whose it is: of a thing its lender, of a story who tells it. What is open to all is nobody's."""
        kind, whose = self.cleaned_data["kind"], cast("Member | None", self.cleaned_data.get("whose"))
        if kind not in Asset.OF_SOMEBODY:
            return None
        if kind == Kind.EXCHANGE and whose is None:
            # Who runs the bank, and staff of services, name shops, which are nobody's.
            return Owner(self.asker) if self.asker.can_trade and "whose" not in self.fields else None
        agreed_to = str(self.fields["agrees"].label)
        if whose is None or whose.pk == self.asker.pk:
            return Owner(self.asker, agreed_to)
        how = self.cleaned_data["how"] or Consent.How.IN_PERSON  # of a thing nobody's consent is written down
        return Owner(whose, agreed_to, Consent.How(how))

    def _check_story(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("agrees"):
            self.add_error("agrees", _("A story stands on the map only where who tells it says yes. Tick this box"))
        whose = cleaned.get("whose")
        if whose is not None and whose.pk != self.asker.pk and not cleaned.get("how"):
            self.add_error("how", _("Say how they said yes"))


class TakeOffForm(forms.Form):
    """Why a coordinator takes something off the map."""

    reason = OneLineField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Who added it reads this."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write why. Who added it reads it")},
    )


class BeginForm(forms.Form):
    """What an address has begun to say of something new; what cannot be read is left out of account."""

    kind = forms.ChoiceField(choices=[(kind.lower(), kind) for kind, _words in ADDED_KINDS], required=False)
    area = forms.ModelChoiceField(Area.objects.none(), required=False)

    def __init__(self, data: QueryDict, *, bank: Bank) -> None:
        super().__init__(data)
        cast("forms.ModelChoiceField[Area]", self.fields["area"]).queryset = Area.objects.of(bank)

    def begun(self) -> dict[str, Any]:
        """Give what a new form begins with."""
        self.is_valid()
        said = self.cleaned_data
        return {"kind": (said.get("kind") or "").upper(), "area": said.get("area")}


def _said(asset: Asset) -> dict[str, Any]:
    names = ("title", "words", "where", "area", "access", "access_words")
    return {name: getattr(asset, name) for name in names}
