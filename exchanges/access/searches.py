"""Whose saved searches somebody may look at: their own."""

from django.shortcuts import get_object_or_404

from exchanges.models import SavedSearch
from members.models import Member


def saved_search_of(asker: Member, pk: int) -> SavedSearch:
    """Give a saved search of the asker's own."""
    found: SavedSearch = get_object_or_404(SavedSearch.objects.of(asker), pk=pk)
    return found
