"""Why two people are brought together, in plain words: one sentence for each reason, as each reader may know it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.matching.scoring import Why
from exchanges.models import Listing, Match
from exchanges.reads.matches import Suggestion, shared_languages, shared_times
from exchanges.views.sentences import GIVER, NAME_BEGINS, NAME_ENDS, OUTSIDER, RECEIVER
from members.access import name_to_show
from members.models import Bank, Member
from members.reads.profiles import language_names, times_in_words

DAYS_NAMED = 2
OFFER, GIFT = "offer", "gift"

# What it is about. Nobody is called he or she: we do not know, and it does not matter.
THINGS: dict[tuple[str, str, str], Promise] = {
    (Why.SAME_THING, OFFER, GIVER): gettext_lazy("you offer “%(what)s”"),
    (Why.SAME_THING, OFFER, RECEIVER): gettext_lazy("%(giver)s offers “%(what)s”"),
    (Why.SAME_THING, OFFER, OUTSIDER): gettext_lazy("%(giver)s offers “%(what)s”"),
    (Why.SAME_THING, GIFT, GIVER): gettext_lazy("you said you like “%(what)s”"),
    (Why.SAME_THING, GIFT, RECEIVER): gettext_lazy("%(giver)s likes “%(what)s”"),
    (Why.SAME_THING, GIFT, OUTSIDER): gettext_lazy("%(giver)s likes “%(what)s”"),
    (Why.ALIKE, OFFER, GIVER): gettext_lazy("you offer something like it: “%(what)s”"),
    (Why.ALIKE, OFFER, RECEIVER): gettext_lazy("%(giver)s offers something like it: “%(what)s”"),
    (Why.ALIKE, OFFER, OUTSIDER): gettext_lazy("%(giver)s offers something like it: “%(what)s”"),
    (Why.ALIKE, GIFT, GIVER): gettext_lazy("you said you like something like it: “%(what)s”"),
    (Why.ALIKE, GIFT, RECEIVER): gettext_lazy("%(giver)s likes something like it: “%(what)s”"),
    (Why.ALIKE, GIFT, OUTSIDER): gettext_lazy("%(giver)s likes something like it: “%(what)s”"),
    (Why.PERHAPS, OFFER, GIVER): gettext_lazy("it may be close to what you offer: “%(what)s”"),
    (Why.PERHAPS, OFFER, RECEIVER): gettext_lazy("it may be close to what %(giver)s offers: “%(what)s”"),
    (Why.PERHAPS, OFFER, OUTSIDER): gettext_lazy("it may be close to what %(giver)s offers: “%(what)s”"),
    (Why.PERHAPS, GIFT, GIVER): gettext_lazy("it may be close to what you said you like: “%(what)s”"),
    (Why.PERHAPS, GIFT, RECEIVER): gettext_lazy("it may be close to what %(giver)s likes: “%(what)s”"),
    (Why.PERHAPS, GIFT, OUTSIDER): gettext_lazy("it may be close to what %(giver)s likes: “%(what)s”"),
}
ABOUT = (Why.SAME_THING, Why.ALIKE, Why.PERHAPS)
# The other reasons, which stand after it.
REASONS: dict[tuple[str, str], Promise] = {
    (Why.SAME_KIND, GIVER): gettext_lazy("it is the same kind of help"),
    (Why.SAME_KIND, RECEIVER): gettext_lazy("it is the same kind of help"),
    (Why.SAME_KIND, OUTSIDER): gettext_lazy("it is the same kind of help"),
    (Why.SAME_AREA, GIVER): gettext_lazy("it is in your part of town"),
    (Why.SAME_AREA, RECEIVER): gettext_lazy("it is in your part of town"),
    (Why.SAME_AREA, OUTSIDER): gettext_lazy("both are in the same part of town"),
    (Why.NEAR, GIVER): gettext_lazy("it is about %(minutes)d minutes on foot"),
    (Why.NEAR, RECEIVER): gettext_lazy("it is about %(minutes)d minutes on foot"),
    (Why.NEAR, OUTSIDER): gettext_lazy("it is about %(minutes)d minutes on foot from one to the other"),
    (Why.NOT_MET, GIVER): gettext_lazy("you have not met"),
    (Why.NOT_MET, RECEIVER): gettext_lazy("you have not met"),
    (Why.NOT_MET, OUTSIDER): gettext_lazy("they have not met"),
    (Why.FIRST_GIVING, GIVER): gettext_lazy("it would be your first chance to give"),
    (Why.FIRST_GIVING, RECEIVER): gettext_lazy("it would be the first chance to give for %(giver)s"),
    (Why.FIRST_GIVING, OUTSIDER): gettext_lazy("it would be the first chance to give for %(giver)s"),
    (Why.FIRST_RECEIVING, GIVER): gettext_lazy("it would be the first time that %(receiver)s is helped"),
    (Why.FIRST_RECEIVING, RECEIVER): gettext_lazy("it would be the first time that you are helped"),
    (Why.FIRST_RECEIVING, OUTSIDER): gettext_lazy("it would be the first time that %(receiver)s is helped"),
    (Why.SAME_TIMES, GIVER): gettext_lazy("you are both free on %(times)s"),
    (Why.SAME_TIMES, RECEIVER): gettext_lazy("you are both free on %(times)s"),
    (Why.SAME_TIMES, OUTSIDER): gettext_lazy("both are free on %(times)s"),
    (Why.ELSEWHERE, GIVER): gettext_lazy("it is at %(bank)s, which your time bank trades with"),
    (Why.ELSEWHERE, RECEIVER): gettext_lazy("it is at %(bank)s, which your time bank trades with"),
    (Why.ELSEWHERE, OUTSIDER): gettext_lazy("it is at %(bank)s, which your time bank trades with"),
    (Why.SAME_LANGUAGE, GIVER): gettext_lazy("you both speak %(languages)s"),
    (Why.SAME_LANGUAGE, RECEIVER): gettext_lazy("you both speak %(languages)s"),
    (Why.SAME_LANGUAGE, OUTSIDER): gettext_lazy("both speak %(languages)s"),
}


@dataclass(frozen=True)
class Fit:
    """A match as one person reads it: who the other one is, roughly where, and why. No figure: order says it."""

    suggestion: Suggestion
    other: Member
    name: str  # of the other one, as it may be read
    place: str
    reasons: list[str]
    ask_url: str  # where one of the two asks the other, or offers to help; '' where the two banks' desks are asked
    no_url: str  # where one says that it is not for oneself
    is_introduced: bool = False  # a coordinator has told the two of each other
    own_page: str = ""  # where who would like to help says so, of what no exchange answers

    @property
    def asks(self) -> bool:
        """Whether the other one is who asks."""
        return self.other.pk == self.suggestion.receiver.pk

    @property
    def theirs(self) -> Listing | None:
        """What the other one put up; None for a gift."""
        return self.suggestion.request if self.asks else self.suggestion.match.offer

    @property
    def title(self) -> str:
        """Name what the other one put up, or likes to do."""
        return str(self.theirs or self.suggestion.match.gift)

    @property
    def url(self) -> str:
        """Name the page of what the other one put up, at their own bank; '' for a gift."""
        return reverse("exchanges:listing", args=[self.other.bank.slug, self.theirs.pk]) if self.theirs else ""

    @property
    def elsewhere(self) -> Bank | None:
        """The bank of the other one, where it is another than the reader's."""
        return None if self.suggestion.at_home else self.other.bank

    @property
    def because(self) -> str:
        """Say all reasons in one sentence."""
        return _("Because %(reasons)s.") % {"reasons": in_a_row(self.reasons)}


def fit(found: Suggestion, reader: Member, other: Member | None = None) -> Fit:
    """Put a match into words for one of the two; for who runs the bank `other` is the one whom the page is not about.

    Without it that is who could help.
    """
    match = found.match
    if other is None:
        other = found.receiver if reader.pk == found.giver.pk else found.giver
    asks = other.pk == found.receiver.pk
    said = found.request.area if asks else (match.offer.area if match.offer else "")
    return Fit(
        found,
        other,
        name_to_show(other, _asker_at(other, reader)),
        said or _lives(other, reader),
        reasons_in_words(found, reader),
        _ask_url(match, other, reader) if found.at_home else "",
        _no_url(match, other, reader),
    )


def _asker_at(other: Member, reader: Member) -> Member | None:
    """Give the reader as somebody's own bank knows them: at another bank than theirs they are a visitor."""
    return reader if other.bank_id == reader.bank_id else None


def _lives(other: Member, reader: Member) -> str:
    if _asker_at(other, reader) is None and not other.is_organisation:
        return ""
    return other.area if reader.runs_or_audits and other.bank_id == reader.bank_id else other.shown_area


def _ask_url(match: Match, other: Member, reader: Member) -> str:
    """Lead to where members answer one another; of who is under 18 to what is put up, for a coordinator helps there."""
    listing, bank = match.request if other.pk == match.receiver_id else match.offer, reader.bank.slug
    if listing is None:
        return reverse("members:write_to", args=[bank, other.number])
    page = "exchanges:listing" if other.is_minor else "exchanges:enquire"
    return reverse(page, args=[bank, listing.pk])


def _no_url(match: Match, other: Member, reader: Member) -> str:
    if other.pk != match.receiver_id and match.gift_id is not None:
        return reverse("exchanges:gift_not_for_me", args=[reader.bank.slug, match.gift_id])
    listing_pk = match.request_id if other.pk == match.receiver_id else match.offer_id
    return reverse("exchanges:not_for_me", args=[reader.bank.slug, listing_pk])


def reasons_in_words(found: Suggestion, reader: Member) -> list[str]:
    """Say what speaks for a match, the weightiest first, always beginning with what it is about."""
    side, people = _side(found.match, reader), (found.giver, found.receiver)
    words = {
        "giver": _named(found.giver, reader),
        "receiver": _named(found.receiver, reader),
        "bank": next((_marked(each.bank.name) for each in people if each.bank_id != reader.bank_id), ""),
        "minutes": found.minutes_away or 0,
        "times": in_a_row(times_in_words(shared_times(found.match, reader))[:DAYS_NAMED]),
        "languages": in_a_row(language_names(shared_languages(found.match, reader))),
        "what": _what(found.match),
    }
    [about] = [why for why in found.why if why in ABOUT]
    others = [why for why in found.why if why not in ABOUT]
    thing = THINGS[about, GIFT if found.match.offer is None else OFFER, side]
    return [str(thing) % words, *(str(REASONS[why, side]) % words for why in others)]


def in_a_row(words: list[str]) -> str:
    """Join words as people say them: 'one, two and three'."""
    if len(words) < 2:
        return "".join(words)
    return _("%(words)s and %(last)s") % {"words": ", ".join(words[:-1]), "last": words[-1]}


def _side(match: Match, reader: Member) -> str:
    return {match.giver_id: GIVER, match.receiver_id: RECEIVER}.get(reader.pk, OUTSIDER)


def _what(match: Match) -> str:
    return _marked(match.offer.title if match.offer is not None else str(match.gift))


def _named(member: Member, reader: Member) -> str:
    return _marked(name_to_show(member, _asker_at(member, reader)))


def _marked(name: str) -> str:
    return f"{NAME_BEGINS}{name}{NAME_ENDS}"
