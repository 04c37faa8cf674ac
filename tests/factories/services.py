"""Dull and valid services, programmes and people who take part in them."""

import datetime

from django.utils import timezone

from members.actions import Helper, name_delegate
from members.models import Mandate, Member
from services.actions.services import make_service as open_service
from services.actions.services import write_post
from services.models import Participation, Programme, ProgrammeRole, Service, StaffPost
from tests.factories.people import admin_of, make_organisation


def make_service(bank, *, name: str = "Riverside Surgery", kind: str = Service.Kind.SURGERY) -> Service:
    """Make a service that gives and receives, with a page anybody may read and no staff yet."""
    organisation = make_organisation(bank, name=name)
    organisation.organisation_kind = Member.OrganisationKind.INSTITUTION
    organisation.has_public_page = True
    organisation.save(update_fields=["organisation_kind", "has_public_page"])
    return open_service(organisation, kind=kind, by=admin_of(bank), at=timezone.now())


def make_staff(service: Service, *, name: str = "Nurse Adaeze", duties=tuple(StaffPost.Duty), manages=False) -> Member:
    """Make somebody who works for a service and is no member of the bank; with an address to sign in by."""
    kind = Mandate.Kind.MANAGER if manages else Mandate.Kind.RECORDER
    by, at = admin_of(service.bank), timezone.now()
    mandate = name_delegate(service.organisation, Helper(name=name), kind=kind, by=by, at=at)
    holder = mandate.holder
    holder.person.email = f"staff{holder.pk}@example.org"
    holder.person.save(update_fields=["email"])
    write_post(service, holder, job="Practice nurse", duties=list(duties), by=by)
    return Member.objects.select_related("bank", "person").get(pk=holder.pk)


def make_programme(service: Service, **fields) -> Programme:
    """Make an open programme with one role that the people it serves can fill; confidential as its service is."""
    said = {
        "title": "Living well with diabetes",
        "aim": "People with the same illness help each other.",
        "serves": "People of our list who have diabetes",
        "how_they_give": "They ring each other, and lead a walk.",
        "is_confidential": service.keeps_secrets,
        "state": Programme.State.OPEN,
        "opened_on": datetime.date(2026, 1, 1),
    } | fields
    said.setdefault("slug", f"programme-{service.programmes.count() + 1}")
    programme = Programme.objects.create(
        service=service, made_at=timezone.now(), made_by=admin_of(service.bank), **said
    )
    ProgrammeRole.objects.create(programme=programme, title="Peer supporter", is_for_served=True)
    return programme


def take_part(programme: Programme, member: Member, *, is_served: bool = True, since=None) -> Participation:
    """Let a member take part in a programme, from the day it opened unless another is named."""
    return Participation.objects.create(
        programme=programme, member=member, is_served=is_served, joined_on=since or programme.opened_on
    )
