"""Bringing two people together: a coordinator tells each of them of the other, once."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.actions.above import must_have_no_own_page
from exchanges.actions.listings import note_brought_together
from exchanges.models import Introduction, Listing, Match
from exchanges.reads.board import TOLD, told_key
from exchanges.reads.matches import givers_at_home
from members.actions import tell_member
from members.actions.acts import must_run_bank, note
from members.models import Mandate, Member, MemberEvent
from notices import actions as notices
from timebank.lib.errors import NotAllowed, RuleBroken


class NoLongerFits(RuleBroken):
    """The two do not fit, or one of the rules that never give way stands between them."""

    code = "wrong_state"


@transaction.atomic
def introduce(request: Listing, giver: Member, *, by: Member, at: datetime.datetime) -> Introduction:
    """Tell who asks and who could help of each other, each the way they are reached. Again tells nobody twice.

    What is shown may be a minute old, so all rules are asked once more while the request and both people are locked.
    Raises NoLongerFits; NotAllowed for who is one of the two, or acts for one: they simply ask, or offer their help.
    """
    must_run_bank(request.bank, by)
    request = Listing.objects.select_for_update(no_key=True, of=("self",)).select_related("member").get(pk=request.pk)
    known: Introduction | None = Introduction.objects.filter(request=request, giver=giver).first()
    if known is not None:
        return known
    people = Member.objects.filter(pk__in=[request.member_id, giver.pk]).order_by("pk")
    list(people.select_for_update(no_key=True, of=("self",)))
    _must_be_neither(request.member, giver, by)
    must_have_no_own_page(request)
    match = _match(request, giver, by, at)
    made: Introduction = Introduction.objects.create(bank=by.bank, request=request, giver=giver, by=by, at=at)
    _tell(made, match, at)
    note_brought_together(request, by, at)
    for member in (match.giver, match.receiver):
        note(member, MemberEvent.Kind.INTRODUCED, by=by, at=at)
    return made


def forget_introductions(member: Member) -> None:
    """Take out whom somebody was brought together with: they are erased."""
    Introduction.objects.filter(giver=member).delete()
    Introduction.objects.filter(request__member=member).delete()


def move_introductions(kept: Member, given_up: Member) -> None:
    """Let the kept number be who was introduced, once for each request, and never to themselves.

    What the other number asked for is the kept one's already.
    """
    theirs = Introduction.objects.filter(giver=given_up)
    theirs.filter(request__in=Introduction.objects.filter(giver=kept).values("request")).delete()
    theirs.update(giver=kept)
    Introduction.objects.filter(giver=kept, request__member=kept).delete()


def _must_be_neither(receiver: Member, giver: Member, by: Member) -> None:
    acts_for_one = Mandate.objects.live().of_party(by.pk, receiver.pk, giver.pk).exists()
    if acts_for_one or by.is_same_person_as(receiver) or by.is_same_person_as(giver):
        raise NotAllowed(
            _("You are one of the two, or act for one. Write to the other one yourself, as everybody does.")
        )


def _match(request: Listing, giver: Member, by: Member, at: datetime.datetime) -> Match:
    request.bank = by.bank
    for each in givers_at_home(request, by, at=at):
        if each.giver.pk == giver.pk:
            each.match.giver.bank = each.match.receiver.bank = by.bank
            return each.match
    raise NoLongerFits(_("These two do not fit any more: something changed meanwhile. Look at the list again."))


def _tell(made: Introduction, match: Match, at: datetime.datetime) -> None:
    """Tell both. Neither text quotes what the other one wrote about themselves, and no address is in it."""
    slug, request = made.bank.slug, made.request
    names = {"giver": match.giver.name, "receiver": match.receiver.name, "by": made.by.name, "what": request.title}
    asked = reverse("exchanges:listing", args=[slug, request.pk])
    offered = asked if match.offer_id is None else reverse("exchanges:listing", args=[slug, match.offer_id])
    told = [
        (
            match.receiver,
            match.giver,
            _("%(giver)s could help you: %(what)s") % names,
            _("%(by)s thought of you two. Write to %(giver)s, or wait for a message: both of you know of it.") % names,
            offered,
        ),
        (
            match.giver,
            match.receiver,
            _("%(receiver)s asks for: %(what)s") % names,
            _("%(by)s thought that you could help, and told %(receiver)s. Say yes or no, as you like.") % names,
            asked,
        ),
    ]
    for member, other, subject, body, path in told:
        message = notices.Message(
            recipient_key=member.actor_key,
            bank=slug,
            kind=TOLD,
            subject=subject,
            body=body,
            path=path,
            dedupe_key=told_key(made),
            about_key=other.actor_key,
        )
        tell_member(member, message, at=at)
