"""A bank's kinds of help: a tree of two levels, begun from the base that banks share, and in the bank's own words."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from exchanges.actions.searching import refresh_category, refresh_search_text
from exchanges.models import Category, CrossSide, Exchange, Listing, RoundProposal, RoundWish
from exchanges.models.category_base import BASE, FinerKind, MainKind, code_called
from members.actions import WhyMissing, must_be_admin, must_say_why
from members.models import Bank, BankEvent, CheckKind, Member
from timebank.lib.errors import RuleBroken

MAY_BE_OF_A_KIND = (Listing, Exchange, CrossSide, RoundWish, RoundProposal)


class CategoryRefused(RuleBroken):
    """There is such a category already, or it asks for what this bank does not know, or stands where it cannot."""


@dataclass(frozen=True)
class Naming:
    """What a category is called, where it stands, whether a coordinator approves its exchanges, and what it needs."""

    name: str
    needs_approval: bool = False
    checks: tuple[CheckKind, ...] = ()
    parent: Category | None = None  # the main kind it is one of; None for a main one
    why: str = ""  # a reason members read; asked where what a kind of help needs is changed


@transaction.atomic
def add_category(bank: Bank, naming: Naming, *, by: Member, at: datetime.datetime) -> Category:
    """Give the bank one more kind of help to choose from. What it needs is a rule, and has a reason."""
    must_be_admin(bank, by)
    return _ruled(Category(bank=bank), naming, by=by, at=at)


@transaction.atomic
def change_category(category: Category, naming: Naming, *, by: Member, at: datetime.datetime) -> Category:
    """Name a category anew, also where it was used before, move it, or change what it needs, with a reason."""
    must_be_admin(category.bank, by)
    return _ruled(category, naming, by=by, at=at)


@transaction.atomic
def close_category(category: Category, *, why: str, by: Member, at: datetime.datetime) -> None:
    """Take a category, with its finer ones, out of the lists to choose from; what it was used for keeps it.

    Members read that, when and why. Again does no harm.
    """
    _set_open(category, why, is_open=False, by=by, at=at)


@transaction.atomic
def reopen_category(category: Category, *, why: str, by: Member, at: datetime.datetime) -> None:
    """Put a closed category back into the lists to choose from; members read that, when and why."""
    _set_open(category, why, is_open=True, by=by, at=at)


@transaction.atomic
def start_categories(bank: Bank) -> None:
    """Give a new bank the tree that banks share, with two statements; its admins change it."""
    _add_missing(bank, {})


@transaction.atomic
def add_base(bank: Bank, *, by: Member) -> int:
    """Give a bank what it lacks of the shared tree, as its admin says. Answers how many were added; again adds none."""
    must_be_admin(bank, by)
    return complete_tree(bank)


@transaction.atomic
def complete_tree(bank: Bank) -> int:
    """Match a bank's own kinds of help to the shared tree by name, and add what is missing; no name is changed.

    A kind that matches a finer one moves under its main kind, unless others stand under it.
    """
    _lock(bank)
    own = list(Category.objects.filter(bank=bank).order_by("pk"))
    match_by_name(own)
    known = {each.code: each for each in own if each.code}
    before = len(own)
    _add_missing(bank, known)
    refresh_search_text(Listing.objects.filter(bank=bank))
    return int(Category.objects.filter(bank=bank).count()) - before


@transaction.atomic
def take_base_back(bank: Bank) -> int:
    """Undo what `complete_tree` did: what nobody used goes, the rest stays as the bank's own. Answers how many went."""
    _lock(bank)
    used = Q()
    for model in MAY_BE_OF_A_KIND:
        used |= Q(Exists(model._default_manager.filter(category=OuterRef("pk"))))
    of_base = Category.objects.filter(bank=bank).exclude(code="")
    gone, _by_model = of_base.exclude(parent=None).exclude(used).delete()
    of_base.exclude(parent=None).update(parent=None)
    below = Exists(Category.objects.filter(parent=OuterRef("pk")))
    unused = of_base.exclude(used).exclude(below).exclude(needs_approval=True).filter(checks=None)
    also_gone, _by_model = Category.objects.filter(pk__in=list(unused.values_list("pk", flat=True))).delete()
    of_base.update(code="")
    refresh_search_text(Listing.objects.filter(bank=bank))
    return gone + also_gone


def match_by_name(categories: Iterable[Category]) -> None:
    """Write the code of the shared kind that each name obviously means; where two mean the same, the older has it."""
    known = list(categories)
    taken = {each.code for each in known}
    for category in known:
        code = "" if category.code else code_called(category.name)
        if code and code not in taken:
            taken.add(code)
            category.code = code
            category.save(update_fields=["code"])


def _add_missing(bank: Bank, known: dict[str, Category]) -> None:
    new_mains = [_new(bank, kind) for kind in BASE if kind.code not in known]
    mains = known | {each.code: each for each in Category.objects.bulk_create(new_mains)}
    finer = [(mains[main.code], kind) for main in BASE for kind in main.finer]
    for main, kind in finer:
        if kind.code in known:
            _move_under(main, known[kind.code])
    # A main kind that the bank has put under another stays there, and what would be under it becomes a main one.
    missing = [_new(bank, kind, main) for main, kind in finer if kind.code not in known]
    Category.objects.bulk_create(missing)


def _new(bank: Bank, kind: MainKind | FinerKind, parent: Category | None = None) -> Category:
    above = parent if parent is not None and parent.parent_id is None else None
    return Category(bank=bank, name=str(kind.name), code=kind.code, parent=above)


def _move_under(main: Category, category: Category) -> None:
    stands_alone = category.parent_id is None and not category.finer.exists()
    if stands_alone and main.parent_id is None and main.pk != category.pk:
        category.parent = main
        category.save(update_fields=["parent"])


def _set_open(category: Category, why: str, *, is_open: bool, by: Member, at: datetime.datetime) -> None:
    must_be_admin(category.bank, by)
    must_say_why(why)
    if not Category.objects.filter(pk=category.pk, is_open=not is_open).update(is_open=is_open):
        return
    before, after = ({"name": category.name, "open": each} for each in (not is_open, is_open))
    rule = BankEvent.Rule.CATEGORY_OPEN
    BankEvent.objects.create(bank=category.bank, rule=rule, before=before, after=after, words=why, by=by, at=at)


def _ruled(category: Category, naming: Naming, *, by: Member, at: datetime.datetime) -> Category:
    """Write a category down; where what it needs is changed, leave a line in the history of the bank's rules."""
    before = _needs(category) if category.pk else None
    saved = _named(category, naming)
    after = _needs(saved)
    needs = ("approval", "checks")
    changed = [(before or {"approval": False, "checks": []})[each] for each in needs] != [after[each] for each in needs]
    if changed:
        if not naming.why.strip():
            raise WhyMissing(_("Write why it needs something else. Everybody who reads the rules can read it."))
        BankEvent.objects.create(
            bank=category.bank, rule=BankEvent.Rule.CATEGORY, before=before, after=after, words=naming.why, by=by, at=at
        )
    return saved


def _needs(category: Category) -> dict[str, Any]:
    checks = sorted(category.checks.values_list("name", flat=True))
    known = Category.objects.get(pk=category.pk)
    return {"name": known.name, "approval": known.needs_approval, "checks": checks}


def _named(category: Category, naming: Naming) -> Category:
    if any(kind.bank_id != category.bank_id for kind in naming.checks):
        raise CategoryRefused(_("Choose from the checks in the list."))
    _lock(category.bank)
    _check_place(category, naming.parent)
    category.name, category.needs_approval, category.parent = naming.name, naming.needs_approval, naming.parent
    try:
        with transaction.atomic():
            category.save()
            category.checks.set(naming.checks)
            refresh_category(category)
    except IntegrityError as error:  # the database decides, so two at once cannot take one name
        raise CategoryRefused(_("There is already a category called “%(name)s”.") % {"name": naming.name}) from error
    return category


def _check_place(category: Category, parent: Category | None) -> None:
    """See that the tree keeps two levels: under a main kind stand only kinds that nothing stands under."""
    if parent is None:
        return
    main = Category.objects.filter(bank=category.bank_id, pk=parent.pk, parent=None).exclude(pk=category.pk)
    if not main.exists():
        raise CategoryRefused(_("Choose one of the main kinds of help in the list."))
    if category.pk and category.finer.exists():
        raise CategoryRefused(_("Finer kinds stand under this one, so it stays a main kind. Move them first."))


def _lock(bank: Bank) -> None:
    """Let nobody else move kinds of help of this bank meanwhile, so that two at once make no third level."""
    Bank.objects.select_for_update(no_key=True).get(pk=bank.pk)
