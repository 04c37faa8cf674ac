"""Had you met before? Asked once of each of two people, after their first exchange."""

from django.db.models import Q
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act, locked, must_speak_for_a_party
from exchanges.models import Exchange, MetBefore
from exchanges.reads.met_before import is_to_be_asked
from members.models import Member
from timebank.lib.errors import WrongState
from timebank.lib.transactions import atomic_with_retry


@atomic_with_retry
def say_met_before(exchange: Exchange, act: Act, *, answer: str) -> MetBefore:
    """Keep what one side says of whether the two had met before. The first answer stands, whatever follows."""
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    member, other = act.speaker, exchange.other_side(act.speaker)
    standing: MetBefore | None = MetBefore.objects.filter(member=member, other=other).first()
    if standing is not None:
        return standing
    if not is_to_be_asked(member, exchange, exchange.bank.day(act.at)):
        raise WrongState(_("This is asked once, after the first exchange of two people. Nothing is to be said here."))
    said: MetBefore
    said, _is_new = MetBefore.objects.get_or_create(
        member=member, other=other, defaults={"answer": MetBefore.Answer(answer), "answered_at": act.at}
    )
    return said


def forget_met_before(member: Member) -> None:
    """Take out what somebody said of others, and others of them: they are erased."""
    MetBefore.objects.filter(Q(member=member) | Q(other=member)).delete()


def move_met_before(kept: Member, given_up: Member) -> None:
    """Let the kept number's answers be those of both, once each; the two themselves had always met."""
    MetBefore.objects.filter(Q(member=given_up, other=kept) | Q(member=kept, other=given_up)).delete()
    by_kept, of_kept = MetBefore.objects.filter(member=kept), MetBefore.objects.filter(other=kept)
    MetBefore.objects.filter(member=given_up, other__in=by_kept.values("other")).delete()
    MetBefore.objects.filter(other=given_up, member__in=of_kept.values("member")).delete()
    MetBefore.objects.filter(member=given_up).update(member=kept)
    MetBefore.objects.filter(other=given_up).update(other=kept)
