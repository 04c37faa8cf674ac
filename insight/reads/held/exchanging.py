"""What is held on what somebody offered, gave and received."""

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchanges.models import (
    CrossExchange,
    CrossSide,
    CrossStep,
    DisputeStep,
    Exchange,
    HoursGift,
    Listing,
    PotRequest,
    SavedSearch,
    Step,
)
from insight.reads.held.shapes import Group, Row, Whose, named, streamed
from insight.reads.names import KINDS
from ledger import reads as ledger
from members.models import PARTS_OF_DAY, PARTS_OF_WEEK, CollectionLine, DuesRule

FIRST_ON, LAST_ON = datetime.date(1900, 1, 1), datetime.date(9000, 1, 1)


def _listings(whose: Whose) -> Iterator[Row]:
    found = Listing.objects.filter(member__in=whose.ids).select_related("category", "put_up_by")
    parts = dict(PARTS_OF_WEEK)
    for listing in streamed(found.order_by("-pk").prefetch_related("photos")):
        yield {
            "bank": whose.bank_of(listing.member_id),
            "kind": Listing.Kind(listing.kind),
            "title": listing.title,
            "body": listing.body,
            "category": listing.category.name if listing.category else "",
            "often": Listing.Often(listing.often),
            "places": [str(Listing.Place(each).label) for each in listing.places],
            "area": listing.area,
            "needed_on": listing.needed_on,
            "needed_part": str(PARTS_OF_DAY[listing.needed_part]) if listing.needed_part else "",
            "availability": [str(parts.get(part, part)) for part in listing.availability],
            "languages": list(listing.languages),
            "access": [str(Listing.Access(each).label) for each in listing.access],
            "people": listing.people,
            "expires_on": listing.expires_on,
            "state": Listing.State(listing.state),
            "created_at": listing.created_at,
            "closed_at": listing.closed_at,
            "photos": [photo.words for photo in listing.photos.all()],
            "by": named(listing.put_up_by),
        }


def _saved_searches(whose: Whose) -> Iterator[Row]:
    found = SavedSearch.objects.filter(member__in=whose.ids).select_related("saved_by")
    for search in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(search.member_id),
            "name": search.name,
            "wishes": ", ".join(f"{name}: {value}" for name, value in search.wishes.items()),
            "tells": search.tells,
            "told_on": search.told_on,
            "saved_at": search.saved_at,
            "by": named(search.saved_by),
        }


def _exchanges(whose: Whose) -> Iterator[Row]:
    theirs = Q(giver__in=whose.ids) | Q(receiver__in=whose.ids)
    found = Exchange.objects.filter(theirs).select_related("giver", "receiver", "category")
    for exchange in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(exchange.giver_id, exchange.receiver_id),
            "number": exchange.pk,
            "giver": exchange.giver.name,
            "receiver": exchange.receiver.name,
            "minutes": exchange.minutes,
            "description": exchange.description,
            "category": exchange.category.name if exchange.category else "",
            "thanks": exchange.thanks,
            "state": Exchange.State(exchange.state),
            "day": exchange.day,
            "created_at": exchange.created_at,
            "giver_agreed_at": exchange.giver_agreed_at,
            "receiver_agreed_at": exchange.receiver_agreed_at,
            "posted_at": exchange.posted_at,
        }


def _steps(whose: Whose) -> Iterator[Row]:
    theirs = Q(exchange__giver__in=whose.ids) | Q(exchange__receiver__in=whose.ids)
    found = Step.objects.filter(theirs).select_related("by", "on_behalf_of", "exchange")
    for step in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(step.exchange.giver_id, step.exchange.receiver_id),
            "exchange": step.exchange_id,
            "at": step.at,
            "by": named(step.by),
            "on_behalf_of": named(step.on_behalf_of),
            "channel": Step.Channel(step.channel) if step.channel else "",
            "from_state": Exchange.State(step.from_state) if step.from_state else "",
            "to_state": Exchange.State(step.to_state),
            "minutes": step.minutes,
            "reason": step.reason,
        }


def _disputes(whose: Whose) -> Iterator[Row]:
    """Say all of what was said about their own exchanges, and of others what they said or did as a mediator."""
    theirs = Q(dispute__exchange__giver__in=whose.ids) | Q(dispute__exchange__receiver__in=whose.ids)
    acted = Q(by__in=whose.ids) | Q(named__in=whose.ids)
    found = DisputeStep.objects.filter(theirs | acted)
    for step in streamed(found.select_related("by", "on_behalf_of", "named", "dispute__exchange").order_by("-pk")):
        exchange = step.dispute.exchange
        is_own = exchange.giver_id in whose.banks or exchange.receiver_id in whose.banks
        yield {
            "bank": whose.bank_of(exchange.giver_id, exchange.receiver_id, step.by_id, step.named_id),
            "exchange": exchange.pk,
            "at": step.at,
            "kind": DisputeStep.Kind(step.kind),
            "by": named(step.by),
            "on_behalf_of": named(step.on_behalf_of),
            "channel": Step.Channel(step.channel) if step.channel else "",
            "named": named(step.named),
            "minutes": step.minutes,
            "words": step.words if is_own or step.on_behalf_of_id is None else "",
        }


def _elsewhere(whose: Whose) -> Iterator[Row]:
    """Say all of their own side, and of the other bank's the member's name and the bank's."""
    found = CrossSide.objects.filter(member__in=whose.ids).select_related("exchange", "bank", "agreed_by", "category")
    found = found.prefetch_related("exchange__sides__member", "exchange__sides__bank")
    for side in streamed(found.order_by("-pk")):
        cross = side.exchange
        other = cross.other_side(side.bank)
        yield {
            "bank": whose.bank_of(side.member_id),
            "number": cross.pk,
            "other": other.member.name,
            "other_bank": other.bank.name,
            "gave": side.gives,
            "minutes": cross.minutes,
            "description": cross.description,
            "category": side.category.name if side.category else "",
            "state": CrossExchange.State(cross.state),
            "day": cross.happened_on,
            "created_at": cross.created_at,
            "agreed_at": side.agreed_at,
            "by": named(side.agreed_by),
            "approved_at": side.approved_at,
            "posted_at": cross.posted_at,
        }


def _steps_elsewhere(whose: Whose) -> Iterator[Row]:
    sides = dict(CrossSide.objects.filter(member__in=whose.ids).values_list("exchange", "member"))
    found = CrossStep.objects.filter(exchange__in=list(sides)).select_related("by__bank", "on_behalf_of")
    for step in streamed(found.order_by("-pk")):
        bank = whose.bank_of(sides[step.exchange_id])
        is_ours = step.by.bank.name == bank
        yield {
            "bank": bank,
            "exchange": step.exchange_id,
            "at": step.at,
            "kind": CrossStep.Kind(step.kind),
            "by": named(step.by) if is_ours else step.by.bank.name,
            "on_behalf_of": named(step.on_behalf_of) if is_ours else "",
            "channel": Step.Channel(step.channel) if step.channel and is_ours else "",
            "minutes": step.minutes,
            "reason": step.reason,
        }


def _gifts_of_hours(whose: Whose) -> Iterator[Row]:
    theirs = Q(giver__in=whose.ids) | Q(receiver__in=whose.ids)
    found = HoursGift.objects.filter(theirs).select_related("giver", "receiver", "by", "taken_back_by")
    for gift in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(gift.giver_id, gift.receiver_id),
            "giver": gift.giver.name,
            "receiver": named(gift.receiver),
            "minutes": gift.minutes,
            "words": gift.words,
            "given_at": gift.given_at,
            "by": named(gift.by),
            "taken_back_at": gift.taken_back_at,
            "taken_back_by": named(gift.taken_back_by),
            "why": gift.taken_back_why,
        }


def _asked_of_pot(whose: Whose) -> Iterator[Row]:
    found = PotRequest.objects.filter(member__in=whose.ids).select_related("by", "decided_by")
    for asked in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(asked.member_id),
            "minutes": asked.asked_minutes,
            "words": asked.words,
            "asked_at": asked.asked_at,
            "by": named(asked.by),
            "state": PotRequest.State(asked.state),
            "decided_at": asked.decided_at,
            "decided_by": named(asked.decided_by),
            "reason": asked.reason,
        }


def _statement(whose: Whose) -> Iterator[Row]:
    for member in whose.members:
        if member.account_id is None:
            continue
        for line in ledger.statement_lines(member.account_id, first_on=FIRST_ON, last_on=LAST_ON):
            yield {
                "bank": member.bank.name,
                "number": line.number,
                "booked_on": line.booked_on,
                "happened_on": line.happened_on,
                "kind": str(KINDS[line.kind]),
                "description": line.description,
                "minutes": line.minutes,
                "balance_minutes": line.balance_minutes,
            }


def _dues(whose: Whose) -> Iterator[Row]:
    found = CollectionLine.objects.filter(member__in=whose.ids).select_related("collection")
    for line in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(line.member_id),
            "kind": DuesRule.Kind(line.collection.kind),
            "month": line.collection.month,
            "minutes": line.minutes,
            "refusal": line.refusal,
        }


BANK = {"bank": _("Time bank")}

GROUPS = (
    Group(
        "listings",
        _("Your offers and requests"),
        _("All you ever offered or asked for here."),
        {
            **BANK,
            "kind": _("Kind"),
            "title": _("Title"),
            "body": _("In your own words"),
            "category": _("Category"),
            "often": _("How often"),
            "places": _("Where"),
            "area": _("Part of town"),
            "needed_on": _("On which day"),
            "needed_part": _("At what time of day"),
            "availability": _("When in the week"),
            "languages": _("Languages"),
            "access": _("Good to know"),
            "people": _("For how many people"),
            "expires_on": _("Until"),
            "state": _("Stands"),
            "created_at": _("Put up"),
            "closed_at": _("Taken down"),
            "photos": _("Photos"),
            "by": _("Put up for you by"),
        },
        _listings,
        ("exchanges.Listing.member", "exchanges.Listing.put_up_by"),
    ),
    Group(
        "saved_searches",
        _("Your saved searches"),
        _("What you look for among offers and requests."),
        {
            **BANK,
            "name": _("Name"),
            "wishes": _("What it looks for"),
            "tells": _("You are told what is new"),
            "told_on": _("Last told"),
            "saved_at": _("Saved"),
            "by": _("Saved for you by"),
        },
        _saved_searches,
        ("exchanges.SavedSearch.member", "exchanges.SavedSearch.saved_by"),
    ),
    Group(
        "exchanges",
        _("Your exchanges"),
        _("The time you gave and received, and what was planned."),
        {
            **BANK,
            "number": _("Number"),
            "giver": _("Who gave"),
            "receiver": _("Who received"),
            "minutes": _("Minutes"),
            "description": _("What was done"),
            "category": _("Category"),
            "thanks": _("Thanks"),
            "state": _("How it stands"),
            "day": _("Day"),
            "created_at": _("Written down"),
            "giver_agreed_at": _("Giver agreed"),
            "receiver_agreed_at": _("Receiver agreed"),
            "posted_at": _("Posted"),
        },
        _exchanges,
        ("exchanges.Exchange.giver", "exchanges.Exchange.receiver"),
    ),
    Group(
        "exchange_history",
        _("What happened with your exchanges"),
        _("Each step of them: who did what, and when."),
        {
            **BANK,
            "exchange": _("Exchange number"),
            "at": _("When"),
            "by": _("By"),
            "on_behalf_of": _("For"),
            "channel": _("How they were told"),
            "from_state": _("From"),
            "to_state": _("To"),
            "minutes": _("Minutes"),
            "reason": _("Why"),
        },
        _steps,
    ),
    Group(
        "disputes",
        _("What was not right"),
        _("What was said to settle it: by you, by the other side, and by who mediated."),
        {
            **BANK,
            "exchange": _("Exchange number"),
            "at": _("When"),
            "kind": _("What was done"),
            "by": _("By"),
            "on_behalf_of": _("For"),
            "channel": _("How they were told"),
            "named": _("Who was asked to mediate"),
            "minutes": _("Minutes"),
            "words": _("In their words"),
        },
        _disputes,
        ("exchanges.DisputeStep.by", "exchanges.DisputeStep.on_behalf_of", "exchanges.DisputeStep.named"),
    ),
    Group(
        "elsewhere",
        _("Your exchanges with other time banks"),
        _("The time you gave to members of other time banks, or received from them."),
        {
            **BANK,
            "number": _("Number"),
            "other": _("With whom"),
            "other_bank": _("Of which time bank"),
            "gave": _("You gave"),
            "minutes": _("Minutes"),
            "description": _("What was done"),
            "category": _("Category"),
            "state": _("How it stands"),
            "day": _("Day"),
            "created_at": _("Written down"),
            "agreed_at": _("You agreed"),
            "by": _("Your word was given by"),
            "approved_at": _("Your time bank agreed"),
            "posted_at": _("Posted"),
        },
        _elsewhere,
        ("exchanges.CrossSide.member", "exchanges.CrossSide.agreed_by"),
    ),
    Group(
        "elsewhere_history",
        _("What happened with your exchanges with other time banks"),
        _("Each step of them; of the other time bank we say its name."),
        {
            **BANK,
            "exchange": _("Exchange number"),
            "at": _("When"),
            "kind": _("What was done"),
            "by": _("By"),
            "on_behalf_of": _("For"),
            "channel": _("How they were told"),
            "minutes": _("Minutes"),
            "reason": _("Why"),
        },
        _steps_elsewhere,
        ("exchanges.CrossStep.on_behalf_of",),
    ),
    Group(
        "gifts_of_hours",
        _("Hours given without help in return"),
        _("What you gave to others or to the shared pot, and what you were given."),
        {
            **BANK,
            "giver": _("Who gave"),
            "receiver": _("Who received; nobody is the shared pot"),
            "minutes": _("Minutes"),
            "words": _("Words with it"),
            "given_at": _("When"),
            "by": _("Written down by"),
            "taken_back_at": _("Taken back"),
            "taken_back_by": _("Taken back by"),
            "why": _("Why"),
        },
        _gifts_of_hours,
        ("exchanges.HoursGift.giver", "exchanges.HoursGift.receiver"),
    ),
    Group(
        "asked_of_pot",
        _("What you asked of the shared pot"),
        _("The hours you asked for, and what was answered."),
        {
            **BANK,
            "minutes": _("Minutes"),
            "words": _("What for"),
            "asked_at": _("When"),
            "by": _("Written down by"),
            "state": _("How it stands"),
            "decided_at": _("Answered"),
            "decided_by": _("Answered by"),
            "reason": _("Why"),
        },
        _asked_of_pot,
        ("exchanges.PotRequest.member",),
    ),
    Group(
        "statement",
        _("Your statement"),
        _("Every line of your account, with the balance after it."),
        {
            **BANK,
            "number": _("Line"),
            "booked_on": _("Booked on"),
            "happened_on": _("Happened on"),
            "kind": _("Kind"),
            "description": _("What for"),
            "minutes": _("Minutes"),
            "balance_minutes": _("Balance after it, in minutes"),
        },
        _statement,
    ),
    Group(
        "dues",
        _("What a rule took"),
        _("Levies, and hours that lapsed."),
        {
            **BANK,
            "kind": _("Rule"),
            "month": _("Month"),
            "minutes": _("Minutes"),
            "refusal": _("Why nothing was taken"),
        },
        _dues,
        ("members.CollectionLine.member",),
    ),
)
