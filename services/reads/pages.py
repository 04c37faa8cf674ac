"""What the page of a service shows: its places, programmes and staff, and what it gives and asks for."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from exchanges.models import Event, Listing
from members.models import Member
from services.models import Programme, ProgrammeRole, Service, ServicePlace, Session

MOST_LISTINGS = 50


@dataclass(frozen=True)
class Face:
    """All that a service shows of itself to one reader. Staff stand by their jobs, never by name."""

    places: list[ServicePlace]
    programmes: list[Programme]
    jobs: list[str]
    offers: list[Listing]
    requests: list[Listing]
    shows_listings: bool


def face_of(service: Service, reader: Member | None, today: datetime.date, *, with_drafts: bool) -> Face:
    """Read the page of a service in four queries, however much stands on it.

    Visitors read its offers and requests where the bank opens its listings, members always.
    """
    programmes = service.programmes.all() if with_drafts else service.programmes.shown()
    shows_listings = reader is not None or service.bank.listings_are_public
    listings = _listings(service, today) if shows_listings else []
    return Face(
        places=list(service.places.select_related("area")),
        programmes=sorted(programmes, key=lambda each: (each.state == Programme.State.CLOSED, each.title.lower())),
        jobs=sorted({post.job for post in service.posts.held() if post.job}),
        offers=[listing for listing in listings if listing.is_offer],
        requests=[listing for listing in listings if not listing.is_offer],
        shows_listings=shows_listings,
    )


def page_of_organisation(organisation: Member) -> str:
    """Give the page that an organisation has as a service; '' where it is none. Pages below lead there."""
    slug = Service.objects.filter(organisation=organisation).values_list("slug", flat=True).first()
    return reverse("services:service", args=[organisation.bank.slug, slug]) if slug else ""


def pages_of_secret_roles(requests: Collection[int]) -> dict[int, str]:
    """Give the page on which who would fill a role of a confidential programme says so, by the role's request.

    An exchange about it would name the programme in both statements. Pages below lead there.
    """
    where = ("listing__bank__slug", "programme__service__slug", "programme__slug")
    rows = _secret_roles().filter(listing__in=requests).values_list("listing", *where)
    return {pk: reverse("services:take_part", args=args) for pk, *args in rows}


def register_of_session(event: Event) -> str:
    """Give the page of a session's register, which takes people in and knows staff on duty; '' for other events."""
    session = Session.objects.filter(pk=event.pk).select_related("programme__service").first()
    if session is None:
        return ""
    programme = session.programme
    args = [event.bank.slug, programme.service.slug, programme.slug, session.pk]
    return reverse("services:session_register", args=args)


def requests_for_secret_roles() -> QuerySet[ProgrammeRole, Any]:
    """Give the ids of all requests that are answered there, as a subquery: lists below leave them out."""
    return _secret_roles().values("listing")


def _secret_roles() -> QuerySet[ProgrammeRole]:
    found: QuerySet[ProgrammeRole] = ProgrammeRole.objects.filter(programme__is_confidential=True)
    return found.filter(listing__isnull=False)


def _listings(service: Service, today: datetime.date) -> list[Listing]:
    found = Listing.objects.of(service.bank).open(today).filter(member=service.organisation_id)
    return list(found.newest_first()[:MOST_LISTINGS])
