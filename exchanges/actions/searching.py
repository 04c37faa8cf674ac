"""The text an offer or a request is found by: title, words, area, and the names of its kind of help."""

from django.db.models import Func, OuterRef, QuerySet, Subquery, TextField, Value

from exchanges.models import Category, Listing
from members.models import plainly


def refresh_search_text(listings: QuerySet[Listing]) -> None:
    """Write anew what these are found by. Whatever changes listings or names categories calls this.

    No name of a member is in it, nor where they live: visitors look through it where the bank opens its listings.
    """
    of_listing = Category.objects.filter(pk=OuterRef("category"))
    kinds = Subquery(of_listing.values_list(_together("name", "parent__name")))
    listings.update(search_text=plainly(_together("title", "body", "area", kinds)))


def refresh_category(category: Category) -> None:
    """Write anew what is found by the name of a kind of help, or of the main kind above it."""
    refresh_search_text(Listing.objects.in_category(category.pk))


def _together(*texts: str | Subquery) -> Func:
    return Func(Value(" "), *texts, function="CONCAT_WS", output_field=TextField())
