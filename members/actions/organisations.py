"""Organisations: how they ask to join, and the page that says who they are and what they offer."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from members.actions.acts import locked, manages, note
from members.actions.applications import Application, apply_to_join
from members.actions.gifts import MOST_GIFTS, GiftRefused
from members.actions.searching import refresh_search_text
from members.models import Bank, Gift, Member, MemberEvent
from timebank.lib.errors import NotAllowed, RuleBroken


class NoOrganisation(RuleBroken):
    """Only an organisation has such a page."""


@dataclass(frozen=True)
class OrganisationPage:
    """What an organisation says about itself, and whether visitors may read it. `offers` are its gifts."""

    about: str
    offers: Sequence[str]
    kind: str
    has_public_page: bool = False


@transaction.atomic
def apply_as_organisation(
    bank: Bank, application: Application, page: OrganisationPage, *, at: datetime.datetime
) -> Member | None:
    """Put an organisation's wish to join before the coordinators, with what it offers. Nobody signs in for it yet.

    The same wish sent twice is one wish.
    """
    applicant = apply_to_join(bank, replace(application, is_organisation=True), at=at)
    if applicant is None or applicant.organisation_kind:
        return applicant
    _write(applicant, replace(page, has_public_page=False), added_by=None, at=at)
    return applicant


@transaction.atomic
def change_page(organisation: Member, page: OrganisationPage, *, by: Member, at: datetime.datetime) -> Member:
    """Say anew who an organisation is and what it offers: its managers do, and those who run the bank."""
    organisation = locked(organisation)
    if not organisation.is_organisation:
        raise NoOrganisation(_("Only an organisation has such a page."))
    _must_keep_page(organisation, by)
    _write(organisation, page, added_by=by, at=at)
    note(organisation, MemberEvent.Kind.PROFILE_CHANGED, by=by, at=at, is_on_behalf=True)
    return organisation


def _must_keep_page(organisation: Member, by: Member) -> None:
    if by.bank_id == organisation.bank_id and (by.is_coordinator or by.is_admin):
        return
    if not manages(organisation, by):
        raise NotAllowed(_("Only a manager of this organisation or a coordinator can do this."))


def _write(organisation: Member, page: OrganisationPage, *, added_by: Member | None, at: datetime.datetime) -> None:
    organisation.about, organisation.organisation_kind = page.about, page.kind
    organisation.has_public_page = page.has_public_page
    organisation.save(update_fields=["about", "organisation_kind", "has_public_page"])
    _write_offers(organisation, page.offers, added_by=added_by, at=at)
    refresh_search_text(organisation)


def _write_offers(
    organisation: Member, offers: Sequence[str], *, added_by: Member | None, at: datetime.datetime
) -> None:
    """Put what it offers in the place of what stood there; what is said again stays as it was."""
    wanted = {words.casefold(): words for words in (" ".join(each.split()) for each in offers) if words}
    if len(wanted) > MOST_GIFTS:
        raise GiftRefused(_("That is a long list. Name what matters most."))
    standing = {gift.words.casefold(): gift.pk for gift in organisation.gifts.all()}
    organisation.gifts.filter(pk__in=[pk for words, pk in standing.items() if words not in wanted]).delete()
    Gift.objects.bulk_create(
        Gift(member=organisation, kind=Gift.Kind.HAND, words=words, added_by=added_by, added_at=at)
        for key, words in wanted.items()
        if key not in standing
    )
