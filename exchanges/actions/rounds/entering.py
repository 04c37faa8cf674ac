"""What a member would take and give in a round: named, taken out, all of it left. Coordinators enter for who rang."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from exchanges.actions.above import must_have_no_own_page
from exchanges.actions.acts import Act, check_step, must_trade
from exchanges.actions.rounds.opening import RoundOver, RoundRefused, locked_round, path_of
from exchanges.models import (
    MOST_HELPED,
    MOST_MINUTES,
    MOST_WISHES,
    PIECE_MINUTES,
    Category,
    Listing,
    Round,
    RoundEntry,
    RoundWish,
)
from members.actions.acts import locked, must_be_own_or_run_bank, note_on_behalf
from members.models import Gift, Member, MemberEvent
from notices import actions as notices
from timebank.lib.durations import hours_in_words
from timebank.lib.transactions import atomic_with_retry

Side = RoundWish.Side


@dataclass(frozen=True)
class Wishing:
    """What somebody would take or give: a kind of help, perhaps as one of their own listings or gifts says it."""

    side: str
    category: Category
    minutes: int
    people: int = 1
    listing: Listing | None = None
    gift: Gift | None = None


@atomic_with_retry
def add_wish(round_: Round, wishing: Wishing, act: Act) -> RoundWish:
    """Name one thing; with the first the member takes part. The same again changes how long and for how many."""
    round_, member = _to_enter(round_, act)
    _must_make_sense(wishing, member)
    entry, _made = RoundEntry.objects.get_or_create(
        round=round_, member=member, defaults={"entered_at": act.at, "entered_by": _other(act)}
    )
    same = {"side": wishing.side, "category": wishing.category, "listing": wishing.listing, "gift": wishing.gift}
    standing: RoundWish | None = entry.wishes.filter(**same).first()
    if standing is None and entry.wishes.filter(side=wishing.side).count() >= MOST_WISHES:
        raise RoundRefused(_("That is a good deal for one round. Take something out first."))
    wish = standing or RoundWish(entry=entry, **same)
    wish.minutes, wish.people = wishing.minutes, wishing.people
    wish.save()
    notices.note_acted(member.actor_key, [path_of(round_)], at=act.at)
    _note(member, act, _("Round: %(what)s") % {"what": wish.words})
    return wish


@atomic_with_retry
def take_out(round_: Round, wish_id: int, act: Act) -> None:
    """Take one thing out again; with the last the member no longer takes part. Again does no harm."""
    round_, member = _to_enter(round_, act)
    entry = RoundEntry.objects.filter(round=round_, member=member).first()
    if entry is None:
        return
    entry.wishes.filter(pk=wish_id).delete()
    _note(member, act, _("Round: taken out"))
    if not entry.wishes.exists():
        entry.delete()


@atomic_with_retry
def leave_round(round_: Round, act: Act) -> None:
    """Take no part after all. Again does no harm."""
    round_, member = _to_enter(round_, act)
    gone, _what = RoundEntry.objects.filter(round=round_, member=member).delete()
    if gone:
        _note(member, act, _("Round: takes no part"))


def _to_enter(round_: Round, act: Act) -> tuple[Round, Member]:
    """Lock the round, then the member; refuse when it is over, or whoever does not speak for the member."""
    round_ = locked_round(round_)
    member = locked(act.speaker)
    must_be_own_or_run_bank(member, act.by)
    if member.bank_id != round_.bank_id:
        raise RoundRefused(_("This round is of another time bank."))
    must_trade(member)
    if not round_.is_entered_on(round_.bank.day(act.at)):
        raise RoundOver(_("Nobody can enter or change this round any more."))
    return round_, member


def _must_make_sense(wishing: Wishing, member: Member) -> None:
    if wishing.category.bank_id != member.bank_id:
        raise RoundRefused(_("Choose from the lists of this time bank."))
    if not PIECE_MINUTES <= wishing.minutes <= MOST_MINUTES:
        words = _("Choose a time from half an hour up to %(most)s.")
        raise RoundRefused(words % {"most": hours_in_words(MOST_MINUTES)})
    check_step(wishing.minutes, member.bank)
    if not 1 <= wishing.people <= (MOST_HELPED if wishing.side == Side.GIVE else 1):
        raise RoundRefused(_("Choose for how many people, from 1 to %(most)d.") % {"most": MOST_HELPED})
    kind = Listing.Kind.OFFER if wishing.side == Side.GIVE else Listing.Kind.REQUEST
    if wishing.listing is not None and (wishing.listing.member_id, wishing.listing.kind) != (member.pk, kind):
        raise RoundRefused(_("That offer or request belongs to somebody else."))
    must_have_no_own_page(wishing.listing)
    if wishing.gift is not None and (wishing.gift.member_id != member.pk or wishing.side != Side.GIVE):
        raise RoundRefused(_("Choose one of their own gifts."))


def _other(act: Act) -> Member | None:
    return act.by if act.on_behalf_of is not None else None


def _note(member: Member, act: Act, words: str) -> None:
    if act.on_behalf_of is not None:
        note_on_behalf(member, MemberEvent.Kind.ROUND_ENTERED, by=act.by, at=act.at, words=words)
