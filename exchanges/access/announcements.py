"""Which announcements somebody may read, and which they may take down or print."""

import datetime

from django.shortcuts import get_object_or_404

from exchanges.models import Announcement
from exchanges.models.announcements import AnnouncementQuerySet
from members.models import Member


def announcements_to_read(reader: Member, on: datetime.date) -> AnnouncementQuerySet:
    """Give those that are up and meant for the reader; coordinators read them all."""
    found: AnnouncementQuerySet = Announcement.objects.standing(reader.bank, on).select_related("event")
    return found if reader.is_coordinator else found.meant_for(reader)


def announcement_to_run(asker: Member, pk: int) -> Announcement:
    """Give an announcement of the asker's own bank, also one that is over: a button pressed twice does no harm."""
    found: Announcement = get_object_or_404(Announcement, bank=asker.bank, pk=pk)
    found.bank = asker.bank
    return found
