"""Saved searches: kept under a name, looked at again, told of once a day, taken out."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.actions.reminders.rule import DAYTIME
from exchanges.models import SavedSearch
from exchanges.reads.finding import Wishes
from exchanges.reads.searches import new_for, newest_of
from members.actions import tell_member
from members.actions.acts import locked, must_be_own_or_run_bank
from members.models import Member
from notices import actions as notices
from timebank.lib.errors import RuleBroken

MOST_SEARCHES = 10


class SearchRefused(RuleBroken):
    """There is nothing to look for, a search of that name already, or there are too many."""


@dataclass(frozen=True)
class Keeping:
    """A search and its name, and whether its member wishes to be told what is new."""

    name: str
    wishes: Wishes
    tells: bool = True


@transaction.atomic
def save_search(member: Member, keeping: Keeping, *, by: Member, at: datetime.datetime) -> SavedSearch:
    """Keep a search for a member, who told a coordinator or whom somebody acts for. The same twice is kept once."""
    member = locked(member)
    must_be_own_or_run_bank(member, by)
    wishes = keeping.wishes.to_keep()
    if not wishes.keys() - {"nearest"}:
        raise SearchRefused(_("Choose what to look for first, such as a word or a kind of help."))
    standing = SavedSearch.objects.of(member).alias(small=Lower("name")).filter(small=keeping.name.lower()).first()
    if standing and standing.wishes == wishes:
        return _saved(standing, tells=keeping.tells)
    if standing:
        raise SearchRefused(
            _("There is a saved search called “%(name)s”. Choose another name.") % {"name": keeping.name}
        )
    if SavedSearch.objects.filter(member=member).count() >= MOST_SEARCHES:
        raise SearchRefused(
            _("There are %(count)d saved searches already. Take one out first.") % {"count": MOST_SEARCHES}
        )
    newest = newest_of(member.bank)
    saved: SavedSearch = SavedSearch.objects.create(
        bank=member.bank,
        member=member,
        name=keeping.name,
        wishes=wishes,
        seen_up_to=newest,
        told_up_to=newest,
        tells=keeping.tells,
        saved_by=None if by.pk == member.pk else by,
        saved_at=at,
    )
    return saved


@transaction.atomic
def look_at(search: SavedSearch, *, by: Member) -> int:
    """Take what is new as seen. Answers after which listing it begins."""
    search = _locked(search, by)
    since, search.seen_up_to = search.seen_up_to, newest_of(search.bank)
    search.save(update_fields=["seen_up_to"])
    return since


@transaction.atomic
def change_telling(search: SavedSearch, by: Member, *, tells: bool) -> None:
    """Let a member be told what is new, or no longer."""
    _saved(_locked(search, by), tells=tells)


@transaction.atomic
def remove_search(search: SavedSearch, *, by: Member) -> None:
    """Take a saved search out."""
    _locked(search, by).delete()


@transaction.atomic
def tell_what_is_new(member_id: int, *, at: datetime.datetime) -> bool:
    """Tell a member, at most once a day and never at night, how many new listings fit what they look for.

    Answers whether it did.
    """
    due = SavedSearch.objects.that_tell().filter(member=member_id).order_by("pk")
    searches = list(due.select_for_update(skip_locked=True, of=("self",)))
    if not searches:
        return False
    member = Member.objects.select_related("bank", "person").get(pk=member_id)
    today = member.bank.day(at)
    if not DAYTIME.include(member.bank, at) or any(search.told_on and search.told_on >= today for search in searches):
        return False
    newest = newest_of(member.bank)
    new = new_for(member, searches, {search.pk: search.known_up_to for search in searches}, on=today)
    if new:
        tell_member(member, _message(member, searches, new, today), at=at)
        SavedSearch.objects.filter(pk__in=[search.pk for search in searches]).update(told_up_to=newest, told_on=today)
    return bool(new)


def forget_searches(member: Member) -> None:
    """Take out what somebody looked for: they leave, or are erased."""
    SavedSearch.objects.filter(member=member).delete()


def move_searches(kept: Member, given_up: Member) -> None:
    """Let the kept number look for what the other did; of two searches by one name the kept number's stays."""
    theirs = SavedSearch.objects.filter(member=given_up).alias(small=Lower("name"))
    theirs.filter(small__in=SavedSearch.objects.filter(member=kept).values(small_name=Lower("name"))).delete()
    SavedSearch.objects.filter(member=given_up).update(member=kept)


def _locked(search: SavedSearch, by: Member) -> SavedSearch:
    found = SavedSearch.objects.select_for_update(of=("self",)).select_related("member", "bank").get(pk=search.pk)
    must_be_own_or_run_bank(found.member, by)
    return found


def _saved(search: SavedSearch, *, tells: bool) -> SavedSearch:
    if tells and not search.tells:
        search.told_up_to = newest_of(search.bank)  # what came meanwhile is no news
    search.tells = tells
    search.save(update_fields=["tells", "told_up_to"])
    return search


def _message(member: Member, searches: list[SavedSearch], new: dict[int, int], today: datetime.date) -> notices.Message:
    lines = [
        _("%(count)d for “%(name)s”") % {"count": new[search.pk], "name": search.name}
        for search in searches
        if search.pk in new
    ]
    return notices.Message(
        recipient_key=member.actor_key,
        bank=member.bank.slug,
        kind="SAVED_SEARCH",
        subject=_("New offers and requests that fit what you look for"),
        body=_("New: %(lines)s.") % {"lines": ", ".join(lines)},
        path=reverse("exchanges:saved_searches", args=[member.bank.slug]),
        dedupe_key=f"saved-searches:{today}",
    )
