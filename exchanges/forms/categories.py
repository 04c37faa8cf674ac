"""Choosing a kind of help, main or finer, and what an admin writes about one."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from exchanges.actions.categories import Naming
from exchanges.models import Category, CategoryQuerySet
from members.forms.boxes import WhyField
from members.models import Bank, CheckKind
from timebank.lib.fields import NameField


class Grouped(forms.models.ModelChoiceIterator):  # type: ignore[type-arg]  # not generic when it runs
    """Main kinds of help in name order, each with its finer ones as a group beneath it; read with one query."""

    def __iter__(self) -> Iterator[Any]:
        """Give the empty choice, then a choice for a main kind that stands alone, and a group for each other."""
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        families: dict[int, list[Category]] = {}
        for category in cast(CategoryQuerySet, self.queryset).as_tree():
            families.setdefault(category.parent_id or category.pk, []).append(category)
        for family in families.values():
            choices = [self.choice(each) for each in family]
            if len(family) == 1 and family[0].parent_id is None:
                yield choices[0]
            else:
                yield str(family[0].parent or family[0]), choices


class CategoryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """A category in use in one bank, or none."""

    iterator = Grouped
    default_error_messages = {"invalid_choice": _("Choose one of the categories in the list")}

    def __init__(self, **options: Any) -> None:
        super().__init__(Category.objects.none(), required=False, **options)

    def choose_from(self, bank: Bank, *, kept: Category | None = None) -> None:
        """Offer the bank's open categories, and the one that is kept though it was closed since."""
        known = Category.objects.of(bank)
        self.queryset = known.in_use() | known.filter(pk=kept.pk) if kept else known.in_use()


class ChecksField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """Which checks who gives a help must have."""

    default_error_messages = {"invalid_choice": _("Choose from the checks in the list")}

    def __init__(self, **options: Any) -> None:
        super().__init__(CheckKind.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, **options)

    def choose_from(self, bank: Bank, *, kept: Sequence[CheckKind] = ()) -> bool:
        """Offer the bank's kinds in use, and those that were chosen before. Answers whether there are any."""
        known = Q(is_open=True) | Q(pk__in=[kind.pk for kind in kept])
        kinds = list(CheckKind.objects.filter(known, bank=bank))
        self.queryset = CheckKind.objects.filter(known, bank=bank)
        self.choices = [(kind.pk, kind.name) for kind in kinds]
        return bool(kinds)


class CategoryForm(forms.Form):
    """What a category is called, where it stands, whether its exchanges are approved, and which checks it needs."""

    name = NameField(
        label=_("Name of the category"), max_length=60, error_messages={"required": _("Write a name, such as Garden")}
    )
    parent = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("Is it part of a main kind of help?"),
        required=False,
        empty_label=_("No, it is a main kind itself"),
        error_messages={"invalid_choice": _("Choose one of the main kinds of help in the list")},
    )
    needs_approval = forms.BooleanField(
        label=_("A coordinator approves every exchange of this kind"),
        help_text=_("Of a main kind, this holds for all the finer ones under it."),
        required=False,
    )
    checks = ChecksField(
        label=_("Who gives help of this kind needs"),
        help_text=_("Nobody plans such help with who has not shown it. Of a main kind, all under it need it too."),
    )
    why = WhyField(
        label=_("Why does it need that?"),
        help_text=_("Only where you change what it needs. Every member reads it."),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, bank: Bank, category: Category | None = None) -> None:
        said: dict[str, Any] = {}
        if category:
            said = {"name": category.name, "needs_approval": category.needs_approval, "parent": category.parent_id}
        super().__init__(data, initial=said)
        kept = list(category.checks.all()) if category else []
        self.initial["checks"] = [kind.pk for kind in kept]
        if not cast(ChecksField, self.fields["checks"]).choose_from(bank, kept=kept):
            del self.fields["checks"]
        mains = Category.objects.of(bank).main().exclude(pk=category.pk if category else 0)
        cast("forms.ModelChoiceField[Category]", self.fields["parent"]).queryset = mains

    def naming(self) -> Naming:
        """Give what was written, for the action."""
        answers = self.cleaned_data
        checks = tuple(answers.get("checks", ()))
        return Naming(answers["name"], answers["needs_approval"], checks, answers["parent"], answers["why"])


class OpeningForm(forms.Form):
    """Why a kind of help can no longer be chosen, or can be chosen again."""

    why = WhyField()

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="opening_%s")


class ChooseCategoryForm(forms.Form):
    """Which of the bank's categories is meant, open or closed."""

    category = forms.ModelChoiceField(Category.objects.none())

    def __init__(self, data: QueryDict, *, bank: Bank) -> None:
        super().__init__(data)
        cast("forms.ModelChoiceField[Category]", self.fields["category"]).queryset = Category.objects.filter(bank=bank)

    def chosen(self) -> Category | None:
        """Give the category, if one of this bank is named."""
        return self.cleaned_data["category"] if self.is_valid() else None
