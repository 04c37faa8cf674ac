"""Which reported conversations wait for somebody to look into them."""

from members.models import Member, TalkReport
from members.models.reported import TalkReportQuerySet


def open_reports(reader: Member) -> TalkReportQuerySet:
    """Give those the reader may look into, oldest first; to who may look into none it is empty."""
    found: TalkReportQuerySet = TalkReport.objects.readable_by(reader).open()
    return found


def count_open_reports(reader: Member) -> int:
    """Say how many wait for the reader."""
    return int(open_reports(reader).count())
