"""What a service asks somebody on their own first page: the one question of voice, and how they are."""

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.views.errands import Errand
from exchanges.views.sentences import named
from members.models import Member
from services.models import Participation, Referral, Service, VoiceRound
from services.reads.wellbeing import asking_of


def asked_at_home(member: Member, by: Member, at: datetime.datetime) -> list[Errand]:
    """Give what services ask a member now; nobody who acts for them how they are. Two queries for who is in none."""
    today = member.bank.day(at)
    return [*_voices(member, by, today), *(_how_they_are(member, today) if by.pk == member.pk else [])]


def _voices(member: Member, by: Member, today: datetime.date) -> list[Errand]:
    """Find the open rounds that ask a member, or of the organisation itself whoever acts for it."""
    asked = _services_asking(member, by, today).filter(
        Exists(VoiceRound.objects.running(today).filter(service=OuterRef("pk")).exclude(taken__member=member))
    )
    return [
        Errand(
            words=_("%(service)s asks you one question") % {"service": named(service.organisation)},
            url=reverse("services:voice", args=[member.bank.slug, service.slug]),
            link=_("Answer it"),
            hint=_("One tap. It is counted without your name."),
        )
        for service in asked.select_related("organisation").order_by("pk")
    ]


def _services_asking(member: Member, by: Member, today: datetime.date) -> QuerySet[Service]:
    """The services for which a member is staff, or whom they serve; of an organisation, itself.

    Who acts for a member reads nothing of a confidential programme here.
    """
    of_bank: QuerySet[Service] = Service.objects.filter(bank=member.bank_id)
    if member.is_organisation:
        return of_bank.filter(organisation=member)
    served = Participation.objects.filter(member=member, programme__service=OuterRef("pk")).served().current(today)
    if by.pk != member.pk:
        served = served.no_secret()
    introduced = Referral.objects.consented().filter(member=member, service=OuterRef("pk"), ended_at=None)
    return of_bank.filter(Exists(served) | Q(pk__in=Service.objects.served_by(member)) | Exists(introduced))


def _how_they_are(member: Member, today: datetime.date) -> list[Errand]:
    return [
        Errand(
            words=_("How are you? %(service)s asks, if you like") % {"service": named(each.service.organisation)},
            url=reverse("services:wellbeing", args=[member.bank.slug, each.service.slug]),
            link=_("See the questions"),
            hint=_("You need not. Nobody but you can read what you say."),
        )
        for each in asking_of(member, today)
    ]
