"""The text a member is found by: their name, and of their profile only what they show to others."""

from collections.abc import Iterable

from django.contrib.postgres.lookups import Unaccent
from django.db.models import Value
from django.db.models.functions import Lower

from members.models import Gift, Member


def refresh_search_text(member: Member) -> None:
    """Write anew what a member is found by. Whatever changes name, profile, gifts or what is shown calls this."""
    text = found_by(member, Gift.objects.filter(member=member).values_list("words", flat=True))
    Member.objects.filter(pk=member.pk).update(search_text=Unaccent(Lower(Value(text))))
    member.refresh_from_db(fields=["search_text"])  # so that who saves the whole row does not write the old one


def found_by(member: Member, gifts: Iterable[str]) -> str:
    """Give the words a member is found by, before capitals and accents are taken from them."""
    words = [member.name]
    for item, shown in ((Member.Item.ABOUT, member.about), (Member.Item.AREA, member.area)):
        if member.shows_item(item):
            words.append(shown)
    if member.shows_item(Member.Item.GIFTS):
        words += [member.thanked_for, *gifts]
    return " ".join(" ".join(words).split())
